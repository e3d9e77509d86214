"""The two forms in which Conso API passes on what Enedis says, and the types that give each.

Metering Data V5 was switched off in autumn 2026; the synchronous API that took its place says the same in the words
of SGE's v3.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from .localtime import PARIS
from .published import Point

_STEPS: Final = {timedelta(minutes=30): "PT30M", timedelta(minutes=60): "PT60M"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataType:
    """A type of data: what is measured, in which direction, and which generation names it so."""

    measured: str
    """energy, max_power or load_curve."""

    production: bool = False
    legacy: bool

    @property
    def kind(self) -> str:
        """The kind of call."""
        if not self.production:
            return self.measured
        return f"production_{'curve' if self.measured == 'load_curve' else 'energy'}"


DATA_TYPES: Final = {
    "daily_consumption": DataType(measured="energy", legacy=True),
    "consumption_max_power": DataType(measured="max_power", legacy=True),
    "consumption_load_curve": DataType(measured="load_curve", legacy=True),
    "daily_production": DataType(measured="energy", production=True, legacy=True),
    "production_load_curve": DataType(
        measured="load_curve", production=True, legacy=True
    ),
    "consommation_quotidienne": DataType(measured="energy", legacy=False),
    "puissance_conso_max_quotidienne": DataType(measured="max_power", legacy=False),
    "courbe_de_charge_consommation": DataType(measured="load_curve", legacy=False),
    "production_quotidienne": DataType(
        measured="energy", production=True, legacy=False
    ),
    "courbe_de_charge_production": DataType(
        measured="load_curve", production=True, legacy=False
    ),
}

ENEDIS_ERRORS: Final = {
    "no_data_found": (404, "no measure found for this usage point"),
    "ADAM-ERR0123": (
        400,
        "The requested period cannot be anterior to the meter's last activation date",
    ),
    "history_deadline": (
        400,
        "The start date must be greater than the history deadline.",
    ),
    "ADAM-ERR0126": (
        400,
        "The requested period must be less than 7 days for an access to the load curve",
    ),
    "ADAM-ERR0191": (
        400,
        "aucun service souscrit ACCES à la donnée pour la période demandée",
    ),
    "ADAM-DC-0007": (400, "Le client n'est pas titulaire du point demandé."),
    "ADAM-DC-0008": (
        403,
        "No consent can be found for this customer and this usage point.",
    ),
    "invalid_period": (400, "The start date must be before the end date, in the past."),
    "technical_error": (500, "Technical error. Please try later."),
}
"""Enedis' status and words, by its code."""

UNDOCUMENTED: Final = (400, "Something that nobody has described yet.")
"""Of any other code."""
_WITHOUT_CODE: Final = {"history_deadline", "invalid_period"}
"""Our names for errors whose code is not known."""

_READING_TYPES: Final = {
    "energy": {
        "unit": "Wh",
        "measurement_kind": "energy",
        "aggregate": "sum",
        "measuring_period": "P1D",
    },
    "max_power": {
        "unit": "VA",
        "measurement_kind": "power",
        "aggregate": "maximum",
        "measuring_period": "P1D",
    },
    "load_curve": {
        "unit": "W",
        "measurement_kind": "power",
        "aggregate": "average",
    },
}
_QUANTITIES: Final = {
    "energy": ("EA", "Wh"),
    "max_power": ("PMA", "VA"),
    "load_curve": ("PA", "W"),
}
_CALCULATED: Final = {
    "energy": {
        "typeValeur": "GLOBALE",
        "modeCalcul": "DIFF.INDEX",
        "pas": "P1D",
    },
    "max_power": {"modeCalcul": "MESURE", "pas": "P1D"},
    "load_curve": {"modeCalcul": "MESURE"},
}


def measures(
    data_type: DataType, point_id: str, start: date, end: date, points: list[Point]
) -> dict[str, Any]:
    """Return the reply that holds the points, whose end is excluded, in the form of the type's generation."""
    write = _meter_reading if data_type.legacy else _synchronous
    return write(data_type, point_id, start, end, points)


def error(data_type: DataType, code: str, description: str) -> dict[str, str]:
    """Return Enedis' own error in the form of the type's generation."""
    if code in _WITHOUT_CODE:
        code = "invalid_request"
    if data_type.legacy:
        return {"error": code, "error_description": description}
    return {"code": code, "message": description}


def _meter_reading(
    data_type: DataType, point_id: str, start: date, end: date, points: list[Point]
) -> dict[str, Any]:
    return {
        "usage_point_id": point_id,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "quality": "BRUT",
        "reading_type": _READING_TYPES[data_type.measured],
        "interval_reading": [_reading(data_type, point) for point in points],
    }


def _reading(data_type: DataType, point: Point) -> dict[str, str]:
    stamp = _stamp(data_type, point)
    reading = {"value": str(point.value), "date": stamp}
    if point.step is not None:
        reading |= {"interval_length": _STEPS[point.step], "measure_type": "B"}
    return reading


def _synchronous(
    data_type: DataType, point_id: str, start: date, end: date, points: list[Point]
) -> dict[str, Any]:
    quantity, unit = _QUANTITIES[data_type.measured]
    return {
        "idPrm": point_id,
        "etapeMetier": "BRUT",
        "periode": {"dateDebut": start.isoformat(), "dateFin": end.isoformat()},
        **_CALCULATED[data_type.measured],
        "grandeur": [
            {
                "grandeurMetier": "PROD" if data_type.production else "CONS",
                "grandeurPhysique": quantity,
                "unite": unit,
                "points": [_point(data_type, point) for point in points],
                "calendrier": [],
            }
        ],
        "contexte": [],
    }


def _point(data_type: DataType, point: Point) -> dict[str, str]:
    written = {"v": str(point.value), "d": _stamp(data_type, point)}
    if point.step is not None:
        written |= {"p": _STEPS[point.step], "n": "B", "iv": "0", "ec": "0"}
    return written


def _stamp(data_type: DataType, point: Point) -> str:
    """Return local time without an offset; a day is its date alone."""
    local = point.stamp.astimezone(PARIS)
    whole = data_type.measured != "energy"
    return f"{local:%Y-%m-%d %H:%M:%S}" if whole else f"{local:%Y-%m-%d}"
