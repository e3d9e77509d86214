"""The demo by one way or by both, one after the other: each has servers and a folder of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from . import comparison, folder, home_view, log, servers
from .comparison import Shown
from .expected import LOCAL
from .home_assistant import LOG_IN
from .judging import Judge
from .once import Played, play
from .paying import fill_and_price
from .saying import say
from .stage import Stage, set_up
from .steps import Run
from .tour import tour
from .turns import NEW_DAY, keep_clear
from .ways import Way

ROOT = Path(__file__).resolve().parents[2]

ONCE_TAKES = timedelta(minutes=5)
"""How long at most, on a busy machine, `--once` has the services' clock stand still while Home Assistant's runs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    ways: Sequence[Way]
    once: bool
    tour: bool
    """Whether every action and every repair card is shown."""

    empty: bool
    """Whether the home is left for a person to add."""

    language: str
    port: int | None
    """Of Home Assistant's page."""

    keep: bool
    """Whether Home Assistant's folder stays."""

    @property
    def ends(self) -> bool:
        """Whether it ends by itself."""
        return self.once or self.tour


async def run(wanted: Wanted) -> bool:
    """Play every way, of the same home at the same instant; return whether all that they show is right and the same."""
    if wanted.once:
        await keep_clear((NEW_DAY,), ONCE_TAKES, say)
    instant = datetime.now(UTC)
    right = True
    shown: list[Shown] = []
    for way in wanted.ways:
        say(f"By the {way.name}'s way:")
        played = await _run(wanted, way, instant)
        right = right and played.right
        shown.append(played.shown)
    return right and (wanted.tour or _same(shown))


def _same(shown: Sequence[Shown]) -> bool:
    """Say whether both ways showed the same, and return it; one alone does.

    Of a way that showed nothing it has been said what went wrong.
    """
    if len(shown) == 1 or not all(shown):
        return len(shown) == 1
    found = comparison.compare(*shown)
    say(comparison.said(found))
    return all(common.same for common in found)


async def _run(wanted: Wanted, way: Way, instant: datetime) -> Played:
    """Start, fill, judge; stay or leave; and read the log once Home Assistant has stopped."""
    port = wanted.port or servers.free_port(
        preferred=None if wanted.ends else servers.HOME_ASSISTANT_PORT
    )
    with folder.made(
        ROOT, language=wanted.language, port=port, keep=wanted.keep
    ) as place:
        try:
            async with set_up(
                ROOT,
                place,
                url=f"http://127.0.0.1:{port}",
                way=way,
                today=instant.astimezone(LOCAL).date(),
                language=wanted.language,
                say=say,
            ) as stage:
                say("Starting the emulated services and Home Assistant ...")
                played = await _show(wanted, stage, instant)
        finally:
            complaints = log.complaints(
                folder.read_log(place), failures_expected=wanted.tour or wanted.empty
            )
            for complaint in complaints:
                print(complaint, flush=True)
    return Played(right=played.right and not complaints, shown=played.shown)


async def _show(wanted: Wanted, stage: Stage, instant: datetime) -> Played:
    """Do what was asked for."""
    if wanted.once:
        return await play(stage, instant)
    if wanted.tour:
        return await tour(stage, instant.astimezone(LOCAL).date())
    if wanted.empty:
        return await _wait_for_a_person(stage)
    return await _stay(stage, instant.astimezone(LOCAL).date())


async def _stay(stage: Stage, today: date) -> Played:
    """Fill a home, set its tariffs, and leave it open until Ctrl-C."""
    async with stage.home_assistant(new=True) as home_assistant:
        run = Run(
            home_assistant=home_assistant,
            services=stage.services,
            judge=await Judge.of(home_assistant, stage.way, stage.services),
            say=say,
        )
        _, verdicts, issues = await fill_and_price(run, today)
        print(await run.judge.tables(verdicts), *issues, sep="\n", flush=True)
        await home_view.install(
            home_assistant, stage.way, run.judge.home, stage.language
        )
        say(f"The home's own dashboard is at {stage.url}/{home_view.URL_PATH}.")
        say(f"Open {stage.url}/energy; user and password: {LOG_IN}. Ctrl-C ends it.")
        await asyncio.Event().wait()
    right = not issues and all(verdict.equal for verdict in verdicts)
    return Played(right=right, shown={})


async def _wait_for_a_person(stage: Stage) -> Played:
    """Print what to type, and leave all to a person until Ctrl-C."""
    async with stage.home_assistant(new=True) as home_assistant:
        await home_assistant.started()
        home = await stage.services.home()
        await home_view.install(home_assistant, stage.way, home, stage.language)
        print(*(f"{name}: {value}" for name, value in home.items()), sep="\n")
        say(f"The emulated services are driven at {stage.services.url}.")
        say(f"Open {stage.url}; user and password: {LOG_IN}. Ctrl-C ends it.")
        await asyncio.Event().wait()
    return Played(right=True, shown={})
