"""What is said of signed files: good ones pass in every format with their level and scope; each wrong one is named."""

from __future__ import annotations

import base64

import pytest
from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from xidmet.language import LANGUAGES, translator
from xidmet.signatures import Indication, Sub
from xidmet.signatures.demo_people import people_root

from tests.core import people, signed_files, stamping
from tests.core.seals import PLAIN_PDF
from tests.core.signed_files import FILES, LETTER, container
from tests.core.signing import CONTENT, cades
from tests.core.signing_kit import Kit, Made, Make, by_cades, made, simple


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def with_lists(kit: Kit) -> Made:
    crls = [cms.RevocationInfoChoice("crl", asn1_crl.CertificateList.load(one)) for one in kit.lists]
    return stamping.stamped(cades(kit.leyla, crls=crls), kit.tsa), CONTENT


def for_long(kit: Kit) -> Made:
    lasting, _content = with_lists(kit)
    return stamping.archived(lasting, kit.tsa, CONTENT), CONTENT


def of_two(kit: Kit) -> Made:
    first, second = (cms.ContentInfo.load(cades(one)) for one in (kit.leyla, kit.other))
    held = first["content"]
    held["signer_infos"] = [*held["signer_infos"], *second["content"]["signer_infos"]]
    held["certificates"] = [*held["certificates"], *second["content"]["certificates"]]
    return first.dump(), CONTENT


async def twice_signed(kit: Kit) -> Made:
    return await signed_files.pdf(kit.other, over=await kit.pdf(), field="Second")


GOOD: dict[str, tuple[Make, str, str | None]] = {
    "CMS beside its content": (lambda kit: (cades(kit.leyla), CONTENT), "CAdES", "B"),
    "CMS as text": (lambda kit: (base64.encodebytes(cades(kit.leyla)), CONTENT), "CAdES", "B"),
    "CMS with its content": (lambda kit: cades(kit.leyla, attached=CONTENT), "CAdES", "B"),
    "CMS with a time-stamp": (lambda kit: (stamping.stamped(cades(kit.leyla), kit.tsa), CONTENT), "CAdES", "T"),
    "CMS that lasts": (with_lists, "CAdES", "LT"),
    "CMS that lasts for long": (for_long, "CAdES", "LTA"),
    "CMS by two": (of_two, "CAdES", "B"),
    "CMS with a seal": (lambda kit: (cades(kit.seal), CONTENT), "CAdES", "B"),
    "PDF": (lambda kit: kit.pdf(), "PAdES", "B"),
    "PDF with a time-stamp": (lambda kit: kit.pdf(level="T", tsa=kit.tsa), "PAdES", "T"),
    "PDF that lasts": (lambda kit: kit.pdf(level="LT", tsa=kit.tsa, folder=kit.folder), "PAdES", "LT"),
    "PDF that lasts for long": (lambda kit: kit.pdf(level="LTA", tsa=kit.tsa, folder=kit.folder), "PAdES", "LTA"),
    "PDF by two": (twice_signed, "PAdES", "B"),
    "container": (lambda kit: signed_files.asice(kit.leyla), "ASiC-E with XAdES", "B"),
    "container with a time-stamp": (lambda kit: signed_files.asice(kit.leyla, tsa=kit.tsa), "ASiC-E with XAdES", "T"),
    "container that lasts": (
        lambda kit: signed_files.asice(kit.leyla, tsa=kit.tsa, crls=kit.lists),
        "ASiC-E with XAdES",
        "LT",
    ),
    "container that lasts for long": (
        lambda kit: signed_files.asice(kit.leyla, tsa=kit.tsa, crls=kit.lists, archive=True),
        "ASiC-E with XAdES",
        "LTA",
    ),
    "BDOC": (
        lambda kit: signed_files.asice(kit.leyla, mimetype="application/vnd.bdoc-1.0"),
        "ASiC-E with XAdES",
        "B",
    ),
    "container by CMS": (by_cades, "ASiC-E with CAdES", "B"),
    "simple container by CMS": (lambda kit: simple(kit, "signature.p7s", cades(kit.leyla)), "ASiC-S with CAdES", "B"),
    "simple container by XML": (
        lambda kit: simple(kit, "signatures.xml", signed_files.detached(kit.leyla, {"one.txt": CONTENT})),
        "ASiC-S with XAdES",
        "B",
    ),
    "simple container with a time-stamp": (
        lambda kit: simple(kit, "timestamp.tst", stamping.token(kit.tsa, CONTENT)),
        "ASiC-S",
        None,
    ),
    "XML": (lambda kit: signed_files.enveloped(kit.leyla), "XAdES", "B"),
    "XML with a time-stamp": (lambda kit: signed_files.enveloped(kit.leyla, tsa=kit.tsa), "XAdES", "T"),
    "XML beside its content": (
        lambda kit: (signed_files.detached(kit.leyla, {"a.txt": CONTENT}), CONTENT),
        "XAdES",
        "B",
    ),
    "JWS": (lambda kit: signed_files.jws(kit.leyla), "JAdES", "B"),
}


@pytest.mark.parametrize("way", GOOD)
async def test_a_good_one_passes(kit: Kit, way: str) -> None:
    make, form, level = GOOD[way]
    report = await kit.check(await made(kit, make))
    assert report.indication is Indication.PASSED and report.sub_indication is None, report
    assert (report.format, report.level) == (form, level)
    assert report.scope.covered and not report.scope.not_covered
    assert all(one.verdict.signer.name for one in report.signatures)
    assert all((one.proven_time is not None) == (one.level != "B") for one in report.signatures)


UNREADABLE: dict[str, Make] = {
    "nothing": lambda _kit: b"",
    "text": lambda _kit: b"I agree. Leyla",
    "a PDF without a signature": lambda _kit: PLAIN_PDF,
    "a ZIP without a signature": lambda _kit: container({"a.txt": b"a"}),
    "XML without a signature": lambda _kit: LETTER,
    "JSON without a signature": lambda _kit: b'{"a": 1}',
    "a certificate": lambda kit: people_root(kit.folder).read_bytes(),
    "a certificate in DER": lambda kit: signed_files.der(kit.leyla.certificate),
    "an office document": lambda _kit: container(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/documentsignatures.xml": b"<a/>"}
    ),
    "a PDF beside something": lambda _kit: (PLAIN_PDF, b"a"),
}


@pytest.mark.parametrize("way", UNREADABLE)
async def test_what_is_no_signed_file_is_said_so(kit: Kit, way: str) -> None:
    report = await kit.check(await made(kit, UNREADABLE[way]))
    assert not report.readable and report.indication is not Indication.PASSED
    assert len({report.sentence(translator(language)) for language in LANGUAGES}) == len(LANGUAGES)


async def test_a_document_passes_only_when_all_its_signatures_do(kit: Kit) -> None:
    stranger = people.of_stranger(kit.ca)
    whole = await signed_files.pdf(stranger, over=await kit.pdf(), field="Second")
    report = await kit.check(whole)
    assert [one.verdict.passed for one in report.signatures] == [True, False]
    assert (report.indication, report.sub_indication) == (Indication.INDETERMINATE, Sub.NO_CERTIFICATE_CHAIN_FOUND)
    assert "1 of 2 signatures are good." in report.sentence(translator("en"))


async def test_each_file_that_one_of_two_did_not_sign_is_named(kit: Kit) -> None:
    first, rest = {"ərizə.txt": FILES["ərizə.txt"]}, {"map/plan.bin": FILES["map/plan.bin"]}
    both = {
        "META-INF/signatures0.xml": signed_files.detached(kit.leyla, FILES),
        "META-INF/signatures1.xml": signed_files.detached(kit.other, first),
    }
    report = await kit.check(container({"mimetype": b"application/vnd.etsi.asic-e+zip", **first, **rest, **both}))
    assert report.indication is Indication.PASSED
    assert (report.scope.covered, report.scope.not_covered) == (tuple(first), tuple(rest))
    assert "Not signed: map/plan.bin." in report.sentence(translator("en"))


async def test_counter_signatures_are_told_and_not_counted(kit: Kit) -> None:
    whole = cms.ContentInfo.load(cades(kit.other))
    beside = stamping.beside(
        cades(kit.leyla), lambda _value: [("counter_signature", whole["content"]["signer_infos"][0])]
    )
    report = await kit.check((beside, CONTENT))
    assert report.indication is Indication.PASSED and len(report.signatures) == 1
    assert "not checked" in report.sentence(translator("en"))
