"""What a ledger remembers of its statistics: frozen ids, baseline, journal and adopted rows, across a restart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.ledger.adopted import OURS, AdoptedDay
from custom_components.grandlyon_energy.ledger.journal import days_of_runs, runs_of_days
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.calendar import day_start

from .conftest import OpenStore

FIRST = date(2025, 12, 29)


def days(*numbers: int) -> set[date]:
    return {FIRST + timedelta(days=number) for number in numbers}


async def restarted(open_store: OpenStore, ledger: WaterLedger) -> WaterLedger:
    """The ledger as the next start of Home Assistant finds it."""
    await open_store(ledger).async_save()
    again = WaterLedger()
    await open_store(again).async_load()
    return again


@pytest.mark.parametrize(
    ("numbers", "runs"),
    [
        ((), []),
        ((3,), [(3, 3)]),
        ((0, 1, 2), [(0, 2)]),
        ((5, 0, 1, 4, 2), [(0, 2), (4, 5)]),
        ((0, 2, 4), [(0, 0), (2, 2), (4, 4)]),
    ],
)
def test_days_are_told_in_unbroken_runs(
    numbers: tuple[int, ...], runs: list[tuple[int, int]]
) -> None:
    found = runs_of_days(days(*numbers))

    assert [((a - FIRST).days, (b - FIRST).days) for a, b in found] == runs
    assert days_of_runs(found) == days(*numbers)


async def test_the_journal_survives_a_restart(open_store: OpenStore) -> None:
    ledger = WaterLedger()
    ledger.statistic("water", "grandlyon_energy:1_water")
    ledger.mark_pending("water", days(0, 1, 2, 5, 9, 10))

    again = await restarted(open_store, ledger)

    assert again.statistics["water"].pending == days(0, 1, 2, 5, 9, 10)
    again.clear_pending("water", days(1, 9, 10, 77))
    assert (await restarted(open_store, again)).statistics["water"].pending == days(
        0, 2, 5
    )


async def test_baseline_and_adopted_rows_survive_a_restart(
    open_store: OpenStore,
) -> None:
    ledger = WaterLedger()
    state = ledger.statistic("water", "grandlyon_energy:1_water")
    state.baseline, state.baseline_day = 123_456_789_012_345, FIRST
    hours = tuple(
        (datetime.fromtimestamp(hour, UTC), amount)
        for hour, amount in (
            (1_766_962_800, 5),
            (1_766_966_400, -1),
            (1_766_977_200, 7),
        )
    )
    adopted = {
        FIRST: AdoptedDay(source=OURS, hours=hours),
        FIRST + timedelta(days=400): AdoptedDay(source="linky", hours=hours[:1]),
    }
    ledger.adopt("water", adopted)

    again = await restarted(open_store, ledger)

    assert again.statistics["water"] == state
    assert again.adopted.of("water") == adopted


async def test_a_day_that_begins_in_the_year_before_in_utc_survives_a_restart(
    open_store: OpenStore,
) -> None:
    first = date(2000, 1, 1)
    day = AdoptedDay(source="linky", hours=((day_start(first), 5),))
    ledger = WaterLedger()
    ledger.statistic("water", "grandlyon_energy:1_water")
    ledger.adopt("water", {first: day})

    again = await restarted(open_store, ledger)

    assert again.adopted.of("water") == {first: day}


async def test_an_id_is_frozen_when_the_statistic_is_created(
    open_store: OpenStore,
) -> None:
    ledger = WaterLedger()
    ledger.statistic("water", "grandlyon_energy:1_water")

    again = await restarted(open_store, ledger)

    found = again.statistic("water", "grandlyon_energy:another_water")
    assert found.statistic_id == "grandlyon_energy:1_water"
    assert not again.dirty


async def test_a_journal_that_says_nothing_new_needs_no_save(
    open_store: OpenStore,
) -> None:
    ledger = WaterLedger()
    ledger.statistic("water", "grandlyon_energy:1_water")
    ledger.mark_pending("water", days(1, 2))
    await open_store(ledger).async_save()

    ledger.mark_pending("water", days(2))
    ledger.clear_pending("water", days(3))
    ledger.mark_read("indexes", on=date(2026, 12, 3))
    await open_store(ledger).async_save()
    ledger.mark_read("indexes", on=date(2026, 12, 3))

    assert not ledger.dirty
