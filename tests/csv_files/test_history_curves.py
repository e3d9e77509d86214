"""Enedis' history files of the load curve: ends, steps, clocks that change, what is missing."""

import pytest

from custom_components.grandlyon_energy.csv_files import read_csv_file

from .printing import curve_file, intervals, read_electricity, refusal

type Intervals = list[tuple[str, int, int]]


def curve(*lines: str) -> Intervals:
    return intervals(read_electricity(curve_file(*lines)))


def test_a_file_says_whose_it_is() -> None:
    lines = ("2023-01-05T00:30:00+01:00;100", "2023-01-05T01:00:00+01:00;200")

    drawn = read_electricity(curve_file(*lines))
    fed_in = read_electricity(curve_file(*lines, direction="Production"))
    unsaid = read_electricity(curve_file(*lines, direction=""))

    assert (drawn.point_id, drawn.production) == ("09876543210987", False)
    assert (fed_in.production, unsaid.production) == (True, None)
    # A spreadsheet program drops the zero.
    assert read_electricity(curve_file(*lines, point="9876543210987")).point_id == (
        "09876543210987"
    )
    assert read_electricity(curve_file(*lines, point="")).point_id is None


def test_a_stamp_is_the_end_of_its_interval() -> None:
    assert curve("2023-01-05T00:30:00+01:00;100", "2023-01-05T01:00:00+01:00;200") == [
        ("01-04 23:00", 30, 100),
        ("01-04 23:30", 30, 200),
    ]


@pytest.mark.parametrize(
    ("unit", "printed", "power_w"),
    [
        ("W", "4030", 4030),
        ("W", "4 030", 4030),
        ("W", "4\u202f030", 4030),
        ("kW", "4,030", 4030),
        ("kW", "4.03", 4030),
        ("Wh", "2015", 4030),
        ("kWh", "2,015", 4030),
        ("W", "0", 0),
    ],
)
def test_a_value_is_read_in_the_unit_that_is_printed(
    unit: str, printed: str, power_w: int
) -> None:
    text = curve_file(
        f"2023-01-05T00:30:00+01:00;{printed}",
        "2023-01-05T01:00:00+01:00;",
        unit=unit,
    )

    assert intervals(read_electricity(text)) == [("01-04 23:00", 30, power_w)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            # A real file changes like this; the first of the new step is the last that the old one could reach.
            ["07:00 1", "07:30 2", "08:00 3", "08:15 4", "08:30 5"],
            [("07:00", 30), ("07:30", 30), ("08:00", 15), ("08:15", 15), ("08:30", 15)],
            id="to a finer step",
        ),
        pytest.param(
            ["07:00 1", "07:10 2", "07:20 3", "08:20 4", "09:20 5"],
            [("07:00", 10), ("07:10", 10), ("07:20", 10), ("08:20", 60), ("09:20", 60)],
            id="to a coarser step",
        ),
        pytest.param(
            ["07:00 1", "07:30 2", "10:00 3", "10:30 4"],
            [("07:00", 30), ("07:30", 30), ("10:00", 30), ("10:30", 30)],
            id="a gap",
        ),
        pytest.param(
            ["07:00 1", "07:30 2", "08:00 -", "08:30 -", "09:00 3"],
            [("07:00", 30), ("07:30", 30), ("09:00", 30)],
            id="a blank line is a neighbour",
        ),
        pytest.param(
            ["07:00 1", "07:30 2", "08:30 3", "09:30 4", "10:00 5"],
            [("07:00", 30), ("07:30", 30), ("09:30", 30), ("10:00", 30)],
            id="between two missing points none is an hour long",
        ),
        pytest.param(
            ["07:00 1", "07:30 2", "08:30 3"],
            [("07:00", 30), ("07:30", 30)],
            id="nor at the end",
        ),
        pytest.param(
            ["07:00 1", "07:30 2", "12:00 3"],
            [("07:00", 30), ("07:30", 30)],
            id="a lonely point",
        ),
        pytest.param(
            ["07:00 1", "07:05 2", "07:10 3", "07:40 4", "08:10 5"],
            [("07:40", 30), ("08:10", 30)],
            id="no step of a meter",
        ),
        pytest.param(
            ["12:00 1", "12:29:44 2", "12:30 3", "13:00 4"],
            [("12:00", 30), ("12:30", 30), ("13:00", 30)],
            id="a clock that was set",
        ),
        pytest.param(
            ["09:00 3", "08:00 1", "08:30 2"],
            [("08:00", 30), ("08:30", 30), ("09:00", 30)],
            id="unsorted",
        ),
        pytest.param(
            ["08:00 1", "08:30 2", "08:30 2", "08:00 -", "09:00 3"],
            [("08:00", 30), ("08:30", 30), ("09:00", 30)],
            id="a line twice, and once without its value",
        ),
    ],
)
def test_the_step_is_the_smaller_gap_to_the_neighbours(
    lines: list[str], expected: list[tuple[str, int]]
) -> None:
    printed = []
    for line in lines:
        time, value = line.split()
        printed.append(
            f"2023-01-05T{time if time.count(':') == 2 else f'{time}:00'}+01:00;"
            f"{value.replace('-', '')}"
        )

    measures = read_electricity(curve_file(*printed))

    ends = [
        (f"{point.end.hour + 1:02}:{point.end:%M}", minutes)
        for point, (_, minutes, _) in zip(
            measures.points, intervals(measures), strict=True
        )
    ]
    assert ends == expected


def test_days_of_points_without_a_step_are_told() -> None:
    measures = read_electricity(
        curve_file(
            "2023-01-05T12:00:00+01:00;1",
            "2023-01-06T07:00:00+01:00;1",
            "2023-01-06T07:30:00+01:00;1",
            # It closes the 7th.
            "2023-01-08T00:00:00+01:00;1",
            "2023-01-09T12:00:03+01:00;1",
            "2023-01-10T12:00:00+01:00;",
        )
    )

    assert [day.day for day in sorted(measures.left_out)] == [5, 7, 9]


def test_the_longest_day_has_its_hour_twice() -> None:
    assert curve(
        "2023-10-29T01:30:00+02:00;1",
        "2023-10-29T02:00:00+02:00;2",
        "2023-10-29T02:30:00+02:00;3",
        "2023-10-29T02:00:00+01:00;4",
        "2023-10-29T02:30:00+01:00;5",
        "2023-10-29T03:00:00+01:00;6",
    ) == [
        ("10-28 23:00", 30, 1),
        ("10-28 23:30", 30, 2),
        ("10-29 00:00", 30, 3),
        ("10-29 00:30", 30, 4),
        ("10-29 01:00", 30, 5),
        ("10-29 01:30", 30, 6),
    ]


@pytest.mark.parametrize("forwards", [True, False])
def test_without_offsets_the_order_tells_the_repeated_hour(forwards: bool) -> None:
    lines = [
        f"2023-10-29 {time}:00;{value}"
        for value, time in enumerate(
            ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00"), start=1
        )
    ]

    assert [watts for _, _, watts in curve(*lines[:: 1 if forwards else -1])] == [
        *range(1, 7)
    ]
    assert curve(*lines[:: 1 if forwards else -1])[3] == ("10-29 00:30", 30, 4)


def test_the_shortest_day_lacks_an_hour() -> None:
    assert curve(
        "2023-03-26T01:30:00+01:00;1",
        "2023-03-26T03:00:00+02:00;2",
        "2023-03-26T03:30:00+02:00;3",
    ) == [("03-26 00:00", 30, 1), ("03-26 00:30", 30, 2), ("03-26 01:00", 30, 3)]


def test_a_time_that_the_clocks_skip_gives_way_to_one_that_they_showed() -> None:
    assert curve(
        "2023-03-26 01:30:00;1",
        "2023-03-26 02:00:00;2",
        "2023-03-26 02:30:00;99",
        "2023-03-26 03:30:00;3",
        "2023-03-26 04:00:00;4",
    ) == [
        ("03-26 00:00", 30, 1),
        ("03-26 00:30", 30, 2),
        ("03-26 01:00", 30, 3),
        ("03-26 01:30", 30, 4),
    ]


def test_exports_that_overlap_do_not_make_up_a_second_hour() -> None:
    lines = [
        "2023-10-29T01:30:00+02:00;1",
        "2023-10-29T02:00:00+02:00;2",
        "2023-10-29T02:30:00+02:00;3",
    ]
    blank = "2023-10-29T02:30:00+02:00;"

    assert [watts for *_, watts in curve(*lines, *lines)] == [1, 2, 3]
    assert [watts for *_, watts in curve(*lines[:2], blank, *lines)] == [1, 2, 3]


def test_the_same_offset_twice_is_the_repeated_hour_when_the_values_differ() -> None:
    """SGE prints so (its v2)."""
    lines = ["01:30:00+02:00;1", "02:00:00+02:00;2", "02:30:00+02:00;3"]
    again = ["02:00:00+02:00;4", "02:30:00+02:00;5", "03:00:00+01:00;6"]

    assert curve(*(f"2023-10-29T{line}" for line in (*lines, *again)))[3:] == [
        ("10-29 00:30", 30, 4),
        ("10-29 01:00", 30, 5),
        ("10-29 01:30", 30, 6),
    ]


def test_several_parts_of_a_file_are_put_together() -> None:
    first = curve_file("2023-01-05T00:30:00+01:00;1", "2023-01-05T01:00:00+01:00;2")
    second = curve_file("2023-01-05T01:30:00+01:00;3", "Total;3")

    assert [watts for _, _, watts in intervals(read_electricity(first + second))] == [
        1,
        2,
        3,
    ]


def test_two_meters_of_a_file_are_kept_apart() -> None:
    lines = ("2023-01-05T00:30:00+01:00;1", "2023-01-05T01:00:00+01:00;2")
    text = curve_file(*lines) + curve_file(
        *(line + "0" for line in lines), point="12345678901234"
    )

    found = read_csv_file(text.encode())

    assert isinstance(found, tuple)
    assert [(each.point_id, each.points[0].power_w) for each in found] == [
        ("09876543210987", 1),
        ("12345678901234", 10),
    ]


@pytest.mark.parametrize(
    ("lines", "key", "line"),
    [
        (["2023-01-05T00:30:00+01:00;1", "2023-01-05T01:0"], "csv_line_cells", "5"),
        (
            ["2023-01-05T00:30:00+01:00;1", "2023-01-05T01:00:00+01:00"],
            "csv_line_cells",
            "5",
        ),
        (["2023-01-05T00:30:00+01:00;1;2"], "csv_line_cells", "4"),
        (["", "", "2023-02-30T00:30:00+01:00;1"], "csv_line_stamp", "6"),
        (["2023-01-05;1"], "csv_line_stamp", "4"),
        (["0001-01-05T00:30:00+01:00;1"], "csv_line_stamp", "4"),
        (["2023-01-05T00:30:00+01:00;-1"], "csv_line_value", "4"),
        (["2023-01-05T00:30:00+01:00;1.234.567"], "csv_line_value", "4"),
        (["2023-01-05T00:30:00+01:00;1e3"], "csv_line_value", "4"),
        (["2023-01-05T00:30:00+01:00;\u0661"], "csv_line_value", "4"),
        (
            ["2023-01-05T00:30:00+01:00;1000001", "2023-01-05T01:00:00+01:00;1"],
            "csv_line_value",
            "4",
        ),
        (
            [
                "2023-01-05T00:30:00+01:00;1",
                "2023-01-05T01:00:00+01:00;2",
                "2023-01-05T00:30:00+01:00;3",
            ],
            "csv_line_twice",
            "6",
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_number(
    lines: list[str], key: str, line: str
) -> None:
    assert refusal(curve_file(*lines)) == (key, {"line": line})


@pytest.mark.parametrize("unit", ["", "MW", "VA", "kVArh", "€"])
def test_a_unit_is_never_guessed(unit: str) -> None:
    text = curve_file("2023-01-05T00:30:00+01:00;1", unit=unit)

    assert refusal(text) == ("csv_line_unit", {"line": "2"})


@pytest.mark.parametrize("point", ["1,23457E+13", "123456789012345", "PRM"])
def test_a_number_that_a_program_has_spoilt_is_no_number(point: str) -> None:
    text = curve_file("2023-01-05T00:30:00+01:00;1", point=point)

    assert refusal(text) == ("csv_line_meter", {"line": "2"})


def test_a_curve_without_a_value_has_nothing_to_give() -> None:
    assert refusal(curve_file())[0] == "csv_no_values"
    assert refusal(curve_file("2023-01-05T00:30:00+01:00;"))[0] == "csv_no_values"
    assert refusal(curve_file("2023-01-05T00:30:00+01:00;5"))[0] == "csv_no_values"


def test_other_quantities_are_no_energy() -> None:
    reactive = curve_file("2023-01-05T00:30:00+01:00;1").replace(
        "Energie active", "Energie réactive"
    )
    maximum = curve_file("2023-01-05T00:30:00+01:00;1").replace(
        "Courbe de charge", "Puissance maximale quotidienne"
    )

    assert refusal(reactive) == ("csv_line_kind", {"line": "1"})
    assert refusal(maximum) == ("csv_line_kind", {"line": "1"})
