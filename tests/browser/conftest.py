"""Leaves these tests to `scripts/browser`: their Home Assistant is a process of its own, and no test plugin's."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return config.pluginmanager.has_plugin("homeassistant") or None
