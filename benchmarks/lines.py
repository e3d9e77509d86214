"""What results say, as lines of the table: each beside what it is compared with, and with its target."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from .figures import Figure, count, megabytes, seconds
from .runs import Result

ALONE: Final = "the recorder alone"

_MS: Final = 1000
_MB: Final = 1_000_000


def parsing(version: str, found: Result, weeks: int) -> list[Figure]:
    """Return ours against the others, where all found the same points."""
    ours = found["ours"]["s"]
    what = f"{weeks} weeks of load curve, SGE {version}"

    def against(name: str, beside: str, **judged: Any) -> Figure:
        other = found[name]["s"]
        slower = judged.get("at_least", False)
        return Figure(
            measure="a",
            what=what,
            ours=seconds(ours),
            beside=f"{beside}: {seconds(other)}",
            value=other / ours if slower else ours / other,
            **judged,
        )

    texts = "expat that collects the same texts"
    return [
        against("expat, the same texts", texts, target=5.0, gross=12.0),
        against("expat", "expat with handlers that do nothing"),
        against("zeep", "zeep, times its", at_least=True, target=3.0, gross=1.2),
        against("suds", "suds, times its", at_least=True, target=3.0, gross=3.0),
    ]


def first_import(
    core: str, ours: Result, bare: Result, *, target: float
) -> list[Figure]:
    """Return what a first import takes, in several ways of counting."""
    return [
        Figure(
            measure="b",
            what=f"first import, {core}: {count(ours['rows'])} rows",
            ours=f"{seconds(ours['s'])}, {count(ours['calls'])} calls",
            beside=f"{ALONE}: {seconds(bare['s'])}",
            value=ours["s"] / bare["s"],
            target=target,
        ),
        Figure(
            measure="b",
            what=f"the same less what the services took to answer, {core}",
            ours=seconds(ours["s"] - ours["waited_s"]),
            beside=f"{ALONE}: {seconds(bare['s'])}",
            value=(ours["s"] - ours["waited_s"]) / bare["s"],
        ),
        Figure(
            measure="b",
            what=f"the same in processor time of the process, {core}",
            ours=seconds(ours["cpu_s"]),
            beside=f"{ALONE}: {seconds(bare['cpu_s'])}",
            value=ours["cpu_s"] / bare["cpu_s"],
        ),
        Figure(
            measure="b",
            what=f"rows sent for a row that is kept, {core}",
            ours=count(ours["sent"]),
            beside=f"each once: {count(ours['rows'])}",
            value=ours["sent"] / ours["rows"],
            gross=2.0,
        ),
    ]


def loop_and_memory(what: str, ours: Result, bare: Result, beside: str) -> list[Figure]:
    """Return by how much the longest stall and the most memory exceed those of what it is compared with."""
    return [
        stall(what, ours, bare, beside),
        Figure(
            measure="d",
            what=f"most memory, {what}",
            ours=megabytes(ours["memory"]),
            beside=f"{beside}: {megabytes(bare['memory'])}",
            value=(ours["memory"] - bare["memory"]) / _MB,
            unit="MB",
            target=30,
            gross=60,
        ),
    ]


def stall(what: str, ours: Result, bare: Result, beside: str) -> Figure:
    """Return by how much the longest stall exceeds that of what it is compared with."""
    return Figure(
        measure="d",
        what=f"longest stall, {what}",
        ours=seconds(ours["stall_s"]),
        beside=f"{beside}: {seconds(bare['stall_s'])}",
        value=(ours["stall_s"] - bare["stall_s"]) * _MS,
        unit="ms",
        target=50,
        gross=1500,
    )


def day(what: str, ours: Result, window: Result) -> list[Figure]:
    """Return the rows that are sent, which is exact on any machine, and how long it takes.

    A day has a row for each of its hours, and one for its maximum power.
    """
    sent = count(ours["sent"])
    if adjustments := ours["adjustments"]:
        sent = f"{sent}, and {adjustments} shift of the sums after them"
    return [
        Figure(
            measure="c",
            what=f"rows sent, {what}",
            ours=sent,
            beside=f"from there on: {count(window['sent'])}",
            # None at all would be as wrong as too many.
            value=window["sent"] / ours["sent"] if ours["sent"] else 0,
            at_least=True,
            target=10,
            gross=window["sent"] / (ours["hours"] + 1),
        ),
        Figure(
            measure="c",
            what=f"time, {what}",
            ours=f"{seconds(ours['s'])}, calls and checks included",
            beside=f"the recorder's part alone: {seconds(window['s'])}",
            value=ours["s"] / window["s"],
        ),
    ]


_GROWING: Final = {
    "all": "all rows of the ledger, to an empty recorder",
    "day": "a normal day",
    "start": "a start",
}


def growth(
    what: str,
    sizes: Sequence[int],
    found: Sequence[Result],
    name: Callable[[int], str],
) -> list[Figure]:
    """Return how much more each unit takes in the largest than in the smallest: 1 is linear."""
    times = [each[what]["s"] for each in found]
    growing = (times[-1] / sizes[-1]) / (times[0] / sizes[0])
    told = [
        f"{name(size)}: {seconds(taken)}"
        for size, taken in zip(sizes, times, strict=True)
    ]
    return [
        Figure(
            measure="e",
            what=f"growth from {name(sizes[0])} to {name(sizes[-1])}, {_GROWING[what]}",
            ours="; ".join(told),
            beside="in proportion: 1",
            value=growing,
            target=1.0,
            gross=6.0,
        )
    ]


def age(days: int) -> str:
    """Return how old something is."""
    years = round(days / 365.25)
    if years == 0:
        return f"{days} days"
    return "1 year" if years == 1 else f"{years} years"


def meters(number: int) -> str:
    """Return so many meters."""
    return "1 meter" if number == 1 else f"{number} meters"
