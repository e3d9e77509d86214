"""What a printed date or time of Enedis means, clock changes first."""

from datetime import UTC, date, datetime
import re

import pytest

from custom_components.grandlyon_energy.sources.stamps import (
    is_month,
    midnight,
    parse_stamp,
    printed_day,
    resolve,
)


def utc(*stamps: str) -> list[str]:
    """The instants of a series, as day and time in UTC."""
    return [f"{at:%d %H:%M}" for at in resolve([parse_stamp(text) for text in stamps])]


OCTOBER = "2025-10-26"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param(
            [
                "01:30+02:00",
                "02:00+02:00",
                "02:30+02:00",
                "02:00+01:00",
                "02:30+01:00",
                "03:00+01:00",
            ],
            ["25 23:30", "26 00:00", "26 00:30", "26 01:00", "26 01:30", "26 02:00"],
            id="two copies with different offsets are told apart by them",
        ),
        pytest.param(
            ["02:00+01:00", "02:30+01:00", "02:00+02:00", "02:30+02:00"],
            ["26 01:00", "26 01:30", "26 00:00", "26 00:30"],
            id="and by nothing else, whatever their order",
        ),
        pytest.param(
            ["02:00+01:00", "02:30+01:00", "02:00+01:00", "02:30+01:00"],
            ["26 00:00", "26 00:30", "26 01:00", "26 01:30"],
            id="with winter's offset twice, the defect of v2, the first printed is the first",
        ),
        pytest.param(
            ["02:00+02:00", "02:30+02:00", "02:00+02:00", "02:30+02:00"],
            ["26 00:00", "26 00:30", "26 01:00", "26 01:30"],
            id="with summer's offset twice as well",
        ),
        pytest.param(
            ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"],
            ["25 23:30", "26 00:00", "26 00:30", "26 01:00", "26 01:30", "26 02:00"],
            id="without offsets the first printed is the first",
        ),
        pytest.param(
            ["02:00", "02:00", "02:30", "02:30"],
            ["26 00:00", "26 01:00", "26 00:30", "26 01:30"],
            id="each time has copies of its own",
        ),
        pytest.param(
            ["02:00+02:00", "02:30+01:00"],
            ["26 00:00", "26 01:30"],
            id="a single copy is taken by its offset",
        ),
        pytest.param(
            ["02:00", "02:30"],
            ["26 00:00", "26 00:30"],
            id="a single copy without offset is the first",
        ),
        pytest.param(
            ["02:00", "02:00+01:00"],
            ["26 00:00", "26 01:00"],
            id="one copy with and one without offset go by order",
        ),
        pytest.param(
            ["02:00+01:00", "02:00+01:00", "02:00+01:00"],
            ["26 00:00", "26 01:00", "26 01:00"],
            id="a third copy repeats the second",
        ),
        pytest.param(
            ["02:00+02:00", "02:00+02:00", "02:00+01:00"],
            ["26 00:00", "26 00:00", "26 01:00"],
            id="a repeated copy among different offsets stays a repetition",
        ),
        pytest.param(
            ["00:00Z", "00:30Z", "01:00Z", "02:00Z", "02:00Z"],
            ["26 00:00", "26 00:30", "26 01:00", "26 02:00", "26 02:00"],
            id="UTC has no hour twice",
        ),
        pytest.param(
            ["01:59:59", "02:59:59", "02:59:59", "03:00:00", "03:00:00"],
            ["25 23:59", "26 00:59", "26 01:59", "26 02:00", "26 02:00"],
            id="the hour begins at 02:00 and ends before 03:00",
        ),
    ],
)
def test_the_hour_that_october_has_twice(
    printed: list[str], expected: list[str]
) -> None:
    assert utc(*(f"{OCTOBER}T{text}" for text in printed)) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["01:30+01:00", "03:00+02:00"], ["30 00:30", "30 01:00"]),
        (["01:30", "03:00"], ["30 00:30", "30 01:00"]),
        pytest.param(
            ["02:00", "02:30+01:00"],
            ["30 01:00", "30 01:30"],
            id="a time that was skipped is read as if the clock had run on",
        ),
    ],
)
def test_the_hour_that_march_skips(printed: list[str], expected: list[str]) -> None:
    assert utc(*(f"2025-03-30T{text}" for text in printed)) == expected


def test_only_clocks_in_paris_say_what_exists() -> None:
    assert not parse_stamp("2025-03-30 02:30:00").exists
    assert parse_stamp("2025-03-30 03:00:00").exists
    assert parse_stamp("2025-10-26 02:30:00").exists


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-01-05T00:30:00.000+01:00", "2022-01-04T23:30:00"),
        ("2022-07-05T00:30:00.000+02:00", "2022-07-04T22:30:00"),
        ("2022-07-05T00:30:00.999999+0200", "2022-07-04T22:30:00"),
        ("2022-07-05T00:30:00,5 +02:00", "2022-07-04T22:30:00"),
        (" 2022-07-05 00:30:00\n", "2022-07-04T22:30:00"),
        ("2022-01-05 19:25:33", "2022-01-05T18:25:33"),
        ("2022-01-05 19:25", "2022-01-05T18:25:00"),
        ("2022-01-05T19:25:33Z", "2022-01-05T19:25:33"),
        ("2022-01-05T19:25:33-05:30", "2022-01-06T00:55:33"),
        ("2022-01-05 24:00:00", "2022-01-05T23:00:00"),
        pytest.param(
            "2022-07-05T00:30:00+01:00",
            "2022-07-04T23:30:00",
            id="an offset is taken at its word",
        ),
    ],
)
def test_both_forms_of_a_stamp(text: str, expected: str) -> None:
    [at] = resolve([parse_stamp(text)])
    assert at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_end_of_a_day_is_printed_on_that_day() -> None:
    assert parse_stamp("2022-01-05T24:00:00").day == date(2022, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022-01-05",
        "2022-01",
        "05/01/2022 00:30:00",
        "2022-01-05T25:00:00",
        "2022-02-30T00:30:00",
        "2022-01-05T24:30:00",
        "2022-01-05T00:30:00+99:00",
        "0001-01-01T00:30:00+01:00",
        "9999-12-31 24:00:00",
        "٢٠٢٢-01-05 00:30:00",
        "2022-01-05T00:30:00.000+01:00 x",
        "2022-01-05\n00:30",
    ],
)
def test_what_is_no_stamp_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_stamp(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "2022-01-05",
        "2022-01-05+01:00",
        "2022-01-05Z",
        "2022-01-05T00:00:00.000+01:00",
        "2022-01-05 23:00:00",
        "2022-01-05T23:00:00Z",
        "2022-01-05T24:00:00",
    ],
)
def test_a_day_is_its_printed_date_whatever_the_hour(text: str) -> None:
    assert printed_day(text) == date(2022, 1, 5)


@pytest.mark.parametrize(
    "text", ["", "2022-01", "20220105", "2022-13-01", "1970-01-01", "yesterday"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.compile("day|date|month")):
        printed_day(text)


def test_months_are_told_from_days() -> None:
    assert is_month("2022-01")
    assert not is_month("2022-01-05")


def test_a_local_day_begins_at_its_own_midnight() -> None:
    assert midnight(date(2022, 1, 5)) == datetime(2022, 1, 4, 23, tzinfo=UTC)
    assert midnight(date(2022, 7, 5)) == datetime(2022, 7, 4, 22, tzinfo=UTC)
