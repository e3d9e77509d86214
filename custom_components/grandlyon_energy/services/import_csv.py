"""The action that takes in a file which the user downloaded, so that a home has a past older than its services keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from ..compat import vol
from ..const import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_FILE,
    ATTR_PREVIEW,
    ATTR_STATISTIC_ID,
    DOMAIN,
)
from ..coordinator import ElectricityCoordinator
from ..coordinator.filling import Filled
from ..coordinator.water import WaterMeter
from ..csv_files import (
    CsvFile,
    CsvFileError,
    ElectricityMeasures,
    WaterMeasures,
    read_csv_file,
)
from ..statistics.statistic import Statistic
from .allowed_file import read_allowed_file
from .common import async_run, loaded_entry, refusal

if TYPE_CHECKING:
    from .. import RuntimeData

IMPORT_CSV: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_FILE): vol.All(cv.string, vol.Length(min=1)),
        vol.Optional(ATTR_STATISTIC_ID): cv.string,
        vol.Optional(ATTR_PREVIEW, default=False): cv.boolean,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken in of a file."""

    kind: str
    statistic: Statistic
    filled: Filled


async def async_import_csv(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Fill what a home lacks from a file, or only say what that would be; what its services said stays.

    Raises:
        ServiceValidationError: no such home, no such file, a file that is wrong or of another meter, or nobody to
            hear a preview; nothing is changed.
        HomeAssistantError: the ledger cannot be saved.

    """
    preview: bool = call.data[ATTR_PREVIEW]
    if preview and not call.return_response:
        raise refusal("csv_preview_unheard")
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    wanted: str | None = call.data.get(ATTR_STATISTIC_ID)
    try:
        found = await hass.async_add_executor_job(_read, hass, call.data[ATTR_FILE])
        taken = await async_run(
            hass,
            entry,
            _async_take_in(entry, found, wanted, preview=preview),
            "Grand Lyon import",
        )
    except CsvFileError as err:
        raise refusal(err.key, **err.placeholders) from None
    except OSError:
        # Its text names the file of the ledger.
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="csv_not_saved"
        ) from None
    return _answer(taken, preview=preview)


def _read(hass: HomeAssistant, name: str) -> CsvFile:
    return read_csv_file(read_allowed_file(hass.config, name))


async def _async_take_in(
    entry: ConfigEntry[Any], found: CsvFile, wanted: str | None, *, preview: bool
) -> Taken:
    """Find the meter that a file is of, and fill what is missing of it."""
    runtime: RuntimeData = entry.runtime_data
    if isinstance(found, WaterMeasures):
        if (water := runtime.water) is None:
            raise CsvFileError("csv_no_water")
        meter = _water_meter(water.meters, found, wanted)
        return Taken(
            kind="water_indexes" if found.indexes else "water_volumes",
            statistic=meter.statistic,
            filled=await water.async_take_in(
                meter,
                found,
                is_contract_sure=found.contract is not None,
                preview=preview,
            ),
        )
    coordinator, measures = _usage_point(runtime, found, wanted)
    return Taken(
        kind=_kind(measures),
        statistic=coordinator.energy,
        filled=await coordinator.async_take_in(measures, preview=preview),
    )


def _usage_point(
    runtime: RuntimeData,
    parts: Sequence[ElectricityMeasures],
    wanted: str | None,
) -> tuple[ElectricityCoordinator, ElectricityMeasures]:
    """Return which of a file's measures are of this home, and of what it draws or feeds in.

    Raises:
        CsvFileError: none is, or more than one may be meant.

    """
    if (main := runtime.electricity) is None:
        raise CsvFileError("csv_no_electricity")
    own = [each for each in parts if each.point_id in (None, main.point_id)]
    if not own:
        raise CsvFileError("csv_other_meter", digits=main.point_id[-4:])
    possible = [
        (coordinator, each)
        for each in own
        for coordinator, is_production in (
            (runtime.electricity, False),
            (runtime.production, True),
        )
        if coordinator is not None and each.production in (None, is_production)
    ]
    if not possible:
        raise CsvFileError("csv_no_production")
    if wanted is not None:
        possible = [each for each in possible if each[0].energy.statistic_id == wanted]
        if not possible:
            raise CsvFileError("csv_other_statistic")
    if len(possible) > 1:
        raise CsvFileError("csv_which_meter")
    return possible[0]


def _water_meter(
    meters: Sequence[WaterMeter], found: WaterMeasures, wanted: str | None
) -> WaterMeter:
    """Return which contract of this home a file is of.

    Raises:
        CsvFileError: it is of none, or more than one may be meant.

    """
    if found.contract is not None:
        number = _plain(found.contract)
        meters = [
            each
            for each in meters
            if number in (_plain(each.contract_id), _plain(each.link.number))
        ]
        if not meters:
            raise CsvFileError("csv_other_contract")
    if wanted is not None:
        meters = [each for each in meters if each.statistic.statistic_id == wanted]
        if not meters:
            raise CsvFileError("csv_other_statistic")
    if len(meters) > 1:
        raise CsvFileError("csv_which_meter")
    return meters[0]


def _plain(number: str) -> str:
    """Return a contract's number without what only makes it easier to read."""
    return "".join(filter(str.isalnum, number)).casefold()


def _kind(measures: ElectricityMeasures) -> str:
    if not measures.energies:
        return "load_curve"
    return "load_curve_and_daily_energy" if measures.points else "daily_energy"


def _answer(taken: Taken, *, preview: bool) -> ServiceResponse:
    """Return what the caller gets to read."""
    filled, statistic = taken.filled, taken.statistic
    days: list[date] = sorted(filled.amounts)
    return {
        "kind": taken.kind,
        "statistic_id": statistic.statistic_id,
        "days": len(days),
        "first_day": days[0].isoformat() if days else None,
        "last_day": days[-1].isoformat() if days else None,
        "amount": round(sum(filled.amounts.values()) / statistic.scale, 3),
        "unit": str(statistic.unit),
        "days_known": len(filled.known),
        "days_left_out": len(filled.left_out),
        "written": bool(days) and not preview,
    }
