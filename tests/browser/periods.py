"""What is true of a period: from the emulated home's own days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scripts.demo_home.bill import Amount

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Local days, the first and the last one included."""

    first: date
    last: date

    def of[T](self, days: Mapping[date, T]) -> dict[date, T]:
        """Return those of the days that lie in the period."""
        return {
            day: value for day, value in days.items() if self.first <= day <= self.last
        }

    def euros(self, costs: Mapping[date, Amount]) -> Amount:
        """Return the least and the most that all days cost together."""
        known = self.of(costs).values()
        return sum(low for low, _ in known), sum(high for _, high in known)


def one_day(day: date) -> Period:
    """Return the period of a day."""
    return Period(first=day, last=day)


def month_before(today: date) -> Period:
    """Return the whole month before that of a day."""
    last = today.replace(day=1) - ONE_DAY
    return Period(first=last.replace(day=1), last=last)


def year_before(today: date) -> Period:
    """Return the whole year before that of a day."""
    return Period(first=date(today.year - 1, 1, 1), last=date(today.year - 1, 12, 31))


def month_of(today: date) -> Period:
    """Return the month of a day, up to that day."""
    return Period(first=today.replace(day=1), last=today)


def year_of(today: date) -> Period:
    """Return the year of a day, up to that day."""
    return Period(first=date(today.year, 1, 1), last=today)
