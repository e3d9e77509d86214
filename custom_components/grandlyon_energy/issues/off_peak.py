"""What a home is to be told of off-peak hours that its contract tells otherwise than before, or announces.

What the contract prints prices nothing: its holder knows from which day other hours hold, and enters them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ..ledger.electricity import ElectricityLedger
from ..metering.tariff.options import TariffOption
from ..metering.tariff.windows import Interval, within_day
from ..metering.tariff.windows_text import parse_windows
from .card import OFF_PEAK_HOURS_ANNOUNCED, OFF_PEAK_HOURS_CHANGED, Card, Setting
from .seen import OFF_PEAK_ANNOUNCED, OFF_PEAK_CHANGED, is_unseen

if TYPE_CHECKING:
    from ..coordinator import ElectricityCoordinator
    from ..pricing.settings import ElectricityPrices

READ_AFTER: Final = timedelta(days=14)
"""So much later than other hours hold they may be read at the latest: the contract is read once a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Off-peak hours of a contract, as printed, that took the place of others."""

    day: date
    """The local day on which they were first read."""

    hours: str
    former_day: date
    """The local day on which the former ones were first read."""

    former_hours: str


def off_peak_cards(main: ElectricityCoordinator, setting: Setting) -> Iterator[Card]:
    """Return what is to be said of them: nothing where the tariff in force does not ask when it is off-peak."""
    if main.costs is None:
        return
    prices = main.costs.pricing.prices
    tariff = prices.tariffs.on(setting.today)
    if tariff is not None and tariff.option is not TariffOption.PEAK_OFF_PEAK:
        return
    yield from _changed(main.ledger, prices, setting)
    yield from _announced(main.ledger, prices, setting)


def off_peak_change(ledger: ElectricityLedger) -> Change | None:
    """Return the newest change of the off-peak hours; the same hours in other words are none."""
    told: list[tuple[date, str]] = []
    for day, hours in ledger.off_peak_seen:
        if not told or _meaning(told[-1][1]) != _meaning(hours):
            told.append((day, hours))
    if len(told) < 2:
        return None
    (former_day, former_hours), (day, hours) = told[-2:]
    return Change(
        day=day, hours=hours, former_day=former_day, former_hours=former_hours
    )


def off_peak_announcement(ledger: ElectricityLedger) -> tuple[date, str] | None:
    """Return the off-peak hours that the contract announces, as printed, and the local day on which they were first read.

    None when it announces none, or those that it has already.
    """
    known, contract = ledger.off_peak_announced, ledger.contract
    if known is None or contract.future_off_peak_hours is None:
        return None
    printed = contract.off_peak_hours
    if printed is not None and _meaning(printed) == _meaning(known[1]):
        return None
    return known


def _changed(
    ledger: ElectricityLedger, prices: ElectricityPrices, setting: Setting
) -> Iterator[Card]:
    change = off_peak_change(ledger)
    if change is None or not is_unseen(ledger, OFF_PEAK_CHANGED, change.day):
        return
    since = max(change.former_day + timedelta(days=1), change.day - READ_AFTER)
    if any(windows.valid_from >= since for windows in prices.windows.items):
        return
    yield setting.card(
        OFF_PEAK_HOURS_CHANGED,
        day=change.day,
        hours=change.hours,
        former_hours=change.former_hours,
    )


def _announced(
    ledger: ElectricityLedger, prices: ElectricityPrices, setting: Setting
) -> Iterator[Card]:
    announced = off_peak_announcement(ledger)
    if announced is None or not is_unseen(ledger, OFF_PEAK_ANNOUNCED, announced[0]):
        return
    day, hours = announced
    # Hours that were announced hold from a later day on.
    if any(windows.valid_from > day for windows in prices.windows.items):
        return
    yield setting.card(OFF_PEAK_HOURS_ANNOUNCED, day=day, hours=hours)


def _meaning(printed: str) -> tuple[Interval, ...] | str:
    """Return the windows of a day that a contract prints, or its words where they say something else."""
    try:
        return within_day(parse_windows(printed))
    except ValueError:
        return printed
