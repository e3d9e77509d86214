"""What a person may type where an address or a secret belongs: an error of ours, that does not repeat it."""

import logging

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import ConsentError, CredentialsError

from .observing import said_by, told
from .services import Services
from .ways import SECRETS, WAYS, Way, every_way, make_reader

REASONS = {
    "api_key": "invalid_key",
    "token": "invalid_token",
    "auth_key": "invalid_auth_key",
    "login": "invalid_login",
    "password": "invalid_login",
}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://service.example", "insecure_url"),
        ("http://192.168.1.2/api", "insecure_url"),
        ("ftp://service.example", "invalid_url"),
        ("service.example", "invalid_url"),
        ("", "invalid_url"),
        ("https://", "invalid_url"),
        ("https://[::1", "invalid_url"),
        ("https://elodie:hidden@service.example", "invalid_url"),
        ("https://service.example?key=hidden", "invalid_url"),
    ],
)
@every_way
async def test_an_address_that_is_not_safe_is_refused_at_once(
    way: Way,
    address: str,
    reason: str,
    services: Services,
    session: aiohttp.ClientSession,
) -> None:
    with pytest.raises(ConsentError, match=f"^{reason}$") as caught:
        make_reader(
            session,
            services,
            way,
            way.kinds[0],
            gateway={
                "auth_header": "apikey",
                "measures_version": "auto",
                "measures_route": "measures",
                "base_url": address,
            },
        )

    assert not [text for text in said_by(caught.value) if "hidden" in text]


@pytest.mark.parametrize(
    "odd",
    ["\r\nHost: elsewhere", "\n", "\0", "\t", "é", "ÿ", "水", "\ud800", " x"],
    ids=ascii,
)
@pytest.mark.parametrize(
    ("way", "field"),
    [
        pytest.param(way, field, id=f"{way.name}-{field}")
        for way in WAYS
        for field in SECRETS[way.name]
    ],
)
async def test_a_secret_with_what_no_secret_has_is_a_wrong_one(
    way: Way,
    field: str,
    odd: str,
    services: Services,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    kind = way.kinds[-1]
    typed = f"{secret(services, way, field)}{odd}z"

    with pytest.raises(CredentialsError) as caught:
        await make_reader(session, services, way, kind, **{field: typed}).read()

    assert caught.value.reason == REASONS[field]
    assert told(services.home, caplog.text, *said_by(caught.value)) == []


def secret(services: Services, way: Way, field: str) -> str:
    """The right one."""
    kept = way.data(services)[field]
    assert isinstance(kept, str)
    return kept
