"""Midnight and noon where the meters are."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..metering.calendar import DAY, PARIS, day_start, local_day

NOON: Final = time(12)


@callback
def async_at_each_midnight(
    hass: HomeAssistant, action: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call `action` whenever a local day (Europe/Paris) begins, whatever the zone of Home Assistant; return how to stop."""
    return _async_each_day(hass, day_start, action)


@callback
def async_at_each_noon(
    hass: HomeAssistant, action: Callable[[], None]
) -> CALLBACK_TYPE:
    """As `async_at_each_midnight`, at 12:00 of the local day."""
    return _async_each_day(hass, lambda day: datetime.combine(day, NOON, PARIS), action)


@callback
def _async_each_day(
    hass: HomeAssistant,
    moment_of: Callable[[date], datetime],
    action: Callable[[], None],
) -> CALLBACK_TYPE:
    """Call `action` at a moment of each local day from now on; return how to stop."""
    stop: CALLBACK_TYPE

    @callback
    def wait() -> None:
        nonlocal stop
        now = dt_util.utcnow()
        today = moment_of(local_day(now))
        moment = today if now < today else moment_of(local_day(now) + DAY)
        stop = async_track_point_in_utc_time(hass, begin, moment)

    @callback
    def begin(_now: datetime) -> None:
        wait()
        action()

    @callback
    def cancel() -> None:
        stop()

    wait()
    return cancel
