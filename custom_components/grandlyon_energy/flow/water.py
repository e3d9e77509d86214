"""The pages of the config flow about water."""

from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..const import (
    CONF_CONTRACTS,
    CONF_LINKS,
    CONF_LOGIN,
    CONF_NUMBER,
    CONF_WAY,
    SERVICE_WATER,
    WAY_EGL,
    WAY_PORTAL,
)
from ..sources import WaterSource
from ..sources.readings import MeterIndex, WaterContract
from .calls import async_check_readings, async_log_in_to_water
from .checks import BASE, FormError
from .data import link, water_data
from .dialogue import Dialogue
from .linking import Readings, async_link_contracts, is_read_already, links_that_hold
from .schemas import CONF_LEAVE_OUT, egl_form, portal_form, water_contracts_form

_PAGES: Final = {WAY_EGL: ("water", egl_form), WAY_PORTAL: ("portal", portal_form)}
"""By way, the step that asks for its log-in, and its form."""


class WaterSteps(Dialogue):
    """A step for each way to water, and one for the choice of contracts."""

    _water_source: WaterSource
    """Kept from the log-in to the choice of contracts, which needs no second one."""

    def __init__(self) -> None:
        """Start with nothing known."""
        super().__init__()
        self._water: dict[str, Any] = {}
        self._water_way = ""
        self._water_contracts: Sequence[WaterContract] = ()
        """Those of the log-in that no other home has."""

        self._shown_contracts: Sequence[str] = ()
        """The numbers of all that the log-in opens."""

        self._links: dict[str, Any] = {}
        """How the way knows the contracts that the home has, by the numbers that it keeps them under."""

        self._not_found: Sequence[str] = ()
        """Contracts of the home that the log-in does not open."""

    async def async_step_water(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the log-in and the partner's key to Eau du Grand Lyon."""
        return await self._async_ask_for_log_in(WAY_EGL, user_input)

    async def async_step_portal(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the customer's account at Eau du Grand Lyon."""
        return await self._async_ask_for_log_in(WAY_PORTAL, user_input)

    async def async_step_water_contracts(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of the log-in's contracts are this home's."""
        if user_input is None:
            own = list(self._numbers_of_home)
            self._typed = {CONF_CONTRACTS: own} if own else {}
            return self._show_water_contracts(self._warning())
        if user_input.pop(CONF_LEAVE_OUT, False):
            return await self._async_next()
        self._typed = user_input
        try:
            await self._async_choose(user_input[CONF_CONTRACTS])
        except FormError as error:
            return self._show_water_contracts(error)
        return await self._async_next()

    async def _async_ask_for_log_in(
        self, way: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        if user_input is None:
            return self._show_log_in(way)
        if user_input.pop(CONF_LEAVE_OUT, False):
            return await self._async_next()
        try:
            await self._async_log_in(way, self._accept(user_input))
            if self._is_there(SERVICE_WATER):
                await self._async_find_own_contracts()
            numbers = [contract.contract_id for contract in self._water_contracts]
            if len(numbers) == 1 and not self._not_found:
                await self._async_choose(numbers)
        except FormError as error:
            return self._show_log_in(way, error)
        if SERVICE_WATER in self._data:
            return await self._async_next()
        return await self.async_step_water_contracts()

    async def _async_log_in(self, way: str, typed: dict[str, Any]) -> None:
        """Log in, and keep the contracts that no other entry has."""
        self._water_source, contracts = await async_log_in_to_water(
            async_get_clientsession(self.hass), {CONF_WAY: way, **typed}
        )
        taken = self._taken()
        self._water_way, self._water = way, typed
        self._shown_contracts = [contract.contract_id for contract in contracts]
        self._water_contracts = [
            contract
            for contract in contracts
            if taken.isdisjoint(
                {(way, contract.contract_id), (SERVICE_WATER, contract.contract_id)}
            )
        ]
        if self._water_contracts or self._is_there(SERVICE_WATER):
            return
        if self._data:
            # What was typed for electricity is not lost: the form offers to leave the water out.
            raise FormError({BASE: "already_configured"})
        raise AbortFlow("already_configured")

    async def _async_find_own_contracts(self) -> None:
        """Find the contracts of the home among those of the log-in, which may know them by other numbers.

        Raises:
            FormError: one is not there. Only if the same way no longer has it may the home go on without.

        """
        before, way = self._before[SERVICE_WATER], self._water_way
        numbers = [contract.contract_id for contract in self._water_contracts]
        links = links_that_hold(before[CONF_LINKS].get(way, {}), numbers)
        missing = [each for each in before[CONF_CONTRACTS] if each not in links]
        if missing:
            held = {each[CONF_NUMBER] for each in links.values()}
            links |= await async_link_contracts(
                self._water_source,
                way,
                self._known_readings(missing),
                [number for number in numbers if number not in held],
            )
        self._links = {
            each: links[each] for each in before[CONF_CONTRACTS] if each in links
        }
        self._not_found = [each for each in missing if each not in links]
        if self._not_found and (way != before[CONF_WAY] or not links):
            raise FormError(
                {CONF_LOGIN: "contract_not_found"}, code=self._not_found[0][-4:]
            )

    async def _async_choose(self, chosen: Sequence[str]) -> None:
        """Keep the chosen contracts, once the readings of those that are new to the home have been looked at."""
        if not chosen:
            raise FormError({CONF_CONTRACTS: "no_contract_chosen"})
        own, way = self._numbers_of_home, self._water_way
        links = {
            own[number]: self._links[own[number]] for number in own if number in chosen
        }
        for number in chosen:
            if number in own:
                continue
            readings = await async_check_readings(self._water_source, way, number)
            # Two ways may number different contracts alike.
            if number in links or is_read_already(readings, self._water_of_all_homes()):
                raise AbortFlow("already_configured")
            links[number] = link(number)
        self._data[SERVICE_WATER] = water_data(
            way, self._water, links, before=self._before.get(SERVICE_WATER)
        )

    @property
    def _numbers_of_home(self) -> dict[str, str]:
        """The numbers by which the log-in knows contracts of the home, and those that the home keeps them under."""
        return {each[CONF_NUMBER]: contract for contract, each in self._links.items()}

    def _warning(self) -> FormError | None:
        """Return what is said of a contract that the home has and the log-in no longer opens."""
        if not self._not_found:
            return None
        return FormError(
            {CONF_CONTRACTS: "contract_left_out"}, code=self._not_found[0][-4:]
        )

    def _water_of_all_homes(self) -> list[Sequence[MeterIndex]]:
        """Return what is known of the contracts of the homes that run, by whichever way."""
        return [
            meter.ledger.readings()
            for entry in self._async_current_entries()
            if (runtime := getattr(entry, "runtime_data", None)) and runtime.water
            for meter in runtime.water.meters
        ]

    def _known_readings(self, contracts: Sequence[str]) -> Readings:
        """Return what is known of contracts of the entry, which only a home that runs can say."""
        entry = self._get_reconfigure_entry()
        if entry.state is not ConfigEntryState.LOADED:
            raise AbortFlow("home_not_loaded")
        return {
            meter.contract_id: meter.ledger.readings()
            for meter in entry.runtime_data.water.meters
            if meter.contract_id in contracts
        }

    def _show_log_in(
        self, way: str, error: FormError | None = None
    ) -> ConfigFlowResult:
        step_id, form = _PAGES[way]
        return self._show(step_id, form(self._form_state(error)), error)

    def _show_water_contracts(self, error: FormError | None = None) -> ConfigFlowResult:
        form = water_contracts_form(self._water_contracts, self._form_state(error))
        return self._show("water_contracts", form, error)
