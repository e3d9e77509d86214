"""What replies with measures mean: the ugly ones first."""

from datetime import UTC, date, datetime
import json

import pytest

from custom_components.grandlyon_energy.sources import TransientError
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource
from custom_components.grandlyon_energy.sources.readings import (
    CurvePoint,
    DailyEnergy,
    MaximumPower,
)

from .conftest import END, START, Make, Scripted, Service, failure_of_energy
from .replies import (
    CURVE,
    ENERGY,
    MAXIMUM,
    OTHER_POINT_ID,
    Answer,
    curve,
    energy,
    maximum,
    measures,
    quantity,
)

OCTOBER = date(2025, 10, 26)
THREE_DAYS = energy(("2026-01-05", "20711"), ("2026-01-06", "0"), ("2026-01-07", "-3"))


def days(*energies: tuple[int, int]) -> list[DailyEnergy]:
    return [
        DailyEnergy(day=date(2026, 1, day), energy_wh=energy_wh)
        for day, energy_wh in energies
    ]


# --- documents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("   ", id="blanks"),
        pytest.param("Service indisponible", id="words"),
        pytest.param("null", id="null"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="an empty object"),
        pytest.param("[" * 100_000, id="nested too deep"),
        pytest.param('{"grandeur":' + "9" * 5000 + "}", id="an endless number"),
        pytest.param(THREE_DAYS[: len(THREE_DAYS) // 2], id="truncated"),
        pytest.param(THREE_DAYS[:-1], id="truncated at the very end"),
        pytest.param(
            THREE_DAYS.encode().replace(b"BRUT", b"corrig\xe9"), id="not UTF-8"
        ),
        pytest.param(measures(idPrm=OTHER_POINT_ID), id="another meter"),
        pytest.param(measures(idPrm=22516914714270), id="a meter that is a number"),
        pytest.param(measures(grandeur=None), id="no quantities"),
        pytest.param(measures(grandeur={}), id="quantities in another form"),
        pytest.param(measures("words"), id="words for a quantity"),
        pytest.param(measures(quantity(None, ENERGY)), id="no points"),
        pytest.param(measures(quantity({"v": "1"}, ENERGY)), id="points in another form"),
        pytest.param(measures(quantity(["1"], ENERGY)), id="words for a point"),
        pytest.param(
            json.dumps({"usage_point_id": "22516914714270", "interval_reading": []}),
            id="the form of before",
        ),
    ],
)  # fmt: skip
async def test_a_reply_that_cannot_be_understood_is_refused_whole(
    source: ConsoApiSource, service: Service, body: bytes | str
) -> None:
    service.answers(Answer(body=body))

    failure = await failure_of_energy(source)

    assert isinstance(failure, TransientError)
    assert str(failure) == "bad_reply"


@pytest.mark.parametrize(
    "broken",
    [
        {"v": "12,5", "d": "2026-01-06"},
        {"v": "12.5", "d": "2026-01-06"},
        {"v": 12.5, "d": "2026-01-06"},
        {"v": 1e16, "d": "2026-01-06"},
        {"v": float("nan"), "d": "2026-01-06"},
        {"v": True, "d": "2026-01-06"},
        {"v": [1], "d": "2026-01-06"},
        {"v": "1 234", "d": "2026-01-06"},
        {"v": "٣", "d": "2026-01-06"},
        {"v": "1", "d": "06/01/2026"},
        {"v": "1", "d": "2026-02-30"},
        {"v": "1", "d": 20260106},
        {"v": "1", "d": None},
        {"v": "1"},
        {"v": "1", "d": ""},
    ],
)
async def test_one_point_that_cannot_be_read_refuses_the_reply(
    source: ConsoApiSource, service: Service, broken: dict[str, object]
) -> None:
    real = {"v": "7", "d": "2026-01-05"}
    service.answers(measures(quantity([real, broken], ENERGY)))

    assert str(await failure_of_energy(source)) == "bad_reply"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(THREE_DAYS, id="plain"),
        pytest.param(Answer(body=THREE_DAYS.encode("utf-8-sig")), id="byte order mark"),
        pytest.param(
            energy(("2026-01-05", 20711), ("2026-01-06", 0.0), ("2026-01-07", " -3.0 ")),
            id="numbers",
        ),
        pytest.param(
            energy(("2026-01-07", "-3"), ("2026-01-05", "20711"), ("2026-01-06", "0")),
            id="unsorted",
        ),
        pytest.param(
            energy(
                ("2026-01-05", "1"),
                ("2026-01-06", "0"),
                ("2026-01-05", "20711"),
                ("2026-01-07", "-3"),
                ("2026-01-07", None),
                ("2026-01-07", "null"),
                ("2026-01-07", ""),
            ),
            id="repeated: the last value counts",
        ),
        pytest.param(
            energy(
                ("2026-01-05 00:00:00", "20711"),
                ("2026-01-06 23:00:00", "0"),
                ("2026-01-07", "-3"),
            ),
            id="an hour behind the date",
        ),
        pytest.param(
            energy(
                ("2026-01-04", "1"),
                ("2026-01-05", "20711"),
                ("2026-01-06", "0"),
                ("2026-01-07", "-3"),
                ("2026-01-08", "2"),
            ),
            id="more than was asked",
        ),
        pytest.param(THREE_DAYS.replace('"idPrm"', '"prm"'), id="no meter named"),
    ],
)  # fmt: skip
async def test_the_same_three_days_in_every_form(
    source: ConsoApiSource, service: Service, reply: Scripted
) -> None:
    service.answers(reply)

    found = await source.read_daily_energy(START, END)

    assert list(found) == days((5, 20711), (6, 0), (7, -3))


@pytest.mark.parametrize(
    ("method", "kind", "wrong"),
    [
        ("read_daily_energy", ENERGY, "kWh"),
        ("read_daily_energy", ENERGY, "wh"),
        ("read_daily_energy", ENERGY, None),
        ("read_maximum_power", MAXIMUM, "W"),
        ("read_load_curve", CURVE, "kW"),
    ],
)
async def test_a_unit_is_never_guessed(
    source: ConsoApiSource,
    service: Service,
    method: str,
    kind: tuple[str, str, str],
    wrong: str | None,
) -> None:
    points = [{"v": "1", "d": "2026-01-05 12:00:00", "p": "PT30M"}]
    read = getattr(source, method)

    service.answers(measures(quantity(points, kind)))
    assert len(await read(START, END)) == 1

    service.answers(measures(quantity(points, (*kind[:2], wrong))))
    with pytest.raises(TransientError, match=r"^unexpected_unit$"):
        await read(START, END)

    service.answers(measures(quantity([], (*kind[:2], wrong))))
    assert list(await read(START, END)) == []


@pytest.mark.parametrize(("production", "wh"), [(False, 3), (True, 5)])
async def test_the_other_direction_and_other_quantities_are_left_out(
    make_source: Make, service: Service, production: bool, wh: int
) -> None:
    def one(value: int, *kind: str) -> dict[str, object]:
        return quantity([{"v": value, "d": "2026-01-05"}], (kind[0], kind[1], kind[2]))

    service.answers(
        measures(
            one(wh, "PROD" if production else "CONS", "EA", "Wh"),
            one(1, "CONS" if production else "PROD", "EA", "Wh"),
            one(2, "CONS", "ERC", "VArh"),
        )
    )

    found = await make_source(production=production).read_daily_energy(START, END)

    assert list(found) == days((5, wh))


# --- maximum power and load curve --------------------------------------------------------------------------------------


async def test_a_maximum_has_its_second(
    source: ConsoApiSource, service: Service
) -> None:
    service.answers(
        maximum(
            ("2026-01-06 12:50:25", "6510"),
            ("2026-01-05 23:59:59", "4680"),
            ("2026-01-05 13:03:35", "100"),
            ("2026-01", "9000"),
        )
    )

    assert list(await source.read_maximum_power(START, END)) == [
        MaximumPower(
            day=date(2026, 1, 5),
            at=datetime(2026, 1, 5, 22, 59, 59, tzinfo=UTC),
            power_va=4680,
        ),
        MaximumPower(
            day=date(2026, 1, 6),
            at=datetime(2026, 1, 6, 11, 50, 25, tzinfo=UTC),
            power_va=6510,
        ),
    ]


async def test_a_stamp_of_the_curve_is_the_end_of_its_interval(
    source: ConsoApiSource, service: Service
) -> None:
    service.answers(
        curve(
            ("2026-01-08 00:00:00", "362"),
            ("2026-01-05 00:30:00", "430"),
            ("2026-01-05 00:00:00", "1"),
            ("2026-01-08 00:30:00", "2"),
        )
    )

    assert list(await source.read_load_curve(START, END)) == [
        CurvePoint(
            start=datetime(2026, 1, 4, 23, tzinfo=UTC),
            end=datetime(2026, 1, 4, 23, 30, tzinfo=UTC),
            power_w=430,
        ),
        CurvePoint(
            start=datetime(2026, 1, 7, 22, 30, tzinfo=UTC),
            end=datetime(2026, 1, 7, 23, tzinfo=UTC),
            power_w=362,
        ),
    ]


@pytest.mark.parametrize(
    ("step", "minutes"), [("PT10M", 10), ("PT15M", 15), ("PT30M", 30), ("PT60M", 60)]
)
async def test_every_point_has_its_step(
    source: ConsoApiSource, service: Service, step: str, minutes: int
) -> None:
    service.answers(curve(("2026-01-05 12:00:00", "1"), step=step))

    [found] = await source.read_load_curve(START, END)

    assert (found.end - found.start).total_seconds() == minutes * 60


@pytest.mark.parametrize("step", ["PT20M", "P1D", "", None, 30])
async def test_a_missing_or_unknown_step_refuses_the_reply(
    source: ConsoApiSource, service: Service, step: object
) -> None:
    service.answers(curve(("2026-01-05 12:00:00", "1"), step=step))

    with pytest.raises(TransientError, match=r"^bad_reply$"):
        await source.read_load_curve(START, END)


@pytest.mark.parametrize(
    ("nature", "estimated"), [("B", False), (None, False), ("E", True), ("H", True)]
)
async def test_estimated_intervals_are_marked(
    source: ConsoApiSource, service: Service, nature: str | None, estimated: bool
) -> None:
    point = {"v": "1", "d": "2026-01-05 12:00:00", "p": "PT30M", "n": nature}
    service.answers(measures(quantity([point], CURVE)))

    [found] = await source.read_load_curve(START, END)

    assert found.estimated is estimated


async def test_october_has_two_hours_after_two_and_their_order_decides(
    source: ConsoApiSource, service: Service
) -> None:
    times = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    service.answers(
        curve(*((f"{OCTOBER} {time}:00", n) for n, time in enumerate(times)))
    )

    found = await source.read_load_curve(OCTOBER, date(2025, 10, 27))

    assert [f"{point.power_w} {point.end:%H:%M}" for point in found] == [
        "0 23:30",
        "1 00:00",
        "2 00:30",
        "3 01:00",
        "4 01:30",
        "5 02:00",
    ]


async def test_of_a_repeated_interval_the_last_value_counts(
    source: ConsoApiSource, service: Service
) -> None:
    service.answers(
        curve(
            ("2026-01-05 01:00:00", "2"),
            ("2026-01-05 00:30:00", "1"),
            ("2026-01-05 01:00:00", "9"),
            ("2026-01-05 01:00:00", None),
        )
    )

    found = await source.read_load_curve(START, END)

    assert [point.power_w for point in found] == [1, 9]
