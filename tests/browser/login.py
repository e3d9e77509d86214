"""The log-in page."""

from playwright.async_api import expect

from scripts.demo_home.home_assistant import LOG_IN

from .person import Person


async def log_in(person: Person) -> None:
    """Log in, and come to the first page."""
    words = person.words
    await person.open("/")
    await person.named("textbox", words.theirs("user"), exact=False).fill(LOG_IN)
    field = person.named("textbox", words.theirs("password"), exact=False)
    await field.fill(LOG_IN)
    await person.click("button", words.theirs("log_in"))
    await expect(person.settings).to_be_visible()
