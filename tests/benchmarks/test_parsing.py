"""Every reader that is compared really reads: the same replies, the same points."""

from datetime import date, timedelta

import pytest

from tests.emulator import Home

# The floor's environment has no other clients; what is compared with them is the same on any core.
pytest.importorskip("zeep")
pytest.importorskip("suds")

from benchmarks import parsing


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_every_reader_of_xml_finds_every_half_hour(version: str) -> None:
    home = Home(1, today=parsing.TODAY)
    bodies = parsing.replies(home, version, 2)

    found = {
        name: sum(map(read, bodies))
        for name, read in parsing.readers(home, version).items()
    }

    assert found.pop("expat") == 0
    assert set(found.values()) == {_half_hours(2)}


def test_both_readers_of_json_find_every_half_hour() -> None:
    home = Home(1, today=parsing.TODAY)
    bodies = parsing.json_replies(home, 2)

    for read in parsing.json_readers(home).values():
        assert sum(map(read, bodies)) == _half_hours(2)


def _half_hours(weeks: int) -> int:
    """The last Sunday of October has an hour more."""
    first = parsing.TODAY - timedelta(days=7 * weeks)
    assert first <= date(2026, 10, 25) < parsing.TODAY
    return weeks * 7 * 48 + 2
