"""Steps `water` and `water_contracts`: each refusal at its field, and the way on from it."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..emulator import Emulator, Fault
from ..homes import SERVICE_OF, Ways, both_ways, linked
from .steps import (
    Typed,
    begin,
    choices,
    electricity,
    fields,
    finish,
    numbers,
    placeholder,
    read_in_cubic_metres,
    submit,
    suggested,
    two_contracts,
    water,
    water_ways,
)

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


PORTAL_REFUSALS = [
    ((Fault.HTTP_403, None), {"base": "access_denied"}, "403"),
    ((Fault.WAF_403, None), {"base": "throttled"}, "403"),
    ((Fault.HTTP_404, None), {"base": "service_error"}, "404"),
    ((Fault.HTTP_429, None), {"base": "throttled"}, "429"),
    ((Fault.HTTP_503, None), {"base": "service_error"}, "503"),
    ((Fault.HTML_200, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.REFUSED, None), {"base": "connection_failed"}, "connection_failed"),
]


@pytest.mark.parametrize(
    ("way", "fault", "errors", "code"),
    [
        *(("egl", *refusal) for refusal in EGL_REFUSALS),
        *(("egl_portal", *refusal) for refusal in PORTAL_REFUSALS),
    ],
)
async def test_what_the_water_service_refuses_is_said_with_its_code_and_can_be_tried_again(
    lyon: HomeAssistant,
    emulator: Emulator,
    way: str,
    fault: tuple[Fault, str | None],
    errors: dict[str, str],
    code: str,
) -> None:
    emulator.set_fault(SERVICE_OF[way], fault[0], code=fault[1])
    shown = await begin(lyon, "none", way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert shown["errors"] == errors
    assert placeholder(shown, "code") == code

    emulator.clear_faults(SERVICE_OF[way])
    await finish(lyon, await submit(lyon, shown, water(emulator, way)))


@pytest.mark.parametrize(
    ("way", "changes", "errors"),
    [
        ("egl", {"login": "someone@else.example.com"}, {"login": "invalid_login"}),
        ("egl", {"password": "wrong"}, {"login": "invalid_login"}),
        ("egl", {"auth_key": "wrong"}, {"auth_key": "invalid_auth_key"}),
        ("egl", {"login": ""}, {"login": "required"}),
        ("egl", {"password": ""}, {"password": "required"}),
        ("egl", {"auth_key": " "}, {"auth_key": "required"}),
        (
            "egl",
            {"gateway": {"base_url": "http://agence.example.com"}},
            {"gateway": "insecure_url"},
        ),
        ("egl_portal", {"login": "someone@else.org"}, {"login": "invalid_login"}),
        ("egl_portal", {"password": "wrong"}, {"login": "invalid_login"}),
        ("egl_portal", {"login": " "}, {"login": "required"}),
        ("egl_portal", {"password": ""}, {"password": "required"}),
        ("egl_portal", {"gateway": {"base_url": "?"}}, {"gateway": "invalid_url"}),
    ],
)
async def test_a_wrong_field_of_the_water_form_is_named(
    lyon: HomeAssistant,
    emulator: Emulator,
    way: str,
    changes: Typed,
    errors: dict[str, str],
) -> None:
    shown = await begin(lyon, "none", way)
    shown = await submit(lyon, shown, water(emulator, way) | changes)
    assert shown["errors"] == errors

    await finish(lyon, await submit(lyon, shown, water(emulator, way)))


async def test_an_account_without_a_contract_is_refused(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.portal_rules.without_contracts = True
    shown = await begin(lyon, "none", "egl_portal")
    shown = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert shown["errors"] == {"login": "no_contract"}

    emulator.portal_rules.without_contracts = False
    await finish(lyon, await submit(lyon, shown, water(emulator, "egl_portal")))


async def test_a_home_that_stands_empty_is_added_where_the_service_names_the_unit(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    (contract,) = emulator.home.contracts
    read_in_cubic_metres(emulator.home, contract)
    shown = await begin(lyon, "none", "egl_portal")
    await finish(lyon, await submit(lyon, shown, water(emulator, "egl_portal")))


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
async def test_an_account_shows_which_of_its_contracts_has_ended(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    old, new = emulator.home.portal_references
    emulator.portal_rules.ended.add(old)
    shown = await begin(lyon, "none", "egl_portal")
    shown = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert shown["step_id"] == "water_contracts"
    first, second = choices(shown)
    assert (first["value"], second["value"]) == (new, old)
    assert first["label"] == f"{new} (Actif)"
    assert second["label"] not in (old, f"{old} (Actif)")

    done = await finish(lyon, await submit(lyon, shown, {"contracts": [new]}))
    assert done["data"]["water"]["contracts"] == [new]
    assert done["data"]["water"]["links"] == {"egl_portal": linked([new])}


@water_ways
@two_contracts
async def test_readings_that_fail_after_the_log_in_can_be_tried_again(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    contracts = list(numbers(emulator, way))
    emulator.set_fault(SERVICE_OF[way], Fault.HTTP_503, kinds=["indexes"], times=1)
    shown = await begin(lyon, "none", way)
    shown = await submit(lyon, shown, water(emulator, way))
    shown = await submit(lyon, shown, {"contracts": contracts})
    assert shown["errors"] == {"base": "service_error"}
    assert "leave_out" not in fields(shown)
    assert suggested(shown) == {"contracts": contracts}

    shown = await submit(lyon, shown, {"contracts": contracts})
    for contract in contracts:
        assert f"{DOMAIN}:{contract}_water" in placeholder(shown, "statistics")
    done = await finish(lyon, shown)
    assert done["data"]["water"]["contracts"] == contracts


@both_ways
@two_contracts
async def test_contracts_that_cannot_be_read_now_may_be_left_out(
    lyon: HomeAssistant, emulator: Emulator, ways: Ways
) -> None:
    by_electricity, way = ways
    contracts = list(numbers(emulator, way))
    emulator.set_fault(SERVICE_OF[way], Fault.HTTP_503, kinds=["indexes"])
    shown = await begin(lyon, *ways)
    shown = await submit(lyon, shown, electricity(emulator, by_electricity))
    shown = await submit(lyon, shown, water(emulator, way))
    shown = await submit(lyon, shown, {"contracts": contracts})
    assert shown["errors"] == {"base": "service_error"}

    shown = await submit(lyon, shown, {"contracts": contracts, "leave_out": True})
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
