"""Audits: a month at a time, whatever somebody did to the database is found, and only that is written again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.util.async_ import run_callback_threadsafe
import pytest

from custom_components.grandlyon_energy.ids import MAX_POWER
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    HOUR,
    day_hours,
    day_start,
    days_between,
    local_day,
)
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.statistics import recorder
from custom_components.grandlyon_energy.statistics.audit import (
    DayDifference,
    Month,
    months_of,
    next_month,
)
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import MakeStatistic
from .database import Edit, async_edit, change_amount, change_sums, delete, insert
from .test_writer import assert_recorder_equals, counted_writes

pytestmark = pytest.mark.usefixtures("recorder_mock")

KWH = 1_000_000
DAYS = tuple(days_between(date(2025, 12, 20), date(2026, 4, 6)))
MONTHS = 5
ROWS_A_DAY = 3
MIDDLE = DAYS.index(date(2026, 2, 10))
"""The day in the middle of the history that somebody edits."""


def few_hours(day: date) -> DayAmounts:
    """Three rows a day, so that months are small."""
    return tuple((hour, KWH) for hour in day_hours(day)[:ROWS_A_DAY])


@pytest.fixture
async def written(hass: HomeAssistant, make: MakeStatistic) -> Statistic:
    """Five months that the recorder has."""
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS})
    await StatisticsWriter(hass).async_write([statistic])
    return statistic


@contextmanager
def watched_reads() -> Iterator[list[tuple[datetime, datetime]]]:
    """Collect the periods that are read from the recorder."""
    reads: list[tuple[datetime, datetime]] = []

    def read(hass: HomeAssistant, start: datetime, end: datetime, *args: Any) -> Any:
        reads.append((start, end))
        return statistics_during_period(hass, start, end, *args)

    with patch.object(recorder, "statistics_during_period", read):
        yield reads


async def audit(hass: HomeAssistant, statistic: Statistic, times: int) -> None:
    """Audit and write as so many polls do."""
    writer = StatisticsWriter(hass)
    for _ in range(times):
        await writer.async_audit(statistic)
        await writer.async_write([statistic])


EDITS: dict[str, tuple[Callable[[], Edit], dict[str, int]]] = {
    "an amount": (
        lambda: change_amount(MIDDLE * ROWS_A_DAY, 5.0),
        {"rows": 1, "adjustments": 0},
    ),
    "a sum": (
        lambda: change_sums(MIDDLE * ROWS_A_DAY, 1, 5.0),
        {"rows": 1, "adjustments": 0},
    ),
    "a deleted row": (
        lambda: delete(MIDDLE * ROWS_A_DAY, 1),
        {"rows": 1, "adjustments": 0},
    ),
    "two deleted months": (
        lambda: delete(MIDDLE * ROWS_A_DAY, 60 * ROWS_A_DAY),
        {"rows": 55 * ROWS_A_DAY, "adjustments": 0},
    ),
    "sums shifted from a row on": (
        lambda: change_sums(MIDDLE * ROWS_A_DAY, None, -7.0),
        {"rows": 0, "adjustments": 1},
    ),
}


@pytest.mark.parametrize("edit", EDITS)
async def test_what_was_edited_is_found_in_as_many_polls_as_there_are_months(
    hass: HomeAssistant, written: Statistic, edit: str
) -> None:
    make_edit, expected = EDITS[edit]
    await async_edit(hass, written, make_edit())

    with counted_writes() as counts:
        await audit(hass, written, MONTHS)

    assert counts == expected | {"removals": 0}
    await assert_recorder_equals(hass, written)


@pytest.mark.usefixtures("removal")
async def test_a_surplus_row_is_removed(
    hass: HomeAssistant, written: Statistic
) -> None:
    start = day_start(DAYS[MIDDLE]) + 7 * HOUR
    await async_edit(hass, written, insert(Kind.SUM, start, 5.0, 0.0))

    with counted_writes() as counts:
        await audit(hass, written, MONTHS)

    assert counts["removals"] == 1
    await assert_recorder_equals(hass, written)


async def test_a_row_on_a_day_that_no_reading_decides_is_kept(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    gap = DAYS[MIDDLE]
    statistic = make(knows=set(DAYS) - {gap})
    statistic.project({day: few_hours(day) for day in DAYS if day != gap})
    await StatisticsWriter(hass).async_write([statistic])
    await async_edit(hass, statistic, insert(Kind.SUM, day_start(gap), 5.0, 0.0))

    with counted_writes() as counts:
        await audit(hass, statistic, MONTHS)

    assert statistic.series.total(gap) == 5 * KWH
    assert counts == {"rows": 1, "adjustments": 1, "removals": 0}
    await assert_recorder_equals(hass, statistic)


async def test_rows_before_the_first_day_that_changed_move_all_sums(
    hass: HomeAssistant, written: Statistic
) -> None:
    before = day_start(DAYS[0] - 10 * DAY)
    await async_edit(hass, written, insert(Kind.SUM, before, 5.0, 5.0))

    with counted_writes() as counts:
        await audit(hass, written, MONTHS)

    assert counts == {"rows": 0, "adjustments": 1, "removals": 0}
    assert written.state.baseline == 5 * KWH
    await assert_recorder_equals(hass, written)


async def test_a_row_that_is_newer_than_all_and_wrong_is_removed(
    hass: HomeAssistant, make: MakeStatistic, monkeypatch: pytest.MonkeyPatch
) -> None:
    statistic = make(MAX_POWER, knows=DAYS)
    statistic.project({day: ((day_start(day), 5000),) for day in DAYS[:MIDDLE]})
    await StatisticsWriter(hass).async_write([statistic])
    newer = day_start(DAYS[-1])
    await async_edit(hass, statistic, insert(Kind.MEAN, newer, 1.0, 0.0))

    await audit(hass, statistic, MONTHS)

    await assert_recorder_equals(hass, statistic)


async def test_audits_that_find_nothing_write_no_row_and_no_file(
    hass: HomeAssistant, written: Statistic
) -> None:
    with (
        counted_writes() as counts,
        patch.object(LedgerFiles, "save", side_effect=AssertionError),
    ):
        await audit(hass, written, MONTHS + 1)

    assert counts == {"rows": 0, "adjustments": 0, "removals": 0}
    assert not written.state.pending


async def test_an_audit_reads_one_month_and_the_next_one_another(
    hass: HomeAssistant, written: Statistic
) -> None:
    with watched_reads() as reads:
        await audit(hass, written, MONTHS)

    assert sorted(reads) == [
        (day_start(first), day_start(last + DAY))
        for first, last in months_of(DAYS[0], DAYS[-1])
    ]


async def test_daily_restarts_audit_every_month_too(
    hass: HomeAssistant, written: Statistic, freezer: FrozenDateTimeFactory
) -> None:
    with watched_reads() as reads:
        for _ in range(MONTHS):
            freezer.tick(timedelta(days=1))
            await audit(hass, written, 1)

    assert len({local_day(start).replace(day=1) for start, _ in reads}) == MONTHS


async def test_no_read_is_longer_than_a_month(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS})
    writer = StatisticsWriter(hass)

    with watched_reads() as reads:
        await writer.async_check([statistic])
        await async_edit(hass, statistic, delete(MIDDLE, 10_000))
        await writer.async_check([statistic])
        await writer.async_write([statistic])
        await writer.async_audit_everything(statistic)

    lengths = {round((end - start) / DAY) for start, end in reads}
    assert max(lengths) == 31
    await assert_recorder_equals(hass, statistic)


async def test_an_audit_of_everything_says_what_differs_on_which_day(
    hass: HomeAssistant, written: Statistic
) -> None:
    first = DAYS[MIDDLE]
    await async_edit(hass, written, change_amount(MIDDLE * ROWS_A_DAY, 5.0))
    await async_edit(hass, written, delete((MIDDLE + 40) * ROWS_A_DAY, 2))
    surplus = day_start(DAYS[-1]) + 12 * HOUR
    await async_edit(hass, written, insert(Kind.SUM, surplus, 5.0, 0.0))

    differences = await StatisticsWriter(hass).async_audit_everything(written)

    assert differences == {
        first: DayDifference(wrong=1),
        first + 40 * DAY: DayDifference(missing=2),
        DAYS[-1]: DayDifference(surplus=1),
    }
    assert written.state.pending == differences.keys()


async def test_an_empty_statistic_has_nothing_to_audit(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make()
    writer = StatisticsWriter(hass)

    assert await writer.async_audit(statistic) == {}
    assert await writer.async_audit_everything(statistic) == {}


async def test_what_the_ledger_learns_while_a_month_is_read_is_no_difference(
    hass: HomeAssistant, written: Statistic
) -> None:
    learned = False

    def learn_and_read(*args: Any) -> Any:
        nonlocal learned
        if not learned:
            learned = True
            late = {DAYS[0]: ((day_start(DAYS[0]), 9 * KWH),)}
            run_callback_threadsafe(hass.loop, written.project, late).result()
        return statistics_during_period(*args)

    with patch.object(recorder, "statistics_during_period", learn_and_read):
        differences = await StatisticsWriter(hass).async_audit_everything(written)

    assert differences == {}
    assert written.state.pending == {DAYS[0]}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 1, 31), date(2024, 1, 31), [(31, 31)]),
        (date(2024, 1, 31), date(2024, 3, 1), [(31, 31), (1, 29), (1, 1)]),
        (date(2023, 12, 1), date(2024, 1, 31), [(1, 31), (1, 31)]),
        (date(2024, 1, 2), date(2024, 1, 1), []),
    ],
)
def test_a_period_is_cut_at_the_ends_of_its_months(
    first: date, last: date, expected: list[tuple[int, int]]
) -> None:
    months = months_of(first, last)

    assert [(start.day, end.day) for start, end in months] == expected


def test_the_months_go_round() -> None:
    months: list[Month] = months_of(DAYS[0], DAYS[-1])
    today = date(2026, 4, 7)
    seen, after = [], None

    for _ in range(2 * MONTHS):
        month = next_month(months, after=after, today=today)
        seen.append(month)
        after = month[1]

    start = months.index(seen[0])
    assert seen == 2 * [*months[start:], *months[:start]]


def test_a_month_that_grew_since_is_not_audited_twice_in_a_row() -> None:
    grown = months_of(date(2026, 3, 1), date(2026, 4, 7))

    month = next_month(grown, after=date(2026, 4, 6), today=date(2026, 4, 8))

    assert month == grown[0]
