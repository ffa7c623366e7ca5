"""Signed files for tests: PDFs by pyHanko; XML, containers and JSON by hand, so that each part of them can be wrong."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pypdf
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from xidmet import clock
from xidmet.signatures.demo_people import Issued, people_authority
from xidmet.signatures.demo_revocation import issuing_crl, root_crl

from tests.core.seals import PLAIN_PDF
from tests.core.signing import der
from tests.core.stamping import Stamper, token

DS, ASIC = "http://www.w3.org/2000/09/xmldsig#", "http://uri.etsi.org/02918/v1.2.1#"
XA, XA141 = "http://uri.etsi.org/01903/v1.3.2#", "http://uri.etsi.org/01903/v1.4.1#"
METHOD = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
EXCLUSIVE, SHA256 = "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/04/xmlenc#sha256"
FILES = {"ərizə.txt": b"I apply.", "map/plan.bin": bytes(range(256))}
LETTER = b'<letter xmlns="urn:test"><to>A</to><!-- unseen --><say>Give B 10 manats.</say></letter>'


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def pdf(
    by: Issued,
    *,
    level: str = "B",
    tsa: Issued | None = None,
    folder: Path | None = None,
    over: bytes = PLAIN_PDF,
    field: str = "First",
) -> bytes:
    """level: B, T, LT or LTA, the latter with lists of revoked certificates of the authority in the folder."""
    lasting = level in ("LT", "LTA")
    context = None
    if lasting and folder:
        root = asn1_x509.Certificate.load(der(people_authority(folder).root))
        lists = [issuing_crl(folder), root_crl(folder)]
        context = ValidationContext(trust_roots=[root], crls=lists, allow_fetching=False, revocation_mode="require")
    about = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=lasting,
        use_pades_lta=level == "LTA",
        validation_context=context,
    )
    signer = PdfSigner(about, signer=_signer(by), timestamper=Stamper(tsa) if tsa else None)
    out, writer = io.BytesIO(), IncrementalPdfFileWriter(io.BytesIO(over))
    if writer.prev.encrypted:
        writer.encrypt("")
    await signer.async_sign_pdf(writer, output=out)
    return out.getvalue()


def encrypted(method: str = "AES-256", *, user: str = "") -> bytes:
    """A PDF by another library than the one that reads it. user: the password with which it opens."""
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(PLAIN_PDF)), io.BytesIO()
    writer.encrypt(user, "owner", algorithm=method)
    writer.write(out)
    return out.getvalue()


def _signer(by: Issued) -> Any:
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple([asn1_x509.Certificate.load(der(one)) for one in by.chain])
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(der(by.certificate)),
        signing_key=keys.PrivateKeyInfo.load(by.key.private_bytes(*form)),
        cert_registry=store,
    )


def asice(
    by: Issued,
    files: Mapping[str, bytes] | None = None,
    *,
    tsa: Issued | None = None,
    archive: bool = False,
    crls: Sequence[bytes] = (),
    mimetype: str = "application/vnd.etsi.asic-e+zip",
) -> bytes:
    held = FILES if files is None else files
    signature = detached(by, held, tsa, archive=archive, crls=crls)
    return container({"mimetype": mimetype.encode(), **held, "META-INF/signatures0.xml": signature})


def container(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return out.getvalue()


def repacked(whole: bytes, **changes: bytes | None) -> bytes:
    """changes: by name; None takes a file away."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        files: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    return container({name: held for name, held in (files | changes).items() if held is not None})


def detached(
    by: Issued,
    files: Mapping[str, bytes],
    tsa: Issued | None = None,
    *,
    archive: bool = False,
    crls: Sequence[bytes] = (),
) -> bytes:
    """XAdES over files of a container."""
    references = "".join(_reference(f"r{place}", name, held) for place, (name, held) in enumerate(files.items()))
    around = etree.Element(f"{{{ASIC}}}XAdESSignatures")
    around.append(etree.fromstring(xades(by, references)))
    return etree.tostring(signed(around, by, tsa, b"".join(files.values()) if archive else None, crls))


def enveloped(by: Issued, letter: bytes = LETTER, tsa: Issued | None = None, *, uri: str = "") -> bytes:
    """XAdES within the document."""
    root = etree.fromstring(letter)
    octets = etree.tostring(root, method="c14n", exclusive=True, with_comments=False)
    root.append(etree.fromstring(xades(by, _reference("r0", uri, octets, f"{DS}enveloped-signature", EXCLUSIVE))))
    return etree.tostring(signed(root, by, tsa))


def _reference(identifier: str, uri: str, octets: bytes, *transforms: str) -> str:
    steps = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in transforms)
    digest = b64(hashlib.sha256(octets).digest())
    around = f"<ds:Transforms>{steps}</ds:Transforms>" if steps else ""
    return (
        f'<ds:Reference Id="{identifier}" URI="{escape(uri)}">{around}'
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
    )


def xades(by: Issued, references: str) -> str:
    """Not signed yet."""
    digest = f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>%s</ds:DigestValue>'
    step = f'<ds:Transforms><ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms>'
    kind = 'Type="http://uri.etsi.org/01903#SignedProperties"'
    properties = f'<ds:Reference {kind} URI="#sp">{step}{digest % "TO DO"}</ds:Reference>'
    held = "".join(f"<ds:X509Certificate>{b64(der(one))}</ds:X509Certificate>" for one in (by.certificate, *by.chain))
    named = digest % b64(hashlib.sha256(der(by.certificate)).digest())
    return (
        f'<ds:Signature xmlns:ds="{DS}" xmlns:xa="{XA}" Id="s"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/><ds:SignatureMethod Algorithm="{METHOD}"/>'
        f"{references}{properties}</ds:SignedInfo><ds:SignatureValue>TO DO</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:X509Data>{held}</ds:X509Data></ds:KeyInfo><ds:Object>"
        '<xa:QualifyingProperties Target="#s"><xa:SignedProperties Id="sp"><xa:SignedSignatureProperties>'
        f"<xa:SigningTime>{clock.now():%Y-%m-%dT%H:%M:%SZ}</xa:SigningTime><xa:SigningCertificateV2><xa:Cert>"
        f"<xa:CertDigest>{named}</xa:CertDigest></xa:Cert></xa:SigningCertificateV2></xa:SignedSignatureProperties>"
        "</xa:SignedProperties></xa:QualifyingProperties></ds:Object></ds:Signature>"
    )


def _c14n(node: Any) -> bytes:
    return bytes(etree.tostring(node, method="c14n", exclusive=True, with_tail=False))


def signed(
    root: Any, by: Issued, tsa: Issued | None = None, archived: bytes | None = None, crls: Sequence[bytes] = ()
) -> Any:
    """archived: what an archive time-stamp is over before the signature itself; None: there is none."""
    info, properties = root.find(f".//{{{DS}}}SignedInfo"), root.find(f".//{{{XA}}}SignedProperties")
    info[-1].find(f"{{{DS}}}DigestValue").text = b64(hashlib.sha256(_c14n(properties)).digest())
    r, s = decode_dss_signature(by.key.sign(_c14n(info), ec.ECDSA(hashes.SHA256())))
    value = root.find(f".//{{{DS}}}SignatureValue")
    value.text = b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    if tsa:
        held = etree.SubElement(properties.getparent(), f"{{{XA}}}UnsignedProperties")
        held = etree.SubElement(held, f"{{{XA}}}UnsignedSignatureProperties")
        first = _stamp(held, f"{{{XA}}}SignatureTimeStamp", token(tsa, _c14n(value)))
        values = etree.SubElement(etree.SubElement(held, f"{{{XA}}}RevocationValues"), f"{{{XA}}}CRLValues")
        for one in crls:
            etree.SubElement(values, f"{{{XA}}}EncapsulatedCRLValue").text = b64(one)
        if archived is not None:
            parts = [info, value, root.find(f".//{{{DS}}}KeyInfo"), first, values.getparent()]
            over = archived + _c14n(properties) + b"".join(_c14n(one) for one in parts)
            _stamp(held, f"{{{XA141}}}ArchiveTimeStamp", token(tsa, over))
    return root


def _stamp(held: Any, name: str, made: bytes) -> Any:
    one = etree.SubElement(held, name)
    etree.SubElement(one, f"{{{DS}}}CanonicalizationMethod", Algorithm=EXCLUSIVE)
    etree.SubElement(one, f"{{{XA}}}EncapsulatedTimeStamp").text = b64(made)
    return one


def manifest(signature: str, files: Mapping[str, bytes]) -> bytes:
    """Of an ASiC-E container with CAdES."""
    listed = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue>{b64(hashlib.sha256(held).digest())}</ds:DigestValue></asic:DataObjectReference>"
        for name, held in files.items()
    )
    around = f'xmlns:asic="{ASIC}" xmlns:ds="{DS}"'
    return f'<asic:ASiCManifest {around}><asic:SigReference URI="{signature}"/>{listed}</asic:ASiCManifest>'.encode()


def jws(by: Issued, payload: bytes = b'{"say": "yes"}', *, over: bytes | None = None, **head: Any) -> bytes:
    """head: parts that are added to it, or taken away by None. over: what is signed; None: the payload, encoded."""
    said = {
        "alg": "ES256",
        "x5c": [b64(der(one)) for one in (by.certificate, *by.chain)],
        "x5t#S256": url64(hashlib.sha256(der(by.certificate)).digest()),
        "sigT": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "crit": ["sigT"],
    } | head
    first = url64(json.dumps({name: value for name, value in said.items() if value is not None}).encode()).encode()
    second = url64(payload).encode() if said.get("b64", True) else payload
    r, s = decode_dss_signature(
        by.key.sign(first + b"." + (second if over is None else over), ec.ECDSA(hashes.SHA256()))
    )
    return first + b"." + second + b"." + url64(r.to_bytes(32, "big") + s.to_bytes(32, "big")).encode()


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
