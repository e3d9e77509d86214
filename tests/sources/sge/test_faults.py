"""Every failure has one of five meanings, and none tells a secret."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    NoDataError,
    SourceError,
    ThrottledError,
    TransientError,
)
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import END, START, Gateway, Scripted, failure_of_energy
from .replies import PAGE, SECRETS, Answer, fault, wso2_json, wso2_xml

type Expected = tuple[type[SourceError], str, str | None]


def page(status: int) -> Answer:
    return Answer(status=status, body=PAGE, content_type="text/html")


def soap(status: int, **told: str) -> Answer:
    return Answer(status=status, body=fault(**told))


def sge_codes() -> Iterator[tuple[str, Expected]]:
    table: dict[Expected, tuple[str, ...]] = {
        (ConsentError, "consent_missing", ""): ("SGT4K2", "SGT566", "SGT211"),
        (ConsentError, "not_eligible", ""): ("SGT4G2",),
        (ConsentError, "point_not_found", ""): ("SGT401",),
        (ConsentError, "wrong_direction", ""): ("SGT583",),
        (ConsentError, "service_refused", ""): ("SGT400", "SGT4Q1", "SGT4H4", "SGT4ZZ"),
        (NoDataError, "no_data", ""): ("SGT589",),
        (TransientError, "service_error", ""): ("SGT4B8", "SGT500", "SGT5X9", "SGT299"),
    }
    for (error, reason, _), codes in table.items():
        for code in codes:
            yield code, (error, reason, code)


@pytest.mark.parametrize("status", [500, 200, 400, 404])
@pytest.mark.parametrize(("code", "expected"), list(sge_codes()))
async def test_the_code_of_sge_decides_whatever_the_http_status(
    auto: SgeSource, gateway: Gateway, code: str, expected: Expected, status: int
) -> None:
    gateway.answers(soap(status, code=code))

    failure = await failure_of_energy(auto)

    assert (type(failure), failure.reason, failure.code) == expected
    assert gateway.versions == ["v2"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(answer, expected, id=name)
        for name, answer, expected in (
            # The gateway's own codes, whatever the status says.
            (
                "invalid key",
                wso2_json(401, 900901),
                (CredentialsError, "invalid_key", "900901"),
            ),
            (
                "missing key",
                wso2_xml(401, "900902"),
                (CredentialsError, "invalid_key", "900902"),
            ),
            (
                "expired token",
                wso2_json(401, "900903"),
                (CredentialsError, "invalid_key", "900903"),
            ),
            (
                "wrong kind of key",
                wso2_json(403, 900905),
                (CredentialsError, "invalid_key", "900905"),
            ),
            (
                "no subscription",
                wso2_json(403, "900908"),
                (ConsentError, "not_subscribed", "900908"),
            ),
            (
                "no subscription, XML",
                wso2_xml(403, 900908),
                (ConsentError, "not_subscribed", "900908"),
            ),
            (
                "inactive subscription",
                wso2_xml(403, 900909),
                (ConsentError, "not_subscribed", "900909"),
            ),
            (
                "throttled",
                wso2_json(429, 900802),
                (ThrottledError, "throttled", "900802"),
            ),
            (
                "throttled, XML",
                wso2_xml(503, 900804),
                (ThrottledError, "throttled", "900804"),
            ),
            (
                "blocked for all",
                wso2_xml(503, 700700),
                (TransientError, "gateway_down", "700700"),
            ),
            (
                "backend down",
                wso2_xml(500, 101503),
                (TransientError, "gateway_down", "101503"),
            ),
            (
                "backend suspended",
                wso2_json(500, 303001),
                (TransientError, "gateway_down", "303001"),
            ),
            (
                "a code in a nested form",
                Answer(status=401, body='{"fault": {"code": 900901}}'),
                (CredentialsError, "invalid_key", "900901"),
            ),
            # Codes nobody knows: the status decides, and is told with the code.
            (
                "unknown code",
                wso2_json(500, 900900),
                (TransientError, "service_error", "900900"),
            ),
            (
                "unknown code, 503",
                wso2_xml(503, 999999),
                (TransientError, "gateway_down", "999999"),
            ),
            (
                "unknown code, 401",
                wso2_json(401, 900999),
                (CredentialsError, "invalid_key", "900999"),
            ),
            (
                "a code that is none",
                wso2_json(500, "key k3y"),
                (TransientError, "service_error", "500"),
            ),
            (
                "a fault that is none",
                Answer(status=500, body='{"fault": "down"}'),
                (TransientError, "service_error", "500"),
            ),
            # No code at all.
            (
                "401, nothing",
                Answer(status=401),
                (CredentialsError, "invalid_key", "401"),
            ),
            ("401, a page", page(401), (CredentialsError, "invalid_key", "401")),
            (
                "403, for machines",
                Answer(status=403, body='{"error": "forbidden"}'),
                (CredentialsError, "invalid_key", "403"),
            ),
            (
                "403, a firewall's page",
                page(403),
                (TransientError, "gateway_refused", "403"),
            ),
            (
                "403, an unmarked page",
                Answer(status=403, body="<html>No</html>"),
                (TransientError, "gateway_refused", "403"),
            ),
            (
                "403, words",
                Answer(status=403, body="Request blocked"),
                (TransientError, "gateway_refused", "403"),
            ),
            (
                "403, nothing",
                Answer(status=403),
                (TransientError, "gateway_refused", "403"),
            ),
            ("429, a page", page(429), (ThrottledError, "throttled", "429")),
            ("500, a page", page(500), (TransientError, "service_error", "500")),
            ("502", page(502), (TransientError, "gateway_down", "502")),
            (
                "503, nothing",
                Answer(status=503),
                (TransientError, "gateway_down", "503"),
            ),
            ("504", page(504), (TransientError, "gateway_down", "504")),
            ("400", page(400), (TransientError, "service_error", "400")),
            (
                "a redirect",
                Answer(status=302, headers={"Location": "https://elsewhere.example"}),
                (TransientError, "service_error", "302"),
            ),
            ("200, a page", page(200), (TransientError, "bad_reply", None)),
            ("200, nothing", Answer(), (TransientError, "bad_reply", None)),
            (
                "an envelope with a failing status",
                Answer(status=500, body=replies.no_measures()),
                (TransientError, "service_error", "500"),
            ),
            (
                "a truncated envelope with a failing status",
                Answer(status=401, body=replies.no_measures()[:-9]),
                (CredentialsError, "invalid_key", "401"),
            ),
            # SOAP faults without a code of SGE: the gateway speaks SOAP to SOAP.
            (
                "key refused, SOAP",
                soap(401, said="Authentication Failure", kind="soap:Client"),
                (CredentialsError, "invalid_key", "401"),
            ),
            (
                "key refused, SOAP with 500",
                soap(500, said="Authentication Failure", kind="soap:Client"),
                (CredentialsError, "invalid_key", "500"),
            ),
            (
                "forbidden, SOAP",
                soap(403, kind="soap:Client"),
                (CredentialsError, "invalid_key", "403"),
            ),
            (
                "throttled, SOAP",
                soap(429, kind="soap:Client"),
                (ThrottledError, "throttled", "429"),
            ),
            (
                "throttled, SOAP with 503",
                soap(503, said="Message Throttled Out"),
                (ThrottledError, "throttled", "503"),
            ),
            (
                "down, SOAP",
                soap(503, kind="soap:Client"),
                (TransientError, "gateway_down", "503"),
            ),
            (
                "a fault that says nothing",
                soap(500),
                (TransientError, "service_error", "500"),
            ),
            (
                "a fault that says nothing, 200",
                soap(200),
                (TransientError, "service_error", None),
            ),
            (
                "an empty fault",
                replies.envelope("<soap:Fault/>"),
                (TransientError, "service_error", None),
            ),
            (
                "a code of another form",
                soap(500, code="X1"),
                (TransientError, "service_error", "500"),
            ),
            (
                "a fault that says success",
                soap(500, code="SGT200"),
                (TransientError, "service_error", "500"),
            ),
        )
    ],
)
async def test_the_gateway_and_http(
    auto: SgeSource, gateway: Gateway, answer: Scripted, expected: Expected
) -> None:
    gateway.answers(answer)

    failure = await failure_of_energy(auto)

    assert (type(failure), failure.reason, failure.code) == expected
    # None of these says anything about versions.
    assert gateway.versions == ["v2"]
    assert auto.learned is None


@pytest.mark.parametrize(
    "answer",
    [
        wso2_json(429, 900802, **{"Retry-After": "120"}),
        wso2_xml(503, 900802, **{"Retry-After": "120"}),
        Answer(status=429, body=fault(), headers={"Retry-After": "120"}),
        Answer(status=429, headers={"Retry-After": "120"}),
    ],
)
async def test_throttling_says_how_long(
    source: SgeSource, gateway: Gateway, answer: Answer
) -> None:
    gateway.answers(answer)

    failure = await failure_of_energy(source)

    assert isinstance(failure, ThrottledError)
    assert failure.retry_after == timedelta(seconds=120)


@pytest.mark.parametrize(
    "method", ["read_daily_energy", "read_maximum_power", "read_load_curve"]
)
async def test_no_measure_found_is_no_failure(
    source: SgeSource, gateway: Gateway, method: str
) -> None:
    gateway.answers(soap(500, code="SGT4G3"))

    assert list(await getattr(source, method)(START, END)) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SGT4K2", (ConsentError, "consent_missing", "SGT4K2")),
        ("SGT211", (ConsentError, "consent_missing", "SGT211")),
        ("SGT500", (TransientError, "service_error", "SGT500")),
    ],
)
async def test_an_acknowledgement_can_be_a_refusal(
    source: SgeSource, gateway: Gateway, code: str, expected: Expected
) -> None:
    gateway.answers(replies.contract().replace("SGT200", code))

    with pytest.raises(SourceError) as caught:
        await source.read_contract()

    assert (type(caught.value), caught.value.reason, caught.value.code) == expected


@pytest.mark.parametrize("code", ["SGT200", "SGT201", "", "?"])
async def test_an_acknowledged_success_is_no_failure(
    source: SgeSource, gateway: Gateway, code: str
) -> None:
    gateway.answers(replies.contract("<donneesGenerales/>").replace("SGT200", code))

    await source.read_contract()


@pytest.mark.parametrize(
    "answer",
    [
        soap(500, code="SGT401"),
        soap(500, said=" ".join(SECRETS), kind="soap:Client"),
        wso2_json(401, 900901),
        wso2_xml(403, 900908),
        wso2_json(500, " ".join(SECRETS)),
        Answer(status=503, body=" ".join(SECRETS)),
        Answer(body=" ".join(SECRETS)),
        Answer(body=f"<Envelope>{' '.join(SECRETS)}"),
        Answer(body="<Envelope>&secret;</Envelope>"),
        replies.energy((" ".join(SECRETS), 1)),
        replies.energy(("2026-01-05", " ".join(SECRETS))),
        replies.measures(point_id=replies.OTHER_POINT_ID),
        Answer(body=b"x", headers={"Content-Encoding": "gzip"}),
    ],
)
@pytest.mark.parametrize("search", [False, True])
async def test_no_failure_tells_a_secret(
    auto: SgeSource, gateway: Gateway, answer: Scripted, search: bool
) -> None:
    gateway.answers(answer)

    asking = (
        auto.find_point(
            last_name=replies.LAST_NAME,
            address=replies.ADDRESS,
            postal_code="69005",
            insee_code="69385",
        )
        if search
        else auto.read_daily_energy(START, END)
    )
    with pytest.raises(SourceError) as caught:
        await asking

    for error in shown(caught.value):
        said = f"{error} {error!r} {error.args} {vars(error)}"
        assert not [secret for secret in SECRETS if secret in said]


def shown(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and every other that a log would print with it."""
    while error is not None:
        yield error
        error = error.__cause__ or (
            None if error.__suppress_context__ else error.__context__
        )
