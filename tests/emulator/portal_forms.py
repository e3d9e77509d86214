"""What the portal prints: contracts, whose ids are only good for a while, and the days of one."""

from datetime import date
from typing import Any, Final

from .water import PortalRow

_UNITS: Final = {"l": 1, "m3": 1000}
"""How many litres each unit holds."""


def contract(reference: str, number: str, contract_id: str, *, ended: bool) -> Any:
    """Return a contract as the list shows it."""
    return {
        "reference": reference,
        "id": contract_id,
        "statutExtrait": {"libelle": "Résilié" if ended else "Actif"},
        "dateEffet": "2019-05-02T00:00:00.000+02:00",
        "dateEcheance": "2026-01-31T00:00:00.000+01:00" if ended else None,
        "conditionPaiement": {
            "compteClient": {"solde": {"value": 12.5, "currency": "EUR"}},
            "mensualise": True,
            "modePaiement": {"libelle": "Prélèvement"},
        },
        "servicesSouscrits": [
            {
                "typeObjet": "produits.contrat.ServiceSouscritEau",
                "usage": {"libelle": "Domestique"},
                "calibreCompteur": {"libelle": "15"},
                "nombreHabitants": {"libelle": "3"},
            }
        ],
        "espaceDeLivraison": {"reference": f"EDL{number}"},
    }


def daily_rows(rows: list[PortalRow], unit: str) -> dict[str, Any]:
    """Return the days of a contract in litres (`l`) or in decimals of cubic metres (`m3`)."""
    return {
        "postes": [{"data": [_row(row, unit) for row in rows]}],
        "unites": {"consommation": unit, "index": unit},
    }


def _row(row: PortalRow, unit: str) -> dict[str, Any]:
    known = row.used_l is not None
    return {
        **_date(row.day),
        "consommation": _amount(row.used_l, unit),
        "index": _amount(row.index_l, unit),
        "debitMin": 0 if known else None,
        "volumeEstimeFuite": 0 if known else None,
    }


def _date(day: date) -> dict[str, int]:
    """Months go from 0 to 11."""
    return {"annee": day.year, "mois": day.month - 1, "jour": day.day}


def _amount(litres: int | None, unit: str) -> float | None:
    if litres is None or unit == "l":
        return litres
    return litres / _UNITS[unit]
