"""What all actions need: a home that is loaded, a period that makes sense, work that ends with the home."""

import asyncio
from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from sqlalchemy.exc import SQLAlchemyError

from ..const import DOMAIN
from ..metering.calendar import local_day

LONGEST_WAIT: Final = timedelta(minutes=10)
"""For so long somebody waits for the recorder, which a backup or a migration may keep busy."""


async def async_run[T](
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    work: Coroutine[Any, Any, T],
    name: str,
) -> T:
    """Do something as a task of the entry: it ends with it.

    Raises:
        ServiceValidationError: the entry was unloaded meanwhile, also if it was so before anything is done.

    """
    if entry.state is not ConfigEntryState.LOADED:
        # Nothing would end the task, and what it changed would be of a home that is gone.
        work.close()
        raise refusal("home_not_loaded")
    task = entry.async_create_background_task(hass, work, name)
    await asyncio.wait([task])
    if task.cancelled():
        raise refusal("home_not_loaded")
    return task.result()


async def async_run_with_recorder[T](
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    work: Coroutine[Any, Any, T],
    name: str,
) -> T:
    """As `async_run`, for something that waits for the recorder.

    Raises:
        ServiceValidationError: the entry was unloaded meanwhile.
        HomeAssistantError: it takes too long, the recorder cannot be read, or a ledger not be saved. What sqlalchemy
            and the disk say of it may hold the number of a meter, and is left out.

    """

    async def bounded() -> T:
        async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
            return await work

    try:
        return await async_run(hass, entry, bounded(), name)
    except TimeoutError:
        key = "recorder_busy"
    except OSError:
        key = "ledger_not_saved"
    except SQLAlchemyError:
        key = "recorder_unreadable"
    raise HomeAssistantError(translation_domain=DOMAIN, translation_key=key)


def check_period(first: date, last: date) -> None:
    """Refuse a period of local days that has none in the past.

    Raises:
        ServiceValidationError: it is reversed, or not over.

    """
    if first > last:
        raise refusal("period_reversed")
    if first >= local_day(dt_util.utcnow()):
        raise refusal("period_not_over")


def loaded_entry(hass: HomeAssistant, entry_id: str) -> ConfigEntry[Any]:
    """Return the entry of a home that is loaded.

    Raises:
        ServiceValidationError: there is none of this id, or it is not loaded.

    """
    entry = hass.config_entries.async_get_entry(entry_id)
    if (
        entry is None
        or entry.domain != DOMAIN
        or entry.state is not ConfigEntryState.LOADED
    ):
        raise refusal("home_not_loaded")
    return entry


def refusal(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error that says what is wrong with a call."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )
