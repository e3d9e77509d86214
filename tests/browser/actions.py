"""Tools → Actions: an action chosen, filled in and performed."""

from datetime import date
import re
from typing import Final

from playwright.async_api import Locator, expect

from .person import Person
from .waiting import until

_DAY: Final = re.compile(r"\d")
"""In the name of every day of a calendar, and of none of its other buttons."""


async def choose(person: Person, action: str, home: str) -> None:
    """Choose an action by its name, and the home that it is about."""
    words = person.words
    await person.open_settings()
    # What can be done there follows.
    tools = re.compile(f"^{words.theirs('tools')} ")
    await person.page.get_by_role("link", name=tools).click()
    await person.click("tab", words.theirs("actions"))
    tool = _tool(person)
    await picker(person).get_by_role("button").first.click()
    search = tool.get_by_placeholder(words.theirs("search"))
    name = words.ours(f"services.{action}.name")
    await search.fill(name)
    starts_with = re.compile(f"^{re.escape(name)} ")
    await tool.get_by_role("option", name=starts_with).first.click()
    await tool.get_by_role("button", name=words.theirs("integration")).click()
    await tool.get_by_role("option", name=home).click()
    await expect(tool.get_by_role("button", name=home)).to_be_visible()


async def choose_day_of_last_month(person: Person, nth: int, day: date) -> None:
    """Choose a day of the month before today's in the n-th field for a date."""
    words = person.words
    await _tool(person).locator("ha-date-input").nth(nth).get_by_role("textbox").click()
    picker = person.page.locator("ha-dialog-date-picker")
    chosen = picker.get_by_role(
        "button", name=words.day(day.month, day.day), exact=True
    )
    ok = picker.get_by_role("button", name=words.theirs("ok"))
    await expect(picker.get_by_role("button", name=_DAY).first).to_be_visible()
    # It begins with the month of what is chosen already, or with today's.
    if not await chosen.is_visible():
        await picker.get_by_role("button", name=words.theirs("back")).first.click()
    await chosen.click()
    await ok.click()
    await expect(chosen).to_have_count(0)


async def answers(person: Person, *expected: str) -> None:
    """Perform it, and wait for an answer with these lines."""
    await person.click("button", person.words.theirs("perform"))
    await expect(response(person)).to_be_visible()
    shown = _tool(person).locator(".cm-content").last

    async def lines() -> list[str]:
        return [line.strip() for line in (await shown.inner_text()).splitlines()]

    await until(lines, set(expected).issubset, f"The answer has {expected}")


async def choose_option(person: Person, option: str) -> None:
    """Switch on the one field that may be left out, and choose one of its options."""
    tool = _tool(person)
    await tool.get_by_role("checkbox").press("Space")
    await tool.locator("ha-selector-select").get_by_role("button").first.click()
    await person.page.get_by_text(option, exact=True).click()


def picker(person: Person) -> Locator:
    """Return where an action is chosen."""
    return _tool(person).locator("ha-service-picker")


def response(person: Person) -> Locator:
    """Return the heading of an answer."""
    name = person.words.theirs("response")
    return person.page.get_by_role("heading", name=name)


async def refuses(person: Person, message: str) -> None:
    """Perform it, and wait for the message that says why nothing was done."""
    await person.click("button", person.words.theirs("perform"))
    alert = _tool(person).locator("ha-alert").filter(has_text=message)
    await expect(alert).to_be_visible()


def _tool(person: Person) -> Locator:
    return person.page.locator("tools-action")
