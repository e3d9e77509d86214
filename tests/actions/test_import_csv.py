"""A home gets a past from files that its resident downloaded; what is wrong with a file is said, and changes nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.metering.calendar import (
    day_hours,
    day_start,
    days_between,
)
from custom_components.grandlyon_energy.services import allowed_file
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ..adoption.foreign import hourly, write
from ..adoption.history import assert_without_a_step, by_hour
from ..conftest import TODAY
from ..counting import counted
from ..csv_files.printing import curve_file, index_file, printed_curve
from ..effort import THOROUGH
from ..emulator import Emulator, Home
from ..homes import (
    assert_all_is_true,
    electricity_data,
    energy_id,
    later,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    water_id,
)
from ..statistics.test_queue import full_disk
from .conftest import YOUNG, Act

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

PAST = 730 if THOROUGH else 90
"""Days that a file has of before the services' time."""

HALF_HOUR = timedelta(minutes=30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def span(first: int, last: int) -> list[date]:
    """The days from so many days ago to so many days ago, both included."""
    return [ago(number) for number in range(first, last - 1, -1)]


OLDER = span(YOUNG + 5, YOUNG + 1)


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


def half_hours_w(home: Home, day: date) -> Sequence[int]:
    """The true powers of a day, also of the one who lived there before."""
    true = home.electricity.half_hours_w(day)
    if day >= home.electricity.commissioned:
        return true
    return [200 + 2 * ((day.toordinal() * 7 + n * 13) % 450) for n in range(len(true))]


def day_wh(home: Home, day: date) -> int:
    return sum(half_hours_w(home, day)) // 2


def curve_of(home: Home, days: Iterable[date]) -> list[CurvePoint]:
    """The true half-hours of days."""
    return [
        CurvePoint(
            start=day_start(day) + number * HALF_HOUR,
            end=day_start(day) + (number + 1) * HALF_HOUR,
            power_w=power_w,
        )
        for day in days
        for number, power_w in enumerate(half_hours_w(home, day))
    ]


def curve_of_days(home: Home, days: Iterable[date], **more: str) -> str:
    """The history file of days."""
    return curve_file(
        *printed_curve(curve_of(home, days)), **{"point": home.point_id, **more}
    )


def sheet_of_days(
    home: Home, days: Iterable[date], *, kind: str = "Consommation Quotidienne"
) -> str:
    """The sheet of daily energies."""
    return "\n".join(
        [
            f"Point Référence Mesure (PRM) :;{home.point_id};Type de comptage :;{kind}",
            "Date;Valeur (en kWh)",
            *(
                f"{day:%d/%m/%Y};{day_wh(home, day) / 1000:.3f}".replace(".", ",")
                for day in days
            ),
        ]
    )


def true_kwh(home: Home, days: Iterable[date]) -> dict[date, float]:
    return {day: day_wh(home, day) / 1000 for day in days}


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)


# --- a past -----------------------------------------------------------------------------------------------------------


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


async def test_a_hole_of_the_service_is_filled_until_it_tells_the_day(
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
    (media / "a.csv").write_text(sheet_of_days(home, [hole]))

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
    home.electricity.without_curve.clear()
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


# --- what is refused --------------------------------------------------------------------------------------------------


async def test_a_wrong_file_changes_nothing_and_is_not_quoted(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    days = [*OLDER, *span(YOUNG, 1)]
    good = sheet_of_days(home, days)
    other = home.point_id.replace(home.point_id[:4], "4242")
    table = good.splitlines()[1:]
    half = [
        line.partition(";")[0] + ";0,5" if number > 0 else line
        for number, line in enumerate(table)
    ]
    contents: list[tuple[str | bytes, str]] = [
        (good + "\nhier;secret", "line 14 of the file, no date"),
        (good + "\n01/01/2024;secret", "On line 14 of the file stands no number"),
        (good + "\n01/01/2024", "Line 14 of the file has too few"),
        (good.replace("kWh", "MWh"), "Line 2 of the file does not say in which unit"),
        (good.replace(home.point_id, other), f"ends in {home.point_id[-4:]}"),
        (sheet_of_days(home, days, kind="Production"), "of production, which"),
        ("\n".join(half), "something else than what is known of the same days"),
        ("Date;Index (L)\n01/01/2024;5", "of water, which this home does not read"),
        (b"PK\x03\x04" + bytes(99), "workbook of a spreadsheet program"),
        ("<html>", "web page"),
        ("", "nothing in the file"),
        ("secret", "none of the known files"),
    ]
    files = ledger_files(hass, entry)
    caplog.clear()

    with counted(emulator) as cost:
        for content, message in contents:
            for preview in (True, False):
                raw = content if isinstance(content, bytes) else content.encode()
                (media / "a.csv").write_bytes(raw)
                with pytest.raises(ServiceValidationError, match=message) as raised:
                    await act("import_csv", file="a.csv", preview=preview)
                for quoted in ("secret", home.point_id, other):
                    assert quoted not in str(raised.value)
                assert raised.value.__suppress_context__
        await settled(hass, entry)

    assert cost.nothing
    assert ledger_files(hass, entry) == files
    assert "secret" not in caplog.text
    assert home.point_id not in caplog.text


async def test_only_a_plain_file_in_an_allowed_folder_is_read(
    act: Act, home: Home, media: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(sheet_of_days(home, OLDER))
    (media / "link.csv").symlink_to(outside)
    (media / "loop.csv").symlink_to(media / "loop.csv")
    (media / "folder.csv").mkdir()
    (media / "inside.csv").write_text(sheet_of_days(home, OLDER))
    (media / "to_inside.csv").symlink_to("inside.csv")
    os.mkfifo(media / "pipe.csv")
    refused = {
        str(outside): "may not read there",
        str(tmp_path / "none.csv"): "may not read there",
        "../secret.csv": "may not read there",
        "link.csv": "may not read there",
        "/etc/passwd": "may not read there",
        "none.csv": "no such file",
        "inside.csv/more.csv": "no such file",
        "folder.csv": "cannot be read",
        "pipe.csv": "cannot be read",
        "loop.csv": "cannot be read",
        "null\0.csv": "cannot be read",
    }

    for name, message in refused.items():
        with pytest.raises(ServiceValidationError, match=message) as raised:
            await act("import_csv", file=name, preview=True)
        assert str(tmp_path) not in str(raised.value)
    for name in ("inside.csv", "to_inside.csv", str(media / "inside.csv")):
        answer = await act("import_csv", file=name, preview=True)
        assert answer["days"] == len(OLDER)


async def test_a_file_that_is_too_large_is_not_even_read(
    act: Act, home: Home, media: Path
) -> None:
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))

    with (
        patch.object(allowed_file, "LARGEST", 100),
        pytest.raises(ServiceValidationError, match="larger than"),
    ):
        await act("import_csv", file="a.csv", preview=True)


async def test_a_link_that_takes_the_files_place_is_not_followed(
    act: Act, home: Home, media: Path, tmp_path: Path
) -> None:
    outside, inside = tmp_path / "secret.csv", media / "a.csv"
    outside.write_text(sheet_of_days(home, OLDER))
    inside.write_text("")
    opening = os.open

    def swapped(path: Any, *args: Any, **more: Any) -> int:
        if Path(path) == inside:
            inside.unlink()
            inside.symlink_to(outside)
        return opening(path, *args, **more)

    with (
        patch(f"{allowed_file.__name__}.os.open", swapped),
        pytest.raises(ServiceValidationError, match="cannot be read"),
    ):
        await act("import_csv", file="a.csv", preview=True)


async def test_only_an_administrator_may_import(
    act: Act, hass_read_only_user: MockUser
) -> None:
    with pytest.raises(Unauthorized):
        await act(
            "import_csv",
            file="a.csv",
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_a_full_disk_is_told_and_mended_later(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
    media: Path,
) -> None:
    (media / "a.csv").write_text(sheet_of_days(home, OLDER))

    with full_disk(hass):
        with pytest.raises(HomeAssistantError, match="Make room") as raised:
            await act("import_csv", file="a.csv")
        await settled(hass, entry)
        assert OLDER[0] not in await recorded_days(hass, energy_id(home))

    assert raised.value.__suppress_context__
    answer = await act("import_csv", file="a.csv")
    entry.runtime_data.queue.request()
    await settled(hass, entry)
    assert answer["days_known"] + answer["days"] == len(OLDER)
    days = await recorded_days(hass, energy_id(home))
    assert {day: days[day] for day in OLDER} == pytest.approx(true_kwh(home, OLDER))


# --- which meter ------------------------------------------------------------------------------------------------------


class TestHomeThatProduces:
    """A file may be of what it draws or of what it feeds in."""

    @pytest.fixture
    def services(self, emulator: Emulator, home: Home) -> dict[str, Any]:
        return {
            "water": None,
            "electricity": {**electricity_data(emulator, home), "production": True},
        }

    async def test_the_file_says_it_or_the_caller_does(
        self,
        hass: HomeAssistant,
        home: Home,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        fed_in = energy_id(home).replace("consumption", "production")
        (media / "prod.csv").write_text(
            curve_of_days(home, OLDER, direction="Production")
        )
        (media / "unsaid.csv").write_text(sheet_of_days(home, OLDER, kind=""))

        with pytest.raises(ServiceValidationError, match="more than one meter"):
            await act("import_csv", file="unsaid.csv")
        for wanted in (energy_id(home), f"{energy_id(home)}_2"):
            with pytest.raises(ServiceValidationError, match="does not count what"):
                await act("import_csv", file="prod.csv", statistic_id=wanted)
        said = await act("import_csv", file="prod.csv")
        told = await act("import_csv", file="unsaid.csv", statistic_id=energy_id(home))
        await settled(hass, entry)

        assert said["statistic_id"] == fed_in
        assert told["statistic_id"] == energy_id(home)
        for statistic_id in (fed_in, energy_id(home)):
            days = await recorded_days(hass, statistic_id)
            assert {day: days[day] for day in OLDER} == (
                pytest.approx(true_kwh(home, OLDER))
            )


# --- water ------------------------------------------------------------------------------------------------------------


def water_file(*lines: str, heading: str = "Date;Index (L)", contract: str = "") -> str:
    above = [f"N° de contrat;{contract}"] if contract else []
    return "\n".join([*above, heading, *lines])


def known_indexes(entry: MockConfigEntry) -> dict[date, int]:
    """The indexes that the home's first water contract knows, without those that say nothing."""
    readings = entry.runtime_data.water.meters[0].ledger.readings()
    return {each.day: each.index_l for each in readings if each.index_l}


class TestWater:
    """A home of which only water is read."""

    @pytest.fixture
    def services(self) -> dict[str, Any]:
        return {"electricity": None}

    async def test_older_indexes_come_in_and_stay(
        self,
        hass: HomeAssistant,
        emulator: Emulator,
        home: Home,
        freezer: FrozenDateTimeFactory,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        before = await recorded_days(hass, water_id(home))
        known = known_indexes(entry)
        first = min(known)
        older = [first - timedelta(days=n) for n in range(400, 0, -1)]
        base = known[first] - 120 * len(older)
        assert base > 0
        lines = [f"{day};{base + 120 * n}" for n, day in enumerate(older)]
        same = [f"{day};{index_l}" for day, index_l in known.items()]
        (media / "eau.csv").write_text(water_file(*lines, *same))

        preview = await act("import_csv", file="eau.csv", preview=True)
        answer = await act("import_csv", file="eau.csv")
        await settled(hass, entry)

        assert answer == preview | {"written": True}
        assert answer | {"days_known": 0} == {
            "kind": "water_indexes",
            "statistic_id": water_id(home),
            "days": len(older),
            "first_day": older[0].isoformat(),
            "last_day": older[-1].isoformat(),
            "amount": 120.0 * len(older),
            "unit": "L",
            "days_known": 0,
            "days_left_out": 0,
            "written": True,
        }
        assert answer["days_known"] == len(known)
        after = await recorded_days(hass, water_id(home))
        assert {day: after[day] for day in older} == dict.fromkeys(older, 120)
        assert {day: after[day] for day in before} == before
        assert_without_a_step(await recorded(hass, water_id(home)))

        asked = len(emulator.calls)
        await later(hass, emulator, freezer, entry, days=1)
        starts = [call.start for call in emulator.calls[asked:] if call.start]
        assert starts
        assert min(starts) >= TODAY - timedelta(days=90)
        assert (await recorded_days(hass, water_id(home)))[older[0]] == 120

        with counted(emulator) as cost:
            again = await act("import_csv", file="eau.csv")
            await settled(hass, entry)
        assert (again["days"], again["written"]) == (0, False)
        assert cost.nothing

    async def test_volumes_are_counted_back_from_what_is_known(
        self,
        hass: HomeAssistant,
        home: Home,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        first = min(known_indexes(entry))
        used = [first - timedelta(days=n) for n in range(5, 0, -1)]
        lines = [f"{day:%d/%m/%Y};0,{100 + n}" for n, day in enumerate(used)]
        heading = "Date;Consommation (m3)"
        (media / "eau.csv").write_text(water_file(*lines, heading=heading))
        (media / "apart.csv").write_text(water_file(*lines[:-1], heading=heading))

        files = ledger_files(hass, entry)
        with pytest.raises(ServiceValidationError, match=f"lacks the day {used[-1]}"):
            await act("import_csv", file="apart.csv")
        assert ledger_files(hass, entry) == files
        answer = await act("import_csv", file="eau.csv")
        await settled(hass, entry)

        assert (answer["kind"], answer["days"]) == ("water_volumes", 5)
        days = await recorded_days(hass, water_id(home))
        assert [days[day] for day in used] == [100, 101, 102, 103, 104]
        assert_without_a_step(await recorded(hass, water_id(home)))

    async def test_another_meters_file_is_refused(
        self,
        hass: HomeAssistant,
        home: Home,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        older = [f"{day};{9_000_000 + n}" for n, day in enumerate(span(40, 30))]
        wrong: Sequence[tuple[str, str]] = [
            (water_file(*older), "do not fit those of this home"),
            (water_file(*older, contract="4242"), "a water contract that this home"),
            (curve_of_days(home, OLDER), "of electricity, which this home"),
        ]
        files = ledger_files(hass, entry)

        for content, message in wrong:
            (media / "a.csv").write_text(content)
            with pytest.raises(ServiceValidationError, match=message):
                await act("import_csv", file="a.csv")
        (media / "a.csv").write_text(wrong[0][0])
        with pytest.raises(ServiceValidationError, match="does not count what"):
            await act("import_csv", file="a.csv", statistic_id=energy_id(home))

        assert ledger_files(hass, entry) == files


@pytest.mark.parametrize("contracts", [2])
class TestTwoContracts:
    """The number in the file tells, else the caller."""

    @pytest.fixture
    def services(self) -> dict[str, Any]:
        return {"electricity": None}

    @pytest.fixture
    def home(self, contracts: int) -> Home:
        home = Home(seed=1, today=TODAY, contracts=contracts)
        for meter in home.water.values():
            meter.first_day = ago(20)
        return home

    async def test_the_contract_is_told_by_its_number_or_the_statistic(
        self, home: Home, entry: MockConfigEntry, act: Act, media: Path
    ) -> None:
        second = entry.runtime_data.water.meters[1]
        days = days_between(TODAY - timedelta(days=9), TODAY)
        lines = [
            f"{day};{record.index_l}"
            for day in days
            if (record := second.ledger.days.get(day)) and record.index_l
        ]
        spaced = f"{second.contract_id[:3]} {second.contract_id[3:]}"
        (media / "named.csv").write_text(water_file(*lines, contract=spaced))
        (media / "unnamed.csv").write_text(water_file(*lines))

        with pytest.raises(ServiceValidationError, match="more than one meter"):
            await act("import_csv", file="unnamed.csv", preview=True)
        named = await act("import_csv", file="named.csv", preview=True)
        chosen = await act(
            "import_csv",
            file="unnamed.csv",
            statistic_id=second.statistic.statistic_id,
            preview=True,
        )

        assert named["statistic_id"] == second.statistic.statistic_id
        assert named == chosen
