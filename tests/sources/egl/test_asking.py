"""What is asked of Eau du Grand Lyon, and which contracts a log-in opens."""

from collections.abc import Callable

import pytest

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    TransientError,
    WaterSource,
)
from custom_components.grandlyon_energy.sources.egl import EglSource

from .service import (
    AUTH_KEY,
    CONTRACT,
    LOGIN,
    PASSWORD,
    TOKEN,
    FakeService,
    connected,
    failure,
    read,
    reply,
)


async def test_it_is_a_water_source_of_three_years(source: EglSource) -> None:
    water: WaterSource = source
    assert water.history_months == 36


async def test_a_poll_logs_in_once_and_asks_with_month_first(
    source: EglSource, service: FakeService
) -> None:
    await source.read_contracts()
    await read(source)
    await read(source)

    assert service.paths == [
        "connect.asp",
        "getAllAgregatsByAbonnement.aspx",
        "getAllAgregatsByAbonnement.aspx",
    ]
    log_in, ask, _ = service.asked
    assert log_in.form == {"login": LOGIN, "pass": PASSWORD}
    assert ask.form == {
        "token": TOKEN,
        "num_abt": CONTRACT,
        "date_debut": "02/28/2026",
        "date_fin": "12/03/2026",
    }
    for asked in service.asked:
        assert asked.auth_key == AUTH_KEY
        assert asked.content_type == "application/x-www-form-urlencoded"


async def test_each_poll_logs_in_anew(source: EglSource, service: FakeService) -> None:
    service.connect = [connected(), connected(token="second")]
    await source.read_contracts()
    await source.read_contracts()
    await read(source)
    assert service.asked[-1].form["token"] == "second"


async def test_readings_without_a_log_in_log_in_by_themselves(
    source: EglSource, service: FakeService
) -> None:
    await read(source)
    assert service.paths == ["connect.asp", "getAllAgregatsByAbonnement.aspx"]


async def test_aspx_is_tried_when_asp_is_gone_and_remembered(
    source: EglSource, service: FakeService
) -> None:
    service.connect_routes = ("/ws/connect.aspx",)
    await source.read_contracts()
    await source.read_contracts()
    assert service.paths == ["connect.asp", "connect.aspx", "connect.aspx"]


async def test_asp_is_found_again_when_aspx_goes(
    source: EglSource, service: FakeService
) -> None:
    service.connect_routes = ("/ws/connect.aspx",)
    await source.read_contracts()
    service.connect_routes = ("/ws/connect.asp",)
    await source.read_contracts()
    await source.read_contracts()
    assert service.paths[2:] == ["connect.aspx", "connect.asp", "connect.asp"]


async def test_no_connect_page_at_all_is_a_failing_service(
    source: EglSource, service: FakeService
) -> None:
    service.connect_routes = ()
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert (error.reason, error.code) == ("service_error", "404")
    assert service.paths == ["connect.asp", "connect.aspx"]


async def test_a_pasted_key_loses_the_blanks_around_it(
    make_source: Callable[..., EglSource], service: FakeService
) -> None:
    await make_source(auth_key=f" {AUTH_KEY}\r\n").read_contracts()
    assert service.asked[0].auth_key == AUTH_KEY


@pytest.mark.parametrize("auth_key", ["two\r\nlines", "clé", "nul\x00"])
async def test_a_key_that_no_header_can_carry_is_a_wrong_key(
    auth_key: str, make_source: Callable[..., EglSource], service: FakeService
) -> None:
    error = await failure(make_source(auth_key=auth_key))
    assert isinstance(error, CredentialsError)
    assert error.reason == "invalid_auth_key"
    assert service.asked == []


async def test_a_password_that_cannot_be_encoded_is_left_to_the_service_to_refuse(
    make_source: Callable[..., EglSource], service: FakeService
) -> None:
    service.connect = [reply(-2)]
    error = await failure(make_source(password="half\ud800"))
    assert error.reason == "invalid_login"
    assert service.asked[0].form["pass"] == "half?"


@pytest.mark.parametrize(
    ("result", "contract_ids"),
    [
        ({"num_abt": 1895683}, ["1895683"]),
        ({"num_abt": "1895683"}, ["1895683"]),
        ({"num_abt": " 0042 "}, ["0042"]),
        ({"num_abt": 1, "list_num_abt": None}, ["1"]),
        ({"num_abt": 1, "list_num_abt": []}, ["1"]),
        ({"num_abt": 2, "list_num_abt": ["3", 2, 1, "3"]}, ["2", "3", "1"]),
        ({"num_abt": None, "list_num_abt": ["9", 8]}, ["9", "8"]),
        ({"num_abt": "", "list_num_abt": [None, "", 8]}, ["8"]),
    ],
)
async def test_contracts_are_listed_once_in_order(
    result: dict[str, object],
    contract_ids: list[str],
    source: EglSource,
    service: FakeService,
) -> None:
    service.connect = [connected(**result)]
    contracts = await source.read_contracts()
    assert [contract.contract_id for contract in contracts] == contract_ids
    assert {contract.label for contract in contracts} == {None}


@pytest.mark.parametrize(
    "result", [{"num_abt": None}, {"num_abt": "", "list_num_abt": []}]
)
async def test_a_log_in_without_contract_is_the_users_to_settle(
    result: dict[str, object], source: EglSource, service: FakeService
) -> None:
    service.connect = [connected(**result)]
    error = await failure(source)
    assert isinstance(error, ConsentError)
    assert error.reason == "no_contract"


@pytest.mark.parametrize(
    "answer",
    [
        reply(100),
        reply(100, [1895683]),
        connected(token=None),
        connected(token=""),
        connected(token=12),
        connected(num_abt=True),
        connected(num_abt=1895683.5),
        connected(num_abt={}),
        connected(num_abt="../../secrets"),
        connected(num_abt=" "),
        connected(list_num_abt="1895683"),
        connected(list_num_abt=[["1895683"]]),
    ],
)
async def test_a_log_in_that_makes_no_sense_is_refused(
    answer: str, source: EglSource, service: FakeService
) -> None:
    service.connect = [answer]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"
