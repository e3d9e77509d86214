"""Off-peak hours: windows, seasons and weekdays as typed, what overlaps, and everything that is refused."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .steps import (
    Typed,
    add,
    assert_added,
    assert_asks,
    assert_changed,
    assert_refused,
    change,
    kept,
    only,
    submit,
    suggested,
)

KIND = "off_peak_hours"
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
USUAL: Typed = {"weekdays": WEEK, "season": "all_year"}
TYPED: Typed = USUAL | {"valid_from": "2025-11-01", "intervals": "22:30-06:30"}
KEPT = {"valid_from": "2025-11-01", "weekdays": WEEK, "intervals": "22:30-06:30"}


async def add_hours(
    hass: HomeAssistant, entry: MockConfigEntry, **changes: Any
) -> None:
    shown = await add(hass, entry, KIND)
    assert_added(await submit(hass, shown, TYPED | changes))


async def test_hours_hold_all_year_and_week_unless_told_otherwise(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await add(lyon, entry, KIND)
    assert_asks(shown, "user")
    # Nothing is known of a home that is not loaded.
    assert suggested(shown) == USUAL
    assert_added(await submit(lyon, shown, TYPED))
    assert kept(entry, KIND) == [KEPT]


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ("22h30-6h30", "22:30-06:30"),
        ("HC (22H00-6H00;12H00-14H00)", "22:00-06:00, 12:00-14:00"),
        ("de 23:00 à 05:00 et 14:00 à 17:00", "23:00-05:00, 14:00-17:00"),
        ("00:00-12:00, 18:00-24:00", "00:00-12:00, 18:00-24:00"),
    ],
)
async def test_hours_are_read_as_people_and_bills_write_them(
    lyon: HomeAssistant, entry: MockConfigEntry, intervals: str, expected: str
) -> None:
    await add_hours(lyon, entry, intervals=intervals)
    assert kept(entry, KIND) == [KEPT | {"intervals": expected}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"season": "summer"}, ("04-01", "10-31")),
        ({"season": "winter"}, ("11-01", "03-31")),
        (
            {"season": "other", "season_from": "15/4", "season_to": "29/02"},
            ("04-15", "02-29"),
        ),
        (
            {"season": "other", "season_from": " 01-06 ", "season_to": "30.06"},
            ("06-01", "06-30"),
        ),
        # Blanks are nothing.
        ({"season": "summer", "season_from": " "}, ("04-01", "10-31")),
    ],
)
async def test_a_season_is_kept_by_its_first_and_last_day(
    lyon: HomeAssistant,
    entry: MockConfigEntry,
    changes: Typed,
    expected: tuple[str, str],
) -> None:
    await add_hours(lyon, entry, **changes)
    first, last = expected
    assert kept(entry, KIND) == [KEPT | {"season_from": first, "season_to": last}]


async def test_weekdays_are_kept_in_the_order_of_the_week(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_hours(lyon, entry, weekdays=["sun", "sat", "sun"])
    assert kept(entry, KIND) == [KEPT | {"weekdays": ["sat", "sun"]}]


@pytest.mark.parametrize("weekdays", [["sat"], ["sun", "sat"]])
async def test_weekends_may_be_off_peak_altogether(
    lyon: HomeAssistant, entry: MockConfigEntry, weekdays: list[str]
) -> None:
    await add_hours(lyon, entry, intervals="00:00-24:00", weekdays=weekdays)
    assert kept(entry, KIND)[0]["intervals"] == "00:00-24:00"


UNREADABLE = [
    "all night",
    "22:30",
    "22:30-",
    "25:00-06:00",
    "22:75-06:00",
    "22:30-22:30",
    "22:30-06:30 except on Sundays",
    "22:30-06:30, " * 40 + "22:30-06:30",
]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        *(
            ({"intervals": text}, {"intervals": "windows_unreadable"})
            for text in UNREADABLE
        ),
        ({"intervals": " "}, {"intervals": "missing"}),
        *(
            ({"intervals": text}, {"intervals": "windows_too_long"})
            for text in (
                "00:00-24:00",
                "06:30-01:00",
                "00:00-18:01",
                "00:00-10:00, 09:00-18:01",
            )
        ),
        (
            {"intervals": "00:00-24:00", "weekdays": ["fri", "sat"]},
            {"intervals": "windows_too_long"},
        ),
        ({"weekdays": []}, {"weekdays": "no_weekday"}),
        ({"valid_from": "2014-12-31"}, {"valid_from": "date_out_of_range"}),
        (
            {"season": "other"},
            {"season_from": "missing", "season_to": "missing"},
        ),
        (
            {"season": "other", "season_from": "01/04"},
            {"season_to": "missing"},
        ),
        *(
            ({"season": season, field: "15/04"}, {"season": "season_not_other"})
            for season in ("all_year", "summer", "winter")
            for field in ("season_from", "season_to")
        ),
        (
            {"intervals": "?", "season_from": "?", "season_to": "?"},
            {"intervals": "windows_unreadable", "season": "season_not_other"},
        ),
        *(
            (
                {"season": "other", "season_from": wrong, "season_to": "31/10"},
                {"season_from": "season_unreadable"},
            )
            for wrong in ("30/02", "31/04", "00/04", "04/13", "1", "April", "1/4/2026")
        ),
        (
            {"valid_from": "1990-01-01", "intervals": "?", "weekdays": []},
            {
                "valid_from": "date_out_of_range",
                "intervals": "windows_unreadable",
                "weekdays": "no_weekday",
            },
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused_at_its_field(
    lyon: HomeAssistant,
    entry: MockConfigEntry,
    changes: Typed,
    errors: dict[str, str],
) -> None:
    shown = await submit(lyon, await add(lyon, entry, KIND), TYPED | changes)
    assert_refused(shown, errors, TYPED | changes)
    assert kept(entry, KIND) == []
    assert_added(await submit(lyon, shown, TYPED))
    assert kept(entry, KIND) == [KEPT]


WINTER_SUNDAYS: Typed = {"season": "winter", "weekdays": ["sun"]}


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({}, {}, True),
        ({}, {"intervals": "12:00-14:00"}, True),
        ({}, {"season": "summer"}, True),
        ({}, {"weekdays": ["sun"]}, True),
        ({"season": "summer"}, {"season": "winter"}, False),
        ({"weekdays": WEEK[:5]}, {"weekdays": WEEK[5:]}, False),
        ({"weekdays": WEEK[:6]}, {"weekdays": WEEK[5:]}, True),
        (WINTER_SUNDAYS, {"season": "winter", "weekdays": ["mon"]}, False),
        (WINTER_SUNDAYS, {"season": "summer", "weekdays": ["sun"]}, False),
        (WINTER_SUNDAYS, {"weekdays": ["sun"]}, True),
        (
            {"season": "winter"},
            {"season": "other", "season_from": "31/03", "season_to": "15/05"},
            True,
        ),
        (
            {"season": "other", "season_from": "29/02", "season_to": "29/02"},
            {"season": "winter"},
            True,
        ),
        ({}, {"valid_from": "2025-11-02"}, False),
    ],
)
async def test_the_same_date_is_refused_where_season_and_weekdays_meet(
    lyon: HomeAssistant,
    entry: MockConfigEntry,
    one: Typed,
    other: Typed,
    overlap: bool,
) -> None:
    await add_hours(lyon, entry, **one)
    shown = await submit(lyon, await add(lyon, entry, KIND), TYPED | other)
    if overlap:
        assert_refused(shown, {"valid_from": "date_taken"}, TYPED | other)
        later = TYPED | other | {"valid_from": "2026-10-31"}
        assert_added(await submit(lyon, shown, later))
    else:
        assert_added(shown)
    assert len(kept(entry, KIND)) == 2


@pytest.mark.parametrize(
    "typed",
    [
        TYPED,
        TYPED | WINTER_SUNDAYS,
        TYPED | {"season": "other", "season_from": "15/04", "season_to": "29/02"},
    ],
)
async def test_changed_hours_come_back_as_they_were_typed(
    lyon: HomeAssistant, entry: MockConfigEntry, typed: Typed
) -> None:
    assert_added(await submit(lyon, await add(lyon, entry, KIND), typed))
    before = only(entry)
    as_kept = dict(before.data)
    shown = await change(lyon, entry, before)
    assert_asks(shown, "reconfigure")
    assert suggested(shown) == typed

    assert_changed(await submit(lyon, shown, typed))
    assert only(entry).data == as_kept


async def test_hours_that_are_changed_may_hold_all_year_again(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_hours(lyon, entry, season="summer")
    shown = await change(lyon, entry, only(entry))
    wrong = TYPED | {"intervals": "never"}
    shown = await submit(lyon, shown, wrong)
    assert_refused(shown, {"intervals": "windows_unreadable"}, wrong)
    assert_changed(await submit(lyon, shown, TYPED))
    assert kept(entry, KIND) == [KEPT]


async def test_changed_hours_cannot_take_the_days_of_others(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_hours(lyon, entry, season="summer")
    await add_hours(lyon, entry, season="winter")
    summer, _ = entry.subentries.values()
    shown = await submit(lyon, await change(lyon, entry, summer), TYPED)
    assert_refused(shown, {"valid_from": "date_taken"}, TYPED)
    assert_changed(await submit(lyon, shown, TYPED | {"valid_from": "2024-11-01"}))
