"""Signed files that were altered or put together wrongly: each is told as what it is, and none passes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from xidmet.signatures import Indication, Sub

from tests.core import signed_files, stamping
from tests.core.seals import PLAIN_PDF
from tests.core.signed_files import FILES, LETTER, manifest, repacked
from tests.core.signing import CONTENT, cades
from tests.core.signing_kit import Kit, Make, by_cades, made, simple


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def flipped(data: bytes, before: bytes, after: bytes) -> bytes:
    assert before in data
    return data.replace(before, after, 1)


async def edited(kit: Kit, edit: Callable[[Any], None]) -> bytes:
    """A signed PDF with a revision more, as any editor saves it."""
    return _saved(await kit.pdf(), edit)


def _saved(whole: bytes, edit: Callable[[Any], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(whole))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _more_content(writer: Any) -> None:
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"0 0 m 100 100 l S")))


def _other_title(writer: Any) -> None:
    writer.root["/Lang"] = generic.pdf_string("ru")
    writer.update_root()


def _form(writer: Any) -> None:
    """A box to be filled in, in which ten manats stand."""
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    about = {"/FT": "/Tx", "/Type": "/Annot", "/Subtype": "/Widget"}
    field = generic.DictionaryObject({generic.pdf_name(k): generic.pdf_name(v) for k, v in about.items()})
    field[generic.pdf_name("/T")], field[generic.pdf_name("/V")] = generic.pdf_string("sum"), generic.pdf_string("10")
    field[generic.pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 90, 20)))
    field[generic.pdf_name("/P")] = page
    made = writer.add_object(field)
    fields = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject([made])})
    writer.root[generic.pdf_name("/AcroForm")] = writer.add_object(fields)
    page.get_object()[generic.pdf_name("/Annots")] = generic.ArrayObject([made])
    writer.update_root()
    writer.mark_update(page)


def _filled_in(writer: Any) -> None:
    for field in (one.get_object() for one in writer.root["/AcroForm"]["/Fields"]):
        if field["/T"] == "sum":
            field[generic.pdf_name("/V")] = generic.pdf_string("90")
            writer.mark_update(field.container_ref)


async def with_other_sum(kit: Kit) -> bytes:
    """pyHanko and most viewers take this for no change: a shadow attack (replace)."""
    form = _saved(PLAIN_PDF, _form)
    assert (await kit.check(await kit.pdf(over=form))).indication is Indication.PASSED
    return _saved(await kit.pdf(over=form), _filled_in)


async def with_tail(kit: Kit) -> bytes:
    return await kit.pdf() + b"\n% and 1000 manats more\n"


async def with_other_byte(kit: Kit) -> bytes:
    whole = bytearray(await kit.pdf())
    whole[len(PLAIN_PDF) // 2] ^= 1
    return bytes(whole)


def wrapped(kit: Kit) -> bytes:
    """The signed letter is kept in a corner, and another stands in its place."""
    letter = signed_files.enveloped(kit.leyla, LETTER.replace(b"<letter ", b'<letter Id="l" '), uri="#l")
    return b'<all xmlns:x="urn:x"><letter xmlns="urn:test"><say>Give C 1000 manats.</say></letter>' + letter + b"</all>"


def twice_named(kit: Kit) -> bytes:
    return flipped(signed_files.enveloped(kit.leyla), b"<ds:SignatureValue>", b'<ds:SignatureValue Id="sp">')


def with_object(kit: Kit) -> bytes:
    more = b'<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">unsigned</ds:Object></ds:Signature>'
    return flipped(signed_files.enveloped(kit.leyla), b"</ds:Signature>", more)


def other_xslt(kit: Kit) -> bytes:
    way = b"http://www.w3.org/TR/1999/REC-xslt-19991116"
    return flipped(signed_files.enveloped(kit.leyla), b"http://www.w3.org/2000/09/xmldsig#enveloped-signature", way)


def other_head(kit: Kit) -> bytes:
    _head, payload, value = signed_files.jws(kit.leyla).split(b".")
    return b".".join([signed_files.jws(kit.leyla, sigT="2020-01-01T00:00:00Z").split(b".")[0], payload, value])


def one_left_out(kit: Kit) -> bytes:
    return repacked(signed_files.asice(kit.leyla), **{"more.txt": b"I owe you a million."})


def beside_its_files(kit: Kit) -> bytes:
    return b"PK\x03\x04 something first " + signed_files.asice(kit.leyla)


def two_of_a_name(kit: Kit) -> bytes:
    whole, name = signed_files.asice(kit.leyla, FILES | {"arizA.txt": b"x"}), b"ariza.txt"
    more = repacked(whole, **{"ariza.txt": b"y", "arizA.txt": b"x"})
    return more.replace(name, b"arizA.txt")


FAILED, UNSURE = Indication.FAILED, Indication.INDETERMINATE
WRONG: dict[str, tuple[Make, Indication, Sub]] = {
    "CMS over other content": (lambda kit: (cades(kit.leyla), b"other"), FAILED, Sub.HASH_FAILURE),
    "CMS without its content": (lambda kit: cades(kit.leyla), UNSURE, Sub.SIGNED_DATA_NOT_FOUND),
    "CMS by nobody": (lambda kit: cades(kit.leyla, signers=0), FAILED, Sub.FORMAT_FAILURE),
    "CMS cut off": (lambda kit: cades(kit.leyla)[:-20], FAILED, Sub.FORMAT_FAILURE),
    "CMS with another's time-stamp": (
        lambda kit: (stamping.stamped(cades(kit.leyla), kit.tsa, over=b"other"), CONTENT),
        UNSURE,
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "PDF with another byte": (with_other_byte, FAILED, Sub.HASH_FAILURE),
    "PDF with something behind it": (with_tail, FAILED, Sub.FORMAT_FAILURE),
    "PDF with more on a page": (lambda kit: edited(kit, _more_content), FAILED, Sub.FORMAT_FAILURE),
    "PDF with a form filled in": (with_other_sum, UNSURE, Sub.SIG_CONSTRAINTS_FAILURE),
    "PDF with another root": (lambda kit: edited(kit, _other_title), FAILED, Sub.FORMAT_FAILURE),
    "container with another file": (
        lambda kit: repacked(signed_files.asice(kit.leyla), **{"ərizə.txt": b"I do not apply."}),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "container without a file": (
        lambda kit: repacked(signed_files.asice(kit.leyla), **{"ərizə.txt": None}),
        UNSURE,
        Sub.SIGNED_DATA_NOT_FOUND,
    ),
    "container with one file more": (one_left_out, UNSURE, Sub.SIG_CONSTRAINTS_FAILURE),
    "container with something before it": (beside_its_files, FAILED, Sub.FORMAT_FAILURE),
    "container with two files of a name": (two_of_a_name, FAILED, Sub.FORMAT_FAILURE),
    "container without a signature": (
        lambda kit: repacked(signed_files.asice(kit.leyla), **{"META-INF/signatures0.xml": None}),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
    "container with a name that leads elsewhere": (
        lambda kit: repacked(signed_files.asice(kit.leyla), **{"../a.txt": b""}),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
    "container by CMS with another manifest": (
        lambda kit: by_cades(kit, manifest("META-INF/signature1.p7s", FILES | {"ərizə.txt": b"I do not apply."})),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "container by CMS whose manifest names less": (
        lambda kit: by_cades(kit, manifest("META-INF/signature1.p7s", {"ərizə.txt": FILES["ərizə.txt"]})),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "simple container with another's time-stamp": (
        lambda kit: simple(kit, "timestamp.tst", stamping.token(kit.tsa, b"other")),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "XML with another word": (
        lambda kit: flipped(signed_files.enveloped(kit.leyla), b"10 manats", b"90 manats"),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "XML with another time": (
        lambda kit: flipped(signed_files.enveloped(kit.leyla), b"<xa:SigningTime>20", b"<xa:SigningTime>19"),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "XML in which the signed part was moved": (wrapped, UNSURE, Sub.SIG_CONSTRAINTS_FAILURE),
    "XML with one name for two parts": (twice_named, FAILED, Sub.FORMAT_FAILURE),
    "XML with a part that nobody signed": (with_object, UNSURE, Sub.SIG_CONSTRAINTS_FAILURE),
    "XML with a transform of its own": (other_xslt, UNSURE, Sub.GENERIC),
    "XML with a DTD": (
        lambda kit: b"<!DOCTYPE letter>" + signed_files.enveloped(kit.leyla),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
    "JWS with another head": (other_head, FAILED, Sub.SIG_CRYPTO_FAILURE),
    "JWS by no method": (lambda kit: signed_files.jws(kit.leyla, alg="none"), UNSURE, Sub.CRYPTO_CONSTRAINTS_FAILURE),
    "JWS by a method of secrets": (
        lambda kit: signed_files.jws(kit.leyla, alg="HS256"),
        UNSURE,
        Sub.CRYPTO_CONSTRAINTS_FAILURE,
    ),
    "JWS that must be understood": (
        lambda kit: signed_files.jws(kit.leyla, odd=1, crit=["odd"]),
        UNSURE,
        Sub.GENERIC,
    ),
    "JWS that names nobody": (
        lambda kit: signed_files.jws(kit.leyla, **{"x5t#S256": None}),
        UNSURE,
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
}


@pytest.mark.parametrize("way", WRONG)
async def test_a_wrong_one_is_named(kit: Kit, way: str) -> None:
    make, indication, sub = WRONG[way]
    report = await kit.check(await made(kit, make))
    assert (report.indication, report.sub_indication) == (indication, sub), report
    assert report.readable
