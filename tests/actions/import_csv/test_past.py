"""A home gets a past from files, which stays, and which no word of its services gives way to."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start

from ...adoption.foreign import hourly, write
from ...adoption.history import assert_without_a_step, by_hour
from ...conftest import TODAY
from ...counting import counted
from ...csv_files.printing import index_file
from ...effort import THOROUGH
from ...emulator import Emulator, Home
from ...homes import (
    assert_all_is_true,
    energy_id,
    later,
    ledger_files,
    recorded,
    recorded_days,
    settled,
)
from ..conftest import YOUNG, Act
from .files import (
    OLDER,
    ago,
    curve_of_days,
    day_wh,
    half_hours_w,
    sheet_of_days,
    span,
    true_kwh,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


PAST = 730 if THOROUGH else 90
"""Days that a file has of before the services' time."""


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)


async def test_years_of_before_come_in_and_stay(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    before = by_hour(await recorded(hass, energy_id(home)))
    days = span(PAST + YOUNG, YOUNG + 1)
    indexes, total = [], 1_000_000
    for day in (*days, ago(YOUNG)):
        indexes.append((f"{day}T00:00:00", total))
        total += day_wh(home, day)
    (media / "jours.csv").write_text(index_file(*indexes, point=home.point_id))

    with counted(emulator) as cost:
        answer = await act("import_csv", file="jours.csv")
        await settled(hass, entry)

    assert answer == {
        "kind": "daily_energy",
        "statistic_id": energy_id(home),
        "days": PAST,
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "amount": pytest.approx(sum(true_kwh(home, days).values())),
        "unit": "kWh",
        "days_known": 0,
        "days_left_out": 0,
        "written": True,
    }
    assert not cost.calls
    assert cost.adjustments == 1
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    assert cost.rows == {"consumption": len(rows) - len(before)}
    assert {
        hour: amount for hour, amount in by_hour(rows).items() if hour in before
    } == (before)
    recorded_kwh = await recorded_days(hass, energy_id(home))
    assert {day: recorded_kwh[day] for day in days} == (
        pytest.approx(true_kwh(home, days))
    )

    asked = len(emulator.calls)
    await restart(hass, entry)
    await later(hass, emulator, freezer, entry, days=1)

    starts = {call.kind: call.start for call in emulator.calls[asked:] if call.start}
    # The last fortnight is always read again, for corrections.
    assert starts["energy"] >= ago(14)
    assert starts["load_curve"] >= ago(YOUNG)
    later_kwh = await recorded_days(hass, energy_id(home))
    assert {day: later_kwh[day] for day in recorded_kwh} == pytest.approx(recorded_kwh)
    await assert_all_is_true(hass, emulator, home, water=False)


async def test_half_hours_refine_their_days_and_take_the_place_of_nothing(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    """A file that reaches into the service's time, and to today: the first morning of the curve is missing there."""
    days = [*OLDER, *span(YOUNG, 1)]
    text = curve_of_days(home, [*days, TODAY])
    (media / "heures.csv").write_text(text, encoding="utf-8")
    before = by_hour(await recorded(hass, energy_id(home)))

    preview = await act("import_csv", file="heures.csv", preview=True)
    assert by_hour(await recorded(hass, energy_id(home))) == before
    answer = await act("import_csv", file=str(media / "heures.csv"))
    await settled(hass, entry)

    assert answer == preview | {"written": True}
    assert preview["written"] is False
    assert {
        key: answer[key] for key in ("kind", "days", "days_known", "days_left_out")
    } == {
        "kind": "load_curve",
        "days": len(OLDER) + 1,
        "days_known": YOUNG - 1,
        "days_left_out": 1,
    }
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    hours = by_hour(rows)
    later_hours = {
        hour: amount
        for hour, amount in before.items()
        if hour >= day_start(ago(YOUNG - 1))
    }
    assert {hour: hours[hour] for hour in later_hours} == later_hours
    for day in OLDER:
        watts = half_hours_w(home, day)
        assert [hours[hour] for hour in day_hours(day)] == pytest.approx(
            [
                (one + other) / 2000
                for one, other in zip(watts[::2], watts[1::2], strict=True)
            ]
        )


async def test_the_same_file_again_writes_nothing(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    (media / "a.csv").write_text(curve_of_days(home, OLDER))
    (media / "b.csv").write_text(sheet_of_days(home, OLDER))
    for name in ("a.csv", "b.csv"):
        await act("import_csv", file=name)
        await settled(hass, entry)
    files = ledger_files(hass, entry)

    with counted(emulator) as cost:
        answers = [await act("import_csv", file=name) for name in ("a.csv", "b.csv")]
        await settled(hass, entry)

    for answer in answers:
        assert (answer["days"], answer["days_known"]) == (0, len(OLDER))
        assert (answer["first_day"], answer["amount"]) == (None, 0)
        assert answer["written"] is False
    assert cost.nothing
    assert ledger_files(hass, entry) == files


@pytest.mark.parametrize("file_of", [sheet_of_days, curve_of_days])
async def test_a_hole_of_the_service_is_filled_until_it_tells_the_day(
    file_of: Callable[[Home, Iterable[date]], str],
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    hole = ago(3)
    home.electricity.without_energy.add(hole)
    home.electricity.without_curve.add(hole)
    await hass.config_entries.async_remove(entry.entry_id)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        data=entry.data,
        options=entry.options,
        version=entry.version,
        minor_version=entry.minor_version,
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)
    (media / "a.csv").write_text(file_of(home, [hole]))

    answer = await hass.services.async_call(
        DOMAIN,
        "import_csv",
        {"config_entry_id": entry.entry_id, "file": "a.csv"},
        blocking=True,
        return_response=True,
    )
    await settled(hass, entry)

    assert answer
    assert answer["days"] == 1
    days = await recorded_days(hass, energy_id(home))
    assert days[hole] == pytest.approx(day_wh(home, hole) / 1000)

    home.electricity.without_energy.clear()
    home.correct_energy(hole, 7_000)
    await entry.runtime_data.electricity.async_fetch(hole, hole)
    await settled(hass, entry)

    assert (await recorded_days(hass, energy_id(home)))[hole] == pytest.approx(7)
    assert_without_a_step(await recorded(hass, energy_id(home)))


async def test_adopted_days_give_way_to_a_files_readings(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    await write(hass, "linky:1", "Wh", hourly(span(YOUNG + 9, YOUNG + 1), 250))
    await act(
        "adopt_statistics",
        from_statistic_id="linky:1",
        to_statistic_id=energy_id(home),
        preview=False,
    )
    await settled(hass, entry)
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))

    answer = await act("import_csv", file="a.csv")
    await settled(hass, entry)

    assert answer["days"] == len(OLDER)
    days = await recorded_days(hass, energy_id(home))
    assert {day: days[day] for day in OLDER} == pytest.approx(true_kwh(home, OLDER))
    assert days[ago(YOUNG + 9)] == pytest.approx(6)
    assert_without_a_step(await recorded(hass, energy_id(home)))


async def test_without_an_answer_the_file_comes_in_as_well(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, media: Path
) -> None:
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))
    data = {"config_entry_id": entry.entry_id, "file": "a.csv"}

    with pytest.raises(ServiceValidationError, match="nothing but an answer"):
        await hass.services.async_call(
            DOMAIN, "import_csv", data | {"preview": True}, blocking=True
        )
    await hass.services.async_call(DOMAIN, "import_csv", data, blocking=True)
    await settled(hass, entry)

    assert OLDER[0] in await recorded_days(hass, energy_id(home))
