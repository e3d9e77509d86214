"""ConsultationMesuresDetaillees v2.0 and v3.0: what is asked, what SGE refuses, what it answers (guide 0497)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from .home import Home
from .localtime import PARIS, changes_clock, days, local_day, months_before
from .published import Offer, Point, published_points
from .sge_soap import (
    BOOLEAN,
    DATE,
    MEASURES_V2,
    MEASURES_V3,
    POINT_ID,
    Field,
    SgeFaultError,
    element,
    envelope,
    is_true,
    read_date,
    read_sequence,
)

CURVE_DAYS: Final = 7
CURVE_MONTHS: Final = 24
HISTORY_MONTHS: Final = 36

_HEAD: Final = (
    Field(name="initiateurLogin"),
    Field(name="pointId", pattern=POINT_ID),
)
_PERIOD: Final = (
    Field(name="dateDebut", pattern=DATE),
    Field(name="dateFin", pattern=DATE),
    Field(name="mesuresPas", pattern="P1D|P1M", optional=True),
    Field(name="mesuresCorrigees", pattern=BOOLEAN),
)
REQUEST_V2: Final = (
    *_HEAD,
    Field(name="mesuresTypeCode", pattern="COURBE|PMAX|ENERGIE"),
    Field(name="grandeurPhysique"),
    Field(name="soutirage", pattern=BOOLEAN),
    Field(name="injection", pattern=BOOLEAN),
    *_PERIOD,
    Field(name="accordClient", pattern=BOOLEAN),
)
REQUEST_V3: Final = (
    *_HEAD,
    Field(name="mesuresTypeCode", pattern="COURBE|PMAX|ENERGIE|INDEX"),
    Field(name="grandeurPhysique"),
    *_PERIOD,
    Field(name="sens", pattern="SOUTIRAGE|INJECTION"),
    Field(name="cadreAcces", pattern="ACCORD_CLIENT|SERVICE_ACCES|EST_TITULAIRE"),
)

KINDS: Final = {"ENERGIE": "energy", "PMAX": "max_power", "COURBE": "load_curve"}
PRODUCTION_KINDS: Final = {
    "energy": "production_energy",
    "load_curve": "production_curve",
}
"""The kinds of calls that ask what the home feeds in."""
_QUANTITY: Final = {
    "ENERGIE": ("EA", "Wh"),
    "PMAX": ("PMA", "VA"),
    "COURBE": ("PA", "W"),
}
_STEPS: Final = {timedelta(minutes=30): "PT30M", timedelta(minutes=60): "PT60M"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A request for measures that follows the schema."""

    version: str
    point_id: str
    type_code: str
    quantity: str
    start: date
    end: date
    step: str | None
    corrected: bool
    production: bool | None
    """Energy fed into the network (injection) or taken from it (soutirage); None when neither or both are asked."""
    agreed: bool
    """The client has agreed (accordClient, or cadreAcces ACCORD_CLIENT)."""


@dataclass(slots=True, kw_only=True)
class Consent:
    """What the holder has agreed to; tests change it."""

    daily: bool = True
    """Daily energy, maximum power and the contract's own data."""
    curve: bool = True


@dataclass(slots=True, kw_only=True)
class MeasuresRules:
    """What the service can give, and how strict it is; tests change it."""

    consent: Consent = field(default_factory=Consent)
    curve_collection: bool = True
    """Whether Enedis collects the half-hours; if not there is no curve, and no error."""
    maximum_span_days: int | None = None
    """Refuse longer periods of daily data as well, SGT4L8."""

    @property
    def offer(self) -> Offer:
        """What is given at all."""
        with_curve = self.curve_collection and self.consent.curve
        return Offer(daily=self.consent.daily, curve=with_curve)


def read_demand(version: str, request: Mapping[str, Any]) -> Demand:
    """Return the demand of a request's body."""
    demande = read_sequence(request, (Field(name="demande"),))["demande"]
    found = read_sequence(demande, REQUEST_V2 if version == "v2" else REQUEST_V3)
    return Demand(
        version=version,
        point_id=found["pointId"],
        type_code=found["mesuresTypeCode"],
        quantity=found["grandeurPhysique"],
        start=read_date(found["dateDebut"]),
        end=read_date(found["dateFin"]),
        step=found.get("mesuresPas"),
        corrected=is_true(found["mesuresCorrigees"]),
        production=_production(version, found),
        agreed=is_true(found["accordClient"])
        if version == "v2"
        else found["cadreAcces"] == "ACCORD_CLIENT",
    )


def refuse(demand: Demand, home: Home, rules: MeasuresRules, today: date) -> None:
    """Raise the code that SGE answers to a demand it does not accept."""
    if not home.knows(demand.point_id):
        raise SgeFaultError("SGT401")
    curve = demand.type_code == "COURBE"
    consent = rules.consent.curve if curve else rules.consent.daily
    if not demand.agreed or not consent:
        raise SgeFaultError("SGT4K2")
    if demand.type_code not in _QUANTITY:
        raise SgeFaultError("SGT4Q1")
    if demand.quantity != _QUANTITY[demand.type_code][0]:
        raise SgeFaultError("SGT4Q1")
    if not _goes_that_way(demand, home):
        raise SgeFaultError("SGT583")
    if demand.corrected or (demand.step == "P1D") != (demand.type_code == "PMAX"):
        raise SgeFaultError("SGT400")
    if demand.start >= demand.end or demand.end > today:
        raise SgeFaultError("SGT400")
    _refuse_span(demand, rules, today)


def _production(version: str, found: Mapping[str, str]) -> bool | None:
    if version == "v3":
        return found["sens"] == "INJECTION"
    taken, fed_in = is_true(found["soutirage"]), is_true(found["injection"])
    return None if taken == fed_in else fed_in


def _goes_that_way(demand: Demand, home: Home) -> bool:
    """Tell whether the home has what is asked in that direction; no maximum is measured of what it feeds in."""
    if demand.production is None or (demand.production and demand.type_code == "PMAX"):
        return False
    return home.meter(production=demand.production) is not None


def _refuse_span(demand: Demand, rules: MeasuresRules, today: date) -> None:
    curve = demand.type_code == "COURBE"
    longest = CURVE_DAYS if curve else rules.maximum_span_days
    if longest is not None and (demand.end - demand.start).days > longest:
        raise SgeFaultError("SGT4L8")
    if demand.start < months_before(today, CURVE_MONTHS if curve else HISTORY_MONTHS):
        raise SgeFaultError("SGT4L8")


def points(
    demand: Demand, home: Home, rules: MeasuresRules, last_day: date
) -> list[Point]:
    """Return the published points of the demand, in order; `last_day` is the last one published."""
    kind = KINDS[demand.type_code]
    if kind == "load_curve" and not rules.curve_collection:
        return []
    asked = days(demand.start, min(demand.end, last_day + timedelta(days=1)))
    meter = home.meter(production=bool(demand.production))
    return published_points(meter, kind, asked) if meter else []


def reply(
    demand: Demand,
    found: list[Point],
    arrange: Callable[[list[Point]], list[Point]] = list,
) -> bytes:
    """Return the reply that holds the points; without any its root is empty, as SGE's is."""
    name, uri = (
        ("consulterMesuresDetailleesResponse", MEASURES_V2)
        if demand.version == "v2"
        else ("consulterMesuresDetailleesResponseV3", MEASURES_V3)
    )
    content = _content(demand, arrange(found)) if found else ""
    return envelope(f'<ns3:{name} xmlns:ns3="{uri}">{content}</ns3:{name}>')


def _content(demand: Demand, found: list[Point]) -> str:
    quantity, unit = _QUANTITY[demand.type_code]
    write = _point_v2 if demand.version == "v2" else _point_v3
    return "".join(
        (
            element("pointId", demand.point_id),
            element("mesuresCorrigees", "BRUT"),
            "<periode>",
            element("dateDebut", demand.start),
            element("dateFin", demand.end),
            "</periode><grandeur>",
            element("grandeurMetier", "PROD" if demand.production else "CONS"),
            element("grandeurPhysique", quantity),
            element("unite", unit),
            *map(write, found),
            "</grandeur>",
            _tail_v3(demand) if demand.version == "v3" else "",
        )
    )


def _value(point: Point) -> str:
    if point.value is None:
        return (
            '<v xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
        )
    return f"<v>{point.value}</v>"


def _point_v2(point: Point) -> str:
    step = f"<p>{_STEPS[point.step]}</p><n>B</n>" if point.step else ""
    stamp = stamp_v2(point.stamp)
    return f"<mesure>{_value(point)}<d>{stamp}</d>{step}</mesure>"


def stamp_v2(instant: datetime) -> str:
    """Return a stamp with its offset, as v2 prints it.

    When the clocks go back, v2 prints the first copy of the repeated hour with winter's offset too.
    """
    local = instant.astimezone(PARIS)
    if local.hour == 2 and local.fold == 0 and changes_clock(local_day(instant)):
        local = local.replace(fold=1)
    return local.isoformat(timespec="milliseconds")


def _point_v3(point: Point) -> str:
    local = point.stamp.astimezone(PARIS)
    stamp = f"{local:%Y-%m-%d %H:%M:%S}"
    if point.step is None:
        return f"<points>{_value(point)}<d>{stamp}</d></points>"
    step = _STEPS[point.step]
    return (
        f"<points>{_value(point)}<d>{stamp}</d><p>{step}</p><n>B</n><iv>0</iv></points>"
    )


def _tail_v3(demand: Demand) -> str:
    match demand.type_code:
        case "ENERGIE":
            return "<typeValeur>GLOBALE</typeValeur><modeCalcul>DIFF.INDEX</modeCalcul><pas>P1D</pas>"
        case "PMAX":
            return "<modeCalcul>MESURE</modeCalcul><pas>P1D</pas>"
        case _:
            return "<modeCalcul>MESURE</modeCalcul>"
