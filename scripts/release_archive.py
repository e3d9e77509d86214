"""Says whether a tag may be released, and packs the release. `scripts/release` says how it is called."""

import argparse
from collections.abc import Iterator, Sequence
import json
from pathlib import Path
import re
import sys
import tomllib
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT: Final = Path(__file__).parents[1]
_PACKAGE: Final = Path("custom_components", "grandlyon_energy")
_DATED: Final = re.compile(r"^## \[(.+?)\] - \d{4}-\d{2}-\d{2}$", re.MULTILINE)
_AFTER: Final = re.compile(r"^(?:## |\[[^]]+\]: )", re.MULTILINE)
"""What follows an entry: the one before it, or the addresses at the end."""


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Check, pack if a folder is given, and return the exit status: 1 when the tag may not be released."""
    options = _options(arguments)
    wrong = disagreements(options.tag, root)
    for each in wrong:
        print(each, file=sys.stderr)
    if wrong:
        return 1
    if options.folder:
        print(write_archive(options.folder, root))
        (options.folder / "changes.md").write_text(newest_changes(root), "utf-8")
    return 0


def disagreements(tag: str, root: Path = ROOT) -> list[str]:
    """Return in what the files of a clone disagree with a tag, such as v0.1.0; nothing if it may be released."""
    manifest = json.loads((root / _PACKAGE / "manifest.json").read_text("utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    changes = _DATED.search((root / "CHANGELOG.md").read_text("utf-8"))
    named = {
        "manifest.json": manifest["version"],
        "pyproject.toml": project["project"]["version"],
        "the newest dated entry of CHANGELOG.md": changes[1] if changes else "none",
    }
    version = tag.removeprefix("v")
    return [
        f"The tag says {version}, {where} says {said}."
        for where, said in named.items()
        if said != version
    ]


def write_archive(folder: Path, root: Path = ROOT) -> Path:
    """Write the archive that stores unpack into the integration's own folder, and return its path.

    The same files give the same bytes, whoever packs them and when.
    """
    archive = folder / f"{_PACKAGE.name}.zip"
    folder.mkdir(parents=True, exist_ok=True)
    with ZipFile(archive, "w") as packed:
        for path in _files(root / _PACKAGE):
            entry = ZipInfo(path.relative_to(root / _PACKAGE).as_posix())
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, path.read_bytes())
    return archive


def newest_changes(root: Path = ROOT) -> str:
    """Return what CHANGELOG.md says of its newest dated version: the text of the release."""
    _, _, rest = _DATED.split((root / "CHANGELOG.md").read_text("utf-8"), maxsplit=1)
    said, *_ = _AFTER.split(rest, maxsplit=1)
    return f"{said.strip()}\n"


def _files(package: Path) -> Iterator[Path]:
    """Yield what belongs into the archive: neither compiled code nor anything hidden."""
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        made = "__pycache__" in parts or any(part.startswith(".") for part in parts)
        if path.is_file() and not made:
            yield path


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/release",
        description="Checks that a tag may be released, and packs the release.",
    )
    parser.add_argument("tag", help="such as v0.1.0")
    parser.add_argument(
        "folder", type=Path, nargs="?", help="where to write the archive to"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
