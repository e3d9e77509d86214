"""These tests stand beside a server, which `scripts/databases` starts: they are no part of a run on SQLite."""

from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from ..conftest import NOW
from ..effort import SERVER


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave this folder alone without a server."""
    return None if SERVER else True


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)
