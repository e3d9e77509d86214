"""The page of the integration under Settings, and what can be done with a home there."""

from playwright.async_api import expect

from .person import Person


async def open_overview(person: Person) -> None:
    """Go to Settings → Devices & services."""
    words = person.words
    await person.open_settings()
    await person.page.get_by_text(words.theirs("devices_and_services")).first.click()
    add = person.named("button", words.theirs("add_integration"))
    await expect(add).to_be_visible()


async def open_integration(person: Person) -> None:
    """Go on to the integration."""
    await open_overview(person)
    title = person.words.ours("title")
    await person.page.locator("ha-integration-card").filter(has_text=title).click()
    await expect(
        person.page.get_by_role("heading", name=title, level=1)
    ).to_be_visible()


async def remove(person: Person) -> None:
    """Delete the home, and see that it is gone."""
    words = person.words
    await open_integration(person)
    row = person.page.locator("ha-config-entry-row")
    await row.get_by_role("button", name=words.theirs("menu")).first.click()
    await person.click("menuitem", words.theirs("delete"))
    await person.sees(words.theirs("deleted_for_good"))
    await person.named("button", words.theirs("delete")).last.click()
    await expect(row).to_have_count(0)
