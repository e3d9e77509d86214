"""Enedis' own schemas, as two packages ship them, over a whole SOAP message.

`lowatt-enedis` ships those of the contract, of the search and of the detailed measures v2, `enedis-sge` the newest
of v3. Neither is imported here: only their files are read.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lxml import etree

_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_TECHNICAL: Final = "http://www.enedis.fr/sge/b2b/technique/v1.0"
_SERVICES: Final = "http://www.enedis.fr/sge/b2b/services"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Where a service's schemas are, and what they call its messages."""

    package: str
    folder: str
    """Below the package's wsdl folder."""
    schema: str
    technical: str
    """The folder of the technical dictionary and the SOAP schema, seen from `folder`."""
    namespace: str
    request: str
    response: str


CONTRACT: Final = Service(
    package="lowatt_enedis",
    folder="ConsultationDonneesTechniquesContractuelles",
    schema=(
        "Services/ConsultationDonneesTechniquesContractuelles/"
        "ConsulterDonneesTechniquesContractuelles-v1.0.xsd"
    ),
    technical="Dictionnaire/Technique",
    namespace=f"{_SERVICES}/consulterdonneestechniquescontractuelles/v1.0",
    request="consulterDonneesTechniquesContractuelles",
    response="consulterDonneesTechniquesContractuellesResponse",
)
SEARCH: Final = Service(
    package="lowatt_enedis",
    folder="RecherchePoint",
    schema="Services/RecherchePoint/RechercherPoint-v2.0.xsd",
    technical="Dictionnaires/Technique",
    namespace=f"{_SERVICES}/rechercherpoint/v2.0",
    request="rechercherPoint",
    response="rechercherPointResponse",
)
MEASURES_V2: Final = Service(
    package="lowatt_enedis",
    folder="ConsultationMesuresDetaillees",
    schema="ConsulterMesuresDetaillees-v2.0.1.xsd",
    technical=".",
    namespace=f"{_SERVICES}/consultationmesuresdetaillees/v2.0",
    request="consulterMesuresDetaillees",
    response="consulterMesuresDetailleesResponse",
)
MEASURES_V3: Final = Service(
    package="enedis_sge",
    folder=(
        "ConsultationMesuresDetailleesV3.0_v1.5.0/Services/ConsultationMesuresDetaillees"
    ),
    schema="ADAM.ConsulterMesuresDetailleesCommun_v1.2.xsd",
    technical=".",
    namespace=f"{_SERVICES}/consultationmesuresdetaillees/common",
    request="consulterMesuresDetailleesV3",
    response="consulterMesuresDetailleesResponseV3",
)


def check_request(service: Service, message: bytes) -> None:
    """Fail unless a message is a request of the service, down to the last element of header and body."""
    assert _checked(service, message) == f"{{{service.namespace}}}{service.request}"


def check_response(service: Service, message: bytes) -> None:
    """Fail unless a message is a response of the service."""
    assert _checked(service, message) == f"{{{service.namespace}}}{service.response}"


def check_fault(service: Service, message: bytes) -> None:
    """Fail unless a message is a SOAP fault that the service's schemas allow."""
    assert _checked(service, message) == f"{{{_SOAP}}}Fault"


def _checked(service: Service, message: bytes) -> str:
    """Return the name of the body's element, once the message has been found valid."""
    document = etree.fromstring(message)
    _schema(service).assertValid(document)
    (content,) = document.findall(f"{{{_SOAP}}}Body/*")
    return str(content.tag)


@cache
def _schema(service: Service) -> etree.XMLSchema:
    """Return one schema of envelope, header and body, so that what is inside `any` is checked as well."""
    found = find_spec(service.package)
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "wsdl" / service.folder
    technical = folder / service.technical
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{path.resolve().as_uri()}"/>'
        for namespace, path in (
            (_SOAP, technical / "W3C.SoapEnv.xsd"),
            (_TECHNICAL, technical / "ENEDIS.Dictionnaire.Technique.v1.0.xsd"),
            (service.namespace, folder / service.schema),
        )
    )
    text = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text))
