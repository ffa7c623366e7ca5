"""Altered signatures: none passes that says something else, none escapes as an exception. pyHanko looks on."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext
from xidmet.signatures import Trust, Verdict, signed_data, verify_detached
from xidmet.signatures import cades as cades_module
from xidmet.signatures import encoding as encoding_of
from xidmet.signatures.encoding import need_bounded
from xidmet.signatures.verdict import NotGood, Sub

from tests.core import people
from tests.core.ca_server import CaServer
from tests.core.signing import CONTENT, cades, der

FLIPS = 400


class Signed:
    """One good signature, made once for the whole file."""

    def __init__(self, folder: Path) -> None:
        ca = CaServer(folder, "http://localhost:1")
        self.made = people.person(ca)
        self.signature = cades(self.made)
        self.trust = Trust(people.anchors(folder), revocation=False)

    async def check(self, signature: bytes, content: bytes = CONTENT) -> Verdict:
        return await verify_detached(content, signature, self.trust, signer="person")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("keys"))


async def says_the_same_or_fails(signed: Signed, altered: bytes) -> bool:
    """Bytes that nobody signs may differ, such as a version number; what passes must still be the same in all else."""
    verdict = await signed.check(altered)
    if verdict.passed:
        assert verdict.certificate == signed.made.certificate and verdict.signer.fin == "5VBK5VR"
        data = cms.ContentInfo.load(altered)["content"]
        was = cms.ContentInfo.load(signed.signature)["content"]
        assert data["signer_infos"][0]["signature"].native == was["signer_infos"][0]["signature"].native
        assert data["signer_infos"][0]["signed_attrs"].dump() == was["signer_infos"][0]["signed_attrs"].dump()
    return verdict.passed


async def test_flipped_bits(signed: Signed) -> None:
    """Of about 1,700 bytes those that nobody signs are few."""
    whole, passed = bytearray(signed.signature), 0
    for place in random.Random(7).sample(range(len(whole)), FLIPS):
        whole[place] ^= 1 << (place % 8)
        passed += await says_the_same_or_fails(signed, bytes(whole))
        whole[place] ^= 1 << (place % 8)
    assert (await signed.check(bytes(whole))).passed and passed < FLIPS / 2


async def test_cut_off(signed: Signed) -> None:
    for length in range(0, len(signed.signature), 7):
        assert not (await signed.check(signed.signature[:length])).passed


@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_spliced(signed: Signed, data: st.DataObject) -> None:
    whole = signed.signature
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    put = data.draw(st.one_of(st.binary(max_size=40), st.just(whole[last : last + 60]), st.just(whole[:200])))
    await says_the_same_or_fails(signed, whole[:first] + put + whole[last:])


@given(content=st.binary(max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_other_content(signed: Signed, content: bytes) -> None:
    assert (await signed.check(signed.signature, content)).passed == (content == CONTENT)


@given(junk=st.binary(max_size=400))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_bytes(signed: Signed, junk: bytes) -> None:
    assert not (await signed.check(junk)).passed
    assert not (await signed.check(b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + junk)).passed


@given(junk=st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_the_walk_over_an_encoding_ends(junk: bytes) -> None:
    try:
        need_bounded(junk)
    except NotGood:
        return
    assert junk


@pytest.mark.parametrize(
    ("encoding", "taken"),
    [
        (b"\x30\x80" * 50 + b"\x00\x00" * 50, True),
        (b"\x30\x80" * 70 + b"\x00\x00" * 70, False),
        (b"\x30\x83\x02\xbf\x20" + b"\x05\x00" * 90_000, True),
        (b"\x30\x83\x03\x34\x50" + b"\x05\x00" * 105_000, False),
    ],
    ids=["50 deep", "70 deep", "90,000 pieces", "105,000 pieces"],
)
def test_how_deep_and_in_how_many_pieces(encoding: bytes, taken: bool) -> None:
    try:
        need_bounded(encoding)
    except NotGood:
        assert not taken
    else:
        assert taken


@pytest.fixture
def the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cades_module, "read_plain", lambda _content, _signature: None)


@pytest.mark.usefixtures("the_long_way")
async def test_longer_than_is_taken(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_data.read_data, "__defaults__", (len(signed.signature),))
    assert (await signed.check(signed.signature)).passed
    monkeypatch.setattr(signed_data.read_data, "__defaults__", (len(signed.signature) - 1,))
    assert not (await signed.check(signed.signature)).passed


@pytest.mark.usefixtures("the_long_way")
async def test_deeper_than_is_taken(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding_of, "DEEPEST", 5)
    assert not (await signed.check(signed.signature)).passed


async def test_pyhanko_is_of_the_same_mind(signed: Signed) -> None:
    """What passes here holds for it too; the other way round it lacks our guards."""
    whole = bytearray(signed.signature)
    for place in random.Random(11).sample(range(len(whole)), 60):
        whole[place] ^= 1
        if (await signed.check(bytes(whole))).passed:
            assert await _pyhanko(signed, bytes(whole))
        whole[place] ^= 1
    assert await _pyhanko(signed, bytes(whole))


async def _pyhanko(signed: Signed, signature: bytes) -> bool:
    roots = [asn1_x509.Certificate.load(der(one)) for one in signed.trust.anchors.persons]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    data = cms.ContentInfo.load(signature)["content"]
    status = await async_validate_detached_cms(CONTENT, data, signer_validation_context=context)
    return bool(status.intact and status.valid and status.trusted)


async def test_a_crowd_of_certificates_that_certify_one_another(signed: Signed) -> None:
    """All of one name and key: a search that tries every way would not end."""
    signature = cades(signed.made._replace(chain=(*people.ring(20), *signed.made.chain)))
    assert (await asyncio.wait_for(signed.check(signature), timeout=20)).passed


async def test_signatures_within_one_another_take_no_longer(signed: Signed) -> None:
    """Found by Atheris: to look at such content as a value takes asn1crypto four times as long for each one deeper."""
    data, kind = cms.ContentInfo.load(signed.signature)["content"], cms.ContentType("signed_data").dump()
    first = data["version"].dump() + data["digest_algorithms"].dump()
    last = b"\xa0" + data["certificates"].dump()[1:] + data["signer_infos"].dump()
    about = data["encap_content_info"].dump()
    for _deeper in range(10):
        inner = _sequence(0xA0, _sequence(0x30, first + about + last))
        about = _sequence(0x30, kind + inner)
    assert (await asyncio.wait_for(signed.check(about), timeout=20)).sub_indication is Sub.FORMAT_FAILURE


def _sequence(tag: int, held: bytes) -> bytes:
    return bytes((tag,)) + bytes(core.OctetString(held).dump()[1:])
