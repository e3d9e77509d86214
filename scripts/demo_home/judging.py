"""The integration's statistics in a running Home Assistant, judged."""

from collections.abc import Sequence

from .check import Verdict, judge_hours, judge_maximum, judge_sum
from .home_assistant import HomeAssistant
from .services import Home, Truth
from .statistics import read


class Judge:
    """Reads the statistics and compares them with the truth, whenever called."""

    def __init__(self, home_assistant: HomeAssistant, home: Home, truth: Truth) -> None:
        """Keep where to read and what to expect."""
        self._home_assistant = home_assistant
        self._truth = truth
        self.energy = f"grandlyon_energy:{home['point_id']}_consumption"
        """The id of the home's consumption."""
        self.water = {
            f"grandlyon_energy:{contract}_water": litres
            for contract, litres in truth.water_l.items()
        }
        """The true litres of each day, by the id of a contract's water."""
        self._max_power = f"grandlyon_energy:{home['point_id']}_max_power"

    async def __call__(self) -> Sequence[Verdict]:
        """Return a verdict for each statistic, by day, and one for the hours that the load curve refines."""
        rows = await read(
            self._home_assistant, [self.energy, self._max_power, *self.water]
        )
        return [
            judge_sum(self.energy, "Wh", rows[self.energy], self._truth.energy_wh),
            judge_hours(
                f"{self.energy}, by hour",
                "Wh",
                rows[self.energy],
                self._truth.hours_wh,
            ),
            judge_maximum(
                self._max_power, "VA", rows[self._max_power], self._truth.max_power_va
            ),
            *(
                judge_sum(statistic, "L", rows[statistic], litres)
                for statistic, litres in self.water.items()
            ),
        ]
