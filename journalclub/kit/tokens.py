"""Random tokens that are stored as hashes, and signed ones that are not stored at all."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

_LONGEST = 4096


def mint() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is stored in place of a token: SHA-256, enough because the token itself is random."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def sign(secret: bytes, purpose: str, payload: dict[str, Any], expires: datetime) -> str:
    """A token that carries `payload` until `expires`; it opens nothing but `purpose`. The payload is readable."""
    if expires.utcoffset() is None:
        raise ValueError("an expiry needs its time zone")
    body = _encode(json.dumps([payload, expires.timestamp()], separators=(",", ":")).encode())
    return f"{body}.{_encode(_mac(secret, purpose, body))}"


def unsign(secret: bytes, purpose: str, token: str, now: datetime) -> dict[str, Any] | None:
    """The payload, or None when the token is expired, forged, malformed or made for something else."""
    body, _, signature = token.partition(".")
    if len(token) > _LONGEST or not token.isascii():
        return None
    if not hmac.compare_digest(_encode(_mac(secret, purpose, body)), signature):
        return None
    payload, expires = json.loads(_decode(body))
    return payload if now.timestamp() < expires else None


def _mac(secret: bytes, purpose: str, body: str) -> bytes:
    # A key of its own for each purpose, so that a ticket can never be replayed as a sign-in link.
    key = hmac.digest(secret, b"journalclub\0" + purpose.encode(), "sha256")
    return hmac.digest(key, body.encode(), "sha256")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64") from error


def seal(secret: bytes, purpose: str, text: str) -> str:
    """Sixteen letters and digits (80 bits) that only we can make for `text`; short enough to type from paper."""
    return base64.b32encode(_mac(secret, purpose, text)[:10]).decode("ascii").lower()


def is_seal(secret: bytes, purpose: str, text: str, given: str) -> bool:
    """Whether `given` is the seal of `text`, whichever its case."""
    wanted = seal(secret, purpose, text)
    return hmac.compare_digest(wanted.encode(), given.lower().encode("utf-8", "surrogatepass"))
