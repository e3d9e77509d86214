"""What the services publish late or differently in the demo: pure functions that describe it to the emulator."""

from datetime import date

from .expected import hours_of, maximum_power_rows
from .services import Correction, Truth

MORE_WH = 1_234
LATER_HOURS = 7
MORE_L = 37


def held_back(day: date) -> Correction:
    """Hold a day's electricity back."""
    return {"what": "late", "day": day.isoformat()}


def published(day: date) -> Correction:
    """Publish a day that was held back."""
    return {"what": "release", "day": day.isoformat()}


def used_more(truth: Truth, day: date) -> Correction:
    """Correct a day's energy upwards, and its load curve in proportion."""
    wh = truth.consumption.day_wh[day] + MORE_WH
    return {"what": "energy", "day": day.isoformat(), "wh": wh}


def energy_alone(day: date, wh: int) -> Correction:
    """Publish another energy of a day, whatever its load curve says."""
    return {"what": "energy", "day": day.isoformat(), "wh": wh, "curve": False}


def used_at_another_time(truth: Truth, day: date) -> Correction:
    """Turn a day's hours round the clock, so that its maximum power is some hours later than it was published."""
    hours = hours_of(day)
    used_wh = [truth.consumption.hours_wh[hour] for hour in hours]
    maximum = next(
        n for n, hour in enumerate(hours) if hour in maximum_power_rows(truth)
    )
    turn = used_wh.index(max(used_wh)) - maximum - LATER_HOURS
    turned = [used_wh[(n + turn) % len(hours)] for n in range(len(hours))]
    # Powers are even, so that a half-hour is a whole number of Wh.
    half_hours_w = [wh + odd for wh in turned for odd in (wh % 2, -(wh % 2))]
    return {"what": "curve", "day": day.isoformat(), "half_hours_w": half_hours_w}


def read_as(kind: str, contract: str, day: date) -> Correction:
    """Publish a water reading under another TypeAgregat: R is real, A is an anomaly."""
    return {
        "what": "kind",
        "day": day.isoformat(),
        "contract": contract,
        "kind": kind,
    }


def index_is_higher(contract: str, day: date) -> Correction:
    """Correct a water index upwards: the meter showed more at the midnight that opens the day."""
    return {
        "what": "index",
        "day": day.isoformat(),
        "contract": contract,
        "more": MORE_L,
    }
