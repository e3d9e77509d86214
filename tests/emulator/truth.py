"""What a perfect client of the services can know, and what nobody can.

An independent computation: it uses the home and what is published of it, none of the integration's code.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .electricity import ElectricityMeter
from .home import Home
from .localtime import HALF_HOUR, ONE_DAY, days, midnight, months_before
from .published import Offer
from .sge_measures import CURVE_MONTHS, HISTORY_MONTHS
from .truth_water import Known


def knowable_day_wh(
    meter: ElectricityMeter, day: date, *, curve_served: bool
) -> int | None:
    """Return the day's energy, Wh, None when what is published does not tell it."""
    energy = meter.energy_wh(day)
    if energy == meter.metered_wh(day):
        return energy
    curve_complete = curve_served and not meter.unknown_half_hours(day)
    return meter.metered_wh(day) if curve_complete else None


def knowable_hours_wh(meter: ElectricityMeter, day: date) -> dict[datetime, int]:
    """Return the hours of a day that its curve and its energy tell, Wh, by their start in UTC.

    Unknown half-hours are known all the same when they share one hour or one power, since the day's energy tells
    their sum.
    """
    unknown = meter.unknown_half_hours(day)
    watts = meter.half_hours_w(day)
    told_by_sum = len({n // 2 for n in unknown}) == 1 or (
        len({watts[n] for n in unknown}) == 1
    )
    if told_by_sum and meter.energy_wh(day) == meter.metered_wh(day):
        unknown = set()
    hidden = {midnight(day) + HALF_HOUR * (n - n % 2) for n in unknown}
    return {
        start: wh for start, wh in meter.hours_wh(day).items() if start not in hidden
    }


def home_truth(
    home: Home,
    offer: Offer,
    water: Mapping[str, Known],
    *,
    today: date,
    last_published: date,
) -> dict[str, Any]:
    """Return what a perfect client can know on a local day, as `Emulator.truth` says.

    `water` is what is known of each contract.
    """
    used, dark = _direction_truth(home.electricity, offer, today, last_published)
    told, unlit = (
        _direction_truth(home.production, offer, today, last_published)
        if home.production is not None and offer.production
        else (dict[str, Any](), dict[str, str]())
    )
    return {
        **used,
        "production_wh": told.get("energy_wh", {}),
        "production_hours_wh": told.get("hours_wh", {}),
        "production_flat_days": told.get("flat_days", []),
        "water_l": {contract: known for contract, (known, _) in water.items()},
        "unknowable": {
            "electricity": dark,
            "production": unlit,
            "water": {contract: lost for contract, (_, lost) in water.items()},
        },
    }


def _direction_truth(
    meter: ElectricityMeter, offer: Offer, today: date, last_published: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what is known of one direction of the meter, and why other days are not."""
    end = last_published + ONE_DAY
    first = months_before(today, HISTORY_MONTHS) + ONE_DAY
    curve_first = months_before(today, CURVE_MONTHS) + ONE_DAY
    known, unknowable = electricity_truth(
        meter,
        energy_days=days(first, end) if offer.daily else [],
        curve_days=days(curve_first, end) if offer.curve else [],
    )
    known["flat_days"] = flat_days(
        meter,
        [date.fromisoformat(day) for day in known["energy_wh"]],
        curve_first=curve_first - ONE_DAY if offer.curve else end,
    )
    return known, unknowable


def electricity_truth(
    meter: ElectricityMeter,
    *,
    energy_days: list[date],
    curve_days: list[date],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the published days tell, and why the others are not known.

    Hours and days are ISO texts; hours are UTC starts.
    """
    energy: dict[str, int] = {}
    hours: dict[str, int] = {}
    maximum: dict[str, dict[str, Any]] = {}
    unknowable: dict[str, str] = {}
    with_curve = set(curve_days)
    for day in sorted({*energy_days, *curve_days}):
        if day < meter.commissioned:
            continue
        daily = day in energy_days
        wh = knowable_day_wh(meter, day, curve_served=day in with_curve)
        if wh is None:
            unknowable[day.isoformat()] = (
                "published late" if meter.holds_back(day) else "never published"
            )
        else:
            energy[day.isoformat()] = wh
        if day in with_curve and meter.publishes_curve(day):
            for start, hour_wh in knowable_hours_wh(meter, day).items():
                hours[start.isoformat()] = hour_wh
        if daily and (power := meter.maximum_power(day)) is not None:
            maximum[day.isoformat()] = {"at": power[0].isoformat(), "va": power[1]}
    return (
        {"energy_wh": energy, "hours_wh": hours, "max_power_va": maximum},
        unknowable,
    )


def flat_days(
    meter: ElectricityMeter, known: list[date], *, curve_first: date
) -> list[str]:
    """Return those of the days with a known energy of which no point of a curve can be had, as ISO texts.

    Nobody can know more of them than their energy. `curve_first` is the first day whose curve may still be given.
    """
    return [
        day.isoformat()
        for day in known
        if day < curve_first or not meter.publishes_curve(day)
    ]
