"""At which moment a signature is judged: as of a time that is proven, never as of one that its signer only says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from asn1crypto import cms, pem, tsp
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from xidmet import clock
from xidmet.language import translator
from xidmet.signatures import Indication, Report, Sub, verify
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.demo_register import revoke
from xidmet.signatures.demo_revocation import issuing_crl, root_crl

from tests.core import people, stamping
from tests.core.ca_server import CaServer
from tests.core.signing import CONTENT, cades, der

EARLIER = dt.timedelta(minutes=45)  # certificates of these tests begin an hour ago, and some ended half an hour ago


@pytest.fixture
def ca(tmp_path: Path) -> CaServer:
    return CaServer(tmp_path, "http://localhost:1")


async def check(ca: CaServer, file: bytes, **more: object) -> Report:
    return await verify(file, CONTENT, trust=stamping.trust(ca.folder), **more)  # type: ignore[arg-type]


def said(report: Report) -> tuple[Indication, Sub | None]:
    return report.indication, report.sub_indication


def lists_of(ca: CaServer, ago: dt.timedelta) -> list[cms.RevocationInfoChoice]:
    clock.advance(-ago)
    try:
        made = issuing_crl(ca.folder), root_crl(ca.folder)
    finally:
        clock.advance(ago)
    return [cms.RevocationInfoChoice("crl", asn1_crl.CertificateList.load(one)) for one in made]


async def test_one_that_is_over_counts_when_it_was_signed_before(ca: CaServer) -> None:
    over, tsa = people.expired(ca), stamping.authority(ca)
    signature = cades(over, crls=lists_of(ca, EARLIER))
    assert said(await check(ca, signature)) == (Indication.INDETERMINATE, Sub.OUT_OF_BOUNDS_NO_POE)
    report = await check(ca, stamping.stamped(signature, tsa, clock.now() - EARLIER))
    assert report.indication is Indication.PASSED and report.level == "LT", report
    proven = report.signatures[0].proven_time
    assert proven and abs(proven - (clock.now() - EARLIER)) < dt.timedelta(minutes=2)


async def test_one_that_was_over_when_it_was_signed(ca: CaServer) -> None:
    """pyHanko takes it, for it asks only whether there is a time-stamp."""
    report = await check(ca, stamping.stamped(cades(people.expired(ca)), stamping.authority(ca)))
    assert said(report) == (Indication.INDETERMINATE, Sub.OUT_OF_BOUNDS_NO_POE)


@pytest.mark.parametrize(("stamped", "sub"), [(EARLIER, None), (dt.timedelta(), Sub.REVOKED_NO_POE)])
async def test_one_that_was_taken_back(ca: CaServer, stamped: dt.timedelta, sub: Sub | None) -> None:
    made, tsa = people.person(ca), stamping.authority(ca)
    signature = cades(made)
    revoke(ca.folder, made.certificate)
    clock.advance(dt.timedelta(minutes=5))
    report = await check(ca, stamping.stamped(signature, tsa, clock.now() - stamped))
    assert report.sub_indication is sub and report.level == "T"
    assert (await check(ca, signature)).sub_indication is Sub.REVOKED_NO_POE


async def test_what_the_signer_chose_to_bring_proves_nothing_about_later(ca: CaServer) -> None:
    """A list of before the key was lost, with a time-stamp of after."""
    made, tsa = people.person(ca), stamping.authority(ca)
    old = lists_of(ca, dt.timedelta(hours=2))
    bare = stamping.trust(ca.folder, lists=False)
    file = stamping.stamped(cades(made, crls=old), tsa)
    report = await verify(file, CONTENT, trust=bare)
    assert said(report) == (Indication.INDETERMINATE, Sub.TRY_LATER)


def _of_server(ca: CaServer) -> Issued:
    return stamping.authority(ca, uses=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), True))


def _not_critical(ca: CaServer) -> Issued:
    return stamping.authority(ca, uses=(stamping.STAMPS[0], False))


AUTHORITIES = {
    "a person": people.person,
    "a server": _of_server,
    "one that may be overlooked": _not_critical,
    "a stranger": people.of_stranger,
    "one that is over": lambda ca: stamping.authority(ca, lasts=dt.timedelta(minutes=30)),
}


@pytest.mark.parametrize("who", AUTHORITIES)
async def test_a_time_stamp_of_one_who_may_not_give_it_proves_nothing(ca: CaServer, who: str) -> None:
    over = people.expired(ca)
    file = stamping.stamped(cades(over, crls=lists_of(ca, EARLIER)), AUTHORITIES[who](ca), clock.now() - EARLIER)
    report = await check(ca, file)
    assert said(report) == (Indication.INDETERMINATE, Sub.OUT_OF_BOUNDS_NO_POE)
    assert report.level == "B" and report.signatures[0].proven_time is None
    assert len(report.signatures[0].notes) == 1


async def test_an_archive_time_stamp_that_leaves_something_out_proves_nothing(ca: CaServer) -> None:
    tsa = stamping.authority(ca)
    lasting = stamping.stamped(cades(people.person(ca), crls=lists_of(ca, dt.timedelta())), tsa)
    assert (await check(ca, stamping.archived(lasting, tsa, CONTENT))).level == "LTA"
    partly = await check(ca, stamping.archived(lasting, tsa, CONTENT, leave=1))
    assert partly.indication is Indication.PASSED and partly.level == "LT"
    assert len(partly.signatures[0].notes) == 1
    other = await check(ca, stamping.archived(lasting, tsa, b"other"))
    assert said(other) == (Indication.INDETERMINATE, Sub.SIG_CONSTRAINTS_FAILURE)


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("head", [True, False])
async def test_an_archive_time_stamp_of_the_second_kind(ca: CaServer, attached: bool, head: bool) -> None:
    tsa, crls = stamping.authority(ca), lists_of(ca, dt.timedelta())
    made = cades(people.person(ca), crls=crls, attached=CONTENT if attached else None)
    whole = stamping.archived_before(stamping.stamped(made, tsa), tsa, CONTENT, head=head)
    report = await check(ca, whole)
    assert (report.indication, report.level) == (Indication.PASSED, "LTA") and not report.signatures[0].notes
    twice = await check(ca, stamping.archived(whole, tsa, CONTENT, clock.now() + dt.timedelta(minutes=1)))
    assert (twice.indication, twice.level) == (Indication.PASSED, "LTA") and not twice.signatures[0].notes


async def test_what_a_second_kind_is_not_over_it_does_not_prove(ca: CaServer) -> None:
    """Anybody can add a certificate, a list or an attribute: the level is then what the rest proves."""
    tsa, crls = stamping.authority(ca), lists_of(ca, dt.timedelta())
    stamped = stamping.stamped(cades(people.person(ca), crls=crls), tsa)
    whole = cms.ContentInfo.load(stamping.archived_before(stamped, tsa, CONTENT))
    whole["content"]["certificates"] = [*whole["content"]["certificates"], _certificate(people.of_stranger(ca))]
    other = stamping.archived_before(stamped, tsa, b"other")
    for altered in (whole.dump(), other):
        report = await check(ca, altered)
        assert (report.indication, report.level) == (Indication.PASSED, "LT")
        assert "archive time-stamp" in report.sentence(translator("en"))


def _certificate(of: Issued) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(der(of.certificate))


async def test_one_that_is_over_lasts_by_the_second_kind_too(ca: CaServer) -> None:
    over, old, new = people.expired(ca), stamping.authority(ca, lasts=dt.timedelta(minutes=30)), stamping.authority(ca)
    lists, then = lists_of(ca, EARLIER), clock.now() - EARLIER
    lasting = stamping.stamped(cades(over, crls=lists), old, then)
    report = await check(ca, stamping.archived_before(lasting, new, CONTENT, then + dt.timedelta(minutes=5)))
    assert report.indication is Indication.PASSED and report.level == "LTA", report
    wrong = stamping.archived_before(lasting, new, b"other", then + dt.timedelta(minutes=5))
    assert said(await check(ca, wrong)) == (Indication.INDETERMINATE, Sub.OUT_OF_BOUNDS_NO_POE)


@pytest.mark.parametrize("kind", ["token", "answer", "text"])
async def test_a_time_stamp_beside_its_file(ca: CaServer, kind: str) -> None:
    token = stamping.token(stamping.authority(ca), CONTENT)
    if kind == "answer":
        stamp = cms.ContentInfo.load(token)
        token = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": stamp}).dump()
    if kind == "text":
        token = pem.armor("CMS", token)
    report = await check(ca, token)
    assert report.indication is Indication.PASSED and report.format == "RFC 3161"
    assert "proves that it existed" in report.sentence(translator("en"))
    other = await verify(token, b"other", trust=stamping.trust(ca.folder))
    assert said(other) == (Indication.FAILED, Sub.HASH_FAILURE)
    alone = await verify(token, None, trust=stamping.trust(ca.folder))
    assert said(alone) == (Indication.INDETERMINATE, Sub.SIGNED_DATA_NOT_FOUND)
    assert "that file is needed too" in alone.sentence(translator("en"))


async def test_it_lasts_when_even_the_time_stamp_authority_is_over(ca: CaServer) -> None:
    """A later time-stamp over it all says that the earlier one was there while its authority was in force."""
    over, old, new = people.expired(ca), stamping.authority(ca, lasts=dt.timedelta(minutes=30)), stamping.authority(ca)
    lists, then = lists_of(ca, EARLIER), clock.now() - EARLIER
    lasting = stamping.stamped(cades(over, crls=lists), old, then)
    assert (await check(ca, lasting)).sub_indication is Sub.OUT_OF_BOUNDS_NO_POE
    report = await check(ca, stamping.archived(lasting, new, CONTENT, then + dt.timedelta(minutes=5)))
    assert report.indication is Indication.PASSED and report.level == "LTA", report


async def test_a_time_stamp_of_the_future_proves_nothing(ca: CaServer) -> None:
    file = stamping.stamped(cades(people.person(ca)), stamping.authority(ca), clock.now() + dt.timedelta(days=1))
    report = await check(ca, file)
    assert report.indication is Indication.PASSED and report.level == "B"


async def test_the_moment_that_is_asked_for(ca: CaServer) -> None:
    file = cades(people.person(ca))
    assert (await check(ca, file, at=clock.now() - EARLIER)).indication is Indication.PASSED
    before = await check(ca, file, at=clock.now() - dt.timedelta(hours=3))
    assert before.sub_indication is Sub.OUT_OF_BOUNDS_NO_POE


async def test_whether_it_must_be_known_that_nothing_was_taken_back(ca: CaServer) -> None:
    file, bare = cades(people.person(ca)), stamping.trust(ca.folder, lists=False)
    assert (await verify(file, CONTENT, trust=bare)).sub_indication is Sub.TRY_LATER
    assert (await verify(file, CONTENT, trust=bare, require_revocation=False)).indication is Indication.PASSED
