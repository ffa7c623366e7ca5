"""A demonstration's time-stamp authority (RFC 3161): real tokens under the demonstration's own anchor."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from xidmet import clock
from xidmet.signatures.demo_authority import YEAR, write_secret
from xidmet.signatures.demo_certificates import named, of_holder
from xidmet.signatures.demo_people import Issued, people_issued
from xidmet.signatures.stamp_authority import StampAnswer

POLICY = "1.3.6.1.4.1.99999.1.1"  # of a demonstration: it promises nothing
NAME = "Xidmət Demo Time-Stamps"
LASTS = 3 * YEAR
FOR_STAMPS = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
BITS = {"sha256": 32, "sha384": 48, "sha512": 64}  # bytes of each hash that is taken


def stamp_certificate(folder: Path, *, address: str) -> Issued:
    """The authority's key, made at the first call, with a new certificate for it.

    address: the signing server's, where it is told whether the certificate was taken back.
    """
    file = folder / "stamps.pem"
    if not file.exists():
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        write_secret(file, ec.generate_private_key(ec.SECP256R1()).private_bytes(*form))
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    extensions = [*of_holder(signs=False, authenticates=True), FOR_STAMPS]
    return people_issued(folder, address, named(NAME), extensions, key=key, lasts=LASTS)


def stamp_answer(by: Issued, request: bytes) -> bytes:
    """DER of the answer to a DER request. Any request gets one."""
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        hash_name, hashed = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        if BITS.get(hash_name) != len(hashed):
            return _refused("bad_alg")
        return _granted(stamp_token(by, imprint, nonce=asked["nonce"].native))
    except Exception:  # asn1crypto raises many kinds on what is no request
        return _refused("bad_data_format")


def stamp_token(by: Issued, imprint: Any, *, nonce: int | None = None) -> bytes:
    """A token over a hash, in DER. imprint: with its algorithm, as in RFC 3161, section 2.4.1."""
    now = clock.now().replace(microsecond=0)
    said = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": imprint,
        "serial_number": secrets.randbits(64),
        "gen_time": core.GeneralizedTime(now),
        "accuracy": {"seconds": 1},
    }
    return _signed(by, tsp.TSTInfo(said if nonce is None else {**said, "nonce": nonce}).dump())


def _signed(by: Issued, info: bytes) -> bytes:
    """With the certificate's hash in a signed attribute (ESSCertIDv2, RFC 5816)."""
    der = by.certificate.public_bytes(serialization.Encoding.DER)
    certificate = asn1_x509.Certificate.load(der)
    named_by = {"certs": [{"cert_hash": hashlib.sha256(der).digest()}]}
    values = {
        "content_type": "tst_info",
        "message_digest": hashlib.sha256(info).digest(),
        "signing_certificate_v2": tsp.SigningCertificateV2(named_by),
    }
    attributes = cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": [one]}) for kind, one in values.items()])
    identifier = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": identifier}),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": by.key.sign(attributes.untag().dump(), ec.ECDSA(hashes.SHA256())),
    }
    chain = [asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in by.chain]
    data = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
        "certificates": [certificate, *chain],
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _granted(token: bytes) -> bytes:
    told = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
    return bytes(StampAnswer(told).dump())


def _refused(why: str) -> bytes:
    return bytes(StampAnswer({"status": {"status": "rejection", "fail_info": {why}}}).dump())
