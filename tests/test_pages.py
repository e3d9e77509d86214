"""What the pages say of each other and of the commands: links lead somewhere, pictures show, every command runs."""

from collections import Counter
from collections.abc import Iterator
import os
from pathlib import Path
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from typing import Final

from homeassistant.util.yaml import load_yaml_dict
import pytest

from .effort import THOROUGH

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
}
LARGEST_PICTURE: Final = 200_000
GROUP: Final = Path(sys.prefix).name.removeprefix(".venv-")
"""Of the environment that the tests run in, which is there."""

IN_CI: Final = {
    "scripts/test": "scripts/test --thorough",
    "scripts/test --thorough": "scripts/test --thorough",
    "scripts/test --floor": "scripts/test --floor",
    "scripts/test --databases": "scripts/test --databases",
    "scripts/test --browser": "scripts/test --browser",
    # The pictures are taken in any case; the option only says where they go.
    "scripts/browser --pictures": "scripts/test --browser",
    "scripts/bench": "scripts/bench --short",
    "scripts/bench --short": "scripts/bench --short",
    "scripts/demo": "scripts/demo --once",
    "scripts/demo --once": "scripts/demo --once",
    # By both ways, one after the other.
    "scripts/demo --way customer": "scripts/demo --once",
    # The browser has the home added by a person, in each language.
    "scripts/demo --empty": "scripts/test --browser",
    "scripts/demo --language en": "scripts/test --browser",
}
"""By command: the line of `.ci/run` that runs it, its short form, or one that does the same and more."""

IN_TESTS: Final = {
    ".ci/run": "tests/release/test_workflows.py::test_there_is_a_workflow_for_each_thing_to_check",
    "docs/brand/render": "tests/test_pages.py::test_the_brand_images_are_made_anew",
    "gh release create": "tests/release/test_workflows.py::test_a_release_appears_with_the_archive_that_stores_look_for",
    "scripts/demo --help": "tests/test_pages.py::test_a_command_says_how_it_is_called",
    "scripts/fuzz": "tests/fuzz",
    "scripts/fuzz --short": "tests/fuzz",
    "scripts/lint": "tests/test_pages.py::test_lint_mends_what_can_be_mended_and_says_what_is_left",
    "scripts/python": "tests/test_pages.py::test_what_the_other_commands_stand_on_is_there",
    "scripts/release": "tests/release/test_workflows.py::test_a_release_appears_with_the_archive_that_stores_look_for",
    "scripts/setup": "tests/test_pages.py::test_what_the_other_commands_stand_on_is_there",
    "scripts/simulate-load": "tests/test_pages.py::test_the_load_page_shows_what_its_command_prints",
    "scripts/test PATH": "tests/test_pages.py::test_pytests_own_arguments_are_taken",
    "scripts/uv": "tests/test_pages.py::test_what_the_other_commands_stand_on_is_there",
    '"$(scripts/setup test)" -m tests.emulator': "tests/test_pages.py::test_the_emulator_serves_alone",
}
"""By command, what stands behind it aside: the test that runs it."""


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a language, each with its page."""
    for name, text in PAGES.items():
        for block in re.findall(
            rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL
        ):
            yield name, block


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command of the pages and workflows, each with where it stands."""
    for name, block in blocks("sh"):
        yield from ((name, line) for line in block.splitlines() if line.strip())
    for name, text in PAGES.items():
        for said in re.findall(r"`((?:\.ci|docs/brand|scripts)/[^`]+)`", text):
            first, *_ = said.split()
            # What else is named there are folders and files of code.
            if not first.endswith(("/", ".py")):
                yield name, said
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for job in load_yaml_dict(str(path))["jobs"].values():
            for step in job.get("steps", ()):
                if "run" in step:
                    yield path.name, step["run"]


COMMANDS: Final = sorted({said for _, said in commands()})


PATHS: Final = [each for each in COMMANDS if re.match(r"scripts/test [^-]", each)]


def in_short(command: str) -> str:
    """Return a command without what differs from call to call."""
    if command in PATHS:
        return "scripts/test PATH"
    if command in IN_TESTS:
        return command
    known = (each for each in IN_TESTS if command.startswith(f"{each} "))
    return next(known, command)


def ci_steps() -> list[str]:
    """Return what `.ci/run` runs."""
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    return re.findall(r"^(?:step )?(scripts/[^\n&]+?)\s*&?$", text, re.MULTILINE)


def run(
    *command: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it said."""
    return subprocess.run(  # noqa: S603
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def anchors(text: str) -> set[str]:
    """Return where links can lead to in a page: a heading that comes again gets a number."""
    found: Counter[str] = Counter()
    named = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        anchor = re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        named.add(f"{anchor}-{found[anchor]}" if found[anchor] else anchor)
        found[anchor] += 1
    return named


def links(name: str) -> Iterator[tuple[Path, str]]:
    """Yield where the links of a page lead to, pictures included: a file and, if any, an anchor in it."""
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", PAGES[name]):
        path, _, anchor = target.partition("#")
        page = ROOT / name
        yield (page.parent / path).resolve() if path else page, anchor


def pictures(name: str) -> Iterator[tuple[str, str]]:
    """Yield what a page says of each picture, and where it is."""
    yield from re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", PAGES[name])


def test_every_page_is_linked_from_another() -> None:
    linked = {path for name in PAGES for path, _ in links(name) if path != ROOT / name}
    assert [name for name in PAGES if ROOT / name not in linked] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_link_leads_somewhere(name: str) -> None:
    for path, anchor in links(name):
        assert path.exists(), path
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), anchor


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_loads_fast_and_is_told_to_who_cannot_see_it(name: str) -> None:
    for said, target in pictures(name):
        assert said.strip(), target
        if "://" not in target:
            path = ROOT / name
            assert (path.parent / target).stat().st_size < LARGEST_PICTURE, target
            assert len(said) >= 20, said


def test_every_picture_is_shown() -> None:
    there = {path for path in (ROOT / "docs" / "images").rglob("*") if path.is_file()}
    shown = {path for name in PAGES for path, _ in links(name)}
    assert sorted(there - shown) == []


def test_the_pages_name_commands() -> None:
    assert {"scripts/demo", "scripts/test", ".ci/run"} <= {*COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_run_by_a_test(command: str) -> None:
    short = in_short(command)
    if short in IN_CI:
        assert IN_CI[short] in ci_steps()
        return
    assert short in IN_TESTS, f"nothing runs {command}"
    file, _, test = IN_TESTS[short].partition("::")
    if test:
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")
    else:
        assert list((ROOT / file).glob("test_*.py")), file


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_there(command: str) -> None:
    first = re.match(r'(?:"\$\()?([\w./-]+)', command)
    assert first
    assert first[1] == "gh" or os.access(ROOT / first[1], os.X_OK)


def test_nothing_is_said_to_be_run_that_no_page_names() -> None:
    named = {in_short(command) for command in COMMANDS}
    assert sorted({*IN_CI, *IN_TESTS} - named) == []


def test_every_script_is_explained_once() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", PAGES["CONTRIBUTING.md"], re.MULTILINE)
    assert len(rows) == len({*rows})
    explained = {row.split()[0] for row in rows} | {"scripts/release"}
    there = {
        f"scripts/{path.name}"
        for path in (ROOT / "scripts").iterdir()
        if path.is_file() and os.access(path, os.X_OK)
    }
    # What `scripts/test` calls.
    inside = {"scripts/browser", "scripts/databases"}
    assert sorted(there - explained - inside) == []


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the commands alone, which find the Python of these tests in the place of their environment."""
    (tmp_path / "scripts").mkdir()
    for path in (ROOT / "scripts").iterdir():
        if path.is_file() and os.access(path, os.X_OK):
            shutil.copy(path, tmp_path / "scripts")
    setup = tmp_path / "scripts" / "setup"
    setup.write_text(f"#!/bin/sh\necho {sys.executable}\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code"),
    [("demo", "demo_home"), ("simulate-load", "load_simulation")],
)
def test_a_command_says_how_it_is_called(clone: Path, command: str, code: str) -> None:
    (clone / "scripts" / code).symlink_to(ROOT / "scripts" / code)
    (clone / "tests").symlink_to(ROOT / "tests")
    (clone / "custom_components").symlink_to(ROOT / "custom_components")

    told = run(clone / "scripts" / command, "--help", cwd=clone.parent)

    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"usage: scripts/{command} ")


def test_lint_mends_what_can_be_mended_and_says_what_is_left(clone: Path) -> None:
    checked = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))
    for name in checked["tool"]["mypy"]["files"]:
        place = clone / name
        file = place if place.suffix else place / "__init__.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('"""Nothing."""\n')
    untidy = clone / "custom_components" / "untidy.py"
    untidy.write_text(
        '"""Untidy."""\nimport sys\nimport os\nNAMES = [ os.sep,sys.path ]\n'
    )

    mended = run(clone / "scripts" / "lint", cwd=clone.parent)

    assert mended.returncode == 0, mended.stdout
    assert untidy.read_text() == (
        '"""Untidy."""\n\nimport os\nimport sys\n\nNAMES = [os.sep, sys.path]\n'
    )
    untidy.write_text('"""Wrong."""\n\nNUMBER: int = "one"\n')
    left = run(clone / "scripts" / "lint", cwd=clone.parent)
    assert left.returncode != 0
    assert "Incompatible types" in left.stdout


def test_pytests_own_arguments_are_taken(clone: Path) -> None:
    assert [
        path for each in PATHS if not (ROOT / (path := each.split()[1])).exists()
    ] == []
    for name in ("tests", "custom_components"):
        (clone / name).symlink_to(ROOT / name)

    found = run(*PATHS[0].split(), "--collect-only", "-q", cwd=clone)

    assert found.returncode == 0, found.stdout
    assert re.search(r"\d+ tests collected", found.stdout)


@pytest.mark.timeout(600)
def test_what_the_other_commands_stand_on_is_there(tmp_path: Path) -> None:
    version = "import sys; print(sys.version_info >= (3, 14, 2))"
    made = run(ROOT / "scripts" / "setup", GROUP, cwd=tmp_path)
    found = run(ROOT / "scripts" / "python", cwd=tmp_path)
    for python in (made.stdout.strip(), found.stdout.strip()):
        assert run(python, "-c", version).stdout == "True\n"
    # One that is chosen is taken.
    chosen = run(ROOT / "scripts" / "python", PYTHON=sys.executable)
    assert chosen.stdout.strip() == sys.executable
    uv = run(ROOT / "scripts" / "uv", cwd=tmp_path)
    assert run(uv.stdout.strip(), "--version").stdout.startswith("uv ")


def test_the_emulator_serves_alone(clone: Path) -> None:
    (line,) = (each for each in COMMANDS if "tests.emulator" in each)
    for name in ("tests", "custom_components"):
        (clone / name).symlink_to(ROOT / name)

    with subprocess.Popen(  # noqa: S603
        ["/bin/bash", "-c", re.sub(r"--port \d+", "--port 0", line)],
        cwd=clone,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as emulator:
        assert emulator.stdout
        told = [emulator.stdout.readline() for _ in range(3)]
        os.killpg(emulator.pid, signal.SIGINT)
        assert emulator.wait(timeout=30) == 0

    address, *typed = told
    assert address.startswith("http://127.0.0.1:")
    assert [each.partition(":")[0] for each in typed] == ["sge_base_url", "point_id"]


@pytest.mark.timeout(300)
def test_the_load_page_shows_what_its_command_prints(clone: Path) -> None:
    for name in ("tests", "custom_components", "scripts/load_simulation"):
        (clone / name).symlink_to(ROOT / name)
    homes = [] if THOROUGH else ["--homes", "1000"]

    told = run(clone / "scripts" / "simulate-load", *homes, cwd=clone.parent)

    assert told.returncode == 0, told.stdout
    rows = [line for line in told.stdout.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 6 * (3 if THOROUGH else 1)
    assert [row for row in rows if row not in PAGES["docs/load.md"]] == []


BROWSER: Final = """#!/bin/sh
for each; do case "$each" in --screenshot=*) echo drawn >"${each#*=}";; esac; done
"""


def test_the_brand_images_are_made_anew(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "brand", tmp_path / "docs" / "brand")
    browser = tmp_path / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)

    made = run(tmp_path / "docs" / "brand" / "render", CHROMIUM=str(browser))

    assert made.returncode == 0, made.stderr
    brand = "custom_components/grandlyon_energy/brand"
    there = {path.name for path in (ROOT / brand).iterdir()}
    assert {path.name for path in (tmp_path / brand).iterdir()} == there
