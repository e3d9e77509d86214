"""The dialogue about what a contract's water costs from a day on."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import SelectSelectorMode

from ... import offers
from ...compat import vol
from ...const import (
    CONF_CONTRACT,
    CONF_CONTRACTS,
    CONF_DWELLINGS,
    CONF_PRICE_OF_ALL,
    CONF_STANDING_CHARGE,
    CONF_STANDING_CHARGE_PER,
    CONF_TIER_BASIS,
    CONF_TIERS,
    CONF_VALID_FROM,
    SERVICE_WATER,
    SUBENTRY_WATER_TARIFF,
)
from ...ids import WATER
from ...metering.tariff.standing import Per
from ...metering.tariff.water import TierBasis
from ...offers import WaterOffer
from ..selectors import Fields, Form, choice_field
from .checks import (
    MOST_PER_M3,
    FieldError,
    Reader,
    read_amount,
    read_fields,
    read_first_day,
    read_standing_charge,
)
from .dialogue import TariffDialogue
from .fields import (
    CONF_OFFER,
    FIRST_DAY_FIELDS,
    NO_OFFER,
    STANDING_CHARGE_FIELDS,
    labelled_choice,
    lines_field,
    number_field,
)
from .tiers_text import read_tiers, show_tiers
from .words import Words, title

WATER_OFFER: Final = "water_offer"
"""What the translations name the offers under."""

_MOST_DWELLINGS: Final = 10_000

_USUAL: Final = {
    CONF_STANDING_CHARGE_PER: Per.YEAR.value,
    CONF_TIER_BASIS: TierBasis.CALENDAR_YEAR.value,
    CONF_DWELLINGS: 1,
}


def user_form(contracts: list[str], words: Words) -> Form:
    """Return the form of step `user`: which contract, where there are several, and which offer to start with."""
    fields: Fields = {}
    if len(contracts) > 1:
        names = {contract: contract for contract in contracts}
        fields[vol.Required(CONF_CONTRACT)] = labelled_choice(names)
    if offers.WATER_OFFERS:
        names = {NO_OFFER: words(WATER_OFFER, NO_OFFER)}
        names |= {offer.key: _label(offer, words) for offer in offers.WATER_OFFERS}
        fields[vol.Required(CONF_OFFER, default=NO_OFFER)] = labelled_choice(
            names, SelectSelectorMode.LIST
        )
    return vol.Schema(fields)


def prices_form() -> Form:
    """Return the form of steps `prices` and `reconfigure`."""
    return vol.Schema(
        {
            **FIRST_DAY_FIELDS,
            vol.Optional(CONF_TIERS): lines_field(),
            vol.Optional(CONF_PRICE_OF_ALL): number_field("€/m³"),
            **STANDING_CHARGE_FIELDS,
            vol.Required(CONF_TIER_BASIS): choice_field(
                list(TierBasis), CONF_TIER_BASIS, SelectSelectorMode.LIST
            ),
            vol.Optional(CONF_DWELLINGS): number_field(),
        }
    )


def _label(offer: WaterOffer, words: Words) -> str:
    return words(WATER_OFFER, "since").format(day=offer.valid_from.isoformat())


class WaterTariffFlow(TariffDialogue):
    """Ask for the contract and for its prices, with those of an offer to start with."""

    service: ClassVar[str] = SERVICE_WATER

    def __init__(self) -> None:
        """Start without a contract."""
        super().__init__()
        self._contract = ""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what there is to choose, if there is anything."""
        contracts = self._contracts()
        form = user_form(contracts, await self._async_words())
        if user_input is None and form.schema:
            return self._show("user", form)
        chosen = user_input or {}
        self._contract = chosen.get(CONF_CONTRACT, contracts[0])
        self._typed = _USUAL | next(
            (
                _prices_of(offer, french=self._is_french)
                for offer in offers.WATER_OFFERS
                if offer.key == chosen.get(CONF_OFFER)
            ),
            {},
        )
        return await self.async_step_prices()

    async def async_step_prices(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the prices and for the day from which they hold."""
        if self._contract not in self._contracts():
            raise AbortFlow("changed_meanwhile")
        return await self._async_ask_for_prices("prices", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the prices of a tariff, to be changed."""
        kept = self._kept_data()
        self._contract = kept[CONF_CONTRACT]
        tiers = show_tiers(kept[CONF_TIERS], french=self._is_french)
        self._typed = {**kept, CONF_TIERS: tiers}
        return await self._async_ask_for_prices("reconfigure", user_input)

    async def _async_ask_for_prices(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        return await self._async_ask(
            step_id,
            prices_form(),
            user_input,
            self._read,
            told={"contract": _end(self._contract)},
        )

    def _contracts(self) -> list[str]:
        """Return the numbers under which the home has its contracts."""
        contracts: list[str] = self._home().data[SERVICE_WATER][CONF_CONTRACTS]
        return contracts

    def _read(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of a form.

        Raises:
            TariffError: it cannot be accepted.

        """
        taken = [
            other[CONF_VALID_FROM]
            for other in self._others()
            if other[CONF_CONTRACT] == self._contract
        ]
        charge = partial(
            read_standing_charge,
            per=typed[CONF_STANDING_CHARGE_PER],
            homes=typed.get(CONF_DWELLINGS) or 1,
        )
        readers: dict[str, Reader] = {
            CONF_VALID_FROM: partial(read_first_day, taken=taken),
            CONF_TIERS: read_tiers,
            CONF_PRICE_OF_ALL: partial(read_amount, most=MOST_PER_M3),
            CONF_STANDING_CHARGE: charge,
            CONF_STANDING_CHARGE_PER: str,
            CONF_TIER_BASIS: str,
            CONF_DWELLINGS: _read_dwellings,
        }
        return {CONF_CONTRACT: self._contract, **read_fields(typed, readers)}

    @override
    def _title(self, words: Words, data: Mapping[str, Any]) -> str:
        kind = f"{words('statistic', WATER)} ···{_end(data[CONF_CONTRACT])}"
        return title(kind, data[CONF_VALID_FROM])

    @override
    def _unique_id(self, data: Mapping[str, Any]) -> str:
        return f"{SUBENTRY_WATER_TARIFF}_{data[CONF_CONTRACT]}_{data[CONF_VALID_FROM]}"


def _read_dwellings(value: float) -> int:
    """Return how many dwellings share the contract.

    Raises:
        FieldError: not a whole number of them, or not one.

    """
    if not (1 <= value <= _MOST_DWELLINGS and float(value).is_integer()):
        raise FieldError("dwellings_not_whole")
    return int(value)


def _prices_of(offer: WaterOffer, *, french: bool) -> dict[str, Any]:
    """Return an offer as the form of prices has it."""
    return {
        CONF_VALID_FROM: offer.valid_from.isoformat(),
        CONF_TIERS: show_tiers(offer.tiers, french=french),
        CONF_PRICE_OF_ALL: float(offer.price_of_all),
        CONF_STANDING_CHARGE: float(offer.standing_charge_per_year),
    }


def _end(contract: str) -> str:
    """Return what may be shown of a contract's number."""
    return contract[-4:]
