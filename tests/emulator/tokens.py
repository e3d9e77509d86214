"""JSON Web Tokens signed with HS256, as Conso API gives them to a person."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
import binascii
import hmac
import json
from typing import Any


def sign(claims: dict[str, Any], secret: str) -> str:
    """Return the claims as a token."""
    head = _packed(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    content = f"{head}.{_packed(json.dumps(claims).encode())}"
    return f"{content}.{_signature(content, secret)}"


def read_claims(token: str, secret: str) -> dict[str, Any] | None:
    """Return the claims of a token that was signed with the secret, None of any other text."""
    content, _, signature = token.rpartition(".")
    if not hmac.compare_digest(
        signature.encode(), _signature(content, secret).encode()
    ):
        return None
    payload = content.partition(".")[2]
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError, binascii.Error:
        return None
    return claims if isinstance(claims, dict) else None


def _signature(content: str, secret: str) -> str:
    return _packed(hmac.digest(secret.encode(), content.encode(), "sha256"))


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
