"""The site's seal over a capsule: its signature by the one check of signatures, and the exact form of what holds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.capsules.files import KEYS
from xidmet.capsules.findings import Findings
from xidmet.signatures.asic_writing import MANIFEST, SIGNATURE
from xidmet.signatures.verdict import Sub

Json = dict[str, Any]
# What is left open when a signature is intact, yet whose it is can't be relied on just now.
ONLY_TRUST = {
    Sub.NO_CERTIFICATE_CHAIN_FOUND,
    Sub.CHAIN_CONSTRAINTS_FAILURE,
    Sub.CRYPTO_CONSTRAINTS_FAILURE,
    Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    Sub.OUT_OF_BOUNDS_NO_POE,
    Sub.REVOKED_NO_POE,
    Sub.REVOKED_CA_NO_POE,
    Sub.TRY_LATER,
}
# RFC 5754, section 2: the parameters are absent, or NULL.
SHA256 = (bytes.fromhex("300b0609608648016503040201"), bytes.fromhex("300d06096086480165030402010500"))
Judge = Callable[[bytes, bytes], Awaitable[Json]]


async def examine_seal(held: Mapping[str, bytes], judge: Judge, findings: Findings) -> list[x509.Certificate]:
    """The certificates that come with it, the seal's first. judge: gives a machine report about what signs what."""
    keys = _keys(held, findings)
    if SIGNATURE not in held:
        findings.breaks("seal-missing")
        return keys
    report = await judge(held[SIGNATURE], held.get(MANIFEST, b""))
    findings.seal = report
    passed = report["indication"] == "TOTAL-PASSED" and len(report["signers"]) == 1
    if not (passed or report["sub_indication"] in ONLY_TRUST) or not _is_exact(held[SIGNATURE], keys):
        findings.breaks("seal-broken")
    elif passed:
        findings.bears_out("seal", report["signers"][0]["name"])
    else:
        findings.leaves_open("seal-unknown", report["sub_indication"])
    return keys


def _keys(held: Mapping[str, bytes], findings: Findings) -> list[x509.Certificate]:
    if KEYS not in held:
        return []
    try:
        return x509.load_pem_x509_certificates(held[KEYS])
    except ValueError:
        findings.breaks("file-unreadable", KEYS)
        return []


def _is_exact(signature: bytes, keys: list[x509.Certificate]) -> bool:
    """What a signature does not cover of its own envelope is as we write it: no bit of it can be changed unseen.

    Its certificates are those that lie among the files, its methods and versions the only ones we use.
    """
    try:
        data = cms.ContentInfo.load(signature, strict=True)["content"]
        (signer,) = data["signer_infos"]
        (digest,) = data["digest_algorithms"]
        there = sorted(one.chosen.dump() for one in data["certificates"])
        sid, parts = signer["sid"].chosen.dump(), [one.dump() for one in (digest, signer["digest_algorithm"])]
        versions = (data["version"].contents, signer["version"].contents)
    except (ValueError, TypeError, KeyError):
        return False
    return (
        there == sorted(one.public_bytes(Encoding.DER) for one in keys)
        and versions == (b"\x01", b"\x01")
        and sid[:1] == b"\x30"
        and all(part in SHA256 for part in parts)
    )
