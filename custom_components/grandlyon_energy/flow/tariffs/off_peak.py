"""The dialogue about when it is off-peak, from a day on."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, ClassVar, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelectorType,
)

from ...compat import vol
from ...const import (
    CONF_INTERVALS,
    CONF_SEASON_FROM,
    CONF_SEASON_TO,
    CONF_VALID_FROM,
    CONF_WEEKDAYS,
    SERVICE_ELECTRICITY,
    SUBENTRY_OFF_PEAK_HOURS,
)
from ...metering.tariff.windows import within_day
from ...metering.tariff.windows_text import format_windows, parse_windows
from ...pricing.settings import WEEKDAYS, off_peak_windows
from ..selectors import Form, choice_field, text_field
from .checks import (
    FieldError,
    Reader,
    TariffError,
    is_empty,
    read_fields,
    read_first_day,
)
from .dialogue import TariffDialogue
from .fields import FIRST_DAY_FIELDS
from .known import newest_windows
from .overlap import do_overlap
from .season_text import read_month_day, show_month_day
from .words import TITLE, Words, title

CONF_SEASON: Final = "season"
ALL_YEAR: Final = "all_year"
OTHER: Final = "other"

_SEASONS: Final = {"summer": ("04-01", "10-31"), "winter": ("11-01", "03-31")}
"""Those of the network's tariffs, first and last day, MM-DD."""

_ENDS: Final = (CONF_SEASON_FROM, CONF_SEASON_TO)

_LONGEST_TEXT: Final = 200

MOST_OFF_PEAK_HOURS: Final = 18
"""A day: no contract has more, those aside whose weekends are off-peak altogether."""

_WEEKEND: Final = frozenset(("sat", "sun"))


def windows_form() -> Form:
    """Return the form of steps `user` and `reconfigure`."""
    day_of_year = text_field(TextSelectorType.TEXT)
    return vol.Schema(
        {
            **FIRST_DAY_FIELDS,
            vol.Optional(CONF_INTERVALS): text_field(TextSelectorType.TEXT),
            vol.Required(CONF_WEEKDAYS): SelectSelector(
                SelectSelectorConfig(
                    options=list(WEEKDAYS),
                    translation_key=CONF_WEEKDAYS,
                    multiple=True,
                    mode=SelectSelectorMode.LIST,
                )
            ),
            vol.Required(CONF_SEASON): choice_field(
                (ALL_YEAR, *_SEASONS, OTHER), CONF_SEASON, SelectSelectorMode.DROPDOWN
            ),
            vol.Optional(CONF_SEASON_FROM): day_of_year,
            vol.Optional(CONF_SEASON_TO): day_of_year,
        }
    )


class OffPeakHoursFlow(TariffDialogue):
    """Ask for the windows of a contract and for the days on which they hold."""

    service: ClassVar[str] = SERVICE_ELECTRICITY

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Start with the windows that the contract prints, unless they are there already."""
        self._typed = {
            CONF_WEEKDAYS: list(WEEKDAYS),
            CONF_SEASON: ALL_YEAR,
            **self._printed(),
        }
        return await self._async_ask("user", windows_form(), user_input, self._read)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show windows, to be changed."""
        self._typed = _typed_of(self._kept_data())
        return await self._async_ask(
            "reconfigure", windows_form(), user_input, self._read
        )

    def _printed(self) -> dict[str, str]:
        if (seen := newest_windows(self._home())) is None:
            return {}
        day, intervals = seen[0].isoformat(), seen[1]
        if any(other[CONF_VALID_FROM] == day for other in self._others()):
            return {}
        return {CONF_VALID_FROM: day, CONF_INTERVALS: intervals}

    def _read(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of a form.

        Raises:
            TariffError: it cannot be accepted.

        """
        readers: dict[str, Reader] = {
            CONF_VALID_FROM: read_first_day,
            CONF_INTERVALS: partial(_read_intervals, weekdays=typed[CONF_WEEKDAYS]),
            CONF_WEEKDAYS: _read_weekdays,
            CONF_SEASON: partial(_read_season, typed=typed),
        }
        if typed[CONF_SEASON] == OTHER:
            readers |= dict.fromkeys(_ENDS, read_month_day)
        data = read_fields(typed, readers)
        if (season := data.pop(CONF_SEASON)) in _SEASONS:
            data |= zip(_ENDS, _SEASONS[season], strict=True)
        windows = off_peak_windows(data)
        if any(
            other.valid_from == windows.valid_from and do_overlap(other, windows)
            for other in map(off_peak_windows, self._others())
        ):
            raise TariffError({CONF_VALID_FROM: "date_taken"})
        return data

    @override
    def _title(self, words: Words, data: Mapping[str, Any]) -> str:
        parts = [
            words(TITLE, "off_peak_hours"),
            data[CONF_VALID_FROM],
            data[CONF_INTERVALS],
        ]
        season = _season_of(data)
        if season == OTHER:
            parts.append("-".join(map(show_month_day, _ends_of(data))))
        elif season != ALL_YEAR:
            parts.append(words(CONF_SEASON, season))
        if data[CONF_WEEKDAYS] != list(WEEKDAYS):
            days = [words(CONF_WEEKDAYS, day) for day in data[CONF_WEEKDAYS]]
            parts.append(", ".join(days))
        return title(*parts)

    @override
    def _unique_id(self, data: Mapping[str, Any]) -> str:
        days = (data[CONF_VALID_FROM], *_ends_of(data), *data[CONF_WEEKDAYS])
        return "_".join((SUBENTRY_OFF_PEAK_HOURS, *days))


def _read_intervals(text: str, *, weekdays: Collection[str]) -> str:
    if len(text) > _LONGEST_TEXT:
        raise FieldError("windows_unreadable")
    try:
        windows = parse_windows(text)
    except ValueError as err:
        raise FieldError("windows_unreadable") from err
    minutes = sum(end - start for start, end in within_day(windows))
    if minutes > MOST_OFF_PEAK_HOURS * 60 and not _WEEKEND.issuperset(weekdays):
        raise FieldError("windows_too_long", most=str(MOST_OFF_PEAK_HOURS))
    return format_windows(windows)


def _read_season(season: str, *, typed: Mapping[str, Any]) -> str:
    if season != OTHER and not all(is_empty(typed.get(field)) for field in _ENDS):
        raise FieldError("season_not_other")
    return season


def _read_weekdays(chosen: list[str]) -> list[str]:
    if not chosen:
        raise FieldError("no_weekday")
    return [day for day in WEEKDAYS if day in chosen]


def _typed_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept as the form has it."""
    season = _season_of(kept)
    typed = {**kept, CONF_SEASON: season}
    for field in _ENDS:
        if season == OTHER:
            typed[field] = show_month_day(kept[field])
        else:
            typed.pop(field, None)
    return typed


def _season_of(kept: Mapping[str, Any]) -> str:
    ends = _ends_of(kept)
    if not ends:
        return ALL_YEAR
    return next((name for name, known in _SEASONS.items() if known == ends), OTHER)


def _ends_of(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the first and the last day of the season, MM-DD; nothing for all the year."""
    return tuple(kept[field] for field in _ENDS if field in kept)
