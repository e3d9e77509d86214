"""Enedis' history files of daily indexes: which day each closes, what is left out."""

from datetime import date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import PARIS, day_start

from .printing import energies, index_file, read_electricity, refusal


def test_the_energy_of_a_day_lies_between_its_midnight_and_the_next() -> None:
    measures = read_electricity(
        index_file(
            ("2023-07-01T00:00:00+02:00", 1_000_000),
            ("2023-07-02T00:00:00+02:00", 1_012_345),
            ("2023-07-03T00:00:00+02:00", 1_012_345),
        )
    )

    assert energies(measures) == {date(2023, 7, 1): 12_345, date(2023, 7, 2): 0}
    assert measures.point_id == "09876543210987"
    assert measures.points == ()


def test_the_midnight_of_winter_printed_as_23_00_is_that_of_the_printed_date() -> None:
    measures = read_electricity(
        index_file(
            ("2023-01-23T23:00:00+01:00", 100),
            ("2023-01-24T23:00:00+01:00", 150),
            ("2023-01-25T23:00:00+01:00", 350),
        )
    )

    assert energies(measures) == {date(2023, 1, 23): 50, date(2023, 1, 24): 200}


def test_stamps_that_put_two_indexes_on_one_date_are_instants() -> None:
    """So they are at the end of summer time when each is 24 hours after the one before."""
    days = [date(2023, 10, 27) + timedelta(days=n) for n in range(5)]
    stamps = [
        (day_start(days[0]) + timedelta(days=n)).astimezone(PARIS)
        for n in range(len(days))
    ]
    assert [stamp.hour for stamp in stamps] == [0, 0, 0, 23, 23]

    measures = read_electricity(
        index_file(
            *((stamp.isoformat(), 100 * n) for n, stamp in enumerate(stamps)),
        )
    )

    assert energies(measures) == dict.fromkeys(days[:-1], 100)


def test_the_number_of_days_is_not_that_of_hours() -> None:
    """Printed dates go on over both changes of the clocks."""
    for first in (date(2023, 3, 24), date(2023, 10, 27)):
        days = [first + timedelta(days=n) for n in range(6)]
        printed = [
            datetime.combine(day, datetime.min.time(), PARIS).isoformat()
            for day in days
        ]

        measures = read_electricity(
            index_file(*((stamp, 10 * n) for n, stamp in enumerate(printed)))
        )

        assert energies(measures) == dict.fromkeys(days[:-1], 10)


def test_a_gap_stays_a_gap() -> None:
    measures = read_electricity(
        index_file(
            ("2023-07-01T00:00:00+02:00", 100),
            ("2023-07-02T00:00:00+02:00", None),
            ("2023-07-03T00:00:00+02:00", 300),
            ("2023-07-05T00:00:00+02:00", 500),
            ("2023-07-06T00:00:00+02:00", 600),
        )
    )

    assert energies(measures) == {date(2023, 7, 5): 100}
    assert measures.left_out == {date(2023, 7, 1), date(2023, 7, 3)}


def test_nothing_is_counted_over_a_meter_that_was_changed() -> None:
    measures = read_electricity(
        index_file(
            ("2023-07-01T00:00:00+02:00", 5_000_000),
            ("2023-07-02T00:00:00+02:00", 5_000_100),
            ("2023-07-03T00:00:00+02:00", 40),
            ("2023-07-04T00:00:00+02:00", 90),
            # Nobody uses 25 MWh in a day.
            ("2023-07-05T00:00:00+02:00", 25_000_090),
        )
    )

    assert energies(measures) == {date(2023, 7, 1): 100, date(2023, 7, 3): 50}
    assert measures.left_out == {date(2023, 7, 2), date(2023, 7, 4)}


def test_a_reading_at_another_hour_is_no_midnight() -> None:
    text = index_file(
        ("2023-07-01T00:00:00+02:00", 100),
        ("2023-07-02T00:00:00+02:00", 200),
        ("2023-07-02T14:12:00+02:00", 260),
        ("2023-07-03T00:00:00+02:00", 300),
    )
    visit = "2023-07-02T14:12:00+02:00;"
    text = text.replace(f"{visit}Arrêté quotidien", f"{visit}Relève asynchrone")

    assert energies(read_electricity(text)) == {
        date(2023, 7, 1): 100,
        date(2023, 7, 2): 100,
    }


@pytest.mark.parametrize(
    ("lines", "key", "line"),
    [
        (
            [("2023-07-01T00:00:00+02:00", 1), ("2023-07-01T00:00:00+02:00", 2)],
            "csv_line_twice",
            "6",
        ),
        ([("2023-07-01", 1)], "csv_line_stamp", "5"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(
    lines: list[tuple[str, int]], key: str, line: str
) -> None:
    assert refusal(index_file(*lines)) == (key, {"line": line})


def test_an_index_in_another_unit_is_refused() -> None:
    text = index_file(("2023-07-01T00:00:00+02:00", 1)).replace("Brut;Wh", "Brut;W", 1)

    assert refusal(text) == ("csv_line_unit", {"line": "2"})


def test_an_index_is_whole_watt_hours() -> None:
    text = index_file(("2023-07-01T00:00:00+02:00", 1))

    assert refusal(text.replace(";1\n", ";1,5\n", 1)) == (
        "csv_line_value",
        {"line": "5"},
    )


def test_a_table_may_end_with_the_file_and_with_a_total() -> None:
    text = index_file(
        ("2023-07-01T00:00:00+02:00", 100), ("2023-07-02T00:00:00+02:00", 150)
    )
    table = text[: text.index("Periode;")]

    for ended in (table, f"{table}Total;;150\n"):
        assert energies(read_electricity(ended)) == {date(2023, 7, 1): 50}


def test_a_heading_without_a_table_says_nothing() -> None:
    text = index_file(("2023-07-01T00:00:00+02:00", 100))

    assert refusal(text.splitlines()[0])[0] == "csv_no_values"
    assert refusal("\n".join(text.splitlines()[:2])) == ("csv_line_kind", {"line": "1"})


def test_an_index_that_is_cut_is_refused() -> None:
    text = index_file(
        ("2023-07-01T00:00:00+02:00", 1), ("2023-07-02T00:00:00+02:00", 12_345)
    )
    lines = text.splitlines()[:6]
    whole = lines[-1]

    for length in range(20, len(whole) - len("12345")):
        cut = "\n".join([*lines[:-1], whole[:length]])
        assert refusal(cut) == ("csv_line_cells", {"line": "6"})
