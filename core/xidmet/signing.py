"""The words of a plugin that offers means of signing; its steps are those of xidmet.means."""

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from xidmet.contract.signing import HashName, Paper, SignedFile, SignedHash, SigningMeans, SigningStep

__all__ = ["HashName", "Paper", "SignedFile", "SignedHash", "SigningMeans", "SigningStep", "as_der"]

SIDE_BY_SIDE = (64, 96, 132)  # bytes of r and s on curves of 256, 384 and 521 bits; RSA's shortest has 256


def as_der(value: bytes) -> bytes:
    """An ECDSA signature of r and s side by side, as phones and tokens give it, in DER; any other stays as it is."""
    if len(value) not in SIDE_BY_SIDE or _is_der(value):
        return value
    half = len(value) // 2
    return encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))


def _is_der(value: bytes) -> bool:
    """A sequence of two integers that fills the bytes. By chance r and s look like it once in 2 ** 30."""
    try:
        tag, length, first, size = value[:4]
        return (tag, length, first) == (0x30, len(value) - 2, 2) and value[4 + size] == 2
    except IndexError:
        return False
