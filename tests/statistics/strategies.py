"""The steps of a history that are the same for every meter: the writer's work, restarts, and what others do."""

from collections.abc import Sequence
from datetime import date, datetime

from hypothesis import HealthCheck, settings, strategies as st

from custom_components.grandlyon_energy.metering.calendar import DAY, day_hours

from ..effort import THOROUGH
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

WORK: st.SearchStrategy[Step] = st.sampled_from(
    [*6 * [Write()], *(Write(stopped_at=step) for step in range(5)), Audit()]
)
ORDINARY: st.SearchStrategy[Step] = st.sampled_from(
    [Restart(), Restart(), Backup(), TimePasses(1), TimePasses(15)]
)
RESTORED: st.SearchStrategy[Step] = st.sampled_from(
    [
        Backup(),
        Backup(),
        Restart(ledger="restored"),
        Restart(database="restored"),
        Restart(ledger="restored", database="restored"),
        Restart(ledger="lost"),
    ]
)

# Those of the older installation, those of the first day, and some others.
_ROWS = (0, 1, 2, 3, 4, 5, 23, 26, 71, 72, 100, 140, 167)


def tampering(days: Sequence[date]) -> st.SearchStrategy[Step]:
    """Somebody edits the database, also the rows beside the days that a ledger may know."""
    beside = [days[0] - 3 * DAY, days[0] - DAY, days[-1] + DAY, days[-1] + 2 * DAY]
    inserted = [*days, *2 * beside]
    # One list to draw from: every edit is as likely.
    return st.sampled_from(
        [
            *(_delete(row, number) for row in _ROWS for number in (1, 2, 24, 300)),
            *(_change_amount(row, by) for row in _ROWS for by in (1, -1, 0.5)),
            *(
                _change_sums(row, number, by)
                for row in _ROWS
                for number in (1, None)
                for by in (1000, -1)
            ),
            *(
                _insert(day_hours(day)[hour], amount, amount * 50)
                for day in inserted
                for hour in (0, 7)
                for amount in (0, 3)
            ),
        ]
    )


def histories(
    readings: st.SearchStrategy[Learn], days: Sequence[date], *, rounds: int
) -> st.SearchStrategy[History]:
    """Return histories, half of them without anybody else's hand in ledger or recorder."""
    # Drawn by flatmap: the alternatives of alternatives would count one by one.
    calm = st.sampled_from([readings, readings, ORDINARY]).flatmap(_itself)
    rough = st.sampled_from([RESTORED, tampering(days), tampering(days)])
    return st.one_of(
        _histories(readings, days, calm, st.just(()), rounds=rounds),
        _histories(
            readings,
            days,
            calm | rough.flatmap(_itself),
            # What the last audit alone can find.
            st.tuples(tampering(days)),
            rounds=rounds,
        ),
    )


def _histories(
    readings: st.SearchStrategy[Learn],
    days: Sequence[date],
    events: st.SearchStrategy[Step],
    last: st.SearchStrategy[tuple[Step, ...]],
    *,
    rounds: int,
) -> st.SearchStrategy[History]:
    """Return histories in which the writer gets a turn after some events, sometimes over rows from long before."""
    turn = st.tuples(st.lists(events, min_size=1, max_size=2), WORK)
    return st.builds(
        _history,
        days=st.just(tuple(days)),
        removes_rows=st.booleans(),
        older_rows=st.sampled_from([0, 3]),
        first=readings,
        turns=st.lists(turn, min_size=2, max_size=rounds),
        last=last,
    )


def _history(
    days: tuple[date, ...],
    removes_rows: bool,
    older_rows: int,
    first: Learn,
    turns: list[tuple[list[Step], Step]],
    last: tuple[Step, ...],
) -> History:
    steps = [step for events, work in turns for step in (*events, work)]
    return History(
        days=days,
        removes_rows=removes_rows,
        older_rows=older_rows,
        steps=[first, Write(), *steps, *last],
    )


def _itself(
    strategy: st.SearchStrategy[Step] | st.SearchStrategy[Learn],
) -> st.SearchStrategy[Step] | st.SearchStrategy[Learn]:
    return strategy


def quiet(examples: int) -> settings:
    """The same histories at every run, as long as they take; a tenth of them in a quick run."""
    return settings(
        max_examples=examples if THOROUGH else examples // 10,
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
