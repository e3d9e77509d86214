"""The action that writes what is known of a period to files in Home Assistant's media folder."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType

from ..compat import vol
from ..const import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_END_DATE,
    ATTR_RESOLUTION,
    ATTR_START_DATE,
    DOMAIN,
)
from ..ids import WATER
from ..statistics.audit import months_of
from ..statistics.statistic import Statistic
from ..tables import Resolution, Table, joined
from ..tables.files import write_files
from .common import check_period, loaded_entry, refusal
from .known import MakeTable, known_of, known_period

EXPORT: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_START_DATE): cv.date,
        vol.Required(ATTR_END_DATE): cv.date,
        vol.Optional(ATTR_RESOLUTION, default=Resolution.DAY): vol.Coerce(Resolution),
    }
)

MEDIA_DIR: Final = "local"
"""The media folder that every Home Assistant has, unless its owner has named others."""

_OPEN_TO_ALL: Final = "www"
"""The folder in the configuration that is served to anybody."""


async def async_export(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Write a file for each statistic with what is known of a period of local days, both ends included.

    Raises:
        ServiceValidationError: no such home or period, nothing is known of it, or there is no media folder.
        HomeAssistantError: the disk refuses.

    """
    first, last = call.data[ATTR_START_DATE], call.data[ATTR_END_DATE]
    resolution: Resolution = call.data[ATTR_RESOLUTION]
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    check_period(first, last)
    known = known_of(entry.runtime_data, resolution)
    media = await hass.async_add_executor_job(_media_folder, hass)
    first, last = known_period(first, last)
    tables: list[tuple[Statistic, Table]] = []
    for statistic, make in known:
        if table := await _async_table(statistic, make, first, last):
            tables.append((statistic, table))
    if not tables:
        raise refusal("nothing_to_export")
    named = [
        (_file_name(statistic, resolution, first, last), table)
        for statistic, table in tables
    ]
    try:
        paths = await hass.async_add_executor_job(write_files, media / DOMAIN, named)
    except OSError:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="export_not_written"
        ) from None
    return {
        "files": [
            _answer(path.relative_to(media), statistic, table)
            for path, (statistic, table) in zip(paths, tables, strict=True)
        ]
    }


def _media_folder(hass: HomeAssistant) -> Path:
    """Return Home Assistant's media folder, one that nobody sees without a password.

    Raises:
        ServiceValidationError: there is none, or our folder in it leads elsewhere.

    """
    if (named := hass.config.media_dirs.get(MEDIA_DIR)) is None:
        raise refusal("no_media_folder")
    media = Path(named).resolve()
    ours = (media / DOMAIN).resolve()
    open_to_all = Path(hass.config.path(_OPEN_TO_ALL)).resolve()
    if not ours.is_relative_to(media) or ours.is_relative_to(open_to_all):
        raise refusal("no_media_folder")
    return media


async def _async_table(
    statistic: Statistic, make: MakeTable, first: date, last: date
) -> Table | None:
    """Return what is known of a period, from the first day on that is; None if nothing is.

    It is made a month at a time, for nothing else to be held up.
    """
    if not (days := statistic.series.days):
        return None
    tables = []
    for month in months_of(max(first, days[0]), last):
        tables.append(make(*month))
        await asyncio.sleep(0)
    whole = joined(tables)
    return whole if whole and whole.is_known else None


def _file_name(
    statistic: Statistic, resolution: Resolution, first: date, last: date
) -> str:
    """Return a name that tells the meter by the last digits of its number only."""
    # The ids of what water costs end as those of electricity do.
    ending = statistic.key.removeprefix(f"{WATER}_")
    number = statistic.statistic_id.removesuffix(f"_{ending}")
    return f"{statistic.key}_{number[-4:]}_{resolution.value}_{first}_{last}"


def _answer(path: Path, statistic: Statistic, table: Table) -> dict[str, JsonValueType]:
    """Return what the caller gets to know of a file in the media folder."""
    return {
        "statistic_id": statistic.statistic_id,
        "file": path.as_posix(),
        "media_content_id": f"media-source://media_source/{MEDIA_DIR}/{path.as_posix()}",
        "rows": len(table.rows),
    }
