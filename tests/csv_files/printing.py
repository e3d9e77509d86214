"""Files as the services print them, made of what they are to say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from custom_components.grandlyon_energy.csv_files import (
    CsvFileError,
    ElectricityMeasures,
    WaterMeasures,
    read_csv_file,
)
from custom_components.grandlyon_energy.metering.calendar import PARIS
from custom_components.grandlyon_energy.sources.readings import CurvePoint

POINT = "09876543210987"

HEADING = (
    "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;"
    "Grandeur metier;Etape metier;Unite"
)
REGISTERS = ";".join(
    [*(f"EAS F{n}" for n in range(1, 11)), *(f"EAS D{n}" for n in range(1, 5)), "EAS T"]
)


def curve_file(
    *lines: str, point: str = POINT, direction: str = "Consommation", unit: str = "W"
) -> str:
    """A history file of a load curve."""
    return "\n".join(
        [
            f"\ufeff{HEADING};Pas en minutes",
            f"{point};Courbe de charge;01/01/2022;01/01/2024;Energie active;{direction};Comptage Brut;{unit};",
            "Horodate;Valeur",
            *lines,
            "",
        ]
    )


def index_file(*lines: tuple[str, int | None], point: str = POINT) -> str:
    """A history file of daily indexes, with what else stands in it."""
    return "\n".join(
        [
            HEADING,
            f"{point};Index;01/01/2022;01/01/2024;Energie active;Consommation;Comptage Brut;Wh",
            "",
            f"Horodate;Type de releve;{REGISTERS}",
            *(
                f"{stamp};Arrêté quotidien;{';' * 14}{'' if index is None else index}"
                for stamp, index in lines
            ),
            "",
            "Periode;Identifiant calendrier fournisseur;Libelle calendrier fournisseur",
            "Du 2022-01-01T00:00:00+01:00 au;FC000001;Base",
            HEADING,
            f"{point};Puissance maximale quotidienne;01/01/2022;01/01/2024;Puissance maximale atteinte;Consommation;Comptage Brut;W",
            "Horodate;Valeur",
            "2022-01-01T15:17:24+01:00;3695",
            "",
        ]
    )


def printed_curve(points: Iterable[CurvePoint]) -> list[str]:
    """The lines of points, by the end of each with the offset of that moment."""
    return [
        f"{point.end.astimezone(PARIS).isoformat()};{point.power_w}" for point in points
    ]


def read_electricity(text: str) -> ElectricityMeasures:
    """Read a file of one point in one direction."""
    found = read_csv_file(text.encode())
    assert isinstance(found, tuple)
    (measures,) = found
    return measures


def read_water(text: str) -> WaterMeasures:
    found = read_csv_file(text.encode())
    assert isinstance(found, WaterMeasures)
    return found


def refusal(content: str | bytes) -> tuple[str, dict[str, Any]]:
    """Why a file is refused."""
    with pytest.raises(CsvFileError) as raised:
        read_csv_file(content if isinstance(content, bytes) else content.encode())
    err = raised.value
    assert err.__cause__ is None
    assert err.__suppress_context__ or err.__context__ is None
    return err.key, err.placeholders


def intervals(measures: ElectricityMeasures) -> list[tuple[str, int, int]]:
    """The start in UTC, the minutes and the watts of each interval."""
    return [
        (
            f"{point.start:%m-%d %H:%M}",
            int((point.end - point.start).total_seconds()) // 60,
            point.power_w,
        )
        for point in measures.points
    ]


def energies(measures: ElectricityMeasures) -> dict[date, int]:
    return {each.day: each.energy_wh for each in measures.energies}
