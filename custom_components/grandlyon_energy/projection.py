"""From a ledger to its series: asks `metering` again for the days that a change may touch, and only those."""

from collections.abc import Collection
from datetime import date, timedelta

from .ledger.curve import points_of
from .ledger.electricity import ElectricityLedger
from .ledger.water import WaterLedger
from .metering.calendar import day_start, local_day
from .metering.electricity import (
    SETTLING_DAYS,
    DayQuality,
    DayReadings,
    EnergyDay,
    affected_days,
    day_readings,
    project_days,
)
from .metering.energy_day import energy_day_of
from .metering.maximum_power import maximum_power_rows
from .metering.series import DayAmounts
from .metering.water import (
    Attribution,
    NewestReading,
    VolumeQuality,
    daily_volumes,
    newest_reading,
)


class ElectricityProjection:
    """A usage point's hours, kept up to date with its ledger."""

    def __init__(self, ledger: ElectricityLedger) -> None:
        """Start with nothing projected."""
        self.qualities: dict[date, DayQuality] = {}
        self.energy_day = EnergyDay.MIDNIGHT
        self._ledger = ledger
        self._readings: dict[date, DayReadings] = {}
        self._subscribed_power_va: int | None = None
        self._maximum_days: Collection[date] = ()

    def consumption(
        self, changed: Collection[date], *, today: date
    ) -> dict[date, DayAmounts]:
        """Return the hours (mWh) of every day that may look different now.

        `changed` are the days with new readings, all of them at the first call. Days that are still settling are
        always among those returned, since a few rules look at the age of a day.
        """
        for day in changed:
            self._readings[day] = self._day_readings(day)
        energy_day = energy_day_of(self._readings)
        subscribed_power_va = self._ledger.contract.subscribed_power_va
        if (energy_day, subscribed_power_va) == (
            self.energy_day,
            self._subscribed_power_va,
        ):
            only = affected_days({*changed, *self._settling(today)}, self._readings)
        else:
            only = set(self._readings)
        self.energy_day = energy_day
        self._subscribed_power_va = subscribed_power_va
        projected = project_days(
            self._readings,
            today=today,
            subscribed_power_va=subscribed_power_va,
            energy_day=energy_day,
            only=only,
        )
        self.qualities |= {day: hours.quality for day, hours in projected.items()}
        return {day: hours.hours for day, hours in projected.items()}

    def has_complete_curve(self, day: date) -> bool:
        """Return whether the load curve covers every second of a day."""
        readings = self._readings.get(day)
        return readings is not None and readings.shape.complete

    def has_any_curve(self, day: date) -> bool:
        """Return whether the load curve knows anything of a day."""
        readings = self._readings.get(day)
        return readings is not None and not readings.shape.empty

    def maximum_power(self) -> dict[date, DayAmounts]:
        """Return the row (VA) of every day in which a maximum was reached, an empty one where it no longer is."""
        readings = [
            record.maximum_power
            for record in self._ledger.days.values()
            if record.maximum_power
        ]
        rows: dict[date, DayAmounts] = {}
        for hour, power_va in maximum_power_rows(readings).items():
            day = local_day(hour)
            rows[day] = (*rows.get(day, ()), (hour, power_va))
        gone, self._maximum_days = self._maximum_days, rows.keys()
        return dict.fromkeys(gone, ()) | rows

    def _day_readings(self, day: date) -> DayReadings:
        record = self._ledger.days[day]
        maximum = record.maximum_power
        return day_readings(
            day,
            energy_wh=record.energy_wh,
            curve=points_of(record.curve),
            maximum_power_va=maximum.power_va if maximum else None,
        )

    def _settling(self, today: date) -> set[date]:
        """Return the days whose result depends on their age, with a margin for days without Home Assistant."""
        return {
            day
            for day, quality in self.qualities.items()
            if quality is DayQuality.HOLE
            or today - day <= timedelta(days=SETTLING_DAYS + 2)
        } & self._readings.keys()


class WaterProjection:
    """A water contract's days, from the whole of its readings: a lower one may be understood days later."""

    def __init__(self, ledger: WaterLedger, attribution: Attribution) -> None:
        """Start with nothing projected."""
        self._ledger = ledger
        self._attribution = attribution
        self.series = daily_volumes((), attribution=attribution)
        self.newest: NewestReading | None = None
        """The state that the newest readings leave."""

    @property
    def estimated_days(self) -> set[date]:
        """The days whose volume is a share of what was used between two readings further apart."""
        return {
            day
            for day, volume in self.series.days.items()
            if volume.quality is VolumeQuality.ESTIMATED
        }

    def volumes(self) -> dict[date, DayAmounts]:
        """Return the row (mL, at local midnight) of every day, an empty one for a day that lost its volume."""
        gone = self.series.days.keys()
        readings = self._ledger.readings()
        self.series = daily_volumes(readings, attribution=self._attribution)
        self.newest = newest_reading(readings)
        rows: dict[date, DayAmounts] = dict.fromkeys(gone, ())
        return rows | {
            day: ((day_start(day), volume.volume_ml),)
            for day, volume in self.series.days.items()
        }
