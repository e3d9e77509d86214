"""Money as whole numbers."""

from decimal import Decimal

import pytest

from custom_components.grandlyon_energy.metering.tariff.money import micro_euros


@pytest.mark.parametrize(
    ("written", "micro"),
    [
        (0.1, 100_000),
        (0.194, 194_000),
        (1.3926, 1_392_600),
        ("0.19405", 194_050),
        (Decimal("50.66"), 50_660_000),
        (0, 0),
        (1234567.89, 1_234_567_890_000),
        (-0.5, -500_000),
        # The seventh decimal: half to even.
        ("0.0000005", 0),
        ("0.0000015", 2),
        ("0.00000051", 1),
    ],
)
def test_euros_are_whole_micro_euros_as_they_are_written(
    written: float | str | Decimal, micro: int
) -> None:
    assert micro_euros(written) == micro


@pytest.mark.parametrize(
    "written", ["", "x", "0,19", "nan", "inf", "-inf", "1e999999", float("nan")]
)
def test_what_is_no_finite_number_is_no_money(written: float | str) -> None:
    with pytest.raises(ValueError, match=r"not an amount of money|cannot convert"):
        micro_euros(written)
