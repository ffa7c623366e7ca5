"""What a file is, is told by its bytes: by nothing that somebody only says of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xidmet.contract.attached import KINDS
from xidmet.documents.kinds import EMPTY, LARGE, LOCKED, OLD, OTHER_KIND, TAIL, WITH_MACROS, Passing
from xidmet.documents.names import LONGEST, clean_name
from xidmet.errors import FileRefused

from tests import attachments
from tests.attachments import CONTENT, DOCX, MACROS, ODT, XLSX, pdf, picture, zipped

ALL = tuple(KINDS)
ASICE = b"application/vnd.etsi.asic-e+zip"
RIGHT = {
    "pdf": pdf(),
    "jpg": picture("JPEG"),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "tiff": picture("TIFF"),
    "docx": DOCX,
    "xlsx": XLSX,
    "odt": zipped("content.xml", mimetype=ODT),
    "asice": zipped("META-INF/signatures.xml", mimetype=ASICE),
}
WRONG = {
    "nothing": (b"", EMPTY),
    "a program": (b"MZ\x90\0" * 100, OTHER_KIND),
    "a page": (b"<!doctype html><script>alert(1)</script>", OTHER_KIND),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", OTHER_KIND),
    "text": (b"a", OTHER_KIND),
    "a page that becomes a PDF": (b"<html>" + pdf(), OTHER_KIND),
    "a sound that begins like WebP": (b"RIFF\0\0\0\0WAVEfmt " * 20, OTHER_KIND),
    "a locked PDF": (pdf(1, "secret"), LOCKED),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, OLD),
    "a zip of nothing": (zipped(), OTHER_KIND),
    "a zip of something": (zipped("a.exe"), OTHER_KIND),
    "half of an office file": (zipped("word/document.xml"), OTHER_KIND),
    "a cut-off zip": (DOCX[:-30], OTHER_KIND),
    "a zip with its directory moved": (b"PK\x03\x04" + DOCX, OTHER_KIND),
    "a locked zip": (zipped(*CONTENT, "word/document.xml", locked=True), LOCKED),
    "macros": (MACROS, WITH_MACROS),
    "a type that only the name of an entry says": (zipped("mimetype", "content.xml"), OTHER_KIND),
    "only the beginning of a type": (zipped("content.xml", mimetype=ODT + b"-template"), OTHER_KIND),
    "a directory that is too far away": (DOCX + b"\0" * 3 * TAIL, OTHER_KIND),
}


async def judged(content: bytes, kinds: tuple[str, ...] = ALL, most: int = 10**9, step: int = 65_536) -> Passing:
    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, len(content), step):
            yield content[place : place + step]

    passing = Passing(pieces(), "file", kinds, most)
    assert b"".join([piece async for piece in passing.stream()]) == content
    return passing


@pytest.mark.parametrize("step", [1, 100, 65_536])
@pytest.mark.parametrize("kind", RIGHT)
async def test_each_kind_is_known_however_it_comes(kind: str, step: int) -> None:
    assert (await judged(RIGHT[kind], step=step)).kind == kind


@pytest.mark.parametrize("kind", RIGHT)
async def test_only_what_is_asked_for_is_taken(kind: str) -> None:
    with pytest.raises(FileRefused) as refused:
        await judged(RIGHT[kind], tuple(other for other in ALL if other != kind))
    assert refused.value.mistake.text == OTHER_KIND


@pytest.mark.parametrize("what", WRONG)
async def test_it_says_what_is_wrong(what: str) -> None:
    content, text = WRONG[what]
    with pytest.raises(FileRefused) as refused:
        await judged(content)
    assert refused.value.mistake.text == text and text.format(**refused.value.mistake.values)


async def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    content = attachments.large_pdf(300_000)
    assert (await judged(content, most=300_000)).size == 300_000
    with pytest.raises(FileRefused) as refused:
        await judged(content, most=299_999)
    assert refused.value.mistake.text == LARGE
    assert (refused.value.mistake.values["most"], refused.value.mistake.values["size"]) == (299_999, 300_000)


async def test_what_is_not_taken_is_refused_at_once_and_its_end_never_handed_on() -> None:
    taken = list[bytes]()

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"MZ" * 50, b"x" * 10**6):
            taken.append(piece)
            yield piece

    with pytest.raises(FileRefused):
        async for _piece in Passing(pieces(), "file", ("pdf",), 10**9).stream():
            pytest.fail("nothing of it goes on")
    assert len(taken) == 1


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", *RIGHT.values()]))
async def test_whatever_comes_is_judged(rest: bytes, begin: bytes) -> None:
    try:
        passing = await judged(begin + rest)
    except FileRefused:
        return
    assert passing.kind in ALL


NAMES = {
    "plan.pdf": "plan.pdf",
    "Plan.PDF": "Plan.PDF",
    "plan.exe": "plan.exe.pdf",
    "../../etc/passwd": "passwd.pdf",
    r"C:\Users\me\plan.pdf": "plan.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie: x=1.pdf",
    "\u202efdp.exe": "fdp.exe.pdf",
    "": "file.pdf",
    "....": "file.pdf",
    ".pdf": "pdf.pdf",
    "e\u0301.pdf": "\u00e9.pdf",
    "Gecə növbəsi №118.pdf": "Gecə növbəsi №118.pdf",
    '"quoted"; x.pdf': '"quoted"; x.pdf',
}


@pytest.mark.parametrize("given", NAMES)
def test_a_name_is_one_line_and_no_path(given: str) -> None:
    assert clean_name(given, "pdf") == NAMES[given]


@given(st.text(st.characters(exclude_categories=()), max_size=500))
def test_any_name_becomes_one_that_can_be_kept(given: str) -> None:
    name = clean_name(given, "jpg")
    assert name.casefold().endswith((".jpg", ".jpeg")) and 5 <= len(name) <= LONGEST
    assert not {"/", "\\", "\n", "\r", "\0", "\u202e"} & set(name) and name.encode()
