"""Signed PDFs that are encrypted: those that anybody can open are checked, and the key can't be changed afterwards."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from xidmet.language import LANGUAGES, translator
from xidmet.signatures import Indication, Sub

from tests.core import signed_files
from tests.core.signing_kit import Kit

METHODS = ("RC4-40", "RC4-128", "AES-128", "AES-256")  # R2, R3, R4, R6


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


@pytest.mark.parametrize("method", METHODS)
async def test_one_that_anybody_can_open_is_checked(kit: Kit, method: str) -> None:
    first = await kit.pdf(over=signed_files.encrypted(method))
    report = await kit.check(first)
    assert (report.indication, report.level, report.scope.covered) == (Indication.PASSED, "B", ("page 1",)), report
    second = await signed_files.pdf(kit.other, over=first, field="Second")
    assert (await kit.check(second)).indication is Indication.PASSED


async def test_what_makes_it_last_is_read_too(kit: Kit) -> None:
    over = signed_files.encrypted()
    report = await kit.check(await kit.pdf(over=over, level="LTA", tsa=kit.tsa, folder=kit.folder))
    assert (report.indication, report.level) == (Indication.PASSED, "LTA")


@pytest.mark.parametrize("method", ["AES-128", "AES-256", "AES-256-R5"])
async def test_one_that_is_locked_says_what_to_do(kit: Kit, method: str) -> None:
    """R5 was never in a standard; its file is signed by nobody, yet it can't be seen that it is not."""
    report = await kit.check(signed_files.encrypted(method, user="" if method.endswith("R5") else "secret"))
    assert not report.readable and report.sub_indication is Sub.GENERIC
    assert "Ask whoever signed it" in report.sentence(translator("en"))
    assert len({report.sentence(translator(language)) for language in LANGUAGES}) == len(LANGUAGES)


def _saved(whole: bytes, edit: Callable[[Any], None]) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(whole)), io.BytesIO()
    writer.encrypt("")
    edit(writer)
    writer.write(out)
    return out.getvalue()


def _more_content(writer: Any) -> None:
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"0 0 m 100 100 l S")))


def _other_permissions(writer: Any) -> None:
    """The dictionary itself, which pyHanko would not write anew."""
    writer.mark_update(writer.prev.trailer.raw_get("/Encrypt"))


def revision(whole: bytes, change: Callable[[bytes], bytes], more: bytes = b"") -> bytes:
    """Another one behind it that changes no object, with a trailer of its own. more: an object, numbered 900."""
    last = int(re.findall(rb"startxref\s+(\d+)", whole)[-1])
    trailer = re.findall(rb"trailer\s*(<<.*?>>)\s*startxref", whole, re.DOTALL)[-1]
    trailer = change(re.sub(rb"/Prev \d+", b"", trailer).replace(b"<<", b"<<\n/Prev %d\n" % last, 1))
    table = b"xref\n0 0\n" if not more else b"xref\n900 1\n%010d 00000 n \n" % (len(whole) + 1)
    place = len(whole) + 1 + len(more)
    return whole + b"\n" + more + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % place


def with_other_identifier(whole: bytes) -> bytes:
    return revision(whole, lambda held: re.sub(rb"/ID\s*\[\s*<[^>]*>", b"/ID [ <" + b"00" * 16 + b">", held))


def with_other_key(whole: bytes) -> bytes:
    found = re.search(rb"/Encrypt (\d+) 0 R", whole)
    assert found
    old = re.search(rb"\n%s 0 obj(.*?)endobj" % found[1], whole, re.DOTALL)
    assert old
    more = b"900 0 obj" + old[1] + b"endobj\n"
    return revision(
        whole, lambda held: held.replace(found[0], b"/Encrypt 900 0 R").replace(b"/Size", b"/Size 901 /Old"), more
    )


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "more on a page": lambda whole: _saved(whole, _more_content),
    "the key's dictionary written anew": lambda whole: _saved(whole, _other_permissions),
    "another dictionary for the key": with_other_key,
    "another identifier": with_other_identifier,
    "no longer encrypted": lambda whole: revision(whole, lambda held: re.sub(rb"/Encrypt \d+ 0 R", b"", held)),
    "another byte": lambda whole: whole[:400] + bytes([whole[400] ^ 1]) + whole[401:],
    "something behind it": lambda whole: whole + b"% more\n",
}


@pytest.mark.parametrize("way", ALTERED)
@pytest.mark.parametrize("method", ["RC4-128", "AES-256"])
async def test_an_altered_one_does_not_pass(kit: Kit, method: str, way: str) -> None:
    whole = await kit.pdf(over=signed_files.encrypted(method))
    assert (await kit.check(revision(whole, lambda held: held))).indication is Indication.PASSED
    assert (await kit.check(ALTERED[way](whole))).indication is not Indication.PASSED, way


async def test_a_plain_one_cannot_be_encrypted_afterwards(kit: Kit) -> None:
    plain = await kit.pdf()
    assert (await kit.check(revision(plain, lambda held: held))).indication is Indication.PASSED
    object_ = b"900 0 obj\n<</Filter/Standard/V 1/R 2/O<" + b"00" * 32 + b">/U<" + b"00" * 32 + b">/P -1>>\nendobj\n"
    added = revision(plain, lambda held: held.replace(b"<<", b"<</Encrypt 900 0 R /ID[<00><00>]", 1), object_)
    assert (await kit.check(added)).indication is not Indication.PASSED
