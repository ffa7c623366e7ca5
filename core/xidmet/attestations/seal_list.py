"""The certificates of the site's seals, past and present, as a signed list: a seal of ours is one of these."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates

from xidmet import clock
from xidmet.attestations.keys import LIST_HOLDS
from xidmet.settings import Settings
from xidmet.signatures import Seal


def old_seals(file: Path | None) -> tuple[Certificate, ...]:
    """Those that sealed before. Raises OSError for a file that can't be read, ValueError for one that holds none."""
    return tuple(load_pem_x509_certificates(file.read_bytes())) if file else ()


def seal_list(settings: Settings, seal: Seal) -> dict[str, Any]:
    """For /.well-known/xidmet-seals.json, the newest first, in the clear and as a signed JWS (RFC 7515).

    Signed once an hour, as the list of keys of QR codes is, and for the same reason.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    return dict(_listed(settings.address, settings.old_seals, seal, hour))


@lru_cache(maxsize=1)
def _listed(address: str, old: Path | None, seal: Seal, hour: dt.datetime) -> Mapping[str, Any]:
    listed = {
        "issuer": address,
        "issued_at": hour.isoformat(),
        "expires": (hour + LIST_HOLDS).isoformat(),
        "seals": [_told(one) for one in dict.fromkeys((seal.chain[0], *old_seals(old)))],
    }
    return {**listed, "signed": seal.sign_json(listed)}


def _told(one: Certificate) -> dict[str, str]:
    der = one.public_bytes(Encoding.DER)
    return {
        "sha256": hashlib.sha256(der).hexdigest(),
        "subject": one.subject.rfc4514_string(),
        "not_before": one.not_valid_before_utc.isoformat(),
        "not_after": one.not_valid_after_utc.isoformat(),
        "certificate": base64.b64encode(der).decode(),
    }
