"""The tariffs of a home, as the entry's subentries keep them. No Home Assistant in here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
import json
from typing import Any, Final, Protocol

from ..const import (
    CONF_COLOURS,
    CONF_CONTRACT,
    CONF_DWELLINGS,
    CONF_ELECTRICITY_BILL_SINCE,
    CONF_ELECTRICITY_STANDING_INCLUDED,
    CONF_INTERVALS,
    CONF_OPTION,
    CONF_PRICE_OF_ALL,
    CONF_PRICES,
    CONF_SEASON_FROM,
    CONF_SEASON_TO,
    CONF_STANDING_CHARGE,
    CONF_STANDING_CHARGE_PER,
    CONF_TIER_BASIS,
    CONF_TIERS,
    CONF_VALID_FROM,
    CONF_WATER_BILL_SINCE,
    CONF_WATER_STANDING_INCLUDED,
    CONF_WEEKDAYS,
    SUBENTRY_ELECTRICITY_TARIFF,
    SUBENTRY_OFF_PEAK_HOURS,
    SUBENTRY_TEMPO_CALENDAR,
    SUBENTRY_WATER_TARIFF,
)
from ..metering.tariff.dated import Timeline
from ..metering.tariff.money import micro_euros
from ..metering.tariff.options import CLASSES, Colour, ElectricityTariff, TariffOption
from ..metering.tariff.standing import Per, StandingCharge
from ..metering.tariff.water import Tier, TierBasis, WaterTariff
from ..metering.tariff.windows import OffPeakCalendar, OffPeakWindows, Season
from ..metering.tariff.windows_text import parse_windows

RULES: Final = 1
"""To be raised whenever the same tariffs come to cost otherwise: every cost is then compared once more."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Subentry(Protocol):
    """What is read of a subentry."""

    @property
    def subentry_type(self) -> str:
        """Which of the four it is."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What it keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityPrices:
    """All that prices a usage point."""

    tariffs: Timeline[ElectricityTariff] = field(default_factory=lambda: Timeline(()))
    windows: OffPeakCalendar = field(default_factory=lambda: OffPeakCalendar(()))
    colours: Mapping[date, Colour] = field(default_factory=dict)
    """Of the calendars that the user pasted, by the day on which a Tempo day begins."""

    standing_included: bool = True
    """Whether the cost statistic holds the standing charge, too."""

    bill_since: date | None = None
    fingerprint: str = ""
    """Changes whenever anything does that costs depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterPrices:
    """All that prices a water contract."""

    tariffs: Timeline[WaterTariff] = field(default_factory=lambda: Timeline(()))
    standing_included: bool = True
    bill_since: date | None = None
    fingerprint: str = ""


def electricity_prices(
    subentries: Iterable[Subentry], options: Mapping[str, Any]
) -> ElectricityPrices:
    """Return what prices the usage point of a home."""
    kept = list(subentries)
    tariffs = _of(kept, SUBENTRY_ELECTRICITY_TARIFF)
    windows = _of(kept, SUBENTRY_OFF_PEAK_HOURS)
    calendars = _of(kept, SUBENTRY_TEMPO_CALENDAR)
    included = bool(options.get(CONF_ELECTRICITY_STANDING_INCLUDED, True))
    return ElectricityPrices(
        tariffs=Timeline(map(electricity_tariff, tariffs)),
        windows=OffPeakCalendar(map(off_peak_windows, windows)),
        colours={
            date.fromisoformat(day): Colour(colour)
            for calendar in calendars
            for day, colour in calendar[CONF_COLOURS].items()
        },
        standing_included=included,
        bill_since=_day(options.get(CONF_ELECTRICITY_BILL_SINCE)),
        fingerprint=_fingerprint(tariffs, windows, calendars, [included]),
    )


def water_prices(
    subentries: Iterable[Subentry], options: Mapping[str, Any], contract: str
) -> WaterPrices:
    """Return what prices a water contract of a home, by the number that the home keeps it under."""
    tariffs = [
        each
        for each in _of(subentries, SUBENTRY_WATER_TARIFF)
        if each[CONF_CONTRACT] == contract
    ]
    included = bool(options.get(CONF_WATER_STANDING_INCLUDED, True))
    return WaterPrices(
        tariffs=Timeline(map(water_tariff, tariffs)),
        standing_included=included,
        bill_since=_day(options.get(CONF_WATER_BILL_SINCE)),
        fingerprint=_fingerprint(tariffs, [included]),
    )


def electricity_tariff(data: Mapping[str, Any]) -> ElectricityTariff:
    """Return the tariff that a subentry keeps."""
    option = TariffOption(data[CONF_OPTION])
    return ElectricityTariff(
        valid_from=date.fromisoformat(data[CONF_VALID_FROM]),
        option=option,
        prices={name: micro_euros(data[CONF_PRICES][name]) for name in CLASSES[option]},
        standing=_standing(data),
    )


def off_peak_windows(data: Mapping[str, Any]) -> OffPeakWindows:
    """Return the windows that a subentry keeps."""
    season = None
    if first := data.get(CONF_SEASON_FROM):
        season = Season(first=_month_day(first), last=_month_day(data[CONF_SEASON_TO]))
    return OffPeakWindows(
        valid_from=date.fromisoformat(data[CONF_VALID_FROM]),
        season=season,
        weekdays=frozenset(map(WEEKDAYS.index, data[CONF_WEEKDAYS])),
        intervals=parse_windows(data[CONF_INTERVALS]),
    )


def water_tariff(data: Mapping[str, Any]) -> WaterTariff:
    """Return the tariff of a contract that a subentry keeps."""
    return WaterTariff(
        valid_from=date.fromisoformat(data[CONF_VALID_FROM]),
        tiers=tuple(
            Tier(up_to_m3=up_to, price=micro_euros(price))
            for up_to, price in data[CONF_TIERS]
        ),
        price_of_all=micro_euros(data[CONF_PRICE_OF_ALL]),
        standing=_standing(data),
        basis=TierBasis(data[CONF_TIER_BASIS]),
        dwellings=data[CONF_DWELLINGS],
    )


def _of(subentries: Iterable[Subentry], kind: str) -> list[Mapping[str, Any]]:
    """Return what the subentries of a kind keep, in an order that does not tell in which they were added."""
    kept = [each.data for each in subentries if each.subentry_type == kind]
    return sorted(kept, key=_canonical)


def _standing(data: Mapping[str, Any]) -> StandingCharge:
    return StandingCharge(
        micro_eur=micro_euros(data[CONF_STANDING_CHARGE]),
        per=Per(data[CONF_STANDING_CHARGE_PER]),
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), sort_keys=True, default=dict)


def _fingerprint(*parts: Iterable[Any]) -> str:
    text = json.dumps([RULES, *map(list, parts)], sort_keys=True, default=dict)
    return sha256(text.encode()).hexdigest()[:16]
