"""What the demo reads and judges, by each way."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, override

import aiohttp
import pytest

from scripts.demo_home.bill import Bills
from scripts.demo_home.comparison import compare
from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.judging import Judge
from scripts.demo_home.services import Truth
from scripts.demo_home.ways import CUSTOMER, PARTNER, WAYS, Way

from .homes import energy, truth

DAY = date(2026, 3, 10)
MIDNIGHT = datetime(2026, 3, 9, 23, tzinfo=UTC)
HOME = {"point_id": "1", "contracts": ["22"], "portal_references": ["333"]}
HOURS = {MIDNIGHT + timedelta(hours=n): 10 * n for n in range(24)}
MORNING = {hour: wh for hour, wh in HOURS.items() if wh < 120}


class Shown(HomeAssistant):
    """A Home Assistant that shows what it is told to: statistic → start of an hour → what it adds."""

    added: Mapping[str, Mapping[datetime, float]]

    @override
    async def command(self, command: str, **content: Any) -> Any:
        return {
            statistic: [
                {"start": start.timestamp() * 1000, "change": amount}
                for start, amount in self.added.get(statistic, {}).items()
            ]
            for statistic in content["statistic_ids"]
        }


def home_truth(bills: Bills | None = None) -> Truth:
    """Return what can be known of a home of one day: of its production no hour of the afternoon."""
    return truth(
        bills=bills,
        consumption=energy({DAY: sum(HOURS.values())}, hours_wh=HOURS),
        production=energy({DAY: sum(HOURS.values())}, hours_wh=MORNING),
        water_l={"22": {DAY: 250}},
    )


async def judge(
    way: Way,
    production: Mapping[datetime, float] | None = None,
    litres: int = 250,
    *,
    paid: Mapping[str, Mapping[datetime, float]] | None = None,
    bills: Bills | None = None,
) -> Judge:
    """Return the judge of a home that is connected by a way."""
    async with aiohttp.ClientSession() as session:
        home_assistant = Shown(session, "")
    water = {"partner": "22", "customer": "333"}[way.name]
    home_assistant.added = {
        "grandlyon_energy:1_consumption": HOURS,
        "grandlyon_energy:1_production": HOURS if production is None else production,
        f"grandlyon_energy:{water}_water": {MIDNIGHT: litres},
        **{
            f"grandlyon_energy:{name.format(water=water)}": hours
            for name, hours in (paid or {}).items()
        },
    }
    return Judge(home_assistant, way, HOME, home_truth(bills))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_a_home_that_shows_the_truth_is_right(way: Way) -> None:
    verdicts = await (await judge(way))()
    assert len(verdicts) == 6
    assert all(verdict.equal for verdict in verdicts)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_what_is_fed_in_is_judged_by_day_and_hour(way: Way) -> None:
    first, second, *afternoon = HOURS
    swapped = HOURS | {first: HOURS[second], second: HOURS[first]}
    verdicts = await (await judge(way, swapped))()
    wrong = [verdict.statistic for verdict in verdicts if not verdict.equal]
    assert wrong == ["grandlyon_energy:1_production"]
    [*_, last] = afternoon
    verdicts = await (await judge(way, HOURS | {last: 0}))()
    wrong = [verdict.statistic for verdict in verdicts if not verdict.equal]
    assert wrong == ["grandlyon_energy:1_production, by day"]


async def test_both_ways_show_the_same_under_one_name() -> None:
    partner, customer = await judge(PARTNER), await judge(CUSTOMER)
    found = compare(await partner.shown(), await customer.shown())
    counted = {common.what: common.rows for common in found}
    # Of the maximum power this home knows nothing; of what is fed in, hours only until noon.
    assert counted == {
        "consumption": 24,
        "maximum power": 0,
        "production": 12,
        "water 22": 1,
    }
    assert not any(common.differences for common in found)


async def test_water_that_is_not_the_same_by_both_ways_is_found() -> None:
    partner, customer = await judge(PARTNER), await judge(CUSTOMER, litres=251)
    found = compare(await partner.shown(), await customer.shown())
    assert [common.what for common in found if common.differences] == ["water 22"]


PEAK = {hour: wh for hour, wh in HOURS.items() if wh >= 120}
BILLS = Bills(
    electricity={
        "cost": {DAY: (1.5, 1.5)},
        "cost_peak": {DAY: (1.0, 1.0)},
        "cost_off_peak": {DAY: (0.25, 0.25)},
        "standing_charge": {DAY: (0.25, 0.25)},
        "consumption_peak": {DAY: (sum(PEAK.values()),) * 2},
        "consumption_off_peak": {DAY: (sum(MORNING.values()),) * 2},
    },
    water={"22": {"cost": {DAY: (0.75, 0.75)}, "standing_charge": {DAY: (0.1, 0.1)}}},
)
PAID: dict[str, Mapping[datetime, float]] = {
    "1_cost": {MIDNIGHT: 1.5},
    "1_cost_peak": {MIDNIGHT: 1.0},
    "1_cost_off_peak": {MIDNIGHT: 0.25},
    "1_standing_charge": {MIDNIGHT: 0.25},
    "1_consumption_peak": PEAK,
    "1_consumption_off_peak": MORNING,
    "{water}_cost": {MIDNIGHT: 0.75},
    "{water}_standing_charge": {MIDNIGHT: 0.1},
}


async def paying(
    way: Way, paid: Mapping[str, Mapping[datetime, float]] | None = None
) -> Judge:
    """Return the judge of a home that pays by tariffs."""
    return await judge(way, paid=paid or PAID, bills=BILLS)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_what_is_paid_is_judged_by_day_and_the_classes_by_hour(way: Way) -> None:
    verdicts = await (await paying(way))()
    assert len(verdicts) == 6 + 8 + 1
    assert all(verdict.equal for verdict in verdicts)
    first, second, *_ = MORNING
    swapped = MORNING | {first: MORNING[second], second: MORNING[first]}
    verdicts = await (await paying(way, PAID | {"1_consumption_off_peak": swapped}))()
    wrong = [verdict.statistic for verdict in verdicts if not verdict.equal]
    assert wrong == ["grandlyon_energy:1_consumption_..., all classes, by hour"]


@pytest.mark.parametrize("name", PAID)
async def test_no_statistic_of_what_is_paid_may_be_wrong(name: str) -> None:
    more = {hour: amount + 0.5 for hour, amount in PAID[name].items()}
    verdicts = await (await paying(PARTNER, PAID | {name: more}))()
    wrong = [verdict.statistic for verdict in verdicts if not verdict.equal]
    assert wrong[0] == f"grandlyon_energy:{name.format(water=22)}"


async def test_no_tariff_changes_what_is_measured() -> None:
    found = await paying(PARTNER)
    assert not any("cost" in statistic for statistic in found.measured)
    assert len(found.measured) == 4
    assert len(await found.rows()) == 4 + len(PAID)


async def test_both_ways_show_the_same_cost_of_electricity() -> None:
    partner, customer = await paying(PARTNER), await paying(CUSTOMER)
    found = compare(await partner.shown(), await customer.shown())
    assert {"cost": 1}.items() <= {each.what: each.rows for each in found}.items()


async def test_the_tables_hold_the_years_of_what_is_paid() -> None:
    found = await paying(PARTNER)
    text = await found.tables(await found())
    assert "grandlyon_energy:22_cost" in text
    assert "0.750 EUR" in text
