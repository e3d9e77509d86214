"""Replies out of all proportion: by every way and at every call they cost little memory and never hold the loop."""

import logging
import tracemalloc

import aiohttp
import pytest

from tests.emulator import Fault

from .meanings import OUT_OF_ALL_PROPORTION, meaning
from .observing import assert_passes, pulse
from .services import Services
from .ways import Way, every_way

MOST_BYTES = 60 * 1024 * 1024
LONGEST_HELD_S = 0.2


@pytest.mark.parametrize("fault", OUT_OF_ALL_PROPORTION)
@every_way
async def test_what_is_out_of_all_proportion_costs_little_and_passes(
    way: Way,
    fault: Fault,
    services: Services,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    tracemalloc.start()
    try:
        async with pulse() as held:
            found = {
                kind: await assert_passes(services, session, caplog, way, kind, fault)
                for kind in way.kinds
            }
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == {kind: meaning(way, kind, fault) for kind in way.kinds}
    assert peak < MOST_BYTES
    assert max(held) < LONGEST_HELD_S
