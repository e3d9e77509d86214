"""The names that more than one file of the integration needs."""

from typing import Final

DOMAIN: Final = "grandlyon_energy"

ENTRY_VERSION: Final = 1
"""To be raised when an older version of the integration could not live with what an entry keeps."""

ENTRY_MINOR_VERSION: Final = 3
"""To be raised when an entry keeps more. 2: the option that says which day a water index closes. 3: by which number each
way knows a water contract, and whether the home produces electricity."""

SERVICE_ELECTRICITY: Final = "electricity"
SERVICE_WATER: Final = "water"

CONF_WAY: Final = "way"
CONF_ELECTRICITY_WAY: Final = "electricity_way"
CONF_WATER_WAY: Final = "water_way"
WAY_NONE: Final = "none"
WAY_SGE: Final = "sge"
WAY_CONSO: Final = "conso_api"
WAY_EGL: Final = "egl"
WAY_PORTAL: Final = "egl_portal"

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

CONF_LOAD_CURVE: Final = "load_curve"
CONF_PRODUCTION: Final = "production"

CONF_LOGIN: Final = "login"
CONF_AUTH_KEY: Final = "auth_key"
CONF_CONTRACTS: Final = "contracts"
"""The numbers that the home's water contracts were added under: statistics, ledgers and devices keep them for good."""

CONF_LINKS: Final = "links"
"""By way, then by such a number: how the way's own service knows the contract."""

CONF_NUMBER: Final = "number"
CONF_DAY_OFFSET: Final = "day_offset"
"""Days to add to what a way prints, for the same index to stand on the same day as by the first way."""

CONF_WATER_ATTRIBUTION: Final = "water_attribution"
"""The option that says which day a water index closes."""

CONF_ELECTRICITY_OVERLAP_DAYS: Final = "electricity_overlap_days"
CONF_WATER_OVERLAP_DAYS: Final = "water_overlap_days"
"""The options that say how many of the last days every poll reads again, for corrections."""

CONF_CONTINUITY_LITRES: Final = "continuity_litres"
CONF_CONTINUITY_DAYS: Final = "continuity_days"
"""The options that say when water runs without a break: no day under so many litres for so many days."""

DEFAULT_ELECTRICITY_OVERLAP_DAYS: Final = 14
DEFAULT_WATER_OVERLAP_DAYS: Final = 90
"""EGL fills and corrects a day for weeks, even back to 0 (design, Water)."""

DEFAULT_CONTINUITY_LITRES: Final = 500
DEFAULT_CONTINUITY_DAYS: Final = 7

CONF_WITHDRAWN_AT: Final = "withdrawn_at"
"""When the user withdrew the consent to read electricity, aware UTC in ISO form; not there while it holds."""

SUBENTRY_ELECTRICITY_TARIFF: Final = "electricity_tariff"
SUBENTRY_OFF_PEAK_HOURS: Final = "off_peak_hours"
SUBENTRY_TEMPO_CALENDAR: Final = "tempo_calendar"
SUBENTRY_WATER_TARIFF: Final = "water_tariff"

CONF_VALID_FROM: Final = "valid_from"
"""The first local day on which a tariff or windows hold, ISO form."""

CONF_OPTION: Final = "option"
CONF_PRICES: Final = "prices"
"""€ per kWh by price class."""

CONF_STANDING_CHARGE: Final = "standing_charge"
CONF_STANDING_CHARGE_PER: Final = "standing_charge_per"
CONF_SEASON_FROM: Final = "season_from"
CONF_SEASON_TO: Final = "season_to"
"""The first and last day of the year on which windows hold, MM-DD; neither is there when they hold all year."""

CONF_WEEKDAYS: Final = "weekdays"
"""The days of the week on which they hold: mon to sun."""

CONF_INTERVALS: Final = "intervals"
CONF_COLOURS: Final = "colours"
"""Colours of Tempo days by ISO date."""

CONF_CONTRACT: Final = "contract"
CONF_TIERS: Final = "tiers"
"""Up to how many m³ a year, None without an end, and € per m³; in order."""

CONF_PRICE_OF_ALL: Final = "price_of_all"
CONF_TIER_BASIS: Final = "tier_basis"
CONF_DWELLINGS: Final = "dwellings"

CONF_ELECTRICITY_STANDING_INCLUDED: Final = "electricity_standing_charge_included"
CONF_WATER_STANDING_INCLUDED: Final = "water_standing_charge_included"
"""The options that say whether a service's cost statistic holds the standing charge, too."""

CONF_ELECTRICITY_BILL_SINCE: Final = "electricity_bill_since"
CONF_WATER_BILL_SINCE: Final = "water_bill_since"
"""The options that say since which local day the next bill is counted, ISO form; not there without one."""

CONF_TEMPO_ENTITY: Final = "tempo_entity"
"""The option that names an entity whose state is the colour of today."""

ATTR_CONFIG_ENTRY_ID: Final = "config_entry_id"
ATTR_START_DATE: Final = "start_date"
ATTR_END_DATE: Final = "end_date"
ATTR_FROM_STATISTIC_ID: Final = "from_statistic_id"
ATTR_TO_STATISTIC_ID: Final = "to_statistic_id"
ATTR_PREVIEW: Final = "preview"
ATTR_STATISTIC_ID: Final = "statistic_id"
ATTR_RESOLUTION: Final = "resolution"
ATTR_FILE: Final = "file"
ACTION_FETCH: Final = "fetch"
ACTION_ADOPT_STATISTICS: Final = "adopt_statistics"
ACTION_REBUILD_STATISTICS: Final = "rebuild_statistics"
ACTION_VERIFY: Final = "verify"
ACTION_GET_READINGS: Final = "get_readings"
ACTION_EXPORT: Final = "export"
ACTION_IMPORT_CSV: Final = "import_csv"
ACTION_COMPARE_TARIFFS: Final = "compare_tariffs"

TIME_ZONE: Final = "Europe/Paris"
