"""What SGE and the gateway in front of it answer, in small: synthetic meters only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
import json

POINT_ID = "22516914714270"
OTHER_POINT_ID = "22516914714271"
API_KEY = "k3y-of-the-gateway"
LOGIN = "self.data@metropole.example"
LAST_NAME = "Durand & fils"
ADDRESS = "12 bis, Montée de l'Église"
SECRETS = (API_KEY, LOGIN, POINT_ID, OTHER_POINT_ID, "Durand", "glise", "69005")

V2 = "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees/v2.0"
V3 = "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees/v3.0"
V3_MESSAGES = (
    "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees/common"
)
CONTRACT = "http://www.enedis.fr/sge/b2b/services/consulterdonneestechniquescontractuelles/v1.0"
SEARCH = "http://www.enedis.fr/sge/b2b/services/rechercherpoint/v2.0"
TECHNICAL = "http://www.enedis.fr/sge/b2b/technique/v1.0"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

PAGE = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>Revenez</p></body></html>"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP reply."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/xml;charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point as printed; a value of None is left out."""

    v: str | int | None
    d: str | None
    p: str | None = None
    n: str | None = None
    nil: bool = False

    def render(self, tag: str) -> str:
        value = '<v xsi:nil="true"/>' if self.nil else _element("v", self.v)
        rest = "".join(_element(name, getattr(self, name)) for name in ("d", "p", "n"))
        return f"<{tag}>{value}{rest}</{tag}>"


def envelope(body: str, header: str = "", prefix: str = "soap") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<{prefix}:Envelope xmlns:{prefix}="{SOAP}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<{prefix}:Header>{header}</{prefix}:Header><{prefix}:Body>{body}</{prefix}:Body></{prefix}:Envelope>"
    )


def quantity(
    points: Iterable[Point],
    *,
    physical: str | None,
    unit: str | None,
    direction: str | None = "CONS",
    tag: str = "mesure",
) -> str:
    head = (
        _element("grandeurMetier", direction)
        + _element("grandeurPhysique", physical)
        + _element("unite", unit)
    )
    return (
        f"<grandeur>{head}{''.join(point.render(tag) for point in points)}</grandeur>"
    )


def measures(
    *quantities: str, point_id: str | None = POINT_ID, version: str = "v2"
) -> str:
    inside = (
        _element("pointId", point_id)
        + "<mesuresCorrigees>BRUT</mesuresCorrigees>"
        + "".join(quantities)
    )
    return _measures_root(inside, version)


def no_measures(version: str = "v2") -> str:
    return _measures_root("", version)


def energy(*points: tuple[str, int | str | None], version: str = "v2") -> str:
    return measures(
        quantity(
            [Point(d=d, v=v) for d, v in points],
            physical="EA",
            unit="Wh",
            tag="mesure" if version == "v2" else "points",
        ),
        version=version,
    )


def maximum(*points: tuple[str, int | str | None], version: str = "v2") -> str:
    return measures(
        quantity(
            [Point(d=d, v=v) for d, v in points],
            physical="PMA",
            unit="VA",
            tag="mesure" if version == "v2" else "points",
        ),
        version=version,
    )


def curve(*points: tuple[str, int | str | None, str], version: str = "v2") -> str:
    return measures(
        quantity(
            [Point(d=d, v=v, p=p, n="B") for d, v, p in points],
            physical="PA",
            unit="W",
            tag="mesure" if version == "v2" else "points",
        ),
        version=version,
    )


def fault(
    code: str | None = None,
    *,
    said: str = "Erreur Technique Mesures",
    kind: str = "soap:Server",
) -> str:
    detail = (
        f'<detail><ns9:erreur xmlns:ns9="{TECHNICAL}"><resultat code="{code}">libellé</resultat>'
        f"<infoFonctionnelles><pointId>{POINT_ID}</pointId></infoFonctionnelles></ns9:erreur></detail>"
        if code
        else ""
    )
    return envelope(
        f"<soap:Fault><faultcode>{kind}</faultcode><faultstring>{said}</faultstring>{detail}</soap:Fault>"
    )


def acknowledged(body: str, code: str = "SGT200") -> str:
    return envelope(
        body,
        f'<tec:acquittement xmlns:tec="{TECHNICAL}"><resultat code="{code}">ok</resultat></tec:acquittement>',
    )


def contract(point: str = "", point_id: str | None = POINT_ID) -> str:
    identifier = f' id="{point_id}"' if point_id else ""
    return acknowledged(
        f'<ns4:consulterDonneesTechniquesContractuellesResponse xmlns:ns4="{CONTRACT}">'
        f"<point{identifier}>{point}</point></ns4:consulterDonneesTechniquesContractuellesResponse>"
    )


def search_result(*point_ids: str) -> str:
    points = "".join(
        f'<point id="{point_id}"><adresseInstallationNormalisee/></point>'
        for point_id in point_ids
    )
    inside = f"<points>{points}</points>" if points else ""
    return acknowledged(
        f'<ns6:rechercherPointResponse xmlns:ns6="{SEARCH}">{inside}</ns6:rechercherPointResponse>'
    )


def wso2_json(status: int, code: int | str, **headers: str) -> Answer:
    said = {
        "code": code,
        "message": "Refused",
        "description": f"Access failure, key {API_KEY}",
    }
    return Answer(
        status=status,
        body=json.dumps(said),
        content_type="application/json; charset=UTF-8",
        headers=headers,
    )


def wso2_xml(status: int, code: int | str, **headers: str) -> Answer:
    return Answer(
        status=status,
        body=(
            '<ams:fault xmlns:ams="http://wso2.org/apimanager/security">'
            f"<ams:code>{code}</ams:code><ams:message>Refused</ams:message>"
            f"<ams:description>key {API_KEY}</ams:description></ams:fault>"
        ),
        content_type="application/xml; charset=UTF-8",
        headers=headers,
    )


def _measures_root(inside: str, version: str) -> str:
    name, uri = (
        ("consulterMesuresDetailleesResponse", V2)
        if version == "v2"
        else ("consulterMesuresDetailleesResponseV3", V3_MESSAGES)
    )
    return envelope(f'<ns3:{name} xmlns:ns3="{uri}">{inside}</ns3:{name}>')


def _element(name: str, content: object) -> str:
    return "" if content is None else f"<{name}>{content}</{name}>"
