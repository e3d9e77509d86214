"""What a demo types into the integration's forms."""

from .flow import Answers
from .services import Home

_HOLDER = (
    "point_id",
    "last_name",
    "first_name",
    "address",
    "postal_code",
    "city",
    "api_key",
    "sge_login",
)


def partner_answers(home: Home) -> Answers:
    """Return the answers of a home that a partner of the Métropole connects, by SGE and by EGL's partner service."""
    return {
        "user": {"electricity_way": "sge", "water_way": "egl"},
        "electricity": {
            **{field: home[field] for field in _HOLDER},
            "consent_daily": True,
            "consent_curve": True,
            "gateway": {"base_url": home["sge_base_url"]},
        },
        "water": {
            **{field: home[field] for field in ("login", "password", "auth_key")},
            "gateway": {"base_url": home["egl_base_url"]},
        },
        "water_contracts": {"contracts": home["contracts"]},
    }
