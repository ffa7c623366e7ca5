"""Was it taken back? Revoked is found wherever it is said, good is believed only of those who may say it, in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import clock
from xidmet.signatures import Indication, Sub, Trust, Verdict, verify_detached
from xidmet.signatures.demo_certificates import Signing, certificate, named
from xidmet.signatures.demo_people import ISSUING_CRL, OCSP, ROOT_CRL, Issued, crl_at, people_authority
from xidmet.signatures.demo_register import revoke
from xidmet.signatures.demo_revocation import issuing_crl, root_crl

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import CONTENT, cades


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        yield server


async def check(ca: CaServer, made: Issued, trust: Trust | None = None, **more: Any) -> Verdict:
    signature = cades(made, **more)
    return await verify_detached(CONTENT, signature, trust or people.trust(ca), signer="person")


@pytest.mark.parametrize("silent", [(), (OCSP,), (ISSUING_CRL,)], ids=["both told", "by CRL", "by OCSP"])
async def test_one_that_was_taken_back(ca: CaServer, silent: tuple[str, ...]) -> None:
    made = people.person(ca)
    ca.silence(*silent)
    assert (await check(ca, made)).passed
    revoke(ca.folder, made.certificate)
    verdict = await check(ca, made)
    assert (verdict.indication, verdict.sub_indication) == (Indication.INDETERMINATE, Sub.REVOKED_NO_POE)


async def test_what_is_not_known_is_not_good(ca: CaServer) -> None:
    made = people.person(ca)
    ca.silence(OCSP, ISSUING_CRL)
    verdict = await check(ca, made)
    assert (verdict.indication, verdict.sub_indication) == (Indication.INDETERMINATE, Sub.TRY_LATER)
    ca.silence(ROOT_CRL)
    assert (await check(ca, people.person(ca))).sub_indication is Sub.TRY_LATER


async def test_nothing_may_be_fetched(ca: CaServer) -> None:
    made, held = people.person(ca), people.anchors(ca.folder)
    assert (await check(ca, made, Trust(held))).sub_indication is Sub.TRY_LATER
    crls = (issuing_crl(ca.folder), root_crl(ca.folder))
    verdict = await check(ca, made, Trust(replace(held, crls=crls)))
    assert verdict.passed and {one.source for one in verdict.revocation} == {"local"} and not ca.asked
    assert (await check(ca, made, Trust(held, revocation=False))).passed


async def test_an_authority_that_was_taken_back(ca: CaServer) -> None:
    made, by = people.person(ca), people_authority(ca.folder).top
    entry = x509.RevokedCertificateBuilder().serial_number(made.chain[0].serial_number).revocation_date(clock.now())
    taken = listed(by, entries=[entry.build()])
    ca.answers[ROOT_CRL] = lambda _body: taken
    assert (await check(ca, made)).sub_indication is Sub.REVOKED_CA_NO_POE


def listed(
    by: Signing,
    *,
    since: dt.timedelta = dt.timedelta(),
    extensions: Any = (),
    entries: Any = (),
    key: Any = None,
    hashed: Any = None,
) -> bytes:
    """A CRL of one hour that began so long ago."""
    began = clock.now() - since
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.name)
    builder = builder.last_update(began).next_update(began + dt.timedelta(hours=1))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key or by.key, hashed or hashes.SHA256()).public_bytes(Encoding.DER)


def part(**more: Any) -> list[tuple[x509.ExtensionType, bool]]:
    nothing: dict[str, Any] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return [(x509.IssuingDistributionPoint(**nothing | more), True)]


def place(url: str) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(url)]


# Lists that say nothing of a person's certificate, though they do not name it.
LISTS: dict[str, Callable[[CaServer, Signing], bytes]] = {
    "too old": lambda _ca, by: listed(by, since=dt.timedelta(hours=2)),
    "of the future": lambda _ca, by: listed(by, since=-dt.timedelta(hours=2)),
    "by another key": lambda _ca, by: listed(by, key=ec.generate_private_key(ec.SECP256R1())),
    "by SHA-224": lambda _ca, by: listed(by, hashed=hashes.SHA224()),
    "of another authority": lambda ca, _by: root_crl(ca.folder),
    "by the same key under another name": lambda _ca, by: listed(Signing(named("Another"), by.key)),
    "of authorities only": lambda _ca, by: listed(by, extensions=part(only_contains_ca_certs=True)),
    "of some reasons only": lambda _ca, by: listed(
        by, extensions=part(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise]))
    ),
    "of others' certificates": lambda _ca, by: listed(by, extensions=part(indirect_crl=True)),
    "of another part": lambda _ca, by: listed(by, extensions=part(full_name=place("http://elsewhere/ca.crl"))),
    "of changes only": lambda _ca, by: listed(by, extensions=[(x509.DeltaCRLIndicator(1), True)]),
    "no list": lambda _ca, _by: b"<html>Not found</html>",
    "empty": lambda _ca, _by: b"",
}


@pytest.mark.parametrize("wrong", LISTS)
async def test_a_list_that_does_not_count(ca: CaServer, wrong: str) -> None:
    made, by = people.person(ca), people_authority(ca.folder).issuing
    ca.silence(OCSP)
    told = LISTS[wrong](ca, by)
    ca.answers[ISSUING_CRL] = lambda _body: told
    assert (await check(ca, made)).sub_indication is Sub.TRY_LATER


@pytest.mark.parametrize("way", ["whole", "of users", "of this part", "PEM"])
async def test_a_list_that_counts(ca: CaServer, way: str) -> None:
    made, by = people.person(ca), people_authority(ca.folder).issuing
    ca.silence(OCSP)
    extensions = {
        "of users": part(only_contains_user_certs=True),
        "of this part": part(full_name=place(ca.address + ISSUING_CRL)),
    }.get(way, [])
    told = listed(by, extensions=extensions)
    told = x509.load_der_x509_crl(told).public_bytes(Encoding.PEM) if way == "PEM" else told
    ca.answers[ISSUING_CRL] = lambda _body: told
    assert (await check(ca, made)).passed


async def test_a_list_is_only_for_who_may_list(ca: CaServer) -> None:
    """A certificate of an authority may leave out the right to say what was taken back."""
    authority = people_authority(ca.folder)
    usage = x509.KeyUsage(False, False, False, False, False, True, False, False, False)
    kept = [(x509.BasicConstraints(True, 0), True), (usage, True), crl_at(ca.address, ROOT_CRL)]
    key = authority.issuing.key.public_key()
    above = certificate(authority.issuing.name, key, authority.top, lasts=people.YEAR, extensions=kept)
    made = people.person(ca)._replace(chain=(above,))
    assert (await check(ca, made)).passed
    ca.silence(OCSP)
    assert (await check(ca, people.person(ca)._replace(chain=(above,)))).sub_indication is Sub.TRY_LATER


async def test_a_key_that_was_lost_before_anybody_said_so(ca: CaServer) -> None:
    made, by, now = people.person(ca), people_authority(ca.folder).issuing, clock.now()
    lost = x509.InvalidityDate((now - dt.timedelta(minutes=50)).replace(tzinfo=None, microsecond=0))
    entry = x509.RevokedCertificateBuilder().serial_number(made.certificate.serial_number)
    entry = entry.revocation_date(now - dt.timedelta(minutes=1)).add_extension(lost, False)
    told = listed(by, entries=[entry.build()])
    trust = Trust(replace(people.anchors(ca.folder), crls=(told, root_crl(ca.folder))))
    signature = cades(made)
    for ago, sub in ((55, None), (45, Sub.REVOKED_NO_POE), (0, Sub.REVOKED_NO_POE)):
        verdict = await verify_detached(CONTENT, signature, trust, at=now - dt.timedelta(minutes=ago))
        assert verdict.sub_indication is sub


def brought(*crls: bytes) -> Any:
    return [asn1_crl.CertificateList.load(one) for one in crls]


async def test_what_the_signer_brings_along_counts_while_it_is_new(ca: CaServer) -> None:
    made = people.person(ca)
    crls = brought(issuing_crl(ca.folder), root_crl(ca.folder))
    alone = Trust(people.anchors(ca.folder))
    verdict = await check(ca, made, alone, crls=crls)
    assert verdict.passed and {one.source for one in verdict.revocation} == {"embedded"}
    authority = people_authority(ca.folder)
    older = brought(_of_a_week(authority.issuing), _of_a_week(authority.top))
    assert (await check(ca, made, alone, crls=older)).sub_indication is Sub.TRY_LATER


def _of_a_week(by: Signing) -> bytes:
    """It began two hours ago, and counts for a week."""
    began = clock.now() - dt.timedelta(hours=2)
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.name).last_update(began)
    builder = builder.next_update(began + dt.timedelta(days=7))
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


async def test_what_the_signer_brings_along_does_not_hide_what_happened_since(ca: CaServer) -> None:
    made = people.person(ca)
    crls = brought(issuing_crl(ca.folder), root_crl(ca.folder))
    revoke(ca.folder, made.certificate)
    assert (await check(ca, made, crls=crls)).sub_indication is Sub.REVOKED_NO_POE
