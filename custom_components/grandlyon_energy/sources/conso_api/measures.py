"""What is asked of Conso API, and the points in its replies as printed.

The types are those of its documentation since September 2026. They pass on the replies of Enedis' synchronous measure
API v2 as they are: the words, units and stamps of SGE v3, as JSON. The types of before ended with Enedis' Metering
Data V5. What a printed stamp means is decided in `enedis_points` and `stamps`, not here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from .. import TransientError
from ..enedis_points import PrintedPoint, printed_value

type Node = Mapping[str, object]

_CONSUMPTION: Final = "CONS"
_PRODUCTION: Final = "PROD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of measure that the service has."""

    data_type: str
    """The last part of the address."""

    direction: str
    quantity: str
    unit: str
    """The only unit accepted in a reply."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    """What the question says besides meter and period."""


ENERGY: Final = Series(
    data_type="consommation_quotidienne",
    direction=_CONSUMPTION,
    quantity="EA",
    unit="Wh",
)
MAXIMUM_POWER: Final = Series(
    data_type="puissance_conso_max_quotidienne",
    direction=_CONSUMPTION,
    quantity="PMA",
    unit="VA",
    parameters={"mesuresPas": "P1D", "grandeurPhysique": "PMA"},
)
LOAD_CURVE: Final = Series(
    data_type="courbe_de_charge_consommation",
    direction=_CONSUMPTION,
    quantity="PA",
    unit="W",
)
PRODUCTION_ENERGY: Final = Series(
    data_type="production_quotidienne",
    direction=_PRODUCTION,
    quantity="EA",
    unit="Wh",
)
PRODUCTION_CURVE: Final = Series(
    data_type="courbe_de_charge_production",
    direction=_PRODUCTION,
    quantity="PA",
    unit="W",
)


def printed_points(
    content: object, series: Series, point_id: str
) -> list[PrintedPoint]:
    """Return a series' points, in the order of the document; empty when there is no data.

    The other direction and other quantities are left out. Points without a value stay: their place counts when a time
    is printed twice.

    Raises:
        TransientError: `bad_reply` when the reply is no such document, another meter's, or holds a point that cannot be
            read; `unexpected_unit`.

    """
    reply = _node(content)
    if reply.get("idPrm") not in (None, point_id):
        raise TransientError("bad_reply")
    return [
        point
        for quantity in _nodes(reply, "grandeur")
        if quantity.get("grandeurMetier") in (None, series.direction)
        and quantity.get("grandeurPhysique") in (None, series.quantity)
        for point in _points(quantity, series)
    ]


def _points(quantity: Node, series: Series) -> Iterator[PrintedPoint]:
    points = _nodes(quantity, "points")
    if points and quantity.get("unite") != series.unit:
        raise TransientError("unexpected_unit")
    for point in points:
        stamp = _text(point.get("d"))
        if stamp is None:
            raise TransientError("bad_reply")
        yield PrintedPoint(
            value=printed_value(_number(point.get("v"))),
            stamp=stamp,
            step=_text(point.get("p")),
            nature=_text(point.get("n")),
        )


def _nodes(node: Node, name: str) -> list[Node]:
    listed = node.get(name)
    if not isinstance(listed, list):
        raise TransientError("bad_reply")
    return [_node(element) for element in listed]


def _node(value: object) -> Node:
    if not isinstance(value, dict):
        raise TransientError("bad_reply")
    return value


def _text(value: object) -> str | None:
    if not isinstance(value, str | None):
        raise TransientError("bad_reply")
    return value


def _number(value: object) -> str | None:
    """Return a number as the text that the service usually writes it as."""
    return str(value) if isinstance(value, int | float) else _text(value)
