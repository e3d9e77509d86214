"""The life of one statistic, step by step, beside its ledger on disk and its rows in a real recorder."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from math import nan
from pathlib import Path
import shutil
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.ledger.store import LedgerStore
from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    HOUR,
    day_start,
    local_day,
)
from custom_components.grandlyon_energy.metering.series import Row
from custom_components.grandlyon_energy.statistics import write_pass
from custom_components.grandlyon_energy.statistics.catalog import make_statistic
from custom_components.grandlyon_energy.statistics.recorder import (
    adjust_sums,
    async_wait_for_queue,
    import_rows,
)
from custom_components.grandlyon_energy.statistics.statistic import (
    TOLERANCE,
    Kind,
    Statistic,
)
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import NAMES
from .database import Edit, SavedRows, async_edit, async_save_rows, restore
from .meters import Meter, Reading
from .ranged_clear import allow_ranged_clear
from .test_writer import counted_writes, recorded


@dataclass(frozen=True, slots=True)
class Learn:
    """Readings come in, in this order."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class TimePasses:
    """So many days go by."""

    days: int


@dataclass(frozen=True, slots=True)
class Write:
    """The writer works; it is stopped at so many steps, whatever was sent by then."""

    stopped_at: int | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """One more month is audited."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Ledger and database are copied."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Home Assistant starts again with the ledger and the database that it finds: as they were, restored or lost."""

    ledger: str = "kept"
    database: str = "kept"


@dataclass(frozen=True, slots=True)
class Tamper:
    """Somebody edits the database."""

    edit: Callable[[Kind], Edit]
    said: str

    def __repr__(self) -> str:
        """Say what is done, for the report of a failing history."""
        return f"Tamper({self.said})"


type Step = Learn | TimePasses | Write | Audit | Backup | Restart | Tamper


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that befalls one statistic, in this order."""

    days: tuple[date, ...]
    """What the readings speak of."""

    removes_rows: bool
    """Whether the core can remove single rows."""

    older_rows: int
    """How many rows the recorder has from long before."""

    steps: list[Step]


class Stopped(BaseException):
    """The writer gets no further: no error that anybody could catch."""


type Values = dict[datetime, tuple[float, ...]]
"""The recorder's rows: amount, and the sum if there is one, by hour."""


class Life:
    """One statistic from its first reading to the last proof."""

    def __init__(
        self,
        hass: HomeAssistant,
        folder: Path,
        make_meter: Callable[[], Meter],
        *,
        number: str,
        today: date,
    ) -> None:
        self._hass = hass
        self._folder = folder
        self._make_meter = make_meter
        self._number = number
        self._today = today
        self._backup: SavedRows | None = None
        self._betrayed = False
        """Whether anybody but the writer had a hand in ledger or recorder: then only an audit finds everything."""

    @property
    def _copy(self) -> Path:
        return self._folder.with_suffix(".backup")

    async def async_live(self, history: History) -> None:
        """Take every step, then prove that the rows are right."""
        await self.async_start()
        if history.older_rows:
            day = history.days[0] - 4 * DAY
            await self._write_older_rows(day, history.older_rows, total=5000)
        for step in history.steps:
            await self.async_do(step)
        await self.async_prove()

    async def async_start(self) -> None:
        """Start with what is on disk, as an entry does, without writing yet."""
        self.meter, self.statistic = await self._load()
        self.statistic.restore(self.meter.project(self._today))
        self._writer = StatisticsWriter(self._hass)
        self._checked = False

    async def _write_older_rows(self, day: date, number: int, *, total: int) -> None:
        """Have rows on a day that the ledger will never know, as an older installation leaves them."""
        rows = [
            Row(start=day_start(day) + n * HOUR, amount=1000, sum=total + 1000 * n)
            for n in range(number)
        ]
        import_rows(self._hass, self.statistic, rows)
        await async_wait_for_queue(self._hass)

    async def _load(self) -> tuple[Meter, Statistic]:
        meter = self._make_meter()
        store = LedgerStore(self._hass, meter.ledger, LedgerFiles(self._folder))
        await store.async_load()
        return meter, make_statistic(
            store, key=meter.key, meter=self._number, names=NAMES, knows=meter.knows
        )

    async def async_do(self, step: Step) -> None:
        """Take one step."""
        match step:
            case Learn(readings):
                await self._learn(readings)
            case TimePasses(days):
                self._today += days * DAY
                await self._learn(())
            case Write(stopped_at):
                await self._write(stopped_at)
            case Audit():
                await self._audit()
            case Backup():
                await self.statistic.store.async_save()
                await self._hass.async_add_executor_job(_copy, self._folder, self._copy)
                self._backup = await async_save_rows(self._hass, self.statistic)
            case Restart(ledger, database):
                self._betrayed |= (ledger, database) != ("kept", "kept")
                if ledger == "lost":
                    await self._hass.async_add_executor_job(
                        shutil.rmtree, self._folder, True
                    )
                elif ledger == "restored":
                    await self._hass.async_add_executor_job(
                        _copy, self._copy, self._folder
                    )
                if database == "restored" and self._backup is not None:
                    edit = restore(self._backup)
                    await async_edit(self._hass, self.statistic, edit)
                await self.async_start()
            case Tamper(edit):
                self._betrayed = True
                await async_edit(self._hass, self.statistic, edit(self.statistic.kind))

    async def _learn(self, readings: Iterable[Reading]) -> None:
        self.statistic.project(self.meter.learn(readings, self._today))
        await self.statistic.store.async_save()

    async def _write(self, stopped_at: int | None) -> None:
        """Let the queue's turn for this statistic come, and hold it to its thrift."""
        before = await self.async_values()
        with watched(stopped_at) as sent, counted_writes() as counts:
            try:
                if not self._checked:
                    await self._writer.async_check([self.statistic])
                    self._checked = True
                await self._writer.async_write([self.statistic])
            except Stopped:
                await async_wait_for_queue(self._hass)
                return
        assert not self.statistic.state.pending
        after = await self.async_values()
        self._assert_thrifty(before, after, sent, cleared=counts["removals"] > 0)
        if not self._betrayed:
            assert_equal(after, self.statistic)

    def _assert_thrifty(
        self, before: Values, after: Values, sent: set[datetime], *, cleared: bool
    ) -> None:
        """Check that only rows that differed were sent, and that what lies before the first day was left alone."""
        first = self.statistic.first_day
        start = day_start(first) if first else None
        for hour, figures in before.items():
            if (start is None or hour < start) and not self.statistic.knows(
                local_day(hour)
            ):
                assert after.get(hour) == figures, f"{hour} lies before {first}"
        if not cleared:
            kept = before.keys() & after.keys()
            same = {hour for hour in kept if close(before[hour], after[hour])}
            assert not sent & same

    async def _audit(self) -> None:
        with watched(None):
            await self._writer.async_audit(self.statistic)
            await self._writer.async_write([self.statistic])

    async def async_values(self) -> Values:
        """Return the recorder's rows, through its own query function."""
        return {
            datetime.fromtimestamp(row["start"], UTC): figures_of(row)
            for row in await recorded(self._hass, self.statistic)
        }

    async def async_prove(self) -> None:
        """Audit everything, write what that finds, and hold the recorder to a projection from scratch."""
        with watched(None):
            await self._writer.async_audit_everything(self.statistic)
            await self._writer.async_write([self.statistic])
        await self._assert_equal_to_scratch()
        await self._assert_at_rest()

    async def _assert_equal_to_scratch(self) -> None:
        """Project the final ledger anew and hold every row to it."""
        meter, statistic = await self._load()
        statistic.restore(meter.project(self._today))
        assert statistic.series.days == self.statistic.series.days
        assert_equal(await self.async_values(), statistic)

    async def _assert_at_rest(self) -> None:
        """Check that nothing more is sent or saved, neither by this writer nor after a restart."""
        with counted_writes() as counts:
            await self.async_start()
            with patch.object(LedgerFiles, "save", side_effect=AssertionError):
                await self._writer.async_check([self.statistic])
                assert not await self._writer.async_audit_everything(self.statistic)
                await self._writer.async_write([self.statistic])
            self.statistic.mark_everything()
            await self._writer.async_write([self.statistic])
        assert counts == {"rows": 0, "adjustments": 0, "removals": 0}


def run(
    hass: HomeAssistant,
    history: History,
    folder: Path,
    make_meter: Callable[[], Meter],
    *,
    number: int,
) -> Values:
    """Live a history and prove its end; return the rows that the recorder has then."""
    life = Life(
        hass,
        folder / str(number),
        make_meter,
        number=str(number),
        today=history.days[-1] + DAY,
    )
    # Both cost more time than all the rest: where each task was made, and that the disk survives a power failure.
    hass.loop.set_debug(False)
    with patch("os.fsync"), pytest.MonkeyPatch.context() as monkeypatch:
        if history.removes_rows:
            allow_ranged_clear(monkeypatch)
        hass.loop.run_until_complete(life.async_live(history))
        return hass.loop.run_until_complete(life.async_values())


def assert_equal(values: Values, statistic: Statistic) -> None:
    """Check all rows from the first day on, in number, place and value, on the sum of the rows before it."""
    days, first = statistic.series.days, statistic.first_day
    own = {h: v for h, v in values.items() if first and h >= day_start(first)}
    older = [figures for hour, figures in values.items() if hour not in own]
    baseline = older[-1][-1] if older else 0.0
    expected: Values = {}
    for row in statistic.series.rows(days[0], days[-1]) if days else []:
        amount = row.amount / statistic.scale
        total = baseline + (row.sum - statistic.series.baseline) / statistic.scale
        expected[row.start] = (
            (amount, total) if statistic.kind is Kind.SUM else (amount, amount, amount)
        )
    assert list(own) == list(expected)
    for hour, figures in expected.items():
        assert close(own[hour], figures), hour
    sums = [baseline, *(figures[-1] for figures in own.values())]
    if statistic.kind is Kind.SUM:
        assert all(one <= other + TOLERANCE for one, other in pairwise(sums))


def figures_of(row: StatisticsRow) -> tuple[float, ...]:
    """Return what a row says: state and sum, or mean, minimum and maximum."""
    figures = [row.get("state"), row.get("sum")]
    if figures == [None, None]:
        figures = [row.get("mean"), row.get("min"), row.get("max")]
    return tuple(nan if each is None else each for each in figures)


def close(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Return whether two rows say the same, as closely as the recorder can."""
    return all(abs(a - b) <= TOLERANCE for a, b in zip(one, other, strict=True))


@contextmanager
def watched(stopped_at: int | None) -> Iterator[set[datetime]]:
    """Collect the hours of the rows that are sent, without patience; stop the writer at a step of its work."""
    sent: set[datetime] = set()
    steps = 0

    def count() -> None:
        nonlocal steps
        if steps == stopped_at:
            raise Stopped
        steps += 1

    def send(hass: HomeAssistant, statistic: Statistic, rows: list[Row]) -> None:
        count()
        sent.update(row.start for row in rows)
        import_rows(hass, statistic, rows)

    def adjust(*args: Any) -> None:
        count()
        adjust_sums(*args)

    async def wait(hass: HomeAssistant) -> None:
        count()
        await async_wait_for_queue(hass)

    with (
        patch.object(write_pass, "import_rows", send),
        patch.object(write_pass, "adjust_sums", adjust),
        patch.object(write_pass, "async_wait_for_queue", wait),
        patch.object(write_pass, "BACK_OFF", (0, 0, 0)),
    ):
        yield sent


def _copy(source: Path, target: Path) -> None:
    """Copy a folder that may not exist."""
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target)
