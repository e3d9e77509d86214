"""What a ledger remembers for the sake of costs, over a restart and with every change once."""

from datetime import date
from pathlib import Path

import pytest

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.tariff.options import Colour
from custom_components.grandlyon_energy.sources.readings import Contract

from .conftest import OpenStore

MONDAY = date(2026, 11, 2)
NEXT = date(2026, 11, 9)
NIGHT = "HC (22H30-6H30)"
NOON = "HC (22H30-4H30;12H30-14H30)"


async def saved_and_read(
    open_store: OpenStore, ledger: ElectricityLedger
) -> ElectricityLedger:
    await open_store(ledger).async_save()
    return await loaded(open_store)


async def loaded(open_store: OpenStore) -> ElectricityLedger:
    again = ElectricityLedger()
    await open_store(again).async_load()
    return again


@pytest.mark.usefixtures("folder")
async def test_off_peak_hours_are_remembered_from_when_they_were_first_read(
    open_store: OpenStore,
) -> None:
    ledger = ElectricityLedger()
    ledger.set_contract(Contract(off_peak_hours=NIGHT), read_on=MONDAY)
    ledger.set_contract(Contract(off_peak_hours=NIGHT), read_on=NEXT)
    # SGE may hide them, which says nothing.
    ledger.set_contract(Contract(), read_on=date(2026, 11, 16))
    ledger.set_contract(Contract(off_peak_hours=NOON), read_on=date(2026, 11, 23))

    again = await saved_and_read(open_store, ledger)

    assert again.off_peak_seen == [(MONDAY, NIGHT), (date(2026, 11, 23), NOON)]


async def test_colours_and_habits_outlive_a_restart(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = ElectricityLedger()
    assert ledger.see_colour(MONDAY, Colour.WHITE)
    assert ledger.see_colour(MONDAY, Colour.RED)
    ledger.set_uses_habits(True)
    ledger.set_priced_by("these")
    again = await saved_and_read(open_store, ledger)

    assert again.colours == {MONDAY: Colour.RED}
    assert again.uses_habits
    assert again.priced_by == "these"
    before = (folder / "state.json").read_bytes()

    assert not again.see_colour(MONDAY, Colour.RED)
    again.set_uses_habits(True)
    again.set_priced_by("these")

    assert not again.dirty
    assert (folder / "state.json").read_bytes() == before


async def test_colours_outlive_a_damaged_state(
    open_store: OpenStore, folder: Path
) -> None:
    """No service can give them again."""
    ledger = ElectricityLedger()
    ledger.see_colour(MONDAY, Colour.RED)
    await open_store(ledger).async_save()
    (folder / "state.json").write_text("{")

    again = await loaded(open_store)

    assert again.lost == {"state"}
    assert again.colours == {MONDAY: Colour.RED}


async def test_a_year_of_colours_alone_is_not_missed(open_store: OpenStore) -> None:
    """On New Year's Day the colour is known before any reading of the year."""
    ledger = ElectricityLedger()
    ledger.see_colour(date(2027, 1, 1), Colour.WHITE)

    again = await saved_and_read(open_store, ledger)

    assert not again.lost
    assert again.colours == {date(2027, 1, 1): Colour.WHITE}
    assert again.first_day is None


async def test_colours_outlive_a_lost_year(open_store: OpenStore, folder: Path) -> None:
    ledger = ElectricityLedger()
    ledger.see_colour(MONDAY, Colour.RED)
    await open_store(ledger).async_save()
    (folder / "2026.json").unlink()

    again = await loaded(open_store)

    assert again.lost == {"2026"}
    assert again.colours == {MONDAY: Colour.RED}


async def test_a_colour_that_is_none_makes_its_year_damaged(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = ElectricityLedger()
    ledger.see_colour(MONDAY, Colour.RED)
    await open_store(ledger).async_save()
    year = folder / "2026.json"
    year.write_text(year.read_text().replace("red", "mauve"))

    again = await loaded(open_store)

    assert again.lost == {"2026"}
    assert again.colours == {MONDAY: Colour.RED}
