"""A home that reads electricity alone, and a folder that may be read."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest


@pytest.fixture
def services() -> dict[str, Any]:
    return {"water": None}


@pytest.fixture
def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The folder of media, the only one that may be read."""
    folder = tmp_path / "media"
    folder.mkdir()
    hass.config.media_dirs = {"local": str(folder)}
    hass.config.allowlist_external_dirs = {str(folder)}
    return folder
