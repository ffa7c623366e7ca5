"""Attestations: sealing, the QR's signature, and the two answers that must take equally long."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from typing import Any
from uuid import uuid4

import typst
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from xidmet import clock
from xidmet.attestations import check, qr
from xidmet.attestations.number import new_number
from xidmet.bench.figure import Figure, compared
from xidmet.bench.store import bench_case
from xidmet.cases import Site
from xidmet.signatures.demo_authority import PASSWORD, demo_authority
from xidmet.store import cases, issued, transaction
from xidmet.store.issued import Attested

PAGE = b'#set page(paper: "a4")\n= Arayis\n#lorem(120)\n'


async def papers(site: Site) -> list[Figure]:
    return [await _sealed(site), await _sealed_by_pyhanko(site), *await _qr_codes(site), await _told_nothing(site)]


async def _sealed(site: Site) -> Figure:
    plain, key = typst.compile(PAGE, format="pdf"), site.qr_key

    async def ours() -> None:
        await asyncio.to_thread(site.seal.seal_pdf, plain, "bench")

    async def theirs() -> None:
        await asyncio.to_thread(key.sign, plain, ec.ECDSA(hashes.SHA256()))

    return await compared("seal.pdf", "one bare ECDSA signature over the same bytes", ours, theirs, times=5)


async def _sealed_by_pyhanko(site: Site) -> Figure:
    """The same certifying signature by the signer that comes with the library, with its key loaded once."""
    plain, own = typst.compile(PAGE, format="pdf"), demo_authority(site.settings.data / "keys")
    signer: Any = SimpleSigner
    signer = signer.load_pkcs12(str(own.seal), passphrase=PASSWORD.encode())
    about = PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )

    async def ours() -> None:
        await asyncio.to_thread(site.seal.seal_pdf, plain, "bench")

    def sign() -> None:
        PdfSigner(about, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(plain)))

    async def theirs() -> None:
        await asyncio.to_thread(sign)

    return await compared("seal.pdf", "pyHanko's own signer, the same key and file", ours, theirs, times=5)


async def _qr_codes(site: Site) -> list[Figure]:
    """Made and verified, each beside the bare work of its key."""
    moment, public = clock.now(), site.qr_key.public_key()
    claims = qr.Claims(
        "http://localhost", new_number(), "bench", moment, moment + dt.timedelta(days=1), {"a": "b"}, 77_000
    )
    text = qr.sign(claims, site.qr_key)
    keys = {qr.key_id(public): public}
    signature = site.qr_key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))

    async def made() -> None:
        qr.sign(claims, site.qr_key)

    async def signed() -> None:
        site.qr_key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))

    async def verified() -> None:
        qr.verify(text, keys)

    async def held() -> None:
        public.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))

    return [
        await compared("qr.sign", "one bare ECDSA signature", made, signed, times=50),
        await compared("qr.verify", "one bare ECDSA verification", verified, held, times=50),
    ]


async def _told_nothing(site: Site) -> Figure:
    """A deactivated number must not be told from one that never existed, by the time it takes either."""
    ended = await _ended(site)

    async def ours() -> None:
        await check(site.catalogue, ended, None, "number")

    async def theirs() -> None:
        await check(site.catalogue, new_number(), None, "number")

    return await compared("check.deactivated", "a number that never existed: must stay near 1", ours, theirs, times=50)


async def _ended(site: Site) -> str:
    """The number of an attestation that is no longer in force, of the first service that issues one."""
    service = next(s for s in site.catalogue.services.values() if s.attestations())
    case, moment, number = bench_case(service.slug), clock.now(), new_number()
    ended = Attested(
        id=uuid4(),
        number=number,
        attestation=service.attestations()[0].name,
        service=service.slug,
        case=case.id,
        holder=case.party,
        holder_name="",
        record={},
        language="az",
        in_force=False,
        issued_at=moment,
        valid_until=None,
        ended_at=moment,
        ended_by="bench",
        qr="",
        document=None,
    )
    async with transaction():
        await cases.add(case)
        await issued.issue(ended)
    return number
