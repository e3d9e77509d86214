"""Step `electricity`: each refusal at its field, and the way on from it."""

from homeassistant.core import HomeAssistant
import pytest

from ..emulator import Emulator, Fault
from ..emulator.sge import SEARCH_ROUTE
from .steps import Typed, begin, electricity, finish, placeholder, submit, suggested


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
