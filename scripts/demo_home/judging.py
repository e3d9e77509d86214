"""The integration's statistics in a running Home Assistant, judged."""

from collections.abc import Mapping, Sequence
from typing import Self

from . import expected
from .bill import COST, split_days
from .check import Verdict, judge_hours, judge_sum
from .comparison import Shown
from .home_assistant import HomeAssistant
from .paid import all_paid, estimates, judge_days, judge_split, years
from .services import Energy, Home, Services, Truth
from .statistics import Row, read
from .table import final
from .ways import Way, statistic_id


class Judge:
    """Reads the statistics and compares them with the truth, whenever called."""

    def __init__(
        self, home_assistant: HomeAssistant, way: Way, home: Home, truth: Truth
    ) -> None:
        """Keep where to read and what to expect."""
        self._home_assistant = home_assistant
        self.way = way
        self.home = home
        self.consumption = statistic_id(home["point_id"], "consumption")
        """The id of what the home draws."""
        self.production = statistic_id(home["point_id"], "production")
        """The id of what it feeds in."""
        self.water = way.water_statistics(home)
        """The contract by the id of its water."""
        self.cost = statistic_id(home["point_id"], COST)
        """The id of what it pays for that."""
        self.water_costs = {
            statistic_id(number, "water"): statistic_id(number, COST)
            for number in home[way.numbers]
        }
        """The id of what it pays for water, by that of the water."""
        self._max_power = statistic_id(home["point_id"], "max_power")
        self.expect(truth)

    @classmethod
    async def of(
        cls, home_assistant: HomeAssistant, way: Way, services: Services
    ) -> Self:
        """Return a judge who knows what can be known of the home now."""
        return cls(home_assistant, way, await services.home(), await services.truth())

    def expect(self, truth: Truth) -> None:
        """Compare with another truth from now on."""
        self.truth = truth
        self._energies = {
            self.consumption: truth.consumption,
            self.production: truth.production,
        }
        self._energy_rows = {
            statistic: expected.energy_rows(energy)
            for statistic, energy in self._energies.items()
        }
        self._open_hours = {
            statistic: expected.open_hours(energy)
            for statistic, energy in self._energies.items()
        }
        self._max_power_rows = expected.maximum_power_rows(truth)
        self._water_rows = {
            statistic: expected.water_rows(truth.water_l[contract])
            for statistic, contract in self.water.items()
        }
        self._paid = all_paid(truth, self.way, self.home)

    @property
    def measured(self) -> Sequence[str]:
        """The ids of the statistics that no tariff changes."""
        return (*self._energies, self._max_power, *self.water)

    async def rows(self) -> Mapping[str, Sequence[Row]]:
        """Return every row of every statistic; those of costs are there once there are tariffs."""
        costs = (paid.statistic for paid in self._paid)
        return await read(self._home_assistant, [*self.measured, *costs])

    async def tables(self, verdicts: Sequence[Verdict]) -> str:
        """Return the verdicts as a table, what follows from the tariffs by calendar year, and what is not judged."""
        rows = await self.rows()
        of_paid = [
            year for paid in self._paid for year in years(paid, rows[paid.statistic])
        ]
        return final(verdicts, self.truth, of_paid, estimates(self._paid))

    async def __call__(self) -> Sequence[Verdict]:
        """Return a verdict on each statistic's hours, and on the days of what is drawn, fed in and paid."""
        rows = await self.rows()
        return [
            *(
                verdict
                for statistic, energy in self._energies.items()
                for verdict in self._energy_verdicts(statistic, energy, rows[statistic])
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
            *(judge_days(paid, rows[paid.statistic]) for paid in self._paid),
            *self._split_verdicts(rows),
        ]

    async def shown(self) -> Shown:
        """Return what the statistics show, by what they are of, but for hours of which only the day is known."""
        rows = await self.rows()
        names = {
            self.consumption: "consumption",
            self.production: "production",
            self._max_power: "maximum power",
            **{statistic: f"water {name}" for statistic, name in self.water.items()},
        }
        # The position in the tiers of water depends on how much of the year a way knows.
        names |= {self.cost: COST} if self.cost in rows else {}
        open_hours = {
            **self._open_hours,
            self.cost: self._open_hours[self.consumption],
        }
        return {
            name: {
                row.start: row.amount
                for row in rows[statistic]
                if row.start not in open_hours.get(statistic, ())
            }
            for statistic, name in names.items()
        }

    def _split_verdicts(self, rows: Mapping[str, Sequence[Row]]) -> Sequence[Verdict]:
        """Return the verdict on the price classes of each hour, if there are any."""
        bill = self.truth.bills.electricity
        if not split_days(bill):
            return ()
        return (judge_split(self.consumption, rows, bill),)

    def _energy_verdicts(
        self, statistic: str, energy: Energy, rows: Sequence[Row]
    ) -> Sequence[Verdict]:
        """Return the verdicts on a statistic's days and on its hours."""
        return (
            judge_sum(f"{statistic}, by day", "Wh", rows, energy.day_wh),
            judge_hours(
                statistic,
                "Wh",
                rows,
                self._energy_rows[statistic],
                open_hours=self._open_hours[statistic],
            ),
        )
