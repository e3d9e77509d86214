"""Files of daily water indexes and volumes."""

from datetime import date

import pytest

from custom_components.grandlyon_energy.csv_files import WaterMeasures, read_csv_file

from .printing import read_water, refusal


def indexes(measures: WaterMeasures) -> dict[date, tuple[str, int | None]]:
    return {each.day: (each.type.value, each.index_l) for each in measures.indexes}


def test_an_index_counts_for_more_than_the_volume_beside_it() -> None:
    measures = read_water(
        "Date de relevé;Index relevé (litres);Consommation du jour (litres);Index Mesuré/Estimé\n"
        "13/05/2026 12:00;2043608;71;Mesuré\n"
        "14/05/2026 12:00;2043700;92;Estimé\n"
        "15/05/2026 12:00;2043800;100;Mesuré\n"
    )

    assert indexes(measures) == {
        date(2026, 5, 13): ("R", 2_043_608),
        date(2026, 5, 15): ("R", 2_043_800),
    }
    assert measures.volumes == ()


@pytest.mark.parametrize(
    ("heading", "printed", "litres"),
    [
        ("Index (m3)", "1234,567", 1_234_567),
        ("Index (m³)", "1 234,567", 1_234_567),
        ("Index (en L)", "1234567", 1_234_567),
        ("Index [litres]", "0", 0),
    ],
)
def test_litres_are_read_from_the_unit_that_is_printed(
    heading: str, printed: str, litres: int
) -> None:
    measures = read_water(f"Date;{heading}\n2026-05-13;{printed}\n")

    assert indexes(measures) == {date(2026, 5, 13): ("R", litres)}


def test_a_unit_may_stand_on_each_line() -> None:
    measures = read_water(
        "Jour;Volume;Unité\n13/05/2026;71;L\n14/05/2026;0,08;m3\n15/05/2026;;L\n"
    )

    assert {each.day.day: each.volume_l for each in measures.volumes} == {
        13: 71,
        14: 80,
    }
    assert measures.indexes == ()


def test_the_letters_of_the_service_keep_their_meaning() -> None:
    measures = read_water(
        "DateReleve;ValeurIndex (L);TypeAgregat\n"
        "2026-05-13T00:00:00+02:00;100;R\n"
        "2026-05-14T00:00:00+02:00;200;T\n"
        "2026-05-15T00:00:00+02:00;300;A\n"
        "2026-05-16T00:00:00+02:00;4;D\n"
        "2026-05-17T00:00:00+02:00;9;X\n"
    )

    assert indexes(measures) == {
        date(2026, 5, 13): ("R", 100),
        date(2026, 5, 15): ("A", 300),
        date(2026, 5, 16): ("D", 4),
    }


def test_a_file_may_name_its_contract() -> None:
    table = "Date;Consommation (L)\n13/05/2026;71\nTotal;71\n"

    assert read_water(f"N° de contrat :;AB 123-4\n\n{table}").contract == "AB 123-4"
    assert read_water(table).contract is None


def test_a_service_whose_programs_speak_latin_1_is_read() -> None:
    found = read_csv_file(
        "Date de relevé;Index (m³)\n13/05/2026;1,5\n".encode("cp1252")
    )

    assert isinstance(found, WaterMeasures)
    assert indexes(found) == {date(2026, 5, 13): ("R", 1500)}


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("Date;Index\n13/05/2026;1\n", "csv_line_unit", "2"),
        ("Date;Volume;Unité\n13/05/2026;1;gal\n", "csv_line_unit", "2"),
        ("Date;Index (L)\n13/05/2026;12\n13/05/2026;13\n", "csv_line_twice", "3"),
        ("Date;Index (L)\n13/05/2026;-12\n", "csv_line_value", "2"),
        ("Date;Index (m3)\n13/05/2026;10000001\n", "csv_line_value", "2"),
        ("Date;Index (L)\nhier;12\n", "csv_line_stamp", "2"),
        ("Date;Index (L);Volume (L)\n13/05/2026;12\n", "csv_line_cells", "2"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(text: str, key: str, line: str) -> None:
    assert refusal(text) == (key, {"line": line})


def test_energy_is_no_water() -> None:
    assert refusal("Date;Consommation (kWh)\n13/05/2026;1\n")[0] == "csv_unknown_form"
    assert refusal("Date;Index (L)\n13/05/2026;\n")[0] == "csv_no_values"
