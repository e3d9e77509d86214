"""Whether every entity of the integration has a value: what has none shows as unknown or unavailable."""

from collections.abc import Mapping, Sequence

from .home_assistant import DOMAIN, HomeAssistant

NO_VALUE = ("unknown", "unavailable")


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


def said(entities: int, missing: Sequence[str]) -> str:
    """Say how many entities have a value, and which have none."""
    if not missing:
        return f"All {entities} entities have a value."
    return f"{len(missing)} of {entities} entities have no value: {', '.join(missing)}"


async def look(home_assistant: HomeAssistant) -> tuple[bool, str]:
    """Return whether every enabled entity has a value, and say so."""
    entities = await home_assistant.entities(DOMAIN)
    missing = without_value(entities, await home_assistant.states())
    return bool(entities) and not missing, said(len(entities), missing)
