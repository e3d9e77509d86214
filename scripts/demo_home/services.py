"""The emulated services, driven over HTTP: what a person types to reach them, and what the home really used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import aiohttp

from .bill import Bills, parse_bills

type Home = Mapping[str, Any]
"""What the emulator says a person would type: form field → value."""

type Correction = Mapping[str, Any]
"""A change of what is published, as the emulator takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Energy:
    """What can be known of the electricity that the home draws, or feeds in."""

    day_wh: Mapping[date, int]
    hours_wh: Mapping[datetime, int]
    """By an hour's start, aware UTC: those that the load curve tells."""

    flat_days: frozenset[date]
    """The days with an energy that no load curve can be had of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the statistics must show. A day that a mapping lacks cannot be known from the services."""

    consumption: Energy
    production: Energy
    max_power_va: Mapping[datetime, int]
    """By the aware instant it was reached, one a day."""

    water_l: Mapping[str, Mapping[date, int]]
    """By the contract's number at the partner service, whichever service the water is read from."""

    unknowable: Mapping[str, str]
    """Why a day (named with its meter) cannot be known."""

    bills: Bills = field(default_factory=Bills)
    """What must be paid by the tariffs that the emulator was told."""


class Services:
    """The emulator at an address."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, *, read: Mapping[str, str]
    ) -> None:
        """Keep the address, and which of its services are read: electricity and water → the service's name."""
        self._session = session
        self._read = read
        self.url = f"{url}/emulator"
        """Where it is driven."""

    async def stop_clock(self, instant: datetime) -> None:
        """Let its time stand still at an aware instant, so that nothing new is published while all is judged."""
        await self._post("now", {"now": instant.isoformat()})

    async def home(self) -> Home:
        """Return the home that is served."""
        home: Home = await self._get("home")
        return home

    async def truth(self) -> Truth:
        """Return what a perfect client can know now, and what must be paid for it."""
        bills = parse_bills(await self._get("bill", self._read))
        return parse_truth(await self._get("truth", self._read), bills)

    async def calls(self) -> int:
        """Return how many calls its services have had."""
        return len(await self._get("calls"))

    async def correct(self, correction: Correction) -> None:
        """Change what is published."""
        await self._post("corrections", correction)

    async def pay_by(self, tariffs: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Tell by which tariffs the home pays from now on: what the page keeps, by its kind."""
        await self._post("bill", tariffs)

    async def switch(self, **told: object) -> None:
        """Change a rule or a fact of the services, by its name."""
        await self._post("rules", told)

    async def fault(self, service: str, fault: str, **options: object) -> None:
        """Let a service misbehave until the faults are cleared."""
        await self._post("faults", {"service": service, "fault": fault, **options})

    async def clear_faults(self) -> None:
        """End all faults."""
        async with self._session.delete(f"{self.url}/faults") as reply:
            reply.raise_for_status()

    async def _post(self, what: str, told: Mapping[str, object]) -> None:
        """Tell the emulator something."""
        async with self._session.post(f"{self.url}/{what}", json=told) as reply:
            reply.raise_for_status()

    async def _get(self, what: str, query: Mapping[str, str] | None = None) -> Any:
        """Return one of the emulator's answers."""
        async with self._session.get(f"{self.url}/{what}", params=query) as reply:
            reply.raise_for_status()
            return await reply.json()


def parse_truth(told: Mapping[str, Any], bills: Bills | None = None) -> Truth:
    """Read the emulator's answer, and add the bills that follow from it."""
    return Truth(
        consumption=_energy(
            told["energy_wh"], hours=told["hours_wh"], flat=told["flat_days"]
        ),
        production=_energy(
            told["production_wh"],
            hours=told["production_hours_wh"],
            flat=told["production_flat_days"],
        ),
        max_power_va={
            datetime.fromisoformat(one["at"]): one["va"]
            for one in told["max_power_va"].values()
        },
        water_l={contract: _days(days) for contract, days in told["water_l"].items()},
        unknowable=_unknowable(told["unknowable"]),
        bills=bills or Bills(),
    )


def _energy(
    energies: Mapping[str, int], *, hours: Mapping[str, int], flat: Iterable[str]
) -> Energy:
    """Return what is told of one direction."""
    return Energy(
        day_wh=_days(energies),
        hours_wh={datetime.fromisoformat(start): wh for start, wh in hours.items()},
        flat_days=frozenset(map(date.fromisoformat, flat)),
    )


def _unknowable(told: Mapping[str, Any]) -> dict[str, str]:
    """Return why days cannot be known, each named with its meter."""
    meters: dict[str, Mapping[str, str]] = {
        "electricity": told["electricity"],
        "production": told["production"],
        **{f"water {contract}": days for contract, days in told["water"].items()},
    }
    return {
        f"{day}, {meter}": reason
        for meter, days in meters.items()
        for day, reason in days.items()
    }


def _days(told: Mapping[str, int]) -> dict[date, int]:
    """Return amounts by day."""
    return {date.fromisoformat(day): amount for day, amount in told.items()}
