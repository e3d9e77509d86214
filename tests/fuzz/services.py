"""The parsers of the services' replies, each through the source that asks: HTTP, errors and readings together."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from functools import cache
import gzip
from pathlib import Path
import re
from typing import Any, Final
from unittest.mock import patch

from yarl import URL

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.sources import http
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.egl_portal import (
    EglPortalSource,
    log_in as log_in_module,
)
from custom_components.grandlyon_energy.sources.egl_portal.log_in import PortalLogIn
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    CurvePoint,
    DailyEnergy,
    MaximumPower,
    MeterIndex,
    WaterContract,
)
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from ..emulator.conso import ConsoService
from ..emulator.conso_forms import ENEDIS_ERRORS
from ..emulator.faults import ActiveFault, Fault
from ..emulator.sge import SgeService
from ..emulator.sge_soap import LABELS
from . import homes
from .answering import Answer, Answering, Answers, Asked, answer_of, in_turn, run
from .documents import Form
from .files import check_kept
from .homes import AFTER_CHANGE, BASE_URL, CHANGE, FIRST, LAST, TODAY, Service, home
from .judging import check, check_rising, check_types, check_utc
from .parser import Parser

RECORDINGS: Final = Path(__file__).parents[2].parent / "shared" / "recordings"
"""Real replies, where they lie beside the project."""

_HTTP: Final = (http._async_request, http.read_reply)  # noqa: SLF001 - the docstring that the public ones point to
_SOAP: Final = (SgeSource, *_HTTP)
_CONSO: Final = (ConsoApiSource, *_HTTP)
_EGL: Final = (EglSource.read_contracts, EglSource.read_meter_indexes, *_HTTP)
_PORTAL: Final = (
    EglPortalSource.read_contracts,
    EglPortalSource.read_meter_indexes,
    *_HTTP,
)
_MOST: Final = 10**12
_MOST_POINTS: Final = 60
"""Of a recording: every input is read through."""

type Ask[SourceT] = Callable[[SourceT], Coroutine[Any, Any, Any]]
type Judge = Callable[[Any], object]


# What must hold of readings.


def _energies(readings: Sequence[DailyEnergy]) -> str:
    """Also whether a ledger can keep them, as for all that follow."""
    check_types(readings, Sequence[DailyEnergy])
    check_rising((each.day for each in readings), "days")
    for each in readings:
        check(FIRST <= each.day < LAST, "a day that was not asked for")
        check(abs(each.energy_wh) < _MOST, "an energy out of all proportion")
    ledger = ElectricityLedger()
    ledger.add_daily_energy(readings, seen=TODAY)
    check_kept(ledger)
    return _some(readings)


def _maxima(readings: Sequence[MaximumPower]) -> str:
    check_types(readings, Sequence[MaximumPower])
    check_rising((each.day for each in readings), "days")
    for each in readings:
        check(FIRST <= each.day < LAST, "a day that was not asked for")
        check_utc(each.at)
    ledger = ElectricityLedger()
    ledger.add_maximum_power(readings, seen=TODAY)
    check_kept(ledger)
    return _some(readings)


def _curve(points: Sequence[CurvePoint]) -> str:
    check_types(points, Sequence[CurvePoint])
    check_rising(((each.end, each.start) for each in points), "points")
    for each in points:
        check_utc(each.start)
        check_utc(each.end)
        minutes = (each.end - each.start) / timedelta(minutes=1)
        check(minutes in (5, 10, 15, 30, 60), "a step that no meter has")
    ledger = ElectricityLedger()
    ledger.add_load_curve(points, seen=TODAY)
    check_kept(ledger)
    return _some(points)


def _contract(contract: Contract) -> str:
    check_types(contract, Contract)
    power = contract.subscribed_power_va
    check(power is None or power >= 0, "a negative power")
    ledger = ElectricityLedger()
    ledger.set_contract(contract, read_on=TODAY)
    check_kept(ledger)
    return "read" if contract.segment else "read, without a segment"


def _points(found: Sequence[str]) -> str:
    check_types(found, Sequence[str])
    return _some(found)


def _water_contracts(found: Sequence[WaterContract]) -> str:
    check_types(found, Sequence[WaterContract])
    numbers = [each.contract_id for each in found]
    check(bool(numbers) and len(set(numbers)) == len(numbers), "none, or one twice")
    check(all(map(str.isascii, numbers)), "a number that is no plain text")
    return "read"


def _indexes(readings: Sequence[MeterIndex]) -> str:
    check_types(readings, Sequence[MeterIndex])
    check_rising((each.day for each in readings), "days")
    for each in readings:
        check(FIRST <= each.day <= LAST, "a day that was not asked for")
        check(abs(each.index_l or 0) <= 2**54, "an index out of all proportion")
    ledger = WaterLedger()
    ledger.add_meter_indexes(readings, source="egl", seen=TODAY)
    check_kept(ledger)
    return _some(readings)


def _some(readings: Sequence[object]) -> str:
    return "read" if readings else "read, empty"


# SGE.


def _sge_source(session: Answering, version: str = "auto", **more: Any) -> SgeSource:
    return SgeSource(
        session,  # type: ignore[arg-type]
        base_url=BASE_URL,
        api_key=home().api_key,
        auth_header="apikey",
        login=home().sge_login,
        point_id=home().point_id,
        measures_version=version,
        **more,
    )


def _find(source: SgeSource) -> Coroutine[Any, Any, Sequence[str]]:
    one = home()
    return source.find_point(
        last_name=one.last_name,
        address=one.address,
        postal_code=one.postal_code,
        insee_code=one.insee_code,
    )


_SGE_QUESTIONS: Final[dict[str, tuple[Ask[SgeSource], Judge]]] = {
    "contract": (lambda source: source.read_contract(), _contract),
    "energy": (lambda source: source.read_daily_energy(FIRST, LAST), _energies),
    "max power": (lambda source: source.read_maximum_power(FIRST, LAST), _maxima),
    "curve": (lambda source: source.read_load_curve(CHANGE, AFTER_CHANGE), _curve),
    "search": (_find, _points),
}


def _sge(question: str, version: str = "auto", recording: str = "") -> Parser:
    ask, judge = _SGE_QUESTIONS[question]

    def corpus() -> list[bytes]:
        service = homes.sge()
        for production in (False, True):
            run(ask(_sge_source(service.session(), version, production=production)))
        given = _printed(service)
        return [*given, _multipart(given[0]), *_recorded(recording)]

    def read(given: bytes) -> object:
        session = Answering(in_turn([answer_of(given)]))
        return judge(run(ask(_sge_source(session, version))))

    name = f"SGE {question}" if version == "auto" else f"SGE {question}, {version}"
    return Parser(
        name=name,
        form=Form.XML,
        corpus=corpus,
        read=read,
        doors=_doors_of(question),
        has_head=True,
    )


def _recorded(name: str) -> list[bytes]:
    """Return a recording, moved to the home and the days that are asked for; a part of a long one."""
    path = RECORDINGS / name
    if not path.is_file():
        return []
    content = re.sub(r"(?<=<pointId>)\d+", home().point_id, path.read_text())
    first = CHANGE if "curve" in name else FIRST
    for number in range(8):
        day = (first + timedelta(days=number)).isoformat()
        content = content.replace(f"2022-01-{5 + number:02}", day)
    points = content.split("<mesure>")
    content = "<mesure>".join(points[:_MOST_POINTS])
    if len(points) > _MOST_POINTS:
        content += points[-1][points[-1].index("</mesure>") + len("</mesure>") :]
    return [b"content-type: text/xml\n\n" + content.encode()]


def _doors_of(question: str) -> tuple[Any, ...]:
    return (*_SOAP, SgeSource.find_point) if question == "search" else _SOAP


def _sge_faults(form: Form) -> Parser:
    """The service's codes, and the gateway's own errors in both of their forms."""

    def corpus() -> list[bytes]:
        service = SgeService(home())
        service.rules.error_form = "xml" if form is Form.XML else "json"
        codes = LABELS if form is Form.XML else ()
        actives = [ActiveFault(fault=Fault.SGE_CODE, code=code) for code in codes]
        told = map(service.told, (*actives, *_STATUSES))
        return [homes.answer_from(reply).printed() for reply in told if reply]

    def read(given: bytes) -> object:
        session = Answering(in_turn([answer_of(given)]))
        return _energies(run(_sge_source(session).read_daily_energy(FIRST, LAST)))

    return Parser(
        name=f"SGE faults, {form.name}",
        reads_some=False,
        form=form,
        corpus=corpus,
        read=read,
        doors=_SOAP,
        has_head=True,
    )


_STATUSES: Final = tuple(
    ActiveFault(fault=fault)
    for fault in (
        Fault.HTTP_401,
        Fault.HTTP_403,
        Fault.HTTP_404,
        Fault.HTTP_429,
        Fault.HTTP_429_RETRY_AFTER,
        Fault.HTTP_500,
        Fault.HTTP_503,
    )
)


# Conso API.


def _conso_source(session: Answering, **more: Any) -> ConsoApiSource:
    return ConsoApiSource(
        session,  # type: ignore[arg-type]
        base_url=BASE_URL,
        token=home().conso_token,
        point_id=home().point_id,
        **more,
    )


_CONSO_QUESTIONS: Final[dict[str, tuple[Ask[ConsoApiSource], Judge]]] = {
    "energy": (lambda source: source.read_daily_energy(FIRST, LAST), _energies),
    "max power": (lambda source: source.read_maximum_power(FIRST, LAST), _maxima),
    "curve": (lambda source: source.read_load_curve(CHANGE, AFTER_CHANGE), _curve),
}


def _conso(question: str) -> Parser:
    ask, judge = _CONSO_QUESTIONS[question]

    def corpus() -> list[bytes]:
        service = homes.conso()
        for production in (False, True):
            run(ask(_conso_source(service.session(), production=production)))
        return _printed(service) + _of_before(question)

    def read(given: bytes) -> object:
        return judge(run(ask(_conso_source(Answering(in_turn([answer_of(given)]))))))

    return Parser(
        name=f"Conso API {question}",
        form=Form.JSON,
        corpus=corpus,
        read=read,
        doors=_CONSO,
        has_head=True,
    )


def _of_before(question: str) -> list[bytes]:
    """What the types answered that ended in autumn 2026."""
    legacy = {
        "energy": "daily_consumption",
        "max power": "consumption_max_power",
        "curve": "consumption_load_curve",
    }[question]
    service = homes.conso()
    headers = {"Authorization": f"Bearer {home().conso_token}"}
    first, last = (CHANGE, AFTER_CHANGE) if question == "curve" else (FIRST, LAST)
    query = f"prm={home().point_id}&start={first}&end={last}"
    service.session().get(f"{BASE_URL}/{legacy}?{query}", headers=headers)
    return _printed(service)


def _conso_errors() -> Parser:
    """The service's own refusals, and those of Enedis that it passes on."""

    def corpus() -> list[bytes]:
        service = ConsoService(home())
        actives = [
            *(
                ActiveFault(fault=Fault.CONSO_ERROR, code=code)
                for code in ENEDIS_ERRORS
            ),
            *_STATUSES,
        ]
        told = [
            service.told(active, name)
            for active in actives
            for name in ("consommation_quotidienne", "daily_consumption")
        ]
        return [homes.answer_from(reply).printed() for reply in told if reply]

    def read(given: bytes) -> object:
        source = _conso_source(Answering(in_turn([answer_of(given)])))
        return _energies(run(source.read_daily_energy(FIRST, LAST)))

    return Parser(
        name="Conso API errors",
        reads_some=False,
        form=Form.JSON,
        corpus=corpus,
        read=read,
        doors=_CONSO,
        has_head=True,
    )


# Eau du Grand Lyon: the partner API.


def _egl_source(session: Answering) -> EglSource:
    return EglSource(
        session,  # type: ignore[arg-type]
        base_url=BASE_URL,
        auth_key=home().auth_key,
        login=home().water_login,
        password=home().water_password,
    )


@cache
def _egl_replies() -> tuple[Answer, Answer]:
    """A log-in and the indexes."""
    service = homes.egl()
    run(
        _egl_source(service.session()).read_meter_indexes(
            home().contracts[0], FIRST, LAST
        )
    )
    log_in, indexes = service.given
    return log_in, indexes


def _egl_log_in() -> Parser:
    def corpus() -> list[bytes]:
        refused = homes.egl(
            lambda service: setattr(service.rules, "log_in_accepted", False)
        )
        no_key = homes.egl(
            lambda service: setattr(service.rules, "key_accepted", False)
        )
        for service in (refused, no_key):
            service.session().post(f"{BASE_URL}/connect.asp", headers={}, data={})
        return [_egl_replies()[0].printed(), *_printed(refused), *_printed(no_key)]

    def read(given: bytes) -> object:
        source = _egl_source(Answering(in_turn([answer_of(given)])))
        return _water_contracts(run(source.read_contracts()))

    return _json("EGL log-in", corpus, read, _EGL)


def _egl_indexes() -> Parser:
    def corpus() -> list[bytes]:
        service = homes.egl()
        service.session().post(
            f"{BASE_URL}/getAllAgregatsByAbonnement.aspx", headers={}, data={}
        )
        return [_egl_replies()[1].printed(), *_printed(service)]

    def read(given: bytes) -> object:
        answers = _by_path("connect", _egl_replies()[0], answer_of(given))
        source = _egl_source(Answering(answers))
        return _indexes(
            run(source.read_meter_indexes(home().contracts[0], FIRST, LAST))
        )

    return _json("EGL indexes", corpus, read, _EGL)


# Eau du Grand Lyon: the portal.


@cache
def _portal_replies() -> dict[str, Answer]:
    """The replies of a whole poll by the stage of it."""
    service = homes.portal()
    session = service.session()
    with _portal_session(session):
        source = _portal_source(session)
        run(source.read_contracts())
        reference = home().portal_references[0]
        run(source.read_meter_indexes(reference, FIRST, LAST))
    log_in, authorize, go_on, *_ = service.given
    return {
        "authentification": log_in,
        "authorize-internet": authorize,
        "suite": go_on,
        "tokenUtilisateurInternet": service.given[-3],
        "contrats": service.given[-2],
        "consommationsJournalieres": service.given[-1],
    }


def _portal_source(session: Answering) -> EglPortalSource:
    return EglPortalSource(
        session,  # type: ignore[arg-type]
        base_url=BASE_URL,
        login=home().water_login,
        password=home().water_password,
    )


def _portal_session(session: Answering) -> Any:
    """Have the log-in's own session be this one: the real one needs connections."""
    return patch.object(log_in_module, "open_session", lambda *_: session)


def _portal(stage: str, name: str, form: Form = Form.JSON) -> Parser:
    def corpus() -> list[bytes]:
        return [_portal_replies()[stage].printed(), _REFUSED, _FIREWALL]

    def read(given: bytes) -> object:
        healthy, spoilt = _portal_replies(), answer_of(given)

        def answer(asked: Asked) -> Answer:
            at = asked.url.path.rpartition("/")[2]
            return spoilt if at == stage else healthy.get(at, _NOT_FOUND)

        session = Answering(answer)
        with _portal_session(session):
            source = _portal_source(session)
            found = _water_contracts(run(source.read_contracts()))
            if stage not in ("contrats", "consommationsJournalieres"):
                return found
            reference = home().portal_references[0]
            return _indexes(run(source.read_meter_indexes(reference, FIRST, LAST)))

    return Parser(
        name=f"EGL portal {name}",
        form=form,
        corpus=corpus,
        read=read,
        doors=(*_PORTAL, PortalLogIn.token),
        has_head=True,
    )


_NOT_FOUND: Final = Answer(status=404)
_REFUSED: Final = b'status: 401\ncontent-type: application/json\n\n{"error": "invalid"}'
_FIREWALL: Final = (
    b"status: 403\ncontent-type: text/html\n\n<html><body>Forbidden</body></html>"
)


# What is below all of them.


def _wire() -> Parser:
    """A packed reply, and the headers that decide how it is read."""

    def corpus() -> list[bytes]:
        service = homes.conso()
        run(_conso_source(service.session()).read_daily_energy(FIRST, LAST))
        body = service.given[0].body
        return [
            b"content-encoding: gzip\nretry-after: 120\n\n"
            + gzip.compress(content, mtime=0)
            for content in (body, b"0" * 10**6)
        ] + [b"status: 429\nretry-after: Thu, 03 Dec 2026 10:00:00 GMT\n\n{}"]

    def read(given: bytes) -> object:
        session = Answering(in_turn([answer_of(given)]))
        reply = run(http.async_get(session, URL(BASE_URL), headers={}))  # type: ignore[arg-type]
        check_types(reply, http.Reply)
        waits = reply.retry_after
        check(
            waits is None or timedelta() <= waits <= http.LONGEST_RETRY_AFTER, "a wait"
        )
        check(len(reply.body) <= http.MAXIMUM_REPLY_BYTES, "a body beyond the limit")
        return "read, JSON" if reply.json is not None else "read"

    return Parser(
        name="HTTP reply",
        form=Form.TEXT,
        corpus=corpus,
        read=read,
        doors=_HTTP,
        has_head=True,
    )


def _json(
    name: str,
    corpus: Callable[[], list[bytes]],
    read: Callable[[bytes], object],
    doors: tuple[Any, ...],
) -> Parser:
    return Parser(
        name=name, form=Form.JSON, corpus=corpus, read=read, doors=doors, has_head=True
    )


def _by_path(of: str, answer: Answer, other: Answer) -> Answers:
    return lambda asked: answer if of in asked.url.path else other


def _printed(service: Service) -> list[bytes]:
    return [answer.printed() for answer in service.given]


def _multipart(printed: bytes) -> bytes:
    """Return a reply in a MIME envelope."""
    _, _, body = printed.partition(b"\n\n")
    head = b'content-type: multipart/related; type="text/xml"; boundary="u"\n\n'
    return (
        head
        + b"--u\r\nContent-Type: text/xml\r\nContent-ID: <root@enedis.example>\r\n\r\n"
        + body
        + b"\r\n--u--\r\n"
    )


PARSERS: Final = (
    _sge("contract"),
    _sge("energy", "v2", "sge-v2-c5-energy.xml"),
    _sge("energy", "v3"),
    _sge("max power", "v2", "sge-v2-c5-max-power.xml"),
    _sge("max power", "v3"),
    _sge("curve", "v2", "sge-v2-c5-load-curve.xml"),
    _sge("curve", "v3"),
    _sge("search"),
    _sge_faults(Form.XML),
    _sge_faults(Form.JSON),
    _conso("energy"),
    _conso("max power"),
    _conso("curve"),
    _conso_errors(),
    _egl_log_in(),
    _egl_indexes(),
    _portal("authentification", "log-in", Form.XML),
    _portal("authorize-internet", "authorisation", Form.XML),
    _portal("tokenUtilisateurInternet", "token"),
    _portal("contrats", "contracts"),
    _portal("consommationsJournalieres", "days"),
    _wire(),
)
