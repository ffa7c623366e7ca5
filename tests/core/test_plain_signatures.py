"""The short way to read a signature never says other than the long one: good ones, altered ones, odd ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xidmet.signatures.plain_signed import read_plain
from xidmet.signatures.signed_data import read_signed

from tests.core import mutations, people, signed_files, stamping
from tests.core.ca_server import CaServer
from tests.core.signing import CONTENT, attribute, cades
from tests.core.test_signature_vectors import FOLDER

FUZZ = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> CaServer:
    return CaServer(tmp_path_factory.mktemp("keys"), "http://localhost:1")


@pytest.fixture(scope="module")
def good(ca: CaServer) -> list[bytes]:
    of_rsa = people.by_issuing(ca, key=rsa.generate_private_key(65537, 2048))
    return [cades(people.person(ca)), cades(of_rsa), cades(people.person(ca), hash_name="sha512", naming_hash="sha512")]


def same(signature: bytes, content: bytes | None = CONTENT) -> bool:
    """Whether it was plain; then both ways must have read the very same."""
    read = read_plain(content, signature)
    assert read is None or read == read_signed(content, signature)
    return read is not None


def test_good_ones_are_plain(good: list[bytes]) -> None:
    assert [same(one) for one in good] == [True, True, True]
    assert not same(good[0], CONTENT + b"!") and not same(good[0], None)


PLAIN: dict[str, Callable[[CaServer], bytes]] = {
    "the number named too": lambda ca: cades(made := people.person(ca), naming_serial=made.certificate),
    "in the order of DER": lambda ca: cades(
        people.person(ca), order=lambda all: sorted(all, key=lambda one: one.dump())
    ),
    "without a time": lambda ca: cades(people.person(ca), without=["signing_time"]),
    "another curve": lambda ca: cades(people.by_issuing(ca, key=ec.generate_private_key(ec.SECP384R1()))),
    "the certificate alone": lambda ca: cades(people.person(ca), carries=[people.person(ca).certificate]),
}
OTHER: dict[str, Callable[[CaServer], bytes]] = {
    "content within": lambda ca: cades(people.person(ca), attached=CONTENT),
    "PSS": lambda ca: cades(people.by_issuing(ca, key=rsa.generate_private_key(65537, 2048)), pss=True),
    "two signers": lambda ca: cades(people.person(ca), signers=2),
    "a time-stamp": lambda ca: stamping.stamped(cades(people.person(ca)), stamping.authority(ca)),
    "no signed attributes": lambda ca: cades(people.person(ca), signed_attributes=False),
    "no name": lambda ca: cades(people.person(ca), naming=None),
    "named by SHA-1": lambda ca: cades(people.person(ca), naming_hash="sha1"),
    "SHA-1": lambda ca: cades(people.person(ca), hash_name="sha1"),
    "something more": lambda ca: cades(people.person(ca), more=[attribute("1.2.3.4", core.OctetString(b"more"))]),
    "hashed in order": lambda ca: cades(people.person(ca), order=lambda all: all[::-1], hashed_in_order=True),
    "another's certificate": lambda ca: cades(people.person(ca), naming=people.another_person(ca).certificate),
    "another's number": lambda ca: cades(people.person(ca), naming_serial=people.another_person(ca).certificate),
    "of another kind": lambda ca: cades(people.person(ca), kind="tst_info"),
    "small RSA": lambda ca: cades(people.small_rsa(ca)),
    "an odd curve": lambda ca: cades(people.odd_curve(ca)),
    "a PDF": lambda ca: signed_files.container({}),
}


@pytest.mark.parametrize("way", [*PLAIN, *OTHER])
def test_odd_ones(ca: CaServer, way: str) -> None:
    plain = same((PLAIN | OTHER)[way](ca))
    assert not plain if way in OTHER else True


def test_each_byte_flipped(good: list[bytes]) -> None:
    """Both ways say the same of each. What nobody signs, such as the issuers that come along, may differ."""
    for signature in good[:2]:
        whole, plain = bytearray(signature), 0
        for place in range(len(whole)):
            whole[place] ^= 1 << (place % 8)
            plain += same(bytes(whole))
            whole[place] ^= 1 << (place % 8)
        assert plain < len(whole) / 4


@given(data=st.data())
@FUZZ
def test_pieces_altered(good: list[bytes], data: st.DataObject) -> None:
    signature = data.draw(st.sampled_from(good))
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    for _time in range(data.draw(st.integers(1, 3))):
        signature = mutations.der(signature, chance)
    same(signature)


@given(data=st.data())
@FUZZ
def test_two_spliced(good: list[bytes], data: st.DataObject) -> None:
    first, second = (data.draw(st.sampled_from(good)) for _one in range(2))
    same(mutations.spliced(first, second, random.Random(data.draw(st.integers(0, 2**32)))))


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the vectors made by other tools are not here")
def test_vectors() -> None:
    files: list[Any] = [one for one in FOLDER.glob("cades*") if one.is_file()]
    for file in files:
        for content in (CONTENT, b"", b"hello world"):
            same(file.read_bytes(), content)
    assert files
