"""The keys that sign QR codes, and the signed list of them that offline verifiers fetch once in a while."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock
from xidmet.attestations.qr import key_id
from xidmet.settings import Settings
from xidmet.signatures import Seal
from xidmet.signatures.demo_authority import write_secret

LIST_HOLDS = dt.timedelta(days=30)
PUBLIC = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.S)


def qr_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    """The site's P-256 key for QR codes; a demonstration makes its own at first start.

    Raises OSError for a file that can't be read, ValueError or TypeError (one with a password) for a wrong one.
    """
    file = settings.qr_key or settings.data / "keys" / "qr.pem"
    if not file.exists() and settings.demo:
        new = ec.generate_private_key(ec.SECP256R1())
        write_secret(
            file,
            new.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise ValueError(f"{file} must hold a P-256 key.")
    return key


def old_qr_keys(file: Path | None) -> tuple[ec.EllipticCurvePublicKey, ...]:
    """Those that signed before; what they signed is printed and stays good. Raises OSError, ValueError."""
    parts = PUBLIC.findall(file.read_bytes()) if file else []
    keys = [serialization.load_pem_public_key(part) for part in parts]
    found = tuple(key for key in keys if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1")
    if file and (not keys or len(found) != len(keys)):
        raise ValueError(f"{file} must hold P-256 public keys, and nothing else.")
    return found


def key_list(settings: Settings, key: ec.EllipticCurvePrivateKey, seal: Seal) -> dict[str, Any]:
    """For /.well-known/xidmet-keys.json: the keys as JWK (RFC 7517) in the clear, and the same list as a signed JWS.

    Signed once an hour. It is public, so else anybody could keep a token, which signs a few times in a second, busy.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    return dict(_key_list(settings.address, key, settings.old_qr_keys, seal, hour))


@lru_cache(maxsize=1)
def _key_list(
    address: str,
    key: ec.EllipticCurvePrivateKey,
    old: Path | None,
    seal: Seal,
    hour: dt.datetime,
) -> Mapping[str, Any]:
    keys = {one["kid"]: one for one in map(_jwk, (key.public_key(), *old_qr_keys(old)))}
    listed = {
        "issuer": address,
        "issued_at": hour.isoformat(),
        "expires": (hour + LIST_HOLDS).isoformat(),
        "keys": list(keys.values()),
    }
    return {**listed, "signed": seal.sign_json(listed)}


def _jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (_url64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": _url64(key_id(key)), "x": x, "y": y}


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
