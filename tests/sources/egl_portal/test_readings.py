"""What the portal's rows mean, as tables: one bad row refuses the whole reply.

Rows are written one a day from 1 March on: index and litres used, `?` for null, `.` for a day without a row. Readings
are written in the same order: an index, `T` for a pending day, `.` for none.
"""

from datetime import date, timedelta
import json
from typing import Any

import pytest

from custom_components.grandlyon_energy.sources import TransientError
from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource
from custom_components.grandlyon_energy.sources.egl_portal.days import (
    meter_indexes,
    read_days,
)
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

from .service import FakePortal, contract, days, failure, read, row

FIRST = date(2026, 3, 1)
LAST = date(2026, 3, 9)
DAY = timedelta(days=1)


def indexes(*rows: object, **units: object) -> list[MeterIndex]:
    content: object = json.loads(days(*rows, **units))
    return meter_indexes(read_days(content), FIRST, LAST)


def printed(text: str) -> list[dict[str, object]]:
    """Return the rows that a line stands for."""
    rows = []
    for number, word in enumerate(text.split()):
        index, _, used = word.partition("/")
        if word != ".":
            day = (FIRST + number * DAY).isoformat()
            rows.append(
                row(day, *(None if n == "?" else int(n) for n in (index, used)))
            )
    return rows


def written(readings: list[MeterIndex]) -> str:
    """Return the line that readings make."""
    words = {one.day: str(one.index_l) if one.type == "R" else "T" for one in readings}
    days_read = (max(words) - FIRST).days + 1
    return " ".join(words.get(FIRST + n * DAY, ".") for n in range(days_read))


async def test_the_portals_reply_is_read(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["days"] = [
        days(row("2026-10-31", 562362, 70), row("2026-11-01", 562432, None))
    ]
    assert await read(source) == [
        MeterIndex(day=date(2026, 10, 31), type=IndexType.REAL, index_l=562362),
        MeterIndex(day=date(2026, 11, 1), type=IndexType.REAL, index_l=562432),
    ]


async def test_months_count_from_zero(
    source: EglPortalSource, portal: FakePortal
) -> None:
    january = {"annee": 2026, "mois": 0, "jour": 31, "consommation": 5, "index": 9}
    portal.scripts["days"] = [days(january)]
    readings = await read(source, date(2026, 1, 31), date(2026, 2, 1))
    assert [one.day for one in readings] == [date(2026, 1, 31), date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("rows", "readings"),
    [
        pytest.param("100/5 105/7 112/?", "100 105 112", id="all printed"),
        pytest.param("100/5 105/7", "100 105 112", id="newest day closed"),
        pytest.param("100/5 ?/?", "100 105", id="closed on a pending row"),
        pytest.param("100/5 ?/? ?/?", "100 105 T", id="the rows after it pend"),
        pytest.param("100/5 105/0", "100 105", id="a newest 0 is not believed"),
        pytest.param("100/0 ?/?", "100 T", id="nor on a pending row"),
        pytest.param("100/0 100/?", "100 100", id="until the next index says it"),
        pytest.param("100/?", "100", id="nothing used yet is not 0"),
        pytest.param("100/-5", "100", id="nothing flows back"),
        pytest.param("?/? ?/?", "T T", id="nothing known yet"),
        pytest.param("?/5 ?/7", "T T", id="volumes without any index"),
        pytest.param("100/5 ?/7", "100 105 112", id="from the day before, twice"),
        pytest.param("100/5 ?/7 112/1", "100 105 112 113", id="between two"),
        pytest.param("100/? ?/7 112/?", "100 105 112", id="from the day after"),
        pytest.param("?/7 ?/3 110/?", "100 107 110", id="from the day after, twice"),
        pytest.param("100/0 ?/7 107/?", "100 100 107", id="a 0 beside it"),
        pytest.param("?/0 112/?", "T 112", id="a 0 makes no index before it"),
        pytest.param("100/0 ?/7", "100 T", id="nor one after it"),
        pytest.param("100/5 ?/? 120/?", "100 T 120", id="an old pending day pends"),
        pytest.param("100/5 . 120/?", "100 . 120", id="an old missing row is missing"),
        pytest.param("100/5 ?/9 120/?", "100 105 120", id="the day before counts"),
        pytest.param("100/50 ?/7 120/?", "100 113 120", id="too much from before"),
        pytest.param("100/5 ?/90 120/?", "100 105 120", id="too much from after"),
        pytest.param("100/50 ?/90 120/?", "100 T 120", id="too much from both"),
        pytest.param("5000/30 ?/7 2/3", "5000 T 2 5", id="another meter after it"),
        pytest.param("100/5 . ?/7", "100 105 T", id="no row between"),
        pytest.param("0/0 0/0", "0 0", id="an index of 0 is the service's word"),
    ],
)
def test_an_index_is_printed_or_made_of_the_volumes_beside_it(
    rows: str, readings: str
) -> None:
    assert written(indexes(*printed(rows))) == readings
    assert written(indexes(*reversed(printed(rows)))) == readings


def test_only_the_days_asked_for_are_readings() -> None:
    outside = [row("2026-02-28", 90, 10), row("2026-03-10", 200, 5)]
    closing = [row("0001-01-01", 1, 1), row("9999-12-31", 300, 5)]
    rows = [*outside, *printed("100/5"), row("2026-03-09", 180, 20), *closing]
    readings = indexes(*rows)
    assert [(one.day, one.index_l) for one in readings] == [(FIRST, 100), (LAST, 180)]


@pytest.mark.parametrize(
    ("several", "index_l"),
    [
        ([(100, 5), (110, 5)], 110),
        ([(100, 5), (None, None)], 100),
        ([(None, None), (100, None)], 100),
        ([(100, None), (None, 7)], 100),
    ],
)
def test_of_a_repeated_day_the_last_index_counts(
    several: list[tuple[int | None, int | None]], index_l: int
) -> None:
    readings = indexes(*(row("2026-03-01", *values) for values in several))
    assert readings[0].index_l == index_l


def test_a_repeated_day_without_index_keeps_its_volume() -> None:
    rows = [*printed("100/5"), row("2026-03-02", None, 7), row("2026-03-02")]
    assert written(indexes(*rows)) == "100 105 112"


def test_every_part_of_a_reply_is_read() -> None:
    content: dict[str, Any] = json.loads(days(*printed("100/5")))
    content["postes"] += [{"data": None}, {"data": printed(". 105/2")}]
    readings = meter_indexes(read_days(content), FIRST, LAST)
    assert written(readings) == "100 105 107"


# --- units -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "index", "used", "index_l"),
    [
        ({"consommation": "l"}, 562362, 70, [562362, 562432]),
        ({"consommation": " L "}, 562362.0, 70.4, [562362, 562432]),
        ({"consommation": "m3"}, 562.362, 0.07, [562362, 562432]),
        ({"consommation": "M³"}, 562.3627, 0.0701, [562363, 562433]),
        ({"consommation": "l", "index": "m3"}, 562.362, 70, [562362, 562432]),
        ({"consommation": "m3", "index": "l"}, 562362, 0.07, [562362, 562432]),
        ({"consommation": "m3", "index": None}, 562.362, 0.07, [562362, 562432]),
    ],
)
def test_litres_are_made_of_the_unit_that_the_reply_names(
    units: dict[str, object], index: float, used: float, index_l: list[int]
) -> None:
    readings = indexes(row("2026-03-01", index, used), **units)
    assert [one.index_l for one in readings] == index_l


@pytest.mark.parametrize(
    "units",
    [
        None,
        "l",
        {},
        {"consommation": None},
        {"consommation": ""},
        {"consommation": "kWh"},
        {"consommation": "litres"},
        {"consommation": 1000},
        {"consommation": ["l"]},
        {"index": "l"},
        {"consommation": "l", "index": "gal"},
    ],
)
def test_a_unit_is_never_guessed(units: object) -> None:
    content = {"postes": [{"data": printed("100/5")}], "unites": units}
    with pytest.raises(TransientError) as caught:
        read_days(content)
    assert caught.value.reason == "unexpected_unit"


async def test_an_unknown_unit_reaches_the_caller(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["days"] = [days(row("2026-10-05", 1, 1), consommation="hl")]
    assert (await failure(source)).reason == "unexpected_unit"


@pytest.mark.parametrize(
    "content",
    [
        {"postes": []},
        {"postes": [{"data": []}], "unites": None},
        {"postes": [{"data": None}], "unites": {"consommation": "?"}},
    ],
)
def test_no_rows_are_no_readings_in_any_unit(content: object) -> None:
    assert read_days(content) == []


# --- nonsense ----------------------------------------------------------------------------------------------------------

GOOD = row("2026-03-01", 100, 5)
WRONG: list[dict[str, object]] = [
    {"mois": 12},
    {"mois": -1},
    {"mois": None},
    {"mois": True},
    {"mois": "2"},
    {"mois": 2.0},
    {"jour": 0},
    {"jour": 32},
    {"jour": None},
    {"annee": 0},
    {"annee": 10_000},
    {"annee": 10**30},
    {"index": "100"},
    {"index": True},
    {"index": [100]},
    {"index": 10**400},
    {"index": 2**53 + 2},
    {"index": float("inf")},
    {"index": float("nan")},
    {"consommation": "5"},
    {"consommation": False},
    {"consommation": {}},
    {"consommation": float("-inf")},
]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "row",
        [],
        *(
            pytest.param({k: v for k, v in GOOD.items() if k != gone}, id=f"no {gone}")
            for gone in ("annee", "mois", "jour", "consommation", "index")
        ),
        *(pytest.param(GOOD | wrong, id=str(wrong)[:30]) for wrong in WRONG),
        pytest.param(GOOD | {"mois": 1, "jour": 31}, id="31 February"),
    ],
)
def test_one_row_that_makes_no_sense_refuses_them_all(bad: object) -> None:
    content = {
        "postes": [{"data": [GOOD, bad]}],
        "unites": {"consommation": "l"},
    }
    with pytest.raises(TransientError) as caught:
        read_days(content)
    assert caught.value.reason == "bad_reply"


async def test_nothing_of_the_other_pieces_is_kept(
    source: EglPortalSource, portal: FakePortal
) -> None:
    portal.contracts = [contract()]
    portal.scripts["days"] = [days(row("2026-08-01", 1, 1)), days({})]
    await source.read_contracts()
    with pytest.raises(TransientError, match="bad_reply"):
        await read(source, date(2026, 7, 1))


@pytest.mark.parametrize(
    "text",
    [
        days(GOOD).replace("100", "NaN"),
        days(GOOD).replace("100", "Infinity"),
        days(GOOD).replace("100", "1e999"),
        days(GOOD).replace("100", "9" * 5000),
    ],
    ids=["NaN", "Infinity", "1e999", "endless"],
)
async def test_numbers_that_are_none_are_refused(
    text: str, source: EglPortalSource, portal: FakePortal
) -> None:
    portal.scripts["days"] = [text]
    assert (await failure(source)).reason == "bad_reply"


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        {},
        {"postes": None},
        {"postes": {}},
        {"postes": [None]},
        {"postes": [{}]},
        {"postes": [{"data": {}}]},
        {"postes": [{"data": "rows"}]},
    ],
)
def test_another_shape_is_refused(content: object) -> None:
    with pytest.raises(TransientError) as caught:
        read_days(content)
    assert caught.value.reason == "bad_reply"
