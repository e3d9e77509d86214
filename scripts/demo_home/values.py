"""Whether every entity of the integration has a value: what has none shows as unknown or unavailable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .home_assistant import DOMAIN, HomeAssistant
from .services import Truth

NO_VALUE = ("unknown", "unavailable")
OF_THE_MONTH = ("energy_month", "production_month", "volume_month", "cost_month")
OF_THE_YEAR = (
    *("energy_year", "production_year", "volume_year", "cost_year"),
    *("energy_previous_year_to_date", "volume_previous_year_to_date"),
)
COMPARED = ("energy_change", "volume_change")
"""What needs a week of days that are known in both years; some of the first may be holes."""

COMPARED_BY_THEN = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What tells which periods have begun but have nothing known of them yet."""

    today: date
    electricity: date
    """The newest day of electricity that is known."""

    water: date
    """The newest day that is known of every contract's water."""

    @classmethod
    def of(cls, truth: Truth, today: date) -> Calendar:
        """Return it for a local day."""
        return cls(
            today=today,
            electricity=min(
                max(truth.consumption.day_wh), max(truth.production.day_wh)
            ),
            water=min(max(days) for days in truth.water_l.values()),
        )

    def leaves_open(self, unique_id: str) -> bool:
        """Tell whether an entity speaks of a period of which nothing can be known yet."""
        service, _, key = unique_id.split("_", 2)
        newest = self.water if service == "water" else self.electricity
        year = date(self.today.year, 1, 1)
        if key in OF_THE_MONTH:
            return newest < self.today.replace(day=1)
        if key in OF_THE_YEAR:
            return newest < year
        return key in COMPARED and newest < year + COMPARED_BY_THEN


def without_value(
    entities: Mapping[str, str], states: Mapping[str, str]
) -> Sequence[str]:
    """Return, sorted, the entity ids that have no state, or none that says anything.

    `entities` is unique id → entity id, `states` entity id → state.
    """
    return sorted(
        entity
        for entity in entities.values()
        if states.get(entity, NO_VALUE[0]) in NO_VALUE
    )


def said(entities: int, missing: Sequence[str], left_open: int = 0) -> str:
    """Say how many entities have a value, which have none, and of how many that is right."""
    if missing:
        return (
            f"{len(missing)} of {entities} entities have no value: {', '.join(missing)}"
        )
    if left_open:
        return f"All {entities} entities have a value, or speak of a month or a year of which nothing is known yet ({left_open})."
    return f"All {entities} entities have a value."


async def look(home_assistant: HomeAssistant, calendar: Calendar) -> tuple[bool, str]:
    """Return whether every enabled entity that can have a value has one, and say so."""
    entities = await home_assistant.entities(DOMAIN)
    states = await home_assistant.states()
    judged = {
        unique_id: entity
        for unique_id, entity in entities.items()
        if not calendar.leaves_open(unique_id)
    }
    missing = without_value(judged, states)
    text = said(len(entities), missing, len(entities) - len(judged))
    return bool(entities) and not missing, text
