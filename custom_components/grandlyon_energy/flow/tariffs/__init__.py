"""The dialogues about tariffs: each adds or changes a subentry of a home, and writes nothing else."""

from collections.abc import Mapping
from typing import Final

from homeassistant.config_entries import ConfigSubentryFlow

from ...const import (
    SUBENTRY_ELECTRICITY_TARIFF,
    SUBENTRY_OFF_PEAK_HOURS,
    SUBENTRY_TEMPO_CALENDAR,
    SUBENTRY_WATER_TARIFF,
)
from .electricity import ElectricityTariffFlow
from .off_peak import OffPeakHoursFlow
from .tempo import TempoCalendarFlow
from .water import WaterTariffFlow

TARIFF_FLOWS: Final[Mapping[str, type[ConfigSubentryFlow]]] = {
    SUBENTRY_ELECTRICITY_TARIFF: ElectricityTariffFlow,
    SUBENTRY_OFF_PEAK_HOURS: OffPeakHoursFlow,
    SUBENTRY_TEMPO_CALENDAR: TempoCalendarFlow,
    SUBENTRY_WATER_TARIFF: WaterTariffFlow,
}
"""The dialogues, by the kind of subentry."""
