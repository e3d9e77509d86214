"""Tariffs are set in the page, as a person does, and changed there; costs follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .check import Verdict, changed_rows
from .dashboard import save_sources
from .filling import fill
from .flow import go_through
from .home_assistant import DOMAIN, HomeAssistant
from .steps import LIMIT_S, PAUSE_S, QUIET_S, Run
from .table import price_outcome
from .tariffs import Tariff, dearer, demo_tariffs, newest_prices, told
from .waiting import wait_until_equal

FLOW = "/api/config/config_entries/subentries/flow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """By which tariffs a home pays, each with the id by which Home Assistant knows it."""

    tariffs: dict[str, Tariff]

    async def change_price(self, run: Run) -> bool:
        """Have a price changed in the page; return whether only what it costs follows, and nothing is asked for."""
        newest = newest_prices(self.tariffs.values())
        [key] = [each for each, tariff in self.tariffs.items() if tariff is newest]
        changed = dearer(newest)
        await run.services.pay_by(told((self.tariffs | {key: changed}).values()))
        rows, calls = await run.judge.rows(), await run.services.calls()

        async def edit() -> None:
            await _dialogue(run.home_assistant, changed, subentry_id=key)

        right = await run.step(
            f"7. The prices of the tariff {newest.name} are changed in the page.",
            [],
            edit,
        )
        after = await run.judge.rows()
        others = {statistic: rows[statistic] for statistic in run.judge.measured}
        moved = changed_rows(others, after)
        calls = await run.services.calls() - calls
        run.say(f"   {price_outcome(changed=moved, calls=calls)}")
        return right and not moved and not calls


async def fill_and_price(
    run: Run, today: date
) -> tuple[Paying | None, Sequence[Verdict], Sequence[str]]:
    """Add the integration, wait for its statistics, set the tariffs and wait for the costs.

    Return the tariffs, the last verdicts, and what the Energy dashboard finds wrong; no tariffs when something was wrong
    before they could be set.
    """
    verdicts, issues = await fill(run.home_assistant, run.judge, run.say)
    if issues or not all(verdict.equal for verdict in verdicts):
        return None, verdicts, issues
    run.say("Setting tariffs ...")
    paying, verdicts = await set_tariffs(run, today)
    return paying, verdicts, await show_costs(run)


async def set_tariffs(run: Run, today: date) -> tuple[Paying, Sequence[Verdict]]:
    """Add every tariff of the demo on a local day, and wait for what they cost; return the last verdicts, too."""
    tariffs = demo_tariffs(
        min(run.judge.truth.consumption.day_wh),
        today,
        contracts=run.judge.home[run.judge.way.numbers],
    )
    await run.services.pay_by(told(tariffs))
    run.judge.expect(await run.services.truth())
    added: dict[str, Tariff] = {}
    for tariff in tariffs:
        run.say(f"  tariff {tariff.name}")
        added[await add_tariff(run.home_assistant, tariff)] = tariff
    run.say("Waiting for the costs ...")
    verdicts = await wait_until_equal(
        run.judge, run.say, limit_s=LIMIT_S, quiet_s=QUIET_S, pause_s=PAUSE_S
    )
    return Paying(tariffs=added), verdicts


async def show_costs(run: Run) -> Sequence[str]:
    """Have the Energy dashboard show the costs, too; return what it finds wrong with the statistics."""
    issues = await save_sources(
        run.home_assistant,
        consumption=run.judge.consumption,
        production=run.judge.production,
        water=run.judge.water_costs,
        cost=run.judge.cost,
        with_costs=True,
    )
    return [f"The Energy dashboard objects: {issue}" for issue in issues]


async def add_tariff(home_assistant: HomeAssistant, tariff: Tariff) -> str:
    """Add a tariff in the page and return its id."""
    before = await _ids(home_assistant)
    await _dialogue(home_assistant, tariff)
    [added] = await _ids(home_assistant) - before
    return added


async def _dialogue(
    home_assistant: HomeAssistant, tariff: Tariff, **which: str
) -> None:
    """Go through the dialogue about a tariff."""
    entry_id = await home_assistant.entry_id(DOMAIN)
    begun = await home_assistant.post(
        FLOW, {"handler": [entry_id, tariff.kind], **which}
    )
    await go_through(home_assistant, FLOW, begun, tariff.pages)


async def _ids(home_assistant: HomeAssistant) -> set[str]:
    """Return the ids of all tariffs that the home has."""
    listed = await home_assistant.command(
        "config_entries/subentries/list",
        entry_id=await home_assistant.entry_id(DOMAIN),
    )
    return {each["subentry_id"] for each in listed}
