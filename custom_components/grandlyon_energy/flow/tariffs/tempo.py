"""The dialogue about the colours of Tempo days."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers.selector import BooleanSelector

from ...compat import vol
from ...const import CONF_COLOURS, SERVICE_ELECTRICITY
from ..selectors import Form
from .calendar_text import read_calendar, show_calendar
from .checks import FieldError, read_fields
from .dialogue import TariffDialogue
from .fields import lines_field
from .words import TITLE, Words, title

CONF_DAYS: Final = "days"
CONF_OTHERS_ARE_BLUE: Final = "others_are_blue"


def calendar_form() -> Form:
    """Return the form of steps `user` and `reconfigure`."""
    return vol.Schema(
        {
            vol.Optional(CONF_DAYS): lines_field(),
            vol.Required(CONF_OTHERS_ARE_BLUE, default=False): BooleanSelector(),
        }
    )


class TempoCalendarFlow(TariffDialogue):
    """Ask for days and their colours."""

    service: ClassVar[str] = SERVICE_ELECTRICITY

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Take a calendar that is pasted."""
        return await self._async_ask("user", calendar_form(), user_input, self._read)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the days of a calendar, to be changed."""
        kept = self._kept_data()
        days = show_calendar(kept[CONF_COLOURS], french=self._is_french)
        self._typed = {CONF_DAYS: days}
        return await self._async_ask(
            "reconfigure", calendar_form(), user_input, self._read
        )

    def _read(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of a form.

        Raises:
            TariffError: it cannot be accepted.

        """

        def read_days(text: str) -> dict[str, str]:
            return self._read_days(text, others_are_blue=typed[CONF_OTHERS_ARE_BLUE])

        return {CONF_COLOURS: read_fields(typed, {CONF_DAYS: read_days})[CONF_DAYS]}

    def _read_days(self, text: str, *, others_are_blue: bool) -> dict[str, str]:
        colours = {
            day.isoformat(): colour.value
            for day, colour in read_calendar(
                text, others_are_blue=others_are_blue
            ).items()
        }
        for other in self._others():
            for day, colour in other[CONF_COLOURS].items():
                if colours.get(day, colour) != colour:
                    raise FieldError("colour_contradicts", day=day)
        return colours

    @override
    def _title(self, words: Words, data: Mapping[str, Any]) -> str:
        days = data[CONF_COLOURS]
        return title(words(TITLE, "tempo"), f"{min(days)} \N{EN DASH} {max(days)}")

    @override
    def _unique_id(self, data: Mapping[str, Any]) -> None:
        """Return nothing: calendars that tell the same of a day do no harm."""
