"""The demo's tour: it plays every card and every action, and notices when one does not do what it must."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
import json
from pathlib import Path
from typing import Any, cast, override
from zoneinfo import ZoneInfo

import aiohttp
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.grandlyon_energy.csv_files import read_csv_file
from scripts.demo_home import aged, cards, tour
from scripts.demo_home.actions import (
    ACTIONS,
    HALF_HOUR_W,
    compared,
    curve_file,
    foreign_rows,
)
from scripts.demo_home.flow import FlowError, go_through, wanted
from scripts.demo_home.guide import Guide
from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.scenes import NOT_PLAYED, Part, Scene, nothing, parts_of
from scripts.demo_home.ways import CUSTOMER, PARTNER, WAYS

PRODUCT = Path(__file__).parents[2] / "custom_components" / "grandlyon_energy"
DAY = date(2021, 5, 4)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_card_is_played_or_said_to_be_left_out() -> None:
    played = {
        scene.key
        for way in WAYS.values()
        for part in parts_of(way)
        for scene in part.scenes
    }
    texts = read_json(PRODUCT / "translations" / "en.json")["issues"]
    assert played | NOT_PLAYED.keys() == texts.keys()
    assert not played & NOT_PLAYED.keys()


def test_only_a_partners_home_has_consents_and_a_contract_to_make_older() -> None:
    assert len(parts_of(PARTNER)) > 1
    assert len(parts_of(CUSTOMER)) == 1


def test_every_action_is_called_and_the_comparison_comes_last() -> None:
    assert ACTIONS.keys() == load_yaml_dict(str(PRODUCT / "services.yaml")).keys()
    assert [*ACTIONS][-1] == "verify"


# What Home Assistant noted.


def folder_of(path: Path, *, given_at: str, read_on: str | None) -> Path:
    """A folder with a home of ours and another integration's, and two ledgers."""
    consent = {"given_at": given_at}
    entries = [
        {
            "domain": "grandlyon_energy",
            "data": {"electricity": {"consents": [consent, consent]}},
        },
        {"domain": "sun", "data": {}},
    ]
    (path / ".storage").mkdir()
    stored = {"version": 1, "data": {"entries": entries}}
    (path / aged.ENTRIES).write_text(json.dumps(stored), encoding="utf-8")
    for name, state in (
        (
            "electricity",
            {
                "version": 4,
                aged.READ_ON: read_on,
                aged.OFF_PEAK_SEEN: [["2026-12-01", "HC (22H30-6H30)"]],
            },
        ),
        ("water", {"version": 4}),
    ):
        ledger = path / aged.LEDGERS / "entry" / name
        ledger.mkdir(parents=True)
        for file, content in (("state", state), ("2025", {}), ("2026", {})):
            (ledger / f"{file}.json").write_text(json.dumps(content), encoding="utf-8")
    return path


def test_consents_are_made_older(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, given_at="2026-12-03T09:30:00+00:00", read_on=None)
    aged.consents_given(folder, 340)
    ours, other = read_json(folder / aged.ENTRIES)["data"]["entries"]
    given = [each["given_at"] for each in ours["data"]["electricity"]["consents"]]
    assert given == ["2025-12-28T09:30:00+00:00"] * 2
    assert other == {"domain": "sun", "data": {}}


def test_the_contract_is_read_long_ago_where_it_is_read(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, given_at="", read_on="2026-12-03")
    aged.contract_read(folder, 10)
    ledgers = folder / aged.LEDGERS / "entry"
    state = read_json(ledgers / "electricity" / "state.json")
    assert state == {
        "version": 4,
        aged.READ_ON: "2026-11-23",
        aged.OFF_PEAK_SEEN: [["2026-11-21", "HC (22H30-6H30)"]],
    }
    assert read_json(ledgers / "water" / "state.json") == {"version": 4}


def test_only_the_newest_year_of_a_usage_point_is_damaged(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, given_at="", read_on="2026-12-03")
    aged.damage(folder)
    damaged = []
    for path in sorted((folder / aged.LEDGERS).rglob("*.json")):
        try:
            read_json(path)
        except ValueError:
            damaged.append(path.relative_to(folder / aged.LEDGERS).as_posix())
    assert damaged == ["entry/electricity/2026.json"]


# What is put before the actions.


def test_the_file_is_one_that_the_integration_reads() -> None:
    (measures,) = cast(Sequence[Any], read_csv_file(curve_file("1" * 14, DAY).encode()))
    assert measures.point_id == "1" * 14
    assert {point.power_w for point in measures.points} == {HALF_HOUR_W}
    local = ZoneInfo("Europe/Paris")
    first, last = measures.points[0].start, measures.points[-1].end
    assert first == datetime(2021, 5, 4, tzinfo=local).astimezone(UTC)
    assert last - first == timedelta(days=1)


def test_the_old_meters_sum_grows_by_what_each_hour_used() -> None:
    rows = foreign_rows(DAY)
    assert rows[0]["start"] == "2021-05-03T22:00:00+00:00"
    assert len(rows) == 72
    sums = [row["sum"] for row in rows]
    assert {b - a for a, b in pairwise(sums)} == {0.5}


# What a comparison must say.


def option(energy_cost: float, total: float) -> dict[str, Any]:
    return {"prices": {"base": 0.2}, "energy_cost": energy_cost, "total": total}


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"cheapest": "base", "options": {"base": option(0.4, 0.9)}}, True),
        ({"cheapest": "base", "options": {"base": option(0.42, 0.9)}}, False),
        (
            {
                "cheapest": "base",
                "options": {"base": option(0.4, 0.9), "tempo": option(0.3, 0.8)},
            },
            False,
        ),
        ({"cheapest": None, "options": {}}, False),
    ],
)
def test_the_base_tariff_costs_what_was_used_and_the_cheapest_the_least(
    answer: dict[str, Any], right: bool
) -> None:
    used = {DAY: 1500, DAY + timedelta(days=1): 500, DAY + timedelta(days=2): 9000}
    told = {"first_day": "2021-05-04", "last_day": "2021-05-05", **answer}
    assert (compared(told, used) is not None) == right


# Dialogues.


class Answering(HomeAssistant):
    """A Home Assistant that shows one page after the other, whatever is typed."""

    def __init__(self, session: aiohttp.ClientSession, *pages: Any) -> None:
        super().__init__(session, "")
        self.pages = iter(pages)
        self.typed: list[Any] = []

    @override
    async def post(self, path: str, content: Mapping[str, Any]) -> Any:
        self.typed.append((path, content))
        return next(self.pages)


def page(*fields: str, **more: Any) -> dict[str, Any]:
    schema = [{"name": name, "required": True} for name in fields]
    return {
        "type": "form",
        "step_id": "confirm",
        "flow_id": "1",
        "data_schema": schema,
        **more,
    }


DONE = {"type": "abort", "reason": "reconfigure_successful"}


async def test_a_page_may_say_why_it_is_there_but_not_refuse_what_is_typed() -> None:
    refusing = page("password", errors={"base": "invalid_auth"})
    answers = {"confirm": {"password": "x", "login": "not asked"}}
    async with aiohttp.ClientSession() as session:
        shown = Answering(session, DONE)
        await go_through(shown, "/flow", refusing, answers)
        assert shown.typed == [("/flow/1", {"password": "x"})]
        with pytest.raises(FlowError, match="invalid_auth"):
            await go_through(Answering(session, refusing), "/flow", refusing, answers)


async def test_a_dialogue_that_is_given_up_is_said() -> None:
    given_up = {"type": "abort", "reason": "already_configured"}
    async with aiohttp.ClientSession() as session:
        with pytest.raises(FlowError, match="already_configured"):
            await go_through(Answering(session, given_up), "/flow", page(), {})


def test_only_what_a_form_asks_for_is_answered_in_its_sections_too() -> None:
    section = {
        "type": "expandable",
        "name": "gateway",
        "schema": [{"name": "base_url"}],
    }
    known = {"gateway": {"base_url": "http://x", "key": "y"}, "other": 1}
    assert wanted([section, {"name": "absent"}], known) == {
        "gateway": {"base_url": "http://x"}
    }


# Cards.


def test_a_heading_is_filled_in() -> None:
    card = {
        "translation_key": "no_water_data",
        "translation_placeholders": {"home": "Home", "day": "2026-11-07"},
    }
    texts = {"no_water_data": "{home}: no water since {day}"}
    assert cards.heading(card, texts) == "Home: no water since 2026-11-07"
    bare = {"translation_key": "time_zone", "translation_placeholders": None}
    assert cards.heading(bare, {}) == "time_zone"


class Showing(HomeAssistant):
    """A Home Assistant with cards of ours, of others, and one that is ignored."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(session, "")
        self.keys: list[str] = []

    @override
    async def command(self, command: str, **content: object) -> Any:
        assert command == "repairs/list_issues"
        listed = [
            ("sun", "no_sun", False),
            ("grandlyon_energy", "time_zone", True),
            *(("grandlyon_energy", key, False) for key in self.keys),
        ]
        return {
            "issues": [
                {
                    "domain": domain,
                    "translation_key": key,
                    "translation_placeholders": {},
                    "ignored": ignored,
                }
                for domain, key, ignored in listed
            ]
        }


class Shown:
    """What a scene is played with."""

    def __init__(self, home_assistant: Showing) -> None:
        self.home_assistant = home_assistant
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)


def shows(*keys: str) -> Callable[[Guide], Awaitable[object]]:
    async def do(guide: Guide) -> None:
        cast(Showing, guide.home_assistant).keys = [*keys]

    return do


@pytest.mark.parametrize(
    ("provoke", "heal", "right", "said"),
    [
        (shows("consent_due"), shows(), True, "The card is gone."),
        (nothing, shows(), False, "The card consent_due does NOT appear"),
        (shows("other"), shows(), False, "there is: other"),
        (shows("consent_due"), nothing, False, "The card consent_due does NOT go."),
        (shows("consent_due"), shows("other"), False, "Cards are left: other"),
    ],
)
async def test_a_card_must_come_and_go_and_leave_none(
    provoke: Any, heal: Any, right: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "LIMIT_S", 0)
    monkeypatch.setattr(cards, "PAUSE_S", 0)
    monkeypatch.setattr(tour, "titles", no_titles)
    scene = Scene(key="consent_due", happens="A", provoke=provoke, helps="B", heal=heal)
    async with aiohttp.ClientSession() as session:
        guide = Shown(Showing(session))
        played = await tour.play_part(
            cast(Guide, guide), Part(scenes=(scene,)), language="en"
        )
    assert played == right
    assert said in guide.said[-1]


async def no_titles(home_assistant: object, language: str) -> dict[str, str]:
    return {}


@pytest.mark.parametrize("did", ["3 days", None])
async def test_an_action_that_does_not_do_what_it_must_is_said(
    did: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def call(guide: Guide, entry_id: str) -> str | None:
        assert entry_id == "home"
        return did

    class Home(Showing):
        @override
        async def entry_id(self, domain: str) -> str:
            return "home"

    monkeypatch.setattr(tour, "ACTIONS", {"fetch": call})
    async with aiohttp.ClientSession() as session:
        guide = Shown(Home(session))
        assert await tour.call_all(cast(Guide, guide)) == (did is not None)
    assert (did or "NOT as it must be") in guide.said[-1]
