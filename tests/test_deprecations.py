"""Nothing that core takes away with a next version is imported; `conftest` looks after what is used while tests run."""

from pathlib import Path
import subprocess
import sys
from typing import Final

ROOT: Final = Path(__file__).parent.parent

IMPORT_ALL: Final = """
import logging
from importlib import import_module
from pkgutil import walk_packages

logging.basicConfig(level=logging.WARNING)
from custom_components import grandlyon_energy as package

for module in walk_packages(package.__path__, f"{package.__name__}."):
    import_module(module.name)
"""


def test_no_module_imports_what_is_deprecated() -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and words
        [
            sys.executable,
            "-W",
            "error::DeprecationWarning:custom_components",
            "-c",
            IMPORT_ALL,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")
