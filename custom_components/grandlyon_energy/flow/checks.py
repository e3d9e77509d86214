"""What the config flow checks of a form on its own, before it asks a service."""

from collections.abc import Mapping
import re
from typing import Any, Final

from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_TOKEN

from ..const import (
    CONF_ADDRESS,
    CONF_AUTH_KEY,
    CONF_BASE_URL,
    CONF_CITY,
    CONF_CONSENT_DAILY,
    CONF_FIRST_NAME,
    CONF_GATEWAY,
    CONF_LAST_NAME,
    CONF_LOGIN,
    CONF_MEASURES_ROUTE,
    CONF_POINT_ID,
    CONF_POSTAL_CODE,
    CONF_SGE_LOGIN,
)
from ..sources import ConsentError
from ..sources.http import checked_base_url

type Errors = dict[str, str]
"""The field to look at, and a key of the translations that says why."""

BASE: Final = "base"
"""Where an error stands that is no field's: a service that does not answer now."""

_POINT_ID: Final = re.compile(r"[0-9]{14}")
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}")
_SGE_LOGIN: Final = re.compile(r"[^@\s]+@[^@\s]+")
"""SGE's log-ins have the form of an e-mail address (SGE guide 0464)."""
_ROUTE: Final = re.compile(
    r"[0-9A-Za-z_~-][0-9A-Za-z._~-]*(/[0-9A-Za-z_~-][0-9A-Za-z._~-]*)*"
)
_REQUIRED_TEXTS: Final = (
    CONF_LAST_NAME,
    CONF_FIRST_NAME,
    CONF_ADDRESS,
    CONF_CITY,
    CONF_API_KEY,
    CONF_SGE_LOGIN,
    CONF_LOGIN,
    CONF_PASSWORD,
    CONF_AUTH_KEY,
    CONF_TOKEN,
)
_SCHEME: Final = re.compile(r"\A\s*bearer\s+", re.IGNORECASE)
"""What a token is sent with; it may have been copied along."""


class FormError(Exception):
    """A form cannot be accepted as it is; `code` is the service's own, for the user's message."""

    def __init__(self, errors: Errors, *, code: str | None = None) -> None:
        """Keep what the form shows."""
        super().__init__(", ".join(errors.values()))
        self.errors = errors
        self.code = code


def tidied(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed without the blanks that pasting leaves, sections included.

    A password is left alone: a blank may be part of it. A point id and a postal code may be printed in groups, a token
    over several lines.
    """
    return {key: _tidied_field(key, value) for key, value in typed.items()}


def check_form(typed: Mapping[str, Any]) -> None:
    """Check every field of a tidied form.

    An error inside the folded section stands at the section: the page shows none within one.

    Raises:
        FormError: what is wrong, field by field.

    """
    errors = {
        field: "required"
        for field in _REQUIRED_TEXTS
        if field in typed and not typed[field]
    }
    if CONF_POINT_ID in typed and not _POINT_ID.fullmatch(typed[CONF_POINT_ID]):
        errors[CONF_POINT_ID] = "invalid_point_id"
    if CONF_POSTAL_CODE in typed and not _POSTAL_CODE.fullmatch(
        typed[CONF_POSTAL_CODE]
    ):
        errors[CONF_POSTAL_CODE] = "invalid_postal_code"
    if typed.get(CONF_SGE_LOGIN) and not _SGE_LOGIN.fullmatch(typed[CONF_SGE_LOGIN]):
        errors[CONF_SGE_LOGIN] = "invalid_sge_login"
    if CONF_CONSENT_DAILY in typed and not typed[CONF_CONSENT_DAILY]:
        errors[CONF_CONSENT_DAILY] = "consent_required"
    if CONF_GATEWAY in typed and (why := _gateway_error(typed[CONF_GATEWAY])):
        errors[CONF_GATEWAY] = why
    if errors:
        raise FormError(errors)


def _gateway_error(gateway: Mapping[str, Any]) -> str | None:
    try:
        checked_base_url(gateway[CONF_BASE_URL])
    except ConsentError as err:
        return err.reason
    if not _ROUTE.fullmatch(gateway.get(CONF_MEASURES_ROUTE, "-")):
        return "invalid_route"
    return None


def _tidied_field(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return tidied(value)
    if not isinstance(value, str) or key == CONF_PASSWORD:
        return value
    if key in (CONF_POINT_ID, CONF_POSTAL_CODE):
        return _without_blanks(value)
    if key == CONF_TOKEN:
        return _without_blanks(_SCHEME.sub("", value))
    return value.strip()


def _without_blanks(value: str) -> str:
    return "".join(value.split())
