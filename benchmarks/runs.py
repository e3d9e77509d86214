"""Measurements in fresh processes, on either core, and the medians of several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
from statistics import median
import subprocess
from typing import Any

from .services import this_day

_LIMIT_S = 600

type Result = Mapping[str, Any]


class BenchmarkError(Exception):
    """A measurement did not come to an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """An environment with a core."""

    path: str
    core: str
    """Its version."""

    @classmethod
    def at(cls, path: str) -> Python:
        """Ask an environment what core it has."""
        code = "from homeassistant.const import __version__; print(__version__)"
        return cls(path=path, core=_output(path, "-c", code).strip())

    def measure(self, name: str, folder: Path, **arguments: Any) -> Result:
        """Measure one thing; `run_one` says what there is. One in which the day ends is not counted."""
        if folder.exists() and name not in {"start", "tariffs"}:
            raise BenchmarkError(f"{folder} is there already.")
        day = this_day()
        printed = _output(
            self.path,
            "-m",
            "benchmarks.run_one",
            name,
            str(folder),
            json.dumps(arguments),
        )
        if this_day() != day:
            raise BenchmarkError("Midnight came in between; run it again.")
        result: Result = json.loads(printed.splitlines()[-1])
        return result

    def parsing(self, weeks: int) -> Result:
        """Measure the reading of replies; only where the other clients are installed."""
        printed = _output(self.path, "-m", "benchmarks.parsing", str(weeks))
        result: Result = json.loads(printed.splitlines()[-1])
        return result


def medians(results: Sequence[Result]) -> dict[str, Any]:
    """Return the median of each figure."""
    return {
        name: medians([each[name] for each in results])
        if isinstance(value, Mapping)
        else median(each[name] for each in results)
        for name, value in results[0].items()
    }


def _output(*command: str) -> str:
    """Run a program and return what it printed; what went wrong is in the error."""
    done = subprocess.run(  # noqa: S603 - our own modules, by a Python of this checkout
        command, capture_output=True, text=True, timeout=_LIMIT_S, check=False
    )
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command)}\n{done.stderr[-4000:]}")
    return done.stdout
