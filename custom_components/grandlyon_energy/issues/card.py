"""What a repair card is, before Home Assistant shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from homeassistant.helpers.issue_registry import IssueSeverity

CONSENT_MISSING: Final = "consent_missing"
CONSENT_ENDED: Final = "consent_ended"
CONSENT_DUE: Final = "consent_due"
CONSENT_OVER: Final = "consent_over"
CONSENT_CHANGED: Final = "consent_changed"
TOKEN_ENDS: Final = "token_ends"  # noqa: S105 - the name of a card
ENERGY_CONFLICT: Final = "energy_conflict"
NEW_WATER_CONTRACT: Final = "new_water_contract"
CURVE_NOT_COLLECTED: Final = "curve_not_collected"
CURVE_REFUSED: Final = "curve_refused"
CONTRACT_TERMINATED: Final = "contract_terminated"
POINT_NOT_FOUND: Final = "point_not_found"
WATER_KEY_REFUSED: Final = "water_key_refused"
NO_ELECTRICITY_DATA: Final = "no_electricity_data"
NO_WATER_DATA: Final = "no_water_data"
ELECTRICITY_METER_CHANGED: Final = "electricity_meter_changed"
WATER_METER_CHANGED: Final = "water_meter_changed"
STATISTICS_REPAIRED: Final = "statistics_repaired"
STATISTICS_NOT_WRITTEN: Final = "statistics_not_written"
LEDGER_SET_ASIDE: Final = "ledger_set_aside"
TIME_ZONE_DIFFERS: Final = "time_zone"
SERVICE_REFUSED: Final = "service_refused"
OFF_PEAK_HOURS_CHANGED: Final = "off_peak_hours_changed"
OFF_PEAK_HOURS_ANNOUNCED: Final = "off_peak_hours_announced"
OFF_PEAK_HOURS_MISSING: Final = "off_peak_hours_missing"
TEMPO_COLOURS_MISSING: Final = "tempo_colours_missing"

FIXABLE: Final = frozenset(
    {
        CONSENT_DUE,
        CONSENT_OVER,
        ELECTRICITY_METER_CHANGED,
        LEDGER_SET_ASIDE,
        NEW_WATER_CONTRACT,
        OFF_PEAK_HOURS_ANNOUNCED,
        OFF_PEAK_HOURS_CHANGED,
        STATISTICS_REPAIRED,
        WATER_METER_CHANGED,
    }
)
"""The cards that a person closes in a dialogue of their own."""

ANSWERED: Final = frozenset(
    {
        CONSENT_MISSING,
        CONSENT_ENDED,
        NO_ELECTRICITY_DATA,
        NO_WATER_DATA,
        POINT_NOT_FOUND,
        SERVICE_REFUSED,
        STATISTICS_REPAIRED,
        WATER_KEY_REFUSED,
    }
)
"""The cards whose reason is known from a poll or a pass of the writer alone: they outlive a restart of Home Assistant,
and the next answer decides."""

_SEVERITY: Final = {
    CONSENT_DUE: IssueSeverity.WARNING,
    CURVE_NOT_COLLECTED: IssueSeverity.WARNING,
    CURVE_REFUSED: IssueSeverity.WARNING,
    ELECTRICITY_METER_CHANGED: IssueSeverity.WARNING,
    ENERGY_CONFLICT: IssueSeverity.WARNING,
    LEDGER_SET_ASIDE: IssueSeverity.WARNING,
    NEW_WATER_CONTRACT: IssueSeverity.WARNING,
    NO_ELECTRICITY_DATA: IssueSeverity.WARNING,
    NO_WATER_DATA: IssueSeverity.WARNING,
    OFF_PEAK_HOURS_ANNOUNCED: IssueSeverity.WARNING,
    OFF_PEAK_HOURS_CHANGED: IssueSeverity.WARNING,
    OFF_PEAK_HOURS_MISSING: IssueSeverity.WARNING,
    STATISTICS_REPAIRED: IssueSeverity.WARNING,
    TEMPO_COLOURS_MISSING: IssueSeverity.WARNING,
    TIME_ZONE_DIFFERS: IssueSeverity.WARNING,
    TOKEN_ENDS: IssueSeverity.WARNING,
    WATER_METER_CHANGED: IssueSeverity.WARNING,
}
"""All others are errors: a service is not read, or nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that should stand."""

    key: str
    """Of its translation."""

    issue_id: str
    part: str | int | None = None
    """Which of several of its kind it is: a service, or the place of a contract among those of the home, from 1."""

    placeholders: Mapping[str, str]
    until: datetime | None = None
    """How long it stands over restarts, aware UTC, though its reason is then known to nobody any more."""

    @property
    def severity(self) -> IssueSeverity:
        """How bad it is."""
        return _SEVERITY.get(self.key, IssueSeverity.ERROR)

    @property
    def fixable(self) -> bool:
        """Whether a dialogue closes it."""
        return self.key in FIXABLE

    @property
    def outlives_restart(self) -> bool:
        """Whether it stays over a restart of Home Assistant until it is known better."""
        return self.key in ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Of which home, and when, cards are judged."""

    entry_id: str
    home: str
    """The home's title."""

    now: datetime
    """Aware UTC."""

    today: date
    """The local day."""

    since: datetime
    """When the home was set up, aware UTC: what was heard of a service before is not known any more."""

    def issue_id(self, key: str, part: str | int | None = None) -> str:
        """Return the id of a card; `part` tells cards of one kind apart, and is no number of a meter."""
        whole = f"{key}_{self.entry_id}"
        return whole if part is None else f"{whole}_{part}"

    def card(
        self,
        key: str,
        *,
        part: str | int | None = None,
        until: datetime | None = None,
        **placeholders: object,
    ) -> Card:
        """Return a card that names the home; the placeholders are shown as text, days in ISO form."""
        return Card(
            key=key,
            issue_id=self.issue_id(key, part),
            part=part,
            until=until,
            placeholders={
                "home": self.home,
                **{name: str(value) for name, value in placeholders.items()},
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What should stand."""

    cards: tuple[Card, ...] = ()
    open: frozenset[str] = frozenset()
    """The ids of cards of which nothing is known now: those that stand go on standing."""
