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
            "production": True,
            "gateway": {"base_url": home["sge_base_url"]},
        },
        "water": {
            **{field: home[field] for field in ("login", "password", "auth_key")},
            "gateway": {"base_url": home["egl_base_url"]},
        },
        "water_contracts": {"contracts": home["contracts"]},
    }


def customer_answers(home: Home) -> Answers:
    """Return the answers of a home that its resident connects, by Conso API and by the portal of Eau du Grand Lyon."""
    return {
        "user": {"electricity_way": "conso_api", "water_way": "egl_portal"},
        "conso_api": {
            "point_id": home["point_id"],
            "token": home["conso_token"],
            "load_curve": True,
            "production": True,
            "gateway": {"base_url": home["conso_base_url"]},
        },
        "portal": {
            **{field: home[field] for field in ("login", "password")},
            "gateway": {"base_url": home["portal_base_url"]},
        },
        "water_contracts": {"contracts": home["portal_references"]},
    }
