"""What stores install of a release, and when there is none."""

from collections.abc import Callable
import json
from pathlib import Path
import subprocess
from zipfile import ZipFile

import pytest

from scripts.release_archive import main, newest_changes, write_archive

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components" / "grandlyon_energy"
STORE = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))

type Clone = Callable[..., Path]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Makes a clone whose files name versions."""

    def make(
        manifest: str = "1.2.3",
        project: str = "1.2.3",
        changes: str = "## [1.2.3] - 2026-12-24",
    ) -> Path:
        package = tmp_path / "custom_components" / "grandlyon_energy"
        package.mkdir(parents=True)
        (package / "manifest.json").write_text(json.dumps({"version": manifest}))
        (package / "__init__.py").write_text('"""A package."""\n')
        (tmp_path / "pyproject.toml").write_text(f'[project]\nversion = "{project}"\n')
        (tmp_path / "CHANGELOG.md").write_text(
            f"# Changelog\n\n{changes}\n\n## [1.2.2] - 2026-11-30\n"
        )
        return tmp_path

    return make


def test_the_archive_is_the_one_that_stores_look_for(tmp_path: Path) -> None:
    archive = write_archive(tmp_path)

    assert STORE["zip_release"] is True
    assert archive.name == STORE["filename"] == f"{PACKAGE.name}.zip"
    # A branch has no archive, so there is nothing to install of it.
    assert STORE["hide_default_branch"] is True


def test_the_archive_holds_the_integration_with_the_manifest_at_its_root(
    tmp_path: Path,
) -> None:
    with ZipFile(write_archive(tmp_path)) as archive:
        named = archive.namelist()
        manifest = archive.read("manifest.json")

    assert manifest == (PACKAGE / "manifest.json").read_bytes()
    assert {"__init__.py", "translations/fr.json", "brand/icon.png"} <= {*named}
    assert [name for name in named if "__pycache__" in name or ".pyc" in name] == []


def test_the_archive_holds_what_is_in_the_repository_and_nothing_else(
    clone: Clone, tmp_path: Path
) -> None:
    root = clone()
    package = root / "custom_components" / "grandlyon_energy"
    for made in (".DS_Store", "__pycache__/x.cpython-314.pyc", ".cache/x"):
        (package / made).parent.mkdir(exist_ok=True)
        (package / made).touch()

    with ZipFile(write_archive(tmp_path / "out", root)) as archive:
        assert archive.namelist() == ["__init__.py", "manifest.json"]


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    first, again = (write_archive(tmp_path / name) for name in ("first", "again"))

    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("tag", ["v1.2.3", "1.2.3"])
def test_a_tag_that_is_the_version_is_released(
    clone: Clone, tag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = clone()

    assert main([tag, str(root / "dist")], root=root) == 0

    archive = root / "dist" / "grandlyon_energy.zip"
    assert capsys.readouterr().out == f"{archive}\n"
    assert archive.is_file()


def test_the_text_of_a_release_is_what_the_newest_entry_says(clone: Clone) -> None:
    root = clone(
        changes="## [1.2.3] - 2026-12-24\n\n### Added\n\n- One, see [here](x.md).\n- Two."
    )
    with (root / "CHANGELOG.md").open("a") as changes:
        changes.write("\n- Old.\n\n[1.2.3]: v1.2.3\n")

    assert main(["v1.2.3", str(root / "dist")], root=root) == 0

    text = (root / "dist" / "changes.md").read_text()
    assert text == "### Added\n\n- One, see [here](x.md).\n- Two.\n"


def test_the_addresses_at_the_end_are_no_part_of_the_first_entry(clone: Clone) -> None:
    root = clone()
    (root / "CHANGELOG.md").write_text(
        "## [1.2.3] - 2026-12-24\n\n- New.\n\n[1.2.3]: v1.2.3\n"
    )

    assert newest_changes(root) == "- New.\n"


@pytest.mark.parametrize(
    ("named", "tag", "where"),
    [
        ({"manifest": "1.2.4"}, "v1.2.3", "manifest.json says 1.2.4"),
        ({"project": "1.2.4"}, "v1.2.3", "pyproject.toml says 1.2.4"),
        ({"changes": ""}, "v1.2.3", "CHANGELOG.md says 1.2.2"),
        ({"changes": "## [1.2.3] - Unreleased"}, "v1.2.3", "CHANGELOG.md says 1.2.2"),
        ({}, "v1.2.4", "manifest.json says 1.2.3"),
        ({}, "vv1.2.3", "The tag says v1.2.3"),
        ({}, "main", "The tag says main"),
    ],
)
def test_nothing_is_packed_when_a_file_says_another_version(
    clone: Clone,
    named: dict[str, str],
    tag: str,
    where: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = clone(**named)

    assert main([tag, str(root / "dist")], root=root) == 1

    assert where in capsys.readouterr().err
    assert not (root / "dist").exists()


def test_the_command_runs_from_any_folder(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603
        [ROOT / "scripts" / "release", "v0.0.0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert run.returncode == 1
    assert "The tag says 0.0.0, manifest.json says" in run.stderr
