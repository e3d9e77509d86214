"""What the rows of Eau du Grand Lyon mean: dates, types, indexes; one bad row refuses the whole reply."""

from datetime import date, timedelta
import logging

import pytest

from custom_components.grandlyon_energy.sources import TransientError
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

from .service import END, START, FakeService, failure, read, reply, row, rows


async def test_the_documented_reply_is_read(
    source: EglSource, service: FakeService
) -> None:
    service.data = [
        rows(
            row("2026-07-01T00:00:00+02:00", "R", 562362),
            row("2026-07-02T00:00:00+02:00", "R", 562432),
        )
    ]
    assert await read(source) == [
        MeterIndex(day=date(2026, 7, 1), type=IndexType.REAL, index_l=562362),
        MeterIndex(day=date(2026, 7, 2), type=IndexType.REAL, index_l=562432),
    ]


@pytest.mark.parametrize("nothing", [rows(), reply(100, None)])
async def test_no_rows_are_no_readings(
    nothing: str, source: EglSource, service: FakeService
) -> None:
    service.data = [nothing]
    assert await read(source) == []


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2026-03-29T00:00:00+01:00", date(2026, 3, 29)),
        ("2026-10-25T00:00:00+02:00", date(2026, 10, 25)),
        # Printed at 23:00 or with another offset, a day stays the day that is printed.
        ("2026-07-01T23:00:00+02:00", date(2026, 7, 1)),
        ("2026-07-01T22:00:00Z", date(2026, 7, 1)),
        ("2026-07-01T24:00:00+02:00", date(2026, 7, 1)),
        ("2026-07-01T00:00:00.000", date(2026, 7, 1)),
        ("2026-07-01 00:00:00", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
    ],
)
async def test_a_day_is_the_date_that_is_printed(
    printed: str, day: date, source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row(printed))]
    assert [reading.day for reading in await read(source)] == [day]


@pytest.mark.parametrize(
    ("letter", "index_type"),
    [
        ("R", IndexType.REAL),
        ("T", IndexType.PENDING),
        ("A", IndexType.ANOMALY),
        ("D", IndexType.METER_CHANGED),
        ("V", IndexType.UNDOCUMENTED_V),
        ("X", IndexType.UNDOCUMENTED_X),
        ("R ", IndexType.REAL),
        ("Q", IndexType.OTHER),
        ("r", IndexType.OTHER),
        ("", IndexType.OTHER),
        (None, IndexType.OTHER),
    ],
)
async def test_every_type_is_kept(
    letter: str | None,
    index_type: IndexType,
    source: EglSource,
    service: FakeService,
) -> None:
    service.data = [rows(row(letter=letter))]
    assert [reading.type for reading in await read(source)] == [index_type]


@pytest.mark.parametrize(
    ("value", "index_l"),
    [
        (0, 0),
        (-1, -1),
        ("562362", 562362),
        (" 562362 ", 562362),
        ("562362.00", 562362),
        (562362.0, 562362),
        (None, None),
        ("", None),
    ],
)
async def test_an_index_is_a_whole_number_or_absent(
    value: object, index_l: int | None, source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row(value=value))]
    assert [reading.index_l for reading in await read(source)] == [index_l]


@pytest.mark.parametrize(
    "bad_row",
    [
        row(value=562362.5),
        row(value="562,362"),
        row(value="12 m3"),
        row(value="9" * 17),
        row(value=2**53 + 1),
        row(value=1e300),
        row(value=float("nan")),
        row(value=float("inf")),
        row(value=True),
        row(value=[562362]),
        row(value={}),
        row(letter=5),
        row(letter=["R"]),
        row(printed=None),
        row(printed=20260701),
        row(printed=""),
        row(printed="01/07/2026"),
        row(printed="20260701"),
        row(printed="2026-02-30T00:00:00+01:00"),
        row(printed="2026-07-01Tomorrow\n2026"),
        "R",
        None,
        [],
        {"DateReleve": "2026-07-01T00:00:00+02:00", "TypeAgregat": "R"},
    ],
)
async def test_one_bad_row_refuses_the_whole_reply(
    bad_row: object, source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row(), bad_row)]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


@pytest.mark.parametrize("result", [{}, row(), "", 0, False])
async def test_a_result_that_is_no_list_is_refused(
    result: object, source: EglSource, service: FakeService
) -> None:
    service.data = [reply(100, result)]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


async def test_readings_are_sorted_and_days_not_asked_for_are_dropped(
    source: EglSource, service: FakeService
) -> None:
    days = [
        END + timedelta(days=1),
        END,
        date(2026, 7, 1),
        START,
        START - timedelta(days=1),
        date(1, 1, 1),
    ]
    service.data = [rows(*(row(f"{day.isoformat()}T00:00:00+01:00") for day in days))]
    assert [reading.day for reading in await read(source)] == [
        START,
        date(2026, 7, 1),
        END,
    ]


@pytest.mark.parametrize(
    ("repeated", "kept"),
    [
        ([("R", 10), ("R", 11)], (IndexType.REAL, 11)),
        ([("T", None), ("R", 11)], (IndexType.REAL, 11)),
        ([("R", 11), ("T", None)], (IndexType.REAL, 11)),
        ([("A", 9), ("R", 11), ("A", 12)], (IndexType.REAL, 11)),
        ([("R", None), ("A", 12)], (IndexType.ANOMALY, 12)),
        ([("A", 12), ("T", None)], (IndexType.PENDING, None)),
        ([("D", 0), ("R", 11)], (IndexType.METER_CHANGED, 0)),
        ([("R", 11), ("D", 0)], (IndexType.METER_CHANGED, 0)),
    ],
)
async def test_a_repeated_day_is_kept_once(
    repeated: list[tuple[str, int | None]],
    kept: tuple[IndexType, int | None],
    source: EglSource,
    service: FakeService,
) -> None:
    service.data = [rows(*(row(letter=letter, value=v) for letter, v in repeated))]
    assert [(r.type, r.index_l) for r in await read(source)] == [kept]


async def test_an_undocumented_type_is_logged_once(
    source: EglSource, service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service.data = [rows(row("2026-07-01", "V"), row("2026-07-02", "V"), row())]
    await read(source)
    await read(source)
    messages = [r.getMessage() for r in caplog.records if "undocumented" in r.message]
    assert messages == ["Water readings of undocumented type V are kept and not used"]
