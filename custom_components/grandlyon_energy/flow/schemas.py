"""The forms of the config flow: which fields, how they are typed, what they start with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_TOKEN
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelectorType,
)

from ..compat import vol
from ..const import (
    CONF_ADDRESS,
    CONF_AUTH_HEADER,
    CONF_AUTH_KEY,
    CONF_BASE_URL,
    CONF_CITY,
    CONF_CONSENT_CURVE,
    CONF_CONSENT_DAILY,
    CONF_CONTRACTS,
    CONF_FIRST_NAME,
    CONF_GATEWAY,
    CONF_LAST_NAME,
    CONF_LOAD_CURVE,
    CONF_LOGIN,
    CONF_MEASURES_ROUTE,
    CONF_MEASURES_VERSION,
    CONF_POINT_ID,
    CONF_POSTAL_CODE,
    CONF_PRODUCTION,
    CONF_SGE_LOGIN,
    WAY_CONSO,
    WAY_EGL,
    WAY_PORTAL,
    WAY_SGE,
)
from ..sources.readings import WaterContract
from .selectors import Fields, Form, choice_field, text_field

CONF_LEAVE_OUT: Final = "leave_out"
SECRETS: Final = frozenset({CONF_API_KEY, CONF_AUTH_KEY, CONF_PASSWORD, CONF_TOKEN})
"""Never sent back to the page: a form shown again lets them empty and keeps what was typed."""

DEFAULT_SGE_BASE_URL: Final = "https://apis.grandlyon.fr"
DEFAULT_MEASURES_ROUTE: Final = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
DEFAULT_CONSO_BASE_URL: Final = "https://conso.boris.sh/api"
DEFAULT_EGL_BASE_URL: Final = "https://agence.eaudugrandlyon.com/ws"
DEFAULT_PORTAL_BASE_URL: Final = "https://agence.eaudugrandlyon.com"


_TEXT: Final = text_field(TextSelectorType.TEXT)
_SECRET: Final = text_field(TextSelectorType.PASSWORD)
_URL: Final = text_field(TextSelectorType.URL)

NO_FIELDS: Final = vol.Schema({})

_SGE_HOLDER: Final[Fields] = {
    vol.Required(CONF_POINT_ID): _TEXT,
    vol.Required(CONF_LAST_NAME): text_field(TextSelectorType.TEXT, "family-name"),
    vol.Required(CONF_FIRST_NAME): text_field(TextSelectorType.TEXT, "given-name"),
    vol.Required(CONF_ADDRESS): text_field(TextSelectorType.TEXT, "address-line1"),
    vol.Required(CONF_POSTAL_CODE): text_field(TextSelectorType.TEXT, "postal-code"),
    vol.Required(CONF_CITY): text_field(TextSelectorType.TEXT, "address-level2"),
    vol.Required(CONF_CONSENT_DAILY, default=False): BooleanSelector(),
    vol.Required(CONF_CONSENT_CURVE, default=False): BooleanSelector(),
    vol.Required(CONF_PRODUCTION, default=False): BooleanSelector(),
}

_CONSO_WISHES: Final[Fields] = {
    vol.Required(CONF_LOAD_CURVE, default=True): BooleanSelector(),
    vol.Required(CONF_PRODUCTION, default=False): BooleanSelector(),
}

_SGE_GATEWAY: Final = vol.Schema(
    {
        vol.Required(CONF_BASE_URL, default=DEFAULT_SGE_BASE_URL): _URL,
        vol.Required(CONF_AUTH_HEADER, default="apikey"): choice_field(
            ("apikey", "bearer"), CONF_AUTH_HEADER, SelectSelectorMode.DROPDOWN
        ),
        vol.Required(CONF_MEASURES_VERSION, default="auto"): choice_field(
            ("auto", "v2", "v3"), CONF_MEASURES_VERSION, SelectSelectorMode.DROPDOWN
        ),
        vol.Required(CONF_MEASURES_ROUTE, default=DEFAULT_MEASURES_ROUTE): _TEXT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """What a form that is shown again does differently from the first time."""

    secrets_kept: bool
    """A secret may be left empty: what was typed before holds."""

    gateway_open: bool
    """The section at the end is unfolded, since something in it is wrong."""

    may_leave_out: bool
    """The user may go on without this service."""


def sge_form(state: FormState) -> Form:
    """Return the form of step `electricity`."""
    fields = {**_SGE_HOLDER, **_sge_credentials(kept=state.secrets_kept)}
    return _form(fields, _SGE_GATEWAY, state)


def conso_form(state: FormState) -> Form:
    """Return the form of step `conso_api`."""
    fields = {
        vol.Required(CONF_POINT_ID): _TEXT,
        **_conso_credentials(kept=state.secrets_kept),
        **_CONSO_WISHES,
    }
    return _form(fields, _address(DEFAULT_CONSO_BASE_URL), state)


def consent_form(curve: bool) -> Form:
    """Return the form that asks for the consents again; `curve`: the half-hours are read so far."""
    return vol.Schema(
        {
            vol.Required(CONF_CONSENT_DAILY, default=False): BooleanSelector(),
            vol.Required(CONF_CONSENT_CURVE, default=curve): BooleanSelector(),
        }
    )


def egl_form(state: FormState) -> Form:
    """Return the form of step `water`."""
    fields = _egl_credentials(kept=state.secrets_kept)
    return _form(fields, _address(DEFAULT_EGL_BASE_URL), state)


def portal_form(state: FormState) -> Form:
    """Return the form of step `portal`."""
    fields = _portal_credentials(kept=state.secrets_kept)
    return _form(fields, _address(DEFAULT_PORTAL_BASE_URL), state)


def reauth_form(way: str) -> Form:
    """Return the form that asks again for what opens a service by a way."""
    return vol.Schema(_CREDENTIALS[way](kept=True))


def water_contracts_form(contracts: Sequence[WaterContract], state: FormState) -> Form:
    """Return the form of step `water_contracts`; the numbers are the user's own."""
    options = [
        SelectOptionDict(
            value=contract.contract_id, label=contract.label or contract.contract_id
        )
        for contract in contracts
    ]
    return vol.Schema(
        {
            **_leave_out(state),
            vol.Required(CONF_CONTRACTS): SelectSelector(
                SelectSelectorConfig(
                    options=options, multiple=True, mode=SelectSelectorMode.LIST
                )
            ),
        }
    )


def without_secrets(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be shown again."""
    return {key: value for key, value in typed.items() if key not in SECRETS}


def with_kept_secrets(
    typed: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what was typed, the secrets left empty as they were before."""
    kept = {key: before[key] for key in SECRETS if key in before and not typed.get(key)}
    return {**typed, **kept}


def _sge_credentials(*, kept: bool) -> Fields:
    """Return what opens SGE; `kept`: a secret left empty stays as it is."""
    return {
        _secret(CONF_API_KEY, kept=kept): _SECRET,
        vol.Required(CONF_SGE_LOGIN): _TEXT,
    }


def _conso_credentials(*, kept: bool) -> Fields:
    """Return what opens Conso API; `kept`: a secret left empty stays as it is."""
    return {_secret(CONF_TOKEN, kept=kept): _SECRET}


def _portal_credentials(*, kept: bool) -> Fields:
    """Return what opens the customer's account; `kept`: a secret left empty stays as it is."""
    return {
        vol.Required(CONF_LOGIN): _TEXT,
        _secret(CONF_PASSWORD, kept=kept): _SECRET,
    }


def _egl_credentials(*, kept: bool) -> Fields:
    """Return what opens Eau du Grand Lyon for partners; `kept`: a secret left empty stays as it is."""
    return {
        **_portal_credentials(kept=kept),
        _secret(CONF_AUTH_KEY, kept=kept): _SECRET,
    }


_CREDENTIALS: Final = {
    WAY_CONSO: _conso_credentials,
    WAY_SGE: _sge_credentials,
    WAY_PORTAL: _portal_credentials,
    WAY_EGL: _egl_credentials,
}


def _secret(key: str, *, kept: bool) -> vol.Marker:
    return vol.Optional(key) if kept else vol.Required(key)


def _address(default: str) -> vol.Schema:
    return vol.Schema({vol.Required(CONF_BASE_URL, default=default): _URL})


def _form(fields: Fields, gateway: vol.Schema, state: FormState) -> Form:
    """Return the form of a way, with what hardly anybody has to change folded at its end."""
    folded = section(gateway, {"collapsed": not state.gateway_open})
    return vol.Schema(
        {**_leave_out(state), **fields, vol.Required(CONF_GATEWAY): folded}
    )


def _leave_out(state: FormState) -> Fields:
    if not state.may_leave_out:
        return {}
    return {vol.Optional(CONF_LEAVE_OUT, default=False): BooleanSelector()}
