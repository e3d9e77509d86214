"""The services, each behind one of two protocols, and the five meanings a failure can have.

No Home Assistant in this package. A source turns whatever its service answers into `readings`, or raises one of
the five errors below; nothing else in the integration decides what a reply means.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from .readings import (
    Contract,
    CurvePoint,
    DailyEnergy,
    MaximumPower,
    MeterIndex,
    WaterContract,
)


class SourceError(Exception):
    """A service did not give what was asked.

    `reason` is a stable key that the user's message is chosen by; `code` is the service's own code (SGT4K2, 900901,
    HTTP 503 as "503"). Neither, nor the text of the exception, ever holds a secret or a personal datum.
    """

    def __init__(self, reason: str, *, code: str | None = None) -> None:
        """Keep the reason and the service's own code."""
        super().__init__(f"{reason} ({code})" if code else reason)
        self.reason = reason
        self.code = code


class CredentialsError(SourceError):
    """The service refuses the key or the password: ask the user."""


class ConsentError(SourceError):
    """Consent or configuration: tell the user what to do and stop asking."""


class NoDataError(SourceError):
    """The service has nothing for the period: a hole, ask later."""


class ThrottledError(SourceError):
    """Too many calls: wait as told."""

    def __init__(
        self,
        reason: str,
        *,
        code: str | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        """Keep how long the service asked to wait, None when it did not say."""
        super().__init__(reason, code=code)
        self.retry_after = retry_after


class TransientError(SourceError):
    """Anything that may pass: network, time-out, 5xx, a reply that cannot be understood. Back off."""


class ElectricitySource(Protocol):
    """What the integration needs of an electricity service.

    Periods are local days, `start` included, `end` excluded, as SGE has them. An implementation splits what its
    service refuses as too long, and answers an empty sequence where the service has no data.
    """

    history_months: int
    """How far back daily energy and maximum power go."""

    curve_months: int
    """How far back the load curve goes."""

    curve_days_per_call: int
    """The most days one load curve request may span."""

    seconds_between_calls: float
    """The least pause between two calls of a long series, s."""

    tells_contract: bool
    """Whether the service has a contract to read."""

    one_poll_a_day: bool
    """Whether the service wants to be asked once a day and no more, found or not."""

    learned: str | None
    """What the source found out about its service and wants handed back when it is made again."""

    async def read_contract(self) -> Contract:
        """Return the contract of the usage point, an empty one where the service does not tell it."""
        ...

    async def read_daily_energy(self, start: date, end: date) -> Sequence[DailyEnergy]:
        """Return the days that the service has, sorted, each day once."""
        ...

    async def read_maximum_power(
        self, start: date, end: date
    ) -> Sequence[MaximumPower]:
        """Return the days that the service has, sorted, each day once."""
        ...

    async def read_load_curve(self, start: date, end: date) -> Sequence[CurvePoint]:
        """Return the points that the service has, sorted by end; at most `curve_days_per_call` days are asked."""
        ...


class WaterSource(Protocol):
    """What the integration needs of a water service."""

    history_months: int
    """How far back the readings go."""

    tells_meter_changes: bool
    """Whether the service says that a meter was changed; where it does not, its indexes only fall."""

    async def read_contracts(self) -> Sequence[WaterContract]:
        """Log in and return the contracts that the log-in opens."""
        ...

    async def read_meter_indexes(
        self, contract_id: str, start: date, end: date
    ) -> Sequence[MeterIndex]:
        """Return the readings printed from `start` to `end`, both included, sorted, each day once."""
        ...
