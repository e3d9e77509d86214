"""Whole shares of a whole amount."""

from collections.abc import Sequence


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Share a whole amount by weight, in whole parts that add up to it exactly (largest remainder).

    Equal remainders are served from the first on. Weights that are all 0 share evenly.
    Raises ValueError for a negative amount or weight, and for an amount that nobody can take.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("only amounts and weights from 0 up can be shared")
    if total and not weights:
        raise ValueError("an amount needs somebody to take it")
    whole = sum(weights)
    if whole == 0:
        weights = [1] * len(weights)
        whole = len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    if left:
        neediest = sorted(
            range(len(weights)), key=lambda n: -(total * weights[n] % whole)
        )
        for n in neediest[:left]:
            parts[n] += 1
    return parts
