"""Whatever a service does wrong, by every way and at every call: one meaning, no secret, few calls, and it passes."""

import asyncio
import logging

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import TransientError
from tests.emulator import Fault

from .meanings import CODES, OTHER_FAULTS, UNREACHED, Meaning, meaning
from .observing import assert_passes, meant, said_by, told
from .services import Services
from .ways import Way, every_way, make_reader


@pytest.mark.parametrize("fault", OTHER_FAULTS)
@every_way
async def test_a_fault_has_one_meaning_tells_nothing_and_passes(
    way: Way,
    fault: Fault,
    services: Services,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    found = {
        kind: await assert_passes(services, session, caplog, way, kind, fault)
        for kind in way.kinds
    }

    assert found == {kind: meaning(way, kind, fault) for kind in way.kinds}


@pytest.mark.parametrize(
    ("way", "fault", "code", "expected"),
    [pytest.param(*case, id=f"{case[0].name}-{case[2]}") for case in CODES],
)
async def test_a_code_of_the_service_has_one_meaning_tells_nothing_and_passes(
    way: Way,
    fault: Fault,
    code: str,
    expected: Meaning,
    services: Services,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    found = {
        kind: await assert_passes(services, session, caplog, way, kind, fault, code)
        for kind in way.kinds
    }

    assert found == dict.fromkeys(way.kinds, expected)


@every_way
async def test_a_service_that_is_not_there_is_a_failed_connection(
    way: Way, services: Services, session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    services.addresses.url = f"http://127.0.0.1:{unused_tcp_port}"

    await assert_unreached(way, services, session)


@every_way
async def test_a_service_that_does_not_speak_http_is_a_failed_connection(
    way: Way, services: Services, session: aiohttp.ClientSession
) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        services.addresses.url = f"http://127.0.0.1:{port}"

        await assert_unreached(way, services, session)


async def assert_unreached(
    way: Way, services: Services, session: aiohttp.ClientSession
) -> None:
    for kind in way.kinds:
        with pytest.raises(TransientError) as caught:
            await make_reader(session, services, way, kind).read()

        assert meant(caught.value) == UNREACHED
        assert told(services.home, *said_by(caught.value)) == []
