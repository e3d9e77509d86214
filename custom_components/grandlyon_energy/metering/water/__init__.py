"""From a water meter's printed indexes to the volume of each day.

Pure: the same readings, in any order, give the same series, so a late or corrected reading is one more call. Indexes
are litres, volumes integer millilitres, days plain dates (Europe/Paris).
"""

from .attribution import Attribution, closes_day
from .continuation import may_go_on
from .overlap import MeterMatch, Overlap, compare_ways
from .units import looks_like_cubic_metres
from .volumes import (
    DaySpan,
    DayVolume,
    NewestReading,
    VolumeQuality,
    WaterSeries,
    daily_volumes,
    newest_reading,
)

__all__ = [
    "Attribution",
    "DaySpan",
    "DayVolume",
    "MeterMatch",
    "NewestReading",
    "Overlap",
    "VolumeQuality",
    "WaterSeries",
    "closes_day",
    "compare_ways",
    "daily_volumes",
    "looks_like_cubic_metres",
    "may_go_on",
    "newest_reading",
]
