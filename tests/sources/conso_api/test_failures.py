"""What every failure means: the service's own, those of Enedis that it passes on, and those of what stands between."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
)
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource

from .conftest import END, START, Scripted, Service, failure_of_energy
from .replies import (
    NO_DATA,
    OTHER_POINT_ID,
    PAGE,
    SECRETS,
    Answer,
    described,
    enedis,
    energy,
    measures,
    own,
)

type Expected = tuple[type[SourceError], str, str | None]


def page(status: int) -> Answer:
    return Answer(status=status, body=PAGE, content_type="text/html; charset=UTF-8")


def gateway(status: int, code: str) -> Answer:
    """Enedis' API manager refuses the service."""
    return enedis(status, {"code": code, "message": "Refused", "description": "..."})


INVALID = (CredentialsError, "invalid_token")
EXPIRED = (ConsentError, "consent_expired")
MISSING = (ConsentError, "consent_missing")
REFUSED = (ConsentError, "service_refused")
THROTTLED = (ThrottledError, "throttled")
DOWN = (TransientError, "service_error")
BAD = (TransientError, "bad_reply")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(answer, (*meaning, code), id=name)
        for name, answer, meaning, code in (
            ("401", own(401), INVALID, "401"),
            ("401, a page", page(401), INVALID, "401"),
            ("401, nothing", Answer(status=401), INVALID, "401"),
            ("401 between the services", gateway(401, "900901"), DOWN, "401"),
            ("403, no consent", described(403, "ADAM-DC-0008"), EXPIRED, "ADAM-DC-0008"),
            ("403, new form", enedis(403, {"code": "?", "message": "pas titulaire"}), EXPIRED, "403"),
            ("403, text", enedis(403, "Forbidden"), EXPIRED, "403"),
            ("403, no subscription of the service", gateway(403, "900908"), DOWN, "403"),
            ("403, a firewall's page", page(403), THROTTLED, "403"),
            ("403, a firewall's words", Answer(status=403, body="No", content_type="text/html"), THROTTLED, "403"),
            ("403, an unmarked page", Answer(status=403, body=f"\n{PAGE}"), THROTTLED, "403"),
            ("consent missing, 400", described(400, "ADAM-ERR0191", "aucun service souscrit"), MISSING, "ADAM-ERR0191"),
            ("consent missing, 403", described(403, "ADAM-ERR0191"), MISSING, "ADAM-ERR0191"),
            ("consent missing, 404", described(404, "ADAM-ERR0191"), MISSING, "ADAM-ERR0191"),
            ("consent missing, as text", enedis(400, '{"error":"ADAM-ERR0191"}'), MISSING, "ADAM-ERR0191"),
            ("consent missing, new form", enedis(400, {"code": "ADAM-ERR0191", "message": ""}), MISSING, "ADAM-ERR0191"),
            ("another code", described(400, "ADAM-ERR0155", "point inexistant"), REFUSED, "ADAM-ERR0155"),
            ("parameters", own(400, "Paramètres invalides"), REFUSED, "400"),
            ("400, another JSON", Answer(status=400, body="[1]"), REFUSED, "400"),
            ("400, text", Answer(status=400, body="Bad Request"), REFUSED, "400"),
            ("400, no text at all", Answer(status=400, body=b"\xff\xfe\xfd"), REFUSED, "400"),
            ("405", own(405), REFUSED, "405"),
            ("404 of something else", page(404), DOWN, "404"),
            ("404, own", own(404, "Not found"), DOWN, "404"),
            ("429", own(429), THROTTLED, "429"),
            ("429 of Enedis", gateway(429, "900804"), THROTTLED, "429"),
            ("500", own(500), DOWN, "500"),
            ("500 of Enedis", described(500, "technical_error"), DOWN, "500"),
            ("500 that names a code", described(500, "ADAM-ERR0191"), DOWN, "ADAM-ERR0191"),
            ("502, a page", page(502), DOWN, "502"),
            ("503, nothing", Answer(status=503), DOWN, "503"),
            ("a redirect", Answer(status=302, headers={"Location": "https://elsewhere.example"}), DOWN, "302"),
            ("200, a page", page(200), BAD, None),
            ("200, nothing", Answer(), BAD, None),
            ("200, a refusal", Answer(body=own(400).body), BAD, None),
        )
    ],
)  # fmt: skip
async def test_a_failure_has_one_meaning(
    source: ConsoApiSource, service: Service, answer: Scripted, expected: Expected
) -> None:
    service.answers(answer)

    failure = await failure_of_energy(source)

    assert (type(failure), failure.reason, failure.code) == expected
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        NO_DATA,
        enedis(404, {"code": "?", "message": "Pas de mesure trouvée pour ce point"}),
        enedis(404, "no measure found for this usage point"),
        measures(),
    ],
)
@pytest.mark.parametrize(
    "method", ["read_daily_energy", "read_maximum_power", "read_load_curve"]
)
async def test_no_data_is_no_failure(
    source: ConsoApiSource, service: Service, method: str, answer: Scripted
) -> None:
    service.answers(answer)

    assert list(await getattr(source, method)(START, END)) == []


@pytest.mark.parametrize("answer", [own(429), page(403)])
async def test_throttling_says_how_long(
    source: ConsoApiSource, service: Service, answer: Answer
) -> None:
    service.answers(
        Answer(status=answer.status, body=answer.body, headers={"Retry-After": "120"})
    )

    failure = await failure_of_energy(source)

    assert isinstance(failure, ThrottledError)
    assert failure.retry_after == timedelta(seconds=120)


@pytest.mark.parametrize("where", ["read_maximum_power", "read_load_curve"])
async def test_every_series_fails_alike(
    source: ConsoApiSource, service: Service, where: str
) -> None:
    service.answers(described(403, "ADAM-DC-0008"))

    with pytest.raises(ConsentError, match=r"^consent_expired "):
        await getattr(source, where)(START, END)


@pytest.mark.parametrize(
    "answer",
    [
        own(401, " ".join(SECRETS)),
        enedis(400, " ".join(SECRETS)),
        described(403, "ADAM-ERR0191", " ".join(SECRETS)),
        Answer(status=503, body=" ".join(SECRETS)),
        Answer(body=" ".join(SECRETS)),
        Answer(body=b"x", headers={"Content-Encoding": "gzip"}),
        energy((" ".join(SECRETS), "1")),
        energy(("2026-01-05", " ".join(SECRETS))),
        measures(idPrm=OTHER_POINT_ID),
    ],
)
async def test_no_failure_tells_a_secret(
    source: ConsoApiSource, service: Service, answer: Scripted
) -> None:
    service.answers(answer)

    for error in shown(await failure_of_energy(source)):
        said = f"{error} {error!r} {error.args} {vars(error)}"
        assert not [secret for secret in SECRETS if secret in said]


def shown(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and every other that a log would print with it."""
    while error is not None:
        yield error
        error = error.__cause__ or (
            None if error.__suppress_context__ else error.__context__
        )
