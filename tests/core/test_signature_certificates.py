"""May this certificate sign, before anything is signed: judged as that of a signature, and nothing raises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as some
from xidmet.signatures import Sub, verify_certificate
from xidmet.signatures.demo_certificates import of_holder
from xidmet.signatures.demo_register import revoke
from xidmet.signing import as_der

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import der

SIGNS, ENTERS = of_holder(signs=True, authenticates=False), of_holder(signs=False, authenticates=True)


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        yield server


async def test_it_is_judged_as_that_of_a_signature(ca: CaServer) -> None:
    made, trust = people.by_issuing(ca, extensions=SIGNS), people.trust(ca)
    issuers = [der(one) for one in made.chain]
    good = await verify_certificate(der(made.certificate), issuers, trust)
    assert good.passed and good.signer.kind == "person"
    enters = people.by_issuing(ca, extensions=ENTERS)
    other = await verify_certificate(der(enters.certificate), issuers, trust)
    assert other.sub_indication == Sub.CHAIN_CONSTRAINTS_FAILURE
    assert (await verify_certificate(der(enters.certificate), issuers, trust, usage="authenticate")).passed
    revoke(ca.folder, made.certificate)
    taken_back = await verify_certificate(der(made.certificate), issuers, people.trust(ca))
    assert taken_back.sub_indication == Sub.REVOKED_NO_POE


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(
    place=some.integers(0, 10_000), bits=some.integers(1, 255), rest=some.lists(some.binary(max_size=40), max_size=3)
)
async def test_no_certificate_raises(ca: CaServer, place: int, bits: int, rest: list[bytes]) -> None:
    whole = bytearray(der(people.by_issuing(ca, extensions=SIGNS).certificate))
    whole[place % len(whole)] ^= bits
    for one in (bytes(whole), bytes(whole[:place]), *rest):
        assert not (await verify_certificate(one, rest, people.trust(ca))).passed


@examples(some.sampled_from([ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()]), some.binary(max_size=50))
def test_an_ecdsa_signature_becomes_der_and_der_stays(curve: ec.EllipticCurve, content: bytes) -> None:
    key, size = ec.generate_private_key(curve), (curve.key_size + 7) // 8
    made = key.sign(content, ec.ECDSA(SHA256()))
    r, s = utils.decode_dss_signature(made)
    assert as_der(made) == made
    key.public_key().verify(as_der(r.to_bytes(size) + s.to_bytes(size)), content, ec.ECDSA(SHA256()))


@examples(some.binary(max_size=300))
def test_any_bytes_come_back_as_bytes(value: bytes) -> None:
    assert len(value) in (64, 96, 132) or as_der(value) == value
