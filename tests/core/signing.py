"""Signatures for tests, made by hand so that each part of them can be wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import clock
from xidmet.signatures.demo_people import Issued

CONTENT = b"I sign in at https://xidmet.example: 4f1c"
HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha512": hashes.SHA512()}
ESS = {"sha1": "signing_certificate", "sha256": "signing_certificate_v2", "sha512": "signing_certificate_v2"}


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def cades(
    by: Issued,
    content: bytes = CONTENT,
    *,
    attached: bytes | None = None,
    hash_name: str = "sha256",
    naming: x509.Certificate | str | None = "own",
    naming_hash: str = "sha256",
    naming_serial: x509.Certificate | None = None,
    without: Sequence[str] = (),
    more: Sequence[Any] = (),
    order: Callable[[list[Any]], list[Any]] = lambda held: sorted(held, key=lambda one: one.dump()),
    carries: Sequence[x509.Certificate] | None = None,
    crls: Sequence[Any] = (),
    pss: bool = False,
    signers: int = 1,
    unsigned: Sequence[Any] = (),
    signed_attributes: bool = True,
    hashed_in_order: bool = False,
    kind: str = "data",
) -> bytes:
    """kind: of the content. without: attributes left out.

    naming: which certificate the signed attribute means; None: no such attribute.
    """
    named = by.certificate if isinstance(naming, str) else naming
    attributes = [
        attribute("content_type", kind),
        attribute("message_digest", hashlib.new(hash_name, content).digest()),
        attribute("signing_time", cms.Time({"utc_time": core.UTCTime(clock.now())})),
        *([_names(named, naming_hash, naming_serial)] if named else []),
    ]
    attributes = order([*(one for one in attributes if one["type"].native not in without), *more])
    body = b"".join(one.dump() for one in attributes)
    hashed = b"".join(sorted(one.dump() for one in attributes)) if hashed_in_order else body
    signed = b"\x31" + core.OctetString(hashed).dump()[1:] if signed_attributes else content
    value = _signature(by.key, signed, hash_name, pss)
    signer = _signer(by, body if signed_attributes else None, value, hash_name, pss, unsigned)
    held = [by.certificate, *by.chain] if carries is None else carries
    return _whole([signer] * signers, held, hash_name, (kind, attached), crls)


def _whole(
    signers: list[Any],
    held: Sequence[x509.Certificate],
    hash_name: str,
    content: tuple[str, bytes | None],
    crls: Sequence[Any],
) -> bytes:
    kind, attached = content
    within = {} if attached is None else {"content": attached if kind == "data" else core.ParsableOctetString(attached)}
    data: dict[str, Any] = {
        "version": "v1" if kind == "data" else "v3",
        "digest_algorithms": [{"algorithm": hash_name}],
        "encap_content_info": {"content_type": kind, **within},
        "certificates": [asn1_x509.Certificate.load(der(one)) for one in held],
        "signer_infos": signers,
    }
    if crls:
        data["crls"] = list(crls)
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def attribute(kind: str, value: Any) -> Any:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _names(certificate: x509.Certificate, hash_name: str, serial: x509.Certificate | None) -> Any:
    digest = hashlib.new(hash_name, der(certificate)).digest()
    if hash_name == "sha1":
        return attribute("signing_certificate", tsp.SigningCertificate({"certs": [{"cert_hash": digest}]}))
    one: dict[str, Any] = {"hash_algorithm": {"algorithm": hash_name}, "cert_hash": digest}
    if serial:
        issuer = asn1_x509.GeneralName("directory_name", asn1_x509.Certificate.load(der(serial)).issuer)
        one["issuer_serial"] = {"issuer": [issuer], "serial_number": serial.serial_number}
    return attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [one]}))


def _signature(key: Any, signed: bytes, hash_name: str, pss: bool) -> bytes:
    hashed = HASHES[hash_name]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return bytes(key.sign(signed, ec.ECDSA(hashed)))
    assert isinstance(key, rsa.RSAPrivateKey)
    return bytes(key.sign(signed, padding.PSS(padding.MGF1(hashed), 32) if pss else padding.PKCS1v15(), hashed))


def _signer(by: Issued, body: bytes | None, value: bytes, hash_name: str, pss: bool, unsigned: Sequence[Any]) -> Any:
    name = f"{hash_name}_ecdsa" if isinstance(by.key, ec.EllipticCurvePrivateKey) else f"{hash_name}_rsa"
    method: dict[str, Any] = {"algorithm": name}
    if pss:
        mask = {"algorithm": "mgf1", "parameters": {"algorithm": hash_name}}
        given = algos.RSASSAPSSParams(
            {"hash_algorithm": {"algorithm": hash_name}, "mask_gen_algorithm": mask, "salt_length": 32}
        )
        method = {"algorithm": "rsassa_pss", "parameters": given}
    issuer = asn1_x509.Certificate.load(der(by.certificate)).issuer
    serial = by.certificate.serial_number
    said: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {"issuer_and_serial_number": cms.IssuerAndSerialNumber({"issuer": issuer, "serial_number": serial})}
        ),
        "digest_algorithm": {"algorithm": hash_name},
        "signature_algorithm": method,
        "signature": value,
    }
    if unsigned:
        said["unsigned_attrs"] = list(unsigned)
    whole = cms.SignerInfo(said).dump()
    return cms.SignerInfo.load(_with_attributes(whole, body) if body is not None else whole)


def _with_attributes(signer: bytes, body: bytes) -> bytes:
    """The attributes in exactly this order; asn1crypto would sort them."""
    parts = [child.dump() for child in core.SequenceOf.load(signer, spec=core.Any)]
    held = core.OctetString(body).dump()
    attributes = b"\xa0" + held[1:]
    joined = b"".join([*parts[:3], attributes, *parts[3:]])
    return bytes(b"\x30" + core.OctetString(joined).dump()[1:])


def answer_by_sha1(key: Any, answer: bytes) -> bytes:
    """An OCSP answer signed anew by a hash with which the library signs none."""
    whole = asn1_ocsp.OCSPResponse.load(answer)
    told = whole["response_bytes"]["response"].parsed
    told["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}
    told["signature"] = key.sign(told["tbs_response_data"].dump(), ec.ECDSA(hashes.SHA1()))
    whole["response_bytes"]["response"] = core.ParsableOctetString(told.dump())
    return bytes(whole.dump())
