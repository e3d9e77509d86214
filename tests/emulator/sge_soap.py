"""SOAP as SGE speaks it, and the gateway in front: reading requests strictly, writing replies and faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
import json
import re
from typing import Any, Final
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape, quoteattr

import xmltodict

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
TECHNICAL: Final = "http://www.enedis.fr/sge/b2b/technique/v1.0"
CONTRACT: Final = "http://www.enedis.fr/sge/b2b/services/consulterdonneestechniquescontractuelles/v1.0"
SEARCH: Final = "http://www.enedis.fr/sge/b2b/services/rechercherpoint/v2.0"
MEASURES_V2: Final = (
    "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees/v2.0"
)
MEASURES_V3: Final = (
    "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees/common"
)
MEASURES_V3_ACTION: Final = (
    "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees/v3.0"
)

POINT_ID: Final = r"[0-9]{14}"
DATE: Final = r"\d{4}-\d{2}-\d{2}"
BOOLEAN: Final = r"true|false|0|1"
EMAIL: Final = (
    r"[0-9a-zA-Z][\-._0-9a-zA-Z]*@[0-9a-zA-Z][\-._0-9a-zA-Z]+\.[a-zA-Z]{2,63}"
)

LABELS: Final = {
    "SGT200": "Succès",
    "SGT400": "Une erreur fonctionnelle est survenue.",
    "SGT401": "Demande non recevable : le point n'existe pas.",
    "SGT4F7": "Les critères de recherche sont insuffisants.",
    "SGT4G2": "Le demandeur n'est pas habilité à consulter les mesures de ce point.",
    "SGT4G3": "Aucune mesure trouvée pour ce PRM.",
    "SGT4K2": "Le client doit avoir donné son accord.",
    "SGT4L8": "La durée demandée n'est pas compatible avec le type de mesure demandé.",
    "SGT4Q1": "La valeur du type de mesure n'est pas conforme.",
    "SGT500": "Une erreur technique est survenue.",
    "SGT583": "Le sens de la mesure ne correspond pas.",
}


class SgeFaultError(Exception):
    """The service answers with one of its codes."""

    def __init__(self, code: str, comment: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.comment = comment


class MalformedRequestError(Exception):
    """The request is not the SOAP message that the schema asks for."""


class GatewayError(Exception):
    """The API manager answers in the service's place."""

    def __init__(self, status: int, code: str, message: str, description: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An element of an xs:sequence: its name, and a pattern its text must match."""

    name: str
    pattern: str = r".+"
    optional: bool = False


def body_of(request: bytes) -> tuple[str, Mapping[str, Any]]:
    """Return the qualified name (`namespace:element`) and content of the one element in the SOAP body."""
    try:
        document = xmltodict.parse(request, process_namespaces=True)
        body = document[f"{SOAP}:Envelope"][f"{SOAP}:Body"]
        names = [name for name in body if not name.startswith("@")]
        content = body[names[0]]
    except (ExpatError, KeyError, TypeError, IndexError) as err:
        raise MalformedRequestError("Not a SOAP 1.1 message") from err
    if len(names) != 1 or not isinstance(content, Mapping):
        raise MalformedRequestError("One element with content is expected in the body")
    return names[0], content


def read_sequence(
    element: Mapping[str, Any], fields: Sequence[Field]
) -> dict[str, Any]:
    """Return the children of an element, which must be those of the schema, in its order, in no namespace."""
    found = {
        name: value
        for name, value in element.items()
        if name != "@xmlns" and not name.startswith("#")
    }
    expected = [f.name for f in fields if f.name in found or not f.optional]
    for name, wanted in zip(found, expected, strict=False):
        if name != wanted:
            raise MalformedRequestError(
                f"Invalid content starting with element '{name}', '{wanted}' is expected"
            )
    if len(found) != len(expected):
        raise MalformedRequestError("Elements are missing or too many")
    for field in fields:
        value = found.get(field.name)
        if isinstance(value, str) and not re.fullmatch(field.pattern, value):
            raise MalformedRequestError(f"The value of '{field.name}' is not valid")
        if value is None and not field.optional:
            raise MalformedRequestError(f"The value of '{field.name}' is missing")
        if isinstance(value, list):
            raise MalformedRequestError(f"'{field.name}' is repeated")
    return found


def read_date(text: str) -> date:
    """Return an xs:date."""
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise MalformedRequestError(f"'{text}' is not a date") from err


def is_true(text: str | None) -> bool:
    """Return an xs:boolean."""
    return text in ("true", "1")


def element(name: str, content: object) -> str:
    """Return an element holding escaped text."""
    return f"<{name}>{escape(str(content))}</{name}>"


def coded(name: str, code: str, label: str) -> str:
    """Return an element with a code attribute and a label."""
    return f"<{name} code={quoteattr(code)}>{element('libelle', label)}</{name}>"


def envelope(body: str, *, acknowledged: bool = False) -> bytes:
    """Return a SOAP message, with SGE's acknowledgement in its header where the service has one."""
    header = (
        f'<soap:Header><tech:acquittement xmlns:tech="{TECHNICAL}">{result("SGT200")}'
        "</tech:acquittement></soap:Header>"
        if acknowledged
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soap:Envelope xmlns:soap="{SOAP}">{header}<soap:Body>{body}</soap:Body></soap:Envelope>'
    ).encode()


def result(code: str) -> str:
    """Return the un-namespaced element that carries SGE's code."""
    label = LABELS.get(code, "Erreur.")
    return f"<resultat code={quoteattr(code)}>{escape(label)}</resultat>"


def sge_fault(fault: SgeFaultError) -> bytes:
    """Return a SOAP fault with SGE's own code."""
    comment = element("commentaire", fault.comment) if fault.comment else ""
    return envelope(
        "<soap:Fault><faultcode>soap:Server</faultcode>"
        "<faultstring>Erreur Technique Mesures</faultstring>"
        f'<detail><tech:erreur xmlns:tech="{TECHNICAL}">{result(fault.code)}{comment}</tech:erreur></detail>'
        "</soap:Fault>"
    )


def plain_fault(text: str) -> bytes:
    """Return a SOAP fault of the web service framework, without a code of SGE."""
    return envelope(
        "<soap:Fault><faultcode>soap:Client</faultcode>"
        f"{element('faultstring', text)}</soap:Fault>"
    )


def gateway_error(error: GatewayError, form: str) -> tuple[bytes, str]:
    """Return the API manager's own error and its content type, as `json` (4.x) or `xml` (3.x)."""
    if form == "json":
        text = json.dumps(
            {
                "code": error.code,
                "message": error.message,
                "description": error.description,
            }
        )
        return text.encode(), "application/json; charset=UTF-8"
    prefix, uri = (
        ("amt", "http://wso2.org/apimanager/throttling")
        if error.status == 429
        else ("ams", "http://wso2.org/apimanager/security")
    )
    parts = "".join(
        f"<{prefix}:{name}>{escape(text)}</{prefix}:{name}>"
        for name, text in (
            ("code", error.code),
            ("message", error.message),
            ("description", error.description),
        )
    )
    xml = f'<{prefix}:fault xmlns:{prefix}="{uri}">{parts}</{prefix}:fault>'
    return xml.encode(), "application/xml; charset=UTF-8"
