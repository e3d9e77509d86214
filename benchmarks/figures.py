"""Figures with what they are held against, and how they are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

START: Final = "<!-- figures: written by scripts/bench -->"
END: Final = "<!-- end of the figures -->"

TIMES: Final = "\N{MULTIPLICATION SIGN}"

_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    measure: str
    """a to e."""

    what: str
    ours: str
    beside: str
    """What it is compared with, and what that takes."""

    value: float
    """The ratio or difference that is judged."""

    unit: str = TIMES
    target: float | None = None
    """At most so much, or with `at_least` no less; None where nothing was promised."""

    at_least: bool = False
    gross: float | None = None
    """Beyond it something is broken, on however busy a machine; None where only quiet ones can tell."""

    @property
    def met(self) -> bool:
        """Whether it is within its target."""
        return self.target is None or not self._beyond(self.target)

    @property
    def broken(self) -> bool:
        """Whether it is grossly missed."""
        return self.gross is not None and self._beyond(self.gross)

    @property
    def told(self) -> str:
        """The value with its unit."""
        return _with_unit(self.value, self.unit)

    @property
    def promised(self) -> str:
        """The target with its unit."""
        if self.target is None:
            return ""
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {_with_unit(self.target, self.unit)}"

    @property
    def verdict(self) -> str:
        """Whether the target is met, and by how much it is missed."""
        if self.target is None:
            return ""
        if self.met:
            return "met"
        if not self.value:
            return "missed"
        if self.unit != TIMES:
            return f"missed by {_with_unit(abs(self.value - self.target), self.unit)}"
        short, long = sorted((self.value, self.target))
        percent = 100 * (long / short - 1)
        return f"missed by {max(percent, 0.1):.{0 if percent >= 1 else 1}f} %"

    def _beyond(self, limit: float) -> bool:
        return self.value < limit if self.at_least else self.value > limit


def table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table."""
    head = ("", "what", "here", "beside it", "", "target", "")
    lines = [head, ("---",) * len(head)]
    lines += [
        (
            each.measure,
            each.what,
            each.ours,
            each.beside,
            f"**{each.told}**",
            each.promised,
            each.verdict,
        )
        for each in figures
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def summary(figures: Sequence[Figure]) -> str:
    """Return which targets are met and which are not, a line each."""
    judged = [each for each in figures if each.target is not None]
    lines = [
        f"{each.measure}  {each.verdict:<18} {each.told:>10} ({each.promised})  {each.what}; {each.beside}"
        for each in judged
    ]
    met = sum(each.met for each in judged)
    return "\n".join([*lines, f"{met} of {len(judged)} targets are met."])


def with_figures(page: str, generated: str) -> str:
    """Return a page with what stands between its markers replaced.

    Raises:
        ValueError: the page has no markers.

    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError("The page has no place for the figures.")
    return f"{before}{START}\n\n{generated}\n\n{END}{after}"


def seconds(value: float) -> str:
    """Return a duration, ms below a second."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def megabytes(value: float) -> str:
    """Return an amount of memory."""
    return f"{value / _MILLION:.0f} MB"


def count(value: float) -> str:
    """Return a number of things."""
    return f"{value:,.0f}".replace(",", " ")


def _with_unit(value: float, unit: str) -> str:
    if unit == TIMES and value < 10:
        return f"{value:.2f} {unit}"
    return f"{value:.0f} {unit}"
