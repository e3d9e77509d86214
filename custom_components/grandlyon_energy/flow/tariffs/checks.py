"""What every dialogue about tariffs checks: days, numbers, and that a form is right as a whole."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from math import inf, isfinite
from typing import Any, Final

from homeassistant.helpers import config_validation as cv

from ...metering.tariff.standing import Per
from ..calls import today
from ..checks import Errors, FormError

MOST_PER_KWH: Final = 10
"""€; a price above it was typed in cents."""

MOST_PER_M3: Final = 100
MOST_STANDING_CHARGE: Final[Mapping[Per, int]] = {Per.MONTH: 200, Per.YEAR: 2_500}
"""€; the standing charge of a year that was given for a month is above it."""

FIRST_DAY: Final = date(2015, 1, 1)
"""No reading is older: it is when the first Linky meters came."""

_AHEAD: Final = timedelta(days=2 * 366)
"""How far ahead a tariff may be announced."""

type Reader = Callable[[Any], Any]
"""Takes what a field was given, and returns what is kept of it or raises FieldError."""


class FieldError(Exception):
    """What a field was given cannot be accepted."""

    def __init__(self, key: str, **told: str) -> None:
        """Keep which words of the translations say why, and what they name."""
        super().__init__(key)
        self.key = key
        self.told = told


class TariffError(FormError):
    """A form about a tariff cannot be accepted as it is."""

    def __init__(self, errors: Errors, told: Mapping[str, str] | None = None) -> None:
        """Keep what the form shows: the errors by field, and what their words name."""
        super().__init__(errors)
        self.told = told or {}


def read_fields(
    typed: Mapping[str, Any], readers: Mapping[str, Reader]
) -> dict[str, Any]:
    """Return what is kept of each field that has a reader, all of which must be filled in.

    They are so here, not in the schema: the page would send 0 for a required number that nobody typed, and today for
    a required date.

    Raises:
        TariffError: what is wrong, field by field.

    """
    read: dict[str, Any] = {}
    errors: Errors = {}
    told: dict[str, str] = {}
    for field, reader in readers.items():
        try:
            read[field] = reader(read_given(typed.get(field)))
        except FieldError as err:
            errors[field] = err.key
            told |= err.told
    if errors:
        raise TariffError(errors, told)
    return read


def is_empty(value: Any) -> bool:
    """Return whether a field was left empty; the page sends nothing then, or an empty text."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_given(value: Any) -> Any:
    """Return what a field was given.

    Raises:
        FieldError: it was left empty.

    """
    if is_empty(value):
        raise FieldError("missing")
    return value


def read_amount(value: float, *, most: float = inf) -> float:
    """Return an amount of money in €.

    Raises:
        FieldError: it is no number, below 0, or so much that it can only be cents.

    """
    amount = float(value)
    if not isfinite(amount):
        raise FieldError("not_a_number")
    if amount < 0:
        raise FieldError("negative")
    if amount > most:
        raise FieldError("too_high")
    return amount


def read_standing_charge(value: float, *, per: str, homes: float = 1) -> float:
    """Return the standing charge of a month or of a year, in €, of one home or of several that share a contract.

    Raises:
        FieldError: it is no number, below 0, or so much that it is that of a longer period.

    """
    amount = read_amount(value)
    if amount > MOST_STANDING_CHARGE[Per(per)] * max(1, homes):
        raise FieldError("charge_too_high")
    return amount


def read_first_day(value: str, *, taken: Collection[str] = ()) -> str:
    """Return the local day on which something begins to hold, ISO form.

    Args:
        value: As the page sends it.
        taken: The days, ISO form, on which others of its kind begin.

    Raises:
        FieldError: such a day cannot be meant, or is taken.

    """
    day: date = cv.date(value)
    if not is_possible(day):
        raise FieldError("date_out_of_range")
    if day.isoformat() in taken:
        raise FieldError("date_taken")
    return day.isoformat()


def is_possible(day: date) -> bool:
    """Return whether a tariff may be about a local day: since there are readings, and as far ahead as any is known."""
    return FIRST_DAY <= day <= today() + _AHEAD
