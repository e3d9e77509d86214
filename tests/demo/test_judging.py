"""What the demo reads and judges, by each way."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, override

import aiohttp
import pytest

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


def home_truth() -> Truth:
    """Return what can be known of a home of one day: of its production no hour of the afternoon."""
    return truth(
        consumption=energy({DAY: sum(HOURS.values())}, hours_wh=HOURS),
        production=energy({DAY: sum(HOURS.values())}, hours_wh=MORNING),
        water_l={"22": {DAY: 250}},
    )


async def judge(
    way: Way, production: Mapping[datetime, float] | None = None, litres: int = 250
) -> Judge:
    """Return the judge of a home that is connected by a way."""
    async with aiohttp.ClientSession() as session:
        home_assistant = Shown(session, "")
    water = {"partner": "22", "customer": "333"}[way.name]
    home_assistant.added = {
        "grandlyon_energy:1_consumption": HOURS,
        "grandlyon_energy:1_production": HOURS if production is None else production,
        f"grandlyon_energy:{water}_water": {MIDNIGHT: litres},
    }
    return Judge(home_assistant, way, HOME, home_truth())


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
