"""A signing tool, such as people have on their own computers: a signed PDF or a CAdES signature comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from xidmet import clock
from xidmet.contract.signing import SignedHash
from xidmet.contract.texts import _
from xidmet.demo_signing.holders import der
from xidmet.demo_signing.state import Asked, Signing, form_of, page, signing_of, text_in
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.signing import assembled, to_be_signed

PDF, WITHIN = "application/pdf", "within"


@get("/tool")
async def tool(request: Asked) -> Response[str]:
    return page(request, "tool.html", signers=_signers(signing_of(request)))


@post("/tool")
async def sign(request: Asked) -> Response[bytes]:
    form, signing = await form_of(request), signing_of(request)
    file = form.get("file")
    issued = _issued(signing, text_in(form, "signer"))
    if issued is None or not isinstance(file, UploadFile):
        raise ClientException(_("Choose a file and who signs it."))
    content = await file.read()
    if text_in(form, "how") == WITHIN and content.startswith(b"%PDF-"):
        name = f"{PurePosixPath(file.filename or 'a').stem}-signed.pdf"
        return _handed_out(await asyncio.to_thread(pades, issued, content), PDF, name)
    return _handed_out(await cades(issued, content), "application/pkcs7-signature", "signature.p7s")


def _handed_out(signed: bytes, media: str, name: str) -> Response[bytes]:
    return Response(
        signed,
        status_code=200,
        media_type=media,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _signers(signing: Signing) -> Sequence[tuple[str, str]]:
    """Each with the name under which a form names it."""
    people = [(f"person-{key}", one.name) for key, one in signing.holders.people.items()]
    return [*people, *((f"seal-{voen}", name) for voen, name in signing.holders.seals.items())]


def _issued(signing: Signing, signer: str) -> Issued | None:
    kind, _dash, name = signer.partition("-")
    if kind == "person" and name in signing.holders.people:
        return signing.holders.certificate(signing.holders.people[name], "sign")
    return signing.holders.seal(name) if kind == "seal" and name in signing.holders.seals else None


def pades(issued: Issued, pdf: bytes) -> bytes:
    """The PDF with a signature of baseline level B in it (ETSI EN 319 142-1). Blocks: run it in a thread."""
    chain, when = [der(one) for one in (issued.certificate, *issued.chain)], clock.now()
    try:
        over = to_be_signed(pdf, PDF, chain, "sha256", when)
        value = issued.key.sign(over, ec.ECDSA(hashes.SHA256()))
        return assembled(pdf, PDF, SignedHash(value, chain, "sha256", when))
    except Exception as error:  # the libraries raise many kinds for what is no whole PDF
        raise ClientException(_("This PDF can't be read.")) from error


async def cades(issued: Issued, content: bytes) -> bytes:
    """A detached signature of baseline level B (ETSI EN 319 122-1) over the content, with the chain in it."""
    certificate, *chain = (x509.Certificate.load(der(one)) for one in (issued.certificate, *issued.chain))
    key = issued.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    known = SimpleCertificateStore()
    known.register_multiple(chain)
    signer = SimpleSigner(certificate, keys.PrivateKeyInfo.load(key), known)
    made = await signer.async_sign_general_data(
        content,
        "sha256",
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=clock.now().replace(microsecond=0)),
    )
    signed: bytes = made.dump()
    return signed


ROUTES = [tool, sign]
