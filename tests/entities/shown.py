"""What Home Assistant shows of a home."""

from collections.abc import Iterator
import json
from typing import Any

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

HEALTH = {"data_age", "history_progress", "last_error", "last_poll"}
"""What is told of a service whatever is known."""


def entries(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Every entity of a home, in the order of their ids."""
    registry = er.async_get(hass)
    found = er.async_entries_for_config_entry(registry, entry.entry_id)
    return sorted(found, key=lambda one: one.entity_id)


def key_of(one: er.RegistryEntry) -> str:
    """An entity's service and what it shows: the same for every home."""
    service, _, _ = one.unique_id.partition("_")
    return f"{service}.{one.translation_key}"


def states(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, State]:
    """The state of each entity that is not disabled."""
    return {
        key_of(one): state
        for one in entries(hass, entry)
        if (state := hass.states.get(one.entity_id))
    }


def values(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    return {key: state.state for key, state in states(hass, entry).items()}


def described(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """All that the integration decides of each entity, by its id: the rest is core's, and differs between cores."""
    return {
        one.entity_id: dict(_description(hass, one)) for one in entries(hass, entry)
    }


def _description(
    hass: HomeAssistant, one: er.RegistryEntry
) -> Iterator[tuple[str, Any]]:
    yield "unique_id", one.unique_id
    yield "name", one.original_name
    yield "translation_key", one.translation_key
    yield "device_class", one.original_device_class
    yield "category", one.entity_category and one.entity_category.value
    yield "disabled_by", one.disabled_by and one.disabled_by.value
    if state := hass.states.get(one.entity_id):
        yield "state", state.state
        yield "attributes", json.loads(json.dumps(state.attributes, default=str))
