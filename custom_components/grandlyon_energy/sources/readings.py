"""What the services say, typed: the only form in which a reading leaves a source.

Days are plain dates of the meter's civil calendar (Europe/Paris). Instants are aware UTC datetimes.
Nothing here says what a reading means for a statistic: that is `metering/`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyEnergy:
    """The energy of one local day, midnight to midnight (SGE guide 0497, ENERGIE)."""

    day: date
    """The printed calendar date of the reading."""

    energy_wh: int
    """What the service says, in Wh; the service may say a negative or absurd value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximumPower:
    """The highest apparent power of one local day (SGE guide 0497, PMAX with P1D)."""

    day: date
    """The printed calendar date of the reading."""

    at: datetime
    """The second it was reached, aware UTC."""

    power_va: int
    """Apparent power, VA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The mean power over one interval of the load curve (SGE guide 0497, COURBE)."""

    start: datetime
    """First instant covered, aware UTC: the printed end less the step."""

    end: datetime
    """First instant no longer covered, aware UTC: the stamp the service printed."""

    power_w: int
    """Mean active power over the interval, W."""

    estimated: bool = False
    """Enedis marked the value as estimated or reconstituted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The technical and contractual data of a usage point (SGE guide 0464, DTC v1.0).

    Every field may be absent: SGE hides some without the holder's authorisation.
    """

    segment: str | None = None
    """C5, P4, C1 to C4 ..."""

    state: str | None = None
    """SERVC in service, RESIL terminated, ECRAC, ECRES, INACCE, IMPRO."""

    subscribed_power_va: int | None = None
    """puissanceSouscriteMax, VA (kVA and kW count alike)."""

    tariff_option: str | None = None
    """The label of the distribution tariff formula."""

    last_tariff_change: date | None = None
    """dateDerniereModificationFormuleTarifaireAcheminement: never a bound for requests."""

    off_peak_hours: str | None = None
    """The off-peak windows as printed."""

    future_off_peak_hours: str | None = None
    """Announced off-peak windows, as printed."""

    meter_serial: str | None = None
    meter_type: str | None = None
    service_level: str | None = None
    """niveauOuvertureServices: 2 is the only one that gives daily energy and curve."""

    postal_code: str | None = None
    insee_code: str | None = None
    """Of the commune; needed to search the point by its address."""


class IndexType(StrEnum):
    """TypeAgregat of an EGL reading (the brief)."""

    REAL = "R"
    PENDING = "T"
    ANOMALY = "A"
    METER_CHANGED = "D"
    UNDOCUMENTED_V = "V"
    UNDOCUMENTED_X = "X"
    OTHER = "?"
    """Any letter the brief does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterIndex:
    """A water meter's register at the midnight that opens `day` (the brief, DateReleve)."""

    day: date
    """The printed calendar date of the reading."""

    type: IndexType

    index_l: int | None
    """The register in litres; None when the service gave no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterContract:
    """One contract that a water log-in opens."""

    contract_id: str
    """The service's stable number of the contract, as text."""

    label: str | None = None
    """What the service shows to tell contracts apart, never a name or an address."""
