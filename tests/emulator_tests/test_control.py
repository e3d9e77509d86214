"""What another process can do to the emulator, and what it is told."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
import sys
from typing import Any

import pytest

from tests.emulator import Emulator, Home
from tests.emulator.localtime import days

from .asking import Asking

ROOT = Path(__file__).parents[2]
DAY = date(2026, 2, 3)


async def get(ask: Asking, what: str) -> Any:
    async with ask.session.get(f"{ask.emulator.url}/emulator/{what}") as response:
        return await response.json()


async def post(ask: Asking, route: str, /, **told: Any) -> int:
    url = f"{ask.emulator.url}/emulator/{route}"
    async with ask.session.post(url, json=told) as response:
        return response.status


def hours_of(home: Home, day: date) -> set[str]:
    """The starts of a day's hours, as the truth names them."""
    return {start.isoformat() for start in home.true_hours_wh(day)}


async def test_the_truth_is_what_the_services_published(
    ask: Asking, home: Home
) -> None:
    truth = await get(ask, "truth")
    defects = home.electricity.defects
    lost = defects["nothing published"].isoformat()
    assert truth["unknowable"]["electricity"] == {lost: "never published"}
    first, last = min(truth["energy_wh"]), max(truth["energy_wh"])
    assert (first, last) == ("2023-03-21", "2026-03-19")
    whole = [day.isoformat() for day in days(date(2023, 3, 21), date(2026, 3, 20))]
    assert [*truth["energy_wh"]] == [day for day in whole if day != lost]
    assert [*truth["max_power_va"]] == [day for day in whole if day != lost]
    for name in ("no energy", "energy 0", "energy of two days"):
        day = defects[name]
        assert truth["energy_wh"][day.isoformat()] == home.true_day_wh(day)


async def test_the_hours_of_a_day_add_up_to_it(ask: Asking, home: Home) -> None:
    truth = await get(ask, "truth")
    for day in days(date(2024, 3, 21), date(2026, 3, 20)):
        hours = [
            truth["hours_wh"].get(start.isoformat())
            for start in home.true_hours_wh(day)
        ]
        if day == home.electricity.defects["nothing published"]:
            assert set(hours) == {None}
        else:
            assert abs(sum(hours) - truth["energy_wh"][day.isoformat()]) <= 1
    assert min(truth["hours_wh"]) == "2024-03-20T23:00:00+00:00"


async def test_only_days_older_than_any_curve_are_flat(ask: Asking, home: Home) -> None:
    truth = await get(ask, "truth")
    older = days(date(2023, 3, 21), date(2024, 3, 20))
    assert truth["flat_days"] == [day.isoformat() for day in older]
    told = {
        day
        for day in days(date(2024, 3, 21), date(2026, 3, 20))
        if not truth["hours_wh"].keys().isdisjoint(hours_of(home, day))
    }
    edge = date(2024, 3, 20)
    assert {*older, edge, *told} == set(map(date.fromisoformat, truth["energy_wh"]))


async def test_a_day_without_a_curve_is_flat(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    home.electricity.without_curve.add(DAY)
    assert DAY.isoformat() in (await get(ask, "truth"))["flat_days"]
    emulator.curve_collection = False
    truth = await get(ask, "truth")
    assert truth["flat_days"] == [*truth["energy_wh"]]


async def test_every_water_day_is_known_but_that_of_the_meter_change(
    ask: Asking, home: Home
) -> None:
    truth = await get(ask, "truth")
    for contract, meter in home.water.items():
        known = truth["water_l"][contract]
        before = timedelta(days=0 if meter.last_index_on_change else 1)
        lost = (meter.change - before).isoformat()
        assert [*truth["unknowable"]["water"][contract]] == [lost]
        last_known = meter.last_real_day(home.today) - timedelta(days=1)
        whole = days(date(2023, 3, 21), last_known + timedelta(days=1))
        assert [date.fromisoformat(day) for day in known] == [
            day for day in whole if day.isoformat() != lost
        ]


async def test_without_a_curve_less_is_known(ask: Asking, home: Home) -> None:
    assert await post(ask, "rules", curve_collection=False) == 200
    truth = await get(ask, "truth")
    assert truth["hours_wh"] == {}
    defects = home.electricity.defects
    first = defects["energy of two days"]
    assert set(truth["unknowable"]["electricity"]) == {
        day.isoformat()
        for day in (
            defects["nothing published"],
            defects["no energy"],
            defects["energy 0"],
            first,
            first + timedelta(days=1),
        )
    }


async def test_without_consent_nothing_is_known(ask: Asking) -> None:
    await post(ask, "rules", consent={"daily": False, "curve": False})
    truth = await get(ask, "truth")
    assert (truth["energy_wh"], truth["hours_wh"], truth["max_power_va"]) == (
        {},
        {},
        {},
    )


async def test_water_published_wrongly_is_not_known_until_it_is_filled_in(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    contract = home.contracts[0]
    wrong = home.water[contract].defects["index 0, filled later"]
    day = (wrong - timedelta(days=1)).isoformat()
    assert await post(ask, "now", now=f"{wrong + timedelta(days=4)}T09:00+00:00") == 200
    assert "filled" in (await get(ask, "truth"))["unknowable"]["water"][contract][day]
    assert await post(ask, "now", now=f"{wrong + timedelta(days=5)}T09:00+00:00") == 200
    assert day in (await get(ask, "truth"))["water_l"][contract]


async def test_corrections_reach_the_truth_and_the_services(
    ask: Asking, home: Home
) -> None:
    contract = home.contracts[0]
    index = home.water[contract].index_l(DAY) + 3
    watts = [100] * 48
    corrections: list[dict[str, Any]] = [
        {"what": "energy", "day": "2025-01-09", "wh": 4321},
        {"what": "curve", "day": "2026-02-03", "half_hours_w": watts},
        {"what": "late", "day": "2026-03-17"},
        {"what": "index", "day": "2026-02-03", "contract": contract, "litres": index},
        {"what": "kind", "day": "2026-02-20", "contract": contract, "kind": "A"},
    ]
    litres = home.true_day_litres(contract, DAY)
    for correction in corrections:
        assert await post(ask, "corrections", **correction) == 200
    truth = await get(ask, "truth")
    assert truth["energy_wh"]["2025-01-09"] == 4321
    assert truth["energy_wh"]["2026-02-03"] == 2400
    assert truth["unknowable"]["electricity"]["2026-03-17"] == "published late"
    assert truth["water_l"][contract]["2026-02-03"] == litres - 3
    assert "gap" in truth["unknowable"]["water"][contract]["2026-02-20"]
    assert await post(ask, "corrections", what="release", day="2026-03-17") == 200
    assert "2026-03-17" in (await get(ask, "truth"))["energy_wh"]
    answer = await ask.measures("ENERGIE", DAY, DAY + timedelta(days=1))
    assert answer.points()[0]["v"] == "2400"


async def test_an_energy_corrected_without_its_curve_leaves_the_curve_right(
    ask: Asking, home: Home
) -> None:
    true = home.true_day_wh(DAY)
    told = {"what": "energy", "day": DAY.isoformat(), "wh": true + 500, "curve": False}
    assert await post(ask, "corrections", **told) == 200
    assert (await get(ask, "truth"))["energy_wh"][DAY.isoformat()] == true


async def test_faults_are_switched_on_and_off(ask: Asking) -> None:
    fault = {"service": "sge", "fault": "http_503", "kinds": ["contract"], "times": 2}
    assert await post(ask, "faults", **fault) == 200
    assert (await ask.contract()).status == 503
    url = f"{ask.emulator.url}/emulator/faults"
    async with ask.session.delete(url) as response:
        assert response.status == 200
    assert (await ask.contract()).status == 200
    calls = await get(ask, "calls")
    assert [call["outcome"] for call in calls] == ["503", "ok"]


async def test_the_truth_of_a_way_is_told(ask: Asking, emulator: Emulator) -> None:
    emulator.conso_rules.consent = False
    told = await get(ask, "truth?electricity=conso&water=portal")
    assert told == emulator.truth(electricity="conso", water="portal")
    assert told["energy_wh"] == {}
    assert min(told["water_l"][emulator.home.contracts[0]]) == "2024-03-21"
    url = f"{ask.emulator.url}/emulator/truth"
    for query in ("water=gas", "electricity=gas"):
        async with ask.session.get(f"{url}?{query}") as response:
            assert response.status == 400


async def test_what_is_typed_covers_every_way(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    typed = await get(ask, "home")
    assert typed["conso_base_url"] == emulator.conso_url
    assert typed["conso_token"] == home.conso_token
    assert typed["portal_base_url"] == emulator.portal_url
    assert typed["portal_references"] == [*home.portal_references]


async def test_rules_of_the_customers_services_are_set(
    ask: Asking, emulator: Emulator
) -> None:
    assert await post(ask, "rules", conso={"consent": False, "legacy": False}) == 200
    assert await post(ask, "rules", portal={"unit": "m3", "burst": 5}) == 200
    assert (emulator.conso_rules.consent, emulator.conso_rules.legacy) == (False, False)
    assert (emulator.portal_rules.unit, emulator.portal_rules.burst) == ("m3", 5)


async def test_v2_is_withdrawn(ask: Asking) -> None:
    assert await post(ask, "rules", withdraw_v2="gateway") == 200
    assert (await ask.measures("ENERGIE", DAY, DAY + timedelta(days=1))).status == 404


@pytest.mark.parametrize(
    ("route", "told"),
    [
        ("now", {"now": "yesterday"}),
        ("faults", {"service": "sge", "fault": "nonsense"}),
        ("faults", {"service": "gas", "fault": "http_503"}),
        ("corrections", {"what": "nonsense", "day": "2026-01-01"}),
        ("corrections", {"what": "energy", "day": "2026-01-01"}),
        ("corrections", {"what": "curve", "day": "2026-01-01", "half_hours_w": [1]}),
        ("rules", {"consent": {}}),
        ("rules", {"conso": {"nonsense": True}}),
        ("rules", {"conso": {"consent": "no"}}),
        ("rules", {"portal": {"burst": "many"}}),
    ],
)
async def test_what_makes_no_sense_is_refused(
    ask: Asking, route: str, told: dict[str, Any]
) -> None:
    assert await post(ask, route, **told) == 400


async def test_the_module_serves_and_prints_what_to_type(ask: Asking) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.emulator", "--port", "0", "--seed", "3"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        printed = (await process.stdout.readline()).decode().strip()
        async with ask.session.get(f"{url}/emulator/home") as response:
            told = await response.json()
        assert printed == f"sge_base_url: {told['sge_base_url']}"
        assert told["point_id"] == Home(3, today=DAY).point_id
    finally:
        process.kill()
        await process.wait()
