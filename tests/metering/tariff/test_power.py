"""Which subscribed power a home needs."""

import pytest

from custom_components.grandlyon_energy.metering.tariff.power import enough_kva


@pytest.mark.parametrize(
    ("maximum_va", "kva"),
    [
        (0, 3),
        (3000, 3),
        (3001, 6),
        (5999, 6),
        (6000, 6),
        (6001, 9),
        (9001, 12),
        (12_001, 15),
        (15_001, 18),
        (18_001, 24),
        (24_001, 30),
        (30_001, 36),
        (36_000, 36),
        (36_001, None),
    ],
)
def test_the_smallest_power_that_a_maximum_stays_within(
    maximum_va: int, kva: int | None
) -> None:
    assert enough_kva(maximum_va) == kva
