"""Ledgers with their projections, used as the coordinators use them: what the writer's tests stand on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from custom_components.grandlyon_energy.ids import MAX_POWER, WATER
from custom_components.grandlyon_energy.ledger.base import Ledger
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.metering.water import Attribution, closes_day
from custom_components.grandlyon_energy.projection import (
    ElectricityProjection,
    WaterProjection,
)
from custom_components.grandlyon_energy.sources.readings import (
    CurvePoint,
    DailyEnergy,
    MaximumPower,
    MeterIndex,
)

type Reading = DailyEnergy | MaximumPower | CurvePoint | MeterIndex


class Meter(Protocol):
    """A ledger and its projection, seen as one statistic."""

    key: str

    @property
    def ledger(self) -> Ledger[Any]:
        """All that was read."""

    def knows(self, day: date) -> bool:
        """Return whether the ledger has a reading that decides a day."""

    def learn(
        self, readings: Iterable[Reading], today: date
    ) -> Mapping[date, DayAmounts]:
        """Keep readings; return the days that may look different now."""

    def project(self, today: date) -> Mapping[date, DayAmounts]:
        """Return all days, at the first call: from scratch."""


class Electricity:
    """A usage point, seen as one of its two statistics."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.ledger = ElectricityLedger()
        self.projection = ElectricityProjection(self.ledger)

    def knows(self, day: date) -> bool:
        return day in self.ledger.days

    def learn(
        self, readings: Iterable[Reading], today: date
    ) -> Mapping[date, DayAmounts]:
        changed: set[date] = set()
        for each in readings:
            if isinstance(each, DailyEnergy):
                changed |= self.ledger.add_daily_energy([each], seen=today)
            elif isinstance(each, MaximumPower):
                changed |= self.ledger.add_maximum_power([each], seen=today)
            elif isinstance(each, CurvePoint):
                changed |= self.ledger.add_load_curve([each], seen=today)
        return self._project(changed, today)

    def project(self, today: date) -> Mapping[date, DayAmounts]:
        return self._project(set(self.ledger.days), today)

    def _project(self, changed: set[date], today: date) -> Mapping[date, DayAmounts]:
        hours = self.projection.consumption(changed, today=today)
        return self.projection.maximum_power() if self.key == MAX_POWER else hours


class Water:
    """A water contract."""

    key = WATER

    def __init__(self, attribution: Attribution) -> None:
        self.ledger = WaterLedger()
        self._attribution = attribution
        self._projection = WaterProjection(self.ledger, attribution)

    def knows(self, day: date) -> bool:
        if not self.ledger.days:
            return False
        first, last = min(self.ledger.days), max(self.ledger.days)
        return (
            closes_day(first, self._attribution)
            <= day
            <= closes_day(last, self._attribution)
        )

    def learn(
        self, readings: Iterable[Reading], today: date
    ) -> Mapping[date, DayAmounts]:
        indexes = [each for each in readings if isinstance(each, MeterIndex)]
        self.ledger.add_meter_indexes(indexes, source="partner", seen=today)
        return self._projection.volumes()

    def project(self, today: date) -> Mapping[date, DayAmounts]:
        return self._projection.volumes()
