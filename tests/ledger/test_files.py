"""The ledger's files: whole or not at all; what is damaged is set aside, what is newer is left alone."""

import asyncio
from datetime import UTC, date, datetime
import json
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.helpers.json import save_json
import pytest

from custom_components.grandlyon_energy.ledger.adopted import AdoptedDay
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.files import LedgerTooNewError
from custom_components.grandlyon_energy.ledger.migrations import FORMAT_VERSION
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.sources.readings import (
    DailyEnergy,
    IndexType,
    MeterIndex,
)

from .conftest import OpenStore

SEEN = date(2026, 2, 1)
SAVE_JSON = "custom_components.grandlyon_energy.ledger.files.save_json"


def water(*days: date) -> WaterLedger:
    """A ledger with a real reading on each of these days, read once."""
    ledger = WaterLedger()
    ledger.add_meter_indexes(
        [
            MeterIndex(day=day, type=IndexType.REAL, index_l=1000 + number)
            for number, day in enumerate(days)
        ],
        source="egl",
        seen=SEEN,
    )
    ledger.set_poll_second(17)
    ledger.mark_read("indexes", on=date(2026, 12, 3))
    return ledger


NEW_YEAR = (date(2025, 12, 31), date(2026, 1, 1))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def rights(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.iterdir()}


def put(path: Path, content: bytes) -> None:
    """Write what somebody else would have written there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


async def test_there_is_a_file_for_each_year_and_one_for_the_meter_all_private(
    open_store: OpenStore, folder: Path
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()

    assert list(contents(folder)) == ["2025.json", "2026.json", "state.json"]
    assert rights(folder) == {0o600}
    year = json.loads((folder / "2026.json").read_bytes())
    assert year["version"] == FORMAT_VERSION


async def test_without_a_folder_the_ledger_is_empty_and_none_is_made(
    open_store: OpenStore, tmp_path: Path
) -> None:
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert not ledger.days
    assert not ledger.dirty
    assert contents(tmp_path) == {}


async def test_only_what_changed_is_written(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = water(*NEW_YEAR)
    store = open_store(ledger)
    await store.async_save()

    def saved() -> list[str]:
        return [Path(call.args[0]).stem for call in save.call_args_list]

    with patch(SAVE_JSON, wraps=save_json) as save:
        await store.async_save()
        assert saved() == []

        reading = MeterIndex(day=NEW_YEAR[1], type=IndexType.REAL, index_l=1000)
        ledger.add_meter_indexes([reading], source="egl", seen=SEEN)
        await store.async_save()
        assert saved() == ["2026"]


DAMAGE: dict[str, bytes] = {
    "empty": b"",
    "zeros": bytes(200),
    "cut off": b'{"version": 1, "days": {"2025-12-31": {"type"',
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "null": b"null",
    "no version": b'{"days": {}}',
    "version as text": b'{"version": "1", "days": {}}',
    "no days": b'{"version": 1}',
    "days as list": b'{"version": 1, "days": []}',
    "a day that does not exist": b'{"version": 1, "days": {"2025-02-30": {}}}',
    "a day without content": b'{"version": 1, "days": {"2025-12-31": null}}',
    "a format that never was": b'{"version": 0, "days": {}}',
    "an unknown type": b'{"version": 1, "days": {"2025-12-31": {"type": "Q", "index_l": 1, "source": "egl", "seen": "2026-02-01"}}}',
    "nested": b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
async def test_a_damaged_year_is_set_aside_and_the_rest_is_there(
    open_store: OpenStore,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    damage: bytes,
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()
    (folder / "2025.json").write_bytes(damage)
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert list(ledger.days) == [NEW_YEAR[1]]
    assert ledger.poll_second == 17
    assert list(contents(folder)) == ["2025.damaged-1", "2026.json", "state.json"]
    assert contents(folder)["2025.damaged-1"] == damage
    assert "7654321" not in caplog.text
    assert caplog.text.count("set aside") == 1


async def test_what_a_damaged_file_held_counts_as_unread_and_is_told_once(
    open_store: OpenStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()
    (folder / "2025.json").write_bytes(b"")
    await open_store(WaterLedger()).async_load()
    caplog.clear()
    again = WaterLedger()

    await open_store(again).async_load()

    assert again.read == {}
    assert not again.dirty
    assert "set aside" not in caplog.text


async def test_what_a_lost_file_held_counts_as_unread_and_is_told_once(
    open_store: OpenStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()
    (folder / "2025.json").unlink()
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert ledger.read == {}
    assert list(ledger.days) == [NEW_YEAR[1]]
    assert caplog.text.count("are gone (2025)") == 1
    caplog.clear()
    ledger.mark_read("indexes", on=SEEN)
    await open_store(ledger).async_save()
    again = WaterLedger()
    await open_store(again).async_load()
    assert again.read == {"indexes": SEEN}
    assert not caplog.text


OLD = date(2021, 5, 4)
ADOPTED = {
    OLD: AdoptedDay(
        source="egl_water", hours=((datetime(2021, 5, 3, 22, tzinfo=UTC), 120_000),)
    )
}


def with_adopted(*days: date) -> WaterLedger:
    """A ledger with readings, and with a day that comes from somewhere else."""
    ledger = water(*days)
    ledger.adopt("water", ADOPTED)
    return ledger


async def test_adopted_days_have_a_file_of_their_own_written_when_they_change(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = with_adopted(*NEW_YEAR)
    store = open_store(ledger)
    await store.async_save()
    files = contents(folder)

    ledger.set_poll_second(18)
    await store.async_save()
    assert list(files) == ["2025.json", "2026.json", "adopted.json", "state.json"]
    assert rights(folder) == {0o600}
    assert b"2021" not in files["state.json"]

    with patch(SAVE_JSON, wraps=save_json) as save:
        ledger.drop_adopted("water", [NEW_YEAR[0]])
        await store.async_save()
        assert not save.called
        ledger.drop_adopted("water", [OLD])
        await store.async_save()
        assert [Path(call.args[0]).stem for call in save.call_args_list] == ["adopted"]

    again = WaterLedger()
    await open_store(again).async_load()
    assert again.adopted.of("water") == {}
    assert not again.dirty


async def test_without_adopted_days_there_is_no_file_of_them(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = water(*NEW_YEAR)
    ledger.adopt("water", {})
    ledger.drop_adopted("water", NEW_YEAR)

    await open_store(ledger).async_save()

    assert "adopted.json" not in contents(folder)


ADOPTED_DAMAGE: dict[str, bytes] = {
    "cut off": b'{"version": 3, "statistics": {"water": {"20',
    "no statistics": b'{"version": 3}',
    "a list": b'{"version": 3, "statistics": {"water": []}}',
    "no source": b'{"version": 3, "statistics": {"water": {"2021-05-04": {"hours": []}}}}',
    "no amount": b'{"version": 3, "statistics": {"water": {"2021-05-04": {"from": "linky", "hours": [[0, [1, null]]]}}}}',
    "half an amount": b'{"version": 3, "statistics": {"water": {"2021-05-04": {"from": "linky", "hours": [[0, [0.5]]]}}}}',
    "no hour": b'{"version": 3, "statistics": {"water": {"2021-05-04": {"from": "linky", "hours": [[1e30, [1]]]}}}}',
}


@pytest.mark.parametrize("damage", ADOPTED_DAMAGE.values(), ids=ADOPTED_DAMAGE.keys())
async def test_damaged_adopted_days_are_set_aside_and_no_reading_is_asked_for_again(
    open_store: OpenStore,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    damage: bytes,
) -> None:
    await open_store(with_adopted(*NEW_YEAR)).async_save()
    (folder / "adopted.json").write_bytes(damage)
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert tuple(ledger.days) == NEW_YEAR
    assert ledger.read.keys() == {"indexes"}
    assert ledger.adopted.of("water") == {}
    assert contents(folder)["adopted.damaged-1"] == damage
    assert caplog.text.count("set aside (adopted); no service can give") == 1
    assert "read again" not in caplog.text
    assert "7654321" not in caplog.text
    caplog.clear()
    again = WaterLedger()
    await open_store(again).async_load()
    assert not caplog.text
    assert not again.dirty


async def test_a_lost_file_of_adopted_days_is_told_once(
    open_store: OpenStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await open_store(with_adopted(*NEW_YEAR)).async_save()
    (folder / "adopted.json").unlink()

    for _ in range(2):
        ledger = WaterLedger()
        await open_store(ledger).async_load()
        assert ledger.read.keys() == {"indexes"}

    assert caplog.text.count("are gone (adopted); no service can give") == 1


async def test_adopted_days_and_readings_damaged_together_are_told_apart(
    open_store: OpenStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await open_store(with_adopted(*NEW_YEAR)).async_save()
    (folder / "adopted.json").write_bytes(b"")
    (folder / "2025.json").write_bytes(b"")
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert ledger.read == {}
    assert "set aside (2025); what they held will be read again" in caplog.text
    assert "set aside (adopted); no service" in caplog.text


async def test_adopted_days_survive_a_damaged_state(
    open_store: OpenStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await open_store(with_adopted(*NEW_YEAR)).async_save()
    (folder / "state.json").write_bytes(b"")
    await open_store(WaterLedger()).async_load()
    caplog.clear()
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert ledger.adopted.of("water") == ADOPTED
    assert not caplog.text


async def test_a_second_damage_does_not_overwrite_the_first(
    open_store: OpenStore, folder: Path
) -> None:
    for damage in (b"first", b"second"):
        await open_store(water(*NEW_YEAR)).async_save()
        (folder / "2025.json").write_bytes(damage)
        await open_store(WaterLedger()).async_load()

    files = contents(folder)
    assert files["2025.damaged-1"] == b"first"
    assert files["2025.damaged-2"] == b"second"


@pytest.mark.parametrize(
    "damage", [b"", b'{"version": 1}', b'{"version": 1, "statistics": {"water": {}}}']
)
async def test_a_damaged_state_is_made_anew_and_the_days_stay(
    open_store: OpenStore, folder: Path, damage: bytes
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()
    (folder / "state.json").write_bytes(damage)
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert tuple(ledger.days) == NEW_YEAR
    assert ledger.poll_second is None
    assert (ledger.read, ledger.statistics) == ({}, {})
    assert contents(folder)["state.damaged-1"] == damage


@pytest.mark.parametrize(
    "damage",
    [
        {"energy_wh": 1},
        {"seen": "2026-02-01", "max_power": ["2026-01-01", 10**30, 1]},
        {"seen": "2026-02-01", "max_power": ["2026-01-01", 1]},
        {"seen": "2026-02-01", "curve": [[0, 1800, "many", False]]},
        {"seen": "2026-02-01", "curve": [[0, 1800]]},
    ],
)
async def test_a_day_of_electricity_that_makes_no_sense_is_damage(
    open_store: OpenStore, folder: Path, damage: dict[str, Any]
) -> None:
    content = {"version": 1, "days": {"2026-01-01": damage}}
    put(folder / "2026.json", json.dumps(content).encode())
    ledger = ElectricityLedger()

    await open_store(ledger).async_load()

    assert not ledger.days
    assert "2026.damaged-1" in contents(folder)


async def test_days_are_not_set_aside_before_it_is_saved_that_they_are_lost(
    open_store: OpenStore, folder: Path
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()
    (folder / "2025.json").write_bytes(b"damaged")
    before = contents(folder)

    with (
        patch(SAVE_JSON, side_effect=OSError("No space left on device")),
        pytest.raises(OSError, match="No space"),
    ):
        await open_store(WaterLedger()).async_load()

    assert contents(folder) == before
    ledger = WaterLedger()
    await open_store(ledger).async_load()
    assert ledger.read == {}


@pytest.mark.parametrize("newer", ["2025", "2026", "adopted", "state"])
async def test_files_of_a_newer_version_are_refused_and_nothing_is_touched(
    open_store: OpenStore, folder: Path, newer: str
) -> None:
    await open_store(with_adopted(*NEW_YEAR)).async_save()
    path = folder / f"{newer}.json"
    path.write_text(
        json.dumps(json.loads(path.read_bytes()) | {"version": FORMAT_VERSION + 1})
    )
    damaged = folder / ("2025.json" if newer != "2025" else "2026.json")
    damaged.write_bytes(b"damaged")
    before = contents(folder)

    with pytest.raises(LedgerTooNewError):
        await open_store(WaterLedger()).async_load()

    assert contents(folder) == before


@pytest.mark.parametrize("refused", ["state", "adopted", "2025", "2026"])
async def test_a_full_disk_keeps_everything_to_be_saved(
    open_store: OpenStore, folder: Path, refused: str
) -> None:
    ledger = with_adopted(*NEW_YEAR)
    store = open_store(ledger)

    def full(path: str, *args: Any, **kwargs: Any) -> None:
        if Path(path).stem == refused:
            raise OSError("No space left on device")
        save_json(path, *args, **kwargs)

    with (
        patch(SAVE_JSON, side_effect=full),
        pytest.raises(OSError, match="No space"),
    ):
        await store.async_save()

    assert ledger.dirty
    await store.async_save()
    again = WaterLedger()
    await open_store(again).async_load()
    assert again.days == ledger.days
    assert again.read == ledger.read
    assert again.adopted.of("water") == ADOPTED


async def test_a_save_that_fails_leaves_the_file_as_it_was(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = water(*NEW_YEAR)
    store = open_store(ledger)
    await store.async_save()
    before = contents(folder)
    corrected = MeterIndex(day=NEW_YEAR[1], type=IndexType.REAL, index_l=9999)
    ledger.add_meter_indexes([corrected], source="egl", seen=SEEN)

    # The last thing that an atomic save asks of the disk.
    with (
        patch("os.rename", side_effect=OSError("I/O error")),
        pytest.raises(OSError, match="could not be saved"),
    ):
        await store.async_save()

    assert contents(folder) == before
    assert ledger.dirty


async def test_a_folder_that_cannot_be_made_is_a_failed_save(
    open_store: OpenStore, folder: Path
) -> None:
    put(folder, b"a file where the folder should be")
    ledger = water(*NEW_YEAR)

    with pytest.raises(FileExistsError):
        await open_store(ledger).async_save()

    assert ledger.dirty


async def test_what_no_file_can_hold_is_a_failed_save(open_store: OpenStore) -> None:
    ledger = ElectricityLedger()
    absurd = DailyEnergy(day=NEW_YEAR[0], energy_wh=2**80)
    ledger.add_daily_energy([absurd], seen=SEEN)

    with pytest.raises(OSError, match="could not be saved"):
        await open_store(ledger).async_save()

    assert ledger.dirty


async def test_what_somebody_put_beside_the_files_is_left_alone(
    open_store: OpenStore, folder: Path
) -> None:
    await open_store(water(*NEW_YEAR)).async_save()
    put(folder / "2026 (copy).json", b"{}")
    put(folder / "notes.json", b"mine")
    before = contents(folder)
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert tuple(ledger.days) == NEW_YEAR
    assert contents(folder) == before


async def test_a_save_that_is_cancelled_is_waited_for(
    open_store: OpenStore, folder: Path
) -> None:
    """Its thread cannot be stopped: what comes next must find its files."""
    store = open_store(water(*NEW_YEAR))
    saving, may_go_on = threading.Event(), threading.Event()

    def slow(*args: Any, **kwargs: Any) -> None:
        saving.set()
        may_go_on.wait(10)
        save_json(*args, **kwargs)

    with patch(SAVE_JSON, slow):
        task = asyncio.create_task(store.async_save())
        await asyncio.to_thread(saving.wait, 10)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=0.05)
        assert not done
        may_go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert list(contents(folder)) == ["2025.json", "2026.json", "state.json"]
