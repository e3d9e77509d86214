"""What was found damaged or gone is remembered until the user knows of it, over any number of restarts."""

from datetime import date
from pathlib import Path

import pytest

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.sources.readings import DailyEnergy

from .conftest import OpenStore

SEEN = date(2026, 3, 30)


async def two_years(open_store: OpenStore) -> None:
    """Leave the files of two years and a state on the disk."""
    ledger = ElectricityLedger()
    ledger.start_way("sge")
    days = [date(2025, 6, 1), date(2026, 3, 1)]
    ledger.add_daily_energy(
        [DailyEnergy(day=day, energy_wh=1000) for day in days], seen=SEEN
    )
    await open_store(ledger).async_save()


async def loaded(open_store: OpenStore) -> ElectricityLedger:
    ledger = ElectricityLedger()
    await open_store(ledger).async_load()
    return ledger


@pytest.mark.parametrize("name", ["state", "2025"])
async def test_a_damaged_file_is_remembered_over_restarts(
    open_store: OpenStore, folder: Path, name: str
) -> None:
    await two_years(open_store)
    assert (await loaded(open_store)).lost == frozenset()
    (folder / f"{name}.json").write_bytes(b"{")

    for _ in range(2):
        assert (await loaded(open_store)).lost == {name}


async def test_a_file_that_is_gone_is_remembered_beside_a_damaged_one(
    open_store: OpenStore, folder: Path
) -> None:
    await two_years(open_store)
    (folder / "2025.json").unlink()
    assert (await loaded(open_store)).lost == {"2025"}
    (folder / "2026.json").write_bytes(b"{")

    assert (await loaded(open_store)).lost == {"2025", "2026"}


@pytest.mark.parametrize("delete", [False, True])
async def test_who_knows_of_it_is_not_told_again_and_may_delete_what_was_set_aside(
    open_store: OpenStore, folder: Path, delete: bool
) -> None:
    await two_years(open_store)
    (folder / "2025.json").write_bytes(b"{")
    ledger = ElectricityLedger()
    store = open_store(ledger)
    await store.async_load()

    await store.async_confirm_lost(delete=delete)

    assert ledger.lost == frozenset()
    assert (await loaded(open_store)).lost == frozenset()
    assert (folder / "2025.damaged-1").exists() is not delete
    assert (folder / "2026.json").exists()


async def test_what_another_way_reads_again_was_not_lost(
    open_store: OpenStore, folder: Path
) -> None:
    await two_years(open_store)
    (folder / "2025.json").unlink()
    ledger = await loaded(open_store)
    ledger.mark_lost({"adopted"})

    ledger.start_way("sge")
    assert ledger.lost == {"2025", "adopted"}
    ledger.start_way("conso_api")

    # No way can give adopted days again.
    assert ledger.lost == {"adopted"}


async def test_what_the_user_has_seen_comes_back_from_the_disk(
    open_store: OpenStore,
) -> None:
    ledger = ElectricityLedger()
    store = open_store(ledger)
    ledger.mark_seen("meter_changed", date(2026, 2, 1))
    ledger.mark_seen("meter_changed", date(2026, 3, 1))

    await store.async_save()

    assert (await loaded(open_store)).seen == {"meter_changed": date(2026, 3, 1)}


async def test_the_size_counts_every_file(open_store: OpenStore, folder: Path) -> None:
    assert LedgerFiles(folder).size() == 0
    await two_years(open_store)
    (folder / "2025.damaged-1").write_bytes(b"12345")

    def size(name: str) -> int:
        return (folder / name).stat().st_size

    assert LedgerFiles(folder.parent).size() == (
        5 + size("2025.json") + size("2026.json") + size("state.json")
    )
