"""The first import: the integration is added as a person would, then watched until all it can know is there."""

from collections.abc import Sequence

from .check import Verdict
from .dashboard import save_sources
from .flow import add_integration
from .home_assistant import DOMAIN, HomeAssistant
from .judging import Judge
from .saying import Say
from .waiting import wait_until_equal

LIMIT_S = 150
QUIET_S = 45
PAUSE_S = 2


async def fill(
    home_assistant: HomeAssistant, judge: Judge, say: Say
) -> tuple[Sequence[Verdict], Sequence[str]]:
    """Add the integration and wait for its statistics.

    Return the last verdicts, and what the Energy dashboard finds wrong with the statistics.
    """
    say("Adding the integration ...")
    answers = judge.way.answers(judge.home)
    title = await add_integration(home_assistant, DOMAIN, answers, say)
    say(f"Added: {title}. Waiting for its statistics ...")
    verdicts = await wait_until_equal(
        judge, say, limit_s=LIMIT_S, quiet_s=QUIET_S, pause_s=PAUSE_S
    )
    issues = await save_sources(
        home_assistant,
        consumption=judge.consumption,
        production=judge.production,
        water=judge.water_costs,
        cost=judge.cost,
        with_costs=False,
    )
    return verdicts, [f"The Energy dashboard objects: {issue}" for issue in issues]
