"""The site's seal: an electronic seal of a legal person over what it issues (eIDAS article 3(25) in kind)."""

from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Mapping
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from xidmet.settings import Settings
from xidmet.signatures.demo_authority import PASSWORD, demo_authority

# pyHanko writes subjects and serial numbers of certificates, which may hold a FIN, into its warnings.
for _noisy in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)

SPACE = 16384  # bytes kept in the PDF for the signature: a chain of three certificates takes under 8 KiB


class Seal:
    """Signs PDFs (PAdES B-B) and key lists with the key the site holds. Not thread-bound; the key never leaves it."""

    def __init__(self, packed: bytes, password: bytes) -> None:
        key, certificate, others = serialization.pkcs12.load_key_and_certificates(packed, password)
        if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise ValueError("The seal's PKCS#12 file must hold an EC or RSA key and its certificate.")
        self._key = key
        self.chain: tuple[Certificate, ...] = (certificate, *others)
        self._signer = _signer(key, self.chain)

    @classmethod
    def from_settings(cls, settings: Settings) -> Seal:
        """The seal that the settings name; a demonstration makes its own."""
        if settings.seal_pkcs12:
            return cls(settings.seal_pkcs12.read_bytes(), settings.seal_password.get_secret_value().encode())
        return cls(demo_authority(settings.data / "keys").seal.read_bytes(), PASSWORD)

    def seal_pdf(self, pdf: bytes, reason: str) -> bytes:
        """The PDF with a certifying PAdES signature that allows no change. Blocks: run it in a thread.

        reason: said in the signature, in the document's language.
        """
        metadata = PdfSignatureMetadata(
            field_name="Seal",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        out = io.BytesIO()
        PdfSigner(metadata, signer=self._signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out, bytes_reserved=SPACE
        )
        return out.getvalue()

    def sign_json(self, payload: Mapping[str, Any]) -> str:
        """A compact JWS (RFC 7515) over JSON data, with the certificate chain in x5c."""
        algorithm = "ES256" if isinstance(self._key, ec.EllipticCurvePrivateKey) else "RS256"
        chain = [base64.b64encode(c.public_bytes(serialization.Encoding.DER)).decode() for c in self.chain]
        head = _encoded({"alg": algorithm, "typ": "JWT", "x5c": chain})
        signed = f"{head}.{_encoded(payload)}"
        return f"{signed}.{_url64(self._sign(signed.encode()))}"

    def _sign(self, message: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _signer(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, chain: tuple[Certificate, ...]
) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    certificates = [asn1_x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in chain]
    store.register_multiple(certificates)
    packed = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=certificates[0], signing_key=asn1_keys.PrivateKeyInfo.load(packed), cert_registry=store
    )


def _encoded(data: Mapping[str, Any]) -> str:
    return _url64(json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
