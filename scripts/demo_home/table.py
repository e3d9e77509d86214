"""The verdicts as a table."""

from collections.abc import Sequence
from datetime import date, datetime

from . import expected
from .check import Difference, Verdict
from .paid import Year
from .services import Truth

_HEAD = ("statistic", "rows", "first hour", "last hour", "total", "truth", "equal")
_YEARS_HEAD = ("statistic", "year", "days", "total", "truth", "equal")
_SHOWN_DIFFERENCES = 10


def table(verdicts: Sequence[Verdict]) -> str:
    """Return a table of the verdicts, columns aligned, and below it the first days that differ."""
    text = _aligned(_HEAD, [_line(verdict) for verdict in verdicts])
    for verdict in verdicts:
        text += _differences(verdict)
    return "\n".join(text)


def years_table(years: Sequence[Year]) -> str:
    """Return a table of what each calendar year comes to by the tariffs, and of what it must come to."""
    return "\n".join(_aligned(_YEARS_HEAD, [_year_line(year) for year in years]))


def final(
    verdicts: Sequence[Verdict],
    truth: Truth,
    years: Sequence[Year] = (),
    estimates: Sequence[date] = (),
) -> str:
    """Return the tables between empty lines, and what is not judged in full."""
    return "\n".join(
        (
            "",
            table(verdicts),
            "",
            *([years_table(years), ""] if years else []),
            *expected.left_out(truth),
            *(
                f"{day}: which hours are off-peak for all of it nobody knows; judged by the least and the most it can cost"
                for day in estimates
            ),
            "",
        )
    )


def outcome(before: Sequence[Verdict], after: Sequence[Verdict], *, calls: int) -> str:
    """Say what a step changed."""
    too_many = sum(verdict.too_many for verdict in before)
    gone = f" ({_count(too_many, 'row')} to go)" if too_many else ""
    left = _differing(after)
    return (
        f"{_count(_differing(before), 'difference')}{gone}, "
        f"after {_count(calls, 'call')} {left or 'none'}"
    )


def restart_outcome(*, changed: int, calls: int) -> str:
    """Say what a restart changed, which must be nothing."""
    return f"{_count(changed, 'row')} changed, {_count(calls, 'call')}"


def price_outcome(*, changed: int, calls: int) -> str:
    """Say what else a changed price changed, which must be nothing."""
    return (
        f"{_count(changed, 'row')} of energy, maximum power or water changed, "
        f"{_count(calls, 'call')}"
    )


def _aligned(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines under a head and a rule, columns aligned."""
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    rule = ["-" * width for width in widths]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in (head, rule, *lines)
    ]


def _differing(verdicts: Sequence[Verdict]) -> int:
    """Return how many days and hours differ."""
    return sum(len(verdict.differences) for verdict in verdicts)


def _count(number: int, what: str) -> str:
    """Write how many of something there are."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _line(verdict: Verdict) -> tuple[str, ...]:
    """Return a verdict's cells."""
    return (
        verdict.statistic,
        str(verdict.rows),
        _hour(verdict.first),
        _hour(verdict.last),
        f"{_amount(verdict.shown)} {verdict.unit}",
        _truth(verdict.truth, verdict.most, verdict.unit),
        "yes" if verdict.equal else f"NO: {len(verdict.differences)} differ",
    )


def _year_line(year: Year) -> tuple[str, ...]:
    """Return a year's cells."""
    return (
        year.statistic,
        str(year.year),
        str(year.days),
        f"{_amount(year.shown)} {year.unit}",
        _truth(*year.truth, year.unit),
        "yes" if year.equal else "NO",
    )


def _truth(least: float, most: float | None, unit: str) -> str:
    """Write what the truth is, or the least and the most that it can be."""
    texts = dict.fromkeys(map(_amount, (least, least if most is None else most)))
    return f"{' to '.join(texts)} {unit}"


def _differences(verdict: Verdict) -> list[str]:
    """Return a line for each of the first differences."""
    if verdict.equal:
        return []
    left_out = len(verdict.differences) - _SHOWN_DIFFERENCES
    return [
        "",
        f"{verdict.statistic} differs on",
        *(_difference(one) for one in verdict.differences[:_SHOWN_DIFFERENCES]),
        *([f"  and {left_out} more"] if left_out > 0 else []),
    ]


def _difference(one: Difference) -> str:
    """Return one difference in words."""
    at = _hour(one.at) if isinstance(one.at, datetime) else one.at
    return f"  {at}: shown {_amount(one.shown)}, truth {_amount(one.truth)}"


def _amount(amount: float | None) -> str:
    """Write an amount, whole when it is whole to a thousandth."""
    if amount is None:
        return "none"
    rounded = round(amount, 3)
    return f"{rounded:,.0f}" if rounded == round(rounded) else f"{rounded:,.3f}"


def _hour(at: datetime | None) -> str:
    """Write a local hour."""
    return "none" if at is None else f"{at.astimezone(expected.LOCAL):%Y-%m-%d %H:%M}"
