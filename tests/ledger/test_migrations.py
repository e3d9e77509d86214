"""What an older version wrote is read as if this one had written it."""

from datetime import UTC, date, datetime
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.grandlyon_energy.ledger.adopted import AdoptedDay
from custom_components.grandlyon_energy.ledger.asked import Asked
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.migrations import FORMAT_VERSION
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.sources.readings import Contract

from .conftest import OpenStore

DAY = date(2025, 3, 4)

YEAR_1 = {
    "version": 1,
    "days": {"2025-03-04": {"seen": "2025-03-05", "energy_wh": 4321}},
}
WATER_YEAR_1 = {
    "version": 1,
    "days": {
        "2025-03-04": {
            "type": "R",
            "index_l": 12,
            "source": "egl",
            "seen": "2025-03-05",
        }
    },
}
STATISTICS_1 = {
    "water": {
        "id": "grandlyon_energy:1_water",
        "baseline": 7,
        "baseline_day": "2025-03-04",
        "pending": [["2025-03-04", "2025-03-06"]],
        "adopted": {"2025-01-01": {"1735689600": 6, "1735686000": 5}},
    }
}
STATE_1: dict[str, Any] = {
    "version": 1,
    "contract": {"segment": "C5", "last_tariff_change": None},
    "contract_read_on": "2025-03-05",
    "learned": "v2",
    "poll_minute": 17,
    "curve_asked": {"2025-03-04": [2, "2025-03-05"]},
    "read": ["energy", "max_power"],
    "statistics": STATISTICS_1,
}
WATER_STATE_1: dict[str, Any] = {
    "version": 1,
    "poll_minute": 17,
    "read": ["indexes"],
    "statistics": STATISTICS_1,
}


def put(folder: Path, **files: dict[str, Any]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name.removeprefix('_')}.json").write_text(json.dumps(content))


async def test_electricity_of_format_1(open_store: OpenStore, folder: Path) -> None:
    put(folder, state=STATE_1, _2025=YEAR_1)
    ledger = ElectricityLedger()

    await open_store(ledger).async_load()

    assert ledger.days[DAY].energy_wh == 4321
    assert ledger.learned == "v2"
    assert ledger.asked_days("curve").days == {
        DAY: Asked(times=2, last=date(2025, 3, 5))
    }
    # So that the whole is read once more, since nobody knows when it was.
    assert ledger.read.keys() == {"energy", "max_power"}
    assert ledger.is_whole_due("energy", date(2025, 3, 6))
    # So that a second is drawn: all homes of one minute would ask together.
    assert ledger.poll_second is None
    assert ledger.quiet_until is None


async def test_water_of_format_1(open_store: OpenStore, folder: Path) -> None:
    put(folder, state=WATER_STATE_1, _2025=WATER_YEAR_1)
    ledger = WaterLedger()

    await open_store(ledger).async_load()

    assert ledger.days[DAY].index_l == 12
    assert ledger.attribution == "previous_day"
    state = ledger.statistics["water"]
    assert (state.baseline, state.baseline_day) == (7, DAY)
    assert state.pending == {date(2025, 3, day) for day in (4, 5, 6)}
    assert ledger.adopted.of("water") == {
        date(2025, 1, 1): AdoptedDay(
            source="recorder",
            hours=(
                (datetime(2024, 12, 31, 23, tzinfo=UTC), 5),
                (datetime(2025, 1, 1, 0, tzinfo=UTC), 6),
            ),
        )
    }
    assert state.gone == set()


async def test_adopted_days_of_format_2_move_to_a_file_of_their_own(
    open_store: OpenStore, folder: Path
) -> None:
    first = WaterLedger()
    put(folder, state=WATER_STATE_1)
    store = open_store(first)
    await store.async_load()
    await store.async_save()
    again = WaterLedger()

    await open_store(again).async_load()

    assert again.adopted.of("water") == first.adopted.of("water") != {}
    assert not again.dirty
    assert b"1735686000" not in (folder / "state.json").read_bytes()


async def test_what_was_brought_up_is_written_in_the_new_format(
    open_store: OpenStore, folder: Path
) -> None:
    put(folder, state=STATE_1, _2025=YEAR_1)
    ledger = ElectricityLedger()
    store = open_store(ledger)
    await store.async_load()

    ledger.set_poll_second(3)
    await store.async_save()

    versions = {
        name: json.loads((folder / f"{name}.json").read_bytes())["version"]
        for name in ("state", "2025")
    }
    # A year is written anew only when one of its days changes.
    assert versions == {"state": FORMAT_VERSION, "2025": 1}
    again = ElectricityLedger()
    await open_store(again).async_load()
    assert again.poll_second == 3
    assert again.adopted.of("water") == ledger.adopted.of("water")
    assert again.days == ledger.days
    assert again.asked_days("curve").days == ledger.asked_days("curve").days


async def test_what_format_3_did_not_know_is_unknown(
    open_store: OpenStore, folder: Path
) -> None:
    for ledger in (ElectricityLedger(), WaterLedger()):
        ledger.set_poll_second(3)
        await open_store(ledger).async_save()
        state = json.loads((folder / "state.json").read_bytes())
        for new in (
            "polled_at",
            "state_changed_on",
            "meter_changed_on",
            "log_in_numbers",
        ):
            state.pop(new, None)
        (folder / "state.json").write_text(json.dumps({**state, "version": 3}))
        again = type(ledger)()

        await open_store(again).async_load()

        assert again.poll_second == 3
        assert again.polled_at is None
        assert not (folder / "state.damaged-1").exists()


NEW_IN_5 = (
    "priced_by",
    "off_peak_seen",
    "off_peak_announced",
    "colours",
    "uses_habits",
)


async def test_off_peak_hours_of_format_4_were_there_when_the_contract_was_read(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = ElectricityLedger()
    contract = Contract(off_peak_hours="HC (22H30-6H30)")
    ledger.set_contract(contract, read_on=DAY)
    ledger.set_uses_habits(True)
    ledger.set_priced_by("by these")
    await open_store(ledger).async_save()
    state = json.loads((folder / "state.json").read_bytes())
    for new in NEW_IN_5:
        del state[new]
    (folder / "state.json").write_text(json.dumps({**state, "version": 4}))
    again = ElectricityLedger()

    await open_store(again).async_load()

    assert again.off_peak_seen == [(DAY, "HC (22H30-6H30)")]
    assert again.off_peak_announced is None
    assert again.priced_by is None
    assert again.uses_habits is None
    assert not again.dirty


async def test_water_of_format_4_is_not_priced_yet(
    open_store: OpenStore, folder: Path
) -> None:
    ledger = WaterLedger()
    ledger.set_priced_by("by these")
    await open_store(ledger).async_save()
    state = json.loads((folder / "state.json").read_bytes())
    del state["priced_by"]
    (folder / "state.json").write_text(json.dumps({**state, "version": 4}))
    again = WaterLedger()

    await open_store(again).async_load()

    assert again.priced_by is None


@pytest.mark.parametrize("printed", [None, "HC (22H30-6H30)"])
@pytest.mark.parametrize("announced", [None, "HC (1H00-7H00)"])
@pytest.mark.parametrize("read_on", [None, DAY])
async def test_off_peak_hours_of_format_4_were_there_when_they_were_read(
    open_store: OpenStore,
    folder: Path,
    printed: str | None,
    announced: str | None,
    read_on: date | None,
) -> None:
    contract = {"off_peak_hours": printed, "future_off_peak_hours": announced}
    state = {
        **STATE_1,
        "contract": {**STATE_1["contract"], **contract},
        "contract_read_on": read_on and read_on.isoformat(),
    }
    put(folder, state=state)
    ledger = ElectricityLedger()

    await open_store(ledger).async_load()

    assert ledger.off_peak_seen == ([(DAY, printed)] if read_on and printed else [])
    assert ledger.off_peak_announced == (
        (DAY, announced) if read_on and announced else None
    )
    assert not (folder / "state.damaged-1").exists()


@pytest.mark.parametrize("missing", ["poll_minute", "read", "statistics"])
async def test_a_state_that_lacks_something_is_damaged_and_the_days_stay(
    open_store: OpenStore, folder: Path, missing: str
) -> None:
    broken = {key: value for key, value in STATE_1.items() if key != missing}
    put(folder, state=broken, _2025=YEAR_1)
    ledger = ElectricityLedger()

    await open_store(ledger).async_load()

    assert ledger.days.keys() == {DAY}
    assert ledger.read == {}
    assert (folder / "state.damaged-1").exists()
