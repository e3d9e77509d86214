"""What a home is to be told of the leave to read its electricity."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import CONF_TOKEN

from ..consent import CONSENT_AGE, ConsentState, consent_given_on
from ..const import CONF_WAY, SERVICE_ELECTRICITY, WAY_CONSO
from ..flow.home_forms import SERVICE_NAMES
from ..metering.calendar import local_day
from ..sources import ConsentError
from ..sources.conso_api.token import token_expiry
from .card import (
    CONSENT_CHANGED,
    CONSENT_DUE,
    CONSENT_ENDED,
    CONSENT_MISSING,
    CONSENT_OVER,
    CONTRACT_TERMINATED,
    POINT_NOT_FOUND,
    SERVICE_REFUSED,
    TOKEN_ENDS,
    Card,
    Setting,
)

if TYPE_CHECKING:
    from ..coordinator import ElectricityCoordinator

TOKEN_WARNING: Final = timedelta(days=30)

_CONSENT_REASONS: Final = frozenset({"consent_missing", "consent_expired"})


def consent_cards(
    main: ElectricityCoordinator,
    refused: ConsentError | None,
    kept: Mapping[str, Any],
    setting: Setting,
) -> Iterator[Card]:
    """Return what keeps the electricity of a home from being read, or soon will.

    Args:
        main: Of what the usage point draws.
        refused: What the service says of that, or of what the point feeds in.
        kept: What the entry keeps of electricity.
        setting: The home and the time.

    """
    if refused:
        yield _refusal_card(refused, kept, setting, digits=main.point_id[-4:])
    if main.has_ended:
        yield setting.card(CONTRACT_TERMINATED, digits=main.point_id[-4:])
    elif main.consent is ConsentState.CHANGED:
        day = main.ledger.state_changed_on
        yield setting.card(CONSENT_CHANGED, digits=main.point_id[-4:], day=day)
    yield from _age_cards(main.consent, kept, setting)
    yield from _token_cards(kept, setting)


def _refusal_card(
    err: ConsentError, kept: Mapping[str, Any], setting: Setting, *, digits: str
) -> Card:
    """Return the card that says what to do about a refusal."""
    code = err.code or err.reason
    if err.reason in _CONSENT_REASONS:
        key = CONSENT_ENDED if kept[CONF_WAY] == WAY_CONSO else CONSENT_MISSING
        return setting.card(key, digits=digits, code=code)
    if err.reason == "point_not_found":
        return setting.card(POINT_NOT_FOUND, digits=digits, code=code)
    service = SERVICE_NAMES[kept[CONF_WAY]]
    return setting.card(
        SERVICE_REFUSED, part=SERVICE_ELECTRICITY, service=service, code=code
    )


def _age_cards(
    state: ConsentState, kept: Mapping[str, Any], setting: Setting
) -> Iterator[Card]:
    """Return the card about a consent that ends, or has ended, by its age."""
    given_on = consent_given_on(kept)
    if given_on is None:
        return
    if state is ConsentState.DUE:
        yield setting.card(CONSENT_DUE, day=given_on + CONSENT_AGE)
    elif state is ConsentState.TOO_OLD:
        yield setting.card(CONSENT_OVER, day=given_on + CONSENT_AGE)


def _token_cards(kept: Mapping[str, Any], setting: Setting) -> Iterator[Card]:
    """Return the card about a token that soon ends; one that has ended is asked for by core."""
    if kept[CONF_WAY] != WAY_CONSO:
        return
    ends = token_expiry(kept[CONF_TOKEN])
    if ends and setting.now < ends <= setting.now + TOKEN_WARNING:
        yield setting.card(TOKEN_ENDS, day=local_day(ends))
