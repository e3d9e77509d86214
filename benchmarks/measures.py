"""The measures of docs/performance.md: what is run for each, and what is made of the results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
import shutil
from typing import Final

from .core import DATABASE
from .figures import Figure, count, seconds
from .lines import (
    ALONE,
    age,
    day,
    first_import,
    growth,
    loop_and_memory,
    meters,
    parsing,
    stall,
)
from .runs import Python, Result, medians

_TARIFFS: Final = {"peak": "peak and off-peak prices", "tempo": "Tempo's prices"}

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    repeats: int
    weeks: int
    """Of load curve that is parsed."""

    import_days: int | None
    """Of history of a home that is added; None is as much as the services keep."""

    old_days: int
    """Of the ledger of the home of a normal day, a correction and tariffs."""

    ledger_days: int
    """Of the ledger that is started with."""

    tariffs: Sequence[str]
    """That are added."""

    years: Sequence[int]
    """Of growth, in days."""

    meters: Sequence[int]
    meter_days: int


FULL: Final = Size(
    repeats=3,
    weeks=52,
    import_days=None,
    old_days=1096,
    ledger_days=1826,
    tariffs=("peak", "tempo"),
    years=(365, 1096, 3652),
    meters=(1, 5, 20),
    meter_days=365,
)
SHORT: Final = Size(
    repeats=1,
    weeks=3,
    import_days=60,
    old_days=430,
    ledger_days=430,
    tariffs=("peak",),
    years=(60, 430),
    meters=(1, 3),
    meter_days=60,
)


class Bench:
    """One run of all measures."""

    def __init__(
        self, *, test: Python, demo: Python, folder: Path, size: Size, say: Say
    ) -> None:
        """Measure on two cores, in a folder for what they leave behind."""
        self._test = test
        self._demo = demo
        self._folder = folder
        self._size = size
        self._say = say
        self._folders = 0
        self._old_homes: dict[tuple[int, int], tuple[Result, Path]] = {}
        self._starts: dict[Path, Result] = {}

    def figures(self) -> list[Figure]:
        """Run everything."""
        return [
            *self.parsing(),
            *self.first_import(self._demo, target=1.5),
            *self.first_import(self._test, target=2.0),
            *self.with_tariffs(),
            *self.days(),
            *self.start(),
            *self.growth_in_years(),
            *self.growth_in_meters(),
        ]

    def parsing(self) -> list[Figure]:
        """Measure (a): from replies to readings."""
        self._say("a: reading replies")
        found = self._test.parsing(self._size.weeks)
        figures: list[Figure] = []
        for version in ("v2", "v3"):
            figures += parsing(version, found[version], self._size.weeks)
        ours, bare = (found["json"][name]["s"] for name in ("ours", "json"))
        figures.append(
            Figure(
                measure="a",
                what="Conso API's JSON, the same weeks",
                ours=seconds(ours),
                beside=f"bare `json.loads`: {seconds(bare)}",
                value=ours / bare,
            )
        )
        return figures

    def first_import(self, python: Python, *, target: float) -> list[Figure]:
        """(b) and (d): the first import of a home."""
        self._say(f"b, d: first import on {python.core}")
        ours, bare = self._imports(python, repeats=self._size.repeats)
        core = f"core {python.core}"
        return [
            *first_import(core, ours, bare, target=target),
            *loop_and_memory(f"first import, {core}", ours, bare, ALONE),
        ]

    def with_tariffs(self) -> list[Figure]:
        """(b) with peak and off-peak prices."""
        self._say("b: first import with tariffs")
        ours, bare = self._imports(self._demo, repeats=1, tariffs=True)
        return [
            Figure(
                measure="b",
                what=f"with peak and off-peak prices, core {self._demo.core}: {count(ours['rows'])} rows",
                ours=seconds(ours["s"]),
                beside=f"{ALONE}: {seconds(bare['s'])}",
                value=ours["s"] / bare["s"],
            ),
        ]

    def days(self) -> list[Figure]:
        """(c) a normal day and a correction, and (d) tariffs that are added."""
        self._say("c: a normal day, a correction")
        old, folder = self._old_home(self._size.old_days)
        source = str(folder / DATABASE)
        window = self._demo.measure("window", self._new_folder(), source=source)
        figures = [
            *day("a normal day", old["day"], window["day"]),
            *day(
                "a correction of 400 days ago", old["correction"], window["correction"]
            ),
        ]
        self._say("d: tariffs that are added")
        folder = self._copy(folder)
        for option in self._size.tariffs:
            added = self._demo.measure("tariffs", folder, option=option)
            bare = self._demo.measure(
                "bare_import",
                self._new_folder(),
                source=str(folder / DATABASE),
                leave_out=["_consumption", "_max_power"],
            )
            what = f"{_TARIFFS[option]} added to {age(self._size.old_days)}"
            figures.append(stall(what, added, bare, ALONE))
        return figures

    def start(self) -> list[Figure]:
        """(d): a start with years of ledger."""
        self._say("d: a start with years of ledger")
        _, folder = self._old_home(self._size.ledger_days)
        ours: list[Result] = []
        bare: list[Result] = []
        for _ in range(self._size.repeats):
            ours.append(self._demo.measure("start", self._copy(folder)))
            bare.append(self._demo.measure("start", self._copy(folder), bare=True))
        return loop_and_memory(
            f"a start with {age(self._size.ledger_days)} of ledger",
            medians(ours),
            medians(bare),
            "core without us",
        )

    def growth_in_years(self) -> list[Figure]:
        """(e): homes of more and more years."""
        self._say("e: growth in years")
        found = [self._old_home_started(days) for days in self._size.years]
        return [
            figure
            for what in ("all", "day", "start")
            for figure in growth(what, self._size.years, found, age)
        ]

    def growth_in_meters(self) -> list[Figure]:
        """(e): more and more homes in one Home Assistant."""
        self._say("e: growth in meters")
        found = [
            self._old_home_started(self._size.meter_days, homes)
            for homes in self._size.meters
        ]
        return [
            figure
            for what in ("all", "day", "start")
            for figure in growth(what, self._size.meters, found, meters)
        ]

    def _imports(
        self, python: Python, *, repeats: int, tariffs: bool = False
    ) -> tuple[Result, Result]:
        """Return the medians of first imports, and of recorders that take the same rows, one after the other."""
        ours, bare = [], []
        for _ in range(repeats):
            folder = self._new_folder()
            ours.append(
                python.measure(
                    "first_import",
                    folder,
                    days=self._size.import_days,
                    tariffs=tariffs,
                )
            )
            bare.append(
                python.measure(
                    "bare_import", self._new_folder(), source=str(folder / DATABASE)
                )
            )
        return medians(ours), medians(bare)

    def _old_home(self, days: int, homes: int = 1) -> tuple[Result, Path]:
        """Measure homes with ledgers of so many days, once; return the folder that they leave, too."""
        if (days, homes) not in self._old_homes:
            folder = self._new_folder()
            found = self._demo.measure("years", folder, days=days, homes=homes)
            self._old_homes[days, homes] = found, folder
        return self._old_homes[days, homes]

    def _old_home_started(self, days: int, homes: int = 1) -> Result:
        """Return what such homes took, and what a start with them takes."""
        found, folder = self._old_home(days, homes)
        if folder not in self._starts:
            self._starts[folder] = self._demo.measure("start", self._copy(folder))
        return {**found, "start": self._starts[folder]}

    def _new_folder(self) -> Path:
        """Return where nothing is yet."""
        self._folders += 1
        return self._folder / str(self._folders)

    def _copy(self, folder: Path) -> Path:
        """Copy what another run has left."""
        copy = self._new_folder()
        shutil.copytree(folder, copy, symlinks=True)
        return copy
