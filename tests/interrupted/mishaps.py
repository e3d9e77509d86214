"""What befalls a whole home: its journal, its ledger's files, the rows in the recorder's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
import json
from pathlib import Path
import shutil
from typing import Any, Final
from unittest.mock import patch

from homeassistant.components.recorder.db_schema import Statistics, StatisticsMeta
from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.components.recorder.tasks import ImportStatisticsTask
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import save_json
from homeassistant.helpers.recorder import get_instance, session_scope
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.ledger.files import ledger_folder
from tests.emulator import Home
from tests.homes import energy_id, recorded, water_id

PACKAGE: Final = "custom_components.grandlyon_energy"

type Rows = dict[str, list[StatisticsRow]]


def statistic_ids(home: Home) -> list[str]:
    """Return the ids of all statistics of a home."""
    return [energy_id(home), maximum_power_id(home), water_id(home)]


def maximum_power_id(home: Home) -> str:
    return f"grandlyon_energy:{home.point_id}_max_power"


async def every_row(hass: HomeAssistant, home: Home) -> Rows:
    """Return every row of the home's statistics; none may tell of a negative amount."""
    rows = {each: await recorded(hass, each) for each in statistic_ids(home)}
    for of_one in rows.values():
        assert all((row.get("state") or 0) >= 0 for row in of_one)
        assert all((row.get("change") or 0) > -1e-6 for row in of_one)
    return rows


def assert_same(found: Rows, expected: Rows) -> None:
    """Compare every row; the recorder adds floats."""
    for statistic_id, rows in expected.items():
        assert [row["start"] for row in found[statistic_id]] == [
            row["start"] for row in rows
        ]
        for column in ("state", "sum", "mean", "min", "max"):
            assert [row.get(column) for row in found[statistic_id]] == pytest.approx(
                [row.get(column) for row in rows], abs=1e-6
            )


# The ledger's files.


def folder_of(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return the folder that holds the entry's ledgers."""
    return ledger_folder(hass.config.config_dir, entry.entry_id)


def journals(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, list[Any]]:
    """Return the journals on disk that are not empty, each as the first and last days of its runs."""
    return {
        key: state["pending"]
        for path in folder_of(hass, entry).glob("*/state.json")
        for key, state in json.loads(path.read_bytes())["statistics"].items()
        if state["pending"]
    }


def leave_journal(
    hass: HomeAssistant, entry: MockConfigEntry, first: date, last: date
) -> None:
    """Put a period of days into every journal on disk."""
    for path in folder_of(hass, entry).glob("*/state.json"):
        content = json.loads(path.read_bytes())
        for state in content["statistics"].values():
            state["pending"] = [[first.isoformat(), last.isoformat()]]
        path.write_text(json.dumps(content))


def back_up(hass: HomeAssistant, entry: MockConfigEntry, backup: Path) -> None:
    """Copy the ledgers."""
    shutil.copytree(folder_of(hass, entry), backup)


def restore(hass: HomeAssistant, entry: MockConfigEntry, backup: Path) -> None:
    """Put the copy in place of the ledgers."""
    shutil.rmtree(folder_of(hass, entry))
    shutil.copytree(backup, folder_of(hass, entry))


@contextmanager
def full_disk(*names: str) -> Iterator[None]:
    """Have the disk refuse the ledgers' files of these names, all if none is named."""

    def save(path: str, *args: Any, **kwargs: Any) -> None:
        if not names or Path(path).stem in names:
            raise OSError("No space left on device")
        save_json(path, *args, **kwargs)

    with patch(f"{PACKAGE}.ledger.files.save_json", side_effect=save):
        yield


# The recorder.


@contextmanager
def dropped_imports(*numbers: int) -> Iterator[list[bool]]:
    """Have the recorder drop imports without a word: those of these numbers, counted from 0; all if none is named.

    Yields a list that tells of each import so far whether it was done.
    """
    done: list[bool] = []
    work = ImportStatisticsTask.run

    def run(self: ImportStatisticsTask, instance: Any) -> None:
        done.append(bool(numbers) and len(done) not in numbers)
        if done[-1]:
            work(self, instance)

    with (
        patch.object(ImportStatisticsTask, "run", run),
        # The clock stands still, also for who waits.
        patch(f"{PACKAGE}.statistics.write_pass.BACK_OFF", (0, 0, 0)),
    ):
        yield done


async def remove_rows(
    hass: HomeAssistant,
    statistic_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Delete the rows of a statistic in the database, from an instant to before another (aware)."""

    def remove() -> None:
        with session_scope(hass=hass) as session:
            ours = session.query(StatisticsMeta.id).filter_by(statistic_id=statistic_id)
            rows = session.query(Statistics).filter_by(metadata_id=ours.scalar())
            if since:
                rows = rows.filter(Statistics.start_ts >= since.timestamp())
            if until:
                rows = rows.filter(Statistics.start_ts < until.timestamp())
            assert rows.delete()

    await get_instance(hass).async_add_executor_job(remove)


async def put_back_rows(
    hass: HomeAssistant, statistic_id: str, rows: list[StatisticsRow]
) -> None:
    """Have the database hold these rows of a statistic and no other."""
    await remove_rows(hass, statistic_id)

    def put_back() -> None:
        with session_scope(hass=hass) as session:
            ours = session.query(StatisticsMeta.id).filter_by(statistic_id=statistic_id)
            number = ours.scalar()
            for row in rows:
                session.add(
                    Statistics(
                        metadata_id=number,
                        created_ts=row["start"],
                        start_ts=row["start"],
                        **{
                            column: row.get(column)
                            for column in ("state", "sum", "mean", "min", "max")
                        },
                    )
                )

    await get_instance(hass).async_add_executor_job(put_back)
