"""Tables as files: what a spreadsheet or a script reads, whole or not there."""

from pathlib import Path

import pytest

from custom_components.grandlyon_energy.tables import Table, joined
from custom_components.grandlyon_energy.tables.files import write_files

TABLE = Table(
    figure="energy_wh",
    columns=("start", "energy_wh", "estimated"),
    rows=(("2026-05-01", 1.5, False), ("2026-05-02", 0, True), ("", None, None)),
)


def test_a_file_is_plain_and_what_is_not_known_is_empty(tmp_path: Path) -> None:
    [path] = write_files(tmp_path / "new" / "folder", [("water", TABLE)])

    assert path == tmp_path / "new" / "folder" / "water.csv"
    assert path.read_bytes() == (
        b"start,energy_wh,estimated\r\n"
        b"2026-05-01,1.5,false\r\n"
        b"2026-05-02,0,true\r\n"
        b",,\r\n"
    )
    assert list(path.parent.iterdir()) == [path]


def test_tables_of_one_name_are_files_of_several(tmp_path: Path) -> None:
    paths = write_files(tmp_path, [("water", TABLE), ("water", TABLE)])

    assert [path.name for path in paths] == ["water.csv", "water_2.csv"]


def test_whoever_may_read_other_new_files_may_read_these(tmp_path: Path) -> None:
    (tmp_path / "other").touch()

    [path] = write_files(tmp_path, [("water", TABLE)])

    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_disk_that_is_full_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_files(tmp_path, [("water", TABLE)])

    assert list(tmp_path.iterdir()) == []


def test_tables_are_joined_row_by_row_and_none_is_none() -> None:
    both = joined([TABLE, TABLE])

    assert both is not None
    assert both.rows == TABLE.rows * 2
    assert joined([]) is None


def test_a_table_without_a_figure_knows_nothing() -> None:
    unknown = Table(
        figure="energy_wh", columns=("day", "energy_wh"), rows=(("2026-05-01", None),)
    )
    zero = Table(
        figure="energy_wh", columns=("day", "energy_wh"), rows=(("2026-05-01", 0),)
    )

    assert not unknown.is_known
    assert zero.is_known
