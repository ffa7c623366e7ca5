"""Checking signatures: detached CAdES by an authority with three certificates and lists, beside pyHanko and the bare
mathematics; then whole files. One thread, so one core."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import zipfile
from collections.abc import Awaitable, Callable

import typst
from asn1crypto import cms, crl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import ades_basic_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from xidmet.bench.authority import CONTENT, Authority, Holder, Key, read_anew
from xidmet.bench.figure import ROUNDS, Figure, compared
from xidmet.bench.papers import PAGE
from xidmet.cases import Site
from xidmet.signatures import Trust, verify, verify_detached
from xidmet.signatures.cades import verified_here

TIMES = 20
ASIC = "http://www.w3.org/2000/09/xmldsig#", "http://uri.etsi.org/02918/v1.2.1#"


async def signatures(site: Site) -> list[Figure]:
    figures: list[Figure] = []
    for kind in ("EC", "RSA"):
        authority = Authority(kind)
        figures += await _detached(authority, f"cades.{kind.lower()}")
        figures += [await _container(authority)] if kind == "EC" else []
    return [*figures, await _pdf(site)]


async def _detached(authority: Authority, name: str) -> list[Figure]:
    """By a signer who was seen before, through the door that the portal takes and in a thread of its own; then each by
    one who never was."""
    signer, trust = authority.signer(0), Trust(authority.anchors)
    signature = await authority.sign(signer)
    unseen = iter([await authority.sign(authority.signer(number)) for number in range(1, TIMES * (ROUNDS + 1) + 2)])

    async def front() -> None:
        _need((await verify_detached(CONTENT, signature, trust, signer="person")).passed)

    async def again() -> None:
        _need(verified_here(CONTENT, signature, trust, signer="person") is not None)

    async def another() -> None:
        _need(verified_here(CONTENT, next(unseen), trust, signer="person") is not None)

    limit = _limit(authority, signer)
    bare = "one leaf and one document, bare: the limit"
    aim = f"{bare}; the aim is {'2' if authority.kind == 'EC' else '4'}"
    return [
        await compared(
            name, "pyHanko's basic validation: at most 0.2", front, _pyhanko(authority, signature), times=TIMES
        ),
        await compared(f"{name}.known", aim, again, limit, times=TIMES),
        await compared(f"{name}.unseen", bare, another, limit, times=TIMES),
    ]


def _pyhanko(authority: Authority, signature: bytes) -> Callable[[], Awaitable[None]]:
    """Its documented interface for CAdES (ETSI EN 319 102-1), with the same anchors and lists."""
    lists = [CRLContainer(crl.CertificateList.load(one)) for one in authority.crls]
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[read_anew(authority.chain[-1])]),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=LocalKnowledge(known_crls=lists),
        key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"}),
    )

    async def theirs() -> None:
        data = cms.ContentInfo.load(signature, strict=True)["content"]
        found = await ades_basic_validation(data, spec, raw_digest=hashlib.sha256(CONTENT).digest())
        _need(found.ades_subindic is AdESPassed.OK)

    return theirs


def _limit(authority: Authority, signer: Holder) -> Callable[[], Awaitable[None]]:
    leaf, issuer = signer.certificate, authority.chain[0].public_key()
    document = _signed(signer.key, CONTENT)

    async def theirs() -> None:
        _verify(issuer, leaf.signature, leaf.tbs_certificate_bytes)
        _verify(leaf.public_key(), document, CONTENT)

    return theirs


def _signed(key: Key, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def _verify(key: object, signature: bytes, data: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))


async def _container(authority: Authority) -> Figure:
    """ASiC-E with CAdES over a manifest of one file."""
    trust, signer = Trust(authority.anchors), authority.signer(0)
    whole, plain = await _asice(authority, signer), await authority.sign(signer)

    async def ours() -> None:
        _need(str((await verify(whole, trust=trust)).indication) == "TOTAL-PASSED")

    async def theirs() -> None:
        _need((await verify_detached(CONTENT, plain, trust)).passed)

    return await compared("asice.check", "detached CAdES over the same content", ours, theirs, times=5)


async def _asice(authority: Authority, signer: Holder) -> bytes:
    ds, asic = ASIC
    digest = base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
    manifest = (
        f'<asic:ASiCManifest xmlns:asic="{asic}" xmlns:ds="{ds}"><asic:SigReference URI="META-INF/signature1.p7s"/>'
        f'<asic:DataObjectReference URI="content.txt"><ds:DigestMethod '
        f'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{digest}</ds:DigestValue>'
        f"</asic:DataObjectReference></asic:ASiCManifest>"
    ).encode()
    files = {
        "mimetype": b"application/vnd.etsi.asic-e+zip",
        "content.txt": CONTENT,
        "META-INF/ASiCManifest1.xml": manifest,
        "META-INF/signature1.p7s": await authority.sign(signer, manifest),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return out.getvalue()


async def _pdf(site: Site) -> Figure:
    """A paper that the portal sealed."""
    sealed = await asyncio.to_thread(site.seal.seal_pdf, typst.compile(PAGE, format="pdf"), "bench")
    trust = Trust.from_settings(site.settings)
    roots = [read_anew(one) for one in trust.anchors.seals]

    async def ours() -> None:
        _need(str((await verify(sealed, trust=trust)).indication) == "TOTAL-PASSED")

    async def theirs() -> None:
        embedded = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0]
        context = ValidationContext(trust_roots=roots, crls=list(trust.anchors.crls), revocation_mode="hard-fail")
        _need((await async_validate_pdf_signature(embedded, context)).bottom_line)

    return await compared("pades.check", "pyHanko's own validation of it", ours, theirs, times=3)


def _need(good: bool) -> None:
    """A figure of something that failed would be none."""
    if not good:
        raise AssertionError("a signature of the bench did not pass")
