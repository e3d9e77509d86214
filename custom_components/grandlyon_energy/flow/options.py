"""The options of a home, and the page on which the consent to read electricity is taken back."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util import dt as dt_util

from ..compat import vol
from ..const import (
    CONF_CONTINUITY_DAYS,
    CONF_CONTINUITY_LITRES,
    CONF_ELECTRICITY_OVERLAP_DAYS,
    CONF_WATER_ATTRIBUTION,
    CONF_WATER_OVERLAP_DAYS,
    CONF_WITHDRAWN_AT,
    DEFAULT_CONTINUITY_DAYS,
    DEFAULT_CONTINUITY_LITRES,
    DEFAULT_ELECTRICITY_OVERLAP_DAYS,
    DEFAULT_WATER_OVERLAP_DAYS,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
)
from ..metering.water import Attribution
from ..restart import async_start_again
from ..ways import wants_curve
from .checks import Errors, FormError
from .cost_options import USUAL as USUAL_COSTS, costs_form, with_costs
from .data import with_consent_withdrawn, without_curve
from .deletion import NotDeletedError, async_delete_history
from .dialogue import ADDRESSES
from .home_forms import (
    CONF_DELETE_HISTORY,
    CONF_WITHDRAW,
    WITHDRAW_ALL,
    removal_form,
    withdrawal_form,
)
from .selectors import Form


def _number(lowest: int, highest: int, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=lowest,
            max=highest,
            step=1,
            unit_of_measurement=unit,
            mode=NumberSelectorMode.BOX,
        )
    )


_DAY: Final = "d"
_LITRE: Final = "L"

_ELECTRICITY_OPTIONS: Final = {
    vol.Required(CONF_ELECTRICITY_OVERLAP_DAYS): _number(7, 60, _DAY)
}

_WATER_OPTIONS: Final = {
    vol.Required(CONF_CONTINUITY_LITRES): _number(1, 10_000, _LITRE),
    vol.Required(CONF_CONTINUITY_DAYS): _number(2, 60, _DAY),
    vol.Required(CONF_WATER_OVERLAP_DAYS): _number(14, 365, _DAY),
    vol.Required(CONF_WATER_ATTRIBUTION): SelectSelector(
        SelectSelectorConfig(
            options=list(Attribution),
            translation_key=CONF_WATER_ATTRIBUTION,
            mode=SelectSelectorMode.LIST,
        )
    ),
}

_USUAL: Final[dict[str, Any]] = {
    CONF_ELECTRICITY_OVERLAP_DAYS: DEFAULT_ELECTRICITY_OVERLAP_DAYS,
    CONF_CONTINUITY_LITRES: DEFAULT_CONTINUITY_LITRES,
    CONF_CONTINUITY_DAYS: DEFAULT_CONTINUITY_DAYS,
    CONF_WATER_OVERLAP_DAYS: DEFAULT_WATER_OVERLAP_DAYS,
    CONF_WATER_ATTRIBUTION: Attribution.PREVIOUS_DAY.value,
}
"""What holds where an entry keeps nothing else."""


def options_form(data: Mapping[str, Any]) -> Form:
    """Return the form of step `readings`: the options of the services that an entry has."""
    return vol.Schema(
        {
            **(_ELECTRICITY_OPTIONS if SERVICE_ELECTRICITY in data else {}),
            **(_WATER_OPTIONS if SERVICE_WATER in data else {}),
        }
    )


def first_options(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that a home keeps from the start: they never change by themselves, whatever becomes usual."""
    if SERVICE_WATER in data:
        return {CONF_WATER_ATTRIBUTION: Attribution.PREVIOUS_DAY.value}
    return {}


class GrandLyonOptionsFlow(OptionsFlow):
    """Change the options of a home, or take a consent back; the update listener starts the home again."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer what there is to change: a consent belongs to electricity alone."""
        pages = ["readings", "costs"]
        if SERVICE_ELECTRICITY in self.config_entry.data:
            pages.append("withdrawn" if self._is_withdrawn else "consent")
        return self.async_show_menu(step_id="init", menu_options=pages)

    async def async_step_readings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options that the home's services have."""
        options = self.config_entry.options
        if user_input is None:
            form = self.add_suggested_values_to_schema(
                options_form(self.config_entry.data), _USUAL | options
            )
            return self.async_show_form(step_id="readings", data_schema=form)
        typed = {
            key: int(value) if isinstance(value, float) else value
            for key, value in user_input.items()
        }
        # What is as usual is not kept, so that nothing changes when nothing is changed.
        chosen = {
            key: value
            for key, value in typed.items()
            if key in options or value != _USUAL[key]
        }
        return self.async_create_entry(data={**options, **chosen})

    async def async_step_costs(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what the costs of the home's services hold."""
        options = self.config_entry.options
        form = costs_form(self.config_entry.data)
        if user_input is None:
            return self._show_costs(form, {**USUAL_COSTS, **options}, {})
        try:
            kept = with_costs(self.hass, options, form, user_input)
        except FormError as error:
            return self._show_costs(form, user_input, error.errors)
        return self.async_create_entry(data=kept)

    def _show_costs(
        self, form: Form, values: Mapping[str, Any], errors: Errors
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="costs",
            data_schema=self.add_suggested_values_to_schema(form, values),
            errors=errors,
        )

    async def async_step_consent(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user take back the consent to read electricity, or its half-hours, and delete what was read."""
        settings = self.config_entry.data.get(SERVICE_ELECTRICITY)
        if settings is None:
            # Another dialogue has taken it out meanwhile.
            return self.async_abort(reason="changed_meanwhile")
        if user_input is None:
            form = withdrawal_form(curve=wants_curve(settings))
            return self.async_show_form(
                step_id="consent", data_schema=form, description_placeholders=ADDRESSES
            )
        deletes = user_input[CONF_DELETE_HISTORY]
        if user_input[CONF_WITHDRAW] == WITHDRAW_ALL:
            withdrawn = with_consent_withdrawn(settings, at=dt_util.utcnow())
            return await self._async_change("consent_withdrawn", withdrawn, deletes)
        return await self._async_change(
            "curve_withdrawn", without_curve(settings), deletes
        )

    async def async_step_withdrawn(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that nothing is read any more, and let the user delete what was."""
        if user_input is None:
            return self.async_show_form(step_id="withdrawn", data_schema=removal_form())
        settings = self.config_entry.data.get(SERVICE_ELECTRICITY)
        if settings is None:
            return self.async_abort(reason="changed_meanwhile")
        if not user_input[CONF_DELETE_HISTORY]:
            return self.async_abort(reason="nothing_deleted")
        return await self._async_change("history_deleted", settings, deletes=True)

    async def _async_change(
        self, reason: str, settings: dict[str, Any], deletes: bool
    ) -> ConfigFlowResult:
        """Keep other settings of electricity, so that no call is made that they do not allow, and delete what was read."""
        entry = self.config_entry
        data = {**entry.data, SERVICE_ELECTRICITY: settings}
        if deletes:
            try:
                await async_delete_history(
                    self.hass, entry, SERVICE_ELECTRICITY, keeps=data
                )
            except NotDeletedError:
                reason = "history_not_deleted"
        listens = bool(entry.update_listeners)
        self.hass.config_entries.async_update_entry(entry, data=data)
        if not listens:
            self.hass.async_create_task(async_start_again(self.hass, entry))
        return self.async_abort(reason=reason)

    @property
    def _is_withdrawn(self) -> bool:
        return CONF_WITHDRAWN_AT in self.config_entry.data[SERVICE_ELECTRICITY]
