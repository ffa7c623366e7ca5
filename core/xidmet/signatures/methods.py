"""Until when each method of signing counts (ETSI TS 119 312), and what is said of one that is past its end.

EN 319 102-1, 5.2.8: what was proven to exist while its method still counted stays good; what came after is not.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import SignatureAlgorithmOID

from xidmet.settings import Settings
from xidmet.signatures.algorithms import HASHES, RSA_BITS, WORKED_OUT_CURVES
from xidmet.signatures.remembering import remembered
from xidmet.signatures.verdict import NotGood, Sub

End = dt.datetime | None  # None: not in sight
TABLE = Path(__file__).with_name("methods.toml")
PARTS = ("hashes", "rsa", "rsa-pss", "curves")
OPEN = "open"


@dataclass(frozen=True)
class Methods:
    """rsa, pss: the end of keys of at least so many bits, from the longest; PKCS #1 v1.5 and PSS.

    hashes, curves: the end of each; what is not among them is never taken.
    """

    source: str
    hashes: Mapping[str, End]
    rsa: tuple[tuple[int, End], ...]
    pss: tuple[tuple[int, End], ...]
    curves: Mapping[str, End]

    @classmethod
    def read(cls, file: Path) -> Methods:
        """Raises ValueError for a table that can't be read or says something else, OSError as Path.read_bytes."""
        try:
            return _table(tomllib.loads(file.read_bytes().decode("utf-8")))
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from error

    @classmethod
    def from_settings(cls, settings: Settings) -> Methods:
        """Raises as read."""
        return cls.read(settings.methods) if settings.methods else METHODS

    def need_signature(self, algorithms: Sequence[str], certificate: x509.Certificate, at: dt.datetime) -> None:
        """algorithms: as in a verdict: scheme and hash, then hashes besides. at: by when it is known to have existed.

        Raises NotGood.
        """
        for one in algorithms:
            scheme, _dash, hash_name = one.rpartition("-")
            self._need(hash_name, self._of_hash(hash_name), certificate, at)
            if scheme:
                self._need_key(certificate, scheme, certificate, at)

    def need_chain(self, chain: Sequence[x509.Certificate], at: dt.datetime) -> None:
        """The hash with which each certificate was signed, and its key, an anchor's apart. Raises NotGood."""
        below = ""
        for one in chain[:-1] or chain:
            scheme, hash_name = signed_by(one)
            self._need(hash_name, self._of_hash(hash_name), one, at)
            self._need_key(one, below, one, at)
            below = scheme

    def end_of(self, algorithms: Sequence[str], chain: Sequence[x509.Certificate], after: dt.datetime) -> End:
        """The first end, after this moment, of a method that the signature and its certificates rest on."""
        below, ends = next((one.rpartition("-")[0] for one in algorithms), ""), []
        ends += [self._of_hash(one.rpartition("-")[2]) for one in algorithms]
        for one in chain[:-1] or chain:
            scheme, hash_name = signed_by(one)
            ends += [self._of_hash(hash_name), self._of_key(one, below)]
            below = scheme
        return min((one for one in ends if one and one > after), default=None)

    def _need_key(self, of: x509.Certificate, scheme: str, certificate: x509.Certificate, at: dt.datetime) -> None:
        kind, size = strength(of)
        self._need(f"{scheme or kind} with {size}", self._of_key(of, scheme), certificate, at)

    def _need(self, named: str, end: End, made_with: x509.Certificate, at: dt.datetime) -> None:
        """What was made with a certificate that was issued after the end came after it for sure."""
        if end is None or at < end:
            return
        after = made_with.not_valid_before_utc >= end
        sub = Sub.CRYPTO_CONSTRAINTS_FAILURE if after else Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
        raise NotGood(sub, f"{named} counted until {end:%Y-%m-%d} ({self.source})")

    def _of_hash(self, name: str) -> End:
        if name not in self.hashes:
            raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"{name} is not taken")
        return self.hashes[name]

    def _of_key(self, certificate: x509.Certificate, scheme: str) -> End:
        """scheme: how it is used; "": it is not known, so that nothing speaks against the better way."""
        kind, size = strength(certificate)
        if isinstance(size, int):
            for fewest, end in self.rsa if scheme == "rsa" else self.pss:
                if size >= fewest:
                    return end
            raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"RSA of {size} bits is not taken")
        if size not in self.curves:
            raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"{kind} with {size} is not taken")
        return self.curves[size]


@remembered()
def strength(certificate: x509.Certificate) -> tuple[str, str | int]:
    """The kind of its key, and its bits or its curve. Raises NotGood for a kind that is not taken."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a certificate uses a method that is not known") from error
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ecdsa", key.curve.name
    raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "this kind of key is not taken")


@remembered()
def signed_by(certificate: x509.Certificate) -> tuple[str, str]:
    """Scheme and hash with which its issuer signed it. Raises NotGood for one that is not known."""
    try:
        hashed = certificate.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a certificate uses a method that is not known") from error
    method = certificate.signature_algorithm_oid
    scheme = "rsa-pss" if method == SignatureAlgorithmOID.RSASSA_PSS else "rsa"
    ecdsa = method.dotted_string.startswith("1.2.840.10045.4.")
    return "ecdsa" if ecdsa else scheme, hashed.name if hashed else "a certificate's signature without a hash"


def _table(said: dict[str, Any]) -> Methods:
    source, parts = said.pop("source", ""), {name: said.pop(name, None) for name in PARTS}
    missing = [name for name, held in parts.items() if not isinstance(held, dict) or not held]
    if said or missing or not isinstance(source, str):
        raise ValueError(f"It must hold source, {', '.join(PARTS)}, and nothing else; look at {TABLE}.")
    return Methods(
        source or "a table of the site",
        _named(parts["hashes"], HASHES.keys(), "hash"),
        _by_bits(parts["rsa"]),
        _by_bits(parts["rsa-pss"]),
        _named(parts["curves"], WORKED_OUT_CURVES, "curve"),
    )


def _named(held: dict[str, Any], known: Any, kind: str) -> dict[str, End]:
    if strange := held.keys() - known:
        raise ValueError(f"{', '.join(sorted(strange))}: no {kind} that can be worked out here.")
    return {name: _end(name, told) for name, told in held.items()}


def _by_bits(held: dict[str, Any]) -> tuple[tuple[int, End], ...]:
    if strange := [bits for bits in held if not bits.isascii() or not bits.isdigit() or int(bits) not in RSA_BITS]:
        raise ValueError(f"{', '.join(strange)}: bits of an RSA key are from {RSA_BITS.start} to {RSA_BITS.stop - 1}.")
    return tuple(sorted(((int(bits), _end(bits, told)) for bits, told in held.items()), key=_bits, reverse=True))


def _bits(row: tuple[int, End]) -> int:
    return row[0]


def _end(name: str, told: Any) -> End:
    if told == OPEN:
        return None
    if type(told) is not dt.date:
        raise ValueError(f'{name}: it needs a day such as 2029-01-01, or "{OPEN}".')
    return dt.datetime.combine(told, dt.time(), dt.UTC)


METHODS = Methods.read(TABLE)
