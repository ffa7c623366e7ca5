"""A CMS signature of baseline level B (ETSI EN 319 122-1, EN 319 142-1), for a key that is elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from asn1crypto import algos, cms, core, tsp, x509

from xidmet.contract.signing import HashName, SignedHash

MOST = 10  # certificates of a chain
LONGEST = 20_000  # bytes of one of them


def read_chain(chain: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Raises ValueError for one that is empty, too long, or holds what is no certificate."""
    if not 0 < len(chain) <= MOST or any(len(one) > LONGEST for one in chain):
        raise ValueError("no chain of certificates that is taken")
    try:
        read = tuple(x509.Certificate.load(bytes(one), strict=True) for one in chain)
        for one in read:
            one["tbs_certificate"]["subject_public_key_info"]["algorithm"].native  # noqa: B018  # it parses lazily
            one.issuer.native  # noqa: B018
    except Exception as error:  # asn1crypto raises many kinds on damaged input
        raise ValueError("a certificate that can't be read") from error
    return read


def attributes(
    certificate: x509.Certificate, digest: bytes, hash_name: HashName, when: dt.datetime | None
) -> cms.CMSAttributes:
    """What is signed besides the content. when: None where it stands beside the signature, as in a PDF."""
    named = tsp.SigningCertificateV2({"certs": [_named(certificate)]})
    held = [
        _attribute("content_type", "data"),
        _attribute("message_digest", digest),
        _attribute("signing_certificate_v2", named),
    ]
    if when is not None:
        moment = when.astimezone(dt.UTC).replace(microsecond=0)
        held.append(_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(moment)})))
    return cms.CMSAttributes(held)


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def _named(certificate: x509.Certificate) -> tsp.ESSCertIDv2:
    return tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "cert_hash": hashlib.sha256(certificate.dump()).digest(),
            "issuer_serial": {
                "issuer": [x509.GeneralName("directory_name", value=certificate.issuer)],
                "serial_number": certificate.serial_number,
            },
        }
    )


def signature(signed: SignedHash, over: cms.CMSAttributes) -> bytes:
    """The SignedData in DER. Raises ValueError for a chain that can't be read, or a key that is not taken."""
    chain = read_chain(signed.chain)
    hashed = algos.DigestAlgorithm({"algorithm": signed.hash_name})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": chain[0].issuer, "serial_number": chain[0].serial_number},
            ),
            "digest_algorithm": hashed,
            "signed_attrs": over,
            "signature_algorithm": {"algorithm": _algorithm(chain[0], signed.hash_name)},
            "signature": bytes(signed.value),
        }
    )
    data = {
        "version": "v1",
        "digest_algorithms": [hashed],
        "encap_content_info": {"content_type": "data"},
        "certificates": list(chain),
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def _algorithm(certificate: x509.Certificate, hash_name: HashName) -> str:
    kind = certificate.public_key.algorithm
    if kind == "rsa":
        return f"{hash_name}_rsa"
    if kind == "ec":
        return f"{hash_name}_ecdsa"
    raise ValueError(f"a key of kind {kind} is not taken")
