"""When the demo stops waiting."""

from collections.abc import Sequence
from datetime import date

from scripts.demo_home import waiting
from scripts.demo_home.check import Difference, Verdict


def verdict(rows: int, *, left: int) -> Verdict:
    """Return a verdict with `left` days and hours still differ."""
    difference = Difference(at=date(2026, 1, 1), shown=None, truth=1)
    return Verdict(
        statistic="s",
        unit="Wh",
        rows=rows,
        first=None,
        last=None,
        shown=0,
        truth=0,
        differences=[difference] * left,
    )


class Script:
    """A judge that says one thing after the other, then repeats the last."""

    def __init__(self, *verdicts: Verdict) -> None:
        self.asked = 0
        self._verdicts = verdicts

    async def __call__(self) -> Sequence[Verdict]:
        self.asked += 1
        return [self._verdicts[min(self.asked, len(self._verdicts)) - 1]]


async def test_waits_until_all_is_equal_and_says_each_step_once() -> None:
    said: list[str] = []
    judge = Script(
        verdict(0, left=2), verdict(0, left=2), verdict(24, left=1), verdict(48, left=0)
    )
    verdicts = await waiting.wait_until_equal(
        judge, said.append, limit_s=60, quiet_s=60, pause_s=0
    )
    assert verdicts[0].equal
    assert said == [
        "  0 rows, 2 days and hours still differ",
        "  24 rows, 1 days and hours still differ",
        "  48 rows, 0 days and hours still differ",
    ]


async def test_gives_up_when_nothing_changes_any_more() -> None:
    judge = Script(verdict(0, left=2))
    verdicts = await waiting.wait_until_equal(
        judge, lambda _: None, limit_s=60, quiet_s=0, pause_s=0
    )
    assert not verdicts[0].equal


async def test_gives_up_at_the_limit() -> None:
    judge = Script(verdict(0, left=2), verdict(1, left=2))
    verdicts = await waiting.wait_until_equal(
        judge, lambda _: None, limit_s=0, quiet_s=60, pause_s=0
    )
    assert not verdicts[0].equal
    assert judge.asked == 1
