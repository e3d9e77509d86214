"""Calendars of Tempo days: how they may be pasted, what contradicts, and which line is wrong."""

from datetime import date, timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ...conftest import TODAY
from .steps import (
    Typed,
    add,
    assert_added,
    assert_asks,
    assert_changed,
    assert_refused,
    change,
    kept,
    message,
    only,
    submit,
    suggested,
)

KIND = "tempo_calendar"


def pasted(days: str, *, others_are_blue: bool = False) -> Typed:
    return {"days": days, "others_are_blue": others_are_blue}


async def add_calendar(
    hass: HomeAssistant, entry: MockConfigEntry, days: str, *, blue: bool = False
) -> None:
    shown = await add(hass, entry, KIND)
    assert_asks(shown, "user")
    assert_added(await submit(hass, shown, pasted(days, others_are_blue=blue)))


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 red\n2026-01-06 white\n2026-01-07 blue",
        "05/01/2026 rouge\n06/01/2026 blanc\n07/01/2026 bleu",
        "5/1/2026;ROUGE\r\n6/1/2026,Blanc\r\n2026-01-07\tBleu\r\n",
        "05/01/26 rouge\n6/1/26: blanc\n07/01/2026 : bleu",
        '"2026-01-05","RED"\n"2026-01-06","WHITE"\n"2026-01-07","BLUE"',
        "Date;Couleur\n05/01/2026;TEMPO_ROUGE;\n06/01/2026;Tempo Blanc\n07/01/26;bleu\n",
        "\ufeffJour\tType de jour\n2026-01-05\tROUGE\n2026-01-06\t⚪\n2026-01-07\tBLEU",
        "\n  2026-01-07 ; blue \n\n2026-01-05 red\n2026-01-06,white\n2026-01-05 red\n",
    ],
)
async def test_days_and_colours_are_read_as_people_paste_them(
    lyon: HomeAssistant, entry: MockConfigEntry, text: str
) -> None:
    await add_calendar(lyon, entry, text)
    (calendar,) = kept(entry, KIND)
    assert list(calendar["colours"].items()) == [
        ("2026-01-05", "red"),
        ("2026-01-06", "white"),
        ("2026-01-07", "blue"),
    ]


async def test_days_in_between_are_blue_only_where_the_user_says_so(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    text = "2026-02-27 red\n2026-03-02 white"
    await add_calendar(lyon, entry, text)
    await add_calendar(lyon, entry, text, blue=True)
    few, all_days = kept(entry, KIND)
    assert few["colours"] == {"2026-02-27": "red", "2026-03-02": "white"}
    assert all_days["colours"] == {
        "2026-02-27": "red",
        "2026-02-28": "blue",
        "2026-03-01": "blue",
        "2026-03-02": "white",
    }


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("", "missing", ""),
        ("\n \n", "missing", ""),
        ("Date;Couleur\n\n", "calendar_empty", ""),
        ("Date;Couleur\nJour;Couleur", "calendar_unreadable", "Line 2"),
        ("2026-01-05 red\nDate;Couleur", "calendar_unreadable", "Line 2"),
        ("Dates of 2026", "calendar_unreadable", "Dates of 2026"),
        ("2026-01-05 red\n\nholiday", "calendar_unreadable", "3 cannot be read: holi"),
        ("2026-01-05", "calendar_unreadable", "Line 1 cannot be read: 2026-01-05"),
        ("2026-01-05 green", "calendar_unreadable", "2026-01-05 green"),
        ("2026-01-05red", "calendar_unreadable", "2026-01-05red"),
        ("2026-02-30 red", "calendar_unreadable", "2026-02-30 red"),
        ("30/02/2026 rouge", "calendar_unreadable", "30/02/2026 rouge"),
        ("05/01/026 rouge", "calendar_unreadable", "05/01/026 rouge"),
        ("05/01/2026 tomorrow red", "calendar_unreadable", "tomorrow"),
        ("x" * 500, "calendar_unreadable", f": {'x' * 40}…."),
        ("2014-12-31 red", "day_out_of_range", "2014-12-31"),
        (
            f"{TODAY + timedelta(733)} red",
            "day_out_of_range",
            str(TODAY + timedelta(733)),
        ),
        ("2026-01-05 red\n05/01/2026 blanc", "colour_contradicts", "2026-01-05"),
    ],
)
async def test_what_cannot_be_read_is_named(
    lyon: HomeAssistant, entry: MockConfigEntry, text: str, key: str, told: str
) -> None:
    shown = await submit(lyon, await add(lyon, entry, KIND), pasted(text))
    assert_refused(shown, {"days": key}, pasted(text))
    assert told in message(shown, key)
    assert kept(entry, KIND) == []
    assert_added(await submit(lyon, shown, pasted("2026-01-05 red")))
    assert kept(entry, KIND) == [{"colours": {"2026-01-05": "red"}}]


async def test_too_many_days_are_refused_and_as_many_as_can_be_are_kept(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    first = date(2015, 1, 1)
    too_many = pasted(
        f"{first} blue\n{first + timedelta(4000)} red", others_are_blue=True
    )
    shown = await submit(lyon, await add(lyon, entry, KIND), too_many)
    assert_refused(shown, {"days": "too_many_days"}, too_many)
    assert "4000" in message(shown, "too_many_days")

    enough = too_many["days"].replace(str(first), str(first + timedelta(1)))
    assert_added(await submit(lyon, shown, pasted(enough, others_are_blue=True)))
    assert len(kept(entry, KIND)[0]["colours"]) == 4000


async def test_a_calendar_cannot_contradict_another_one(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_calendar(lyon, entry, "2026-01-05 red\n2026-01-06 white")
    for typed in (
        pasted("2026-01-06 blue"),
        # What is blue for not being listed contradicts as well.
        pasted("2026-01-04 blue\n2026-01-07 blue", others_are_blue=True),
    ):
        shown = await submit(lyon, await add(lyon, entry, KIND), typed)
        assert_refused(shown, {"days": "colour_contradicts"}, typed)
    assert "2026-01-05" in message(shown, "colour_contradicts")
    # The same once more does no harm.
    agreeing = pasted("2026-01-05 red\n2026-01-07 blue")
    assert_added(await submit(lyon, shown, agreeing))
    assert len(kept(entry, KIND)) == 2


async def test_a_changed_calendar_comes_in_the_language_of_the_home(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_calendar(lyon, entry, "2026-01-05 red\n2026-01-07 white", blue=True)
    before = dict(only(entry).data)
    for language, days in (
        ("fr", "05/01/2026 rouge\n06/01/2026 bleu\n07/01/2026 blanc"),
        ("de", "2026-01-05 red\n2026-01-06 blue\n2026-01-07 white"),
    ):
        lyon.config.language = language
        shown = await change(lyon, entry, only(entry))
        assert suggested(shown) == {"days": days}
        assert_changed(await submit(lyon, shown, pasted(days)))
        assert only(entry).data == before


async def test_a_changed_calendar_comes_with_its_days_and_may_contradict_what_it_was(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_calendar(lyon, entry, "05/01/2026 rouge\n07/01/2026 blanc", blue=True)
    shown = await change(lyon, entry, only(entry))
    assert_asks(shown, "reconfigure")
    days = "2026-01-05 red\n2026-01-06 blue\n2026-01-07 white"
    assert suggested(shown) == {"days": days}

    wrong = pasted(f"{days}\n2026-01-08 pink")
    shown = await submit(lyon, shown, wrong)
    assert_refused(shown, {"days": "calendar_unreadable"}, wrong)
    assert_changed(await submit(lyon, shown, pasted(days.replace("blue", "red"))))
    assert kept(entry, KIND)[0]["colours"] == {
        "2026-01-05": "red",
        "2026-01-06": "red",
        "2026-01-07": "white",
    }
