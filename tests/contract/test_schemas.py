"""Our requests and the emulator's replies are what Enedis' schemas say."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta

import aiohttp
from lxml import etree
import pytest

from custom_components.grandlyon_energy.sources import SourceError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from tests.emulator import Emulator, Fault, Home

from .official import (
    CONTRACT,
    MEASURES_V2,
    MEASURES_V3,
    SEARCH,
    Service,
    check_fault,
    check_request,
    check_response,
)

type Ask = Callable[[SgeSource], Awaitable[object]]

OCTOBER = date(2025, 10, 26)
MEASURES = {"v2": MEASURES_V2, "v3": MEASURES_V3}


def search(source: SgeSource) -> Awaitable[object]:
    return source.find_point(
        last_name="Canut & <Lumière>",
        address="27 rue de la Soie Dorée",
        postal_code="69003",
        insee_code="69383",
    )


def energy(source: SgeSource) -> Awaitable[object]:
    return source.read_daily_energy(date(2023, 3, 21), date(2026, 3, 20))


def maximum(source: SgeSource) -> Awaitable[object]:
    return source.read_maximum_power(date(2023, 3, 21), date(2026, 3, 20))


def curve(source: SgeSource) -> Awaitable[object]:
    return source.read_load_curve(OCTOBER, OCTOBER + timedelta(days=7))


@pytest.fixture
async def session(emulator: Emulator) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def source_of(
    emulator: Emulator, session: aiohttp.ClientSession
) -> Callable[..., SgeSource]:
    """A source as an entry has it, of one version of the detailed measures."""
    home = emulator.home

    def make(version: str, *, production: bool = False) -> SgeSource:
        return SgeSource(
            session,
            base_url=emulator.sge_url,
            api_key=home.api_key,
            auth_header="apikey",
            login=home.sge_login,
            point_id=home.point_id,
            measures_version=version,
            production=production,
        )

    return make


@pytest.mark.parametrize(
    ("service", "version", "ask"),
    [
        pytest.param(CONTRACT, "v2", SgeSource.read_contract, id="contract"),
        pytest.param(SEARCH, "v2", search, id="search"),
        *(
            pytest.param(service, version, ask, id=f"{ask.__name__}-{version}")
            for version, service in MEASURES.items()
            for ask in (energy, maximum, curve)
        ),
    ],
)
async def test_our_requests_and_the_emulators_replies_are_valid(
    emulator: Emulator,
    source_of: Callable[[str], SgeSource],
    service: Service,
    version: str,
    ask: Ask,
) -> None:
    await ask(source_of(version))
    assert emulator.exchanges
    for exchange in emulator.exchanges:
        assert exchange.call.outcome == "ok"
        check_request(service, exchange.request_body)
        check_response(service, exchange.response_body)


@pytest.mark.parametrize("version", MEASURES)
@pytest.mark.parametrize("ask", [energy, curve])
@pytest.mark.parametrize("solar", [True, False])
async def test_production_is_asked_for_and_answered_or_refused_in_valid_messages(
    emulator: Emulator,
    solar: bool,
    source_of: Callable[..., SgeSource],
    ask: Ask,
    version: str,
) -> None:
    assert bool(await ask(source_of(version, production=True))) is solar
    (exchange,) = emulator.exchanges
    check_request(MEASURES[version], exchange.request_body)
    check = check_response if solar else check_fault
    check(MEASURES[version], exchange.response_body)


@pytest.mark.parametrize("version", MEASURES)
async def test_replies_without_data_are_valid(
    emulator: Emulator, source_of: Callable[[str], SgeSource], version: str
) -> None:
    emulator.curve_collection = False
    assert await curve(source_of(version)) == []
    for exchange in emulator.exchanges:
        assert exchange.call.outcome == "empty"
        check_response(MEASURES[version], exchange.response_body)


@pytest.mark.parametrize("version", MEASURES)
async def test_points_without_a_value_are_valid(
    emulator: Emulator,
    home: Home,
    source_of: Callable[[str], SgeSource],
    version: str,
) -> None:
    day = home.electricity.defects["one curve hour missing, a point of it empty"]
    await source_of(version).read_load_curve(day, day + timedelta(days=1))
    (exchange,) = emulator.exchanges
    assert b"nil=" in exchange.response_body
    check_response(MEASURES[version], exchange.response_body)


async def test_a_contract_that_hides_much_is_valid(
    emulator: Emulator, source_of: Callable[[str], SgeSource]
) -> None:
    emulator.home.future_off_peak_hours = "HC (12H00-14H00;2H00-8H00)"
    await source_of("v2").read_contract()
    emulator.consent.daily = False
    await source_of("v2").read_contract()
    whole, hidden = emulator.exchanges
    assert len(hidden.response_body) < len(whole.response_body)
    check_response(CONTRACT, whole.response_body)
    check_response(CONTRACT, hidden.response_body)


@pytest.mark.parametrize(
    ("service", "version", "ask"),
    [
        pytest.param(CONTRACT, "v2", SgeSource.read_contract, id="contract"),
        pytest.param(SEARCH, "v2", search, id="search"),
        pytest.param(MEASURES_V2, "v2", curve, id="v2"),
        pytest.param(MEASURES_V3, "v3", curve, id="v3"),
    ],
)
async def test_faults_are_valid(
    emulator: Emulator,
    source_of: Callable[[str], SgeSource],
    service: Service,
    version: str,
    ask: Ask,
) -> None:
    emulator.set_fault("sge", Fault.SGE_CODE, code="SGT500")
    with pytest.raises(SourceError):
        await ask(source_of(version))
    check_fault(service, emulator.exchanges[-1].response_body)
    assert emulator.exchanges[-1].status == 500


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"<dateDebut>2025-10-26</dateDebut>", b""),
        (b"<soutirage>true</soutirage>", b"<soutirage>oui</soutirage>"),
        (b"<demande>", b'<demande xmlns="urn:other">'),
    ],
)
async def test_the_schemas_would_tell(
    emulator: Emulator,
    source_of: Callable[[str], SgeSource],
    right: bytes,
    wrong: bytes,
) -> None:
    """The checks above are not empty: what is wrong deep inside a message fails them."""
    await curve(source_of("v2"))
    request = emulator.exchanges[0].request_body
    assert right in request
    with pytest.raises(etree.DocumentInvalid):
        check_request(MEASURES_V2, request.replace(right, wrong))


async def test_the_schemas_look_into_the_header_too(
    emulator: Emulator, source_of: Callable[[str], SgeSource]
) -> None:
    await source_of("v2").read_contract()
    exchange = emulator.exchanges[0]
    with pytest.raises(etree.DocumentInvalid):
        check_request(CONTRACT, exchange.request_body.replace(b"version>", b"wersion>"))
    with pytest.raises(etree.DocumentInvalid):
        check_response(CONTRACT, exchange.response_body.replace(b"SGT200", b"SGT2000"))
