"""What a home costs: calls to its services, rows and adjustments sent to the recorder, ledger files written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.core import Recorder
from homeassistant.helpers.json import save_json

from .emulator import Emulator


@dataclass(slots=True)
class Cost:
    """What was counted."""

    calls: Counter[str] = field(default_factory=Counter)
    """By kind."""

    rows: Counter[str] = field(default_factory=Counter)
    """By the last part of the statistic's id."""

    adjustments: int = 0
    removals: int = 0
    files: list[str] = field(default_factory=list)
    """The ledger files written, without their folder."""

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was asked or written."""
        return self == Cost()


@contextmanager
def counted(emulator: Emulator) -> Iterator[Cost]:
    """Count while the block runs; the calls are there at its end."""
    cost = Cost()
    before = len(emulator.calls)
    importing = Recorder.async_import_statistics
    adjusting = Recorder.async_adjust_statistics
    clearing = Recorder.async_clear_statistics

    def count_rows(
        self: Recorder, metadata: Any, stats: Iterable[Any], table: Any
    ) -> None:
        rows = list(stats)
        cost.rows[
            metadata["statistic_id"].partition("_energy:")[2].partition("_")[2]
        ] += len(rows)
        importing(self, metadata, rows, table)

    def count_adjustments(self: Recorder, *args: Any) -> None:
        cost.adjustments += 1
        adjusting(self, *args)

    def count_removals(self: Recorder, ids: list[str], **kwargs: Any) -> None:
        cost.removals += bool(ids)
        clearing(self, ids, **kwargs)

    def count_files(path: str, *args: Any, **kwargs: Any) -> None:
        cost.files.append(Path(path).name)
        save_json(path, *args, **kwargs)

    with (
        patch.object(Recorder, "async_import_statistics", count_rows),
        patch.object(Recorder, "async_adjust_statistics", count_adjustments),
        patch.object(Recorder, "async_clear_statistics", count_removals),
        patch("custom_components.grandlyon_energy.ledger.files.save_json", count_files),
    ):
        yield cost
    cost.calls.update(call.kind for call in emulator.calls[before:])
