"""What is simulated: a normal day, outages of the gateway and what comes after, a day that nobody publishes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from custom_components.grandlyon_energy.metering.calendar import DAY, PARIS
from custom_components.grandlyon_energy.schedule import ELECTRICITY_FIRST, NIGHT_STARTS

from .homes import Outage, draw_homes, polls
from .traffic import Figures, Traffic


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A stretch of one day, from one full local hour to another, that is reported by itself."""

    name: str
    day: int = 0
    """Counted from 0."""

    from_hour: int = 0
    to_hour: int = 24
    limited: bool = False
    """Whether its busiest minute has to stay under the limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """So many days, with or without an outage of the gateway on the first of them."""

    periods: tuple[Period, ...]
    days: int = 1
    outage_hours: tuple[int, int] | None = None
    """Full local hours, from and to."""

    published: bool = True
    """Whether yesterday comes to be known at all."""


SCENARIOS: Final = (
    Scenario(periods=(Period(name="normal day", limited=True),)),
    Scenario(
        periods=(
            Period(name="gateway down all day"),
            Period(name="the day after", day=1, limited=True),
        ),
        days=2,
        outage_hours=(0, 24),
    ),
    Scenario(
        periods=(
            Period(name="gateway down 09-15 h", from_hour=9, to_hour=15),
            Period(name="the hours after", from_hour=15),
        ),
        outage_hours=(9, 15),
    ),
    Scenario(periods=(Period(name="nothing published"),), published=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What a period brought."""

    homes: int
    period: Period
    figures: Figures
    mean: float
    """Calls a second between 08:00 and 22:00."""

    done: float
    """The share of homes that have yesterday when the period ends."""


def results(homes: int, *, first_day: date, late: float, seed: int) -> Iterator[Result]:
    """Simulate so many homes and yield what each period of each scenario brings.

    The same arguments give the same results. `late` is as for `homes.polls`.
    """
    traffics = simulate(SCENARIOS, homes, first_day=first_day, late=late, seed=seed)
    for scenario, traffic in zip(SCENARIOS, traffics, strict=True):
        for period in scenario.periods:
            yield _result(period, traffic, homes, first_day + period.day * DAY)


def simulate(
    scenarios: Sequence[Scenario],
    homes: int,
    *,
    first_day: date,
    late: float,
    seed: int,
) -> list[Traffic]:
    """Let the same homes live through each scenario, and count their calls in each.

    Home by home, because what the schedule says to a home is the same in all scenarios, and takes its time.
    """
    random = Random(seed)
    traffics = [Traffic(first_day, scenario.days) for scenario in scenarios]
    outages = [_outage(scenario, first_day) for scenario in scenarios]
    for home in draw_homes(homes, random):
        for scenario, traffic, outage in zip(scenarios, traffics, outages, strict=True):
            traffic.add(
                polls(
                    home,
                    first_day=first_day,
                    days=scenario.days,
                    outage=outage,
                    late=late if scenario.published else 1,
                    random=random,
                )
            )
    return traffics


def local_hour(day: date, hour: int) -> datetime:
    """Return a full hour of a local day as aware UTC; 24 is the midnight that ends it."""
    local = datetime.combine(day, time.min, PARIS) + timedelta(hours=hour)
    return local.astimezone(UTC)


def _outage(scenario: Scenario, first_day: date) -> Outage | None:
    if scenario.outage_hours is None:
        return None
    start, end = (local_hour(first_day, hour) for hour in scenario.outage_hours)
    return Outage(start=start, end=end)


def _result(period: Period, traffic: Traffic, homes: int, day: date) -> Result:
    start = local_hour(day, period.from_hour)
    end = local_hour(day, period.to_hour)
    opens = max(start, local_hour(day, ELECTRICITY_FIRST.hour))
    closes = min(end, local_hour(day, NIGHT_STARTS.hour))
    figures = traffic.figures(start, end)
    return Result(
        homes=homes,
        period=period,
        figures=figures,
        mean=figures.calls / (closes - opens).total_seconds(),
        done=traffic.done(local_hour(day, 0), end) / homes,
    )
