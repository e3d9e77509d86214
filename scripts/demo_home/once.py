"""What `--once` does: a home is filled, then one thing after another happens to it.

After each of them every hour is judged. Home Assistant runs twice, in the same folder.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import changes
from .check import changed_rows
from .comparison import Shown
from .expected import LOCAL
from .home_assistant import DOMAIN, HomeAssistant
from .judging import Judge
from .paying import Paying, fill_and_price
from .services import Truth
from .stage import Stage
from .steps import Run
from .table import restart_outcome
from .values import Calendar, look

SETTLED_S = 2
"""What a start does in the background has begun by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days on which something happens."""

    newest: date
    """The last day of electricity."""

    contract: str
    last_reading: date
    """Of the contract's water; it closes the day before."""

    @property
    def long_ago(self) -> date:
        """A day whose load curve has long been known."""
        return self.newest - timedelta(days=400)

    @property
    def a_while_ago(self) -> date:
        """Another one, older than those that every poll reads again."""
        return self.newest - timedelta(days=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How it went."""

    right: bool
    shown: Shown
    """What was there once the history was filled in; nothing if that went wrong."""


async def play(stage: Stage, instant: datetime) -> Played:
    """Play it at an aware instant, to the end or to the first thing that is wrong."""
    services = stage.services
    async with stage.home_assistant(new=True) as home_assistant:
        await services.stop_clock(instant)
        days = _days(await services.truth())
        run = await _run(stage, home_assistant)
        paying = await _filled(run, days, instant.astimezone(LOCAL).date())
        if paying is None:
            return Played(right=False, shown={})
        shown = await run.judge.shown()
        if not await _while_running(run, days):
            return Played(right=False, shown=shown)
        # Those that only a few want are to have a value as well.
        await home_assistant.enable_entities(DOMAIN)
        rows, calls = await run.judge.rows(), await services.calls()
        stage.say("5. Home Assistant is stopped, and started again.")
    await _while_stopped(stage, days)
    async with stage.home_assistant() as home_assistant:
        await home_assistant.started()
        await asyncio.sleep(SETTLED_S)
        run = await _run(stage, home_assistant)
        changed = changed_rows(rows, await run.judge.rows())
        calls = await services.calls() - calls
        stage.say(f"   {restart_outcome(changed=changed, calls=calls)}")
        if changed or calls or not await _what_was_missed(run, days):
            return Played(right=False, shown=shown)
        if not await paying.change_price(run):
            return Played(right=False, shown=shown)
        verdicts = await run.judge()
        print(await run.judge.tables(verdicts), flush=True)
        today = instant.astimezone(LOCAL).date()
        complete, values = await look(
            home_assistant, Calendar.of(run.judge.truth, today)
        )
        stage.say(values)
        stage.say("Stopping ...")
        right = complete and all(verdict.equal for verdict in verdicts)
        return Played(right=right, shown=shown)


async def _run(stage: Stage, home_assistant: HomeAssistant) -> Run:
    """Return the run of a Home Assistant, judged by what can be known now."""
    return Run(
        home_assistant=home_assistant,
        services=stage.services,
        judge=await Judge.of(home_assistant, stage.way, stage.services),
        say=stage.say,
    )


def _days(truth: Truth) -> Days:
    """Choose the days."""
    contract, litres = next(iter(truth.water_l.items()))
    return Days(
        newest=max(truth.consumption.day_wh),
        contract=contract,
        last_reading=max(litres) + timedelta(days=1),
    )


async def _filled(run: Run, days: Days, today: date) -> Paying | None:
    """Let the history be read, but for a day and a reading that are late, and set the tariffs.

    Return them, None when not all is right.
    """
    await run.services.correct(changes.held_back(days.newest))
    pending = changes.read_as("T", days.contract, days.last_reading)
    await run.services.correct(pending)
    run.judge.expect(await run.services.truth())
    paying, verdicts, issues = await fill_and_price(run, today)
    if paying is None or issues or not all(verdict.equal for verdict in verdicts):
        print(await run.judge.tables(verdicts), *issues, sep="\n", flush=True)
        return None
    return paying


async def _while_running(run: Run, days: Days) -> bool:
    """Let the services publish and correct while Home Assistant runs."""
    truth = await run.services.truth()
    water = run.judge.way.water_change
    read = changes.read_as("R", days.contract, days.last_reading)
    return (
        await run.step(
            f"1. The electricity of {days.newest} and the water reading of {days.last_reading} come late. Both are polled.",
            [changes.published(days.newest), read],
            run.poll_both,
        )
        and await run.step(
            f"2. Energy and load curve of {days.long_ago} are corrected. The day is fetched again.",
            [changes.used_more(truth, days.long_ago)],
            lambda: run.fetch(days.long_ago),
        )
        and await run.step(
            f"3. The maximum power of {days.a_while_ago} moves to another hour. The day is fetched again.",
            [changes.used_at_another_time(truth, days.a_while_ago)],
            lambda: run.fetch(days.a_while_ago),
            rows_go=True,
        )
        and await run.step(
            f"4. The water reading of {days.last_reading} {water.says}. A water sensor is updated.",
            [water.while_running(days.contract, days.last_reading)],
            lambda: run.poll("water"),
            rows_go=water.rows_go,
        )
    )


async def _while_stopped(stage: Stage, days: Days) -> None:
    """Let the services correct the newest days while nobody looks."""
    truth = await stage.services.truth()
    water = stage.way.water_change.while_stopped
    await stage.services.correct(changes.used_more(truth, days.newest))
    await stage.services.correct(water(days.contract, days.last_reading))


async def _what_was_missed(run: Run, days: Days) -> bool:
    """Have what was published while Home Assistant was stopped read at its first polls."""
    return await run.step(
        f"6. Meanwhile {days.newest} and the water reading of {days.last_reading} were corrected. Both are polled.",
        [],
        run.poll_both,
    )
