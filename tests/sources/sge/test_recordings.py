"""Three real replies of SGE, read through the real source: the seven known days, and the half-hours that make them.

The recordings are not part of this repository; the tests run where they lie beside it.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
import itertools
from pathlib import Path
import re
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from custom_components.grandlyon_energy.sources.readings import CurvePoint
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .conftest import Asked, Gateway
from .replies import Answer

RECORDINGS: Final = Path(__file__).parents[3].parent / "shared" / "recordings"
FILES: Final = {
    "ENERGIE": "sge-v2-c5-energy.xml",
    "COURBE": "sge-v2-c5-load-curve.xml",
    "PMAX": "sge-v2-c5-max-power.xml",
}
PARIS: Final = ZoneInfo("Europe/Paris")
START, END = date(2022, 1, 5), date(2022, 1, 12)
KNOWN_WH: Final = {
    START + timedelta(days=n): energy_wh
    for n, energy_wh in enumerate((20711, 24217, 29256, 29355, 25514, 24020, 23512))
}
KNOWN_MAXIMA: Final = {
    "2022-01-05 21:15:16": 3839,
    "2022-01-06 10:21:25": 5123,
    "2022-01-07 19:25:33": 9121,
    "2022-01-08 18:38:54": 5754,
    "2022-01-09 21:14:26": 4446,
    "2022-01-10 21:59:12": 4087,
    "2022-01-11 21:19:13": 4246,
}

pytestmark = pytest.mark.skipif(
    not all((RECORDINGS / name).exists() for name in FILES.values()),
    reason="the recordings are not beside the checkout",
)


def recording(type_code: str) -> str:
    return (RECORDINGS / FILES[type_code]).read_text("utf-8")


@pytest.fixture
def recorded(source: SgeSource, gateway: Gateway) -> SgeSource:
    """The source, before a gateway that answers as SGE did, under the source's own point id."""

    def respond(asked: Asked) -> Answer:
        reply = recording(asked.text("mesuresTypeCode"))
        own = f"<pointId>{asked.text('pointId')}</pointId>"
        return Answer(body=re.sub(r"<pointId>\d{14}</pointId>", own, reply))

    gateway.respond = respond
    return source


async def half_hours(source: SgeSource) -> list[CurvePoint]:
    return list(await source.read_load_curve(START, END))


def energy_by_local_day(
    points: list[CurvePoint], shift: timedelta = timedelta()
) -> Mapping[date, float]:
    """Energy by the local day in which an interval starts, Wh, all intervals shifted."""
    days: defaultdict[date, float] = defaultdict(float)
    for point in points:
        hours = (point.end - point.start) / timedelta(hours=1)
        day = (point.start + shift).astimezone(PARIS).date()
        days[day] += point.power_w * hours
    return days


async def test_the_seven_known_days(recorded: SgeSource) -> None:
    found = await recorded.read_daily_energy(START, END)

    assert {reading.day: reading.energy_wh for reading in found} == KNOWN_WH
    assert len(found) == 7


async def test_the_half_hours_of_each_day_add_up_to_it_exactly(
    recorded: SgeSource,
) -> None:
    points = await half_hours(recorded)

    assert len(points) == 336
    assert energy_by_local_day(points) == KNOWN_WH
    assert points[0].start == datetime(2022, 1, 4, 23, tzinfo=UTC)
    assert points[-1].end == datetime(2022, 1, 11, 23, tzinfo=UTC)
    for earlier, later in itertools.pairwise(points):
        assert earlier.end == later.start


@pytest.mark.parametrize(
    "shift",
    [
        pytest.param(timedelta(minutes=30), id="stamps taken as starts"),
        pytest.param(timedelta(minutes=-30), id="half an hour early"),
        pytest.param(timedelta(hours=1), id="days of UTC"),
        pytest.param(timedelta(days=1), id="the next day"),
        pytest.param(timedelta(days=-1), id="the day before"),
    ],
)
async def test_no_other_reading_of_the_stamps_adds_up(
    recorded: SgeSource, shift: timedelta
) -> None:
    shifted = energy_by_local_day(await half_hours(recorded), shift)

    right = [
        day for day, energy_wh in KNOWN_WH.items() if shifted.get(day) == energy_wh
    ]
    assert not right


async def test_the_seven_maxima_with_their_second(recorded: SgeSource) -> None:
    found = await recorded.read_maximum_power(START, END)

    assert {
        f"{reading.at.astimezone(PARIS):%Y-%m-%d %H:%M:%S}": reading.power_va
        for reading in found
    } == KNOWN_MAXIMA
    assert [reading.day for reading in found] == list(KNOWN_WH)


async def test_of_a_longer_recording_only_what_was_asked_is_kept(
    recorded: SgeSource,
) -> None:
    first, last = START + timedelta(days=2), START + timedelta(days=4)

    energy = await recorded.read_daily_energy(first, last)
    points = await recorded.read_load_curve(first, last)

    asked = {day: KNOWN_WH[day] for day in (first, first + timedelta(days=1))}
    assert {reading.day: reading.energy_wh for reading in energy} == asked
    assert energy_by_local_day(list(points)) == asked


async def test_the_meter_of_the_recordings_is_not_taken_for_another(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.respond = lambda asked: recording(asked.text("mesuresTypeCode"))

    with pytest.raises(Exception, match=r"^bad_reply$"):
        await source.read_daily_energy(START, END)
