"""ConsultationDonneesTechniquesContractuelles v1.0 (guide 0464)."""

from collections.abc import Mapping
from typing import Any, Final

from .home import Home
from .sge_soap import (
    BOOLEAN,
    CONTRACT,
    EMAIL,
    POINT_ID,
    Field,
    SgeFaultError,
    coded,
    element,
    envelope,
    is_true,
    read_sequence,
)

REQUEST: Final = (
    Field(name="pointId", pattern=POINT_ID),
    Field(name="loginUtilisateur", pattern=EMAIL),
    Field(name="autorisationClient", pattern=BOOLEAN, optional=True),
)


def contract_reply(request: Mapping[str, Any], home: Home, *, consent: bool) -> bytes:
    """Return the contract of the home's point; much of it is hidden without the holder's authorisation."""
    found = read_sequence(request, REQUEST)
    if not home.knows(found["pointId"]):
        raise SgeFaultError("SGT401")
    authorised = consent and is_true(found.get("autorisationClient"))
    content = (
        _general(home, authorised)
        + "<situationAlimentation><alimentationPrincipale>"
        + coded("domaineTension", "BTINF", "BT inférieur ou égal à 36 kVA")
        + "</alimentationPrincipale></situationAlimentation>"
        + _metering(home)
        + (_contractual(home) if authorised else "")
    )
    name = "consulterDonneesTechniquesContractuellesResponse"
    return envelope(
        f'<ns2:{name} xmlns:ns2="{CONTRACT}"><point id="{home.point_id}">{content}</point></ns2:{name}>',
        acknowledged=True,
    )


def _general(home: Home, authorised: bool) -> str:
    address = (
        "<adresseInstallation>"
        + element("numeroEtNomVoie", home.registered_street)
        + element("codePostal", home.postal_code)
        + coded("commune", home.insee_code, home.city.upper())
        + "</adresseInstallation>"
    )
    hidden = (
        element(
            "dateDerniereModificationFormuleTarifaireAcheminement",
            home.last_tariff_change,
        )
        + coded("segment", home.segment, home.segment)
        if authorised
        else ""
    )
    return (
        "<donneesGenerales>"
        + coded("etatContractuel", home.state, "Etat du point")
        + address
        + hidden
        + element("niveauOuvertureServices", home.service_level)
        + "</donneesGenerales>"
    )


def _metering(home: Home) -> str:
    future = (
        coded("futuresPlagesHeuresCreuses", "FUTURE", home.future_off_peak_hours)
        if home.future_off_peak_hours
        else ""
    )
    return (
        "<situationComptage><dispositifComptage>"
        + coded("typeComptage", "LINKY", "Compteur communicant")
        + "<compteurs><compteur>"
        + element("matricule", home.meter_serial)
        + element("plagesHeuresCreuses", home.off_peak_hours)
        + "</compteur></compteurs></dispositifComptage>"
        + future
        + "</situationComptage>"
    )


def _contractual(home: Home) -> str:
    return (
        "<situationContractuelle><structureTarifaire>"
        + coded(
            "formuleTarifaireAcheminement",
            "BTINFMUDT",
            "BT inf moyenne utilisation avec différenciation temporelle",
        )
        + "<puissanceSouscriteMax>"
        + element("valeur", home.subscribed_power_kva)
        + "<unite>kVA</unite></puissanceSouscriteMax>"
        + coded("calendrierFrn", "FC000015", "Heures pleines / heures creuses")
        + "</structureTarifaire></situationContractuelle>"
    )
