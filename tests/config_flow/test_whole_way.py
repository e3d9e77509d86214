"""From the first page to the entry, with one service dead, and what comes back with an error."""

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
import pytest

from ..conftest import NOW
from ..emulator import Emulator, Fault
from .steps import (
    add_home,
    begin,
    electricity,
    fields,
    finish,
    placeholder,
    sge_settings,
    submit,
    suggested,
    water,
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
