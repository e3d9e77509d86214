"""What the entities show, worked out from ledger and series: pure functions.

The rules about what days mean are in `metering`; here they are put together. Everything is worked out anew at each
poll, at each piece of curve and at midnight, on the event loop: three years of half-hours take less than 2 ms, because
nothing looks at the hours of more than one day.
"""

from ..metering.change import Change
from ..metering.mean_days import MeanDay
from ..metering.periods import Period
from ..metering.standby import Standby
from ..metering.water.continuity import Continuity
from ..metering.water.state import ReadingState
from .electricity import ElectricitySummary, electricity_summary
from .periods import Periods
from .water import WaterSummary, water_summary

__all__ = [
    "Change",
    "Continuity",
    "ElectricitySummary",
    "MeanDay",
    "Period",
    "Periods",
    "ReadingState",
    "Standby",
    "WaterSummary",
    "electricity_summary",
    "water_summary",
]
