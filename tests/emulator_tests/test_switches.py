"""What can be switched while the services run: it shows at once, the truth knows it, and it can be switched back."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.emulator import Emulator, Home
from tests.emulator.localtime import days
from tests.emulator.switches import switch

from .asking import Asking
from .conftest import NOW, TODAY

DAY = timedelta(days=1)
MOVED_IN = TODAY - 40 * DAY
WEEK = (TODAY - 8 * DAY, TODAY - DAY)
BOTH_VERSIONS = pytest.mark.parametrize("version", ["v2", "v3"])
EVERY_CONSENT = {"daily": True, "curve": True}


@pytest.fixture
def home() -> Home:
    """A young home, of which everything is published."""
    return young(Home(today=TODAY, commissioned=MOVED_IN))


def young(home: Home) -> Home:
    meter = home.electricity
    for defects in (meter.without_energy, meter.without_curve, meter.energy_says):
        defects.clear()
    for water in home.water.values():
        water.first_day = MOVED_IN
    return home


async def post(ask: Asking, route: str = "rules", /, **told: Any) -> int:
    url = f"{ask.emulator.url}/emulator/{route}"
    async with ask.session.post(url, json=told) as response:
        return response.status


def dates(texts: Any) -> list[date]:
    return sorted(map(date.fromisoformat, texts))


# The point and its contract.


@pytest.mark.parametrize(
    ("fact", "value", "printed"),
    [
        ("state", "RESIL", '<etatContractuel code="RESIL">'),
        ("meter_serial", "021999999999", "<matricule>021999999999</matricule>"),
        (
            "last_tariff_change",
            "2026-03-01",
            "<dateDerniereModificationFormuleTarifaireAcheminement>2026-03-01<",
        ),
        (
            "service_level",
            "0",
            "<niveauOuvertureServices>0</niveauOuvertureServices>",
        ),
        ("subscribed_power_kva", 6, "<valeur>6</valeur>"),
        ("off_peak_hours", "HC (1H30-7H00;12H30-15H00)", "(1H30-7H00;12H30-15H00)<"),
        ("future_off_peak_hours", "HC (2H00-7H00;13H00-16H00)", "13H00-16H00"),
    ],
)
async def test_the_contract_changes_and_changes_back(
    ask: Asking, home: Home, fact: str, value: Any, printed: str
) -> None:
    before = getattr(home, fact)
    assert printed not in (await ask.contract()).text
    assert await post(ask, contract={fact: value}) == 200
    assert printed in (await ask.contract()).text
    told_back = before.isoformat() if isinstance(before, date) else before
    assert await post(ask, contract={fact: told_back}) == 200
    assert getattr(home, fact) == before
    assert printed not in (await ask.contract()).text


@BOTH_VERSIONS
@pytest.mark.parametrize("type_code", ["ENERGIE", "PMAX", "COURBE"])
async def test_a_point_that_enedis_does_not_know_is_not_found(
    ask: Asking, home: Home, version: str, type_code: str
) -> None:
    assert await post(ask, contract={"point_known": False}) == 200
    assert (await ask.measures(type_code, *WEEK, version)).code == "SGT401"
    assert (await ask.contract()).code == "SGT401"
    assert home.point_id not in (await ask.search(name=home.last_name)).text
    truth = ask.emulator.truth()
    assert truth["energy_wh"] == truth["hours_wh"] == truth["max_power_va"] == {}
    assert await post(ask, contract={"point_known": True}) == 200
    assert (await ask.measures(type_code, *WEEK, version)).status == 200
    assert (await ask.contract()).status == 200


@BOTH_VERSIONS
@pytest.mark.parametrize(
    ("type_code", "missing", "known"),
    [("ENERGIE", "daily", []), ("COURBE", "curve", ["energy_wh", "max_power_va"])],
)
async def test_consent_may_be_missing_for_each_scope(
    ask: Asking, version: str, type_code: str, missing: str, known: list[str]
) -> None:
    assert await post(ask, consent=EVERY_CONSENT | {missing: False}) == 200
    if missing == "daily":
        assert (await ask.contract()).status == 200
        known = ["energy_wh", "hours_wh"]  # The curve is agreed to, and tells the days.
    assert (await ask.measures(type_code, *WEEK, version)).code == "SGT4K2"
    truth = ask.emulator.truth()
    names = ("energy_wh", "hours_wh", "max_power_va")
    assert [name for name in names if truth[name]] == known
    assert await post(ask, consent=EVERY_CONSENT) == 200
    assert (await ask.measures(type_code, *WEEK, version)).status == 200


# What is published.


async def test_electricity_falls_silent_and_comes_back(
    ask: Asking, emulator: Emulator
) -> None:
    before = emulator.truth()
    since = TODAY - 5 * DAY
    assert await post(ask, silent_since={"electricity": since.isoformat()}) == 200
    points = (await ask.measures("ENERGIE", *WEEK)).points()
    assert [point["d"][:10] for point in points] == [
        day.isoformat() for day in days(WEEK[0], since)
    ]
    first, after = since - DAY, since + DAY
    status, told = await ask.conso("daily_consumption", first, after)
    assert (status, len(told["interval_reading"])) == (200, 1)
    truth = emulator.truth()
    assert max(dates(truth["energy_wh"])) == max(dates(truth["max_power_va"])) == first
    assert {*truth["unknowable"]["electricity"].values()} == {"published late"}
    assert await post(ask, silent_since={"electricity": None}) == 200
    assert emulator.truth() == before


async def test_only_the_curve_falls_silent_and_comes_back(
    ask: Asking, emulator: Emulator
) -> None:
    before = emulator.truth()
    since = TODAY - 5 * DAY
    assert await post(ask, silent_since={"curve": since.isoformat()}) == 200
    points = (await ask.measures("COURBE", *WEEK)).points()
    assert points[-1]["d"][:16] == f"{since}T00:00"
    truth = emulator.truth()
    assert truth["energy_wh"] == before["energy_wh"]
    new = set(truth["flat_days"]) - set(before["flat_days"])
    assert dates(new) == days(since, TODAY)
    assert await post(ask, silent_since={"curve": None}) == 200
    assert emulator.truth() == before


@pytest.mark.parametrize("water", ["egl", "portal"])
async def test_water_falls_silent_and_comes_back(
    ask: Asking, emulator: Emulator, home: Home, water: str
) -> None:
    (contract,) = home.contracts
    before = emulator.truth(water=water)
    since = TODAY - 9 * DAY
    assert await post(ask, silent_since={"water": since.isoformat()}) == 200
    rows = (await ask.indexes())["resultatRetour"]
    assert [row["TypeAgregat"] for row in rows[-2:]] == ["R", "T"]
    assert rows[-2]["DateReleve"][:10] == (since - DAY).isoformat()
    truth = emulator.truth(water=water)
    # The last reading closes the day before its own.
    assert max(dates(truth["water_l"][contract])) == since - 2 * DAY
    assert await post(ask, silent_since={"water": None}) == 200
    assert emulator.truth(water=water) == before


# Water.


@pytest.mark.parametrize("kind", ["A", "T"])
async def test_a_reading_is_an_anomaly_or_pending_and_is_read_again(
    ask: Asking, emulator: Emulator, home: Home, kind: str
) -> None:
    (contract,) = home.contracts
    before = emulator.truth()
    day = TODAY - 6 * DAY
    told = {"what": "kind", "contract": contract, "day": day.isoformat()}
    assert await post(ask, "corrections", **told, kind=kind) == 200
    assert home.water[contract].readings(TODAY)[day].kind == kind
    lost = emulator.truth()["unknowable"]["water"][contract]
    assert lost.keys() - before["unknowable"]["water"][contract].keys() == {
        (day - DAY).isoformat(),
        day.isoformat(),
    }
    assert await post(ask, "corrections", **told, kind="R") == 200
    assert emulator.truth() == before


@pytest.mark.parametrize("last_index", [False, True])
async def test_a_changed_meter_starts_anew_for_every_service(
    ask: Asking, emulator: Emulator, home: Home, last_index: bool
) -> None:
    (contract,) = home.contracts
    meter = home.water[contract]
    meter.last_index_on_change = last_index
    day = TODAY - 10 * DAY
    before = emulator.truth()
    old = meter.index_l(day)
    told = {"what": "kind", "contract": contract, "day": day.isoformat()}
    assert await post(ask, "corrections", **told, kind="D") == 200
    partner = meter.readings(TODAY)
    portal = {row.day: row for row in meter.portal_rows(TODAY)}
    after = day + DAY
    assert partner[day].kind == "D"
    assert (partner[day].index_l == old) == last_index
    assert partner[after].index_l == 8 + meter.litres(day) < old
    assert portal[after].index_l == partner[after].index_l
    assert portal[day].index_l == 8
    assert portal[day - DAY].used_l is None
    truth = emulator.truth()
    lost = day if last_index else day - DAY
    assert dates(
        truth["unknowable"]["water"][contract].keys()
        - before["unknowable"]["water"][contract].keys()
    ) == [lost]
    kept = before["water_l"][contract].items() - truth["water_l"][contract].items()
    assert [one for one, _ in kept] == [lost.isoformat()]
    portal_knows = emulator.truth(water="portal")["water_l"][contract]
    assert day.isoformat() in portal_knows
    assert (day - DAY).isoformat() not in portal_knows
    assert await post(ask, "corrections", **told, kind="R") == 200
    assert meter.index_l(after) == old + meter.litres(day)
    assert emulator.truth() == before


async def test_a_contract_comes_on_the_log_in_and_goes_again(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    (first,) = home.contracts
    assert await post(ask, water_contracts=2) == 200
    again, second = home.contracts
    assert again == first
    assert (await ask.connect())["resultatRetour"]["list_num_abt"] == [first, second]
    assert (await ask.indexes(num_abt=second))["codeRetour"] == 100
    assert emulator.truth()["water_l"].keys() == {first, second}
    assert home.contracts == Home(today=TODAY, contracts=2).contracts
    references = home.portal_references
    assert references == Home(today=TODAY, contracts=2).portal_references
    assert await post(ask, water_contracts=1) == 200
    assert (home.contracts, home.portal_references) == ((first,), references[:1])
    assert "list_num_abt" not in (await ask.connect())["resultatRetour"]
    assert (await ask.indexes(num_abt=second))["codeRetour"] == -5
    assert emulator.truth()["water_l"].keys() == {first}
    assert await post(ask, water_contracts=2) == 200
    assert home.contracts == (first, second)


# Who is let in.


async def test_the_key_of_sge_is_refused_and_accepted_again(ask: Asking) -> None:
    assert await post(ask, sge={"key_accepted": False}) == 200
    assert (await ask.measures("ENERGIE", *WEEK)).status == 401
    assert (await ask.contract()).status == 401
    assert await post(ask, sge={"key_accepted": True}) == 200
    assert (await ask.contract()).status == 200


async def test_a_token_of_conso_api_is_refused_and_accepted_again(ask: Asking) -> None:
    assert await post(ask, conso={"token_accepted": False}) == 200
    assert (await ask.conso("daily_consumption", *WEEK))[0] == 401
    assert await post(ask, conso={"token_accepted": True}) == 200
    assert (await ask.conso("daily_consumption", *WEEK))[0] == 200


@pytest.mark.parametrize(
    ("rule", "code"), [("key_accepted", -1), ("log_in_accepted", -2)]
)
async def test_key_and_password_of_egl_are_refused_and_accepted_again(
    ask: Asking, rule: str, code: int
) -> None:
    assert await post(ask, egl={rule: False}) == 200
    assert (await ask.connect())["codeRetour"] == code
    assert await post(ask, egl={rule: True}) == 200
    assert (await ask.connect())["codeRetour"] == 100


async def test_a_refused_key_of_egl_opens_no_readings_either(ask: Asking) -> None:
    token = (await ask.connect())["resultatRetour"]["token"]
    assert await post(ask, egl={"key_accepted": False}) == 200
    page = "getAllAgregatsByAbonnement.aspx"
    assert (await ask.egl(page, token=token))["codeRetour"] == -1


async def test_a_log_in_to_egl_is_ended(ask: Asking) -> None:
    page = "getAllAgregatsByAbonnement.aspx"
    token = (await ask.connect())["resultatRetour"]["token"]
    assert (await ask.egl(page, token=token))["codeRetour"] == -5
    assert await post(ask, end_sessions="egl") == 200
    assert (await ask.egl(page, token=token))["codeRetour"] == -3
    assert (await ask.indexes())["codeRetour"] == 100


async def test_a_shorter_token_of_conso_api_is_given(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    old = home.conso_token
    assert await post(ask, conso_token_days=20) == 200
    assert home.conso_token != old
    for token in (old, home.conso_token):
        assert (await ask.conso("daily_consumption", *WEEK, token=token))[0] == 200
    emulator.set_now(NOW + 20 * DAY)
    for token, status in ((old, 200), (home.conso_token, 401)):
        answered, _ = await ask.conso("daily_consumption", *WEEK, token=token)
        assert answered == status


async def test_who_is_let_in_changes_nothing_of_the_truth(emulator: Emulator) -> None:
    before = emulator.truth()
    switch(
        emulator,
        {
            "sge": {"key_accepted": False},
            "egl": {"key_accepted": False, "log_in_accepted": False},
            "conso": {"token_accepted": False},
            "portal": {"log_in_accepted": False},
        },
    )
    assert emulator.truth() == before


# What cannot be understood.


@pytest.mark.parametrize(
    "told",
    [
        {"nonsense": True},
        {"contract": {"point_id": "1"}},
        {"contract": {"last_tariff_change": "yesterday"}},
        {"contract": {"subscribed_power_kva": "6"}},
        {"silent_since": {"gas": "2026-01-01"}},
        {"silent_since": {"water": "yesterday"}},
        {"water_contracts": 0},
        {"end_sessions": "sge"},
        {"conso_token_days": "many"},
        {"egl": {"token_lifetime": 3}},
        {"sge": {"versions": ["v2"]}},
    ],
)
async def test_what_makes_no_sense_is_refused(
    ask: Asking, told: dict[str, Any]
) -> None:
    assert await post(ask, **told) == 400


def test_a_rule_without_a_value_takes_one_and_gives_it_up(home: Home) -> None:
    emulator = Emulator(home, now=lambda: NOW)
    switch(emulator, {"egl": {"list_contracts": True}, "portal": {"burst": 3}})
    assert rules_of(emulator) == (True, 3)
    switch(emulator, {"egl": {"list_contracts": None}, "portal": {"burst": None}})
    assert rules_of(emulator) == (None, None)


def rules_of(emulator: Emulator) -> tuple[bool | None, int | None]:
    return emulator.egl_rules.list_contracts, emulator.portal_rules.burst
