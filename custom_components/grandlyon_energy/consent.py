"""Whether the user's consent to read electricity holds: from what the entry keeps, the contract and the date alone.

A partner of the Métropole reads in the holder's name and so needs a consent (the brief). A customer's own token comes
with one that Enedis and the token's service keep; it can only be withdrawn here.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from .const import CONF_CONSENTS, CONF_WAY, CONF_WITHDRAWN_AT, WAY_SGE
from .metering.calendar import local_day
from .sources.readings import Contract

CONSENT_AGE: Final = timedelta(days=365)
"""Older than this a consent holds no longer."""

ASKED_AGAIN_AFTER: Final = timedelta(days=335)
"""A month before its end, so that no day is missed."""


class ConsentState(StrEnum):
    """How far a consent holds."""

    VALID = "valid"

    DUE = "due"
    """It holds, and is to be given again: it soon ends, or the tariff was changed, perhaps by another holder."""

    TOO_OLD = "consent_too_old"
    """A year has passed."""

    CHANGED = "consent_changed"
    """The contract has begun or ended since: it may be another person's."""

    WITHDRAWN = "consent_withdrawn"
    """The user took it back."""

    @property
    def holds(self) -> bool:
        """Whether the service may be asked."""
        return self in (ConsentState.VALID, ConsentState.DUE)


def consent_state(
    settings: Mapping[str, Any],
    *,
    contract: Contract,
    state_changed_on: date | None,
    today: date,
) -> ConsentState:
    """Return how far the consent in an entry's electricity data holds.

    Args:
        settings: What the entry keeps of electricity.
        contract: As read last.
        state_changed_on: The local day on which the contract was first read in another state than before.
        today: The local day.

    """
    if settings.get(CONF_WITHDRAWN_AT):
        return ConsentState.WITHDRAWN
    if settings[CONF_WAY] != WAY_SGE:
        return ConsentState.VALID
    given_on = consent_given_on(settings)
    if given_on is None:
        return ConsentState.WITHDRAWN
    if state_changed_on and state_changed_on > given_on:
        return ConsentState.CHANGED
    if today - given_on >= CONSENT_AGE:
        return ConsentState.TOO_OLD
    changed = contract.last_tariff_change
    if today - given_on >= ASKED_AGAIN_AFTER or (changed and changed > given_on):
        return ConsentState.DUE
    return ConsentState.VALID


def consent_given_on(settings: Mapping[str, Any]) -> date | None:
    """Return the local day of the oldest consent that an entry keeps, None without any."""
    return min(
        (
            local_day(datetime.fromisoformat(consent["given_at"]))
            for consent in settings.get(CONF_CONSENTS, ())
        ),
        default=None,
    )
