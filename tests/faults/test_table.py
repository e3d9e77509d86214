"""The table lacks nothing, and the pages say how much it holds."""

from pathlib import Path
import re

import pytest

from custom_components.grandlyon_energy.sources.sge.faults import (
    GATEWAY_MEANINGS,
    SGE_MEANINGS,
)
from tests.emulator import Fault
from tests.emulator.conso_forms import ENEDIS_ERRORS
from tests.emulator.faults import HARMLESS

from .table import (
    CELLS,
    CONSO_CODES,
    GATEWAY_CODES,
    MORE_CELLS,
    NOT_LISTENING,
    SGE_CODES,
    WAYS,
    Moment,
)
from .whole_home import WHOLE_HOME

ROOT = Path(__file__).parents[2]

ALL_CELLS = len(CELLS) + 2 * len(WHOLE_HOME)
"""Of every run; what befalls a whole home does so by both pairs of ways."""

PROMISED = (
    NOT_LISTENING,
    Fault.RESET_MID_REPLY,
    Fault.SILENCE,
    Fault.SLOW_DRIP,
    Fault.TRUNCATED,
    Fault.HUGE_BODY,
    Fault.ENTITY_BOMB,
    Fault.DEEP_NESTING,
    Fault.HTML_200,
    Fault.WRONG_ENCODING,
    Fault.GZIP_BOMB,
    Fault.HTTP_401,
    Fault.HTTP_403,
    Fault.HTTP_404,
    Fault.HTTP_429,
    Fault.HTTP_429_RETRY_AFTER,
    Fault.HTTP_500,
    Fault.HTTP_503,
)


def test_no_cell_is_there_twice() -> None:
    ids = [str(cell) for cell in (*CELLS, *MORE_CELLS)]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("way", WAYS)
def test_every_fault_strikes_every_service_at_a_poll(way: str) -> None:
    at_poll = {
        cell.fault
        for cell in CELLS
        if cell.way == way and cell.moment is Moment.POLL and cell.code is None
    }

    assert at_poll >= set(PROMISED)


def test_every_fault_that_the_services_can_be_told_is_in_the_table() -> None:
    assert {cell.fault for cell in CELLS} >= set(Fault) - HARMLESS


def test_every_code_that_has_a_meaning_of_its_own_is_in_the_table() -> None:
    assert SGE_CODES.keys() >= SGE_MEANINGS.keys()
    assert GATEWAY_CODES.keys() >= GATEWAY_MEANINGS.keys()
    assert CONSO_CODES.keys() >= ENEDIS_ERRORS.keys()


@pytest.mark.parametrize(
    ("page", "said"),
    [("README.md", r"(\d+) faults"), ("README.fr.md", r"(\d+) pannes")],
)
def test_the_pages_say_how_many_cells_there_are(page: str, said: str) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").split())

    assert re.findall(said, text) == [str(ALL_CELLS)]
