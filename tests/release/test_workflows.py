"""What GitHub runs: every command is one that is here, with no more rights than it needs."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = {path.stem: load_yaml_dict(str(path)) for path in FOLDER.glob("*.yml")}
ROLLING = {"hacs/action@main", "home-assistant/actions/hassfest@master"}
"""They judge by today's rules, so their makers ask for the newest."""

every_workflow = pytest.mark.parametrize("name", sorted(WORKFLOWS))


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = WORKFLOWS[name]["jobs"]
    return found


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in jobs(name).values() for step in job.get("steps", [])]


def commands(name: str) -> list[str]:
    return [step["run"] for step in steps(name) if "run" in step]


def uses(name: str) -> Iterator[str]:
    for each in (*jobs(name).values(), *steps(name)):
        if "uses" in each:
            yield each["uses"]


def test_there_is_a_workflow_for_each_thing_to_check() -> None:
    assert sorted(WORKFLOWS) == ["hacs", "hassfest", "release", "tests"]
    assert commands("tests") == [".ci/run"]
    assert "hacs/action@main" in uses("hacs")
    assert "home-assistant/actions/hassfest@master" in uses("hassfest")


@every_workflow
def test_a_workflow_may_only_read(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}
    more = {
        job: each["permissions"]
        for job, each in jobs(name).items()
        if "permissions" in each
    }
    assert more == ({"release": {"contents": "write"}} if name == "release" else {})


@every_workflow
def test_a_checkout_keeps_no_credentials(name: str) -> None:
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@every_workflow
def test_what_others_made_is_used_at_a_version(name: str) -> None:
    for used in uses(name):
        if used.startswith("./"):
            assert (ROOT / used).is_file()
        else:
            assert used in ROLLING or re.fullmatch(r"[\w-]+/[\w-]+@v\d+", used), used


@every_workflow
def test_a_command_is_one_that_is_here(name: str) -> None:
    for command in commands(name):
        first, *_ = command.split()
        assert first == "gh" or os.access(ROOT / first, os.X_OK), command


@every_workflow
def test_nothing_that_others_can_write_becomes_part_of_a_command(name: str) -> None:
    assert [command for command in commands(name) if "${{" in command] == []


@every_workflow
def test_a_workflow_names_no_address(name: str) -> None:
    assert "://" not in (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def test_a_release_is_made_once_all_tests_have_passed() -> None:
    release = jobs("release")
    assert release["tests"]["uses"] == "./.github/workflows/tests.yml"
    assert release["release"]["needs"] == "tests"


def test_nothing_but_a_tag_starts_a_release() -> None:
    # YAML takes a bare `on` for a truth.
    started = [
        each for key, each in WORKFLOWS["release"].items() if key in ("on", True)
    ]
    assert started == [{"push": {"tags": ["v*"]}}]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose version is to be released."""
    root = tmp_path / "clone"
    made = shutil.ignore_patterns("__pycache__")
    for name in ("custom_components", "scripts"):
        shutil.copytree(ROOT / name, root / name, ignore=made)
    for name in ("hacs.json", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    manifest = root / "custom_components" / "grandlyon_energy" / "manifest.json"
    version = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    (root / "CHANGELOG.md").write_text(f"## [{version}] - 2026-12-24\n\n- New.\n")
    return root


def released(clone: Path, tag: str) -> list[str]:
    """Run the commands of a release as GitHub would, and return what its own command was asked."""
    tools = clone / "tools"
    tools.mkdir()
    (tools / "gh").write_text('#!/bin/sh\necho "$@" >>asked\n')
    (tools / "gh").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "TAG": tag,
    }
    for command in commands("release"):
        run = subprocess.run(  # noqa: S603
            ["/bin/bash", "-e", "-c", command],
            cwd=clone,
            env=environment,
            capture_output=True,
            check=False,
            timeout=60,
        )
        if run.returncode:
            break
    asked = clone / "asked"
    return asked.read_text().splitlines() if asked.exists() else []


def test_a_release_appears_with_the_archive_that_stores_look_for(clone: Path) -> None:
    store = json.loads((clone / "hacs.json").read_text(encoding="utf-8"))
    tag = json.loads(
        (clone / "custom_components/grandlyon_energy/manifest.json").read_text("utf-8")
    )["version"]

    asked = released(clone, f"v{tag}")

    archive = f"dist/{store['filename']}"
    # One command makes and fills it: there is no moment at which it has no archive.
    assert asked == [
        f"release create v{tag} {archive} --verify-tag --title v{tag} --notes-file dist/changes.md"
    ]
    assert (clone / archive).is_file()
    assert (clone / "dist" / "changes.md").read_text() == "- New.\n"


def test_nothing_is_released_of_a_tag_that_names_another_version(clone: Path) -> None:
    assert released(clone, "v99.0.0") == []


@pytest.mark.parametrize(
    "form",
    sorted((FOLDER.parent / "ISSUE_TEMPLATE").glob("*_*.yml")),
    ids=lambda path: path.stem,
)
def test_a_form_for_reports_asks_for_nothing_that_tells_who_one_is(form: Path) -> None:
    content = load_yaml_dict(str(form))
    assert {"name", "description", "body"} <= content.keys()
    body = content["body"]
    assert isinstance(body, list)
    asked = [field for field in body if field["type"] != "markdown"]
    assert len({field["id"] for field in asked}) == len(asked) >= 4
    # It says so before it asks.
    said = body[0]["attributes"]["value"]
    assert re.search("meter|compteur", said)
    # Who reports has to confirm it, too.
    (confirmed,) = (field for field in asked if field["type"] == "checkboxes")
    assert all(each["required"] for each in confirmed["attributes"]["options"])
