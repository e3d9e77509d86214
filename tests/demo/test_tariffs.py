"""The tariffs that the demo types into the page."""

from datetime import date

import pytest

from scripts.demo_home.tariffs import (
    ELECTRICITY,
    OFF_PEAK,
    WATER,
    announced_windows,
    dearer,
    demo_tariffs,
    months_after,
    newest_prices,
    told,
    tour_tariffs,
)

FIRST = date(2023, 3, 21)
TODAY = date(2026, 3, 20)
TARIFFS = demo_tariffs(FIRST, TODAY, contracts=["22", "33"])


def test_dates_follow_from_today_and_the_first_days_have_no_tariff() -> None:
    since = {
        kind: sorted(kept["valid_from"] for kept in of_kind)
        for kind, of_kind in told(TARIFFS).items()
    }
    assert since == {
        ELECTRICITY: ["2023-04-01", "2024-07-20", "2025-07-20"],
        OFF_PEAK: ["2023-04-01", "2025-09-20"],
        WATER: ["2025-01-01", "2025-01-01", "2026-01-01", "2026-01-01"],
    }
    later = demo_tariffs(FIRST, date(2026, 8, 31), contracts=[])
    assert {kept["valid_from"] for kept in told(later)[ELECTRICITY]} == {
        "2023-04-01",
        "2024-12-31",
        "2025-12-31",
    }


def test_every_contract_has_a_tariff_of_last_year_and_one_of_this_year() -> None:
    found = {
        (kept["contract"], kept["valid_from"][:4]) for kept in told(TARIFFS)[WATER]
    }
    assert found == {(each, year) for each in ("22", "33") for year in ("2025", "2026")}


def test_what_is_typed_says_what_is_kept() -> None:
    for tariff in TARIFFS:
        typed = {
            field: value
            for page in tariff.pages.values()
            for field, value in page.items()
        }
        for field, value in tariff.kept.items():
            if field == "prices":
                assert value.items() <= typed.items()
            elif field == "tiers":
                assert typed[field] == "\n".join(
                    f"{up_to} : {price:g}".replace(".", ",")
                    if up_to is not None
                    else f"{price}".replace(".", ",")
                    for up_to, price in value
                )
            else:
                assert typed[field] == value


def test_the_prices_in_force_now_are_changed() -> None:
    newest = newest_prices(TARIFFS)
    assert newest.name == "peak_off_peak from 2025-07-20 on"
    changed = dearer(newest)
    assert changed.kept == {
        **newest.kept,
        "prices": {"peak": 0.2181, "off_peak": 0.1735},
    }
    assert changed.pages == {
        "reconfigure": {**newest.pages["prices"], "peak": 0.2181, "off_peak": 0.1735}
    }


def test_the_tours_tariffs_lack_something_that_follows_them() -> None:
    tempo, calendar, peak, windows = tour_tariffs(TODAY)
    assert tempo.kept["valid_from"] == "2026-01-19"
    colours = calendar.kept["colours"]
    assert (min(colours), max(colours)) == ("2026-01-18", "2026-03-20")
    assert len(colours) == 62
    assert {*colours.values()} == {"blue", "white", "red"}
    typed = dict(line.split() for line in calendar.pages["user"]["days"].splitlines())
    assert typed.items() <= colours.items()
    assert (min(typed), max(typed)) == (min(colours), max(colours))
    assert peak.kept["valid_from"] == windows.kept["valid_from"] == "2026-02-18"
    assert announced_windows(TODAY).kept["valid_from"] == "2026-04-19"


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2026, 1, 15), -8, date(2025, 5, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_earlier_and_later(day: date, months: int, found: date) -> None:
    assert months_after(day, months) == found
