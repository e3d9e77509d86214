"""Midnight where the meters are."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..metering.calendar import DAY, day_start, local_day


@callback
def async_at_each_midnight(
    hass: HomeAssistant, action: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call `action` whenever a local day (Europe/Paris) begins, whatever the zone of Home Assistant; return how to stop."""
    stop: CALLBACK_TYPE

    @callback
    def wait() -> None:
        nonlocal stop
        tomorrow = day_start(local_day(dt_util.utcnow()) + DAY)
        stop = async_track_point_in_utc_time(hass, begin, tomorrow)

    @callback
    def begin(_now: datetime) -> None:
        wait()
        action()

    @callback
    def cancel() -> None:
        stop()

    wait()
    return cancel
