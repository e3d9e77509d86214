"""How amounts are read that a page shows."""

from decimal import Decimal

import pytest

from .amounts import amount_in


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("en", "1,644.95 kWh", "1644.95", "kWh"),
        ("en", "€1,644.95", "1644.95", "€"),
        ("en", "-€0.00", "-0.00", "€"),
        ("en", "100%", "100", "%"),
        ("fr", "1\u202f644,95\u00a0kWh", "1644.95", "kWh"),
        ("fr", "1\u202f644,95\u00a0€", "1644.95", "€"),
        ("fr", "-2\u202f418,46\u00a0kWh", "-2418.46", "kWh"),
    ],
)
def test_an_amount_is_read_in_its_language(
    language: str, text: str, value: str, unit: str
) -> None:
    amount = amount_in(text, language)

    assert (amount.value, amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "1,644.95 kWh"), ("en", "1 644,95 kWh"), ("en", "Unknown"), ("fr", "")],
)
def test_another_form_is_no_amount(language: str, text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        amount_in(text, language)


@pytest.mark.parametrize(
    ("text", "truth", "digits", "equal"),
    [
        ("528.9 kWh", 528.937, None, True),
        ("528.9 kWh", 528.96, None, False),
        ("21.9 kWh", 21.904, 2, True),
        ("21.9 kWh", 21.94, 2, False),
        ("€5.40", 5.41, 2, False),
    ],
)
def test_an_amount_is_true_to_its_last_digit(
    text: str, truth: float, digits: int | None, equal: bool
) -> None:
    assert amount_in(text, "en").is_of(truth, digits=digits) is equal


def test_an_amount_may_lie_between_two() -> None:
    amount = amount_in("€5.40", "en")

    assert amount.is_of(5.0, 6.0)
    assert not amount.is_of(5.5, 6.0)
