"""Whatever happens to a usage point's readings, its ledger and its recorder: after an audit the rows are right.

A history is a sequence of steps in any order: readings that are new, late, corrected up and down, partial, repeated,
shuffled or absurd, so that rows must go; the writer at work, or stopped in the midst of it; audits of a month;
restarts, with a ledger or a database that was restored from a copy, and with a ledger that is lost; rows that somebody
deleted, changed, shifted or inserted. Ledger, projection, writer and recorder are the real ones. What always holds:

- At the end, after an audit of everything, the recorder has exactly the rows that one projection of the final ledger
  gives, on the sum of the recorder's own rows before its first day: in number, place, amount and sum.
- Until somebody else has a hand in ledger or recorder, the same holds after every write, without an audit, also when
  an earlier one was stopped and Home Assistant started again.
- The hours of a day with a known total add up to its energy, and there are 23, 24 or 25 of them.
- Sums never step back from one hour to the next.
- Rows before the first day are never touched.
- Only rows that differ are sent.
- Nothing is sent when nothing differs, and no file is saved: not by an audit, not after a restart, not when every
  day stands in the journal.
- An audit after the last one finds nothing.
"""

from datetime import date, timedelta
from itertools import count
from pathlib import Path

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest

from custom_components.grandlyon_energy.ids import CONSUMPTION
from custom_components.grandlyon_energy.metering.calendar import day_hours, days_between
from custom_components.grandlyon_energy.metering.electricity import DayQuality
from custom_components.grandlyon_energy.sources.readings import (
    DailyEnergy,
    MaximumPower,
)

from ..metering.curves import curve
from .histories import History, Learn, run
from .meters import Electricity
from .strategies import histories, quiet

pytestmark = [
    pytest.mark.usefixtures("recorder_mock"),
    # All its histories are one test, which takes its time on a busy machine.
    pytest.mark.timeout(900),
]

# A month ends in both, and they hold the day of 23 hours and the one of 25.
SPRING = tuple(days_between(date(2024, 3, 30), date(2024, 4, 4)))
AUTUMN = tuple(days_between(date(2024, 10, 27), date(2024, 11, 3)))

BY_ENERGY = {DayQuality.EXACT, DayQuality.EXACT_TOTAL, DayQuality.FLAT}

POWERS = st.sampled_from([0, 100, 300, 1500])


@st.composite
def energies(draw: st.DrawFn, days: tuple[date, ...]) -> Learn:
    """Energies of some days: near what a steady curve gives, far off, negative or absurd; some days repeated."""
    some = draw(st.lists(st.sampled_from(days), min_size=1, max_size=9))
    offsets = st.sampled_from([0, 0, 0, 7, -30, 500, 12_345, -(10**6), 10**7])
    return Learn(
        tuple(
            DailyEnergy(
                day=day, energy_wh=draw(POWERS) * len(day_hours(day)) + draw(offsets)
            )
            for day in some
        )
    )


@st.composite
def all_energies(draw: st.DrawFn, days: tuple[date, ...]) -> Learn:
    """A whole history at once, as the first poll brings it."""
    power = draw(POWERS)
    return Learn(
        tuple(
            DailyEnergy(day=day, energy_wh=power * len(day_hours(day)))
            for day in days[draw(st.integers(0, 2)) :]
        )
    )


@st.composite
def curves(draw: st.DrawFn, days: tuple[date, ...]) -> Learn:
    """The curve of a day, whole or in part, steady or not, its points in any order."""
    points = curve(
        draw(st.sampled_from(days)),
        *draw(st.lists(POWERS, min_size=1, max_size=3)),
        step=draw(st.sampled_from([60, 60, 30])),
        since=draw(st.sampled_from([0, 0, 0, 60, 7 * 60])),
        until=draw(st.sampled_from([None, None, 20 * 60])),
    )
    shuffle = draw(st.randoms(use_true_random=False))
    return Learn(tuple(shuffle.sample(points, len(points))))


@st.composite
def maxima(draw: st.DrawFn, days: tuple[date, ...]) -> Learn:
    """The maximum power of a day, which bounds what the day can have used."""
    day = draw(st.sampled_from(days))
    at = draw(st.sampled_from(day_hours(day))) + timedelta(minutes=17)
    power_va = draw(st.sampled_from([0, 200, 6000]))
    return Learn((MaximumPower(day=day, at=at, power_va=power_va),))


def readings(days: tuple[date, ...]) -> st.SearchStrategy[Learn]:
    """Everything that the service may say."""
    return st.one_of(all_energies(days), energies(days), curves(days), maxima(days))


HISTORIES = st.one_of(
    histories(readings(AUTUMN), AUTUMN, rounds=5),
    histories(readings(SPRING), SPRING, rounds=5),
)
NUMBERS = count(20_000_000_000_000)


@quiet(250)
@given(history=HISTORIES)
def test_consumption(hass: HomeAssistant, tmp_path: Path, history: History) -> None:
    meters: list[Electricity] = []

    def make_meter() -> Electricity:
        meters.append(Electricity(CONSUMPTION))
        return meters[-1]

    values = run(hass, history, tmp_path, make_meter, number=next(NUMBERS))

    ledger, qualities = meters[-1].ledger, meters[-1].projection.qualities
    for day, known in ledger.days.items():
        if qualities[day] in BY_ENERGY:
            assert known.energy_wh is not None
            amounts = [values[hour][0] for hour in day_hours(day)]
            assert sum(amounts) == pytest.approx(known.energy_wh / 1000, abs=1e-6)
