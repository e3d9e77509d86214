"""What holds for every dialogue about tariffs: whose they are, what they are called, and what others do meanwhile."""

from typing import Any
from unittest.mock import AsyncMock

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.compat import vol

from ...emulator import Emulator, Home
from ...homes import home_entry
from . import test_electricity, test_off_peak, test_water
from .steps import (
    Typed,
    add,
    assert_added,
    assert_changed,
    assert_refused,
    change,
    fields,
    kept,
    of_kind,
    only,
    submit,
)

CHOSEN: dict[str, list[Typed]] = {
    "electricity_tariff": [
        {"option": "base", "offer": "none"},
        test_electricity.BASE,
    ],
    "off_peak_hours": [test_off_peak.TYPED],
    "tempo_calendar": [{"days": "2026-01-05 red", "others_are_blue": False}],
    "water_tariff": [{"offer": "none"}, test_water.TYPED],
}
"""What is typed on each page of a dialogue."""

every_kind = pytest.mark.parametrize("kind", CHOSEN)


async def add_one(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str, **changes: Any
) -> None:
    shown = await add(hass, entry, kind)
    for typed in CHOSEN[kind]:
        wanted = {**typed, **changes}
        shown = await submit(
            hass,
            shown,
            {field: wanted[field] for field in fields(shown) if field in wanted},
        )
    assert_added(shown)


@pytest.mark.parametrize(
    ("lacking", "expected"),
    [
        (None, set(CHOSEN)),
        ("water", set(CHOSEN) - {"water_tariff"}),
        ("electricity", {"water_tariff"}),
    ],
)
async def test_a_home_gets_the_tariffs_of_its_services_and_is_told_so_of_others(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    lacking: str | None,
    expected: set[str],
) -> None:
    without: dict[str, Any] = {lacking: None} if lacking else {}
    entry = home_entry(emulator, home, **without)
    entry.add_to_hass(lyon)
    for kind in CHOSEN:
        shown = await add(lyon, entry, kind)
        if kind in expected:
            assert shown["type"] is FlowResultType.FORM
        else:
            assert_ended(shown, "service_missing")
    # Core asks once: a home that gets the other service needs no restart to get its tariffs.
    assert entry.supported_subentry_types == {
        kind: {"supports_reconfigure": True} for kind in CHOSEN
    }


@every_kind
async def test_the_home_is_told_once_and_its_data_stay(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    listener = AsyncMock()
    entry.add_update_listener(listener)
    data, options = dict(entry.data), dict(entry.options)
    await add_one(lyon, entry, kind)
    await lyon.async_block_till_done()
    assert listener.await_count == 1
    assert (dict(entry.data), dict(entry.options)) == (data, options)


@every_kind
async def test_nobody_is_told_when_nothing_is_changed(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    await add_one(lyon, entry, kind)
    before = only(entry).as_dict()
    listener = AsyncMock()
    entry.add_update_listener(listener)
    shown = await change(lyon, entry, only(entry))
    assert_changed(await submit(lyon, shown, CHOSEN[kind][-1]))
    await lyon.async_block_till_done()
    assert listener.await_count == 0
    assert only(entry).as_dict() == before


@every_kind
async def test_one_is_removed_and_the_others_stay(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    for each in CHOSEN:
        await add_one(lyon, entry, each)
    before = dict(entry.subentries)
    (removed,) = of_kind(entry, kind)
    lyon.config_entries.async_remove_subentry(entry, removed.subentry_id)
    del before[removed.subentry_id]
    assert dict(entry.subentries) == before
    # What it took is free again.
    await add_one(lyon, entry, kind)
    assert len(entry.subentries) == len(CHOSEN)


TITLES: list[tuple[str, Typed, str, str]] = [
    (
        "electricity_tariff",
        {"option": "base"},
        "Electricity · 2026-02-01 · base",
        "Électricité · 2026-02-01 · base",
    ),
    (
        "electricity_tariff",
        {"option": "peak_off_peak", "peak": 0.2, "off_peak": 0.1},
        "Electricity · 2026-02-01 · peak/off-peak",
        "Électricité · 2026-02-01 · heures pleines/creuses",
    ),
    (
        "electricity_tariff",
        {"option": "tempo", **test_electricity.PRICES["tempo"]},
        "Electricity · 2026-02-01 · Tempo",
        "Électricité · 2026-02-01 · Tempo",
    ),
    (
        "off_peak_hours",
        {},
        "Off-peak hours · 2025-11-01 · 22:30-06:30",
        "Heures creuses · 2025-11-01 · 22:30-06:30",
    ),
    (
        "off_peak_hours",
        {"season": "winter", "weekdays": ["sun"]},
        "Off-peak hours · 2025-11-01 · 22:30-06:30 · Winter, 1 November to 31 March · Sunday",
        "Heures creuses · 2025-11-01 · 22:30-06:30 · Hiver, du 1er novembre au 31 mars · dimanche",
    ),
    (
        "off_peak_hours",
        {"season": "other", "season_from": "15/4", "season_to": "30/9"},
        "Off-peak hours · 2025-11-01 · 22:30-06:30 · 15/04-30/09",
        "Heures creuses · 2025-11-01 · 22:30-06:30 · 15/04-30/09",
    ),
    (
        "off_peak_hours",
        {"weekdays": ["sat", "sun"]},
        "Off-peak hours · 2025-11-01 · 22:30-06:30 · Saturday, Sunday",
        "Heures creuses · 2025-11-01 · 22:30-06:30 · samedi, dimanche",
    ),
    (
        "tempo_calendar",
        {"days": "2026-01-07 red\n2025-12-01 white"},
        "Tempo · 2025-12-01 \N{EN DASH} 2026-01-07",
        "Tempo · 2025-12-01 \N{EN DASH} 2026-01-07",
    ),
    (
        "water_tariff",
        {},
        "Water ···{end} · 2026-01-01",
        "Eau ···{end} · 2026-01-01",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "english", "french"), TITLES)
async def test_a_title_tells_what_it_is_in_the_language_of_the_home(
    lyon: HomeAssistant,
    entry: MockConfigEntry,
    home: Home,
    kind: str,
    changes: Typed,
    english: str,
    french: str,
) -> None:
    for language, title in (("en", english), ("fr", french), ("de", english)):
        lyon.config.language = language
        await add_one(lyon, entry, kind, **changes)
        added = only(entry)
        assert added.title == title.format(end=home.contracts[0][-4:])
        assert home.contracts[0] not in added.title
        lyon.config_entries.async_remove_subentry(entry, added.subentry_id)


async def test_a_title_follows_the_date_also_after_a_change_of_language(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_one(lyon, entry, "electricity_tariff")
    lyon.config.language = "fr"
    shown = await change(lyon, entry, only(entry))
    typed = test_electricity.BASE | {"valid_from": "2026-08-01"}
    assert_changed(await submit(lyon, shown, typed))
    assert only(entry).title == "Électricité · 2026-08-01 · base"


async def test_a_title_that_the_user_has_chosen_stays(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_one(lyon, entry, "water_tariff")
    lyon.config_entries.async_update_subentry(entry, only(entry), title="Ours")
    shown = await change(lyon, entry, only(entry))
    typed = test_water.TYPED | {"valid_from": "2025-01-01"}
    assert_changed(await submit(lyon, shown, typed))
    assert only(entry).title == "Ours"
    assert only(entry).data["valid_from"] == "2025-01-01"


MUST_BE_GIVEN = {
    "electricity_tariff": ["valid_from", "base", "standing_charge"],
    "off_peak_hours": ["valid_from", "intervals"],
    "tempo_calendar": ["days"],
    "water_tariff": [
        *("valid_from", "tiers", "price_of_all", "standing_charge", "dwellings")
    ],
}
"""What has nothing to start with: the page would send 0 or today for these if a form required them."""


@every_kind
async def test_what_nobody_typed_is_asked_for_and_not_taken_for_nothing_or_today(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    (*_, (page, typed)) = await pages(lyon, entry, kind)
    demanded = {
        str(field)
        for field in page["data_schema"].schema
        if isinstance(field, vol.Required)
    }
    assert demanded.isdisjoint(MUST_BE_GIVEN[kind])
    lacking = dict(typed)
    for field in MUST_BE_GIVEN[kind]:
        del lacking[field]
    shown = await submit(lyon, page, lacking)
    errors = dict.fromkeys(MUST_BE_GIVEN[kind], "missing")
    assert_refused(shown, errors, lacking)
    assert kept(entry, kind) == []

    assert_added(await submit(lyon, shown, typed))
    # A tariff that is there is not emptied either.
    shown = await submit(lyon, await change(lyon, entry, only(entry)), lacking)
    assert_refused(shown, errors, lacking)


def assert_ended(done: Any, reason: str) -> None:
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == reason


def assert_changed_meanwhile(done: Any) -> None:
    assert_ended(done, "changed_meanwhile")


async def pages(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> list[Any]:
    """Every page of a dialogue, each in a dialogue of its own, with what is to be typed there."""
    shown = []
    for number in range(len(CHOSEN[kind])):
        page = await add(hass, entry, kind)
        for typed in CHOSEN[kind][:number]:
            page = await submit(hass, page, typed)
        shown.append((page, CHOSEN[kind][number]))
    return shown


@every_kind
async def test_a_service_that_is_taken_out_meanwhile_gets_no_tariff(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    await add_one(lyon, entry, kind)
    opened = await pages(lyon, entry, kind)
    opened.append((await change(lyon, entry, only(entry)), CHOSEN[kind][-1]))
    before = kept(entry, kind)
    service = "water" if kind == "water_tariff" else "electricity"
    data = {name: each for name, each in entry.data.items() if name != service}
    lyon.config_entries.async_update_entry(entry, data=data)
    for page, typed in opened:
        assert_ended(await submit(lyon, page, typed), "service_missing")
    assert kept(entry, kind) == before


@every_kind
async def test_a_home_that_is_removed_meanwhile_ends_its_dialogues(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    opened = await pages(lyon, entry, kind)
    await lyon.config_entries.async_remove(entry.entry_id)
    for page, typed in opened:
        assert_changed_meanwhile(await submit(lyon, page, typed))


@every_kind
async def test_a_tariff_that_is_removed_meanwhile_is_not_changed(
    lyon: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    await add_one(lyon, entry, kind)
    removed = only(entry)
    shown = await change(lyon, entry, removed)
    lyon.config_entries.async_remove_subentry(entry, removed.subentry_id)
    assert_changed_meanwhile(await submit(lyon, shown, CHOSEN[kind][-1]))
    assert_changed_meanwhile(await change(lyon, entry, removed))
    assert kept(entry, kind) == []
