"""What a scene of the tour can do: ask, switch, and answer the dialogues of Home Assistant as a person would."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from .cards import fix
from .flow import FLOW, FlowError, go_through
from .home_assistant import DOMAIN, HomeAssistant
from .judging import Judge
from .saying import Say
from .services import Services
from .steps import LIMIT_S, PAUSE_S, QUIET_S, Run
from .waiting import wait_until_equal

RESTART_BEGINS_S = 1
"""After so long a home that a dialogue starts again does not run any more, or again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One run of Home Assistant during the tour."""

    run: Run
    folder: Path
    """Of Home Assistant."""

    today: date
    """The local day."""

    @property
    def home_assistant(self) -> HomeAssistant:
        """Home Assistant."""
        return self.run.home_assistant

    @property
    def services(self) -> Services:
        """The emulated services."""
        return self.run.services

    @property
    def judge(self) -> Judge:
        """Who compares with the truth."""
        return self.run.judge

    @property
    def say(self) -> Say:
        """How to tell what happens."""
        return self.run.say

    @property
    def contract(self) -> str:
        """The number of the water contract at the partner service."""
        return next(iter(self.judge.water.values()))

    def ago(self, days: int) -> date:
        """Return a local day of the past."""
        return self.today - timedelta(days=days)

    async def catch_up(self) -> bool:
        """Wait until every hour is as the services publish it now; return whether it came to be."""
        self.judge.expect(await self.services.truth())
        verdicts = await wait_until_equal(
            self.judge,
            lambda _: None,
            limit_s=LIMIT_S,
            quiet_s=QUIET_S,
            pause_s=PAUSE_S,
        )
        return all(verdict.equal for verdict in verdicts)

    async def confirm(self, key: str, **answers: object) -> None:
        """Go through the dialogue of a card."""
        await fix(self.home_assistant, key, answers)
        await self.loaded()

    async def loaded(self) -> None:
        """Wait until the home runs: without it no card stands, and a dialogue may have started it again.

        Raises:
            HomeAssistantError: it does not come to run.

        """
        await asyncio.sleep(RESTART_BEGINS_S)
        await self.home_assistant.loaded(DOMAIN)

    async def reload(self) -> None:
        """Start the home again."""
        entry_id = await self.home_assistant.entry_id(DOMAIN)
        await self.home_assistant.post(
            f"/api/config/config_entries/entry/{entry_id}/reload", {}
        )
        await self.loaded()

    async def reconfigure(self) -> None:
        """Give everything that the home is read with once more, consents included."""
        entry_id = await self.home_assistant.entry_id(DOMAIN)
        begun = await self.home_assistant.post(
            FLOW, {"handler": DOMAIN, "entry_id": entry_id}
        )
        home = await self.services.home()
        typed = self.judge.way.answers(home)
        answers = {**typed, "reconfigure": typed["user"]}
        await go_through(self.home_assistant, FLOW, begun, answers)
        await self.loaded()

    async def sign_in_again(self, step: str) -> None:
        """Answer the dialogue by which Home Assistant asks again for what a service refuses.

        `step` is the page of a new home on which the same was typed.

        Raises:
            FlowError: there is no such dialogue.

        """
        open_ones = await self.home_assistant.command("config_entries/flow/progress")
        flows = [flow for flow in open_ones if flow["handler"] == DOMAIN]
        if not flows:
            raise FlowError("Home Assistant does not ask for new credentials.")
        shown = await self.home_assistant.get(f"{FLOW}/{flows[0]['flow_id']}")
        typed = self.judge.way.answers(await self.services.home())[step]
        await go_through(self.home_assistant, FLOW, shown, {"reauth_confirm": typed})
        await self.loaded()
