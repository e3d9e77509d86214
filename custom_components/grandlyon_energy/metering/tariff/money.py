"""Money as whole numbers."""

from decimal import Decimal
from typing import Final

PICO_EUR: Final = 10**12
"""1e-12 € in one euro: what costs are counted in."""

_MICRO_EUR: Final = 10**6


def micro_euros(amount: float | str | Decimal) -> int:
    """Return euros, as a person or a table writes them, in whole µ€; a seventh decimal is rounded half to even.

    Raises:
        ValueError: it is no finite number.

    """
    try:
        exact = Decimal(str(amount))
        return int((exact * _MICRO_EUR).to_integral_value())
    except ArithmeticError as err:
        raise ValueError("not an amount of money") from err
