"""One step of `--once`: the services publish something late, or differently, and Home Assistant comes to show it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from .home_assistant import DOMAIN, HomeAssistant
from .judging import Judge
from .saying import Say
from .services import Correction, Services
from .table import outcome, table
from .waiting import wait_until_equal

LIMIT_S = 90
QUIET_S = 30
PAUSE_S = 0.3

POLLED = ("_energy_last_day", "_production_last_day", "_volume_last_day")
"""How the sensors end that are updated: one for each kind of thing that is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of Home Assistant, from its start to its end."""

    home_assistant: HomeAssistant
    services: Services
    judge: Judge
    say: Say

    async def step(
        self,
        text: str,
        corrections: Sequence[Correction],
        ask: Callable[[], Awaitable[None]],
        *,
        rows_go: bool = False,
    ) -> bool:
        """Publish corrections, have them read, and return whether every hour comes to be right.

        The statistics must be wrong before: a change that shows nowhere proves nothing. With `rows_go` they must have
        a row that is to disappear.
        """
        self.say(text)
        for correction in corrections:
            await self.services.correct(correction)
        self.judge.expect(await self.services.truth())
        before = await self.judge()
        calls = await self.services.calls()
        await ask()
        after = await wait_until_equal(
            self.judge,
            lambda _: None,
            limit_s=LIMIT_S,
            quiet_s=QUIET_S,
            pause_s=PAUSE_S,
        )
        calls = await self.services.calls() - calls
        self.say(f"   {outcome(before, after, calls=calls)}")
        if not all(verdict.equal for verdict in after):
            print("", table(after), "", sep="\n", flush=True)
            return False
        return any(
            verdict.too_many if rows_go else verdict.differences for verdict in before
        )

    async def poll(self, service: str) -> None:
        """Update the sensors of a service's last days, which asks the service."""
        entities = await self.home_assistant.entities(DOMAIN)
        polled = [
            entity
            for unique_id, entity in sorted(entities.items())
            if unique_id.startswith(f"{service}_") and unique_id.endswith(POLLED)
        ]
        await self.home_assistant.act("homeassistant.update_entity", entity_id=polled)

    async def poll_both(self) -> None:
        """Ask both services."""
        await self.poll("electricity")
        await self.poll("water")

    async def fetch(self, day: date) -> None:
        """Have a day read again, however old it is."""
        await self.home_assistant.act(
            f"{DOMAIN}.fetch",
            config_entry_id=await self.home_assistant.entry_id(DOMAIN),
            start_date=day.isoformat(),
            end_date=day.isoformat(),
        )
