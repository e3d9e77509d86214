from hypothesis import given, strategies as st
import pytest

from custom_components.grandlyon_energy.metering.shares import apportion


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (11, [1, 1, 1], [4, 4, 3]),
        (10, [0, 0, 0, 0], [3, 3, 2, 2]),
        (10, [5, 0, 5], [5, 0, 5]),
        (1, [1, 3, 1], [0, 1, 0]),
        (0, [1, 2], [0, 0]),
        (0, [], []),
    ],
)
def test_the_largest_remainders_get_what_is_left(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert apportion(total, weights) == parts


@given(
    total=st.integers(0, 10**12),
    weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=25),
)
def test_shares_add_up_and_are_within_one_of_their_due(
    total: int, weights: list[int]
) -> None:
    parts = apportion(total, weights)

    assert sum(parts) == total
    if whole := sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [2, -1]), (1, [])])
def test_what_cannot_be_shared_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError):
        apportion(total, weights)
