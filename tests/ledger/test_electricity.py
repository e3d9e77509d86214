"""What is kept of a usage point: every reading comes back from the disk as it came from the service."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from custom_components.grandlyon_energy.ledger.asked import Asked
from custom_components.grandlyon_energy.ledger.curve import points_of
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    CurvePoint,
    DailyEnergy,
    MaximumPower,
)

from ..metering.curves import clock, curve
from .conftest import OpenStore

DAY = date(2026, 1, 15)
SPRING = date(2026, 3, 29)
AUTUMN = date(2025, 10, 26)
SEEN = date(2026, 3, 30)
LATER = date(2026, 4, 9)


async def restarted(
    open_store: OpenStore, ledger: ElectricityLedger
) -> ElectricityLedger:
    """The ledger as the next start of Home Assistant finds it."""
    await open_store(ledger).async_save()
    again = ElectricityLedger()
    await open_store(again).async_load()
    return again


def with_curve(*points: CurvePoint) -> ElectricityLedger:
    ledger = ElectricityLedger()
    ledger.add_load_curve(points, seen=SEEN)
    return ledger


def points_kept(ledger: ElectricityLedger) -> list[CurvePoint]:
    return [
        point
        for _, day in sorted(ledger.days.items())
        for point in points_of(day.curve)
    ]


CURVES: dict[str, tuple[CurvePoint, ...]] = {
    "a whole day": curve(DAY, 100, 200, 0),
    "the short day": curve(SPRING, *range(46)),
    "the long day": curve(AUTUMN, *range(50)),
    "hours, then half-hours, then ten minutes": (
        *curve(DAY, 60, step=60, until=clock(8)),
        *curve(DAY, 30, step=30, since=clock(8), until=clock(20)),
        *curve(DAY, 10, step=10, since=clock(20)),
    ),
    "a missing hour": (
        *curve(DAY, 1, until=clock(7)),
        *curve(DAY, 2, since=clock(8)),
    ),
    "estimated in between": (
        *curve(DAY, 1, until=clock(7)),
        *curve(DAY, 2, since=clock(7), until=clock(9), estimated=True),
        *curve(DAY, 3, since=clock(9)),
    ),
    "a single point": curve(DAY, 4, since=clock(12), until=clock(12.5)),
    "two days": (*curve(DAY, 5), *curve(DAY + timedelta(days=1), 6)),
    "an hour of both steps": (
        *curve(DAY, 7, step=30, since=clock(3), until=clock(4)),
        *curve(DAY, 8, step=60, since=clock(3), until=clock(4)),
    ),
    "the turn of the year": (
        *curve(date(2025, 12, 31), 9),
        *curve(date(2026, 1, 1), 10),
    ),
}


@pytest.mark.parametrize("points", CURVES.values(), ids=CURVES.keys())
async def test_every_point_of_a_curve_comes_back_from_the_disk(
    open_store: OpenStore, points: tuple[CurvePoint, ...]
) -> None:
    again = await restarted(open_store, with_curve(*points))

    assert points_kept(again) == sorted(points, key=lambda p: (p.start, p.end))


async def test_a_day_of_one_step_is_kept_as_one_run() -> None:
    ledger = with_curve(*curve(AUTUMN, *range(50)))

    assert len(ledger.days[AUTUMN].curve) == 1


def test_a_partial_curve_is_completed_in_any_order() -> None:
    morning = curve(DAY, 1, until=clock(12))
    afternoon = curve(DAY, 2, since=clock(12))
    ledger = with_curve(*afternoon)

    assert ledger.add_load_curve(morning, seen=LATER) == {DAY}

    assert points_kept(ledger) == [*morning, *afternoon]
    assert ledger.days[DAY].first_seen == SEEN


def test_a_corrected_point_replaces_only_itself() -> None:
    ledger = with_curve(*curve(DAY, 1, estimated=True))
    corrected = curve(DAY, 5, since=clock(7), until=clock(7.5))

    assert ledger.add_load_curve(corrected, seen=LATER) == {DAY}

    others = curve(DAY, 1, estimated=True)
    assert points_kept(ledger) == [*others[:14], *corrected, *others[15:]]


def test_the_same_curve_again_changes_nothing() -> None:
    ledger = with_curve(*curve(AUTUMN, 1, 2, 3))

    assert ledger.add_load_curve(curve(AUTUMN, 1, 2, 3), seen=LATER) == set()
    assert ledger.add_load_curve((), seen=LATER) == set()


def test_a_point_across_midnight_belongs_to_both_days() -> None:
    start = datetime(2026, 1, 15, 22, 30, tzinfo=UTC)
    across = CurvePoint(start=start, end=start + timedelta(hours=1), power_w=100)

    ledger = with_curve(across)

    assert set(ledger.days) == {DAY, DAY + timedelta(days=1)}
    assert all(record.curve for record in ledger.days.values())


@pytest.mark.parametrize("energy_wh", [0, -1, 12_345, 10**12])
async def test_an_energy_comes_back_as_the_service_gave_it(
    open_store: OpenStore, energy_wh: int
) -> None:
    ledger = ElectricityLedger()
    reading = DailyEnergy(day=DAY, energy_wh=energy_wh)
    assert ledger.add_daily_energy([reading], seen=SEEN) == {DAY}
    assert ledger.add_daily_energy([reading], seen=LATER) == set()

    again = await restarted(open_store, ledger)

    assert again.days == ledger.days
    assert again.newest_energy_day == DAY


async def test_the_second_of_a_maximum_power_comes_back(open_store: OpenStore) -> None:
    reading = MaximumPower(
        day=AUTUMN,
        # The second 02:59:59 of that night.
        at=datetime(2025, 10, 26, 1, 59, 59, tzinfo=UTC),
        power_va=8765,
    )
    ledger = ElectricityLedger()
    assert ledger.add_maximum_power([reading], seen=SEEN) == {AUTUMN}
    assert ledger.add_maximum_power([reading], seen=LATER) == set()

    again = await restarted(open_store, ledger)

    assert again.days[AUTUMN].maximum_power == reading
    assert again.newest_maximum_day == AUTUMN


def test_a_reading_of_one_kind_leaves_the_others_of_its_day() -> None:
    ledger = ElectricityLedger()
    ledger.add_daily_energy([DailyEnergy(day=DAY, energy_wh=1)], seen=SEEN)
    maximum = MaximumPower(
        day=DAY, at=datetime(2026, 1, 15, 12, tzinfo=UTC), power_va=2
    )
    ledger.add_maximum_power([maximum], seen=LATER)
    ledger.add_load_curve(curve(DAY, 3), seen=LATER)
    ledger.add_daily_energy([DailyEnergy(day=DAY, energy_wh=4)], seen=LATER)

    record = ledger.days[DAY]
    assert record.energy_wh == 4
    assert record.maximum_power == maximum
    assert len(points_of(record.curve)) == 48
    assert record.first_seen == SEEN


@pytest.mark.parametrize(
    ("hour", "minute", "power_va", "is_new"),
    [
        (1, 10, 5000, False),
        (1, 11, 5000, True),
        (2, 10, 5000, True),
        (1, 10, 5001, True),
    ],
)
def test_the_hour_that_october_repeats_makes_no_second_maximum(
    hour: int, minute: int, power_va: int, is_new: bool
) -> None:
    def at(hour: int, minute: int, power_va: int) -> MaximumPower:
        instant = datetime(2025, 10, 26, hour, minute, tzinfo=UTC)
        return MaximumPower(day=AUTUMN, at=instant, power_va=power_va)

    ledger = ElectricityLedger()
    ledger.add_maximum_power([at(0, 10, 5000)], seen=SEEN)

    changed = ledger.add_maximum_power([at(hour, minute, power_va)], seen=LATER)

    assert changed == ({AUTUMN} if is_new else set())


def test_another_way_is_asked_for_everything_once_more() -> None:
    ledger = ElectricityLedger()
    ledger.start_way("one")
    ledger.mark_read("energy", on=SEEN)
    ledger.mark_asked("curve", [DAY], on=SEEN)
    ledger.set_curve_refused(True)
    ledger.set_learned("v3")
    ledger.set_quiet_until(datetime(2026, 4, 1, tzinfo=UTC))

    ledger.start_way("one")
    assert (ledger.curve_refused, ledger.learned) == (True, "v3")
    assert ledger.read == {"energy": SEEN}

    ledger.start_way("another")
    assert (ledger.read, ledger.asked, ledger.quiet_until) == ({}, {}, None)
    assert (ledger.curve_refused, ledger.learned) == (False, None)


async def test_the_way_comes_back(open_store: OpenStore) -> None:
    ledger = ElectricityLedger()
    ledger.start_way("one")

    assert (await restarted(open_store, ledger)).way == "one"


def test_a_day_with_a_curve_alone_is_neither_an_energy_nor_a_maximum() -> None:
    ledger = with_curve(*curve(DAY, 1))

    assert ledger.newest_energy_day is None
    assert ledger.newest_maximum_day is None
    assert ledger.has_curve
    assert not ElectricityLedger().has_curve


@pytest.mark.parametrize(
    "contract",
    [
        Contract(),
        Contract(
            segment="C5",
            state="SERVC",
            subscribed_power_va=9000,
            tariff_option="Heures pleines · creuses",
            last_tariff_change=date(2024, 2, 29),
            off_peak_hours="HC (22H30-6H30)",
            future_off_peak_hours="HC (1H00-7H00)",
            meter_serial="012345678901",
            meter_type="LINKY",
            service_level="2",
        ),
    ],
)
async def test_the_contract_comes_back(
    open_store: OpenStore, contract: Contract
) -> None:
    ledger = ElectricityLedger()
    ledger.set_contract(contract, read_on=SEEN)

    again = await restarted(open_store, ledger)

    assert again.contract == contract
    assert again.contract_read_on == SEEN
    again.set_contract(contract, read_on=SEEN)
    assert not again.dirty


async def test_when_off_peak_hours_were_first_announced_comes_back(
    open_store: OpenStore,
) -> None:
    def announcing(hours: str | None) -> Contract:
        return Contract(future_off_peak_hours=hours)

    ledger = ElectricityLedger()
    assert ledger.off_peak_announced is None
    ledger.set_contract(announcing("HC (1H00-7H00)"), read_on=SEEN)

    again = await restarted(open_store, ledger)

    assert again.off_peak_announced == (SEEN, "HC (1H00-7H00)")
    # The same is no news, also after it was hidden for a while.
    again.set_contract(announcing(None), read_on=LATER)
    again.set_contract(announcing("HC (1H00-7H00)"), read_on=LATER)
    assert again.off_peak_announced == (SEEN, "HC (1H00-7H00)")
    again.set_contract(announcing("HC (2H00-8H00)"), read_on=LATER)
    assert again.off_peak_announced == (LATER, "HC (2H00-8H00)")


async def test_where_the_meter_is_is_not_kept(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = ElectricityLedger()
    contract = Contract(segment="C5", postal_code="69003", insee_code="69383")
    ledger.set_contract(contract, read_on=SEEN)

    again = await restarted(open_store, ledger)

    assert again.contract == Contract(segment="C5")
    assert b"69" not in (folder / "state.json").read_bytes()


async def test_what_was_learned_and_read_comes_back(open_store: OpenStore) -> None:
    ledger = ElectricityLedger()
    ledger.set_learned("v3")
    ledger.set_poll_second(0)
    ledger.mark_read("energy", on=SEEN)

    again = await restarted(open_store, ledger)

    assert (again.learned, again.poll_second) == ("v3", 0)
    assert again.read == {"energy": SEEN}
    again.set_learned("v3")
    again.mark_read("energy", on=SEEN)
    assert not again.dirty


async def test_what_was_asked_for_in_vain_comes_back(open_store: OpenStore) -> None:
    ledger = ElectricityLedger()
    ledger.mark_asked("curve", [DAY], on=SEEN)
    ledger.mark_asked("curve", [DAY, AUTUMN], on=LATER)

    again = await restarted(open_store, ledger)

    assert again.asked_days("curve").days == {
        DAY: Asked(times=2, last=LATER),
        AUTUMN: Asked(times=1, last=LATER),
    }
    again.mark_asked("curve", [DAY], on=LATER)
    again.forget_asked("curve", [SPRING])
    assert not again.dirty
    again.forget_asked("curve", [DAY])
    kept = await restarted(open_store, again)
    assert kept.asked_days("curve").days.keys() == {AUTUMN}


async def test_until_when_to_be_quiet_comes_back(open_store: OpenStore) -> None:
    ledger = ElectricityLedger()
    until = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
    ledger.set_quiet_until(until)

    assert (await restarted(open_store, ledger)).quiet_until == until


async def test_a_damaged_year_has_everything_asked_for_again(
    open_store: OpenStore,
) -> None:
    ledger = with_curve(*curve(DAY, 1))
    ledger.mark_read("energy", on=SEEN)
    ledger.mark_asked("curve", [SPRING], on=SEEN)

    ledger.forget_read()

    again = await restarted(open_store, ledger)
    assert (again.read, again.asked) == ({}, {})
    assert again.days == ledger.days


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Contract(state="SERVC"), Contract(state="RESIL"), ("state", LATER)),
        (Contract(state="RESIL"), Contract(state="SERVC"), ("state", LATER)),
        (Contract(meter_serial="A"), Contract(meter_serial="B"), ("meter", LATER)),
        # What SGE hides or tells for the first time says nothing.
        (Contract(), Contract(state="SERVC", meter_serial="A"), None),
        (Contract(state="SERVC", meter_serial="A"), Contract(), None),
        (Contract(state="SERVC"), Contract(state="SERVC"), None),
    ],
)
async def test_what_changes_at_a_contract_is_kept_with_the_day_it_was_read(
    open_store: OpenStore,
    before: Contract,
    after: Contract,
    expected: tuple[str, date] | None,
) -> None:
    ledger = ElectricityLedger()
    ledger.set_contract(before, read_on=SEEN)
    assert (ledger.state_changed_on, ledger.meter_changed_on) == (None, None)

    ledger.set_contract(after, read_on=LATER)
    # The next reading of the same contract does not forget it.
    ledger.set_contract(after, read_on=LATER + timedelta(days=7))

    again = await restarted(open_store, ledger)
    for kept in (ledger, again):
        changes = {"state": kept.state_changed_on, "meter": kept.meter_changed_on}
        assert {what: day for what, day in changes.items() if day} == (
            dict([expected]) if expected else {}
        )


async def test_when_a_poll_went_through_comes_back_from_the_disk(
    open_store: OpenStore,
) -> None:
    ledger = ElectricityLedger()
    assert ledger.polled_at is None
    moment = datetime(2026, 3, 30, 6, 12, 59, tzinfo=UTC)

    ledger.set_polled_at(moment)

    assert (await restarted(open_store, ledger)).polled_at == moment
