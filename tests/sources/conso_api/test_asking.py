"""What goes to the service, what does not, and what a token says before it is used."""

import asyncio
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
import json
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

import custom_components.grandlyon_energy as integration
from custom_components.grandlyon_energy.sources import (
    CredentialsError,
    ElectricitySource,
)
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource, client
from custom_components.grandlyon_energy.sources.readings import Contract
from tests.conftest import NOW

from .conftest import END, START, Make, Service, failure_of_energy
from .replies import BEFORE_ACTIVATION, NO_DATA, OTHER_POINT_ID, POINT_ID, TOKEN, token


def test_it_is_a_patient_electricity_source_without_a_contract(
    make_source: Make,
) -> None:
    electricity: ElectricitySource = make_source(base_url="https://conso.example/api")

    assert electricity.history_months == 36
    assert electricity.curve_months == 24
    assert electricity.curve_days_per_call == 7
    assert electricity.seconds_between_calls == 60
    assert electricity.one_poll_a_day
    assert not electricity.tells_contract
    assert electricity.learned is None
    assert make_source().seconds_between_calls == 0


@pytest.mark.parametrize(
    ("production", "method", "data_type", "more"),
    [
        (False, "read_daily_energy", "consommation_quotidienne", {}),
        (
            False,
            "read_maximum_power",
            "puissance_conso_max_quotidienne",
            {"mesuresPas": "P1D", "grandeurPhysique": "PMA"},
        ),
        (False, "read_load_curve", "courbe_de_charge_consommation", {}),
        (True, "read_daily_energy", "production_quotidienne", {}),
        (True, "read_load_curve", "courbe_de_charge_production", {}),
    ],
)
async def test_measures_are_asked_as_the_documentation_has_them(
    make_source: Make,
    service: Service,
    production: bool,
    method: str,
    data_type: str,
    more: dict[str, str],
) -> None:
    service.answers(NO_DATA)
    source = make_source(token=f" {TOKEN}\n", production=production)

    assert list(await getattr(source, method)(START, END)) == []

    [asked] = service.asked
    assert asked.path == f"/api/{data_type}"
    assert dict(asked.query) == {
        "pointId": POINT_ID,
        "dateDebut": "2026-01-05",
        "dateFin": "2026-01-08",
        **more,
    }
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"


async def test_the_service_is_told_who_asks_and_where_to_find_us(
    source: ConsoApiSource, service: Service
) -> None:
    service.answers(NO_DATA)
    manifest = json.loads(
        (Path(integration.__file__).parent / "manifest.json").read_text("utf-8")
    )

    await source.read_daily_energy(START, END)

    agent = service.asked[0].headers["User-Agent"]
    assert manifest["domain"] in agent
    assert manifest["documentation"] in agent


async def test_what_the_service_does_not_have_is_not_asked(
    make_source: Make, service: Service
) -> None:
    assert await make_source().read_contract() == Contract()
    assert list(await make_source(production=True).read_maximum_power(START, END)) == []
    assert not service.asked


async def test_a_search_pauses_between_its_calls(
    make_source: Make, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls a second are shared with every user of the service."""
    monkeypatch.setattr(client, "is_loopback", lambda _url: False)
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    source = make_source()
    service.answers(BEFORE_ACTIVATION)
    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "sleep", pause)
        await source.read_daily_energy(START, END)

    assert paused == [1] * (len(service.asked) - 1)
    assert len(paused) > 0


# --- the token ---------------------------------------------------------------------------------------------------------


def unreadable(payload: bytes) -> str:
    return f"head.{urlsafe_b64encode(payload).decode()}.signature"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "two\nlines",
        "tab\tted",
        "clé",
        "a\x7fb",
        pytest.param("a" * 4097, id="endless"),
    ],
)
async def test_a_token_that_no_header_can_carry_is_refused_without_a_call(
    make_source: Make, service: Service, value: str
) -> None:
    failure = await failure_of_energy(make_source(token=value))

    assert isinstance(failure, CredentialsError)
    assert str(failure) == "invalid_token"
    assert not service.asked


@pytest.mark.parametrize(
    ("after", "reason"),
    [(-1, None), (0, "token_expired"), (3600, "token_expired")],
)
async def test_a_token_is_used_up_to_its_last_second(
    make_source: Make,
    service: Service,
    freezer: FrozenDateTimeFactory,
    after: int,
    reason: str | None,
) -> None:
    service.answers(NO_DATA)
    expiry = int(NOW.timestamp())
    source = make_source(token=token(sub=[POINT_ID], exp=expiry))
    freezer.move_to(datetime.fromtimestamp(expiry + after, UTC))

    if reason is None:
        assert list(await source.read_daily_energy(START, END)) == []
        assert len(service.asked) == 1
        return
    failure = await failure_of_energy(source)
    assert isinstance(failure, CredentialsError)
    assert str(failure) == reason
    assert not service.asked


@pytest.mark.parametrize("meters", [[], [OTHER_POINT_ID]])
async def test_a_token_of_other_meters_is_not_used(
    make_source: Make, service: Service, meters: list[str]
) -> None:
    failure = await failure_of_energy(make_source(token=token(sub=meters)))

    assert isinstance(failure, CredentialsError)
    assert str(failure) == "wrong_token"
    assert not service.asked


@pytest.mark.parametrize(
    "value",
    [
        "a-token-of-another-form",
        "a.b",
        "a.b.c",
        "..",
        "a.!!!.c",
        unreadable(b"{"),
        unreadable(b"\xff\xfe\xfd"),
        unreadable(b"[" * 1000),
        unreadable(b"[1]"),
        unreadable(b'"text"'),
        token(),
        token(sub=OTHER_POINT_ID, exp=None),
        token(sub=[22516914714270], exp="1"),
        token(sub=None, exp=True),
        token(sub={}, exp=[1]),
        token(sub=[POINT_ID], exp=1e300),
        token(sub=[POINT_ID], exp=10**400),
        token(sub=[POINT_ID], exp=float("nan")),
    ],
    ids=lambda value: value[-24:],
)
async def test_a_token_that_cannot_be_understood_is_for_the_service_to_judge(
    make_source: Make, service: Service, value: str
) -> None:
    service.answers(NO_DATA)

    assert list(await make_source(token=value).read_daily_energy(START, END)) == []
    assert len(service.asked) == 1
