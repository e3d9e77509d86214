"""The emulated water service, asked by hand."""

from datetime import timedelta

import pytest

from tests.emulator import Emulator, Home

from .asking import Asking


async def test_a_log_in_gives_a_token_and_the_contracts(
    ask: Asking, home: Home
) -> None:
    answer = await ask.connect()
    assert (answer["codeRetour"], answer["libelleRetour"]) == (100, "Connecté")
    given = answer["resultatRetour"]
    assert given["num_abt"] == int(home.contracts[0])
    assert given["list_num_abt"] == list(home.contracts)
    assert given["token"]


async def test_the_oldest_form_has_one_number_and_no_list(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    emulator.egl_rules.list_contracts = False
    emulator.egl_rules.numbers_as_text = True
    given = (await ask.connect())["resultatRetour"]
    assert given["num_abt"] == home.contracts[0]
    assert "list_num_abt" not in given


async def test_either_page_can_be_missing(ask: Asking, emulator: Emulator) -> None:
    emulator.egl_rules.asp = False
    assert await ask.connect("connect.asp") == 404
    assert (await ask.connect("connect.aspx"))["codeRetour"] == 100
    emulator.egl_rules.aspx = False
    assert await ask.connect("connect.aspx") == 404
    assert await ask.egl("other.aspx") == 404


async def test_wrong_credentials_are_refused_with_status_200(ask: Asking) -> None:
    answer = await ask.connect(**{"pass": "wrong"})
    assert (answer["codeRetour"], answer["resultatRetour"]) == (-2, None)
    answer = await ask.egl("connect.asp", auth_key="wrong")
    assert answer["codeRetour"] == -1
    answer = await ask.egl("getAllAgregatsByAbonnement.aspx", auth_key="wrong")
    assert answer["codeRetour"] == -1


async def test_readings_are_midnight_indexes_of_both_ends_included(
    ask: Asking, home: Home
) -> None:
    answer = await ask.indexes(date_debut="10/25/2025", date_fin="10/27/2025")
    meter = home.water[home.contracts[0]]
    rows = answer["resultatRetour"]
    assert [row["DateReleve"] for row in rows] == [
        "2025-10-25T00:00:00+02:00",
        "2025-10-26T00:00:00+02:00",
        "2025-10-27T00:00:00+01:00",
    ]
    assert [row["ValeurIndex"] for row in rows] == [
        meter.index_l(meter.readings(home.today)[day].day)
        for day in meter.readings(home.today)
        if day.isoformat() in ("2025-10-25", "2025-10-26", "2025-10-27")
    ]
    assert {row["TypeAgregat"] for row in rows} == {"R"}


async def test_nothing_is_older_than_november_2022_or_newer_than_yesterday(
    ask: Asking,
) -> None:
    answer = await ask.indexes(date_debut="01/01/2020", date_fin="12/31/2026")
    rows = answer["resultatRetour"]
    assert rows[0]["DateReleve"] == "2022-11-20T00:00:00+01:00"
    assert rows[-1]["TypeAgregat"] == "T"
    assert rows[-1]["DateReleve"] < "2026-03-21"


@pytest.mark.parametrize(
    "told",
    [
        {"date_debut": "31/12/2025"},
        {"date_debut": "2025-12-31"},
        {"date_fin": "02/30/2026"},
        {"date_fin": ""},
        {"date_debut": "03/21/2026"},
    ],
)
async def test_dates_must_be_valid_month_day_year(
    ask: Asking, told: dict[str, str]
) -> None:
    answer = await ask.indexes(**told)
    assert (answer["codeRetour"], answer["resultatRetour"]) == (-4, None)


async def test_a_token_is_needed_and_ends(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    assert (await ask.indexes(token="wrong"))["codeRetour"] == -3
    token = (await ask.connect())["resultatRetour"]["token"]
    page, form = (
        "getAllAgregatsByAbonnement.aspx",
        {
            "token": token,
            "num_abt": home.contracts[1],
            "date_debut": "01/01/2026",
            "date_fin": "01/02/2026",
        },
    )
    assert (await ask.egl(page, **form))["codeRetour"] == 100
    emulator.advance(timedelta(minutes=21))
    assert (await ask.egl(page, **form))["codeRetour"] == -3
    token = (await ask.connect())["resultatRetour"]["token"]
    emulator.egl.expire_tokens()
    assert (await ask.egl(page, **form | {"token": token}))["codeRetour"] == -3


async def test_an_unknown_contract_is_refused(ask: Asking) -> None:
    assert (await ask.indexes(num_abt="1"))["codeRetour"] == -5


async def test_only_urlencoded_forms_are_read(ask: Asking, emulator: Emulator) -> None:
    async with ask.session.post(
        f"{emulator.egl_url}/connect.asp",
        json={"login": emulator.home.water_login, "pass": emulator.home.water_password},
        headers={"AuthKey": emulator.home.auth_key},
    ) as response:
        assert (await response.json())["codeRetour"] == -2


async def test_every_call_is_remembered(ask: Asking, emulator: Emulator) -> None:
    await ask.indexes()
    connect, indexes = emulator.calls
    assert (connect.service, connect.kind, connect.outcome) == ("egl", "connect", "ok")
    assert (indexes.kind, str(indexes.start), str(indexes.end)) == (
        "indexes",
        "2023-03-01",
        "2026-03-20",
    )
