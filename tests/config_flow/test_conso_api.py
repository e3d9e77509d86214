"""Step `conso_api`: each refusal at its field, and the way on from it."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest

from ..conftest import NOW
from ..emulator import Emulator, Fault
from .steps import (
    Typed,
    begin,
    electricity,
    fields,
    finish,
    placeholder,
    submit,
    suggested,
)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"point_id": "1234567890123"}, {"point_id": "invalid_point_id"}),
        ({"token": ""}, {"token": "required"}),
        ({"token": " Bearer \n"}, {"token": "required"}),
        ({"token": "jeton-à-moi"}, {"token": "invalid_token"}),
        ({"token": "x" * 5000}, {"token": "invalid_token"}),
        (
            {"gateway": {"base_url": "http://conso.example.com"}},
            {"gateway": "insecure_url"},
        ),
        ({"gateway": {"base_url": "conso.example.com"}}, {"gateway": "invalid_url"}),
        (
            {"point_id": "1", "token": "", "gateway": {"base_url": "?"}},
            {
                "point_id": "invalid_point_id",
                "token": "required",
                "gateway": "invalid_url",
            },
        ),
    ],
)
async def test_a_wrong_field_is_named_before_anything_is_asked(
    lyon: HomeAssistant, emulator: Emulator, changes: Typed, errors: dict[str, str]
) -> None:
    shown = await begin(lyon, "conso_api", "none")
    typed = electricity(emulator, "conso_api") | changes
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == errors
    assert not emulator.calls

    await finish(lyon, await submit(lyon, shown, electricity(emulator, "conso_api")))


@pytest.mark.parametrize(
    ("expires", "points", "error"),
    [
        (timedelta(seconds=-1), None, "token_expired"),
        (timedelta(days=1), ["12345678901234"], "wrong_token"),
    ],
)
async def test_a_token_that_plainly_opens_nothing_is_refused_without_a_call(
    lyon: HomeAssistant,
    emulator: Emulator,
    expires: timedelta,
    points: list[str] | None,
    error: str,
) -> None:
    token = emulator.home.sign_conso_token(expires=NOW + expires, points=points)
    shown = await begin(lyon, "conso_api", "none")
    typed = electricity(emulator, "conso_api", token=token)
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"token": error}
    assert not emulator.calls

    await finish(lyon, await submit(lyon, shown, electricity(emulator, "conso_api")))


REFUSALS = [
    ((Fault.HTTP_401, None), {"token": "invalid_token"}, "401"),
    ((Fault.HTTP_403, None), {"token": "consent_expired"}, "403"),
    ((Fault.WAF_403, None), {"base": "throttled"}, "403"),
    ((Fault.HTTP_429, None), {"base": "throttled"}, "429"),
    ((Fault.HTTP_500, None), {"base": "service_error"}, "500"),
    ((Fault.HTTP_503, None), {"base": "service_error"}, "503"),
    ((Fault.HTML_200, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.MALFORMED_ROW, None), {"base": "bad_reply"}, "bad_reply"),
    ((Fault.REFUSED, None), {"base": "connection_failed"}, "connection_failed"),
    (
        (Fault.CONSO_ERROR, "ADAM-ERR0191"),
        {"token": "consent_missing_of_token"},
        "ADAM-ERR0191",
    ),
]


@pytest.mark.parametrize(("fault", "errors", "code"), REFUSALS)
async def test_what_the_service_refuses_is_said_with_its_code_and_can_be_tried_again(
    lyon: HomeAssistant,
    emulator: Emulator,
    fault: tuple[Fault, str | None],
    errors: dict[str, str],
    code: str,
) -> None:
    emulator.set_fault("conso", fault[0], code=fault[1])
    shown = await begin(lyon, "conso_api", "none")
    shown = await submit(lyon, shown, electricity(emulator, "conso_api"))
    assert shown["errors"] == errors
    assert placeholder(shown, "code") == code
    assert suggested(shown)["point_id"] == emulator.home.point_id

    emulator.clear_faults("conso")
    await finish(lyon, await submit(lyon, shown, electricity(emulator, "conso_api")))


async def test_a_meter_without_a_reading_this_week_is_added(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    emulator.set_fault("conso", Fault.CONSO_ERROR, code="no_data_found")
    shown = await begin(lyon, "conso_api", "none")
    await finish(lyon, await submit(lyon, shown, electricity(emulator, "conso_api")))


async def test_nobody_is_asked_for_name_or_consent_that_were_given_elsewhere(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "conso_api", "none")
    assert fields(shown) == ["point_id", "token", "load_curve", "production", "gateway"]
    assert placeholder(shown, "conso_url") == "https://conso.boris.sh"
    assert "enedis.fr" in placeholder(shown, "enedis_url")
