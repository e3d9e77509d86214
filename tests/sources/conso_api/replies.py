"""What Conso API answers, in small: synthetic meters only."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
import json

POINT_ID = "22516914714270"
OTHER_POINT_ID = "22516914714271"

PAGE = "<!DOCTYPE html><html><body><h1>Forbidden</h1></body></html>"

ENERGY = ("CONS", "EA", "Wh")
MAXIMUM = ("CONS", "PMA", "VA")
CURVE = ("CONS", "PA", "W")

type Points = list[dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP reply."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def token(**claims: object) -> str:
    """A token as the service gives it, whose signature nobody here checks."""
    head, payload = (
        urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    )
    return f"{head}.{payload}.c2lnbmF0dXJl"


TOKEN = token(sub=[OTHER_POINT_ID, POINT_ID], exp=4_000_000_000)
SECRETS = (TOKEN, TOKEN[40:60], POINT_ID, OTHER_POINT_ID)


def quantity(points: object, kind: tuple[object, object, object]) -> dict[str, object]:
    direction, physical, unit = kind
    return {
        "grandeurMetier": direction,
        "grandeurPhysique": physical,
        "unite": unit,
        "points": points,
        "calendrier": [],
    }


def measures(*quantities: object, **changed: object) -> str:
    """A whole reply; keywords replace fields of it."""
    reply = {
        "idPrm": POINT_ID,
        "etapeMetier": "BRUT",
        "periode": {"dateDebut": "2026-01-05", "dateFin": "2026-01-08"},
        "modeCalcul": "MESURE",
        "grandeur": list(quantities),
        "contexte": [],
    }
    return json.dumps(reply | changed)


def energy(*points: tuple[object, object]) -> str:
    return measures(quantity([{"v": v, "d": d} for d, v in points], ENERGY))


def maximum(*points: tuple[object, object]) -> str:
    return measures(quantity([{"v": v, "d": d} for d, v in points], MAXIMUM))


def curve(*points: tuple[str, object], step: object = "PT30M") -> str:
    written = [
        {"v": v, "d": d, "p": step, "n": "B", "iv": "0", "ec": "0"} for d, v in points
    ]
    return measures(quantity(written, CURVE))


def own(status: int, message: str = "Erreur") -> Answer:
    """A refusal of the service itself."""
    return Answer(
        status=status, body=json.dumps({"status": status, "message": message})
    )


def enedis(status: int, error: object, **headers: str) -> Answer:
    """A refusal of Enedis, passed on."""
    said = {
        "status": status,
        "message": "The Enedis API returned an error",
        "error": error,
    }
    return Answer(status=status, body=json.dumps(said), headers=headers)


def described(status: int, code: str, description: str = "") -> Answer:
    return enedis(status, {"error": code, "error_description": description})


NO_DATA = described(404, "no_data_found", "no measure found for this usage point")
BEFORE_ACTIVATION = described(
    400,
    "ADAM-ERR0123",
    "The requested period cannot be anterior to the meter's last activation date",
)
BEFORE_HISTORY = described(
    400, "invalid_request", "The start date must be greater than the history deadline."
)
TOO_LONG = described(
    400, "ADAM-ERR0126", "The requested period must be less than 7 days"
)
