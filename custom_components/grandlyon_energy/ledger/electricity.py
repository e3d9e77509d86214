"""What is known of a usage point."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, override

from ..metering.calendar import PARIS
from ..metering.intervals import split_by_day
from ..metering.tariff.options import Colour
from ..sources.readings import Contract, CurvePoint, DailyEnergy, MaximumPower
from . import curve, kept
from .base import Ledger


class FromFile(StrEnum):
    """What a file that the user had told of a day, and not the service."""

    ENERGY = "energy"
    CURVE = "curve"
    """All that is known of its load curve."""

    REST_OF_CURVE = "rest_of_curve"
    """What the service left out of its load curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityDay:
    """All that is known of one local day."""

    energy_wh: int | None = None
    maximum_power: MaximumPower | None = None
    curve: curve.Curve = ()
    first_seen: date
    """The local day on which the first of these readings came."""

    from_file: frozenset[FromFile] = frozenset()

    @property
    def is_curve_served(self) -> bool:
        """Whether the service told anything of the load curve."""
        return bool(self.curve) and FromFile.CURVE not in self.from_file

    @property
    def is_served(self) -> bool:
        """Whether the service told anything of the day."""
        return (
            (self.energy_wh is not None and FromFile.ENERGY not in self.from_file)
            or self.maximum_power is not None
            or self.is_curve_served
        )


_EMPTY_CONTRACT = Contract()


class ElectricityLedger(Ledger[ElectricityDay]):
    """The readings of one usage point and what was learned about its service."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.contract = _EMPTY_CONTRACT
        self.contract_read_on: date | None = None
        self.state_changed_on: date | None = None
        """The local day on which the contract was first read in another state (in service, terminated ...) than before."""

        self.meter_changed_on: date | None = None
        """The local day on which the contract was first read with another meter's serial number than before."""

        self.learned: str | None = None
        self.polled_on: date | None = None
        """The local day of the last poll of a service that wants no more than one a day."""

        self.curve_refused = False
        """Whether the service said last that it may not give the curve."""

        self.off_peak_seen: list[tuple[date, str]] = []
        """The off-peak hours that the contract has told, each with the local day on which it was first read so, oldest
        first."""

        self.off_peak_announced: tuple[date, str] | None = None
        """The off-peak hours that the contract announced last, with the local day on which they were first read; they may
        not be announced any more."""

        self.colours: dict[date, Colour] = {}
        """The colours of Tempo days as an entity showed them, by the local day on which they begin at 06:00. Nobody can
        give them again, so they are kept twice: in the state, and with their year."""

        self.uses_habits: bool | None = None
        """Whether days of which only the total is known are split by the home's habits; None until that was decided once."""

    @property
    def newest_energy_day(self) -> date | None:
        """The newest day with an energy."""
        return self._first(
            sorted(self.days, reverse=True),
            lambda known: known.energy_wh is not None,
        )

    @property
    def newest_maximum_day(self) -> date | None:
        """The newest day with a maximum power."""
        return self._first(
            sorted(self.days, reverse=True),
            lambda known: known.maximum_power is not None,
        )

    @property
    def has_curve(self) -> bool:
        """Whether any point of the load curve is known."""
        return any(known.curve for known in self.days.values())

    @property
    def first_served_day(self) -> date | None:
        """The first day that the service told of: what a file has before it, nobody can ask for."""
        return self._first(sorted(self.days), lambda known: known.is_served)

    @property
    def first_curve_day(self) -> date | None:
        """The first day with a point of the load curve that the service told."""
        return self._first(sorted(self.days), lambda known: known.is_curve_served)

    def _first(
        self, days: Iterable[date], has: Callable[[ElectricityDay], bool]
    ) -> date | None:
        """Return the first of known days that has something: it is asked for often, and is at an end of the days."""
        return next((day for day in days if has(self.days[day])), None)

    def knows_energy(self, day: date) -> bool:
        """Return whether a reading tells anything of a day's energy."""
        known = self.days.get(day)
        return known is not None and (known.energy_wh is not None or bool(known.curve))

    def knows_maximum_power(self, day: date) -> bool:
        """Return whether a day's maximum power was read."""
        known = self.days.get(day)
        return known is not None and known.maximum_power is not None

    def add_daily_energy(
        self, readings: Iterable[DailyEnergy], *, seen: date
    ) -> set[date]:
        """Keep energies; return the days that changed."""
        return {
            reading.day
            for reading in readings
            if self.put(
                reading.day,
                _with_energy(self._day(reading.day, seen), reading.energy_wh),
            )
        }

    def add_maximum_power(
        self, readings: Iterable[MaximumPower], *, seen: date
    ) -> set[date]:
        """Keep maxima; return the days that changed.

        In the hour that October has twice, one way tells which of the two it was and another cannot: the same power at
        the same time of the clock is the reading that is known.
        """
        changed = set()
        for reading in readings:
            known = self._day(reading.day, seen)
            if known.maximum_power and _is_same(known.maximum_power, reading):
                continue
            if self.put(reading.day, replace(known, maximum_power=reading)):
                changed.add(reading.day)
        return changed

    def add_load_curve(self, points: Iterable[CurvePoint], *, seen: date) -> set[date]:
        """Keep points, each under its local day; return the days that changed."""
        changed = set()
        for day, of_day in split_by_day(points).items():
            if self.put(day, _with_curve(self._day(day, seen), of_day)):
                changed.add(day)
        return changed

    def fill_from_file(
        self,
        energies: Iterable[DailyEnergy],
        points: Iterable[CurvePoint],
        *,
        seen: date,
    ) -> set[date]:
        """Keep what a file tells where nothing is known (`ledger/filling.py` says where); return the days that changed."""
        changed = set()
        for reading in energies:
            known = self._day(reading.day, seen)
            filled = replace(
                known,
                energy_wh=reading.energy_wh,
                from_file=known.from_file | {FromFile.ENERGY},
            )
            if self.put(reading.day, filled):
                changed.add(reading.day)
        for day, of_day in split_by_day(points).items():
            known = self._day(day, seen)
            share = FromFile.REST_OF_CURVE if known.curve else FromFile.CURVE
            filled = replace(
                known,
                curve=curve.merged(known.curve, of_day),
                from_file=known.from_file
                if FromFile.CURVE in known.from_file
                else known.from_file | {share},
            )
            if self.put(day, filled):
                changed.add(day)
        return changed

    def drop_from_file(self, day: date, what: FromFile) -> bool:
        """Forget the energy or the whole curve that a file told of a day; return whether that changes it."""
        known = self.days[day]
        kept = known.from_file - {what}
        if what is FromFile.ENERGY:
            return self.put(day, replace(known, energy_wh=None, from_file=kept))
        return self.put(day, replace(known, curve=(), from_file=kept))

    def set_contract(self, contract: Contract, *, read_on: date) -> None:
        """Keep the contract as just read, without where the meter is: that served the identity check alone."""
        contract = replace(contract, postal_code=None, insee_code=None)
        self._see_off_peak_hours(contract.off_peak_hours, read_on)
        self._see_announcement(contract.future_off_peak_hours, read_on)
        if _differ(self.contract.state, contract.state):
            self.state_changed_on = read_on
        if _differ(self.contract.meter_serial, contract.meter_serial):
            self.meter_changed_on = read_on
        if (self.contract, self.contract_read_on) != (contract, read_on):
            self.contract = contract
            self.contract_read_on = read_on
            self.touch_state()

    def _see_off_peak_hours(self, printed: str | None, read_on: date) -> None:
        """Remember when other off-peak hours than before were first read."""
        if printed and (not self.off_peak_seen or self.off_peak_seen[-1][1] != printed):
            self.off_peak_seen.append((read_on, printed))
            self.touch_state()

    def _see_announcement(self, printed: str | None, read_on: date) -> None:
        """Remember when other off-peak hours than before were first announced; SGE may hide them for a while."""
        known = self.off_peak_announced
        if printed and (known is None or known[1] != printed):
            self.off_peak_announced = read_on, printed
            self.touch_state()

    def see_colour(self, day: date, colour: Colour) -> bool:
        """Keep the colour of a Tempo day; return whether that is news."""
        if self.colours.get(day) is colour:
            return False
        self.colours[day] = colour
        self.touch_state()
        self._touch_year(day.year)
        return True

    def set_uses_habits(self, uses: bool) -> None:
        """Keep whether days are split by the home's habits: a restart must not split them otherwise."""
        if self.uses_habits is not uses:
            self.uses_habits = uses
            self.touch_state()

    def set_learned(self, learned: str | None) -> None:
        """Keep what the source found out about its service."""
        if self.learned != learned:
            self.learned = learned
            self.touch_state()

    def set_polled_on(self, day: date) -> None:
        """Keep the day of the last poll: a restart must not forget it."""
        if self.polled_on != day:
            self.polled_on = day
            self.touch_state()

    def set_curve_refused(self, refused: bool) -> None:
        """Keep whether the service may give the curve."""
        if self.curve_refused != refused:
            self.curve_refused = refused
            self.touch_state()

    @override
    def start_way(self, way: str) -> None:
        """As for any meter; whether the curve is refused, and what was learned, is the other service's matter."""
        if self.way not in (None, way):
            self.curve_refused = False
            self.learned = self.polled_on = None
        super().start_way(way)

    def _day(self, day: date, seen: date) -> ElectricityDay:
        return self.days.get(day) or ElectricityDay(first_seen=seen)

    @override
    def _day_to_json(self, record: ElectricityDay) -> dict[str, Any]:
        data: dict[str, Any] = {"seen": record.first_seen.isoformat()}
        if record.energy_wh is not None:
            data["energy_wh"] = record.energy_wh
        if (maximum := record.maximum_power) is not None:
            data["max_power"] = [
                maximum.day.isoformat(),
                int(maximum.at.timestamp()),
                maximum.power_va,
            ]
        if record.curve:
            data["curve"] = curve.to_json(record.curve)
        if record.from_file:
            data["from_file"] = sorted(record.from_file)
        return data

    @override
    def _day_from_json(self, day: date, data: dict[str, Any]) -> ElectricityDay:
        maximum = None
        if "max_power" in data:
            printed, at, power_va = data["max_power"]
            maximum = MaximumPower(
                day=kept.day(printed),
                at=kept.instant(at),
                power_va=kept.whole(power_va),
            )
        return ElectricityDay(
            first_seen=kept.day(data["seen"]),
            energy_wh=kept.whole_or_none(data.get("energy_wh")),
            maximum_power=maximum,
            curve=curve.from_json(data.get("curve", []), day),
            from_file=frozenset(map(FromFile, data.get("from_file", ()))),
        )

    @override
    def _year_to_json(self, year: int) -> dict[str, Any]:
        colours = {
            day: colour for day, colour in self.colours.items() if day.year == year
        }
        return {"colours": _colours_to_json(colours)} if colours else {}

    @override
    def _year_from_json(self, data: dict[str, Any]) -> None:
        self.colours |= _colours_of(data.get("colours", {}))

    @override
    def _state_to_json(self) -> dict[str, Any]:
        contract = asdict(self.contract)
        if self.contract.last_tariff_change:
            contract["last_tariff_change"] = (
                self.contract.last_tariff_change.isoformat()
            )
        return {
            "contract": contract,
            "contract_read_on": self.contract_read_on
            and self.contract_read_on.isoformat(),
            "state_changed_on": self.state_changed_on
            and self.state_changed_on.isoformat(),
            "meter_changed_on": self.meter_changed_on
            and self.meter_changed_on.isoformat(),
            "learned": self.learned,
            "curve_refused": self.curve_refused,
            "polled_on": self.polled_on and self.polled_on.isoformat(),
            "off_peak_seen": [
                [day.isoformat(), printed] for day, printed in self.off_peak_seen
            ],
            "off_peak_announced": self.off_peak_announced
            and [self.off_peak_announced[0].isoformat(), self.off_peak_announced[1]],
            "colours": _colours_to_json(self.colours),
            "uses_habits": self.uses_habits,
        }

    @override
    def _state_from_json(self, data: dict[str, Any]) -> None:
        contract = _contract_of(data["contract"])
        read_on, polled_on, state_changed_on, meter_changed_on = (
            kept.day_or_none(data[name])
            for name in (
                "contract_read_on",
                "polled_on",
                "state_changed_on",
                "meter_changed_on",
            )
        )
        learned = kept.text_or_none(data["learned"])
        curve_refused = bool(data["curve_refused"])
        off_peak_seen = [_dated_text(each) for each in data["off_peak_seen"]]
        announced = data["off_peak_announced"]
        off_peak_announced = _dated_text(announced) if announced else None
        colours = _colours_of(data["colours"])
        self.uses_habits = kept.flag_or_none(data["uses_habits"])
        self.contract = contract
        self.contract_read_on = read_on
        self.polled_on = polled_on
        self.state_changed_on = state_changed_on
        self.meter_changed_on = meter_changed_on
        self.learned = learned
        self.curve_refused = curve_refused
        self.off_peak_seen = off_peak_seen
        self.off_peak_announced = off_peak_announced
        self.colours |= colours


def _with_energy(known: ElectricityDay, energy_wh: int) -> ElectricityDay:
    """Return a day with the energy that the service tells: a file's gives way to it."""
    return replace(
        known, energy_wh=energy_wh, from_file=known.from_file - {FromFile.ENERGY}
    )


def _with_curve(known: ElectricityDay, points: Sequence[CurvePoint]) -> ElectricityDay:
    """Return a day with points that the service tells: a file's give way to them, whatever their step."""
    if FromFile.CURVE not in known.from_file:
        return replace(known, curve=curve.merged(known.curve, points))
    kept = [
        each
        for each in curve.points_of(known.curve)
        if not any(each.start < told.end and told.start < each.end for told in points)
    ]
    rest = {FromFile.REST_OF_CURVE} if kept else set()
    return replace(
        known,
        curve=curve.merged((), (*kept, *points)),
        from_file=known.from_file - {FromFile.CURVE} | rest,
    )


def _colours_to_json(colours: Mapping[date, Colour]) -> dict[str, str]:
    return {day.isoformat(): colours[day].value for day in sorted(colours)}


def _colours_of(data: Mapping[str, str]) -> dict[date, Colour]:
    return {kept.day(day): Colour(one) for day, one in data.items()}


def _contract_of(data: Mapping[str, Any]) -> Contract:
    numbers, days = {"subscribed_power_va"}, {"last_tariff_change"}
    texts = {field.name for field in fields(Contract)} - numbers - days
    changed = data["last_tariff_change"]
    return Contract(
        **{name: kept.text_or_none(data.get(name)) for name in texts},
        subscribed_power_va=kept.whole_or_none(data.get("subscribed_power_va")),
        # A contract may be older than its meter.
        last_tariff_change=date.fromisoformat(changed) if changed else None,
    )


def _is_same(known: MaximumPower, reading: MaximumPower) -> bool:
    """Return whether two maxima of a day are one, as far as power and clock tell."""
    return known.power_va == reading.power_va and _clock(known) == _clock(reading)


def _differ(known: str | None, read: str | None) -> bool:
    """Return whether two words of a contract differ; SGE may hide one, which says nothing."""
    return known is not None and read is not None and known != read


def _dated_text(pair: Sequence[Any]) -> tuple[date, str]:
    day, printed = pair
    return kept.day(day), kept.text(printed)


def _clock(maximum: MaximumPower) -> datetime:
    return maximum.at.astimezone(PARIS).replace(fold=0)
