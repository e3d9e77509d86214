"""The steps of a history that are the same for every meter: the writer's work, restarts, and what others do."""

from collections.abc import Sequence
from datetime import date, datetime

from hypothesis import HealthCheck, settings, strategies as st

from custom_components.grandlyon_energy.metering.calendar import DAY, day_hours

from .database import change_amount, change_sums, delete, insert
from .histories import (
    Audit,
    Backup,
    History,
    Learn,
    Restart,
    Step,
    Tamper,
    TimePasses,
    Write,
)

# What is drawn often stands first: a failing history shrinks towards it.
WORK: st.SearchStrategy[Step] = st.sampled_from(
    [
        Write(),
        Write(),
        Write(),
        Audit(),
        Backup(),
        TimePasses(1),
        TimePasses(15),
        *(Write(stopped_at=step) for step in range(5)),
        Restart(),
        Restart(),
        Restart(ledger="restored"),
        Restart(database="restored"),
        Restart(ledger="restored", database="restored"),
        Restart(ledger="lost"),
    ]
)

_ROW = st.integers(0, 240)
_AMOUNT = st.sampled_from([1, 3, 1000, -1, 0.5])


def tampering(days: Sequence[date]) -> st.SearchStrategy[Step]:
    """Somebody edits the database, also the rows beside the days that a ledger may know."""
    around = [days[0] - DAY, *days, days[-1] + DAY, days[-1] + 2 * DAY]
    start = st.sampled_from([hour for day in around for hour in day_hours(day)])
    return st.one_of(
        st.builds(_delete, _ROW, st.sampled_from([1, 2, 24, 60, 300])),
        st.builds(_change_amount, _ROW, _AMOUNT),
        st.builds(_change_sums, _ROW, st.sampled_from([1, None]), _AMOUNT),
        st.builds(_insert, start, st.integers(0, 3), st.integers(0, 200)),
    )


def histories(
    readings: st.SearchStrategy[Learn], days: Sequence[date], *, longest: int
) -> st.SearchStrategy[History]:
    """Return sequences of steps that begin with readings, sometimes over rows from before all that can be read."""
    anything = st.one_of(readings, readings, WORK, tampering(days))
    return st.builds(
        History,
        days=st.just(tuple(days)),
        older_rows=st.sampled_from([0, 3]),
        first=readings,
        steps=st.lists(anything, max_size=longest),
    )


def quiet(examples: int) -> settings:
    """The same histories at every run, as long as they take."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        # The recorder is shared by all examples on purpose: each has a meter of its own.
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def _delete(row: int, number: int) -> Tamper:
    return Tamper(lambda _: delete(row, number), f"delete {number} from {row}")


def _change_amount(row: int, by: float) -> Tamper:
    return Tamper(lambda _: change_amount(row, by), f"amount of {row} {by:+}")


def _change_sums(row: int, number: int | None, by: float) -> Tamper:
    return Tamper(
        lambda _: change_sums(row, number, by), f"{number or 'all'} sums {row} {by:+}"
    )


def _insert(start: datetime, amount: int, total: int) -> Tamper:
    return Tamper(
        lambda kind: insert(kind, start, amount, total), f"insert {start} {amount}"
    )
