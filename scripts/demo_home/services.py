"""The emulated services, asked over HTTP: what a person types to reach them, and what the home really used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import aiohttp

type Home = Mapping[str, Any]
"""What the emulator says a person would type: form field → value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the statistics must show. A day that a mapping lacks cannot be known from the services."""

    energy_wh: Mapping[date, int]
    hours_wh: Mapping[datetime, int]
    """By an hour's start, aware UTC: those that the load curve tells."""

    max_power_va: Mapping[datetime, int]
    """By the aware instant it was reached, one a day."""

    water_l: Mapping[str, Mapping[date, int]]
    """By contract."""


class Services:
    """The emulator at an address."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Keep the address."""
        self._session = session
        self._url = f"{url}/emulator"

    async def stop_clock(self) -> None:
        """Let its time stand still, so that nothing new is published while the statistics are judged."""
        now = datetime.now(UTC).isoformat()
        async with self._session.post(f"{self._url}/now", json={"now": now}) as reply:
            reply.raise_for_status()

    async def home(self) -> Home:
        """Return the home that is served."""
        return await self._get("home")

    async def truth(self) -> Truth:
        """Return what a perfect client can know now."""
        return parse_truth(await self._get("truth"))

    async def _get(self, what: str) -> dict[str, Any]:
        """Return one of the emulator's answers."""
        async with self._session.get(f"{self._url}/{what}") as reply:
            reply.raise_for_status()
            told: dict[str, Any] = await reply.json()
            return told


def parse_truth(told: Mapping[str, Any]) -> Truth:
    """Read the emulator's answer."""
    return Truth(
        energy_wh=_days(told["energy_wh"]),
        hours_wh={
            datetime.fromisoformat(start): wh for start, wh in told["hours_wh"].items()
        },
        max_power_va={
            datetime.fromisoformat(one["at"]): one["va"]
            for one in told["max_power_va"].values()
        },
        water_l={contract: _days(days) for contract, days in told["water_l"].items()},
    )


def _days(told: Mapping[str, int]) -> dict[date, int]:
    """Return amounts by day."""
    return {date.fromisoformat(day): amount for day, amount in told.items()}
