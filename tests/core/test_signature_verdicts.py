"""What is said of an e-signature (CAdES): good ones pass, and each thing that can be wrong is found and named."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core, pem, tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from xidmet import clock
from xidmet.language import LANGUAGES, translator
from xidmet.signatures import Indication, Sub, Trust, Verdict, verify_detached
from xidmet.signatures.demo_people import Issued, people_root

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import CONTENT, attribute, cades

Make = Callable[[CaServer], Issued]


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        yield server


async def check(ca: CaServer, signature: bytes, content: bytes | None = CONTENT, **more: Any) -> Verdict:
    return await verify_detached(content, signature, people.trust(ca), **{"signer": "person"} | more)


def said(verdict: Verdict) -> tuple[Indication, Sub | None]:
    return verdict.indication, verdict.sub_indication


GOOD = (Indication.PASSED, None)


async def test_a_good_one_passes_and_says_who(ca: CaServer) -> None:
    made = people.person(ca)
    verdict = await check(ca, cades(made))
    assert verdict.passed and said(verdict) == GOOD, verdict.detail
    assert (verdict.signer.kind, verdict.signer.fin, verdict.signer.name) == ("person", "5VBK5VR", "Əliyeva Leyla")
    assert verdict.certificate == made.certificate and len(verdict.chain) == 3
    assert verdict.algorithms == ("ecdsa-sha256",) and verdict.claimed_time is not None
    assert [one.kind for one in verdict.revocation] == ["ocsp", "crl"]
    assert verdict.revocation[0].source == f"{ca.address}/ca/ocsp"


def rsa_holder(ca: CaServer) -> Issued:
    return people.by_issuing(ca, key=rsa.generate_private_key(65537, 2048))


def with_own_number_of(ca: CaServer) -> bytes:
    made = people.person(ca)
    return cades(made, naming_serial=made.certificate)


GOOD_WAYS: dict[str, Callable[[CaServer], bytes]] = {
    "RSA": lambda ca: cades(rsa_holder(ca)),
    "RSA-PSS": lambda ca: cades(rsa_holder(ca), pss=True),
    "SHA-512": lambda ca: cades(people.person(ca), hash_name="sha512", naming_hash="sha512"),
    "with the content in it": lambda ca: cades(people.person(ca), attached=CONTENT),
    "attributes in another order": lambda ca: cades(people.person(ca), order=lambda all: sorted(all, key=_backwards)),
    "attributes hashed in the order of DER": lambda ca: cades(
        people.person(ca), order=lambda all: sorted(all, key=_backwards), hashed_in_order=True
    ),
    "attributes in the order of DER": lambda ca: cades(people.person(ca), order=lambda all: sorted(all, key=_der)),
    "as PEM": lambda ca: pem.armor("CMS", cades(people.person(ca))),
    "without its issuer": lambda ca: cades(_alone(people.person(ca))),
    "with its certificate's number": with_own_number_of,
    "with strangers' certificates": lambda ca: cades(_beside(people.person(ca), people.of_stranger(ca))),
    "with the anchor": lambda ca: cades(_beside(people.person(ca), _root(ca))),
}


def _der(attribute: Any) -> bytes:
    return bytes(attribute.dump())


def _backwards(attribute: Any) -> list[int]:
    return [-byte for byte in _der(attribute)]


def _alone(made: Issued) -> Issued:
    return made._replace(chain=())


def _beside(made: Issued, other: Issued) -> Issued:
    return made._replace(chain=(other.certificate, *other.chain, *made.chain))


def _root(ca: CaServer) -> Issued:
    return people.person(ca)._replace(chain=people.anchors(ca.folder).persons)


@pytest.mark.parametrize("way", GOOD_WAYS)
async def test_it_passes_in_each_form(ca: CaServer, way: str) -> None:
    verdict = await check(ca, GOOD_WAYS[way](ca))
    assert said(verdict) == GOOD, verdict.detail


# What is wrong with the holder's certificate.
HOLDERS: dict[str, tuple[Make, Sub]] = {
    "expired": (people.expired, Sub.OUT_OF_BOUNDS_NO_POE),
    "not yet in force": (people.not_yet, Sub.OUT_OF_BOUNDS_NO_POE),
    "self-signed": (people.self_signed, Sub.NO_CERTIFICATE_CHAIN_FOUND),
    "of an authority with our names": (people.of_stranger, Sub.NO_CERTIFICATE_CHAIN_FOUND),
    "of an authority with a weak key": (people.below_weak, Sub.CRYPTO_CONSTRAINTS_FAILURE),
    "issued by a person": (people.below_a_person, Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE),
    "a seal where a person is due": (people.seal, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "only to authenticate": (people.authenticates, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "for no use that it says": (people.no_usage, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "of a server": (people.of_machine, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "of an authority": (people.authority_itself, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "with something critical that is not known": (people.unknown_critical, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "with two FINs": (people.twice_named, Sub.CHAIN_CONSTRAINTS_FAILURE),
    "RSA of 1024 bits": (people.small_rsa, Sub.CRYPTO_CONSTRAINTS_FAILURE),
    "another curve": (people.odd_curve, Sub.CRYPTO_CONSTRAINTS_FAILURE),
}


@pytest.mark.parametrize("holder", HOLDERS)
async def test_a_certificate_that_does_not_do(ca: CaServer, holder: str) -> None:
    make, sub = HOLDERS[holder]
    verdict = await check(ca, cades(make(ca)))
    assert said(verdict) == (Indication.INDETERMINATE, sub), verdict.detail


def _imprint(digest: bytes) -> Any:
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
            "serial_number": 1,
            "gen_time": core.GeneralizedTime(clock.now()),
        }
    )
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info.dump())},
            "signer_infos": [],
        }
    )
    token = cms.ContentInfo({"content_type": "signed_data", "content": data})
    return cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})


def twice(ca: CaServer) -> bytes:
    return cades(people.person(ca), more=[attribute("message_digest", hashlib.sha256(CONTENT).digest())])


def other_kind(ca: CaServer) -> bytes:
    return cades(people.person(ca), without=["content_type"], more=[attribute("content_type", "signed_data")])


def other_number(ca: CaServer) -> bytes:
    return cades(people.person(ca), naming_serial=people.person(ca).certificate)


def crowd(size: int) -> list[Any]:
    return [cms.CMSAttribute({"type": f"1.2.3.{number}", "values": [core.OctetString(b"")]}) for number in range(size)]


def swapped(ca: CaServer) -> bytes:
    """Another certificate for the same key: whoever holds two names must not choose between them afterwards."""
    mine = people.person(ca)
    other = people.by_issuing(ca, key=mine.key)
    return cades(mine._replace(certificate=other.certificate), naming=mine.certificate)


def anothers_key(ca: CaServer) -> bytes:
    mine, other = people.person(ca), people.another_person(ca)
    return cades(mine._replace(key=other.key))


def swapped_hash(ca: CaServer) -> bytes:
    """The hash under which the content was signed is said to be another than that of the signature."""
    whole = cms.ContentInfo.load(cades(people.person(ca)))
    whole["content"]["signer_infos"][0]["signature_algorithm"]["algorithm"] = "sha512_ecdsa"
    return bytes(whole.dump(force=True))


# What is wrong with the signature itself.
SIGNATURES: dict[str, tuple[Callable[[CaServer], bytes], Sub]] = {
    "over other content": (lambda ca: cades(people.person(ca), b"other"), Sub.HASH_FAILURE),
    "with other content in it": (lambda ca: cades(people.person(ca), b"other", attached=b"other"), Sub.HASH_FAILURE),
    "beside other content": (lambda ca: cades(people.person(ca), attached=b"other"), Sub.HASH_FAILURE),
    "by another's key": (anothers_key, Sub.SIG_CRYPTO_FAILURE),
    "with another certificate in place": (swapped, Sub.NO_SIGNING_CERTIFICATE_FOUND),
    "without its certificate": (lambda ca: cades(people.person(ca), carries=[]), Sub.NO_SIGNING_CERTIFICATE_FOUND),
    "with nothing that names it": (lambda ca: cades(people.person(ca), naming=None), Sub.SIG_CONSTRAINTS_FAILURE),
    "with a weak hash that names it": (
        lambda ca: cades(people.person(ca), naming_hash="sha1"),
        Sub.CRYPTO_CONSTRAINTS_FAILURE,
    ),
    "by SHA-1": (lambda ca: cades(people.person(ca), hash_name="sha1"), Sub.CRYPTO_CONSTRAINTS_FAILURE),
    "of two hashes": (swapped_hash, Sub.CRYPTO_CONSTRAINTS_FAILURE),
    "without signed attributes": (
        lambda ca: cades(people.person(ca), signed_attributes=False),
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "without the content's hash": (
        lambda ca: cades(people.person(ca), without=["message_digest"]),
        Sub.FORMAT_FAILURE,
    ),
    "without the content's kind": (lambda ca: cades(people.person(ca), without=["content_type"]), Sub.FORMAT_FAILURE),
    "said to be of another kind": (other_kind, Sub.FORMAT_FAILURE),
    "with the number of another certificate": (other_number, Sub.NO_SIGNING_CERTIFICATE_FOUND),
    "with the content's hash twice": (twice, Sub.FORMAT_FAILURE),
    "two in one": (lambda ca: cades(people.person(ca), signers=2), Sub.SIG_CONSTRAINTS_FAILURE),
    "none": (lambda ca: cades(people.person(ca), signers=0), Sub.SIG_CONSTRAINTS_FAILURE),
    "with another's time-stamp": (
        lambda ca: cades(people.person(ca), unsigned=[_imprint(b"\0" * 32)]),
        Sub.SIG_CONSTRAINTS_FAILURE,
    ),
    "with ever more attributes": (lambda ca: cades(people.person(ca), more=crowd(101)), Sub.FORMAT_FAILURE),
    "with a byte behind it": (lambda ca: cades(people.person(ca)) + b"\0", Sub.FORMAT_FAILURE),
    "with something behind it": (lambda ca: cades(people.person(ca)) + b"\x05\x00", Sub.FORMAT_FAILURE),
    "empty": (lambda _ca: b"", Sub.FORMAT_FAILURE),
    "nested deep": (lambda _ca: b"\x30\x80" * 100_000, Sub.FORMAT_FAILURE),
    "in a million pieces": (lambda _ca: b"\x30\x84\x00\x4c\x4b\x40" + b"\x05\x00" * 2_500_000, Sub.FORMAT_FAILURE),
    "not even a signature": (lambda ca: people_root(ca.folder).read_bytes(), Sub.FORMAT_FAILURE),
}
BROKEN = {Sub.FORMAT_FAILURE, Sub.HASH_FAILURE, Sub.SIG_CRYPTO_FAILURE}


@pytest.mark.parametrize("wrong", SIGNATURES)
async def test_a_signature_that_does_not_hold(ca: CaServer, wrong: str) -> None:
    make, sub = SIGNATURES[wrong]
    people.person(ca)
    verdict = await asyncio.wait_for(check(ca, make(ca)), timeout=30)
    assert said(verdict) == (Indication.FAILED if sub in BROKEN else Indication.INDETERMINATE, sub), verdict.detail


async def test_what_was_signed_must_be_there(ca: CaServer) -> None:
    made = people.person(ca)
    assert said(await check(ca, cades(made), None)) == (Indication.INDETERMINATE, Sub.SIGNED_DATA_NOT_FOUND)
    assert said(await check(ca, cades(made, attached=CONTENT), None)) == GOOD
    assert said(await check(ca, cades(made), b"")) == (Indication.FAILED, Sub.HASH_FAILURE)
    assert said(await check(ca, cades(made, b""), b"")) == GOOD


async def test_a_seal_passes_where_one_is_due(ca: CaServer) -> None:
    verdict = await check(ca, cades(people.seal(ca)), signer="organisation")
    assert said(verdict) == GOOD and (verdict.signer.voen, verdict.signer.kind) == ("1400000101", "organisation")
    wrong = await check(ca, cades(people.person(ca)), signer="organisation")
    assert said(wrong) == (Indication.INDETERMINATE, Sub.CHAIN_CONSTRAINTS_FAILURE)


async def test_who_is_trusted_for_seals_is_not_trusted_for_people(ca: CaServer) -> None:
    held = people.anchors(ca.folder)
    for_seals = Trust(type(held)(seals=held.seals), people.trust(ca).fetcher)
    assert (await verify_detached(CONTENT, cades(people.seal(ca)), for_seals)).passed
    verdict = await verify_detached(CONTENT, cades(people.person(ca)), for_seals)
    assert verdict.sub_indication is Sub.NO_CERTIFICATE_CHAIN_FOUND


async def test_it_is_judged_as_of_the_time_that_was_asked_for(ca: CaServer) -> None:
    """It began an hour ago. Of one that is over today's lists say nothing any more, as they may have struck it off."""
    signature, now = cades(people.person(ca)), clock.now()
    assert said(await check(ca, signature, at=now - dt.timedelta(minutes=45))) == GOOD
    assert (await check(ca, signature, at=now - dt.timedelta(hours=2))).sub_indication is Sub.OUT_OF_BOUNDS_NO_POE
    over = cades(people.expired(ca))
    assert (await check(ca, over, at=now - dt.timedelta(minutes=45))).sub_indication is Sub.TRY_LATER


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_clerk_reads_one_sentence(ca: CaServer, language: str) -> None:
    words = translator(language)
    good = await check(ca, cades(people.person(ca)))
    assert "Əliyeva Leyla" in good.sentence(words) and "5VBK5VR" in good.sentence(words)
    told = {Verdict(Indication.INDETERMINATE, clock.now(), sub).sentence(words) for sub in Sub}
    assert len(told) == len(Sub) and "" not in told
