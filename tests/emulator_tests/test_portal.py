"""The emulated customers' portal, asked by the real client `pyeaugrandlyon` and by hand."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from freezegun.api import FrozenDateTimeFactory
from pyeaugrandlyon import (
    AccessDeniedError,
    ApiError,
    AuthenticationError,
    Contract,
    DailyConsumption,
    EauGrandLyonAuth,
    EauGrandLyonClient,
    WafBlockedError,
)
from pyeaugrandlyon.const import API_HEADERS, BROWSER_HEADERS, CLIENT_ID, TOKEN_PATH
import pytest

from tests.emulator import Emulator, Fault, Home
from tests.emulator.localtime import days, midnight, months_before
from tests.emulator.portal_auth import challenge_of

from .conftest import NOW, TODAY

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session of its own, as the client wants it; loopback addresses have cookies only in an unsafe jar."""
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as session:
        yield session


@pytest.fixture
def client(
    freezer: FrozenDateTimeFactory,
    emulator: Emulator,
    session: aiohttp.ClientSession,
) -> EauGrandLyonClient:
    """The real client, whose clock is the emulator's."""
    freezer.move_to(NOW)
    home = emulator.home
    return EauGrandLyonClient(
        session, home.water_login, home.water_password, base_url=emulator.portal_url
    )


async def rows_of(
    client: EauGrandLyonClient,
    session: aiohttp.ClientSession,
    contract: Contract,
    start: date,
    end: date,
) -> Any:
    """The JSON of the days from `start` to `end`, both included, or the status when it is not 200."""
    token = await client.auth.async_get_access_token()
    first, last = (f"{midnight(day):%Y-%m-%dT%H:%M:%S}.000Z" for day in (start, end))
    async with session.get(
        f"{client.auth.base_url}/application/rest/produits/contrats/{contract.id}/consommationsJournalieres",
        params={"dateDebut": first, "dateFin": last},
        headers=API_HEADERS | {"Authorization": f"Bearer {token}"},
    ) as response:
        return await response.json() if response.ok else response.status


def kinds(emulator: Emulator) -> list[str]:
    """The kinds of the calls, each with what came of it unless it went well."""
    return [
        call.kind if call.outcome == "ok" else f"{call.kind} {call.outcome}"
        for call in emulator.calls
    ]


async def test_the_client_logs_in_and_lists_the_contracts(
    client: EauGrandLyonClient, emulator: Emulator, home: Home
) -> None:
    contracts = await client.async_get_contracts()
    assert [contract.reference for contract in contracts] == [*home.portal_references]
    assert not set(home.portal_references) & set(home.contracts)
    first = contracts[0]
    assert first.is_active
    assert (first.meter_caliber_mm, first.occupants, first.usage) == (
        15,
        3,
        "Domestique",
    )
    assert kinds(emulator) == [
        "log_in",
        "authorize",
        "authorize",
        "token",
        "contracts",
    ]


async def test_the_client_reads_days_whose_index_opens_them(
    client: EauGrandLyonClient, home: Home
) -> None:
    for contract, number in zip(
        await client.async_get_contracts(), home.contracts, strict=True
    ):
        meter = home.water[number]
        rows = await client.async_get_daily_consumption(contract, days=20)
        last = meter.last_real_day(TODAY)
        assert [row.day for row in rows] == days(TODAY - 20 * DAY, last)
        assert [(row.index_l, row.volume_l) for row in rows] == [
            (meter.index_l(row.day), meter.litres(row.day)) for row in rows
        ]


async def test_a_password_that_is_no_longer_accepted_ends_what_it_opened(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    await client.async_get_contracts()
    emulator.portal_rules.log_in_accepted = False
    with pytest.raises(AuthenticationError):
        await client.async_get_contracts()
    emulator.portal_rules.log_in_accepted = True
    assert await client.async_get_contracts()


async def test_a_log_in_is_ended_and_made_again(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    await client.async_get_contracts()
    emulator.calls.clear()
    await client.async_get_contracts()
    assert "log_in" not in kinds(emulator)
    emulator.portal.auth.end_all()
    await client.async_get_contracts()
    assert "log_in" in kinds(emulator)


async def test_cubic_metres_are_the_same_litres(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    def litres(rows: list[DailyConsumption]) -> list[tuple[date, int, int]]:
        return [(row.day, round(row.volume_l), round(row.index_l or 0)) for row in rows]

    (contract, _) = await client.async_get_contracts()
    in_litres = litres(await client.async_get_daily_consumption(contract))
    emulator.portal_rules.unit = "m3"
    assert litres(await client.async_get_daily_consumption(contract)) == in_litres


async def test_an_id_is_good_until_the_next_list_or_a_quarter_of_an_hour(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    (old, _) = await client.async_get_contracts()
    (new, _) = await client.async_get_contracts()
    assert (old.reference, old.id == new.id) == (new.reference, False)
    assert await client.async_get_daily_consumption(new)
    with pytest.raises(AccessDeniedError):
        await client.async_get_daily_consumption(old)
    emulator.advance(timedelta(minutes=16))
    with pytest.raises(AccessDeniedError):
        await client.async_get_daily_consumption(new)
    emulator.portal_rules.stale_id_status = HTTPStatus.NOT_FOUND
    assert await client.async_get_daily_consumption(new) == []
    assert emulator.calls[-3].outcome == "404"


async def test_ids_of_another_log_in_stay_good(
    client: EauGrandLyonClient, emulator: Emulator, home: Home
) -> None:
    (contract, _) = await client.async_get_contracts()
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as another:
        await EauGrandLyonClient(
            another, home.water_login, home.water_password, base_url=emulator.portal_url
        ).async_get_contracts()
    assert await client.async_get_daily_consumption(contract)


async def test_a_token_is_renewed_after_an_hour_by_the_cookie_alone(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    await client.async_get_contracts()
    emulator.calls.clear()
    emulator.advance(HOUR)
    assert len(await client.async_get_contracts()) == 2
    assert kinds(emulator) == [
        "contracts 401",
        "authorize",
        "authorize",
        "token",
        "contracts",
    ]


async def test_without_the_session_the_password_is_needed_again(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    await client.async_get_contracts()
    emulator.calls.clear()
    emulator.advance(emulator.portal_rules.session_lifetime)
    assert len(await client.async_get_contracts()) == 2
    assert kinds(emulator)[:3] == ["contracts 401", "authorize 200", "log_in"]
    emulator.calls.clear()
    emulator.portal.auth.end_sessions()
    emulator.advance(HOUR)
    assert len(await client.async_get_contracts()) == 2
    assert "log_in" in kinds(emulator)


async def test_a_refresh_token_is_given_and_refused(
    freezer: FrozenDateTimeFactory,
    emulator: Emulator,
    home: Home,
    session: aiohttp.ClientSession,
) -> None:
    freezer.move_to(NOW)
    auth = EauGrandLyonAuth(
        session,
        home.water_login,
        home.water_password,
        base_url=emulator.portal_url,
        try_refresh_token=True,
    )
    first = await auth.async_get_access_token()
    emulator.calls.clear()
    assert await auth.async_renew(stale_token=first) != first
    assert kinds(emulator) == ["token 401", "authorize", "authorize", "token"]


async def test_a_wrong_password_is_refused(
    emulator: Emulator, home: Home, session: aiohttp.ClientSession
) -> None:
    client = EauGrandLyonClient(
        session, home.water_login, "wrong", base_url=emulator.portal_url
    )
    with pytest.raises(AuthenticationError):
        await client.async_get_contracts()
    assert kinds(emulator) == ["log_in 401"]


async def test_the_firewall_lets_only_browsers_pass(
    emulator: Emulator, session: aiohttp.ClientSession
) -> None:
    url = f"{emulator.portal_url}/autorisation-callback.html"
    async with session.get(url) as response:
        assert (response.status, response.content_type) == (403, "text/html")
        assert "<html" in await response.text()
    async with session.get(url, headers=BROWSER_HEADERS) as response:
        assert response.status == 200


async def test_the_firewall_stops_bursts_until_it_is_left_alone(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    emulator.portal_rules.burst = 6
    (contract, _) = await client.async_get_contracts()
    await client.async_get_daily_consumption(contract)
    for _ in range(2):
        with pytest.raises(WafBlockedError):
            await client.async_get_daily_consumption(contract)
    emulator.advance(timedelta(seconds=11))
    assert await client.async_get_daily_consumption(contract)


async def test_contracts_can_have_ended_or_be_none(
    client: EauGrandLyonClient, emulator: Emulator, home: Home
) -> None:
    emulator.portal_rules.ended.add(home.portal_references[0])
    active = [contract.is_active for contract in await client.async_get_contracts()]
    assert active == [False, True]
    emulator.portal_rules.without_contracts = True
    assert await client.async_get_contracts() == []


@pytest.mark.parametrize(
    ("told", "status"),
    [
        pytest.param({}, 200, id="right"),
        pytest.param({"code_verifier": "x" * 43}, 400, id="another verifier"),
        pytest.param({"code": "another"}, 400, id="another code"),
        pytest.param({"client_id": "another"}, 400, id="another client"),
        pytest.param({"redirect_uri": "another"}, 400, id="another address"),
        pytest.param({"grant_type": "password"}, 401, id="another grant"),
    ],
)
async def test_a_code_is_good_once_and_only_with_its_verifier(
    client: EauGrandLyonClient,
    emulator: Emulator,
    session: aiohttp.ClientSession,
    told: dict[str, str],
    status: int,
) -> None:
    await client.auth.async_get_access_token()
    redirect_uri = f"{emulator.portal_url}/autorisation-callback.html"
    verifier = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEF"
    async with session.get(
        f"{emulator.portal_url}/application/auth/authorize-internet",
        params={
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            "client_id": CLIENT_ID,
        },
        headers=BROWSER_HEADERS,
    ) as response:
        code = response.url.query["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "client_id": CLIENT_ID,
        "redirect_uri": redirect_uri,
    } | told

    async def exchange() -> int:
        async with session.post(
            emulator.portal_url + TOKEN_PATH, data=form, headers=BROWSER_HEADERS
        ) as response:
            return response.status

    assert await exchange() == status
    assert await exchange() == (400 if status == 200 else status)


@pytest.mark.parametrize(
    "told",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"client_id": "another"},
        {"redirect_uri": "https://elsewhere.example.com/"},
        {"response_type": "token"},
    ],
)
async def test_a_challenge_must_be_right(
    client: EauGrandLyonClient,
    emulator: Emulator,
    session: aiohttp.ClientSession,
    told: dict[str, str],
) -> None:
    await client.auth.async_get_access_token()
    params = {
        "redirect_uri": f"{emulator.portal_url}/autorisation-callback.html",
        "response_type": "code",
        "code_challenge": challenge_of("verifier"),
        "code_challenge_method": "S256",
        "client_id": CLIENT_ID,
    } | told
    url = f"{emulator.portal_url}/application/auth/authorize-internet"
    async with session.get(url, params=params, headers=BROWSER_HEADERS) as response:
        assert response.status == 400


async def test_every_register_is_the_one_that_the_partner_service_reads(
    home: Home,
) -> None:
    """Of the same day, so that a move between the ways changes nothing but around a change of meter."""
    for meter in home.water.values():
        real = {
            day: row.index_l
            for day, row in meter.readings(TODAY).items()
            if row.kind == "R"
        }
        shown = {row.day: row.index_l for row in meter.portal_rows(TODAY)}
        assert {day: shown[day] for day in real} == real
        others = {day: index for day, index in shown.items() if day not in real}
        first_of_new = others.pop(meter.change)
        assert first_of_new == meter.index_l(meter.change + DAY) - meter.litres(
            meter.change
        )
        assert set(others.values()) == {None}


async def test_days_around_what_is_not_read_have_no_litres(home: Home) -> None:
    meter = home.water[home.contracts[0]]
    rows = {row.day: row for row in meter.portal_rows(TODAY)}
    for name in ("anomaly", "undocumented V", "undocumented X", "no row"):
        day = meter.defects[name]
        around = [rows[day + n * DAY] for n in (-2, -1, 0, 1)]
        assert [row.used_l is None for row in around] == [False, True, True, False]
        assert around[2].index_l is None
    change = [rows[meter.change + n * DAY] for n in (-2, -1, 0)]
    assert [row.used_l is None for row in change] == [False, True, False]
    last = meter.last_real_day(TODAY)
    assert (rows[last].index_l, rows[last].used_l) == (meter.index_l(last), None)
    assert rows[last - DAY].used_l == meter.litres(last - DAY)
    assert max(rows) == last + DAY
    assert rows[last + DAY].index_l is None


@pytest.mark.parametrize(
    "name", ["index 0, filled later", "index unchanged, filled later"]
)
async def test_a_day_is_published_with_nothing_used_and_filled_later(
    home: Home, name: str
) -> None:
    meter = home.water[home.contracts[0]]
    day = meter.defects[name]
    seen = {row.day: row for row in meter.portal_rows(day + 4 * DAY)}
    wrong = meter.readings(day + 4 * DAY)[day].index_l
    assert (seen[day].index_l, seen[day].used_l, seen[day - DAY].used_l) == (
        wrong,
        0,
        0,
    )
    filled = {row.day: row for row in meter.portal_rows(day + 5 * DAY)}
    assert filled[day].used_l == meter.litres(day) > 0


async def test_the_last_register_can_be_kept_back(home: Home) -> None:
    """Then it follows from the register and the litres of the day before."""
    meter = home.water[home.contracts[0]]
    whole = meter.portal_rows(TODAY)
    less = meter.portal_rows(TODAY, newest_index=False)
    last = meter.last_real_day(TODAY)
    assert less == [
        replace(row, index_l=None) if row.day == last else row for row in whole
    ]


async def test_rows_number_months_from_0_and_print_null(
    client: EauGrandLyonClient,
    session: aiohttp.ClientSession,
    home: Home,
) -> None:
    (contract, _) = await client.async_get_contracts()
    meter = home.water[home.contracts[0]]
    lost = meter.defects["anomaly"]
    reply = await rows_of(client, session, contract, lost - DAY, lost + DAY)
    assert reply["unites"] == {"consommation": "l", "index": "l"}
    (poste,) = reply["postes"]
    before, row, after = poste["data"]
    assert row == {
        "annee": lost.year,
        "mois": lost.month - 1,
        "jour": lost.day,
        "consommation": None,
        "index": None,
        "debitMin": None,
        "volumeEstimeFuite": None,
    }
    assert (before["index"], before["consommation"]) == (
        meter.index_l(lost - DAY),
        None,
    )
    assert after["consommation"] == meter.litres(lost + DAY)


async def test_two_years_are_kept_and_three_months_given_at_once(
    client: EauGrandLyonClient,
    session: aiohttp.ClientSession,
    emulator: Emulator,
) -> None:
    (contract, _) = await client.async_get_contracts()
    oldest = months_before(TODAY, 24)
    reply = await rows_of(client, session, contract, oldest - 5 * DAY, oldest + 5 * DAY)
    first = reply["postes"][0]["data"][0]
    assert date(first["annee"], first["mois"] + 1, first["jour"]) == oldest
    before = await rows_of(client, session, contract, oldest - 9 * DAY, oldest - DAY)
    assert before["postes"] == [{"data": []}]
    assert emulator.calls[-1].outcome == "empty"
    assert emulator.calls[-1].start == oldest - 9 * DAY
    assert emulator.calls[-1].end == oldest - DAY
    whole = await rows_of(client, session, contract, oldest, oldest + 92 * DAY)
    assert len(whole["postes"][0]["data"]) == 93
    assert await rows_of(client, session, contract, oldest, oldest + 93 * DAY) == 400
    assert await rows_of(client, session, contract, oldest, oldest - DAY) == 400


@pytest.mark.parametrize("text", ["2026-01-01", "2026-13-01T00:00:00.000Z", ""])
async def test_instants_are_utc_with_milliseconds(
    client: EauGrandLyonClient,
    emulator: Emulator,
    session: aiohttp.ClientSession,
    text: str,
) -> None:
    (contract, _) = await client.async_get_contracts()
    token = await client.auth.async_get_access_token()
    noon = datetime.combine(TODAY, time(12), UTC)
    async with session.get(
        f"{emulator.portal_url}/application/rest/produits/contrats/{contract.id}/consommationsJournalieres",
        params={"dateDebut": text, "dateFin": f"{noon:%Y-%m-%dT%H:%M:%S}.000Z"},
        headers=API_HEADERS | {"Authorization": f"Bearer {token}"},
    ) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("fault", "error", "status"),
    [
        (Fault.HTTP_401, ApiError, 401),
        (Fault.HTTP_403, AccessDeniedError, 403),
        (Fault.HTTP_429, ApiError, 429),
        (Fault.HTTP_500, ApiError, 500),
        (Fault.HTTP_503, ApiError, 503),
        (Fault.WAF_403, WafBlockedError, 403),
    ],
)
async def test_faults_are_what_the_client_knows_them_by(
    client: EauGrandLyonClient,
    emulator: Emulator,
    fault: Fault,
    error: type[Exception],
    status: int,
) -> None:
    emulator.set_fault("portal", fault, kinds={"contracts"})
    with pytest.raises(error) as raised:
        await client.async_get_contracts()
    if isinstance(raised.value, ApiError):
        assert raised.value.status == status
    assert emulator.calls[-1].outcome == str(status)


async def test_a_malformed_row_is_met_by_the_client(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    emulator.set_fault("portal", Fault.MALFORMED_ROW)
    (contract, _) = await client.async_get_contracts()
    with pytest.raises(ValueError, match="beaucoup"):
        await client.async_get_daily_consumption(contract)


async def test_rows_come_unsorted_or_repeated(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    (contract, _) = await client.async_get_contracts()
    rows = await client.async_get_daily_consumption(contract)
    emulator.set_fault("portal", Fault.UNSORTED, times=1)
    assert await client.async_get_daily_consumption(contract) == rows
    emulator.set_fault("portal", Fault.REPEATED, times=1)
    again = await client.async_get_daily_consumption(contract)
    assert len(again) > len(rows)
    assert set(again) == set(rows)
    sent = [exchange.response_body for exchange in list(emulator.exchanges)[-3:]]
    assert len(set(sent)) == 3


async def test_routes_that_do_not_exist_are_not_found(
    client: EauGrandLyonClient, emulator: Emulator
) -> None:
    with pytest.raises(ApiError) as raised:
        await client.async_get_alerts()
    assert raised.value.status == 404
    assert emulator.calls[-1].kind == "unknown"
