"""The integration's statistics in a running Home Assistant, judged."""

from collections.abc import Mapping, Sequence
from typing import Self

from . import expected
from .check import Verdict, judge_hours, judge_sum
from .home_assistant import HomeAssistant
from .services import Home, Services, Truth
from .statistics import Row, read


class Judge:
    """Reads the statistics and compares them with the truth, whenever called."""

    def __init__(self, home_assistant: HomeAssistant, home: Home, truth: Truth) -> None:
        """Keep where to read and what to expect."""
        self._home_assistant = home_assistant
        self.home = home
        self.energy = f"grandlyon_energy:{home['point_id']}_consumption"
        """The id of the home's consumption."""
        self.water = {
            f"grandlyon_energy:{contract}_water": contract
            for contract in home["contracts"]
        }
        """The contract by the id of its water."""
        self._max_power = f"grandlyon_energy:{home['point_id']}_max_power"
        self.expect(truth)

    @classmethod
    async def of(cls, home_assistant: HomeAssistant, services: Services) -> Self:
        """Return a judge who knows what can be known of the home now."""
        return cls(home_assistant, await services.home(), await services.truth())

    def expect(self, truth: Truth) -> None:
        """Compare with another truth from now on."""
        self.truth = truth
        self._energy_rows = expected.energy_rows(truth)
        self._open_hours = expected.open_hours(truth)
        self._max_power_rows = expected.maximum_power_rows(truth)
        self._water_rows = {
            statistic: expected.water_rows(truth.water_l[contract])
            for statistic, contract in self.water.items()
        }

    async def rows(self) -> Mapping[str, Sequence[Row]]:
        """Return every row of every statistic."""
        return await read(
            self._home_assistant, [self.energy, self._max_power, *self.water]
        )

    async def __call__(self) -> Sequence[Verdict]:
        """Return a verdict on each statistic's hours, and one on the days of the consumption."""
        rows = await self.rows()
        return [
            judge_sum(
                f"{self.energy}, by day",
                "Wh",
                rows[self.energy],
                self.truth.energy_wh,
            ),
            judge_hours(
                self.energy,
                "Wh",
                rows[self.energy],
                self._energy_rows,
                open_hours=self._open_hours,
            ),
            judge_hours(
                self._max_power,
                "VA",
                rows[self._max_power],
                self._max_power_rows,
                total=max,
            ),
            *(
                judge_hours(statistic, "L", rows[statistic], water_rows)
                for statistic, water_rows in self._water_rows.items()
            ),
        ]
