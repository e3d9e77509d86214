"""What is asked of the portal: log-ins, contracts, and the days in pieces."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
import gc
import json
import time
import warnings

import aiohttp
import pytest
from yarl import URL

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    TransientError,
    WaterSource,
)
from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource

from .service import (
    DENIED,
    END,
    LOGIN,
    PASSWORD,
    REFERENCE,
    TOKEN,
    FakePortal,
    contract,
    days,
    failure,
    poll,
    read,
    row,
)

LOG_IN = ["log_in", "authorize", "token"]


async def test_it_is_a_water_source_of_two_years_that_tells_no_meter_change(
    source: EglPortalSource,
) -> None:
    water: WaterSource = source
    assert water.history_months == 24
    assert not water.tells_meter_changes


# --- log-ins -----------------------------------------------------------------------------------------------------------


async def test_a_poll_logs_in_once_and_asks_under_its_token(
    source: EglPortalSource, portal: FakePortal
) -> None:
    await poll(source)
    await read(source)

    assert portal.kinds == [*LOG_IN, "contracts", "days", "days"]
    log_in = portal.asked[0].form
    assert (log_in["username"], log_in["password"]) == (LOGIN, PASSWORD)
    for asked in portal.asked:
        assert asked.headers["Accept-Encoding"] == "gzip"
        # The firewall turns away what does not look like a browser.
        assert asked.headers["User-Agent"].startswith("Mozilla/")
    for asked in portal.asked[3:]:
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}-1"
        assert asked.headers["Referer"] == f"{portal.url}/"


async def test_a_valid_token_serves_the_next_poll(
    source: EglPortalSource, portal: FakePortal
) -> None:
    await poll(source)
    await poll(source)
    assert portal.kinds == [*LOG_IN, "contracts", "days", "contracts", "days"]


async def test_an_expired_token_takes_a_log_in_by_the_next_poll_and_not_within_one(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.tokens = {"expires_in": -5}
    await poll(source)
    await poll(source)
    assert portal.kinds == [*LOG_IN, "contracts", "days"] * 2


@pytest.mark.parametrize("expires_in", [3600, -5])
async def test_readings_without_a_poll_log_in_by_themselves_once(
    expires_in: int, source: EglPortalSource, portal: FakePortal
) -> None:
    portal.tokens = {"expires_in": expires_in}
    await read(source, END - timedelta(days=100))
    assert portal.kinds == [*LOG_IN, "contracts", "days", "days"]


@pytest.mark.parametrize("refusing", ["contracts", "days"])
async def test_a_refused_token_is_renewed_once(
    refusing: str, source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts[refusing] = [(401, ""), None]
    await poll(source)
    assert portal.kinds.count("log_in") == 2
    assert portal.asked[-1].headers["Authorization"] == f"Bearer {TOKEN}-2"


async def test_a_new_token_that_is_refused_is_a_failing_service_and_forgotten(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.refused = {f"{TOKEN}-{number}" for number in (1, 2)}
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert (error.reason, error.code) == ("service_error", "401")
    assert portal.kinds == [*LOG_IN, "contracts", *LOG_IN, "contracts"]

    await poll(source)
    assert portal.kinds[8:] == [*LOG_IN, "contracts", "days"]


@pytest.mark.parametrize(
    ("typed", "name"), [("login", "username"), ("password", "password")]
)
async def test_what_cannot_be_encoded_is_left_to_the_portal_to_refuse(
    typed: str,
    name: str,
    make_source: Callable[..., EglPortalSource],
    portal: FakePortal,
) -> None:
    error = await failure(make_source(**{typed: "half\ud800"}))
    assert error.reason == "invalid_login"
    assert portal.asked[0].form[name] == "half?"


# --- contracts ---------------------------------------------------------------------------------------------------------


async def test_contracts_are_known_by_their_reference_those_in_force_first(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.contracts = [
        contract("600", "Résilié"),
        contract(" 800 ", "ACTIF"),
        contract(700, None),
        contract("900", "Camille Dupont <camille@example.org>, 3 rue des Lilas"),
        contract("600", "Résilié"),
    ]
    contracts = await source.read_contracts()
    assert [(one.contract_id, one.label) for one in contracts] == [
        ("800", "800 (ACTIF)"),
        ("600", "600 (Résilié)"),
        ("700", None),
        ("900", None),
    ]


async def test_a_page_of_contracts_is_read_like_a_list(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["contracts"] = [
        json.dumps({"content": [contract(id=5)], "totalElements": 1})
    ]
    assert [one.contract_id for one in await source.read_contracts()] == [REFERENCE]


@pytest.mark.parametrize("nothing", ["[]", '{"content": []}'])
async def test_a_log_in_without_contract_is_the_users_to_settle(
    nothing: str, source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["contracts"] = [nothing]
    error = await failure(source)
    assert isinstance(error, ConsentError)
    assert error.reason == "no_contract"


@pytest.mark.parametrize(
    "item",
    [
        "7700123",
        None,
        {"reference": REFERENCE},
        {"id": "x"},
        {"id": "", "reference": REFERENCE},
        {"id": True, "reference": REFERENCE},
        {"id": "x", "reference": None},
        {"id": "x", "reference": 7.5},
        {"id": "x", "reference": True},
        {"id": "x", "reference": "../../secrets"},
        {"id": "x", "reference": "7" * 33},
        {"id": "x", "reference": " "},
    ],
)
async def test_one_contract_that_makes_no_sense_refuses_the_list(
    item: object, source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["contracts"] = [json.dumps([contract(id="ok"), item])]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


# --- ids that change ---------------------------------------------------------------------------------------------------


async def test_each_poll_asks_under_the_ids_of_its_own_list(
    source: EglPortalSource, portal: FakePortal
) -> None:
    await poll(source)
    await poll(source)
    assert [asked.path for asked in portal.asked_for("days")] == [
        f"/application/rest/produits/contrats/enc/{number}:0==/consommationsJournalieres"
        for number in (1, 2)
    ]


@pytest.mark.parametrize("refusal", [(404, "{}"), DENIED])
async def test_a_refused_id_is_looked_up_once_more(
    refusal: tuple[int, str], source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["days"] = [refusal, days(row("2026-10-05", 70))]
    await source.read_contracts()
    assert len(await read(source)) == 1
    assert portal.kinds[3:] == ["contracts", "days", "contracts", "days"]
    assert portal.asked[-1].path != portal.asked[4].path


@pytest.mark.parametrize(
    ("refusal", "error_type", "reason"),
    [
        ((404, "{}"), TransientError, "service_error"),
        (DENIED, ConsentError, "access_denied"),
    ],
)
async def test_an_id_refused_twice_is_an_error(
    *,
    refusal: tuple[int, str],
    error_type: type[Exception],
    reason: str,
    source: EglPortalSource,
    portal: FakePortal,
) -> None:
    portal.scripts["days"] = [refusal]
    error = await failure(source)
    assert type(error) is error_type
    assert (error.reason, error.code) == (reason, str(refusal[0]))
    assert portal.kinds[3:] == ["contracts", "days"] * 2


async def test_a_contract_that_the_log_in_does_not_open_is_denied(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.contracts = [contract("600")]
    error = await failure(source)
    assert isinstance(error, ConsentError)
    assert error.reason == "access_denied"
    assert "days" not in portal.kinds


# --- pieces ------------------------------------------------------------------------------------------------------------


async def test_a_period_is_asked_from_local_midnight_to_local_midnight(
    source: EglPortalSource, portal: FakePortal
) -> None:
    await read(source, date(2026, 10, 25), date(2026, 10, 26))
    assert portal.asked[-1].query == {
        "dateDebut": "2026-10-24T22:00:00.000Z",
        "dateFin": "2026-10-26T23:00:00.000Z",
    }


@pytest.mark.parametrize(("length", "calls"), [(1, 1), (90, 1), (91, 2), (180, 2)])
async def test_no_call_spans_more_than_ninety_days(
    length: int, calls: int, source: EglPortalSource, portal: FakePortal
) -> None:
    await read(source, END - timedelta(days=length - 1), END)
    asked = portal.asked_for("days")
    assert len(asked) == calls
    opened = [one.query["dateDebut"] for one in asked]
    closed = [one.query["dateFin"] for one in asked]
    assert opened[1:] == closed[:-1]
    assert closed[-1] == "2026-12-03T23:00:00.000Z"


async def test_two_years_are_asked_and_no_more(
    source: EglPortalSource, portal: FakePortal
) -> None:
    await read(source, date(2020, 1, 1), END)
    asked = portal.asked_for("days")
    assert len(asked) == 9
    assert asked[0].query["dateDebut"] == "2024-12-01T23:00:00.000Z"


async def test_days_are_joined_across_pieces(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["days"] = [
        days(row("2026-09-03", 100, 5)),
        days(row("2026-09-04", None, 7)),
    ]
    readings = await read(source, date(2026, 6, 6), END)
    assert [(one.day.isoformat(), one.index_l) for one in readings] == [
        ("2026-09-03", 100),
        ("2026-09-04", 105),
        ("2026-09-05", 112),
    ]


async def test_calls_are_a_second_apart_except_on_this_machine(
    make_source: Callable[..., EglPortalSource],
) -> None:
    assert make_source().seconds_between_calls == 0
    real = make_source(base_url="https://agence.example.org")
    assert real.seconds_between_calls == 1


async def test_every_call_waits(source: EglPortalSource) -> None:
    source.seconds_between_calls = 0.02
    before = time.monotonic()
    await source.read_contracts()
    await read(source, END - timedelta(days=100), END)
    assert time.monotonic() - before >= 0.06


# --- its own session ---------------------------------------------------------------------------------------------------


async def test_the_callers_cookies_are_neither_sent_nor_lost(
    portal: FakePortal,
) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies({"another": "integrations"}, URL(portal.url))
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        await poll(
            EglPortalSource(
                session, base_url=portal.url, login=LOGIN, password=PASSWORD
            )
        )

    assert [cookie.key for cookie in jar] == ["another"]
    cookies = [one.headers.get("Cookie", "") for one in portal.asked]
    assert cookies[0] == ""
    assert {*cookies[1:]} == {"cookieOauth=COOKIE9"}


async def test_a_source_that_is_dropped_leaves_nothing_open(
    portal: FakePortal, session: aiohttp.ClientSession
) -> None:
    complaints: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        source = EglPortalSource(
            session, base_url=portal.url, login=LOGIN, password=PASSWORD
        )
        await poll(source)
        del source
        gc.collect()
    assert complaints == []
    assert [str(one.message) for one in caught if "nclosed" in str(one.message)] == []
    # The connections are the caller's, and still there.
    assert not session.closed
    async with session.get(f"{portal.url}/contrats") as response:
        assert response.status


async def test_a_session_that_is_closed_is_found_out_when_it_is_needed(
    portal: FakePortal,
) -> None:
    session = aiohttp.ClientSession()
    await session.close()
    source = EglPortalSource(
        session, base_url=portal.url, login=LOGIN, password=PASSWORD
    )
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "connection_failed"


async def test_a_session_that_is_closed_in_between_is_no_crash(
    portal: FakePortal,
) -> None:
    session = aiohttp.ClientSession()
    source = EglPortalSource(
        session, base_url=portal.url, login=LOGIN, password=PASSWORD
    )
    await source.read_contracts()
    await session.close()
    with pytest.raises(TransientError, match="connection_failed"):
        await read(source)
    assert (await failure(source)).reason == "connection_failed"
