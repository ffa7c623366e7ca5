"""Where the key of the site's seal may live: in a PKCS#12 file, or in a token that never gives it out (PKCS#11)."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pkcs11
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate, load_pem_x509_certificates

CURVE = "secp256r1"
RSA_BITS = 2048  # the least that ETSI TS 119 312 still takes
WRONG_KEY = (
    f"Its key must be EC on P-256, or RSA of {RSA_BITS} bits or more, "
    "and the key's own certificate must come first among those given with it."
)


class SealKey(Protocol):
    """chain: the seal's certificate, then its issuers, each of which certifies the one before it."""

    chain: tuple[Certificate, ...]

    def sign(self, message: bytes) -> bytes:
        """A signature over the message's SHA-256: ECDSA in DER, or RSA PKCS#1 v1.5. May block."""
        ...


def prove(key: SealKey) -> None:
    """Sign something and verify it. Raises ValueError when it does not hold under the key's certificate."""
    public, message = key.chain[0].public_key(), secrets.token_bytes(32)
    signature = key.sign(message)
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise ValueError(WRONG_KEY) from None


class KeyInFile:
    """A key and its certificates in a PKCS#12 file (RFC 7292).

    Raises OSError for a file that can't be read, ValueError for a wrong password or key.
    """

    def __init__(self, file: Path, password: bytes) -> None:
        key, certificate, others = pkcs12.load_key_and_certificates(file.read_bytes(), password)
        if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise ValueError(WRONG_KEY)
        self._key = key
        self.chain = _chain((certificate, *others))

    def sign(self, message: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


class KeyInToken:
    """A key in a hardware security module or smart card.

    module: the vendor's PKCS#11 library. token, label: of the token, and of the key in it. certificates: PEM file with
    the seal's certificate and its issuers, for many tokens hold only the key. Raises OSError for a file that can't be
    read, ValueError for a library that can't be used; signing raises ValueError when there is no such token or key, or
    the PIN is wrong. Danger: most tokens lock themselves after a few tries with a wrong PIN.
    """

    # A login belongs to the whole process, so a second session would find itself logged in, or out.
    _one_at_a_time = threading.Lock()

    def __init__(self, module: Path, token: str, label: str, pin: str, certificates: Path) -> None:
        self.chain = _chain(tuple(load_pem_x509_certificates(certificates.read_bytes())))
        self._token, self._label, self._pin = token, label, pin
        try:
            self._library = pkcs11.lib(str(module))
        except RuntimeError as error:
            raise ValueError(f"{module} is no PKCS#11 library that can be used.") from error

    def sign(self, message: bytes) -> bytes:
        try:
            with self._private_key() as key:
                if isinstance(self.chain[0].public_key(), rsa.RSAPublicKey):
                    return bytes(key.sign(message, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
                # Many tokens sign only a finished digest; each gives r and s one behind the other.
                both = bytes(key.sign(hashlib.sha256(message).digest(), mechanism=pkcs11.Mechanism.ECDSA))
        except pkcs11.PKCS11Error as error:
            raise ValueError(f"The token of the seal refused: {type(error).__name__}") from error
        half = len(both) // 2
        return encode_dss_signature(int.from_bytes(both[:half]), int.from_bytes(both[half:]))

    @contextmanager
    def _private_key(self) -> Iterator[Any]:
        """A session of its own each time: a token that was pulled and put back works again."""
        with (
            self._one_at_a_time,
            self._library.get_token(token_label=self._token).open(user_pin=self._pin) as session,
        ):
            yield session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._label)


def _chain(certificates: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """The first certificate and its issuers, in the order of RFC 7515, section 4.1.6; in files they stand in any.

    The anchor is left out. A reader must have it from elsewhere, and no signature would cover this copy of it, so that
    its bytes could be altered without anybody noticing.
    """
    if not certificates or not _is_usable(certificates[0]):
        raise ValueError(WRONG_KEY)
    chain, rest = [certificates[0]], [one for one in certificates[1:] if one.issuer != one.subject]
    while issuer := next((one for one in rest if one not in chain and _issued(chain[-1], one)), None):
        chain.append(issuer)
    return tuple(chain)


def _is_usable(certificate: Certificate) -> bool:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return public.key_size >= RSA_BITS
    return isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name == CURVE


def _issued(certificate: Certificate, by: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
