"""From the first page to the entry, with one service dead, and what comes back with an error."""

import logging

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
import pytest

from ..conftest import NOW
from ..emulator import Emulator, Fault
from ..homes import CUSTOMER, SERVICE_OF, Ways, both_ways
from .steps import (
    SECRETS_OF,
    STEP_OF,
    add_home,
    begin,
    electricity,
    electricity_ways,
    fields,
    finish,
    numbers,
    placeholder,
    sge_settings,
    submit,
    suggested,
    water,
    water_ways,
    without,
)


async def test_a_home_with_neither_service_is_refused(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "none", "none")
    assert shown["errors"] == {"base": "no_service"}
    assert suggested(shown) == {"electricity_way": "none", "water_way": "none"}

    shown = await submit(lyon, shown, {"electricity_way": "none", "water_way": "egl"})
    assert shown["step_id"] == "water"


# One service dead, the other fine.


@both_ways
async def test_a_dead_electricity_service_does_not_keep_the_water_out(
    lyon: HomeAssistant, emulator: Emulator, ways: Ways
) -> None:
    way, water_way = ways
    emulator.set_fault(SERVICE_OF[way], Fault.REFUSED)
    shown = await begin(lyon, *ways)
    assert "leave_out" not in fields(shown)
    shown = await submit(lyon, shown, electricity(emulator, way))
    assert shown["errors"] == {"base": "connection_failed"}

    typed = without(electricity(emulator, way), *SECRETS_OF[way]) | {"leave_out": True}
    shown = await submit(lyon, shown, typed)
    assert (shown["step_id"], shown["errors"]) == (STEP_OF[water_way], {})
    assert suggested(shown) == {}
    done = await finish(lyon, await submit(lyon, shown, water(emulator, water_way)))
    assert list(done["data"]) == ["water"]


@both_ways
async def test_a_dead_water_service_does_not_keep_the_electricity_out(
    lyon: HomeAssistant, emulator: Emulator, ways: Ways
) -> None:
    electricity_way, way = ways
    emulator.set_fault(SERVICE_OF[way], Fault.HTTP_503)
    shown = await begin(lyon, *ways)
    shown = await submit(lyon, shown, electricity(emulator, electricity_way))
    shown = await submit(lyon, shown, water(emulator, way))
    assert shown["errors"] == {"base": "service_error"}

    typed = without(water(emulator, way), *SECRETS_OF[way]) | {"leave_out": True}
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert list(done["data"]) == ["electricity"]


async def test_nothing_may_be_left_out_of_a_home_with_one_service_or_for_a_wrong_key(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503, times=1)
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator))
    assert "leave_out" not in fields(shown)

    emulator.set_fault("sge", Fault.HTTP_401)
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["errors"] == {"api_key": "invalid_key"}
    assert "leave_out" not in fields(shown)


# What comes back with an error.


@both_ways
async def test_secrets_are_kept_but_never_shown_again(
    lyon: HomeAssistant, emulator: Emulator, ways: Ways
) -> None:
    by_electricity, by_water = ways
    of_electricity = electricity(emulator, by_electricity)
    of_water = water(emulator, by_water)
    for way in ways:
        emulator.set_fault(SERVICE_OF[way], Fault.HTTP_503, times=1)
    shown = await begin(lyon, *ways)
    shown = await submit(lyon, shown, dict(of_electricity))
    secrets = SECRETS_OF[by_electricity]
    assert suggested(shown) == without(of_electricity, *secrets, "gateway")

    shown = await submit(lyon, shown, without(of_electricity, *secrets))
    assert (shown["step_id"], shown["errors"]) == (STEP_OF[by_water], {})
    shown = await submit(lyon, shown, dict(of_water))
    assert suggested(shown) == {"login": emulator.home.water_login}

    typed = without(of_water, "auth_key") | {"password": ""}
    data = (await finish(lyon, await submit(lyon, shown, typed)))["data"]
    for secret in secrets:
        assert data["electricity"][secret] == of_electricity[secret]
    for secret in SECRETS_OF[by_water]:
        assert data["water"][secret] == of_water[secret]


@electricity_ways
async def test_a_refused_key_has_to_be_given_again(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    (secret,) = SECRETS_OF[way]
    shown = await begin(lyon, way, "none")
    shown = await submit(lyon, shown, electricity(emulator, way, **{secret: "wrong"}))
    assert list(shown["errors"] or {}) == [secret]
    with pytest.raises(InvalidData):
        await submit(lyon, shown, without(electricity(emulator, way), secret))

    await finish(lyon, await submit(lyon, shown, electricity(emulator, way)))


async def test_the_gateway_is_unfolded_when_something_in_it_is_wrong(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    def folded(shown: ConfigFlowResult) -> bool:
        assert shown["data_schema"] is not None
        return bool(shown["data_schema"].schema["gateway"].options["collapsed"])

    shown = await begin(lyon, "sge", "none")
    assert folded(shown)
    typed = electricity(emulator, gateway={"base_url": "nowhere"})
    shown = await submit(lyon, shown, typed)
    assert not folded(shown)


# The whole way.


async def test_a_home_with_both_services(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    home = emulator.home
    (contract,) = home.contracts
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["step_id"] == "water"
    shown = await submit(lyon, shown, water(emulator))
    assert placeholder(shown, "statistics").split("\n") == [
        f"- `grandlyon_energy:{home.point_id}_consumption`",
        f"- `grandlyon_energy:{home.point_id}_max_power`",
        f"- `grandlyon_energy:{contract}_water`",
    ]
    assert "/redirect/config_energy/" in placeholder(shown, "energy_url")

    done = await finish(lyon, shown)
    assert done["title"] == f"Grand Lyon ···{home.point_id[-4:]}"
    assert done["result"].unique_id == home.point_id
    consent = {
        "text_version": 2,
        "given_at": NOW.isoformat(),
        "point_id": home.point_id,
    }
    assert done["data"] == {
        "electricity": {
            "way": "sge",
            "point_id": home.point_id,
            "api_key": home.api_key,
            "sge_login": home.sge_login,
            "production": False,
            "gateway": sge_settings(emulator),
            "consents": [{"scope": "daily"} | consent, {"scope": "curve"} | consent],
        },
        "water": {
            "way": "egl",
            "login": home.water_login,
            "password": home.water_password,
            "auth_key": home.auth_key,
            "gateway": {"base_url": emulator.egl_url},
            "contracts": [contract],
            "links": {"egl": {contract: {"number": contract, "day_offset": 0}}},
        },
    }
    kinds = [call.kind for call in emulator.calls]
    assert kinds[0] == "contract"
    assert set(kinds[1:-2]) == {"search"}
    assert kinds[-2:] == ["connect", "indexes"]


async def test_a_home_by_the_ways_of_a_customer(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    home = emulator.home
    (reference,) = home.portal_references
    shown = await begin(lyon, *CUSTOMER)
    assert shown["step_id"] == "conso_api"
    shown = await submit(lyon, shown, electricity(emulator, "conso_api"))
    assert shown["step_id"] == "portal"
    shown = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert placeholder(shown, "statistics").split("\n") == [
        f"- `grandlyon_energy:{home.point_id}_consumption`",
        f"- `grandlyon_energy:{home.point_id}_max_power`",
        f"- `grandlyon_energy:{reference}_water`",
    ]

    done = await finish(lyon, shown)
    assert done["title"] == f"Grand Lyon ···{home.point_id[-4:]}"
    assert done["result"].unique_id == home.point_id
    assert done["data"] == {
        "electricity": {
            "way": "conso_api",
            "point_id": home.point_id,
            "token": home.conso_token,
            "load_curve": True,
            "production": False,
            "gateway": {"base_url": emulator.conso_url},
        },
        "water": {
            "way": "egl_portal",
            "login": home.water_login,
            "password": home.water_password,
            "gateway": {"base_url": emulator.portal_url},
            "contracts": [reference],
            "links": {
                "egl_portal": {reference: {"number": reference, "day_offset": 0}}
            },
        },
    }
    # A quota is shared by all: one look at the days is enough to know that the token opens the meter.
    kinds = [call.kind for call in emulator.calls]
    assert kinds[0] == "energy"
    assert (kinds.count("energy"), kinds.count("log_in")) == (1, 1)
    assert kinds[-2:] == ["contracts", "indexes"]


@electricity_ways
async def test_a_home_that_feeds_in_gets_a_statistic_of_it(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    shown = await begin(lyon, way, "none")
    shown = await submit(lyon, shown, electricity(emulator, way, production=True))
    point = f"grandlyon_energy:{emulator.home.point_id}"
    assert placeholder(shown, "statistics").split("\n") == [
        f"- `{point}_consumption`",
        f"- `{point}_max_power`",
        f"- `{point}_production`",
    ]
    done = await finish(lyon, shown)
    assert done["data"]["electricity"]["production"] is True


async def test_a_customer_need_not_have_the_half_hours(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "conso_api", "none")
    typed = electricity(emulator, "conso_api", load_curve=False)
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert done["data"]["electricity"]["load_curve"] is False


async def test_electricity_alone_without_the_half_hours(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator, consent_curve=False))
    done = await finish(lyon, shown)
    assert list(done["data"]) == ["electricity"]
    (consent,) = done["data"]["electricity"]["consents"]
    assert consent["scope"] == "daily"


async def test_nothing_of_the_holder_is_kept(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    home = emulator.home
    shown = await begin(lyon, "sge", "none")
    done = await finish(lyon, await submit(lyon, shown, electricity(emulator)))
    kept = str(done["result"].as_dict())
    for said in (home.last_name, home.first_name, home.address, home.postal_code):
        assert said not in kept


@water_ways
async def test_water_alone(lyon: HomeAssistant, emulator: Emulator, way: str) -> None:
    (contract,) = numbers(emulator, way)
    shown = await begin(lyon, "none", way)
    done = await finish(lyon, await submit(lyon, shown, water(emulator, way)))
    assert list(done["data"]) == ["water"]
    assert done["title"] == f"Grand Lyon ···{contract[-4:]}"
    assert done["result"].unique_id == f"water_{contract}"


async def test_blanks_from_pasting_do_no_harm(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    home = emulator.home
    shown = await begin(lyon, "sge", "none")
    typed = electricity(
        emulator,
        point_id=f" {home.point_id[:2]} {home.point_id[2:5]}\u00a0{home.point_id[5:]}",
        postal_code="69 003",
        api_key=f"{home.api_key}\n",
        gateway={"base_url": f" {emulator.sge_url}/ "},
    )
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert done["data"]["electricity"]["point_id"] == home.point_id
    assert done["data"]["electricity"]["api_key"] == home.api_key


@pytest.mark.parametrize("scheme", ["", "Bearer ", "\n bearer  "])
async def test_a_token_may_be_pasted_as_it_stands_in_a_letter(
    lyon: HomeAssistant, emulator: Emulator, scheme: str
) -> None:
    token = emulator.home.conso_token
    lines = "\r\n  ".join(token[at : at + 40] for at in range(0, len(token), 40))
    shown = await begin(lyon, "conso_api", "none")
    typed = electricity(emulator, "conso_api", token=f"{scheme}{lines}\u00a0\n")
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert done["data"]["electricity"]["token"] == token


async def test_another_time_zone_is_warned_of(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    await lyon.config.async_set_time_zone("Europe/Lisbon")
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    assert shown["step_id"] == "time_zone"
    assert placeholder(shown, "time_zone") == "Europe/Lisbon"

    await finish(lyon, await submit(lyon, shown))


@both_ways
async def test_title_and_log_tell_no_more_than_four_digits(
    lyon: HomeAssistant,
    emulator: Emulator,
    caplog: pytest.LogCaptureFixture,
    ways: Ways,
) -> None:
    home = emulator.home
    caplog.set_level(logging.DEBUG)
    await add_home(lyon, emulator, ways)
    for told in (
        home.point_id,
        home.api_key,
        home.conso_token,
        home.last_name,
        home.address,
        home.water_login,
        home.water_password,
        home.auth_key,
        *home.contracts,
        *home.portal_references,
    ):
        assert told not in caplog.text
