"""The dialogues, through core's flow manager and against both services on the loopback interface."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.grandlyon_energy.const import DOMAIN, TIME_ZONE

from .conftest import INTEGRATION, NOW, TODAY
from .emulator import Emulator, Fault, Home
from .emulator.sge import SEARCH_ROUTE

type Typed = dict[str, Any]


@pytest.fixture
async def lyon(
    enable_custom_integrations: None, hass: HomeAssistant
) -> AsyncIterator[HomeAssistant]:
    """A core in Lyon's time zone that adds entries without setting them up, so it needs no recorder."""
    await hass.config.async_set_time_zone(TIME_ZONE)
    hass.config.components.add("recorder")
    with (
        patch(f"{INTEGRATION}.async_setup_entry", return_value=True),
        patch(f"{INTEGRATION}.async_unload_entry", return_value=True),
    ):
        yield hass


@pytest.fixture(autouse=True)
def today(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock on the emulator's day."""
    freezer.move_to(NOW)


# What a person does.


async def begin(hass: HomeAssistant, electricity: str, water: str) -> ConfigFlowResult:
    """Open the dialogue and choose the ways."""
    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert shown["step_id"] == "user"
    return await submit(
        hass, shown, {"electricity_way": electricity, "water_way": water}
    )


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, typed: Typed | None = None
) -> ConfigFlowResult:
    """Submit the form that is shown."""
    return await hass.config_entries.flow.async_configure(
        shown["flow_id"], {} if typed is None else typed
    )


def electricity(emulator: Emulator, **changes: Any) -> Typed:
    """Return what the home's holder types in step `electricity`."""
    home = emulator.home
    return {
        "point_id": home.point_id,
        "last_name": home.last_name,
        "first_name": home.first_name,
        "address": home.address,
        "postal_code": home.postal_code,
        "city": home.city,
        "consent_daily": True,
        "consent_curve": True,
        "api_key": home.api_key,
        "sge_login": home.sge_login,
        "gateway": {"base_url": emulator.sge_url},
    } | changes


def water(emulator: Emulator, **changes: Any) -> Typed:
    """Return what the home's holder types in step `water`."""
    return {
        "login": emulator.home.water_login,
        "password": emulator.home.water_password,
        "auth_key": emulator.home.auth_key,
        "gateway": {"base_url": emulator.egl_url},
    } | changes


def without(typed: Typed, *fields: str) -> Typed:
    return {field: value for field, value in typed.items() if field not in fields}


async def finish(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm the last page and return the new entry's result."""
    assert shown["type"] is FlowResultType.FORM
    assert (shown["step_id"], shown["errors"]) == ("finish", {})
    done = await submit(hass, shown)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    return done


# What the page gets to show.


def fields(shown: ConfigFlowResult) -> list[str]:
    schema = shown["data_schema"]
    assert schema is not None
    return [str(field) for field in schema.schema]


def suggested(shown: ConfigFlowResult) -> Typed:
    """Return the values that the form comes back with."""
    schema = shown["data_schema"]
    assert schema is not None
    return {
        str(field): field.description["suggested_value"]
        for field in schema.schema
        if field.description and "suggested_value" in field.description
    }


def placeholder(shown: ConfigFlowResult, name: str) -> str:
    placeholders = shown["description_placeholders"]
    assert placeholders is not None
    return placeholders[name]


def sge_settings(emulator: Emulator) -> Typed:
    return {
        "base_url": emulator.sge_url,
        "auth_header": "apikey",
        "measures_version": "auto",
        "measures_route": "enedis_SGE_ConsultationMesuresDetaillees/1.0",
    }


# Errors first, and from each the way on.


async def test_a_home_with_neither_service_is_refused(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "none", "none")
    assert shown["errors"] == {"base": "no_service"}
    assert suggested(shown) == {"electricity_way": "none", "water_way": "none"}

    shown = await submit(lyon, shown, {"electricity_way": "none", "water_way": "egl"})
    assert shown["step_id"] == "water"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"point_id": "1234567890123"}, {"point_id": "invalid_point_id"}),
        ({"point_id": "1234567890123A"}, {"point_id": "invalid_point_id"}),
        ({"point_id": "٣" * 14}, {"point_id": "invalid_point_id"}),
        ({"postal_code": "6900"}, {"postal_code": "invalid_postal_code"}),
        ({"last_name": "  "}, {"last_name": "required"}),
        ({"first_name": ""}, {"first_name": "required"}),
        ({"address": ""}, {"address": "required"}),
        ({"city": " "}, {"city": "required"}),
        ({"api_key": " "}, {"api_key": "required"}),
        ({"sge_login": ""}, {"sge_login": "required"}),
        ({"sge_login": "camille"}, {"sge_login": "invalid_sge_login"}),
        ({"consent_daily": False}, {"consent_daily": "consent_required"}),
        (
            {"gateway": {"base_url": "http://apis.example.com"}},
            {"gateway": "insecure_url"},
        ),
        ({"gateway": {"base_url": "apis.example.com"}}, {"gateway": "invalid_url"}),
        (
            {"gateway": {"measures_route": "https://elsewhere.example.com"}},
            {"gateway": "invalid_route"},
        ),
        (
            {"gateway": {"measures_route": "../../elsewhere"}},
            {"gateway": "invalid_route"},
        ),
        (
            {"point_id": "1", "postal_code": "lyon", "consent_daily": False},
            {
                "point_id": "invalid_point_id",
                "postal_code": "invalid_postal_code",
                "consent_daily": "consent_required",
            },
        ),
    ],
)
async def test_a_wrong_field_is_named_before_anything_is_asked(
    lyon: HomeAssistant, emulator: Emulator, changes: Typed, errors: dict[str, str]
) -> None:
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator) | changes)
    assert shown["errors"] == errors
    assert not emulator.calls

    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


SGE_REFUSALS = [
    ((Fault.HTTP_401, None), {"api_key": "invalid_key"}, "900901"),
    ((Fault.HTTP_403, None), {"api_key": "not_subscribed"}, "900908"),
    ((Fault.HTTP_404, None), {"gateway": "not_offered"}, "900906"),
    ((Fault.HTTP_429, None), {"base": "throttled"}, "900802"),
    ((Fault.HTTP_500, None), {"base": "service_error"}, "900900"),
    ((Fault.HTTP_503, None), {"base": "gateway_down"}, "303001"),
    ((Fault.HTML_200, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.TRUNCATED, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.ENTITY_BOMB, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.REFUSED, None), {"base": "connection_failed"}, "connection_failed"),
    ((Fault.SGE_CODE, "SGT401"), {"point_id": "point_not_found"}, "SGT401"),
    ((Fault.SGE_CODE, "SGT4K2"), {"sge_login": "consent_missing"}, "SGT4K2"),
    ((Fault.SGE_CODE, "SGT4G2"), {"sge_login": "not_eligible"}, "SGT4G2"),
    ((Fault.SGE_CODE, "SGT4Q1"), {"base": "service_refused"}, "SGT4Q1"),
    ((Fault.SGE_CODE, "SGT583"), {"base": "service_refused"}, "SGT583"),
    ((Fault.SGE_CODE, "SGT500"), {"base": "service_error"}, "SGT500"),
]


@pytest.mark.parametrize(("fault", "errors", "code"), SGE_REFUSALS)
async def test_what_sge_refuses_is_said_with_its_code_and_can_be_tried_again(
    lyon: HomeAssistant,
    emulator: Emulator,
    fault: tuple[Fault, str | None],
    errors: dict[str, str],
    code: str,
) -> None:
    emulator.set_fault("sge", fault[0], code=fault[1])
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["errors"] == errors
    assert placeholder(shown, "code") == code

    emulator.clear_faults("sge")
    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


async def test_a_search_that_fails_lets_nobody_through(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.HTTP_500, kinds=["search"])
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["errors"] == {"base": "service_error"}

    emulator.clear_faults("sge")
    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


@pytest.mark.parametrize(
    "changes",
    [
        {"last_name": "Guignol"},
        {"address": "28 rue de la Soie Dorée"},
        {"postal_code": "69001"},
    ],
)
async def test_someone_elses_meter_is_refused_without_a_word_about_its_holder(
    lyon: HomeAssistant, emulator: Emulator, changes: Typed
) -> None:
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator, **changes))
    assert shown["errors"] == {"last_name": "identity_mismatch"}
    back = f"{suggested(shown)} {shown['description_placeholders']}"
    for field in changes:
        assert electricity(emulator)[field] not in back
    assert emulator.home.meter_serial not in back

    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


async def test_without_the_search_the_postal_code_must_be_the_contracts(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.sge_rules.routes.discard(SEARCH_ROUTE)
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator, postal_code="69001"))
    assert shown["errors"] == {"last_name": "identity_mismatch"}

    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("segment", "C1", "unsupported_segment"),
        ("segment", "C2", "unsupported_segment"),
        ("segment", "C3", "unsupported_segment"),
        ("segment", "C4", "unsupported_segment"),
        ("state", "RESIL", "contract_not_in_service"),
        ("state", "ECRAC", "contract_not_in_service"),
        ("service_level", "0", "meter_not_communicating"),
    ],
)
async def test_a_meter_that_can_never_be_read_is_refused(
    lyon: HomeAssistant, emulator: Emulator, field: str, value: str, key: str
) -> None:
    right = getattr(emulator.home, field)
    setattr(emulator.home, field, value)
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["errors"] == {"point_id": key}
    assert [call.kind for call in emulator.calls] == ["contract"]

    setattr(emulator.home, field, right)
    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


async def test_a_meter_that_enedis_has_yet_to_open_is_added_with_a_word_about_it(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.home.service_level = "1"
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["step_id"] == "meter_not_open"

    await finish(lyon, await submit(lyon, shown))


EGL_REFUSALS = [
    ((Fault.HTTP_401, None), {"auth_key": "invalid_auth_key"}, "401"),
    ((Fault.HTTP_403, None), {"base": "throttled"}, "403"),
    ((Fault.HTTP_404, None), {"base": "service_error"}, "404"),
    ((Fault.HTTP_429, None), {"base": "throttled"}, "429"),
    ((Fault.HTTP_503, None), {"base": "service_error"}, "503"),
    ((Fault.HTML_200, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.DEEP_NESTING, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.REFUSED, None), {"base": "connection_failed"}, "connection_failed"),
    ((Fault.EGL_CODE, "-99"), {"base": "service_error"}, "-99"),
]


@pytest.mark.parametrize(("fault", "errors", "code"), EGL_REFUSALS)
async def test_what_the_water_service_refuses_is_said_with_its_code_and_can_be_tried_again(
    lyon: HomeAssistant,
    emulator: Emulator,
    fault: tuple[Fault, str | None],
    errors: dict[str, str],
    code: str,
) -> None:
    emulator.set_fault("egl", fault[0], code=fault[1])
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    assert shown["errors"] == errors
    assert placeholder(shown, "code") == code

    emulator.clear_faults("egl")
    await finish(lyon, await submit(lyon, shown, water(emulator)))


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"login": "someone@else.example.com"}, {"login": "invalid_login"}),
        ({"password": "wrong"}, {"login": "invalid_login"}),
        ({"auth_key": "wrong"}, {"auth_key": "invalid_auth_key"}),
        ({"login": ""}, {"login": "required"}),
        ({"password": ""}, {"password": "required"}),
        ({"auth_key": " "}, {"auth_key": "required"}),
        (
            {"gateway": {"base_url": "http://agence.example.com"}},
            {"gateway": "insecure_url"},
        ),
    ],
)
async def test_a_wrong_field_of_the_water_form_is_named(
    lyon: HomeAssistant, emulator: Emulator, changes: Typed, errors: dict[str, str]
) -> None:
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator) | changes)
    assert shown["errors"] == errors

    await finish(lyon, await submit(lyon, shown, water(emulator)))


def read_in_cubic_metres(home: Home, contract: str) -> None:
    for days_ago in range(70):
        day = TODAY - timedelta(days=days_ago)
        home.correct_index(contract, day, 900 - days_ago // 3)


async def test_readings_that_look_like_cubic_metres_are_refused(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    (contract,) = emulator.home.contracts
    read_in_cubic_metres(emulator.home, contract)
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    shown = await submit(lyon, shown, water(emulator))
    assert shown["errors"] == {"base": "unit_looks_like_m3"}
    assert placeholder(shown, "code") == contract

    done = await finish(
        lyon, await submit(lyon, shown, water(emulator) | {"leave_out": True})
    )
    assert "water" not in done["data"]


# Several contracts on one log-in.


two_contracts = pytest.mark.parametrize("contracts", [2])


@two_contracts
async def test_contracts_are_chosen_and_each_is_looked_at(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    first, second = emulator.home.contracts
    read_in_cubic_metres(emulator.home, first)
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    assert shown["step_id"] == "water_contracts"
    assert suggested(shown) == {}

    shown = await submit(lyon, shown, {"contracts": []})
    assert shown["errors"] == {"contracts": "no_contract_chosen"}

    shown = await submit(lyon, shown, {"contracts": [second, first]})
    assert shown["errors"] == {"base": "unit_looks_like_m3"}
    assert placeholder(shown, "code") == first
    assert suggested(shown) == {"contracts": [second, first]}

    done = await finish(lyon, await submit(lyon, shown, {"contracts": [second]}))
    assert done["data"]["water"]["contracts"] == [second]
    assert done["result"].unique_id == f"water_{second}"


@two_contracts
async def test_readings_that_fail_after_the_log_in_can_be_tried_again(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("egl", Fault.HTTP_503, kinds=["indexes"], times=1)
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    shown = await submit(lyon, shown, {"contracts": list(emulator.home.contracts)})
    assert shown["errors"] == {"base": "service_error"}
    assert "leave_out" not in fields(shown)

    shown = await submit(lyon, shown, {"contracts": list(emulator.home.contracts)})
    for contract in emulator.home.contracts:
        assert f"{DOMAIN}:{contract}_water" in placeholder(shown, "statistics")
    done = await finish(lyon, shown)
    assert done["data"]["water"]["contracts"] == list(emulator.home.contracts)


@two_contracts
async def test_contracts_that_cannot_be_read_now_may_be_left_out(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("egl", Fault.HTTP_503, kinds=["indexes"])
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    shown = await submit(lyon, shown, water(emulator))
    shown = await submit(lyon, shown, {"contracts": list(emulator.home.contracts)})
    assert shown["errors"] == {"base": "service_error"}

    shown = await submit(
        lyon, shown, {"contracts": list(emulator.home.contracts), "leave_out": True}
    )
    done = await finish(lyon, shown)
    assert "water" not in done["data"]


@two_contracts
async def test_a_key_refused_after_the_log_in_is_said_though_the_page_has_no_such_field(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    emulator.set_fault("egl", Fault.HTTP_401)
    shown = await submit(lyon, shown, {"contracts": list(emulator.home.contracts)})
    assert shown["errors"] == {"base": "invalid_auth_key"}


# One service dead, the other fine.


async def test_a_dead_electricity_service_does_not_keep_the_water_out(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.REFUSED)
    shown = await begin(lyon, "sge", "egl")
    assert "leave_out" not in fields(shown)
    shown = await submit(lyon, shown, electricity(emulator))
    assert shown["errors"] == {"base": "connection_failed"}

    typed = without(electricity(emulator), "api_key") | {"leave_out": True}
    shown = await submit(lyon, shown, typed)
    assert (shown["step_id"], shown["errors"]) == ("water", {})
    assert suggested(shown) == {}
    done = await finish(lyon, await submit(lyon, shown, water(emulator)))
    assert list(done["data"]) == ["water"]


async def test_a_dead_water_service_does_not_keep_the_electricity_out(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("egl", Fault.HTTP_503)
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    shown = await submit(lyon, shown, water(emulator))
    assert shown["errors"] == {"base": "service_error"}

    typed = without(water(emulator), "password", "auth_key") | {"leave_out": True}
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


async def test_secrets_are_kept_but_never_shown_again(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503, times=1)
    emulator.set_fault("egl", Fault.HTTP_503, times=1)
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    assert suggested(shown) == without(electricity(emulator), "api_key", "gateway")

    shown = await submit(lyon, shown, without(electricity(emulator), "api_key"))
    assert (shown["step_id"], shown["errors"]) == ("water", {})
    shown = await submit(lyon, shown, water(emulator))
    assert suggested(shown) == {"login": emulator.home.water_login}

    typed = without(water(emulator), "auth_key") | {"password": ""}
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert done["data"]["electricity"]["api_key"] == emulator.home.api_key
    assert done["data"]["water"]["password"] == emulator.home.water_password
    assert done["data"]["water"]["auth_key"] == emulator.home.auth_key


async def test_a_refused_key_has_to_be_given_again(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "sge", "none")
    shown = await submit(lyon, shown, electricity(emulator, api_key="wrong"))
    assert shown["errors"] == {"api_key": "invalid_key"}
    with pytest.raises(InvalidData):
        await submit(lyon, shown, without(electricity(emulator), "api_key"))

    await finish(lyon, await submit(lyon, shown, electricity(emulator)))


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
        "text_version": 1,
        "given_at": NOW.isoformat(),
        "point_id": home.point_id,
    }
    assert done["data"] == {
        "electricity": {
            "way": "sge",
            "point_id": home.point_id,
            "api_key": home.api_key,
            "sge_login": home.sge_login,
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
        },
    }
    kinds = [call.kind for call in emulator.calls]
    assert kinds[0] == "contract"
    assert set(kinds[1:-2]) == {"search"}
    assert kinds[-2:] == ["connect", "indexes"]


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


async def test_water_alone(lyon: HomeAssistant, emulator: Emulator) -> None:
    (contract,) = emulator.home.contracts
    shown = await begin(lyon, "none", "egl")
    done = await finish(lyon, await submit(lyon, shown, water(emulator)))
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


async def test_another_time_zone_is_warned_of(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    await lyon.config.async_set_time_zone("Europe/Lisbon")
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    assert shown["step_id"] == "time_zone"
    assert placeholder(shown, "time_zone") == "Europe/Lisbon"

    await finish(lyon, await submit(lyon, shown))


# What is in Home Assistant already.


async def add_home(lyon: HomeAssistant, emulator: Emulator) -> ConfigFlowResult:
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    return await finish(lyon, await submit(lyon, shown, water(emulator)))


async def test_the_same_meter_is_not_added_twice(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    await add_home(lyon, emulator)
    emulator.calls.clear()
    shown = await begin(lyon, "sge", "none")
    done = await submit(lyon, shown, electricity(emulator))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert not emulator.calls


async def test_the_same_water_contract_is_not_added_twice(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    await add_home(lyon, emulator)
    shown = await begin(lyon, "none", "egl")
    done = await submit(lyon, shown, water(emulator))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


@two_contracts
async def test_a_second_home_on_the_same_water_log_in_gets_the_other_contract(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    first, second = emulator.home.contracts
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    await finish(lyon, await submit(lyon, shown, {"contracts": [first]}))

    shown = await begin(lyon, "none", "egl")
    done = await finish(lyon, await submit(lyon, shown, water(emulator)))
    assert done["data"]["water"]["contracts"] == [second]


async def test_electricity_is_not_lost_when_its_water_is_there_already(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "none", "egl")
    await finish(lyon, await submit(lyon, shown, water(emulator)))

    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    shown = await submit(lyon, shown, water(emulator))
    assert shown["errors"] == {"base": "already_configured"}
    typed = without(water(emulator), "password", "auth_key") | {"leave_out": True}
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert list(done["data"]) == ["electricity"]


async def test_two_dialogues_at_once_add_one_home(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    one = await begin(lyon, "sge", "none")
    other = await begin(lyon, "sge", "none")
    one = await submit(lyon, one, electricity(emulator))
    other = await submit(lyon, other, electricity(emulator))
    entry = (await finish(lyon, one))["result"]

    done = await submit(lyon, other)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert lyon.config_entries.async_entries(DOMAIN) == [entry]


# Asking again for what a service no longer accepts.


@pytest.fixture
async def entry(lyon: HomeAssistant, emulator: Emulator) -> ConfigEntry:
    """The home's entry, as the dialogue made it."""
    entry = (await add_home(lyon, emulator))["result"]
    emulator.calls.clear()
    assert isinstance(entry, ConfigEntry)
    return entry


async def ask_again(
    hass: HomeAssistant, entry: ConfigEntry, service: str
) -> ConfigFlowResult:
    """Let a service start the dialogue, and return its form."""
    entry.async_start_reauth(hass, data={"service": service})
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_confirm"
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def test_a_new_key_is_asked_for_and_the_water_is_left_alone(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    emulator.home.api_key = "the new key"
    shown = await ask_again(lyon, entry, "electricity")
    assert placeholder(shown, "service") == "Enedis SGE"
    assert fields(shown) == ["api_key", "sge_login"]
    assert suggested(shown) == {"sge_login": emulator.home.sge_login}

    shown = await submit(lyon, shown, {"sge_login": emulator.home.sge_login})
    assert shown["errors"] == {"api_key": "invalid_key"}
    typed = {"api_key": "the new key", "sge_login": "new@metropole.example.com"}
    emulator.set_fault("sge", Fault.HTTP_503, times=1)
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"base": "gateway_down"}
    assert entry.data == before

    done = await submit(lyon, shown, without(typed, "api_key"))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reauth_successful"
    assert entry.data["electricity"] == before["electricity"] | typed
    assert entry.data["water"] == before["water"]
    assert {call.service for call in emulator.calls} == {"sge"}


async def test_a_missing_consent_is_said_where_the_dialogue_has_no_field_for_it(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.SGE_CODE, code="SGT401")
    shown = await ask_again(lyon, entry, "electricity")
    typed = {"api_key": "any", "sge_login": emulator.home.sge_login}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"base": "point_not_found"}


async def test_a_new_password_is_asked_for_and_the_electricity_is_left_alone(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    emulator.home.water_password = " with blanks "
    shown = await ask_again(lyon, entry, "water")
    assert placeholder(shown, "service") == "Eau du Grand Lyon"
    assert fields(shown) == ["login", "password", "auth_key"]

    shown = await submit(lyon, shown, {"login": ""})
    assert shown["errors"] == {"login": "required"}
    typed = {"login": emulator.home.water_login, "password": "wrong"}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"login": "invalid_login"}

    typed["password"] = " with blanks "
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"
    assert entry.data["water"] == before["water"] | typed
    assert entry.data["electricity"] == before["electricity"]
    assert {call.service for call in emulator.calls} == {"egl"}


async def test_the_log_in_of_another_home_is_refused(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    contracts = emulator.home.contracts
    emulator.home.contracts = ("7654321",)
    shown = await ask_again(lyon, entry, "water")
    typed = {"login": emulator.home.water_login}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"login": "wrong_account"}
    assert entry.data == before

    emulator.home.contracts = contracts
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"


async def test_a_service_that_changes_its_mind_is_read_again_without_a_change(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    shown = await ask_again(lyon, entry, "water")
    with patch(f"{INTEGRATION}.async_setup_entry", return_value=True) as set_up:
        done = await submit(lyon, shown, {"login": emulator.home.water_login})
        await lyon.async_block_till_done()
    assert done["reason"] == "reauth_successful"
    assert set_up.call_count == 1


async def test_title_and_log_tell_no_more_than_four_digits(
    lyon: HomeAssistant, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    home = emulator.home
    await add_home(lyon, emulator)
    for told in (
        home.point_id,
        home.api_key,
        home.last_name,
        home.address,
        home.water_login,
        home.water_password,
        home.auth_key,
        *home.contracts,
    ):
        assert told not in caplog.text
