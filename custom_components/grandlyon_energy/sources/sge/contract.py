"""The contract of a usage point: ConsultationDonneesTechniquesContractuelles v1.0 (SGE guide 0464).

Every field may be absent: SGE hides some of them without the holder's authorisation.
"""

from datetime import date
from decimal import Decimal
import re
from typing import Final

from .. import TransientError
from ..readings import Contract
from .document import Node, attribute, descend, find_all, text, text_at
from .soap import Request

RESPONSE: Final = "consulterDonneesTechniquesContractuellesResponse"

_NAMESPACE: Final = "http://www.enedis.fr/sge/b2b/services/consulterdonneestechniquescontractuelles/v1.0"

# For a home's contract kW and kVA are the same number; a reactive power (kVAR) is none of a home.
_VA_PER_UNIT: Final = {"KVA": 1000, "KW": 1000, "VA": 1, "W": 1}

_DECIMAL: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")

# These meters stamp the START of an interval (SGE guide 0497): every reading of theirs would be misplaced here.
_START_STAMPED_SEGMENTS: Final = {"C1", "C2", "C3", "C4", "P1", "P2", "P3"}


def is_supported_segment(segment: str | None) -> bool:
    """Return whether a segment's readings are understood: C5 and P4 are; one that SGE hides is let through."""
    return segment not in _START_STAMPED_SEGMENTS


def contract_request(*, login: str, point_id: str) -> Request:
    """Return the request; the holder's authorisation is declared, as the brief does."""
    return Request(
        action="",
        namespace=_NAMESPACE,
        root="consulterDonneesTechniquesContractuelles",
        fields=[
            ("pointId", point_id),
            ("loginUtilisateur", login),
            ("autorisationClient", "true"),
        ],
        login=login,
    )


def read_contract(response: Node, point_id: str) -> Contract:
    """Return the contract in a reply.

    Raises:
        TransientError: `bad_reply` when the reply has no point or another one.

    """
    point = descend(response, "point")
    if not isinstance(point, dict) or attribute(point, "id") not in (None, point_id):
        raise TransientError("bad_reply")
    general = descend(point, "donneesGenerales")
    metering = descend(point, "situationComptage")
    device = descend(metering, "dispositifComptage")
    tariff = descend(point, "situationContractuelle", "structureTarifaire")
    formula = descend(tariff, "formuleTarifaireAcheminement")
    address = descend(general, "adresseInstallation")
    return Contract(
        segment=attribute(descend(general, "segment"), "code"),
        state=attribute(descend(general, "etatContractuel"), "code"),
        subscribed_power_va=_power_va(descend(tariff, "puissanceSouscriteMax")),
        tariff_option=text_at(formula, "libelle") or attribute(formula, "code"),
        last_tariff_change=_date(
            text_at(general, "dateDerniereModificationFormuleTarifaireAcheminement")
        ),
        off_peak_hours=_off_peak_hours(device),
        future_off_peak_hours=_label(descend(metering, "futuresPlagesHeuresCreuses")),
        meter_serial=text_at(device, "compteurs", "compteur", "matricule"),
        meter_type=_label(descend(device, "typeComptage")),
        service_level=text_at(general, "niveauOuvertureServices"),
        postal_code=text_at(address, "codePostal"),
        insee_code=attribute(descend(address, "commune"), "code"),
    )


def _power_va(power: Node) -> int | None:
    """Return a power in VA; None when its number or its unit cannot be read."""
    per_unit = _VA_PER_UNIT.get((text_at(power, "unite") or "").upper())
    value = (text_at(power, "valeur") or "").replace(",", ".")
    if per_unit is None or not _DECIMAL.fullmatch(value):
        return None
    return int(Decimal(value) * per_unit)


def _off_peak_hours(device: Node) -> str | None:
    """Return the off-peak windows as printed: by the meter, by the relay of an older one, or as programmed."""
    for name in ("plagesHeuresCreuses", "plageHeuresCreuses"):
        for windows in find_all(device, name):
            if printed := text(windows):
                return printed
    programmed = [
        text_at(period, "periodesHoraires")
        for period in find_all(device, "programmationPosteHoraire")
        if (attribute(period, "code") or "").startswith("HC")
    ]
    return " ; ".join(windows for windows in programmed if windows) or None


def _label(coded: Node) -> str | None:
    """Return what a coded element says: its label, else its text, else its code."""
    return text_at(coded, "libelle") or text(coded) or attribute(coded, "code")


def _date(printed: str | None) -> date | None:
    """Read an xs:date, which may carry an offset behind it; None when it cannot be read: it is only shown."""
    try:
        return date.fromisoformat((printed or "")[:10])
    except ValueError:
        return None
