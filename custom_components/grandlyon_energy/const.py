"""The names that more than one file of the integration needs."""

from typing import Final

DOMAIN: Final = "grandlyon_energy"

SERVICE_ELECTRICITY: Final = "electricity"
SERVICE_WATER: Final = "water"

CONF_WAY: Final = "way"
CONF_ELECTRICITY_WAY: Final = "electricity_way"
CONF_WATER_WAY: Final = "water_way"
WAY_NONE: Final = "none"
WAY_SGE: Final = "sge"
WAY_EGL: Final = "egl"

CONF_POINT_ID: Final = "point_id"
CONF_LAST_NAME: Final = "last_name"
CONF_FIRST_NAME: Final = "first_name"
CONF_ADDRESS: Final = "address"
CONF_POSTAL_CODE: Final = "postal_code"
CONF_CITY: Final = "city"
CONF_CONSENT_DAILY: Final = "consent_daily"
CONF_CONSENT_CURVE: Final = "consent_curve"
CONF_CONSENTS: Final = "consents"
CONF_SGE_LOGIN: Final = "sge_login"
CONF_GATEWAY: Final = "gateway"
CONF_BASE_URL: Final = "base_url"
CONF_AUTH_HEADER: Final = "auth_header"
CONF_MEASURES_VERSION: Final = "measures_version"
CONF_MEASURES_ROUTE: Final = "measures_route"

CONF_LOGIN: Final = "login"
CONF_AUTH_KEY: Final = "auth_key"
CONF_CONTRACTS: Final = "contracts"

TIME_ZONE: Final = "Europe/Paris"
