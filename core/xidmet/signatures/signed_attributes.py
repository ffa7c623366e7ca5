"""What a signer signed besides the content: its hash, and which certificate they mean (ETSI EN 319 122-1)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.signatures.algorithms import STRONG
from xidmet.signatures.verdict import NotGood, Sub

MOST = 100
NAMING = ("signing_certificate", "signing_certificate_v2")


class Attributes:
    """Each kind at most once. Raises NotGood for attributes that no e-signature (AdES) may have, or must have."""

    def __init__(self, attributes: Any) -> None:
        if len(attributes) > MOST:
            raise NotGood(Sub.FORMAT_FAILURE, f"more than {MOST} signed attributes")
        self._by_kind: dict[str, Any] = {}
        for one in attributes:
            kind = one["type"].native
            if kind in self._by_kind:
                raise NotGood(Sub.FORMAT_FAILURE, "a signed attribute stands there twice")
            self._by_kind[kind] = one["values"]
        self.content_type: str = self._one("content_type").native
        self.message_digest: bytes = self._one("message_digest").native

    @property
    def claimed_time(self) -> dt.datetime | None:
        told = self._one("signing_time").native if "signing_time" in self._by_kind else None
        return told if isinstance(told, dt.datetime) and told.tzinfo else None

    def naming(self) -> Sequence[tuple[str, bytes, Any]]:
        """The hash, its name and the issuer's name with serial number, of the certificate each attribute means."""
        return [
            (_hash_name(first), first["cert_hash"].native, first["issuer_serial"])
            for kind in NAMING
            if kind in self._by_kind
            for first in [self._one(kind)["certs"][0]]
        ]

    def names(self, certificate: x509.Certificate) -> bool:
        der = certificate.public_bytes(Encoding.DER)
        return all(hashlib.new(name, der).digest() == digest for name, digest, _serial in self.naming())

    def _one(self, kind: str) -> Any:
        values = self._by_kind.get(kind, ())
        if len(values) != 1:
            raise NotGood(Sub.FORMAT_FAILURE, f"signed attribute {kind}: {len(values)} values")
        return values[0]


def need_named(attributes: Attributes, certificate: x509.Certificate, by: frozenset[str] = STRONG) -> None:
    """Without it another certificate of the same key, such as one of another person, could be put in its place."""
    naming = attributes.naming()
    if not naming:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no signed attribute names the signer's certificate")
    if any(name not in by for name, _digest, _serial in naming):
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "the signer's certificate is named by a weak hash")
    if not attributes.names(certificate) or not all(is_serial_of(serial, certificate) for *_rest, serial in naming):
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "the signed attributes name another certificate")


def _hash_name(named: Any) -> str:
    """signing-certificate of the first version knows only SHA-1."""
    name = named["hash_algorithm"]["algorithm"].native if "hash_algorithm" in named else "sha1"
    if name not in hashlib.algorithms_available:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "the signer's certificate is named by a hash that is not known")
    return str(name)


def is_serial_of(said: Any, certificate: x509.Certificate) -> bool:
    """It need not be there (ETSI EN 319 122-1, 5.2.2.3), yet must not be another's."""
    if isinstance(said, core.Void):
        return True
    names = [one.chosen.untag().dump() for one in said["issuer"] if one.name == "directory_name"]
    return names == [certificate.issuer.public_bytes()] and said["serial_number"].native == certificate.serial_number
