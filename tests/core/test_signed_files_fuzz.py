"""Signed files with bits flipped, cut, spliced: what passes says the same by the same person, and nothing escapes."""

from __future__ import annotations

import base64
import io
import json
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from xidmet.signatures import Indication, Report

from tests.core import mutations, signed_files, signed_lists, signed_xml, stamping
from tests.core.signing import CONTENT, cades
from tests.core.signing_kit import Kit, Make, by_cades, made

FLIPS = 120
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def pdf_content(file: bytes) -> object:
    """All but the digits of the signature."""
    start = file.rindex(b"/Contents <") + 10
    return file[:start], file[file.index(b">", start) :]


def zip_content(file: bytes) -> object:
    """Nobody signs the name of the format, which may be absent."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = [name for name in archive.namelist() if not name.startswith("META-INF/") and name != "mimetype"]
        return {name: archive.read(name) for name in names}


def odf_content(file: bytes) -> object:
    """XML is signed in its canonical form, so that it may be written in other ways."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if "signatures" not in name}
    return {name: signed_xml.canonical(one) if name.endswith(".xml") else one for name, one in held.items()}


def xml_content(file: bytes) -> object:
    root = etree.fromstring(file)
    root.remove(root.find(f"{{{signed_files.DS}}}Signature"))
    return etree.tostring(root, method="c14n", with_comments=False)


def jws_content(file: bytes) -> object:
    head, payload, _value = file.strip().split(b".")
    return base64.urlsafe_b64decode(head + b"=="), payload


def _list(kit: Kit) -> signed_lists.Made:
    return signed_lists.made(kit.leyla, signed_lists.permits(3))


# How each is made, and what of it the person signed.
WAYS: dict[str, tuple[Make, Callable[[bytes], object]]] = {
    "CMS": (lambda kit: (stamping.stamped(cades(kit.leyla), kit.tsa), CONTENT), lambda _file: None),
    "PDF": (lambda kit: kit.pdf(level="T", tsa=kit.tsa), pdf_content),
    "encrypted PDF": (lambda kit: kit.pdf(over=signed_files.encrypted()), pdf_content),
    "container": (lambda kit: signed_files.asice(kit.leyla, tsa=kit.tsa), zip_content),
    "container by CMS": (by_cades, zip_content),
    "container by a manifest": (
        lambda kit: signed_files.repacked(
            signed_files.asice(kit.leyla),
            **{"META-INF/signatures0.xml": signed_xml.by_manifest(kit.leyla, signed_xml.LISTED)},
        ),
        zip_content,
    ),
    "office document": (lambda kit: signed_xml.opendocument(kit.leyla, tsa=kit.tsa), odf_content),
    "XML": (lambda kit: signed_files.enveloped(kit.leyla, tsa=kit.tsa), xml_content),
    "list": (lambda kit: signed_lists.container(kit, _list(kit)), zip_content),
    "proof of an item": (lambda kit: _list(kit).proof(2), lambda file: json.loads(file) | {"signature": ""}),
    "JWS": (lambda kit: signed_files.jws(kit.leyla), jws_content),
    "JWS, not encoded": (lambda kit: signed_files.jws(kit.leyla, b64=False, crit=["sigT", "b64"]), jws_content),
}


KEPT: dict[str, tuple[bytes, bytes | None]] = {}


async def kept(kit: Kit, way: str) -> tuple[bytes, bytes | None]:
    """Made once, for no two signatures are alike."""
    if way not in KEPT:
        found = await made(kit, WAYS[way][0])
        KEPT[way] = found if isinstance(found, tuple) else (found, None)
    return KEPT[way]


def need_same(report: Report, was: bytes, now: bytes, content: Callable[[bytes], object]) -> bool:
    if report.indication is Indication.PASSED:
        assert content(now) == content(was)
        assert [one.verdict.signer.fin for one in report.signatures] in (["5VBK5VR"], ["5VBK5VR", ""])  # and a seal
    return report.indication is Indication.PASSED


@pytest.mark.parametrize("way", WAYS)
async def test_flipped_bits(kit: Kit, way: str) -> None:
    content = WAYS[way][1]
    was, beside = await kept(kit, way)
    assert need_same(await kit.check((was, beside)), was, was, content)
    passed = 0
    for place in random.Random(5).sample(range(len(was)), FLIPS):
        now = bytearray(was)
        now[place] ^= 1 << (place % 8)
        passed += need_same(await kit.check((bytes(now), beside)), was, bytes(now), content)
    assert passed < FLIPS * 0.9  # a PDF keeps much room for its signature, which nobody signs


@pytest.mark.parametrize("way", WAYS)
async def test_cut_off(kit: Kit, way: str) -> None:
    was, beside = await kept(kit, way)
    for length in range(0, len(was), len(was) // 25):
        assert (await kit.check((was[:length], beside))).indication is not Indication.PASSED


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
@FUZZ
async def test_spliced(kit: Kit, way: str, data: st.DataObject) -> None:
    content = WAYS[way][1]
    was, beside = await kept(kit, way)
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(was))] * 2)))
    put = data.draw(st.one_of(st.binary(max_size=40), st.just(was[last : last + 60]), st.just(was[:200])))
    now = was[:first] + put + was[last:]
    need_same(await kit.check((now, beside)), was, now, content)


HEADS = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<a>", b"{", b"0\x82", b"-----BEGIN CMS-----\n", b"eyJ.")


@given(head=st.sampled_from(HEADS), junk=st.binary(max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_bytes(kit: Kit, head: bytes, junk: bytes) -> None:
    assert (await kit.check(head + junk)).indication is not Indication.PASSED


STRUCTURES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
@STRUCTURES
async def test_structures_altered(kit: Kit, way: str, data: st.DataObject) -> None:
    """By somebody who knows the form: what stays a well-made file is looked at much further."""
    content = WAYS[way][1]
    was, beside = await kept(kit, way)
    now, chance = was, random.Random(data.draw(st.integers(0, 2**32)))
    for _time in range(data.draw(st.integers(1, 3))):
        now = mutations.any_of(now, chance)
    report = await kit.check((now, beside))
    if report.indication is Indication.PASSED:
        people = [one.verdict.signer for one in report.signatures if one.verdict.signer.kind == "person"]
        assert {one.fin for one in people} == {"5VBK5VR"}
        assert content(now) == content(was)


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
@STRUCTURES
async def test_two_files_spliced(kit: Kit, way: str, data: st.DataObject) -> None:
    """Of two good ones, by the same person or by two."""
    content = WAYS[way][1]
    was, beside = await kept(kit, way)
    other = (await kept(kit, data.draw(st.sampled_from([*WAYS]))))[0]
    now = mutations.spliced(was, other, random.Random(data.draw(st.integers(0, 2**32))))
    need_same(await kit.check((now, beside)), was, now, content)
