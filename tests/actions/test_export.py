"""What is known of a period becomes files in the media folder, there only, and none is lost by it."""

import csv
from datetime import date, timedelta
from pathlib import Path

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import TODAY
from ..costs.tariffs import add, base, water
from ..emulator import Emulator, Home
from ..homes import energy_id, water_id
from .conftest import YOUNG, Act

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

without_water = pytest.mark.parametrize("services", [{"water": None}])


@pytest.fixture
def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The media folder, which is not there yet."""
    media = tmp_path / "media"
    hass.config.media_dirs = {"local": str(media)}
    return media


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def period(first: date, last: date) -> dict[str, str]:
    return {"start_date": first.isoformat(), "end_date": last.isoformat()}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put(path: Path, text: str) -> None:
    path.write_text(text)


def is_there(path: Path) -> bool:
    return path.exists()


def files(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*.*"))


async def test_a_file_for_each_statistic_holds_what_is_known(
    hass: HomeAssistant, emulator: Emulator, home: Home, media: Path, act: Act
) -> None:
    answer = await act("export", **period(ago(400), TODAY))

    names = {each["statistic_id"]: each["file"] for each in answer["files"]}
    point, contract = home.point_id[-4:], home.contracts[0].lower()[-4:]
    days = f"day_{ago(400)}_{ago(1)}.csv"
    assert names == {
        energy_id(home): f"grandlyon_energy/consumption_{point}_{days}",
        f"grandlyon_energy:{home.point_id}_max_power": (
            f"grandlyon_energy/max_power_{point}_{days}"
        ),
        water_id(home): f"grandlyon_energy/water_{contract}_{days}",
    }
    assert files(media) == sorted(names.values())
    truth = emulator.truth()
    energy = read(media / names[energy_id(home)])
    assert {row["day"]: float(row["energy_wh"]) for row in energy} == truth["energy_wh"]
    assert energy[-1]["energy_wh"].isdigit()
    assert energy[-1]["quality"] == "exact"
    assert energy[-1]["adopted_from"] == ""
    volumes = {
        row["day"]: row["volume_l"] for row in read(media / names[water_id(home)])
    }
    litres = truth["water_l"][home.contracts[0]]
    assert {day: int(volumes[day]) for day in litres} == litres
    # Its newest days are not known yet.
    assert volumes[ago(1).isoformat()] == ""
    assert {each["media_content_id"] for each in answer["files"]} == {
        f"media-source://media_source/local/{name}" for name in names.values()
    }
    assert answer["files"][0]["rows"] == len(energy) == YOUNG

    of_yesterday = await act("export", **period(ago(1), ago(1)))
    assert {each["statistic_id"] for each in of_yesterday["files"]} == (
        names.keys() - {water_id(home)}
    )


async def test_what_it_cost_has_files_of_its_own(
    hass: HomeAssistant, home: Home, media: Path, entry: MockConfigEntry, act: Act
) -> None:
    contract = home.contracts[0]
    await add(
        hass,
        entry,
        base(ago(2), 0.2),
        water(contract, ago(400), [(None, 2.0)]),
    )

    answer = await act("export", **period(ago(YOUNG), ago(1)))

    names = {each["statistic_id"]: each["file"] for each in answer["files"]}
    days = f"day_{ago(YOUNG)}_{ago(1)}.csv"
    of_point = f"grandlyon_energy:{home.point_id}_cost"
    of_contract = f"grandlyon_energy:{contract}_cost"
    assert names[of_point] == (f"grandlyon_energy/cost_{home.point_id[-4:]}_{days}")
    assert names[of_contract] == (f"grandlyon_energy/water_cost_{contract[-4:]}_{days}")
    # From the first day on that has a price.
    costs = read(media / names[of_point])
    assert [row["day"] for row in costs] == [ago(2).isoformat(), ago(1).isoformat()]
    assert float(costs[-1]["cost_eur"]) == pytest.approx(
        home.true_day_wh(ago(1)) / 5000
    )
    assert costs[-1]["estimated"] == "false"


@without_water
async def test_hours_and_half_hours_are_of_electricity(
    hass: HomeAssistant, home: Home, media: Path, act: Act
) -> None:
    expected = {
        "hour": (24, "2026-12-02T00:00:00+01:00,"),
        "half_hour": (48, "2026-12-02T00:00:00+01:00,2026-12-02T00:30:00+01:00,"),
    }
    for resolution, (rows, first) in expected.items():
        answer = await act("export", resolution=resolution, **period(ago(1), ago(1)))

        [file] = answer["files"]
        content = (media / file["file"]).read_bytes()
        lines = content.decode("ascii").split("\r\n")
        assert file["rows"] == rows
        assert len(lines) == 1 + rows + 1
        assert lines[1].startswith(first)


@without_water
async def test_a_file_that_is_there_stays(
    hass: HomeAssistant, home: Home, media: Path, act: Act
) -> None:
    asked = {"resolution": "hour", **period(ago(1), ago(1))}
    [first] = (await act("export", **asked))["files"]
    (media / first["file"]).write_text("mine")

    [second] = (await act("export", **asked))["files"]
    [third] = (await act("export", **asked))["files"]

    assert (media / first["file"]).read_text() == "mine"
    assert second["file"] == first["file"].replace(".csv", "_2.csv")
    assert third["file"] == first["file"].replace(".csv", "_3.csv")
    assert read(media / second["file"]) == read(media / third["file"])


@without_water
async def test_without_a_safe_media_folder_nothing_is_written(
    hass: HomeAssistant, tmp_path: Path, act: Act, entry: MockConfigEntry
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / DOMAIN).symlink_to(elsewhere)
    hass.config.config_dir = str(tmp_path)
    open_to_all = tmp_path / "www"

    for dirs in (
        {},
        {"other": str(tmp_path / "other")},
        {"local": str(linked)},
        {"local": str(open_to_all / "media")},
        {"local": str(open_to_all)},
    ):
        hass.config.media_dirs = dirs
        with pytest.raises(ServiceValidationError, match="media folder"):
            await act("export", **period(ago(2), ago(1)))

    assert files(elsewhere) == []
    assert not open_to_all.exists()
    assert not (tmp_path / "other").exists()


@without_water
async def test_a_disk_that_refuses_leaves_no_file_behind(
    hass: HomeAssistant,
    media: Path,
    act: Act,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replaced: list[Path] = []
    replace = Path.replace

    def replace_once(self: Path, target: Path) -> Path:
        if replaced:
            raise OSError(28, "No space left on device", str(target))
        replaced.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_once)
    with pytest.raises(HomeAssistantError, match="Make room") as raised:
        await act("export", **period(ago(2), ago(1)))

    assert len(replaced) == 1
    assert files(media) == []
    assert raised.value.__cause__ is None


@without_water
async def test_a_file_in_the_place_of_the_folder_is_told(
    hass: HomeAssistant, tmp_path: Path, act: Act
) -> None:
    in_place = tmp_path / "file"
    hass.config.media_dirs = {"local": str(in_place)}
    put(in_place, "mine")

    with pytest.raises(HomeAssistantError, match="Make room"):
        await act("export", **period(ago(2), ago(1)))

    assert files(tmp_path) == []


@without_water
async def test_a_period_that_makes_no_sense_is_refused(
    hass: HomeAssistant, media: Path, act: Act
) -> None:
    refused = [
        (period(ago(1), ago(2)), "Swap them"),
        (period(TODAY, TODAY), "before today"),
        (period(ago(4000), ago(3000)), "Nothing is known"),
        (period(date(1, 1, 1), date(1, 1, 2)), "Nothing is known"),
    ]

    for asked, message in refused:
        with pytest.raises(ServiceValidationError, match=message):
            await act("export", **asked)

    assert not is_there(media)


@pytest.mark.parametrize("services", [{"electricity": None}])
async def test_half_hours_of_water_are_refused(
    hass: HomeAssistant, media: Path, act: Act
) -> None:
    with pytest.raises(ServiceValidationError, match="not known so finely"):
        await act("export", resolution="half_hour", **period(ago(2), ago(1)))


@without_water
async def test_only_an_administrator_may_have_it_done(
    hass: HomeAssistant,
    media: Path,
    entry: MockConfigEntry,
    act: Act,
    hass_read_only_user: MockUser,
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await act("export", context=context, **period(ago(2), ago(1)))
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match="not loaded"):
        await act("export", **period(ago(2), ago(1)))

    assert not is_there(media)
