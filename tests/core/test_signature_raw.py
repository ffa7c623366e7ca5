"""A bare signature of a phone: each form it may have, and that the chain behind it is judged as any other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xidmet.signatures import Anchors, Indication, Sub, Trust, Verdict, verify_raw
from xidmet.signatures.algorithms import as_der
from xidmet.signatures.demo_certificates import of_holder
from xidmet.signatures.demo_people import ISSUER, Issued
from xidmet.signatures.demo_register import revoke

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import der

ASKED = b"a number that was used once"
ENTERS = of_holder(signs=False, authenticates=True)


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        yield server


async def check(ca: CaServer, made: Issued, signature: bytes, asked: bytes = ASKED, **more: Any) -> Verdict:
    digest = hashlib.new(more.get("hash_name", "sha256"), asked).digest()
    told = {"signer": "person", "others": made.chain} | more
    return await verify_raw(der(made.certificate), signature, digest, people.trust(ca), **told)


def plain(signature: bytes, size: int = 32) -> bytes:
    return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))


@pytest.mark.parametrize(
    ("curve", "hashed", "size"),
    [
        (ec.SECP256R1(), hashes.SHA256(), 32),
        (ec.SECP384R1(), hashes.SHA384(), 48),
        (ec.SECP521R1(), hashes.SHA512(), 66),
    ],
    ids=["P-256", "P-384", "P-521"],
)
async def test_ecdsa_in_both_forms(ca: CaServer, curve: ec.EllipticCurve, hashed: Any, size: int) -> None:
    key = ec.generate_private_key(curve)
    made = people.by_issuing(ca, key=key, extensions=ENTERS)
    signature = key.sign(ASKED, ec.ECDSA(hashed))
    for form in (signature, plain(signature, size)):
        verdict = await check(ca, made, form, hash_name=hashed.name)
        assert verdict.passed and verdict.signer.fin == "5VBK5VR", verdict.detail
        wrong = await check(ca, made, form, b"something else", hash_name=hashed.name)
        assert (wrong.indication, wrong.sub_indication) == (Indication.FAILED, Sub.SIG_CRYPTO_FAILURE)


async def test_rsa_in_both_forms(ca: CaServer) -> None:
    key = rsa.generate_private_key(65537, 2048)
    made = people.by_issuing(ca, key=key, extensions=ENTERS)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    for is_pss, way in ((False, padding.PKCS1v15()), (True, pss)):
        signature = key.sign(ASKED, way, hashes.SHA256())
        assert (await check(ca, made, signature, pss=is_pss)).passed
        assert (await check(ca, made, signature, pss=not is_pss)).sub_indication is Sub.SIG_CRYPTO_FAILURE


async def test_the_issuer_is_found_where_the_certificate_says(ca: CaServer) -> None:
    made = people.authenticates(ca)
    signature = made.key.sign(ASKED, ec.ECDSA(hashes.SHA256()))
    assert (await check(ca, made, signature, others=())).passed and ISSUER in ca.asked
    ca.silence(ISSUER)
    other = people.authenticates(ca)
    signature = other.key.sign(ASKED, ec.ECDSA(hashes.SHA256()))
    assert (await check(ca, other, signature, others=())).sub_indication is Sub.NO_CERTIFICATE_CHAIN_FOUND


async def test_what_it_must_not_be(ca: CaServer) -> None:
    made, signs, seals = people.authenticates(ca), people.person(ca), people.seal(ca)
    for one, sub in ((signs, Sub.CHAIN_CONSTRAINTS_FAILURE), (seals, Sub.CHAIN_CONSTRAINTS_FAILURE)):
        signature = one.key.sign(ASKED, ec.ECDSA(hashes.SHA256()))
        assert (await check(ca, one, signature)).sub_indication is sub
    good = made.key.sign(ASKED, ec.ECDSA(hashes.SHA256()))
    assert (await check(ca, made, good)).passed
    assert (await check(ca, people.person(ca), good)).sub_indication is Sub.SIG_CRYPTO_FAILURE  # another's certificate
    assert (await check(ca, made, good, usage="sign")).sub_indication is Sub.CHAIN_CONSTRAINTS_FAILURE
    weak = made.key.sign(ASKED, ec.ECDSA(hashes.SHA1()))
    assert (await check(ca, made, weak, hash_name="sha1")).sub_indication is Sub.CRYPTO_CONSTRAINTS_FAILURE
    revoke(ca.folder, made.certificate)
    people.trust(ca)
    assert (await check(ca, made, good)).sub_indication is Sub.REVOKED_NO_POE


@given(certificate=st.binary(max_size=300), signature=st.binary(max_size=100), digest=st.binary(max_size=70))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_bytes_end_with_a_verdict(
    tmp_path: Path, certificate: bytes, signature: bytes, digest: bytes
) -> None:
    nobody = Trust(Anchors())
    for hash_name in ("sha256", "sha3", ""):
        assert not (await verify_raw(certificate, signature, digest, nobody, hash_name=hash_name)).passed


@given(signature=st.binary(max_size=200), digest=st.binary(max_size=70), index=st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_any_signature_becomes_der_or_stays(signature: bytes, digest: bytes, index: int) -> None:
    key = KEYS[index % len(KEYS)]
    made = as_der(signature, key)
    assert made == signature or decode_dss_signature(made)


KEYS = [ec.generate_private_key(curve).public_key() for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1())]


def test_a_der_signature_of_the_length_of_two_numbers_stays() -> None:
    """DER of two short numbers may be 64 bytes long."""
    short = bytes([0x30, 62, 2, 29, *[1] * 29, 2, 29, *[2] * 29])
    assert len(short) == 64 and as_der(short, KEYS[0]) == short
