"""What Home Assistant noted, made older while it is stopped: so that a year has passed for it within seconds."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from .home_assistant import DOMAIN

ENTRIES = Path(".storage", "core.config_entries")
LEDGERS = Path(".storage", DOMAIN)
READ_ON = "contract_read_on"
OFF_PEAK_SEEN = "off_peak_seen"


def consents_given(folder: Path, days_ago: int) -> None:
    """Have the consents of every home given so many days before they were."""
    stored = _read(folder / ENTRIES)
    for entry in stored["data"]["entries"]:
        if entry["domain"] == DOMAIN:
            for consent in entry["data"]["electricity"]["consents"]:
                given = datetime.fromisoformat(consent["given_at"])
                earlier = given - timedelta(days=days_ago)
                consent["given_at"] = earlier.isoformat()
    _write(folder / ENTRIES, stored)


def contract_read(folder: Path, days_ago: int) -> None:
    """Have the contract read, and its off-peak hours first seen, so many days before they were."""

    def earlier(day: str) -> str:
        return (date.fromisoformat(day) - timedelta(days=days_ago)).isoformat()

    for path, state in _usage_points(folder):
        seen = [[earlier(day), hours] for day, hours in state[OFF_PEAK_SEEN]]
        _write(path, {**state, READ_ON: earlier(state[READ_ON]), OFF_PEAK_SEEN: seen})


def damage(folder: Path) -> None:
    """Damage the newest year of every usage point's readings."""
    for path, _ in _usage_points(folder):
        newest = max(path.parent.glob("[0-9][0-9][0-9][0-9].json"))
        newest.write_text("{", encoding="utf-8")


def _usage_points(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Return the state of each usage point whose contract was read, and its file."""
    for path in sorted((folder / LEDGERS).rglob("state.json")):
        state = _read(path)
        if state.get(READ_ON):
            yield path, state


def _read(path: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
