"""What befalls a whole home costs nothing, and heals by itself."""

from pathlib import Path

import pytest

from tests.homes import both_ways

from .scene import Scene
from .seen import seen
from .stalls import LONGEST_S
from .table import WELL
from .whole_home import DATABASE, WHOLE_HOME


@pytest.fixture
def recorder_db_url(
    tmp_path: Path, hass_fixture_setup: list[bool], befalls: str
) -> str:
    """A database in a file, which others can open; who finds it locked for good does not wait for long."""
    assert not hass_fixture_setup
    seconds = 0.02 if befalls == "database locked" else 5
    return f"sqlite:///{tmp_path / DATABASE}?timeout={seconds}"


@pytest.mark.parametrize("befalls", WHOLE_HOME)
@both_ways
async def test_what_befalls_a_home_costs_nothing_and_heals(
    scene: Scene, befalls: str, tmp_path: Path
) -> None:
    await WHOLE_HOME[befalls](scene, tmp_path)

    for way in scene.ways:
        assert await seen(scene, way) == WELL
        assert scene.coordinator(way).last_update_success
        await scene.assert_true(way)
    assert scene.longest_s < LONGEST_S, scene.held_by
