"""Every cell of the table: nothing is lost, nothing wrong is written, the loop goes on, the message is right, all heals."""

from datetime import timedelta
import logging
import tracemalloc
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import entity_registry as er
import pytest

from tests.effort import THOROUGH
from tests.emulator import Fault
from tests.homes import Ways
from tests.sources.every_way.observing import told

from .scene import Rows, Scene
from .seen import seen
from .stalls import LONGEST_S
from .table import CELLS, MORE_CELLS, NEVER_ANSWERED, NOT_LISTENING, WELL, Cell, Moment
from .typing_in import answer

MIB: Final = 1024 * 1024
MOST_MEMORY: Final = 20 * MIB
"""Of a reply out of all proportion: it is read up to a limit, and may be there twice for a moment."""

MOST_READ: Final = 25 * MIB
"""What leaves a service before it notices that nobody reads on: the limit, and what is on its way."""

KNOWN: Final = (Moment.POLL, Moment.START)
"""When there is a history already."""

LASTING: Final = [
    cell
    for cell in CELLS
    if cell.moment is Moment.POLL and cell.fault in (Fault.TRUNCATED, Fault.HTTP_429)
]
MOST_POLLS: Final = 16
"""Of three days: less and less often, in the end every four to eight hours by day."""

OUT_OF_PROPORTION: Final = (
    Fault.HUGE_BODY,
    Fault.GZIP_BOMB,
    Fault.ENTITY_BOMB,
    Fault.DEEP_NESTING,
)


@pytest.fixture
def ways(cell: Cell) -> Ways:
    return cell.ways


@pytest.mark.parametrize("cell", [*CELLS, *(MORE_CELLS if THOROUGH else ())], ids=str)
async def test_a_fault_loses_nothing_is_told_and_heals(
    scene: Scene, cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    before = await known(scene, cell)
    kept = scene.days_kept(cell.way)
    await scene.new_calls()
    caplog.clear()

    await strike(scene, cell)

    assert scene.entry.state is ConfigEntryState.LOADED
    calls = [call for call in await scene.new_calls() if call.service == cell.service]
    assert len(calls) <= cell.most_calls
    assert await seen(scene, cell.way) == cell.seen
    assert_log_says_it_once(scene, cell, caplog)
    rows = await scene.rows(cell.way)
    await scene.assert_no_day_wrong(cell.way)
    if cell.moment is not Moment.MIDWAY:
        assert rows == before
    if cell.moment in KNOWN:
        assert scene.days_kept(cell.way) == kept
        assert_available(scene)
    await scene.assert_true(scene.other(cell.way))

    if cell.fault in OUT_OF_PROPORTION and cell.moment is Moment.POLL:
        await assert_costs_little(scene, cell)
    await heal(scene, cell)

    assert await seen(scene, cell.way) == WELL
    for way in scene.ways:
        assert scene.coordinator(way).last_update_success
        await scene.assert_true(way)
    assert scene.longest_s < LONGEST_S, scene.held_by


@pytest.mark.parametrize("cell", LASTING, ids=str)
async def test_a_fault_that_lasts_is_met_less_and_less_often(
    scene: Scene, cell: Cell
) -> None:
    await known(scene, cell)
    await scene.new_calls()
    await strike(scene, cell)
    begun, polls = scene.control.told.now(), 1

    while scene.control.told.now() - begun < timedelta(days=3):
        await scene.at_next_poll(cell.way)
        polls += 1

    calls = [call for call in await scene.new_calls() if call.service == cell.service]
    assert len(calls) <= polls * cell.most_calls
    assert polls <= MOST_POLLS
    await heal(scene, cell)
    for way in scene.ways:
        await scene.assert_true(way)


async def known(scene: Scene, cell: Cell) -> Rows:
    """Bring the home to where the fault strikes; return what the recorder has of the service then."""
    if cell.moment in KNOWN:
        await scene.add()
        for way in scene.ways:
            await scene.assert_true(way)
    if cell.moment is Moment.START:
        await scene.stop()
        await scene.let_pass(timedelta(days=6))
    return await scene.rows(cell.way)


async def strike(scene: Scene, cell: Cell) -> None:
    """Let the service go wrong, and the moment come."""
    if cell.fault == NOT_LISTENING:
        await scene.control.listen(cell.service, on=False)
    else:
        await scene.control.misbehave(
            cell.service, Fault(cell.fault), code=cell.code, kinds=cell.kinds
        )
    unheard = cell.way if cell.fault in NEVER_ANSWERED else None
    match cell.moment:
        case Moment.POLL:
            await scene.later(days=1, unheard=unheard)
        case Moment.START:
            await scene.start_again(unheard=unheard)
        case _:
            await scene.add(unheard=unheard)


async def heal(scene: Scene, cell: Cell) -> None:
    """End the fault, do what the home asks for, and let the moment come at which it asks next."""
    await scene.control.listen(cell.service, on=True)
    await scene.control.behave()
    if cell.seen.asks:
        await answer(scene, cell.way)
    for _ in range(cell.polls_to_heal):
        await scene.at_next_poll(cell.way)


def assert_log_says_it_once(
    scene: Scene, cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is logged as an error but the one line in the user's words, and nothing private at all."""
    errors = [each for each in caplog.records if each.levelno >= logging.WARNING]
    said = [each.getMessage() for each in errors if "grandlyon" in each.name]
    assert len(said) == (0 if cell.seen.reason == WELL.reason else 1), said
    assert all(cell.seen.reason in line for line in said)
    assert not any(each.exc_info for each in errors)
    ours = [
        each.getMessage()
        for each in caplog.records
        if each.levelno >= logging.WARNING or "grandlyon" in each.name
    ]
    assert told(scene.control.told.home, *ours) == []


def assert_available(scene: Scene) -> None:
    """All that is known of the home is still shown."""
    registry = er.async_get(scene.hass)
    entities = er.async_entries_for_config_entry(registry, scene.entry.entry_id)
    states = [scene.hass.states.get(one.entity_id) for one in entities]
    assert {state.state for state in states if state}.isdisjoint({STATE_UNAVAILABLE})


async def assert_costs_little(scene: Scene, cell: Cell) -> None:
    """The next poll meets the same again: how much memory that takes, and how much is read."""
    watched = scene.longest_s, scene.held_by
    tracemalloc.start()
    try:
        await scene.at_next_poll(cell.way)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Counting every piece of memory takes longer than all else.
    scene.longest_s, scene.held_by = watched
    assert peak < MOST_MEMORY
    if cell.fault == Fault.HUGE_BODY:
        assert 0 < await scene.control.blanks_sent() < MOST_READ
