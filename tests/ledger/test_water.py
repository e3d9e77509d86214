"""What is kept of a water contract."""

from datetime import date
from functools import partial

import pytest

from custom_components.grandlyon_energy.ledger.water import WaterDay, WaterLedger
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

from .conftest import OpenStore

DAY = date(2026, 3, 29)
SEEN = date(2026, 3, 30)
LATER = date(2026, 4, 2)


def reading(
    index_l: int | None, kind: IndexType = IndexType.REAL, day: date = DAY
) -> MeterIndex:
    return MeterIndex(day=day, type=kind, index_l=index_l)


@pytest.mark.parametrize("kind", IndexType)
@pytest.mark.parametrize("index_l", [None, 0, 99_999_999])
async def test_every_type_of_reading_comes_back_from_the_disk(
    open_store: OpenStore, kind: IndexType, index_l: int | None
) -> None:
    ledger = WaterLedger()
    ledger.add_meter_indexes([reading(index_l, kind)], source="egl", seen=SEEN)
    await open_store(ledger).async_save()
    again = WaterLedger()

    await open_store(again).async_load()

    assert again.days == {
        DAY: WaterDay(type=kind, index_l=index_l, source="egl", first_seen=SEEN)
    }
    assert again.readings() == [reading(index_l, kind)]


def test_readings_come_out_sorted() -> None:
    ledger = WaterLedger()
    printed = [date(2026, 1, 2), date(2025, 12, 31), date(2026, 1, 1)]
    ledger.add_meter_indexes(
        [reading(1, day=day) for day in printed], source="egl", seen=SEEN
    )

    assert [each.day for each in ledger.readings()] == sorted(printed)


@pytest.mark.parametrize("kind", [k for k in IndexType if k is not IndexType.PENDING])
def test_a_pending_reading_never_replaces_another(kind: IndexType) -> None:
    ledger = WaterLedger()
    ledger.add_meter_indexes([reading(500, kind)], source="egl", seen=SEEN)

    pending = reading(None, IndexType.PENDING)
    assert ledger.add_meter_indexes([pending], source="egl", seen=LATER) == set()

    assert ledger.readings() == [reading(500, kind)]


@pytest.mark.parametrize(
    "correction",
    [
        reading(501),
        reading(0),
        reading(None),
        reading(500, IndexType.ANOMALY),
        reading(500, IndexType.METER_CHANGED),
    ],
)
def test_a_correction_replaces_and_keeps_when_the_day_was_first_seen(
    correction: MeterIndex,
) -> None:
    ledger = WaterLedger()
    ledger.add_meter_indexes([reading(500)], source="egl", seen=SEEN)

    changed = ledger.add_meter_indexes([correction], source="egl", seen=LATER)

    assert changed == {DAY}
    assert ledger.readings() == [correction]
    assert ledger.days[DAY].first_seen == SEEN


def test_a_pending_day_is_filled_later() -> None:
    ledger = WaterLedger()
    pending = reading(None, IndexType.PENDING)
    assert ledger.add_meter_indexes([pending], source="egl", seen=SEEN) == {DAY}

    assert ledger.add_meter_indexes([reading(7)], source="egl", seen=LATER) == {DAY}

    assert ledger.readings() == [reading(7)]


def test_the_same_reading_again_changes_nothing() -> None:
    ledger = WaterLedger()
    ledger.add_meter_indexes([reading(500)], source="egl", seen=SEEN)

    assert ledger.add_meter_indexes([reading(500)], source="egl", seen=LATER) == set()


# --- another way ------------------------------------------------------------------------------------------------------


by_portal = partial(
    WaterLedger.add_meter_indexes, source="egl_portal", tells_meter_changes=False
)


def moved_home(*readings: MeterIndex) -> WaterLedger:
    """A ledger that a way which tells types has filled."""
    ledger = WaterLedger()
    ledger.add_meter_indexes(readings, source="egl", seen=SEEN)
    return ledger


@pytest.mark.parametrize("kind", IndexType)
@pytest.mark.parametrize("index_l", [None, 500])
@pytest.mark.parametrize("tells", [True, False])
def test_the_same_reading_by_another_way_stays_the_first_ways(
    kind: IndexType, index_l: int | None, tells: bool
) -> None:
    same = reading(index_l, kind)
    ledger = moved_home(same)

    changed = ledger.add_meter_indexes(
        [same], source="egl_portal", seen=LATER, tells_meter_changes=tells
    )

    assert changed == set()
    assert ledger.days[DAY].source == "egl"


@pytest.mark.parametrize("index_l", [500, 3, None])
def test_a_way_that_tells_no_meter_change_does_not_undo_one(
    index_l: int | None,
) -> None:
    change = reading(500, IndexType.METER_CHANGED)
    ledger = moved_home(change)

    changed = by_portal(ledger, [reading(index_l)], seen=LATER)

    assert changed == set()
    assert ledger.readings() == [change]


@pytest.mark.parametrize(
    "kind",
    [IndexType.ANOMALY, IndexType.UNDOCUMENTED_V, IndexType.OTHER],
)
def test_a_way_that_tells_no_types_does_not_clear_an_index_that_another_doubts(
    kind: IndexType,
) -> None:
    ledger = moved_home(reading(500, kind))

    assert by_portal(ledger, [reading(500)], seen=LATER) == set()
    assert ledger.readings() == [reading(500, kind)]

    # Another index is news.
    assert by_portal(ledger, [reading(501)], seen=LATER) == {DAY}
    assert ledger.readings() == [reading(501)]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (reading(500), reading(501)),
        (reading(500), reading(0)),
        (reading(None, IndexType.PENDING), reading(500)),
        (reading(540, IndexType.ANOMALY), reading(500)),
    ],
)
def test_another_ways_news_is_taken_and_says_whose_it_is(
    known: MeterIndex, told: MeterIndex
) -> None:
    ledger = moved_home(known)

    changed = by_portal(ledger, [told], seen=LATER)

    assert changed == {DAY}
    assert ledger.days[DAY] == WaterDay(
        type=told.type, index_l=told.index_l, source="egl_portal", first_seen=SEEN
    )


@pytest.mark.parametrize(
    "told", [reading(3), reading(500), reading(500, IndexType.ANOMALY)]
)
def test_a_way_that_tells_meter_changes_may_take_one_back(told: MeterIndex) -> None:
    ledger = moved_home(reading(500, IndexType.METER_CHANGED))
    assert ledger.add_meter_indexes([told], source="other", seen=LATER) == {DAY}
    assert ledger.readings() == [told]


def test_a_way_may_correct_what_it_said_itself() -> None:
    ledger = WaterLedger()
    by_portal(ledger, [reading(500)], seen=SEEN)
    assert by_portal(ledger, [reading(400)], seen=LATER) == {DAY}


def test_a_meter_change_is_learnt_from_the_way_that_tells_it() -> None:
    ledger = WaterLedger()
    by_portal(ledger, [reading(3)], seen=SEEN)
    change = reading(3, IndexType.METER_CHANGED)
    assert ledger.add_meter_indexes([change], source="egl", seen=LATER) == {DAY}
    assert ledger.readings() == [change]


async def test_the_drawn_moment_is_kept(open_store: OpenStore) -> None:
    ledger = WaterLedger()
    ledger.set_poll_second(0)
    await open_store(ledger).async_save()
    again = WaterLedger()

    await open_store(again).async_load()

    assert again.poll_second == 0


@pytest.mark.parametrize("numbers", [None, (), ("7", "12")])
async def test_the_contracts_that_the_user_knows_of_come_back_from_the_disk(
    open_store: OpenStore, numbers: tuple[str, ...] | None
) -> None:
    ledger = WaterLedger()
    ledger.start_way("egl")
    if numbers is not None:
        ledger.set_log_in_numbers(numbers)
    await open_store(ledger).async_save()
    again = WaterLedger()
    await open_store(again).async_load()

    assert again.log_in_numbers == (None if numbers is None else frozenset(numbers))
    again.start_way("egl")
    assert again.log_in_numbers == ledger.log_in_numbers


def test_another_service_numbers_its_contracts_otherwise() -> None:
    ledger = WaterLedger()
    ledger.start_way("egl")
    ledger.set_log_in_numbers({"7"})

    ledger.start_way("egl_portal")

    assert ledger.log_in_numbers is None
