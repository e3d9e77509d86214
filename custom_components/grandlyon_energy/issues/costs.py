"""What a home is to be told of what its tariffs need, and nobody has told: those hours have no cost."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ..metering.calendar import DAY, days_between
from ..metering.tariff.options import TariffOption
from .card import OFF_PEAK_HOURS_MISSING, TEMPO_COLOURS_MISSING, Card, Setting

if TYPE_CHECKING:
    from ..coordinator import ElectricityCoordinator
    from ..pricing.electricity import ElectricityPricing

RECENT: Final = timedelta(days=30)
MISSING_COLOURS: Final = 3
"""So many days must lack their colour: one or two are learned late, or were missed while Home Assistant was off."""


def cost_cards(main: ElectricityCoordinator, setting: Setting) -> Iterator[Card]:
    """Return what keeps days of a home from having a cost."""
    known = main.energy.series.days
    if main.costs is None or not known:
        return
    pricing = main.costs.pricing
    if since := _without_windows(pricing, known[0], setting.today):
        yield setting.card(OFF_PEAK_HOURS_MISSING, since=since)
    if missing := _without_colour(pricing, known[0], setting.today):
        yield setting.card(TEMPO_COLOURS_MISSING, days=len(missing), day=missing[-1])


def _without_windows(
    pricing: ElectricityPricing, first: date, today: date
) -> date | None:
    """Return the first day, of those from `first` to today, that is priced by off-peak hours which nobody knows."""
    prices = pricing.prices
    begins = prices.tariffs.first_day
    for day in days_between(max(first, begins or today), today + DAY):
        tariff = prices.tariffs.on(day)
        if (
            tariff is not None
            and tariff.option is TariffOption.PEAK_OFF_PEAK
            and prices.windows.intervals(day) is None
        ):
            return day
    return None


def _without_colour(
    pricing: ElectricityPricing, first: date, today: date
) -> list[date]:
    """Return the recent days of Tempo whose colour is not known; none where it is not in force, or they are few."""
    if not _is_tempo(pricing, today):
        return []
    missing = [
        day
        for day in days_between(max(first, today - RECENT), today)
        if _is_tempo(pricing, day) and pricing.colour_of(day) is None
    ]
    return missing if len(missing) >= MISSING_COLOURS else []


def _is_tempo(pricing: ElectricityPricing, day: date) -> bool:
    tariff = pricing.prices.tariffs.on(day)
    return tariff is not None and tariff.option is TariffOption.TEMPO
