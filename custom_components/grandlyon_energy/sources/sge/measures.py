"""Detailed measures: the requests of v2.0 and v3.0, and the points in their replies as printed.

Namespaces, order of elements and limits: SGE guide 0497 and Enedis' schemas. What a printed stamp means is decided
in `enedis_points` and `stamps`, not here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from .. import TransientError
from ..enedis_points import PrintedPoint, printed_value
from .document import Node, children, text_at
from .soap import Field, Request

RESPONSE: Final = "consulterMesuresDetailleesResponse"
"""v3 adds its version behind it."""

_SERVICES: Final = "http://www.enedis.fr/sge/b2b/services/consultationmesuresdetaillees"
_CONSUMPTION: Final = "CONS"
_PRODUCTION: Final = "PROD"


class MeasuresVersion(StrEnum):
    """The versions of ConsultationMesuresDetaillees that are known here."""

    V2 = "v2"
    V3 = "v3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of measure that SGE has."""

    type_code: str
    quantity: str
    unit: str
    """The only unit accepted in a reply."""

    step: str | None = None
    """mesuresPas: required for the maximum power, to be left out of the others."""


ENERGY: Final = Series(type_code="ENERGIE", quantity="EA", unit="Wh")
MAXIMUM_POWER: Final = Series(type_code="PMAX", quantity="PMA", unit="VA", step="P1D")
LOAD_CURVE: Final = Series(type_code="COURBE", quantity="PA", unit="W")


def measures_request(
    version: MeasuresVersion,
    series: Series,
    *,
    login: str,
    point_id: str,
    start: date,
    end: date,
    production: bool = False,
) -> Request:
    """Return the request for the local days from `start`, included, to `end`, excluded.

    It is for what the point draws (soutirage), or with `production` for what it feeds in (injection).
    """
    step: list[Field] = [("mesuresPas", series.step)] if series.step else []
    who: list[Field] = [
        ("initiateurLogin", login),
        ("pointId", point_id),
        ("mesuresTypeCode", series.type_code),
        ("grandeurPhysique", series.quantity),
    ]
    period: list[Field] = [
        ("dateDebut", start.isoformat()),
        ("dateFin", end.isoformat()),
        *step,
        ("mesuresCorrigees", "false"),
    ]
    if version is MeasuresVersion.V2:
        return Request(
            action=f"{_SERVICES}/v2.0",
            namespace=f"{_SERVICES}/v2.0",
            root="consulterMesuresDetaillees",
            fields=[
                (
                    "demande",
                    [
                        *who,
                        ("soutirage", "false" if production else "true"),
                        ("injection", "true" if production else "false"),
                        *period,
                        ("accordClient", "true"),
                    ],
                )
            ],
        )
    return Request(
        action=f"{_SERVICES}/v3.0",
        # The schema of v3's messages, unlike its SOAPAction, has no version in its name.
        namespace=f"{_SERVICES}/common",
        root="consulterMesuresDetailleesV3",
        fields=[
            (
                "demande",
                [
                    *who,
                    *period,
                    ("sens", "INJECTION" if production else "SOUTIRAGE"),
                    ("cadreAcces", "ACCORD_CLIENT"),
                ],
            )
        ],
    )


def printed_points(
    response: Node, series: Series, point_id: str, *, production: bool = False
) -> list[PrintedPoint]:
    """Return a series' points, in the order of the document; empty when there is no data.

    They are those of the consumption, or of the `production`; the other one and other quantities are left out. Points
    without a value stay: their place counts when a time is printed twice.

    Raises:
        TransientError: `bad_reply` when the reply is another meter's or a point cannot be read; `unexpected_unit`.

    """
    if text_at(response, "pointId") not in (None, point_id):
        raise TransientError("bad_reply")
    direction = _PRODUCTION if production else _CONSUMPTION
    return [
        point
        for quantity in children(response, "grandeur")
        if _is_asked(quantity, series, direction)
        for point in _points(quantity, series)
    ]


def _is_asked(quantity: Node, series: Series, direction: str) -> bool:
    said = text_at(quantity, "grandeurMetier")
    physical = text_at(quantity, "grandeurPhysique")
    return said in (None, direction) and physical in (None, series.quantity)


def _points(quantity: Node, series: Series) -> Iterator[PrintedPoint]:
    points = [*children(quantity, "mesure"), *children(quantity, "points")]
    if points and text_at(quantity, "unite") != series.unit:
        raise TransientError("unexpected_unit")
    for point in points:
        value = printed_value(text_at(point, "v"))
        stamp = text_at(point, "d")
        if stamp is not None:
            yield PrintedPoint(
                value=value,
                stamp=stamp,
                step=text_at(point, "p"),
                nature=text_at(point, "n"),
            )
        elif value is not None:
            raise TransientError("bad_reply")
