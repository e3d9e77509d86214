"""The page of a device: its entities by name, and what they show."""

from collections.abc import Mapping

from playwright.async_api import expect

from .amounts import Amount, amount_in
from .integration import open_integration
from .person import Person
from .waiting import until

type Expected = Mapping[str, tuple[float | None, str]]
"""By what the translations call an entity: its true value, None while it is unknown, and the unit that it is in."""


async def open_device(person: Person, kind: str, digits: str) -> None:
    """Go to a device of the home: electricity_meter or water_meter."""
    name = person.words.ours(f"device.{kind}.name", digits=digits)
    await open_integration(person)
    await person.page.get_by_text(name, exact=True).first.click()
    page = person.page.locator("ha-config-device-page")
    await expect(page.get_by_text(name, exact=True).first).to_be_visible()


async def shows(person: Person, expected: Expected) -> None:
    """Wait until each of the entities shows what is true."""
    for key, (value, unit) in expected.items():
        name = person.words.ours(f"entity.sensor.{key}.name")

        async def read(name: str = name) -> Amount | str:
            return await _shown(person, name)

        def fits(
            shown: Amount | str, value: float | None = value, unit: str = unit
        ) -> bool:
            if value is None or isinstance(shown, str):
                return value is None and shown == person.words.theirs("unknown")
            return shown.unit == unit and shown.is_of(value)

        await until(read, fits, f"{name} is {value} {unit}")


async def _shown(person: Person, name: str) -> Amount | str:
    """Return what an entity shows: an amount, or what stands there instead."""
    row = person.page.locator("hui-generic-entity-row").filter(
        has=person.page.get_by_text(name, exact=True)
    )
    text = (await person.text_of(row)).removeprefix(name).strip()
    try:
        return amount_in(text, person.words.language)
    except ValueError:
        return text
