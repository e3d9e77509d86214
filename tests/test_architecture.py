"""What docs/architecture.md says of the code is so."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
import re

import pytest

from custom_components.grandlyon_energy import const

from .package_code import PACKAGE

ROOT = PACKAGE.parents[1]
PAGE = ROOT / "docs" / "architecture.md"
TEXT = PAGE.read_text(encoding="utf-8")
DRAWING = ROOT / "docs" / "images" / "flow.svg"
OF_THE_ENTRY = {"GrandLyonConfigEntry", "RuntimeData"}
"""The types of an entry and of what runs for it, which the package itself has."""


def section(heading: str) -> str:
    """Return what stands under a heading of the page."""
    _, _, rest = TEXT.partition(f"\n## {heading}\n")
    assert rest, heading
    return re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(heading: str) -> list[list[str]]:
    """Return the rows of a table."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][2:]


ROOMS = {cells[0].strip("`"): cells[2] for cells in table("The rooms")}
STEPS = re.split(
    r"^\d+\. ", section("How to add a source in ten steps"), flags=re.MULTILINE
)[1:]


def room_of(path: Path) -> str:
    """Return the folder or file of the package that a file belongs to."""
    first, *inside = path.relative_to(PACKAGE).parts
    return f"{first}/" if inside else first


@cache
def used() -> dict[str, tuple[set[str], bool]]:
    """Return by room: which other rooms it uses, and whether it uses Home Assistant."""
    found: dict[str, tuple[set[str], bool]] = {}
    for path in PACKAGE.rglob("*.py"):
        others, core = found.get(room_of(path), (set(), False))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                core |= any(
                    each.name.startswith("homeassistant") for each in node.names
                )
            elif isinstance(node, ast.ImportFrom) and not node.level:
                core |= (node.module or "").startswith("homeassistant")
            elif isinstance(node, ast.ImportFrom):
                others |= set(_rooms_imported(path, node))
        found[room_of(path)] = others - {room_of(path)}, core
    return found


def _rooms_imported(path: Path, node: ast.ImportFrom) -> Iterator[str]:
    """Yield the rooms that a relative import leads to."""
    folder = path.parents[node.level - 1]
    if node.module:
        folder = folder.joinpath(*node.module.split("."))
    for name in {each.name for each in node.names} - OF_THE_ENTRY:
        place = folder if folder != PACKAGE else folder / name
        first = place.relative_to(PACKAGE).parts[0]
        yield f"{first}/" if (PACKAGE / first).is_dir() else f"{first}.py"


def test_every_room_is_in_the_table() -> None:
    assert sorted(ROOMS) == sorted(used())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_rooms_above_it(room: str) -> None:
    others, _ = used()[room]
    above = list(ROOMS)[: list(ROOMS).index(room)]
    assert sorted(others - {*above}) == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_table_says_where_home_assistant_is(room: str) -> None:
    _, core = used()[room]
    assert (ROOMS[room] != "no") is core


def test_every_room_of_the_tests_is_there() -> None:
    rooms = [cells[0].strip("`") for cells in table("The tests' rooms")]
    assert [room for room in rooms if not (ROOT / room).is_dir()] == []


def place_of(name: str) -> Path | None:
    """Return the file or folder that a name on the page stands for: of the package, or of the whole repository."""
    return next((path for path in (PACKAGE / name, ROOT / name) if path.exists()), None)


def test_every_file_that_decides_something_is_there() -> None:
    answers = [cells[1] for cells in table("Where each decision lives")]
    for answer in answers:
        named = re.findall(r"`([^`]+)`", answer)
        inside = re.search(r"`(\S+)` and `(\S+)` of its package in `(\S+)`", answer)
        if inside:
            first, second, folder = inside.groups()
            assert list((PACKAGE / folder).glob(f"*/{first}"))
            assert list((PACKAGE / folder).glob(f"*/{second}"))
            named = [each for each in named if each not in (first, second)]
        assert named
        assert [each for each in named if not place_of(each)] == []


def test_there_are_ten_steps() -> None:
    assert len(STEPS) == 10


@pytest.mark.parametrize("step", range(10))
def test_what_a_step_names_is_there(step: int) -> None:
    named = re.findall(r"`([^`]+)`", STEPS[step])
    is_file = re.compile(r"[\w./]+(/|\.py|\.json)|\.ci/\w+")
    files = [name for name in named if is_file.fullmatch(name)]
    assert [name for name in files if not place_of(name)] == []
    paths = [path for name in files if (path := place_of(name))]
    text = "\n".join(
        each.read_text(encoding="utf-8")
        for path in paths
        for each in ([path] if path.is_file() else path.rglob("*.py"))
    )
    names = [name for name in named if re.fullmatch(r"\w+", name)]
    assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []


def test_the_steps_name_every_file_that_knows_of_the_ways() -> None:
    ways = {
        name: value
        for name, value in vars(const).items()
        if re.fullmatch(r"WAY_[A-Z]+", name) and value != const.WAY_NONE
    }
    assert len(ways) == 4
    knows = re.compile("|".join([*ways, *(f'"{way}"' for way in ways.values())]))
    steps = "\n".join(STEPS)
    unnamed = [
        name
        for path in sorted(PACKAGE.rglob("*.py"))
        if f"`{(name := path.relative_to(PACKAGE).as_posix())}`" not in steps
        and knows.search(path.read_text(encoding="utf-8"))
    ]
    assert unnamed == []


def test_the_drawing_shows_rooms_that_are_there_and_can_be_read_in_the_dark() -> None:
    drawing = DRAWING.read_text(encoding="utf-8")
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", drawing)
    rooms = [
        name for text in texts for name in re.findall(r"[\w/]+/(?!\w)|\w+\.py", text)
    ]
    assert len(rooms) >= 12
    assert [name for name in rooms if not place_of(name)] == []
    assert "prefers-color-scheme: dark" in drawing
    # It has a ground of its own: a page may be dark where the system is light.
    assert 'class="paper"' in drawing
    assert f"]({DRAWING.relative_to(PAGE.parent).as_posix()})" in TEXT
