"""RecherchePoint v2.0: does this person live at this point (guide 0427)."""

from collections.abc import Mapping
from typing import Any, Final
from unicodedata import combining, normalize

from .home import Home
from .sge_soap import (
    BOOLEAN,
    EMAIL,
    SEARCH,
    Field,
    SgeFaultError,
    coded,
    element,
    envelope,
    is_true,
    read_sequence,
)

_LINE: Final = r".{1,38}"
REQUEST: Final = (
    Field(name="criteres"),
    Field(name="loginUtilisateur", pattern=EMAIL),
)
CRITERIA: Final = (
    Field(name="adresseInstallation", optional=True),
    Field(name="numSiret", pattern=r"[0-9]{14}", optional=True),
    Field(name="matriculeOuNumeroSerie", optional=True),
    Field(name="domaineTensionAlimentationCode", optional=True),
    Field(name="nomClientFinalOuDenominationSociale", optional=True),
    Field(name="categorieClientFinalCode", pattern="PRO|RES", optional=True),
    Field(name="rechercheHorsPerimetre", pattern=BOOLEAN, optional=True),
)
ADDRESS: Final = (
    Field(name="escalierEtEtageEtAppartement", pattern=_LINE, optional=True),
    Field(name="batiment", pattern=_LINE, optional=True),
    Field(name="numeroEtNomVoie", pattern=_LINE, optional=True),
    Field(name="lieuDit", pattern=_LINE, optional=True),
    Field(name="codePostal", pattern=r"[0-9]{5}", optional=True),
    Field(name="codeInseeCommune", pattern=r"[0-9AB]{5}", optional=True),
)


def search_reply(request: Mapping[str, Any], home: Home) -> bytes:
    """Return the home's point when every criterion is the register's, else no point at all."""
    criteria = read_sequence(read_sequence(request, REQUEST)["criteres"], CRITERIA)
    address = read_sequence(criteria.get("adresseInstallation") or {}, ADDRESS)
    name = criteria.get("nomClientFinalOuDenominationSociale") or ""
    needed = ("numeroEtNomVoie", "codePostal", "codeInseeCommune")
    if not is_true(criteria.get("rechercheHorsPerimetre")) or len(name) < 3:
        raise SgeFaultError("SGT4F7")
    if not all(address.get(part) for part in needed):
        raise SgeFaultError("SGT4F7")
    asked = tuple(address[part] for part in needed)
    registered = (home.registered_street, home.postal_code, home.insee_code)
    found = home.point_known and asked == registered and _is_holder(name, home)
    points = f"<points>{_point(home)}</points>" if found else ""
    return envelope(
        f'<ns2:rechercherPointResponse xmlns:ns2="{SEARCH}">{points}</ns2:rechercherPointResponse>',
        acknowledged=True,
    )


def _is_holder(name: str, home: Home) -> bool:
    holder = _plain(f"{home.last_name} {home.first_name} {home.last_name}")
    return _plain(name) in holder


def _plain(text: str) -> str:
    decomposed = normalize("NFD", text.upper().replace("-", " "))
    return "".join(char for char in decomposed if not combining(char))


def _point(home: Home) -> str:
    return (
        f'<point id="{home.point_id}"><adresseInstallationNormalisee>'
        + element("ligne4", home.registered_street)
        + element("ligne6", f"{home.postal_code} {home.city.upper()}")
        + "</adresseInstallationNormalisee>"
        + element("matricule", home.meter_serial)
        + coded("typeComptage", "LINKY", "Compteur communicant")
        + coded("etatContractuel", home.state, "Etat du point")
        + "</point>"
    )
