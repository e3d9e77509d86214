"""What a home feeds in, as sensors."""

from typing import Final

from .periods import energy

PRODUCTION_SENSORS: Final = (
    energy("production_last_day", lambda known: known.periods.last_day, precision=2),
    energy("production_last_7_days", lambda known: known.periods.last_7_days),
    energy("production_month", lambda known: known.periods.month),
    energy("production_previous_month", lambda known: known.periods.previous_month),
    energy("production_year", lambda known: known.periods.year, precision=0),
)
