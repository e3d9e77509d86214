"""What replies with measures mean: the ugly ones first."""

from datetime import UTC, date, datetime

import pytest

from custom_components.grandlyon_energy.sources import TransientError
from custom_components.grandlyon_energy.sources.readings import (
    DailyEnergy,
    MaximumPower,
)
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import END, START, Gateway, failure_of_energy
from .replies import OTHER_POINT_ID, Answer, Point, energy, maximum, quantity

THREE_DAYS = energy(
    ("2026-01-05T00:00:00.000+01:00", 20711),
    ("2026-01-06T00:00:00.000+01:00", 0),
    ("2026-01-07T00:00:00.000+01:00", -3),
)


def days(*energies: tuple[int, int]) -> list[DailyEnergy]:
    return [
        DailyEnergy(day=date(2026, 1, day), energy_wh=energy_wh)
        for day, energy_wh in energies
    ]


# --- documents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="blanks"),
        pytest.param(replies.PAGE, id="a page"),
        pytest.param("Service momentanément indisponible", id="words"),
        pytest.param("{}", id="JSON"),
        pytest.param('{"code": ' + "[" * 100_000, id="JSON nested too deep"),
        pytest.param(THREE_DAYS[: len(THREE_DAYS) // 2], id="truncated"),
        pytest.param(THREE_DAYS[:-3], id="truncated at the very end"),
        pytest.param(THREE_DAYS.replace("<v>0</v>", "<v>0<v>"), id="malformed"),
        pytest.param(
            THREE_DAYS.encode().replace(b"BRUT", b"corrig\xe9"), id="not UTF-8"
        ),
        pytest.param(
            THREE_DAYS.replace('encoding="UTF-8"', 'encoding="klingon"'),
            id="an encoding nobody knows",
        ),
        pytest.param(
            THREE_DAYS.replace('encoding="UTF-8"', 'encoding="UTF-16"'),
            id="another encoding than declared",
        ),
        pytest.param(b"\xff\xfe\xfa" + THREE_DAYS.encode()[::-1], id="noise"),
        pytest.param(
            THREE_DAYS.replace("<soap:Env", "<!DOCTYPE soap><soap:Env", 1),
            id="a DOCTYPE before the envelope",
        ),
        pytest.param(
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "&#50;&#48;">]>'
            + THREE_DAYS[38:].replace("20711", "&a;"),
            id="an entity",
        ),
        pytest.param(
            replies.envelope("<a>" * 100_000 + "</a>" * 100_000), id="nested too deep"
        ),
        pytest.param(
            replies.envelope("<r>" + "<a/>" * 300_000 + "</r>"), id="too many elements"
        ),
        pytest.param(replies.envelope(""), id="no response"),
        pytest.param(replies.envelope("words"), id="words for a response"),
        pytest.param(replies.envelope("<other/>"), id="another response"),
        pytest.param("<Envelope></Envelope>", id="no body"),
        pytest.param("--b\r\n\r\n" + THREE_DAYS[:-9], id="a truncated multipart"),
        pytest.param(replies.search_result(), id="the response of another service"),
    ],
)
async def test_a_reply_that_cannot_be_understood_is_refused_whole(
    source: SgeSource, gateway: Gateway, body: bytes | str
) -> None:
    gateway.answers(Answer(body=body))

    failure = await failure_of_energy(source)

    assert isinstance(failure, TransientError)
    assert str(failure) == "bad_reply"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(THREE_DAYS, id="plain"),
        pytest.param("\n\n" + THREE_DAYS, id="after empty lines"),
        pytest.param(
            THREE_DAYS.replace("soap:", "S-1.x:").replace(":soap", ":S-1.x"),
            id="another prefix",
        ),
        pytest.param(
            THREE_DAYS.replace("ns3:", "").replace(":ns3", ""), id="no prefix"
        ),
        pytest.param(THREE_DAYS[38:], id="no declaration"),
        pytest.param(
            THREE_DAYS.replace("<v>", "<v><![CDATA[").replace("</v>", "]]></v>"),
            id="CDATA",
        ),
        pytest.param(
            THREE_DAYS.replace('"UTF-8"', '"ISO-8859-1"')
            .replace("BRUT", "été")
            .encode("latin-1"),
            id="Latin-1, declared",
        ),
        pytest.param(THREE_DAYS.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(
            "--uuid:1\r\nContent-Type: text/xml\r\nContent-ID: <a@b>\r\n\r\n"
            + THREE_DAYS
            + "\r\n--uuid:1\r\nContent-Type: text/plain\r\n\r\n<enveloped>\r\n--uuid:1--\r\n",
            id="multipart",
        ),
        pytest.param(
            replies.energy(
                ("2026-01-05 00:00:00", 20711),
                ("2026-01-06 00:00:00", 0),
                ("2026-01-07 00:00:00", -3),
                version="v3",
            ),
            id="v3's form",
        ),
        pytest.param(
            energy(
                ("2026-01-07T00:00:00.000+01:00", "-3.0"),
                ("2026-01-05T00:00:00.000+01:00", "+20711"),
                ("2026-01-06T00:00:00.000+01:00", " 0 "),
            ),
            id="unsorted",
        ),
        pytest.param(
            energy(("2026-01-05", 20711), ("2026-01-06+01:00", 0), ("2026-01-07Z", -3)),
            id="dates alone",
        ),
        pytest.param(
            energy(
                ("2026-01-05T23:00:00.000+01:00", 20711),
                ("2026-01-06T23:00:00Z", 0),
                ("2026-01-07T12:34:00.000+02:00", -3),
            ),
            id="a day is its printed date, its hour ignored",
        ),
    ],
)
async def test_the_same_three_days_in_every_form(
    source: SgeSource, gateway: Gateway, reply: bytes | str
) -> None:
    gateway.answers(Answer(body=reply))

    found = await source.read_daily_energy(START, END)

    assert list(found) == days((5, 20711), (6, 0), (7, -3))


@pytest.mark.parametrize("version", ["v2", "v3"])
async def test_an_empty_response_is_no_data(
    source: SgeSource, gateway: Gateway, version: str
) -> None:
    gateway.answers(replies.no_measures(version))

    assert list(await source.read_daily_energy(START, END)) == []
    assert list(await source.read_maximum_power(START, END)) == []
    assert list(await source.read_load_curve(START, END)) == []
    assert len(gateway.asked) == 3


async def test_a_reply_of_another_meter_is_refused(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(THREE_DAYS.replace(replies.POINT_ID, OTHER_POINT_ID))

    assert str(await failure_of_energy(source)) == "bad_reply"


async def test_a_reply_that_does_not_repeat_the_meter_is_accepted(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(THREE_DAYS.replace(f"<pointId>{replies.POINT_ID}</pointId>", ""))

    assert len(await source.read_daily_energy(START, END)) == 3


# --- points ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "right", "wrong"),
    [
        ("read_daily_energy", "Wh", "kWh"),
        ("read_maximum_power", "VA", "kVA"),
        ("read_load_curve", "W", "kW"),
        ("read_daily_energy", "Wh", "wh"),
        ("read_daily_energy", "Wh", ""),
        ("read_daily_energy", "Wh", None),
    ],
)
async def test_a_unit_is_never_guessed(
    source: SgeSource,
    gateway: Gateway,
    method: str,
    right: str,
    wrong: str | None,
) -> None:
    point = Point(v=1, d="2026-01-05T12:00:00+01:00", p="PT30M")
    read = getattr(source, method)

    gateway.answers(replies.measures(quantity([point], physical=None, unit=right)))
    assert len(await read(START, END)) == 1

    gateway.answers(replies.measures(quantity([point], physical=None, unit=wrong)))
    with pytest.raises(TransientError, match=r"^unexpected_unit$"):
        await read(START, END)


async def test_a_quantity_without_points_needs_no_unit(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.measures(quantity([], physical="EA", unit=None)))

    assert list(await source.read_daily_energy(START, END)) == []


async def test_production_and_other_quantities_are_left_out(
    source: SgeSource, gateway: Gateway
) -> None:
    def one(
        value: int, *, physical: str = "EA", unit: str = "Wh", direction: str = "CONS"
    ) -> str:
        point = Point(v=value, d="2026-01-05T00:00:00+01:00")
        return quantity([point], physical=physical, unit=unit, direction=direction)

    gateway.answers(
        replies.measures(
            one(1, direction="PROD"),
            one(2, physical="ERC", unit="VArh"),
            one(3),
            one(4, direction="PROD"),
        )
    )

    assert list(await source.read_daily_energy(START, END)) == days((5, 3))


@pytest.mark.parametrize(
    "missing",
    [
        Point(v=None, nil=True, d="2026-01-06T00:00:00+01:00"),
        Point(v="", d="2026-01-06T00:00:00+01:00"),
        Point(v="null", d="2026-01-06T00:00:00+01:00"),
        Point(v=" NULL ", d="2026-01-06T00:00:00+01:00"),
        Point(v=None, d="2026-01-06T00:00:00+01:00"),
        Point(v=None, d=None),
        Point(v="null", d=""),
        Point(v=812, d="2026-01"),
        Point(v="null", d="2026-01"),
    ],
)
async def test_a_point_without_a_value_or_of_a_whole_month_is_no_reading(
    source: SgeSource, gateway: Gateway, missing: Point
) -> None:
    real = Point(v=7, d="2026-01-05T00:00:00+01:00")
    gateway.answers(
        replies.measures(quantity([missing, real, missing], physical="EA", unit="Wh"))
    )

    assert list(await source.read_daily_energy(START, END)) == days((5, 7))


@pytest.mark.parametrize(
    "broken",
    [
        Point(v="12,5", d="2026-01-06T00:00:00+01:00"),
        Point(v="12.5", d="2026-01-06T00:00:00+01:00"),
        Point(v="1 234", d="2026-01-06T00:00:00+01:00"),
        Point(v="NaN", d="2026-01-06T00:00:00+01:00"),
        Point(v="9" * 5000, d="2026-01-06T00:00:00+01:00"),
        Point(v="٣", d="2026-01-06T00:00:00+01:00"),
        Point(v=1, d="06/01/2026"),
        Point(v=1, d="2026-02-30T00:00:00+01:00"),
        Point(v=1, d=None),
        Point(v=1, d=""),
    ],
)
async def test_a_point_that_cannot_be_read_refuses_the_reply(
    source: SgeSource, gateway: Gateway, broken: Point
) -> None:
    real = Point(v=7, d="2026-01-05T00:00:00+01:00")
    gateway.answers(
        replies.measures(quantity([real, broken], physical="EA", unit="Wh"))
    )

    assert str(await failure_of_energy(source)) == "bad_reply"


async def test_of_a_repeated_day_the_last_value_counts(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(
        energy(
            ("2026-01-05T00:00:00+01:00", 1),
            ("2026-01-05T23:00:00+01:00", 2),
            ("2026-01-05T00:00:00+01:00", "null"),
        )
    )

    assert list(await source.read_daily_energy(START, END)) == days((5, 2))


async def test_days_outside_what_was_asked_are_left_out(
    source: SgeSource, gateway: Gateway
) -> None:
    printed = [(f"2026-01-{day:02}T12:00:00+01:00", day) for day in range(3, 11)]

    gateway.answers(energy(*printed))
    assert list(await source.read_daily_energy(START, END)) == days(
        (5, 5), (6, 6), (7, 7)
    )

    gateway.answers(maximum(*printed))
    maxima = await source.read_maximum_power(START, END)
    assert [reading.day.day for reading in maxima] == [5, 6, 7]


# --- maximum power ---------------------------------------------------------------------------------------------------


async def test_a_maximum_has_its_second_and_the_printed_day(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(
        maximum(
            ("2026-01-06T00:00:07.000+01:00", 5123),
            ("2026-01-05 19:25:33", 9121),
            ("2026-01-07T23:59:59.900+01:00", 4000),
        )
    )

    assert list(await source.read_maximum_power(START, END)) == [
        MaximumPower(
            day=date(2026, 1, 5),
            at=datetime(2026, 1, 5, 18, 25, 33, tzinfo=UTC),
            power_va=9121,
        ),
        MaximumPower(
            day=date(2026, 1, 6),
            at=datetime(2026, 1, 5, 23, 0, 7, tzinfo=UTC),
            power_va=5123,
        ),
        MaximumPower(
            day=date(2026, 1, 7),
            at=datetime(2026, 1, 7, 22, 59, 59, tzinfo=UTC),
            power_va=4000,
        ),
    ]


async def test_of_several_maxima_of_a_day_the_highest_counts(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(
        maximum(
            ("2026-01-05 08:00:00", 3000),
            ("2026-01-05 19:00:00", 4000),
            ("2026-01-05 20:00:00", 4000),
            ("2026-01-05 21:00:00", None),
            ("2026-01-05 22:00:00", 10),
            ("2026-01", 9000),
        )
    )

    [reading] = await source.read_maximum_power(START, END)

    assert (reading.power_va, reading.at.hour) == (4000, 18)


async def test_a_maximum_without_its_time_is_refused(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(maximum(("2026-01-05", 3000)))

    with pytest.raises(TransientError, match=r"^bad_reply$"):
        await source.read_maximum_power(START, END)
