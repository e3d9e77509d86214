"""Feeds parsers with spoilt inputs, counts what comes out, and keeps the smallest input that something undocumented came of."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
import logging
import os
from pathlib import Path
from random import SystemRandom
import sys
from tempfile import NamedTemporaryFile
import time
from typing import Final
import warnings

from hypothesis import HealthCheck, Phase, given, seed as seeded, settings

from .homes import secrets
from .judging import UndocumentedError
from .parser import Parser
from .parsers import PARSERS
from .spoiling import Spoilt, applied, spoilt

FULL: Final = 110_000
"""Inputs in all."""

SHORT: Final = 6_000
_LONGEST_SHRINKING_S: Final = 20

_say: Final = partial(print, flush=True)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of one parser."""

    name: str
    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failing: bytes | None = None
    """The smallest input that something undocumented came of."""

    failure: str = ""


def fuzz(parser: Parser, inputs: int, *, seed: int) -> Tally:
    """Feed a parser with so many inputs, or fewer if one fails: then with ever smaller ones that fail, too."""
    tally = Tally(name=parser.name)
    documents = parser.documents
    until: list[float] = []

    @seeded(seed)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(spoilt(len(documents)))
    def feed(how: Spoilt) -> None:
        given = applied(how, documents, secrets())
        if until and time.perf_counter() > until[0] and given != tally.failing:
            # Small enough: what takes long is long to shrink.
            return
        tally.inputs += 1
        try:
            tally.outcomes[parser.outcome(given)] += 1
        except UndocumentedError as err:
            tally.failing, tally.failure = given, str(err)
            until.append(time.perf_counter() + _LONGEST_SHRINKING_S)
            raise

    begun = time.perf_counter()
    with suppress(UndocumentedError):
        feed()
    tally.seconds = time.perf_counter() - begun
    return tally


def main() -> int:
    """Run what the command line says; return 1 if something undocumented came out."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a run of a few seconds")
    parser.add_argument(
        "--seed", type=int, help="repeat a run, by the number it printed"
    )
    parser.add_argument("--only", default="", help="parsers whose name holds this")
    parser.add_argument("--replay", type=Path, help="feed the input in a file again")
    told = parser.parse_args()
    if told.replay:
        return _replay(told.replay)
    chosen = [each for name, each in PARSERS.items() if told.only in name]
    if not chosen:
        parser.error("no parser has such a name")
    seed = SystemRandom().randrange(2**32) if told.seed is None else told.seed
    _say(f"seed {seed}")
    share = (SHORT if told.short else FULL) // len(PARSERS)
    tallies = list(_fuzzed(chosen, share, seed))
    _print_table(tallies)
    failed = [tally for tally in tallies if tally.failing is not None]
    for tally in failed:
        _print_failure(tally)
    return 1 if failed else 0


def _fuzzed(chosen: Iterable[Parser], share: int, seed: int) -> Iterator[Tally]:
    """Feed parsers, as many at a time as there are processors."""
    names = [each.name for each in chosen]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        waiting = [pool.submit(_fuzz_by_name, name, share, seed) for name in names]
        for each in waiting:
            yield each.result()


def _fuzz_by_name(name: str, share: int, seed: int) -> Tally:
    logging.disable(logging.NOTSET)
    warnings.simplefilter("ignore")
    return fuzz(PARSERS[name], share, seed=seed)


def _print_table(tallies: list[Tally]) -> None:
    width = max(len(tally.name) for tally in tallies)
    _say(f"{'parser':{width}}  inputs  seconds  outcomes")
    for tally in tallies:
        outcomes = ", ".join(
            f"{what} {count}" for what, count in tally.outcomes.most_common()
        )
        _say(
            f"{tally.name:{width}}  {tally.inputs:6}  {tally.seconds:7.1f}  {outcomes}"
        )
    inputs = sum(tally.inputs for tally in tallies)
    seconds = sum(tally.seconds for tally in tallies)
    kinds = len({what for tally in tallies for what in tally.outcomes})
    _say(f"{'all':{width}}  {inputs:6}  {seconds:7.1f}  {kinds} different ones")


def _print_failure(tally: Tally) -> None:
    with NamedTemporaryFile(prefix="fuzz-", suffix=".input", delete=False) as file:
        file.write(tally.name.encode() + b"\n" + (tally.failing or b""))
    _say(f"\n{tally.name}: {tally.failure}", file=sys.stderr)
    _say(f"  {(tally.failing or b'')[:300]!r}", file=sys.stderr)
    _say(f"  scripts/fuzz --replay {file.name}", file=sys.stderr)


def _replay(path: Path) -> int:
    """Say what comes out of an input that was kept; what is not documented is raised, so that it shows where it began."""
    name, _, given = path.read_bytes().partition(b"\n")
    _say(PARSERS[name.decode()].outcome(given))
    return 0
