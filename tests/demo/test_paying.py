"""How the demo sets tariffs in the page, and when it takes a changed price to be right."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, override

import aiohttp
import pytest

from scripts.demo_home import paying, steps
from scripts.demo_home.bill import Bills
from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.judging import Judge
from scripts.demo_home.paying import FLOW, Paying, set_tariffs, show_costs
from scripts.demo_home.services import Services, Truth
from scripts.demo_home.steps import Run
from scripts.demo_home.tariffs import demo_tariffs, newest_prices, told
from scripts.demo_home.ways import PARTNER

from .homes import energy, truth

DAY = date(2023, 3, 10)
TODAY = date(2026, 3, 11)
MIDNIGHT = datetime(2023, 3, 9, 23, tzinfo=UTC)
HOME = {"point_id": "1", "contracts": [], "portal_references": []}
COST = "grandlyon_energy:1_cost"
CONSUMPTION = "grandlyon_energy:1_consumption"


def known(cost: float) -> Truth:
    """Return a home of one day that costs so much."""
    hours = {MIDNIGHT: 1000}
    return truth(
        consumption=energy({DAY: 1000}, hours_wh=hours),
        bills=Bills(electricity={"cost": {DAY: (cost, cost)}}),
    )


class Paid(Services):
    """Services that know what the tariffs make of a day: more each time they are told some."""

    times = 0
    asked = 0

    @override
    async def pay_by(self, tariffs: Mapping[str, Any]) -> None:
        self.tariffs = tariffs
        self.times += 1

    @override
    async def truth(self) -> Truth:
        return known(self.times)

    @override
    async def calls(self) -> int:
        return self.asked


class Page(HomeAssistant):
    """A page with dialogues of one form each; what follows from one is `then`."""

    posted: list[tuple[str, Mapping[str, Any]]]
    kept: list[str]
    amounts: dict[str, float]
    saved: Any = None

    def then(self) -> None:
        self.amounts[COST] += 1

    @override
    async def entry_id(self, domain: str) -> str:
        return "home"

    @override
    async def post(self, path: str, content: Mapping[str, Any]) -> Any:
        self.posted.append((path, content))
        if path == FLOW:
            changes = "subentry_id" in content
            step = "reconfigure" if changes else "user"
            return {
                "type": "form",
                "step_id": step,
                "flow_id": "changes" if changes else "adds",
                "data_schema": [],
            }
        if path == f"{FLOW}/changes":
            self.then()
            return {"type": "abort", "reason": "reconfigure_successful"}
        self.kept.append(f"tariff {len(self.kept)}")
        self.amounts[COST] = 1
        return {"type": "create_entry"}

    @override
    async def command(self, command: str, **content: Any) -> Any:
        match command:
            case "config_entries/subentries/list":
                return [{"subentry_id": each} for each in self.kept]
            case "energy/save_prefs":
                self.saved = content["energy_sources"]
                return None
            case "energy/validate":
                return {"energy_sources": [[{"type": "statistics_not_defined"}]]}
            case _:
                return {
                    statistic: [
                        {"start": MIDNIGHT.timestamp() * 1000, "change": amount}
                    ]
                    for statistic, amount in self.amounts.items()
                    if statistic in content["statistic_ids"]
                }


@pytest.fixture
async def page() -> Page:
    async with aiohttp.ClientSession() as session:
        page = Page(session, "")
    page.posted, page.kept, page.amounts = [], [], {CONSUMPTION: 1000}
    return page


@pytest.fixture
async def run(page: Page, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a run whose waiting ends at once."""
    for module in (steps, paying):
        monkeypatch.setattr(module, "PAUSE_S", 0)
        monkeypatch.setattr(module, "QUIET_S", 0)
    async with aiohttp.ClientSession() as session:
        services = Paid(session, "", read={})
    return Run(
        home_assistant=page,
        services=services,
        judge=Judge(page, PARTNER, HOME, known(0)),
        say=lambda _: None,
    )


async def test_every_tariff_is_added_by_its_dialogue_and_told(
    run: Run, page: Page
) -> None:
    added, verdicts = await set_tariffs(run, TODAY)
    assert all(verdict.equal for verdict in verdicts)
    tariffs = demo_tariffs(DAY, TODAY, contracts=[])
    begun = [content for path, content in page.posted if path == FLOW]
    assert begun == [{"handler": ["home", each.kind]} for each in tariffs]
    assert [*added.tariffs] == [f"tariff {n}" for n in range(len(tariffs))]
    assert isinstance(run.services, Paid)
    assert run.services.tariffs == told(tariffs)


@pytest.fixture
async def added(run: Run) -> Paying:
    return (await set_tariffs(run, TODAY))[0]


async def test_a_changed_price_is_right_when_costs_follow(
    run: Run, page: Page, added: Paying
) -> None:
    assert await added.change_price(run)
    newest = newest_prices(added.tariffs.values())
    [changed] = [key for key, tariff in added.tariffs.items() if tariff is newest]
    begun = [content for path, content in page.posted if path == FLOW]
    assert begun[-1] == {
        "handler": ["home", "electricity_tariff"],
        "subentry_id": changed,
    }
    assert isinstance(run.services, Paid)
    prices = [kept["prices"] for kept in run.services.tariffs["electricity_tariff"]]
    assert {"peak": 0.2181, "off_peak": 0.1735} in prices


async def test_a_cost_that_stays_is_wrong(
    run: Run, page: Page, added: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "then", lambda: None)
    assert not await added.change_price(run)


async def test_energy_that_changes_with_a_price_is_wrong(
    run: Run, page: Page, added: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then() -> None:
        page.amounts[COST] += 1
        # So little that the hour is right all the same.
        page.amounts[CONSUMPTION] += 0.5

    monkeypatch.setattr(page, "then", then)
    assert not await added.change_price(run)


async def test_a_service_that_is_asked_after_a_price_changed_is_wrong(
    run: Run, page: Page, added: Paying, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then() -> None:
        page.amounts[COST] += 1
        assert isinstance(run.services, Paid)
        run.services.asked += 1

    monkeypatch.setattr(page, "then", then)
    assert not await added.change_price(run)


async def test_the_dashboard_shows_the_total_of_electricity_and_of_each_contract(
    page: Page, run: Run
) -> None:
    home = {"point_id": "1", "contracts": ["22"], "portal_references": ["333"]}
    judge = Judge(page, PARTNER, home, truth(water_l={"22": {}}))
    of_home = Run(home_assistant=page, services=run.services, judge=judge, say=run.say)
    assert await show_costs(of_home) == [
        "The Energy dashboard objects: statistics_not_defined"
    ]
    assert [source.get("stat_cost") for source in page.saved] == [
        COST,
        "grandlyon_energy:22_cost",
    ]
