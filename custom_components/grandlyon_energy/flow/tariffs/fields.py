"""How the fields of the dialogues about tariffs are typed."""

from collections.abc import Mapping
from typing import Final

from homeassistant.helpers.selector import (
    DateSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)

from ...compat import vol
from ...const import CONF_STANDING_CHARGE, CONF_STANDING_CHARGE_PER, CONF_VALID_FROM
from ...metering.tariff.standing import Per
from ..selectors import Fields, choice_field

CONF_OFFER: Final = "offer"
NO_OFFER: Final = "none"


def number_field(unit: str | None = None) -> NumberSelector:
    """Return a field for a number without limits: the checks of a form say what is wrong in our words."""
    config = NumberSelectorConfig(step="any", mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def labelled_choice(
    labels: Mapping[str, str], mode: SelectSelectorMode = SelectSelectorMode.DROPDOWN
) -> SelectSelector:
    """Return a field with options that are given with their labels, since these hold dates or numbers."""
    options = [
        SelectOptionDict(value=value, label=label) for value, label in labels.items()
    ]
    return SelectSelector(SelectSelectorConfig(options=options, mode=mode))


def lines_field() -> TextSelector:
    """Return a field for several lines of text."""
    return TextSelector(TextSelectorConfig(multiline=True))


FIRST_DAY_FIELDS: Final[Fields] = {vol.Optional(CONF_VALID_FROM): DateSelector()}

STANDING_CHARGE_FIELDS: Final[Fields] = {
    vol.Optional(CONF_STANDING_CHARGE): number_field("€"),
    vol.Required(CONF_STANDING_CHARGE_PER): choice_field(
        list(Per), CONF_STANDING_CHARGE_PER, SelectSelectorMode.DROPDOWN
    ),
}
