"""The tariffs of the demo's home: what a person types about them, and what the page then keeps. Pure functions.

The prices are made up, near those of France and of Lyon. Their dates follow from the day on which the demo runs.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from .flow import Answers

ELECTRICITY: Final = "electricity_tariff"
OFF_PEAK: Final = "off_peak_hours"
WATER: Final = "water_tariff"
TEMPO: Final = "tempo_calendar"

EVERY_DAY: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRINTED_WINDOWS: Final = "22:30-06:30"
"""What the contract of the emulated home prints."""

MIDDAY_WINDOWS: Final = "01:30-07:00, 12:30-15:00"

PEAK_OFF_PEAK_MONTHS: Final = 20
"""So long ago the home left the base tariff: its half-hours are known since earlier."""

CHANGE_MONTHS: Final = 8
MIDDAY_MONTHS: Final = 6

TOUR_TEMPO_DAYS: Final = 60
TOUR_PEAK_DAYS: Final = 30
"""So many days ago the tariffs of the tour begin."""

_TEMPO_PRICES: Final = {
    "blue_peak": 0.1612,
    "blue_off_peak": 0.1325,
    "white_peak": 0.1871,
    "white_off_peak": 0.1499,
    "red_peak": 0.7060,
    "red_off_peak": 0.1575,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One tariff, or list of windows."""

    kind: str
    """As the page calls it."""

    pages: Answers
    """What is typed when it is added."""

    kept: Mapping[str, Any]
    """What the page keeps of it."""

    @property
    def name(self) -> str:
        """What the demo calls it."""
        what = self.kept.get("option") or self.kept.get("intervals") or self.kind
        return f"{what} from {self.kept['valid_from']} on"


def demo_tariffs(
    first: date, today: date, *, contracts: Iterable[str]
) -> Sequence[Tariff]:
    """Return all tariffs of the home, in the order in which a person adds them.

    `first` is the first day that is known of its electricity, `today` the local day, `contracts` the numbers that the
    home keeps its water under. The first days have no tariff.
    """
    base = months_after(first.replace(day=1), 1)
    last_year, this_year = date(today.year - 1, 1, 1), date(today.year, 1, 1)
    return [
        _electricity(base, "base", {"base": 0.2016}, standing=151.2, per="year"),
        _windows(base, PRINTED_WINDOWS),
        _windows(months_after(today, -MIDDAY_MONTHS), MIDDAY_WINDOWS),
        # The newer ones before the older: the order makes no difference.
        _electricity(
            months_after(today, -CHANGE_MONTHS),
            "peak_off_peak",
            {"peak": 0.2081, "off_peak": 0.1635},
            standing=15.74,
            per="month",
        ),
        _electricity(
            months_after(today, -PEAK_OFF_PEAK_MONTHS),
            "peak_off_peak",
            {"peak": 0.2146, "off_peak": 0.1696},
            standing=15.36,
            per="month",
        ),
        *(
            tariff
            for contract in contracts
            for tariff in (
                _water(contract, this_year, (1.3926, 2.7852), of_all=2.0507, per=50.66),
                _water(contract, last_year, (1.3612, 2.7224), of_all=2.0144, per=49.52),
            )
        ),
    ]


def tour_tariffs(today: date) -> Sequence[Tariff]:
    """Return the tariffs of the tour on a local day, each followed by what it lacks: without it days have no cost."""
    tempo, peak = (
        today - timedelta(days=days) for days in (TOUR_TEMPO_DAYS, TOUR_PEAK_DAYS)
    )
    return [
        _electricity(tempo, "tempo", _TEMPO_PRICES, standing=15.5, per="month"),
        # The night that its first day begins with has the colour of the day before.
        _colours(tempo - timedelta(days=1), today),
        _electricity(
            peak,
            "peak_off_peak",
            {"peak": 0.2146, "off_peak": 0.1696},
            standing=15.36,
            per="month",
        ),
        _windows(peak, PRINTED_WINDOWS),
    ]


def announced_windows(today: date) -> Tariff:
    """Return the windows that are to hold from a day to come on."""
    return _windows(today + timedelta(days=30), MIDDAY_WINDOWS)


def told(tariffs: Iterable[Tariff]) -> dict[str, list[Mapping[str, Any]]]:
    """Return what the page keeps of tariffs, by its kind."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for tariff in tariffs:
        kinds.setdefault(tariff.kind, []).append(tariff.kept)
    return kinds


def newest_prices(tariffs: Iterable[Tariff]) -> Tariff:
    """Return the tariff of electricity that began last."""
    electricity = (tariff for tariff in tariffs if tariff.kind == ELECTRICITY)
    return max(electricity, key=lambda tariff: str(tariff.kept["valid_from"]))


def dearer(tariff: Tariff) -> Tariff:
    """Return a tariff of electricity with every price a cent higher, as it is typed to change it."""
    kept = tariff.kept
    prices = {name: round(price + 0.01, 4) for name, price in kept["prices"].items()}
    typed = {**tariff.pages["prices"], **prices}
    return replace(
        tariff, pages={"reconfigure": typed}, kept={**kept, "prices": prices}
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later (earlier, below 0), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _electricity(
    since: date, option: str, prices: Mapping[str, float], *, standing: float, per: str
) -> Tariff:
    common = {
        "valid_from": since.isoformat(),
        "standing_charge": standing,
        "standing_charge_per": per,
    }
    return Tariff(
        kind=ELECTRICITY,
        pages={
            "user": {"option": option, "offer": "none"},
            "prices": {**common, **prices},
        },
        kept={**common, "option": option, "prices": prices},
    )


def _windows(since: date, intervals: str) -> Tariff:
    kept = {
        "valid_from": since.isoformat(),
        "intervals": intervals,
        "weekdays": list(EVERY_DAY),
    }
    return Tariff(
        kind=OFF_PEAK, pages={"user": {**kept, "season": "all_year"}}, kept=kept
    )


def _colours(first: date, last: date) -> Tariff:
    """Return the colours of some days: every fifth is white, every seventh red, and only these are typed."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    colours = {
        day.isoformat(): "red" if not n % 7 else "white" if not n % 5 else "blue"
        for n, day in enumerate(days)
    }
    typed = [
        f"{day} {colour}"
        for day, colour in colours.items()
        if colour != "blue" or day == last.isoformat()
    ]
    return Tariff(
        kind=TEMPO,
        pages={"user": {"days": "\n".join(typed), "others_are_blue": True}},
        kept={"colours": colours},
    )


def _water(
    contract: str,
    since: date,
    prices: tuple[float, float],
    *,
    of_all: float,
    per: float,
) -> Tariff:
    """Return a tariff of water. Its second tier ends below the real one's 180 m³, which this home does not use."""
    middle, last = prices
    common = {
        "valid_from": since.isoformat(),
        "price_of_all": of_all,
        "standing_charge": per,
        "standing_charge_per": "year",
        "tier_basis": "calendar_year",
        "dwellings": 1,
    }
    typed = f"12 : 0\n60 : {middle}\n{last}".replace(".", ",")
    return Tariff(
        kind=WATER,
        pages={
            "user": {"contract": contract, "offer": "none"},
            "prices": {**common, "tiers": typed},
        },
        kept={
            **common,
            "contract": contract,
            "tiers": [[12, 0.0], [60, middle], [None, last]],
        },
    )
