"""The mathematics of one signature. Which methods count, and until when, says methods.py."""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from xidmet.signatures.verdict import NotGood, Sub

Scheme = Literal["ecdsa", "rsa", "rsa-pss"]

# The weak ones are worked out too: that content was changed is worse news than that the method is weak.
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
STRONG = frozenset({"sha256", "sha384", "sha512"})
WORKED_OUT_CURVES = {"secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}
# Shorter ones the library refuses; a longer one costs the checker more time than it costs whoever sends it.
RSA_BITS = range(1024, 8193)
STRONG_BITS = 2048


def verify_digest(
    key: PublicKeyTypes,
    signature: bytes,
    digest: bytes,
    hash_name: str,
    scheme: Scheme,
    *,
    salt: int | None = None,
) -> None:
    """scheme: ECDSA in DER, RSA PKCS#1 v1.5, or RSA-PSS with its salt's length in bytes (None: any).

    Raises NotGood when it does not hold, or can't be worked out with this key.
    """
    prehashed = Prehashed(_hash(hash_name))
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS.start:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"RSA of {key.key_size} bits is not worked out")
    try:
        if scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(prehashed))
        elif scheme != "ecdsa" and isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS.stop:
            key.verify(signature, digest, _padding(scheme, hash_name, salt), prehashed)
        else:
            raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"{scheme} does not go with this key")
    except (InvalidSignature, ValueError, UnsupportedAlgorithm) as error:
        raise NotGood(Sub.SIG_CRYPTO_FAILURE, f"the {scheme} signature does not hold") from error


def need_strength(key: PublicKeyTypes, hash_name: str) -> None:
    """For what proves nothing by itself, such as an answer of an authority, and is not asked when it was made.

    Raises NotGood for a weak hash or key.
    """
    if hash_name not in STRONG:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"{hash_name} is not taken")
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < STRONG_BITS:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"RSA of {key.key_size} bits is not taken")
    need_workable(key)


def need_workable(key: PublicKeyTypes) -> None:
    """Raises NotGood for a key that no signature here is made with, however long ago."""
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size not in RSA_BITS:
            raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"RSA of {key.key_size} bits is not taken")
    elif not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in WORKED_OUT_CURVES:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "this kind of key is not taken")


def as_der(signature: bytes, key: PublicKeyTypes) -> bytes:
    """An ECDSA signature of a phone or token, r and s side by side, as DER; one that is DER already stays."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return signature
    size = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * size or _is_der(signature):
        return signature
    return encode_dss_signature(int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))


def _is_der(signature: bytes) -> bool:
    """A sequence of two integers that fills the bytes exactly. By chance r and s look like it once in 2 ** 30."""
    try:
        tag, length, first, size = signature[:4]
        return (tag, length, first) == (0x30, len(signature) - 2, 2) and signature[4 + size] == 2
    except (ValueError, IndexError):
        return False


def _padding(scheme: Scheme, hash_name: str, salt: int | None) -> padding.AsymmetricPadding:
    if scheme == "rsa":
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(_hash(hash_name)), padding.PSS.AUTO if salt is None else salt)


def _hash(name: str) -> hashes.HashAlgorithm:
    if name not in HASHES:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "this hash is not taken")
    return HASHES[name]
