"""Each blueprint runs once for each new day, whatever the entity went through, and never for an old one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.components.persistent_notification import (
    DOMAIN as PERSISTENT_NOTIFICATION,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from .conftest import Automate, Inputs

type Shown = tuple[str, Mapping[str, Any]]
"""A state and its attributes."""

UNAVAILABLE: Final[Shown] = ("unavailable", {"restored": True})
UNKNOWN: Final[Shown] = ("unknown", {})


def event(at: str, day: str, amount: object, unit: str = "kWh") -> Shown:
    """A new day, as the event entity shows it from that time of the day on."""
    return (
        f"2026-12-{at}+00:00",
        {"event_type": "new_day", "day": day, "amount": amount, "unit": unit},
    )


def runs(state: str, last: str, lowest: float = 310.0) -> Shown:
    return state, {"first_day": "2026-11-20", "last_day": last, "lowest_litres": lowest}


def share(percent: float, day: str) -> Shown:
    return str(percent), {"day": day, "unit_of_measurement": "%"}


SECOND = event("03T09:30:00.000", "2026-12-02", 12.5)
THIRD = event("04T09:30:00.000", "2026-12-03", 12.5)

DAYS_OF_USE: Final[Mapping[str, tuple[Sequence[Shown], Sequence[str]]]] = {
    "two days of the same use": ([SECOND, THIRD], ["2026-12-02", "2026-12-03"]),
    "the very first day": ([UNAVAILABLE, UNKNOWN, SECOND], ["2026-12-02"]),
    "below": ([event("03T09:30:00.000", "2026-12-02", 9.99)], []),
    "the limit itself": ([event("03T09:30:00.000", "2026-12-02", 10)], []),
    "above by less than is shown": (
        [event("03T09:30:00.000", "2026-12-02", 10.001)],
        ["2026-12-02"],
    ),
    "a day without an amount": (
        [event("03T09:30:00.000", "2026-12-02", None), THIRD],
        ["2026-12-03"],
    ),
    "water": ([event("03T09:30:00.000", "2026-12-01", 640.0, "L")], ["2026-12-01"]),
    "a restart": ([SECOND, UNAVAILABLE, SECOND], ["2026-12-02"]),
    "a day that comes after a restart": (
        [SECOND, UNAVAILABLE, SECOND, THIRD],
        ["2026-12-02", "2026-12-03"],
    ),
    "a restart of an event that nothing ran for": (
        [event("03T09:30:00.000", "2026-12-02", 3), UNAVAILABLE, SECOND],
        [],
    ),
    "another name": (
        [SECOND, (SECOND[0], {**SECOND[1], "friendly_name": "Linky"})],
        ["2026-12-02"],
    ),
    "the home is unloaded": ([SECOND, UNAVAILABLE], ["2026-12-02"]),
    "the history is deleted": ([SECOND, UNKNOWN], ["2026-12-02"]),
    "another kind of event": (
        [("2026-12-03T09:30:00.000+00:00", {**SECOND[1], "event_type": "other"})],
        [],
    ),
}
"""What the event entity shows one after the other, and the days for which something is done, above 10 each."""

DAYS_OF_WATER: Final[Mapping[str, tuple[Sequence[Shown], Sequence[str]]]] = {
    "it begins": (
        [runs("off", "2026-12-01"), runs("on", "2026-12-02")],
        ["2026-12-02"],
    ),
    "it goes on": (
        [runs("off", "2026-11-30"), runs("on", "2026-12-01"), runs("on", "2026-12-02")],
        ["2026-12-01", "2026-12-02"],
    ),
    "it ends": ([runs("on", "2026-12-01"), runs("off", "2026-12-02")], []),
    "a correction of the same day": (
        [runs("off", "2026-12-01"), runs("on", "2026-12-01")],
        [],
    ),
    "the least becomes another": (
        [
            runs("off", "2026-12-01"),
            runs("on", "2026-12-02"),
            runs("on", "2026-12-02", 300.0),
        ],
        ["2026-12-02"],
    ),
    "a restart": (
        [
            runs("off", "2026-12-01"),
            runs("on", "2026-12-02"),
            UNAVAILABLE,
            runs("on", "2026-12-02"),
        ],
        ["2026-12-02"],
    ),
    "a day that comes after a restart": (
        [
            runs("on", "2026-12-01"),
            UNAVAILABLE,
            runs("on", "2026-12-01"),
            runs("on", "2026-12-02"),
        ],
        ["2026-12-02"],
    ),
    "a first history": ([UNAVAILABLE, UNKNOWN, runs("on", "2026-12-01")], []),
    "not known for a while": (
        [
            runs("on", "2026-11-28"),
            UNKNOWN,
            runs("on", "2026-12-01"),
            runs("on", "2026-12-02"),
        ],
        ["2026-12-02"],
    ),
    "the newest day is taken back": (
        [runs("on", "2026-12-02"), runs("on", "2026-12-01")],
        [],
    ),
}

DAYS_OF_POWER: Final[Mapping[str, tuple[Sequence[Shown], Sequence[str]]]] = {
    "two days of the same power": (
        [share(95, "2026-12-01"), share(95, "2026-12-02"), share(95, "2026-12-03")],
        ["2026-12-02", "2026-12-03"],
    ),
    "the limit itself": (
        [share(1, "2026-12-01"), share(90, "2026-12-02")],
        ["2026-12-02"],
    ),
    "just below": ([share(95, "2026-12-01"), share(89.99, "2026-12-02")], []),
    "above all that is subscribed": (
        [share(1, "2026-12-01"), share(104.2, "2026-12-02")],
        ["2026-12-02"],
    ),
    "a correction of the same day": (
        [share(50, "2026-12-01"), share(95, "2026-12-01")],
        [],
    ),
    "a restart": (
        [
            share(50, "2026-12-01"),
            share(95, "2026-12-02"),
            UNAVAILABLE,
            share(95, "2026-12-02"),
        ],
        ["2026-12-02"],
    ),
    "the subscribed power becomes known": ([UNKNOWN, share(95, "2026-12-01")], []),
    "an old day": ([share(50, "2026-12-02"), share(95, "2026-12-01")], []),
    "the share of a new day is not known": (
        [share(50, "2026-12-01"), ("unknown", {"day": "2026-12-02"})],
        [],
    ),
}


async def show(hass: HomeAssistant, entity_id: str, shown: Sequence[Shown]) -> None:
    for state, attributes in shown:
        hass.states.async_set(entity_id, state, attributes)
        await hass.async_block_till_done()


@pytest.mark.parametrize("case", DAYS_OF_USE)
async def test_use_above_a_limit(
    hass: HomeAssistant, automate: Automate, case: str
) -> None:
    shown, days = DAYS_OF_USE[case]
    await show(hass, "event.new_day", [UNKNOWN])
    told = await automate(
        yesterdays_use_above_limit={"new_day": "event.new_day", "limit": 10}
    )
    await show(hass, "event.new_day", shown)
    assert told("yesterdays_use_above_limit") == days


@pytest.mark.parametrize("case", DAYS_OF_WATER)
async def test_water_without_a_break(
    hass: HomeAssistant, automate: Automate, case: str
) -> None:
    shown, days = DAYS_OF_WATER[case]
    told = await automate(
        water_running_without_a_break={"running": "binary_sensor.water"}
    )
    await show(hass, "binary_sensor.water", shown)
    assert told("water_running_without_a_break") == days


@pytest.mark.parametrize("case", DAYS_OF_POWER)
async def test_power_near_the_subscribed_power(
    hass: HomeAssistant, automate: Automate, case: str
) -> None:
    shown, days = DAYS_OF_POWER[case]
    told = await automate(
        maximum_power_near_subscribed={"share_of_subscribed_power": "sensor.share"}
    )
    await show(hass, "sensor.share", shown)
    assert told("maximum_power_near_subscribed") == days


async def test_an_event_entity_that_is_enabled_again_tells_nothing_old(
    hass: HomeAssistant, automate: Automate
) -> None:
    told = await automate(
        yesterdays_use_above_limit={"new_day": "event.new_day", "limit": 10}
    )
    await show(hass, "event.new_day", [SECOND])
    assert told("yesterdays_use_above_limit") == []


ONCE: Final[Mapping[str, tuple[Inputs, Sequence[Shown], str]]] = {
    "yesterdays_use_above_limit": (
        {"new_day": "event.of_ours", "limit": 10},
        [UNKNOWN, event("03T09:30:00.000", "2026-12-02", 12.3456)],
        "2026-12-02: 12.35 kWh > 10 kWh",
    ),
    "water_running_without_a_break": (
        {"running": "binary_sensor.of_ours"},
        [runs("off", "2026-12-01"), runs("on", "2026-12-02", 312.6)],
        "2026-12-02: ≥ 313 L",
    ),
    "maximum_power_near_subscribed": (
        {"share_of_subscribed_power": "sensor.of_ours"},
        [share(50, "2026-12-01"), share(97.26, "2026-12-02")],
        "2026-12-02: 97.3 % ≥ 90 %",
    ),
}
"""The inputs of each blueprint, what makes it run, and what its own message then says."""


def looked_at(inputs: Inputs) -> str:
    """Return the entity that a blueprint is told to look at."""
    return next(str(each) for each in inputs.values() if "of_ours" in str(each))


@pytest.mark.parametrize("blueprint", ONCE)
async def test_without_an_action_of_ones_own_a_message_stands_in_home_assistant(
    hass: HomeAssistant, automate: Automate, blueprint: str
) -> None:
    inputs, shown, message = ONCE[blueprint]
    assert await async_setup_component(hass, PERSISTENT_NOTIFICATION, {})
    calls = async_capture_events(hass, "call_service")
    await automate(own_action=False, **{blueprint: inputs})
    await show(
        hass,
        looked_at(inputs),
        [(state, {**more, "friendly_name": "Linky"}) for state, more in shown],
    )
    said = [
        call.data["service_data"]
        for call in calls
        if call.data["domain"] == PERSISTENT_NOTIFICATION
    ]
    assert said == [{"title": "Linky", "message": message}]


@pytest.mark.parametrize("blueprint", ONCE)
async def test_what_was_chosen_can_be_tried_by_hand(
    hass: HomeAssistant, automate: Automate, blueprint: str
) -> None:
    inputs, shown, _ = ONCE[blueprint]
    told = await automate(**{blueprint: inputs})
    await show(hass, looked_at(inputs), shown[:1])
    await hass.services.async_call(
        "automation", "trigger", {"entity_id": f"automation.{blueprint}"}, blocking=True
    )
    await hass.async_block_till_done()
    assert len(told(blueprint)) == 1
