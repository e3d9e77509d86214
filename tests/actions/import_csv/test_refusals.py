"""What is wrong with a file is said without quoting it, and changes nothing."""

import os
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

from homeassistant.core import Context, HomeAssistant
from homeassistant.core_config import Config
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.grandlyon_energy.services import allowed_file

from ...counting import counted
from ...emulator import Emulator, Home
from ...homes import energy_id, ledger_files, recorded_days, settled
from ...statistics.test_queue import full_disk
from ..conftest import YOUNG, Act
from .files import OLDER, sheet_of_days, span, true_kwh

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


async def test_a_wrong_file_changes_nothing_and_is_not_quoted(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    days = [*OLDER, *span(YOUNG, 1)]
    good = sheet_of_days(home, days)
    other = home.point_id.replace(home.point_id[:4], "4242")
    table = good.splitlines()[1:]
    half = [
        line.partition(";")[0] + ";0,5" if number > 0 else line
        for number, line in enumerate(table)
    ]
    contents: list[tuple[str | bytes, str]] = [
        (good + "\nhier;secret", "line 14 of the file, no date"),
        (good + "\n01/01/2024;secret", "On line 14 of the file stands no number"),
        (good + "\n01/01/2024", "Line 14 of the file has too few"),
        (good.replace("kWh", "MWh"), "Line 2 of the file does not say in which unit"),
        (good.replace(home.point_id, other), f"ends in {home.point_id[-4:]}"),
        (sheet_of_days(home, days, kind="Production"), "of production, which"),
        ("\n".join(half), "something else than what is known of the same days"),
        ("Date;Index (L)\n01/01/2024;5", "of water, which this home does not read"),
        (b"PK\x03\x04" + bytes(99), "workbook of a spreadsheet program"),
        ("<html>", "web page"),
        ("", "nothing in the file"),
        ("secret", "none of the known files"),
    ]
    files = ledger_files(hass, entry)
    caplog.clear()

    with counted(emulator) as cost:
        for content, message in contents:
            for preview in (True, False):
                raw = content if isinstance(content, bytes) else content.encode()
                (media / "a.csv").write_bytes(raw)
                with pytest.raises(ServiceValidationError, match=message) as raised:
                    await act("import_csv", file="a.csv", preview=preview)
                for quoted in ("secret", home.point_id, other):
                    assert quoted not in str(raised.value)
                assert raised.value.__suppress_context__
        await settled(hass, entry)

    assert cost.nothing
    assert ledger_files(hass, entry) == files
    assert "secret" not in caplog.text
    assert home.point_id not in caplog.text


async def test_only_a_plain_file_in_an_allowed_folder_is_read(
    act: Act, home: Home, media: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(sheet_of_days(home, OLDER))
    (media / "link.csv").symlink_to(outside)
    (media / "loop.csv").symlink_to(media / "loop.csv")
    (media / "folder.csv").mkdir()
    (media / "inside.csv").write_text(sheet_of_days(home, OLDER))
    (media / "to_inside.csv").symlink_to("inside.csv")
    os.mkfifo(media / "pipe.csv")
    refused = {
        str(outside): "may not read there",
        str(tmp_path / "none.csv"): "may not read there",
        "../secret.csv": "may not read there",
        "link.csv": "may not read there",
        "/etc/passwd": "may not read there",
        "none.csv": "no such file",
        "inside.csv/more.csv": "no such file",
        "folder.csv": "cannot be read",
        "pipe.csv": "cannot be read",
        "loop.csv": "cannot be read",
        "null\0.csv": "cannot be read",
    }

    for name, message in refused.items():
        with pytest.raises(ServiceValidationError, match=message) as raised:
            await act("import_csv", file=name, preview=True)
        assert str(tmp_path) not in str(raised.value)
    for name in ("inside.csv", "to_inside.csv", str(media / "inside.csv")):
        answer = await act("import_csv", file=name, preview=True)
        assert answer["days"] == len(OLDER)


async def test_a_file_that_is_too_large_is_not_even_read(
    act: Act, home: Home, media: Path
) -> None:
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))

    with (
        patch.object(allowed_file, "LARGEST", 100),
        pytest.raises(ServiceValidationError, match="larger than"),
    ):
        await act("import_csv", file="a.csv", preview=True)


async def test_a_link_that_takes_the_files_place_is_not_followed(
    act: Act, home: Home, media: Path, tmp_path: Path
) -> None:
    outside, inside = tmp_path / "secret.csv", media / "a.csv"
    outside.write_text(sheet_of_days(home, OLDER))
    inside.write_text("")
    opening = os.open

    def swapped(path: Any, *args: Any, **more: Any) -> int:
        if Path(path) == inside:
            inside.unlink()
            inside.symlink_to(outside)
        return opening(path, *args, **more)

    with (
        patch(f"{allowed_file.__name__}.os.open", swapped),
        pytest.raises(ServiceValidationError, match="cannot be read"),
    ):
        await act("import_csv", file="a.csv", preview=True)


@pytest.mark.parametrize("ends_by", ["async_unload", "async_remove"])
async def test_a_home_that_ends_while_the_file_is_read_takes_nothing_in(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
    ends_by: str,
) -> None:
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))
    has_ended, read = Event(), allowed_file.read_allowed_file

    def read_slowly(config: Config, name: str) -> bytes:
        has_ended.wait(10)
        return read(config, name)

    async def importing() -> None:
        with pytest.raises(ServiceValidationError, match="not loaded"):
            await act("import_csv", file="a.csv")

    by_the_action = "custom_components.grandlyon_energy.services.import_csv"
    with patch(f"{by_the_action}.read_allowed_file", read_slowly):
        task = hass.async_create_task(importing())
        await getattr(hass.config_entries, ends_by)(entry.entry_id)
        files = ledger_files(hass, entry)
        has_ended.set()
        await task

    assert ledger_files(hass, entry) == files


async def test_only_an_administrator_may_import(
    act: Act, hass_read_only_user: MockUser
) -> None:
    with pytest.raises(Unauthorized):
        await act(
            "import_csv",
            file="a.csv",
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_a_full_disk_is_told_and_mended_later(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))

    with full_disk(hass):
        with pytest.raises(HomeAssistantError, match="Make room") as raised:
            await act("import_csv", file="a.csv")
        await settled(hass, entry)
        assert OLDER[0] not in await recorded_days(hass, energy_id(home))

    assert raised.value.__suppress_context__
    answer = await act("import_csv", file="a.csv")
    entry.runtime_data.queue.request()
    await settled(hass, entry)
    assert answer["days_known"] + answer["days"] == len(OLDER)
    days = await recorded_days(hass, energy_id(home))
    assert {day: days[day] for day in OLDER} == pytest.approx(true_kwh(home, OLDER))
