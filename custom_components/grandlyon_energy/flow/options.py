"""The options of a home."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..compat import vol
from ..const import CONF_WATER_ATTRIBUTION, SERVICE_WATER
from ..metering.water import Attribution

WATER_OPTIONS = vol.Schema(
    {
        vol.Required(CONF_WATER_ATTRIBUTION): SelectSelector(
            SelectSelectorConfig(
                options=list(Attribution),
                translation_key=CONF_WATER_ATTRIBUTION,
                mode=SelectSelectorMode.LIST,
            )
        )
    }
)


def first_options(data: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a new home: they never change by themselves, whatever becomes the usual choice."""
    if SERVICE_WATER in data:
        return {CONF_WATER_ATTRIBUTION: Attribution.PREVIOUS_DAY.value}
    return {}


class GrandLyonOptionsFlow(OptionsFlow):
    """Change the options of a home; the update listener starts it again with them."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options that the home's services have."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                WATER_OPTIONS, self.config_entry.options
            ),
        )
