"""The site's seal: an electronic seal of a legal person over what it issues (eIDAS article 3(25) in kind)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import logging
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures.demo_authority import PASSWORD, demo_authority
from xidmet.signatures.seal_cms import SealCms
from xidmet.signatures.seal_keys import KeyInFile, KeyInToken, SealKey, prove

# pyHanko writes subjects and serial numbers of certificates, which may hold a FIN, into its warnings.
for _noisy in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)

SPACE = 16384  # hexadecimal digits kept in the PDF for the signature: a chain of three certificates takes under 8 KiB
STAMP = 8192  # more of them for a time-stamp beside it, since the seal itself seldom needs half of its own
DIGEST = "sha256"
SOON = dt.timedelta(days=60)
NO_CHANGES = fields.MDPPerm.NO_CHANGES


class Seal:
    """Signs PDFs (PAdES B-B) and key lists with the key the site holds. Not thread-bound; the key never leaves it.

    level: that what it seals is to reach later; this class makes B-B, with room for the rest. Raises ValueError when
    the key can't sign, is not its certificate's, or the certificate is not in force.
    """

    def __init__(self, key: SealKey, level: str = "B") -> None:
        prove(key)
        self._key, self.level = key, level
        self.chain: tuple[Certificate, ...] = key.chain
        self._cms = SealCms(key)
        self._space = SPACE if level == "B" else SPACE + STAMP
        self._need_force()

    @classmethod
    def from_settings(cls, settings: Settings) -> Seal:
        """The seal that the settings name; a demonstration makes its own.

        Raises ValueError for one that can't sign, OSError when one of its files can't be read.
        """
        secret, level = settings.seal_password.get_secret_value(), settings.seals_to
        if settings.seal_pkcs11 and settings.seal_certificates:
            where = (settings.seal_pkcs11, settings.seal_token, settings.seal_key, secret, settings.seal_certificates)
            return cls(KeyInToken(*where), level)
        if settings.seal_pkcs12:
            return cls(KeyInFile(settings.seal_pkcs12, secret.encode()), level)
        own = demo_authority(settings.data / "keys", settings.demo_signing)
        return cls(KeyInFile(own.seal, PASSWORD.encode()), level)

    def seal_pdf(self, pdf: bytes, reason: str) -> bytes:
        """The PDF with a certifying PAdES signature that allows no change. Blocks: run it in a thread.

        reason: said in the signature, in the document's language. Raises ValueError when the key can't sign just now.
        """
        self._need_force()
        writing = PdfCMSEmbedder().write_cms("Seal", IncrementalPdfFileWriter(io.BytesIO(pdf)))
        next(writing)
        placeholder = SignatureObject(
            clock.now(), subfilter=fields.SigSeedSubFilter.PADES, reason=reason or None, bytes_reserved=self._space
        )
        writing.send(SigObjSetup(placeholder, SigMDPSetup(DIGEST, certify=True, docmdp_perms=NO_CHANGES)))
        prepared, out = writing.send(SigIOSetup(DIGEST))
        writing.send(self._cms.over(prepared.document_digest))
        return bytes(out.getvalue())

    def sign_cms(self, content: bytes) -> bytes:
        """A detached CAdES B-B signature (ETSI EN 319 122-1) over the content, as DER. Blocks: run it in a thread.

        Raises ValueError when the key can't sign just now.
        """
        self._need_force()
        return self._cms.over(hashlib.sha256(content).digest(), at=clock.now())

    def sign_json(self, payload: Mapping[str, Any]) -> str:
        """A compact JWS (RFC 7515) over JSON data, with the certificate chain in x5c."""
        chain = [base64.b64encode(c.public_bytes(serialization.Encoding.DER)).decode() for c in self.chain]
        head = _encoded({"alg": "RS256" if self._is_rsa else "ES256", "typ": "JWT", "x5c": chain})
        signed = f"{head}.{_encoded(payload)}"
        return f"{signed}.{_url64(self._jws_signature(signed.encode()))}"

    @property
    def ends(self) -> dt.datetime:
        return self.chain[0].not_valid_after_utc

    @property
    def ends_soon(self) -> bool:
        """Soon enough for somebody to be told: a new certificate takes weeks to get."""
        return self.ends - clock.now() < SOON

    def _need_force(self) -> None:
        """What is sealed under a certificate that is over is worth nothing, and would be kept and handed out."""
        certificate = self.chain[0]
        start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if not start <= clock.now() <= end:
            raise ValueError(f"Its certificate is in force from {start:%Y-%m-%d} to {end:%Y-%m-%d}; get a new one.")

    @property
    def _is_rsa(self) -> bool:
        return isinstance(self.chain[0].public_key(), rsa.RSAPublicKey)

    def _jws_signature(self, message: bytes) -> bytes:
        """RFC 7518, section 3.4, wants r and s side by side in place of DER."""
        signature = self._key.sign(message)
        if self._is_rsa:
            return signature
        r, s = decode_dss_signature(signature)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _encoded(data: Mapping[str, Any]) -> str:
    return _url64(json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
