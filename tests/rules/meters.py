"""A meter as the integration knows it: source's parser, ledger and projection, fed with what the services say."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.electricity import DayQuality
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.metering.water import Attribution, WaterSeries
from custom_components.grandlyon_energy.projection import (
    ElectricityProjection,
    WaterProjection,
)
from custom_components.grandlyon_energy.sources.egl_replies import (
    read_answer,
    read_indexes,
)
from custom_components.grandlyon_energy.sources.enedis_points import (
    PrintedPoint,
    daily_energy,
    load_curve,
)
from custom_components.grandlyon_energy.sources.http import Reply
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    CurvePoint,
    DailyEnergy,
    MaximumPower,
)
from custom_components.grandlyon_energy.sources.sge.measures import (
    ENERGY,
    LOAD_CURVE,
    RESPONSE,
    Series,
    printed_points,
)
from custom_components.grandlyon_energy.sources.sge.soap import read_response
from tests.sources.sge.replies import POINT_ID

from .notation import Rows


class ElectricityMeter:
    """A usage point. Every method tells something and takes the days over that the projection says anew."""

    def __init__(self, *, today: date, subscribed_va: int | None = None) -> None:
        self.today = today
        self._ledger = ElectricityLedger()
        self._projection = ElectricityProjection(self._ledger)
        self._days: dict[date, DayAmounts] = {}
        self.subscribes(subscribed_va)

    @property
    def rows(self) -> Rows:
        """What the recorder would hold."""
        return flat(self._days)

    def day(self, day: date) -> Rows:
        """The rows that one local day has."""
        return dict(self._days.get(day, ()))

    def quality(self, day: date) -> DayQuality:
        """How the day is known."""
        return self._projection.qualities[day]

    def total_mwh(self, day: date) -> int:
        """The sum of the day's rows."""
        return sum(self.day(day).values())

    def subscribes(self, va: int | None) -> None:
        self._ledger.set_contract(Contract(subscribed_power_va=va), read_on=self.today)
        self._take(set())

    def used(self, day: date, wh: int) -> None:
        reading = DailyEnergy(day=day, energy_wh=wh)
        self._take(self._ledger.add_daily_energy([reading], seen=self.today))

    def peaked(self, day: date, va: int) -> None:
        noon = datetime.combine(day, time(12), UTC)
        reading = MaximumPower(day=day, at=noon, power_va=va)
        self._take(self._ledger.add_maximum_power([reading], seen=self.today))

    def drew(self, curve: Iterable[CurvePoint]) -> None:
        self._take(self._ledger.add_load_curve(curve, seen=self.today))

    def hears_energy(self, reply: str) -> None:
        """Take SGE's reply, XML of either version."""
        readings = daily_energy(_printed(reply, ENERGY))
        self._take(self._ledger.add_daily_energy(readings, seen=self.today))

    def hears_curve(self, reply: str) -> None:
        """Take SGE's reply, XML of either version."""
        self.drew(load_curve(_printed(reply, LOAD_CURVE)))

    def wakes_on(self, today: date) -> None:
        """Let the days pass without a reading."""
        self.today = today
        self._take(set())

    def _take(self, changed: set[date]) -> None:
        self._days |= self._projection.consumption(changed, today=self.today)


class WaterMeter:
    """A water contract."""

    def __init__(self, attribution: Attribution = Attribution.PREVIOUS_DAY) -> None:
        self.ledger = WaterLedger()
        self._projection = WaterProjection(self.ledger, attribution)
        self._days: dict[date, DayAmounts] = {}

    @property
    def rows(self) -> Rows:
        """What the recorder would hold."""
        return flat(self._days)

    @property
    def series(self) -> WaterSeries:
        """What is known of the days, and what is odd about the readings."""
        return self._projection.series

    def hears(self, reply: str, *, today: date) -> set[date]:
        """Take EGL's reply, JSON; return the printed days that changed."""
        readings = read_indexes(read_answer(_reply(reply)).result)
        changed = self.ledger.add_meter_indexes(readings, source="egl", seen=today)
        self._days |= self._projection.volumes()
        return changed


def flat(days: dict[date, DayAmounts]) -> Rows:
    amounts: Sequence[tuple[datetime, int]] = [
        row for rows in days.values() for row in rows
    ]
    # Two days never share an hour.
    assert len(dict(amounts)) == len(amounts)
    return dict(amounts)


def _printed(reply: str, series: Series) -> list[PrintedPoint]:
    return printed_points(read_response(_reply(reply), RESPONSE), series, POINT_ID)


def _reply(body: str) -> Reply:
    return Reply(status=200, content_type="", body=body.encode())
