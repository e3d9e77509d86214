"""What `--once` does: a home is filled, then one thing after another happens to it.

After each of them every hour is judged. Home Assistant runs twice, in the same folder.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from . import changes
from .check import changed_rows
from .filling import fill
from .home_assistant import HomeAssistant
from .judging import Judge
from .services import Services, Truth
from .stage import Stage
from .steps import Run
from .table import final, restart_outcome

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


async def play(stage: Stage) -> bool:
    """Play it to the end, or to the first thing that is wrong; return whether all was right."""
    services = stage.services
    async with stage.home_assistant(new=True) as home_assistant:
        await services.stop_clock()
        days = _days(await services.truth())
        run = await _run(stage, home_assistant)
        if not (await _filled(run, days) and await _while_running(run, days)):
            return False
        rows, calls = await run.judge.rows(), await services.calls()
        stage.say("5. Home Assistant is stopped, and started again.")
    await _while_stopped(services, days)
    async with stage.home_assistant() as home_assistant:
        await home_assistant.started()
        await asyncio.sleep(SETTLED_S)
        run = await _run(stage, home_assistant)
        changed = changed_rows(rows, await run.judge.rows())
        calls = await services.calls() - calls
        stage.say(f"   {restart_outcome(changed=changed, calls=calls)}")
        if changed or calls or not await _what_was_missed(run, days):
            return False
        verdicts = await run.judge()
        print(final(verdicts, run.judge.truth), flush=True)
        stage.say("Stopping ...")
        return all(verdict.equal for verdict in verdicts)


async def _run(stage: Stage, home_assistant: HomeAssistant) -> Run:
    """Return the run of a Home Assistant, judged by what can be known now."""
    return Run(
        home_assistant=home_assistant,
        services=stage.services,
        judge=await Judge.of(home_assistant, stage.services),
        say=stage.say,
    )


def _days(truth: Truth) -> Days:
    """Choose the days."""
    contract, litres = next(iter(truth.water_l.items()))
    return Days(
        newest=max(truth.energy_wh),
        contract=contract,
        last_reading=max(litres) + timedelta(days=1),
    )


async def _filled(run: Run, days: Days) -> bool:
    """Let the history be read, but for a day that is late; return whether all is right."""
    await run.services.correct(changes.held_back(days.newest))
    run.judge.expect(await run.services.truth())
    verdicts, issues = await fill(run.home_assistant, run.judge, run.say)
    right = not issues and all(verdict.equal for verdict in verdicts)
    if not right:
        print(final(verdicts, run.judge.truth), *issues, sep="\n", flush=True)
    return right


async def _while_running(run: Run, days: Days) -> bool:
    """Let the services publish and correct while Home Assistant runs."""
    truth = await run.services.truth()
    return (
        await run.step(
            f"1. The electricity of {days.newest} comes late. One of its sensors is updated.",
            [changes.published(days.newest)],
            lambda: run.poll("electricity"),
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
            f"4. The water reading of {days.last_reading} turns out to be an anomaly. A water sensor is updated.",
            [changes.read_as("A", days.contract, days.last_reading)],
            lambda: run.poll("water"),
            rows_go=True,
        )
    )


async def _while_stopped(services: Services, days: Days) -> None:
    """Let the services correct the newest days while nobody looks."""
    truth = await services.truth()
    await services.correct(changes.used_more(truth, days.newest))
    await services.correct(changes.read_as("R", days.contract, days.last_reading))


async def _what_was_missed(run: Run, days: Days) -> bool:
    """Have what was published while Home Assistant was stopped read at its first polls."""

    async def poll_both() -> None:
        await run.poll("electricity")
        await run.poll("water")

    return await run.step(
        f"6. Meanwhile {days.newest} and the water reading of {days.last_reading} were corrected. Both are polled.",
        [],
        poll_both,
    )
