"""XML signatures through a manifest, and OpenDocument files: what is listed must hold as if it were signed directly."""

from __future__ import annotations

import pytest
from xidmet.language import LANGUAGES, translator
from xidmet.signatures import Indication, Sub

from tests.core.signed_files import DS, FILES, container, repacked
from tests.core.signed_xml import CONTENT_XML, INCLUSIVE, PACKAGE, by_manifest, opendocument, reference
from tests.core.signing import CONTENT
from tests.core.signing_kit import Kit, Make, made


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def asice(kit: Kit, *, leave: str = "", changed: bytes = b"") -> bytes:
    listed = "".join(reference(name, held) for name, held in FILES.items() if name != leave)
    files = FILES | ({"ərizə.txt": changed} if changed else {})
    signature = by_manifest(kit.leyla, listed)
    return container({"mimetype": b"application/vnd.etsi.asic-e+zip", **files, "META-INF/signatures0.xml": signature})


ONE = reference("a.txt", CONTENT)
GOOD: dict[str, tuple[Make, str]] = {
    "a manifest": (lambda kit: (by_manifest(kit.leyla, ONE), CONTENT), "XAdES"),
    "a manifest that is not said to be one": (lambda kit: (by_manifest(kit.leyla, ONE, kind=""), CONTENT), "XAdES"),
    "a manifest whose object is signed": (
        lambda kit: (by_manifest(kit.leyla, ONE, kind="", target="#o"), CONTENT),
        "XAdES",
    ),
    "a manifest in a container": (asice, "ASiC-E with XAdES"),
    "an office document": (lambda kit: opendocument(kit.leyla), "OpenDocument"),
    "an office document with a time-stamp": (lambda kit: opendocument(kit.leyla, tsa=kit.tsa), "OpenDocument"),
    "an office document whose macros are signed too": (
        lambda kit: repacked(opendocument(kit.leyla), **{"META-INF/macrosignatures.xml": b"<a/>"}),
        "OpenDocument",
    ),
    "an office document saved in other words": (
        lambda kit: repacked(
            opendocument(kit.leyla), **{"content.xml": CONTENT_XML.replace(b"\n office", b"  office")}
        ),
        "OpenDocument",
    ),
}


@pytest.mark.parametrize("way", GOOD)
async def test_a_good_one_passes(kit: Kit, way: str) -> None:
    make, form = GOOD[way]
    report = await kit.check(await made(kit, make))
    assert (report.indication, report.format) == (Indication.PASSED, form), report
    assert report.level == ("T" if "time-stamp" in way else "B")
    assert report.scope.covered and not report.scope.not_covered
    assert ("the document" in report.scope.covered) == (form == "OpenDocument")


FAILED, UNSURE = Indication.FAILED, Indication.INDETERMINATE
SHA1 = f"{DS}sha1"
WRONG: dict[str, tuple[Make, Indication, Sub]] = {
    "another content": (lambda kit: (by_manifest(kit.leyla, ONE), b"other"), FAILED, Sub.HASH_FAILURE),
    "another content, not said to be listed": (
        lambda kit: (by_manifest(kit.leyla, ONE, kind=""), b"other"),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "a listed file that is not there": (lambda kit: by_manifest(kit.leyla, ONE), UNSURE, Sub.SIGNED_DATA_NOT_FOUND),
    "another list": (
        lambda kit: (by_manifest(kit.leyla, ONE).replace(b"a.txt", b"b.txt"), CONTENT),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "a list by a weak hash": (
        lambda kit: (by_manifest(kit.leyla, reference("a.txt", CONTENT, digest=SHA1)), CONTENT),
        UNSURE,
        Sub.CRYPTO_CONSTRAINTS_FAILURE,
    ),
    "a list of nothing": (lambda kit: (by_manifest(kit.leyla, ""), CONTENT), FAILED, Sub.FORMAT_FAILURE),
    "a list of a list": (
        lambda kit: (by_manifest(kit.leyla, reference("a.txt", CONTENT, kind=f"{DS}Manifest")), CONTENT),
        UNSURE,
        Sub.GENERIC,
    ),
    "a list longer than is taken": (
        lambda kit: (by_manifest(kit.leyla, ONE * 501), CONTENT),
        UNSURE,
        Sub.GENERIC,
    ),
    "a container with another file": (lambda kit: asice(kit, changed=b"I do not."), FAILED, Sub.HASH_FAILURE),
    "a container whose list leaves a file out": (
        lambda kit: asice(kit, leave="map/plan.bin"),
        UNSURE,
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "an office document with another word": (
        lambda kit: repacked(opendocument(kit.leyla), **{"content.xml": CONTENT_XML.replace(b"10", b"90")}),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "an office document with another picture": (
        lambda kit: repacked(opendocument(kit.leyla), **{"Pictures/a b.png": b"\x89PNG other"}),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "an office document without a picture": (
        lambda kit: repacked(opendocument(kit.leyla), **{"Pictures/a b.png": None}),
        UNSURE,
        Sub.SIGNED_DATA_NOT_FOUND,
    ),
    "an office document with a file more": (
        lambda kit: repacked(opendocument(kit.leyla), **{"Object 1/content.xml": b"<a/>"}),
        UNSURE,
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "an office document with a script of no signature": (
        lambda kit: repacked(opendocument(kit.leyla), **{"META-INF/signatures/x.py": b"print()"}),
        UNSURE,
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "an office document whose list of files is not signed": (
        lambda kit: opendocument(kit.leyla, leave="META-INF/manifest.xml"),
        UNSURE,
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "an office document of another kind": (
        lambda kit: repacked(opendocument(kit.leyla), mimetype=b"application/vnd.oasis.opendocument.text-master"),
        FAILED,
        Sub.HASH_FAILURE,
    ),
    "an office document with something beside its signatures": (
        lambda kit: opendocument(kit.leyla, more="<note/>"),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
    "an office document with a DTD": (
        lambda kit: opendocument(
            kit.leyla, PACKAGE | {"content.xml": CONTENT_XML.replace(b"\n<o", b"\n<!DOCTYPE a><o")}
        ),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
    "XML as a picture": (
        lambda kit: (by_manifest(kit.leyla, reference("a.txt", CONTENT, INCLUSIVE)), CONTENT),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
}


@pytest.mark.parametrize("way", WRONG)
async def test_a_wrong_one_is_named(kit: Kit, way: str) -> None:
    make, indication, sub = WRONG[way]
    report = await kit.check(await made(kit, make))
    assert (report.indication, report.sub_indication) == (indication, sub), report


UNREADABLE = {
    "encrypted": PACKAGE | {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>"},
    "signed by nobody": PACKAGE,
    "of another maker": {"[Content_Types].xml": b"<a/>", "_xmlsignatures/sig1.xml": b"<a/>"},
}


@pytest.mark.parametrize("way", UNREADABLE)
async def test_what_cannot_be_checked_says_why(kit: Kit, way: str) -> None:
    package = UNREADABLE[way]
    report = await kit.check(opendocument(kit.leyla, package) if way == "encrypted" else container(package))
    assert not report.readable
    assert len({report.sentence(translator(language)) for language in LANGUAGES}) == len(LANGUAGES)
    assert (report.sub_indication is Sub.GENERIC) == (way != "signed by nobody")
