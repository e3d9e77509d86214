"""The sheets of Enedis' workbook, saved as CSV, and what it sends on demand."""

from datetime import date

import pytest

from custom_components.grandlyon_energy.csv_files import read_csv_file

from .printing import POINT, energies, intervals, read_electricity, refusal


def sheet(*lines: str, kind: str = "Consommation Quotidienne") -> str:
    """As a spreadsheet program writes it, an empty column in front."""
    return "\r\n".join(
        [
            ";;;;;",
            f";Point Référence Mesure (PRM) : ;{POINT};Type de comptage : ;{kind};",
            ";Date de début : ;05/06/2026;Date de fin : ;08/06/2026;",
            *lines,
        ]
    )


def days(*lines: str) -> str:
    return sheet(";Date;Valeur (en kWh);;;", *lines)


def test_daily_energies_are_read_to_the_watt_hour() -> None:
    measures = read_electricity(
        days(
            ";05/06/2026;15,064;;;",
            ";06/06/2026;NA;;;",
            ";07/06/2026;0;;;",
            ";8/6/2026;12.4;;;",
            ";09/06/2026;1 012,5;;;",
            ";Total;40,3;;;",
        )
    )

    assert energies(measures) == {
        date(2026, 6, 5): 15_064,
        date(2026, 6, 7): 0,
        date(2026, 6, 8): 12_400,
        date(2026, 6, 9): 1_012_500,
    }
    assert (measures.point_id, measures.production) == (POINT, False)


def test_a_day_is_its_printed_date_whatever_hour_stands_behind() -> None:
    text = days(
        ";2026-01-05 23:00:00;1;;;",
        ";2026-01-07T00:00:00+01:00;2;;;",
        ";08/01/2026 23:00;3;;;",
    )

    assert energies(read_electricity(text)) == {
        date(2026, 1, 5): 1000,
        date(2026, 1, 7): 2000,
        date(2026, 1, 8): 3000,
    }


@pytest.mark.parametrize(
    ("kind", "production"),
    [
        ("Production Quotidienne", True),
        ("Consommation Horaire", False),
        ("Injection", True),
        ("Consommation et production", None),
        ("", None),
    ],
)
def test_the_sheet_says_whether_it_was_fed_in(
    kind: str, production: bool | None
) -> None:
    text = sheet("Date;Valeur (en kWh)", "05/06/2026;1", kind=kind)

    assert read_electricity(text).production is production


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_programs_save_a_sheet_in_their_own_ways(encoding: str, separator: str) -> None:
    text = sheet(
        ";Début;Fin;Valeur (en kW)",
        ';02/03/2023 00:00:00;02/03/2023 00:30:00;"4,030"',
        kind="Consommation Horaire",
    ).replace(";", separator)

    found = read_csv_file(text.encode(encoding))

    assert isinstance(found, tuple)
    assert intervals(found[0]) == [("03-01 23:00", 30, 4030)]
    assert found[0].point_id == POINT


def curve(*lines: str) -> list[tuple[str, int, int]]:
    return intervals(read_electricity("\n".join(["Début;Fin;Valeur (en Kw)", *lines])))


def test_an_interval_lies_between_its_two_times() -> None:
    """Also alone, as both its ends are printed."""
    assert curve("02/03/2023 00:00:00;02/03/2023 01:00:00;0,5") == [
        ("03-01 23:00", 60, 500)
    ]
    assert curve("02/03/2023 23:50:00;03/03/2023 00:00:00;0,5") == [
        ("03-02 22:50", 10, 500)
    ]


@pytest.mark.parametrize("forwards", [True, False])
@pytest.mark.parametrize("end_of_first", ["02:00", "03:00"])
def test_the_repeated_hour_is_told_by_the_order_of_lines(
    end_of_first: str, forwards: bool
) -> None:
    times = [
        ("01:30", "02:00"),
        ("02:00", "02:30"),
        ("02:30", end_of_first),
        ("02:00", "02:30"),
        ("02:30", "03:00"),
        ("03:00", "03:30"),
    ]
    lines = [
        f"29/10/2023 {start}:00;29/10/2023 {end}:00;{number},0"
        for number, (start, end) in enumerate(times, start=1)
    ]

    assert curve(*lines[:: 1 if forwards else -1]) == [
        ("10-28 23:30", 30, 1000),
        ("10-29 00:00", 30, 2000),
        ("10-29 00:30", 30, 3000),
        ("10-29 01:00", 30, 4000),
        ("10-29 01:30", 30, 5000),
        ("10-29 02:00", 30, 6000),
    ]


def test_offsets_are_taken_at_their_word_where_they_are_printed() -> None:
    assert curve(
        "2023-10-29T02:30:00+02:00;2023-10-29T02:00:00+01:00;1",
        "2023-10-29T02:00:00+01:00;2023-10-29T02:30:00+01:00;2",
        "Total;;3",
    ) == [("10-29 00:30", 30, 1000), ("10-29 01:00", 30, 2000)]


@pytest.mark.parametrize("end", ["02:00", "03:00"])
def test_an_interval_ends_where_the_clocks_jump(end: str) -> None:
    assert curve(
        f"26/03/2023 01:30:00;26/03/2023 {end}:00;1",
        "26/03/2023 03:00:00;26/03/2023 03:30:00;2",
    ) == [("03-26 00:30", 30, 1000), ("03-26 01:00", 30, 2000)]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        (days(";05/13/2026;1;;;"), "csv_line_stamp", "5"),
        (days(";05/06/26;1;;;"), "csv_line_stamp", "5"),
        (days(";05/06/2026;12,3 kWh;;;"), "csv_line_value", "5"),
        (days(";05/06/2026;24000,001;;;"), "csv_line_value", "5"),
        (days(";05/06/2026;1;;;", ";05/06/2026;2;;;"), "csv_line_twice", "6"),
        # A decimal comma that nobody quoted.
        (
            days(";05/06/2026;1;;;").replace(";", ",").replace("1,,,", "1,5,,"),
            "csv_line_cells",
            "5",
        ),
        (sheet("Date;Valeur", "05/06/2026;1"), "csv_line_unit", "4"),
        (sheet("Date;Valeur (en W)", "05/06/2026;1"), "csv_line_unit", "4"),
        (sheet("Début;Fin;Valeur (en kVA)"), "csv_line_unit", "4"),
        (
            "Début;Fin;Valeur (en kW)\n02/03/2023 00:00;02/03/2023 02:00;1",
            "csv_line_step",
            "2",
        ),
        (
            "Début;Fin;Valeur (en kW)\n02/03/2023 00:30;02/03/2023 00:00;1",
            "csv_line_step",
            "2",
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_number(text: str, key: str, line: str) -> None:
    assert refusal(text) == (key, {"line": line})


ON_DEMAND = (
    "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;"
    "Etape métier;Unité;Horodate;Valeur;Nature;Pas;Indice de vraisemblance;Etat complémentaire"
)


def on_demand(
    *points: tuple[str, str], step: str = "PT30M", quantity: str = "PA", **more: str
) -> list[str]:
    point, direction = more.get("point", POINT), more.get("direction", "CONS")
    return [
        f"{point};2023-03-13 00:00:00;2025-03-13 00:00:00;{quantity};{direction};BRUT;W;"
        f"{stamp};{value};{more.get('nature', 'B')};{step};0;0"
        for stamp, value in points
    ]


def test_measures_on_demand_say_their_steps_themselves() -> None:
    text = "\n".join(
        [
            ON_DEMAND,
            *on_demand(("2023-03-13 00:30:00", "692")),
            *on_demand(("2023-03-13 02:30:00", ""), ("2023-03-13 04:00:00", "7")),
            *on_demand(("2023-03-13 05:00:00", "8"), step="PT60M", nature="E"),
        ]
    )

    measures = read_electricity(text)

    assert intervals(measures) == [
        ("03-12 23:00", 30, 692),
        ("03-13 02:30", 30, 7),
        ("03-13 03:00", 60, 8),
    ]
    assert [point.estimated for point in measures.points] == [False, False, True]


def test_measures_on_demand_are_of_several_meters_and_directions() -> None:
    stamp = "2023-03-13 00:30:00"
    text = "\n".join(
        [
            ON_DEMAND,
            *on_demand((stamp, "1")),
            *on_demand((stamp, "2"), direction="PROD"),
            *on_demand((stamp, "3"), point="12345678901234"),
            *on_demand((stamp, "4"), quantity="PRI"),
        ]
    )

    found = read_csv_file(text.encode())

    assert isinstance(found, tuple)
    assert {
        (each.point_id, each.production): each.points[0].power_w for each in found
    } == {(POINT, False): 1, (POINT, True): 2, ("12345678901234", False): 3}


def test_measures_on_demand_without_a_curve_of_active_power_are_of_no_use() -> None:
    reactive = on_demand(("2023-03-13 00:30:00", "1"), quantity="PRI")
    daily = on_demand(("2023-03-13 00:00:00", "1"), quantity="EA", step="P1D")

    for lines in (reactive, daily):
        assert refusal("\n".join([ON_DEMAND, *lines])) == (
            "csv_line_kind",
            {"line": "2"},
        )
