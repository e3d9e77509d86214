"""The dialogue about what electricity costs from a day on."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers.selector import SelectSelectorMode

from ... import offers
from ...compat import vol
from ...const import (
    CONF_OPTION,
    CONF_PRICES,
    CONF_STANDING_CHARGE,
    CONF_STANDING_CHARGE_PER,
    CONF_VALID_FROM,
    SERVICE_ELECTRICITY,
    SUBENTRY_ELECTRICITY_TARIFF,
)
from ...ids import CONSUMPTION
from ...metering.tariff.money import micro_euros
from ...metering.tariff.options import CLASSES, TariffOption
from ...metering.tariff.standing import Per
from ...offers import ElectricityOffer
from ..selectors import Fields, Form, choice_field
from .checks import (
    MOST_PER_KWH,
    FieldError,
    Reader,
    TariffError,
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
    number_field,
)
from .known import subscribed_kva
from .words import NEXT_STEP, TITLE, Words, title

CONF_REGULATED: Final = "regulated"
CONF_SUBSCRIBED_POWER: Final = "subscribed_power"

ELECTRICITY_OPTION: Final = "electricity_option"
"""What the translations name the options under."""

_OFFER: Final = "regulated_offer"
"""What they name an offer under."""


def user_form() -> Form:
    """Return the form of step `user`: the regulated tariff is offered where there is one."""
    fields: Fields = {
        vol.Required(CONF_OPTION): choice_field(
            list(TariffOption), ELECTRICITY_OPTION, SelectSelectorMode.LIST
        )
    }
    if offers.ELECTRICITY_OFFERS:
        choices = (NO_OFFER, CONF_REGULATED)
        fields[vol.Required(CONF_OFFER, default=NO_OFFER)] = choice_field(
            choices, CONF_OFFER, SelectSelectorMode.LIST
        )
    return vol.Schema(fields)


def offer_form(found: Sequence[ElectricityOffer], words: Words) -> Form:
    """Return the form of step `offer`: the regulated tariffs of an option, and the powers that they have."""
    powers = sorted({kva for offer in found for kva in offer.standing_charge_per_year})
    return vol.Schema(
        {
            vol.Required(CONF_REGULATED): labelled_choice(
                {offer.key: _label(offer, words) for offer in found}
            ),
            vol.Optional(CONF_SUBSCRIBED_POWER): labelled_choice(
                {str(kva): f"{kva} kVA" for kva in powers}
            ),
        }
    )


def prices_form(option: TariffOption) -> Form:
    """Return the form of steps `prices` and `reconfigure`: what an option costs."""
    return vol.Schema(
        {
            **FIRST_DAY_FIELDS,
            **{
                vol.Optional(name.value): number_field("€/kWh")
                for name in CLASSES[option]
            },
            **STANDING_CHARGE_FIELDS,
        }
    )


def _label(offer: ElectricityOffer, words: Words) -> str:
    """Return the name of an offer: there may be one for small powers and one for others from the same day on."""
    powers = offer.standing_charge_per_year
    return words(_OFFER, "since").format(
        day=offer.valid_from.isoformat(), least=min(powers), most=max(powers)
    )


class ElectricityTariffFlow(TariffDialogue):
    """Ask for the option of the contract, then for its prices, with those of the regulated tariff to start with."""

    service: ClassVar[str] = SERVICE_ELECTRICITY

    def __init__(self) -> None:
        """Start without an option."""
        super().__init__()
        self._option = TariffOption.BASE

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask how the contract prices energy, and whether it is the regulated tariff."""
        if user_input is None:
            return self._show("user", user_form())
        self._option = TariffOption(user_input[CONF_OPTION])
        if user_input.get(CONF_OFFER) == CONF_REGULATED:
            if not _offers_of(self._option):
                self._typed = user_input
                return self._show(
                    "user", user_form(), TariffError({CONF_OFFER: "no_offer"})
                )
            return await self.async_step_offer()
        self._typed = {CONF_STANDING_CHARGE_PER: Per.MONTH.value}
        return await self.async_step_prices()

    async def async_step_offer(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask from when on the regulated tariff is meant, and for which power."""
        found = _offers_of(self._option)
        form = offer_form(found, await self._async_words())
        if user_input is None:
            self._typed = _first_choice(found, subscribed_kva(self._home()))
            return self._show("offer", form)
        self._typed = user_input
        offer = next(each for each in found if each.key == user_input[CONF_REGULATED])
        power: Reader = partial(_read_power, offer=offer)
        try:
            read = read_fields(user_input, {CONF_SUBSCRIBED_POWER: power})
        except TariffError as error:
            return self._show("offer", form, error)
        self._typed = _prices_of(offer, read[CONF_SUBSCRIBED_POWER])
        return await self.async_step_prices()

    async def async_step_prices(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the prices and for the day from which they hold, and say what is to be done beside."""
        words = await self._async_words()
        alone = self._option is TariffOption.BASE
        return await self._async_ask(
            "prices",
            prices_form(self._option),
            user_input,
            self._read,
            told={NEXT_STEP: "" if alone else words(NEXT_STEP, self._option)},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the prices of a tariff, to be changed."""
        kept = self._kept_data()
        self._option = TariffOption(kept[CONF_OPTION])
        self._typed = {**kept, **kept[CONF_PRICES]}
        return await self._async_ask(
            "reconfigure", prices_form(self._option), user_input, self._read
        )

    def _read(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of a form.

        Raises:
            TariffError: it cannot be accepted.

        """
        taken = [other[CONF_VALID_FROM] for other in self._others()]
        charge = partial(read_standing_charge, per=typed[CONF_STANDING_CHARGE_PER])
        readers: dict[str, Reader] = {
            CONF_VALID_FROM: partial(read_first_day, taken=taken),
            **{name.value: _read_price for name in CLASSES[self._option]},
            CONF_STANDING_CHARGE: charge,
            CONF_STANDING_CHARGE_PER: str,
        }
        read = read_fields(typed, readers)
        prices = {name.value: read.pop(name.value) for name in CLASSES[self._option]}
        return {**read, CONF_OPTION: self._option.value, CONF_PRICES: prices}

    @override
    def _title(self, words: Words, data: Mapping[str, Any]) -> str:
        kind, option = words("statistic", CONSUMPTION), words(TITLE, data[CONF_OPTION])
        return title(kind, data[CONF_VALID_FROM], option)

    @override
    def _unique_id(self, data: Mapping[str, Any]) -> str:
        return f"{SUBENTRY_ELECTRICITY_TARIFF}_{data[CONF_VALID_FROM]}"


def _read_price(value: float) -> float:
    """Return the price of a kWh in €.

    Raises:
        FieldError: no supplier asks that.

    """
    price = read_amount(value, most=MOST_PER_KWH)
    if micro_euros(price) == 0:
        raise FieldError("zero")
    return price


def _read_power(value: str, *, offer: ElectricityOffer) -> int:
    """Return a subscribed power in kVA.

    Raises:
        FieldError: an offer does not have it.

    """
    if int(value) not in offer.standing_charge_per_year:
        powers = ", ".join(map(str, offer.standing_charge_per_year))
        raise FieldError("power_not_offered", powers=powers)
    return int(value)


def _offers_of(option: TariffOption) -> list[ElectricityOffer]:
    """Return the regulated tariffs of an option, newest first."""
    return [each for each in offers.ELECTRICITY_OFFERS if each.option == option]


def _first_choice(
    found: Sequence[ElectricityOffer], power: int | None
) -> dict[str, Any]:
    """Return the newest offer for the power of the contract, as far as it is known."""
    offer = next(
        (each for each in found if power in each.standing_charge_per_year), None
    )
    if offer is None:
        return {CONF_REGULATED: found[0].key}
    return {CONF_REGULATED: offer.key, CONF_SUBSCRIBED_POWER: str(power)}


def _prices_of(offer: ElectricityOffer, power: int) -> dict[str, Any]:
    """Return an offer as the form of prices has it."""
    return {
        CONF_VALID_FROM: offer.valid_from.isoformat(),
        **{name: float(price) for name, price in offer.prices.items()},
        CONF_STANDING_CHARGE: float(offer.standing_charge_per_year[power]),
        CONF_STANDING_CHARGE_PER: Per.YEAR.value,
    }
