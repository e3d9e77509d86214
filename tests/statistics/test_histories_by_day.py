"""The same as `test_histories`, for the statistics with a row a day: water, and the maximum power.

A history is as there; the readings are indexes (real, pending, an anomaly, a changed meter, a slip, 0, corrected up
and down) and maxima that move to another hour. The same must hold at the end, and:

- A water row stands at local midnight, and a day without a volume has none.
- The maximum of a day stands once, at the hour it was reached.
"""

from datetime import date, timedelta
from itertools import count
from pathlib import Path

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest

from custom_components.grandlyon_energy.ids import MAX_POWER
from custom_components.grandlyon_energy.metering.calendar import day_start, days_between
from custom_components.grandlyon_energy.metering.water import Attribution
from custom_components.grandlyon_energy.sources.readings import (
    DailyEnergy,
    IndexType,
    MaximumPower,
    MeterIndex,
)

from .histories import History, Learn, run
from .meters import Electricity, Water
from .strategies import histories, quiet

pytestmark = pytest.mark.usefixtures("recorder_mock")

# Two months and a change of the clocks.
DAYS = tuple(days_between(date(2024, 10, 20), date(2024, 11, 12)))


@st.composite
def indexes(draw: st.DrawFn) -> Learn:
    """A few readings, near what the meter should say or far from it, of any type."""
    some = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=4))
    litres = st.sampled_from([0, 0, 1, 90, -90, -5000, 70_000, 10**6])
    types = st.sampled_from([IndexType.REAL, IndexType.REAL, *IndexType])
    return Learn(
        tuple(
            MeterIndex(
                day=day,
                type=draw(types),
                index_l=draw(st.sampled_from([None, 0]))
                if draw(st.integers(0, 5)) == 0
                else expected_l(day) + draw(litres),
            )
            for day in some
        )
    )


@st.composite
def all_indexes(draw: st.DrawFn) -> Learn:
    """A whole history at once, as the first poll brings it; in any order, with days that are missing."""
    missing = draw(st.sets(st.sampled_from(DAYS), max_size=6))
    indexes = [
        MeterIndex(day=day, type=IndexType.REAL, index_l=expected_l(day))
        for day in DAYS[draw(st.integers(0, 3)) :]
        if day not in missing
    ]
    return Learn(tuple(reversed(indexes) if draw(st.booleans()) else indexes))


def expected_l(day: date) -> int:
    """What an untroubled meter says on a day, in litres."""
    return 5000 + 100 * (day - DAYS[0]).days


@st.composite
def maxima(draw: st.DrawFn) -> Learn:
    """Maxima of some days, at any second, also at the very end of a day."""
    some = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=6))
    at = st.sampled_from([0, 1, 7 * 3600, 7 * 3600 + 1, 20 * 3600, 24 * 3600])
    return Learn(
        tuple(
            MaximumPower(
                day=day,
                at=day_start(day) + timedelta(seconds=draw(at)),
                power_va=draw(st.sampled_from([0, 500, 6000])),
            )
            for day in some
        )
    )


@st.composite
def energies(draw: st.DrawFn) -> Learn:
    """Energies make days known, and decide nothing of their maxima."""
    day = draw(st.sampled_from(DAYS))
    return Learn((DailyEnergy(day=day, energy_wh=1000),))


WATER_NUMBERS = count(30_000_000_000_000)
POWER_NUMBERS = count(40_000_000_000_000)


@quiet(160)
@given(
    history=histories(st.one_of(all_indexes(), indexes()), DAYS, rounds=5),
    attribution=st.sampled_from(Attribution),
)
def test_water(
    hass: HomeAssistant, tmp_path: Path, history: History, attribution: Attribution
) -> None:
    number = next(WATER_NUMBERS)

    values = run(hass, history, tmp_path, lambda: Water(attribution), number=number)

    assert all(0 <= amount <= 75_000 for amount, _ in values.values())


@quiet(100)
@given(history=histories(st.one_of(maxima(), maxima(), energies()), DAYS, rounds=5))
def test_maximum_power(hass: HomeAssistant, tmp_path: Path, history: History) -> None:
    run(
        hass,
        history,
        tmp_path,
        lambda: Electricity(MAX_POWER),
        number=next(POWER_NUMBERS),
    )
