"""Settings → Repairs: a card, its dialogue, and its end."""

from playwright.async_api import expect

from .dialogue import Dialogue
from .person import Person
from .pictures import Album


async def follow(
    person: Person, key: str, album: Album, *, home: str, **told: object
) -> None:
    """Open a card as soon as it stands under Settings, read it, and close it in its own dialogue."""
    words = person.words
    await person.open_settings()
    title = words.ours(f"issues.{key}.title", home=home)
    await person.page.get_by_text(title, exact=True).first.click()
    dialogue = Dialogue(person, f"issues.{key}.fix_flow")
    await dialogue.is_at("confirm", home=home)
    description = words.ours(f"issues.{key}.fix_flow.step.confirm.description", **told)
    for paragraph in description.split("\n\n"):
        await dialogue.shows(paragraph)
    await album.take("repair-card")
    await dialogue.go_on("submit")
    await dialogue.shows(words.theirs("repaired"))
    await dialogue.end("finish")
    await expect(person.page.get_by_text(title)).to_have_count(0)
    await person.open("/config/repairs")
    await person.sees(words.theirs("no_repairs"))
