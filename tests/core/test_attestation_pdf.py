"""The issued document: sealed so that any change shows, PDF/A-2b, readable by people and by machines."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from xidmet.attestations import written
from xidmet.auth import Actor
from xidmet.cases import Moved, Site
from xidmet.cases.papers import pdf_of
from xidmet.cases.site import open_site
from xidmet.settings import Settings
from xidmet.signatures import demo_authority
from xidmet.store.tables import Document

from tests.conftest import signed_in
from tests.core.certificate import certificate
from tests.core.seals import is_sealed

SAMPLES = 30  # changed bytes, spread over the whole file


@pytest.fixture
async def paper(embedded: Settings) -> tuple[bytes, bytes, Moved]:
    """A certificate's PDF, the anchor of its seal, and the move that issued it."""
    async with open_site(embedded) as site:
        moved = await certificate(site, await signed_in("leyla"))
        pdf = await bytes_of(site, moved)
        again = await pdf_of(site, moved.issued or "")
        assert await site.files.whole(again) == pdf
    return pdf, demo_authority(embedded.data / "keys").root.read_bytes(), moved


async def test_the_seal_is_intact_valid_and_trusted(paper: tuple[bytes, bytes, Moved], tmp_path: Any) -> None:
    pdf, root, _moved = paper
    status = await validated(pdf, root)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].docmdp_level.name == "NO_CHANGES"
    assert await is_sealed(pdf, root)
    stranger = demo_authority(tmp_path / "elsewhere").root.read_bytes()
    assert not (await validated(pdf, stranger)).trusted and not await is_sealed(pdf, stranger)


async def test_any_change_breaks_the_seal(paper: tuple[bytes, bytes, Moved]) -> None:
    pdf, root, _moved = paper
    made = dict(alterations(pdf))
    assert len(made) > SAMPLES
    assert [how for how, altered in made.items() if await passes(altered, root)] == []
    # The portal's own check lets pass what is added without changing anything that is seen, as long-term proof may be.
    assert [how for how, altered in made.items() if await is_sealed(altered, root)] == ["an increment"]


async def test_what_is_no_pdf_is_not_good_and_nothing_is_without_an_anchor(paper: tuple[bytes, bytes, Moved]) -> None:
    pdf, root, _moved = paper
    for hostile in (b"", b"%PDF-1.7", pdf[:20_000], pdf[::-1], b"[" * 100_000, root):
        assert not await is_sealed(hostile, root)
    assert not await is_sealed(pdf, b"")


async def test_it_says_that_it_is_pdf_a_2b_and_is_made_so(paper: tuple[bytes, bytes, Moved]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(paper[0]))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.findall(r"pdfaid:(part|conformance)(?:>|=\")(\w)", xmp) == [("part", "2"), ("conformance", "B")]
    intent = root["/OutputIntents"][0].get_object()
    profile = intent["/DestOutputProfile"].get_object().get_data()
    assert intent["/S"] == "/GTS_PDFA1" and profile[36:40] == b"acsp" and len(profile) == int.from_bytes(profile[:4])
    assert not reader.is_encrypted and "/AA" not in root and "/OpenAction" not in root
    assert b"/JavaScript" not in paper[0] and b"/Launch" not in paper[0]
    flags = [note.get_object()["/F"] for page in reader.pages for note in page.get("/Annots", [])]
    assert flags and all(flag & 0b100 and not flag & 0b10 for flag in flags)  # printed, and not hidden


async def test_every_font_is_in_it(paper: tuple[bytes, bytes, Moved]) -> None:
    objects = list(dictionaries(pypdf.PdfReader(io.BytesIO(paper[0]))))
    fonts = [one for one in objects if one.get("/Type") == "/Font" and one.get("/Subtype") != "/Type0"]
    drawn = [one["/FontDescriptor"].get_object() for one in fonts if one.get("/Subtype") != "/Type3"]
    assert drawn and all(any(name.startswith("/FontFile") for name in one) for one in drawn)


async def test_its_text_can_be_taken_out_as_it_is_written(paper: tuple[bytes, bytes, Moved]) -> None:
    pdf, _root, moved = paper
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    contract: Any = moved.case.answers.contract  # type: ignore[attr-defined]
    for said in ("AZƏRBAYCAN RESPUBLİKASI", "Əliyeva Leyla Rauf qızı", contract.employer, contract.voen, "işəgötürən"):
        assert said in text, said
    assert written(moved.issued or "") in text and contract.number in text
    assert reader.metadata and written(moved.issued or "") in (reader.metadata.title or "")


def alterations(pdf: bytes) -> Iterator[tuple[str, bytes]]:
    """Bytes changed all over what is signed and in the signature itself; bytes and an increment put behind it.

    Left out is what the format of signatures leaves to anybody: the zeros behind one, and the frame of its parts.
    """
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    start, length, behind, rest = signature.byte_range
    before, after = range(start, length, length // SAMPLES), range(behind + 1, behind + rest, max(1, rest // 5))
    for place in [*before, length - 2, *after]:
        yield f"byte {place}", pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    for name, inside in parts(signature.pkcs7_content):
        place = length + 1 + 2 * inside  # it is written in hexadecimal digits
        yield f"{name} {inside}", pdf[:place] + (b"1" if pdf[place] == ord("0") else b"0") + pdf[place + 1 :]
    yield "a byte behind", pdf + b"\n%"
    yield "another behind", pdf + pdf
    yield "the end cut off", pdf[:-8]
    yield "an increment", incremented(pdf)


def parts(signature: bytes) -> Iterator[tuple[str, int]]:
    """Places in everything that a signature says: in its certificates, in what it signs, and in its value."""
    content = cms.ContentInfo.load(signature)["content"]
    signer = content["signer_infos"][0]
    said = [("certificate", one.dump()) for one in content["certificates"]]
    said += [("signed", signer["signed_attrs"].contents), ("value", signer["signature"].native)]
    assert len(said) == 4  # there are two certificates: the anchor is not in it
    for name, part in said:
        assert signature.count(part) == 1
        yield from ((name, signature.index(part) + place) for place in range(0, len(part), max(1, len(part) // 12)))


def incremented(pdf: bytes) -> bytes:
    """The catalogue once more, added in the way in which PDFs are properly changed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    assert out.getvalue().startswith(pdf) and len(out.getvalue()) > len(pdf)
    return out.getvalue()


async def passes(pdf: bytes, root: bytes) -> bool:
    try:
        status = await validated(pdf, root)
    except Exception:
        return False
    return bool(status.bottom_line) and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


async def validated(pdf: bytes, root: bytes) -> Any:
    """What pyHanko says by itself, with this one anchor."""
    context = ValidationContext(trust_roots=[x509.Certificate.load(pem.unarmor(root)[2])], allow_fetching=False)
    return await async_validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0], context)


def dictionaries(reader: pypdf.PdfReader) -> Iterator[dict[str, Any]]:
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(number)
        if isinstance(found, dict):
            yield found


async def bytes_of(site: Site, moved: Moved) -> bytes:
    stored = await pdf_of(site, moved.issued or "")
    assert stored.made_here and stored.media_type == "application/pdf"
    return await site.files.whole(stored)


async def test_wanted_by_several_at_once_it_is_made_once(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    assert moved.issued is not None
    made = await asyncio.gather(*(pdf_of(site, moved.issued) for _reader in range(4)))
    assert len({stored.id for stored in made}) == 1
    assert await Document.count() == 1
