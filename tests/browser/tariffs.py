"""A tariff of the home, changed in its own dialogue."""

from scripts.demo_home.tariffs import Tariff

from .dialogue import Dialogue
from .integration import open_integration
from .person import Person
from .pictures import Album

KIND = "config_subentries.electricity_tariff"


async def change_prices(person: Person, tariff: Tariff, album: Album) -> None:
    """Forget a price first, then type all prices as they are to be."""
    words = person.words
    await open_integration(person)
    row = person.page.locator("ha-config-sub-entry-row").filter(
        has_text=str(tariff.kept["valid_from"])
    )
    name = words.ours(f"{KIND}.initiate_flow.reconfigure")
    await row.get_by_role("button", name=name).click()
    dialogue = Dialogue(person, KIND)
    await dialogue.is_at("reconfigure")
    await dialogue.has("reconfigure", "peak")
    await album.take("tariff")
    await dialogue.fill("reconfigure", {"peak": "0"})
    await dialogue.go_on("submit")
    await dialogue.says("zero", "reconfigure", "peak")
    prices = {name: str(price) for name, price in tariff.kept["prices"].items()}
    await dialogue.fill("reconfigure", prices)
    await dialogue.go_on("submit")
    await dialogue.shows(words.ours(f"{KIND}.abort.reconfigure_successful"))
    await dialogue.end("close")
