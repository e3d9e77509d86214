"""The forms of the config flow: which fields, how they are typed, what they start with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import CONF_API_KEY, CONF_PASSWORD
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
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
    CONF_ELECTRICITY_WAY,
    CONF_FIRST_NAME,
    CONF_GATEWAY,
    CONF_LAST_NAME,
    CONF_LOGIN,
    CONF_MEASURES_ROUTE,
    CONF_MEASURES_VERSION,
    CONF_POINT_ID,
    CONF_POSTAL_CODE,
    CONF_SGE_LOGIN,
    CONF_WATER_WAY,
    SERVICE_ELECTRICITY,
    WAY_EGL,
    WAY_NONE,
    WAY_SGE,
)
from ..sources.readings import WaterContract

type Form = vol.Schema
type Fields = dict[vol.Marker, Any]

CONF_LEAVE_OUT: Final = "leave_out"

SECRETS: Final = frozenset({CONF_API_KEY, CONF_AUTH_KEY, CONF_PASSWORD})
"""Never sent back to the page: a form shown again lets them empty and keeps what was typed."""

DEFAULT_SGE_BASE_URL: Final = "https://apis.grandlyon.fr"
DEFAULT_MEASURES_ROUTE: Final = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
DEFAULT_EGL_BASE_URL: Final = "https://agence.eaudugrandlyon.com/ws"


def _text(kind: TextSelectorType, autocomplete: str = "off") -> TextSelector:
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))


def _choice(
    options: Sequence[str], translation_key: str, mode: SelectSelectorMode
) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options), translation_key=translation_key, mode=mode
        )
    )


_TEXT: Final = _text(TextSelectorType.TEXT)
_SECRET: Final = _text(TextSelectorType.PASSWORD)
_URL: Final = _text(TextSelectorType.URL)

NO_FIELDS: Final = vol.Schema({})

WAYS: Final = vol.Schema(
    {
        vol.Required(CONF_ELECTRICITY_WAY): _choice(
            (WAY_SGE, WAY_NONE), CONF_ELECTRICITY_WAY, SelectSelectorMode.LIST
        ),
        vol.Required(CONF_WATER_WAY): _choice(
            (WAY_EGL, WAY_NONE), CONF_WATER_WAY, SelectSelectorMode.LIST
        ),
    }
)

_SGE_HOLDER: Final[Fields] = {
    vol.Required(CONF_POINT_ID): _TEXT,
    vol.Required(CONF_LAST_NAME): _text(TextSelectorType.TEXT, "family-name"),
    vol.Required(CONF_FIRST_NAME): _text(TextSelectorType.TEXT, "given-name"),
    vol.Required(CONF_ADDRESS): _text(TextSelectorType.TEXT, "address-line1"),
    vol.Required(CONF_POSTAL_CODE): _text(TextSelectorType.TEXT, "postal-code"),
    vol.Required(CONF_CITY): _text(TextSelectorType.TEXT, "address-level2"),
    vol.Required(CONF_CONSENT_DAILY, default=False): BooleanSelector(),
    vol.Required(CONF_CONSENT_CURVE, default=False): BooleanSelector(),
}

_SGE_GATEWAY: Final = vol.Schema(
    {
        vol.Required(CONF_BASE_URL, default=DEFAULT_SGE_BASE_URL): _URL,
        vol.Required(CONF_AUTH_HEADER, default="apikey"): _choice(
            ("apikey", "bearer"), CONF_AUTH_HEADER, SelectSelectorMode.DROPDOWN
        ),
        vol.Required(CONF_MEASURES_VERSION, default="auto"): _choice(
            ("auto", "v2", "v3"), CONF_MEASURES_VERSION, SelectSelectorMode.DROPDOWN
        ),
        vol.Required(CONF_MEASURES_ROUTE, default=DEFAULT_MEASURES_ROUTE): _TEXT,
    }
)

_EGL_GATEWAY: Final = vol.Schema(
    {vol.Required(CONF_BASE_URL, default=DEFAULT_EGL_BASE_URL): _URL}
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
    return vol.Schema(
        {
            **_leave_out(state),
            **_SGE_HOLDER,
            **_sge_credentials(kept=state.secrets_kept),
            vol.Required(CONF_GATEWAY): _folded(
                _SGE_GATEWAY, unfolded=state.gateway_open
            ),
        }
    )


def egl_form(state: FormState) -> Form:
    """Return the form of step `water`."""
    return vol.Schema(
        {
            **_leave_out(state),
            **_egl_credentials(kept=state.secrets_kept),
            vol.Required(CONF_GATEWAY): _folded(
                _EGL_GATEWAY, unfolded=state.gateway_open
            ),
        }
    )


def reauth_form(service: str) -> Form:
    """Return the form that asks again for what opens a service."""
    if service == SERVICE_ELECTRICITY:
        return vol.Schema(_sge_credentials(kept=True))
    return vol.Schema(_egl_credentials(kept=True))


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


def _egl_credentials(*, kept: bool) -> Fields:
    """Return what opens Eau du Grand Lyon; `kept`: a secret left empty stays as it is."""
    return {
        vol.Required(CONF_LOGIN): _TEXT,
        _secret(CONF_PASSWORD, kept=kept): _SECRET,
        _secret(CONF_AUTH_KEY, kept=kept): _SECRET,
    }


def _secret(key: str, *, kept: bool) -> vol.Marker:
    return vol.Optional(key) if kept else vol.Required(key)


def _folded(schema: vol.Schema, *, unfolded: bool) -> section:
    return section(schema, {"collapsed": not unfolded})


def _leave_out(state: FormState) -> Fields:
    if not state.may_leave_out:
        return {}
    return {vol.Optional(CONF_LEAVE_OUT, default=False): BooleanSelector()}
