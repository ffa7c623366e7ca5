"""Asking a time-stamp authority over HTTP: only a good answer to the very question is ever used, and soon."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import clock
from xidmet.settings import DEMO_STAMPS
from xidmet.signatures import Trust
from xidmet.signatures.demo_people import people_root
from xidmet.signatures.demo_register import revoke
from xidmet.signatures.demo_revocation import seal_crl
from xidmet.signatures.demo_stamps import stamp_answer, stamp_certificate
from xidmet.signatures.stamp_authority import NoStamp, StampAuthority

from tests.core import people, stamping
from tests.core.ca_server import Answer, CaServer, ca_server, slow

HASH = hashlib.sha256(b"what is stamped").digest()
SECONDS = 1.5  # an authority that says nothing is given up after


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path / "keys") as served:
        yield served


def asking(ca: CaServer, *, user: str = "", seconds: float = 20.0, trust: Trust | None = None) -> StampAuthority:
    address = ca.address.replace("://", f"://{user}") + DEMO_STAMPS
    return StampAuthority(address, trust or trusted(ca), seconds=seconds)


def trusted(ca: CaServer) -> Trust:
    return stamping.trust(ca.folder)


def own(ca: CaServer) -> Callable[[bytes], bytes]:
    by = stamp_certificate(ca.folder, address=ca.address)
    return lambda body: stamp_answer(by, body)


async def test_a_good_one_is_over_the_hash_of_now_and_by_a_trusted_chain(ca: CaServer) -> None:
    token = await asking(ca).stamp(HASH)
    assert abs(token.time - clock.now()) < dt.timedelta(minutes=1)
    assert token.chain[-1] == trusted(ca).anchors.timestamps[0] and len(token.chain) == 3


async def test_a_name_and_password_go_along_and_nowhere_else(ca: CaServer) -> None:
    """Percent-encoded in the address, as every sign may stand in a password."""
    await asking(ca, user="state:p%40ss%3A@").stamp(HASH)
    head = next(head for path, head in zip(ca.asked, ca.heads, strict=True) if path == DEMO_STAMPS)
    assert head["authorization"] == f"Basic {base64.b64encode(b'state:p@ss:').decode()}"
    assert head["content-type"] == "application/timestamp-query"
    assert [path for path, head in zip(ca.asked, ca.heads, strict=True) if "authorization" in head] == [DEMO_STAMPS]


def another_nonce(ca: CaServer) -> Answer:
    return lambda body: own(ca)(_changed(body, nonce=7))


def another_hash(ca: CaServer) -> Answer:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(b"another").digest()}
    return lambda body: own(ca)(_changed(body, message_imprint=imprint))


def without_nonce(ca: CaServer) -> Answer:
    return lambda body: own(ca)(_changed(body, nonce=None))


def _changed(body: bytes, **values: object) -> bytes:
    asked = tsp.TimeStampReq.load(body)
    kept = {name: asked[name] for name in ("version", "message_imprint", "nonce", "cert_req")} | values
    return bytes(tsp.TimeStampReq({name: value for name, value in kept.items() if value is not None}).dump())


def of_a_stranger(ca: CaServer) -> Answer:
    by = stamp_certificate(ca.folder / "stranger", address=ca.address)
    return lambda body: stamp_answer(by, body)


def of_no_time_stamp_authority(ca: CaServer) -> Answer:
    by = people.person(ca)
    return lambda body: stamp_answer(by, body)


def of_another_time(ca: CaServer) -> Answer:
    by = stamp_certificate(ca.folder, address=ca.address)
    return lambda body: _then(lambda: stamp_answer(by, body), -dt.timedelta(minutes=20))


def _then(make: Callable[[], bytes], by: dt.timedelta) -> bytes:
    clock.advance(by)
    try:
        return make()
    finally:
        clock.advance(-by)


def altered(ca: CaServer) -> Answer:
    def answer(body: bytes) -> bytes:
        made = own(ca)(body)
        return made[:-1] + bytes([made[-1] ^ 1])

    return answer


WRONG: dict[str, tuple[Callable[[CaServer], Answer], str]] = {
    "another nonce": (another_nonce, "nonce"),
    "no nonce": (without_nonce, "nonce"),
    "another hash": (another_hash, "another hash"),
    "a stranger's": (of_a_stranger, "NO_CERTIFICATE_CHAIN_FOUND"),
    "a person's": (of_no_time_stamp_authority, "CHAIN_CONSTRAINTS_FAILURE"),
    "of another time": (of_another_time, "clock"),
    "altered": (altered, "does not count"),
    "refused": (lambda ca: lambda _body: own(ca)(b"no question"), "refused: rejection"),
    "rubbish": (lambda _ca: lambda _body: b"\x30\x03\x02\x01\x00rubbish", "something else"),
    "a page": (lambda _ca: lambda _body: b"<html>log in</html>", "something else"),
    "nothing": (lambda _ca: lambda _body: b"", "something else"),
    "too much": (lambda _ca: lambda _body: b"\0" * 300_000, "does not answer"),
    "an error": (lambda _ca: lambda _body: (500, {}, b""), "answered 500"),
    "not here": (lambda ca: lambda _body: (302, {"location": ca.address + DEMO_STAMPS + "/"}, b""), "answered 302"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_no_other_answer_is_used(ca: CaServer, wrong: str) -> None:
    make, said = WRONG[wrong]
    ca.answers[DEMO_STAMPS] = make(ca)
    with pytest.raises(NoStamp, match=said):
        await asking(ca).stamp(HASH)


async def test_whose_certificate_was_taken_back_no_longer_counts(ca: CaServer) -> None:
    by = stamp_certificate(ca.folder, address=ca.address)
    ca.answers[DEMO_STAMPS] = lambda body: stamp_answer(by, body)
    authority = asking(ca)
    await authority.stamp(HASH)
    revoke(ca.folder, by.certificate)
    clock.advance(dt.timedelta(minutes=2))
    with pytest.raises(NoStamp, match="REVOKED"):
        await asking(ca).stamp(HASH)


async def test_one_that_is_silent_is_given_up_and_not_asked_again_for_a_minute(ca: CaServer) -> None:
    good, authority = ca.answers[DEMO_STAMPS], asking(ca, seconds=SECONDS)
    ca.answers[DEMO_STAMPS] = slow(8 * SECONDS)
    began = time.monotonic()
    with pytest.raises(NoStamp, match="TimeoutError"):
        await authority.stamp(HASH)
    assert time.monotonic() - began < 7 * SECONDS
    ca.answers[DEMO_STAMPS], asked = good, len(ca.asked)
    for _effect in range(3):
        with pytest.raises(NoStamp, match="a moment ago"):
            await authority.stamp(HASH)
    assert len(ca.asked) == asked
    clock.advance(dt.timedelta(minutes=2))
    assert await asking(ca).stamp(HASH)


async def test_nobody_there(tmp_path: Path) -> None:
    authority = StampAuthority("http://127.0.0.1:9/tsr", stamping.trust(tmp_path))
    with pytest.raises(NoStamp, match="does not answer: ConnectError"):
        await authority.stamp(HASH)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed")
def test_openssl_asks_the_demonstrations_authority_and_is_content(tmp_path: Path) -> None:
    """A second opinion: its own question, its own check, against the anchor alone."""
    by = stamp_certificate(tmp_path / "keys", address="http://localhost:1")
    (tmp_path / "data").write_bytes(b"what is stamped")
    (tmp_path / "chain.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in by.chain))
    openssl(tmp_path, "-query", "-data", "data", "-sha512", "-cert", "-out", "query")
    (tmp_path / "reply").write_bytes(stamp_answer(by, (tmp_path / "query").read_bytes()))
    root = str(people_root(tmp_path / "keys"))
    told = openssl(
        tmp_path, "-verify", "-queryfile", "query", "-in", "reply", "-CAfile", root, "-untrusted", "chain.pem"
    )
    assert "Verification: OK" in told


def openssl(folder: Path, *arguments: str) -> str:
    command = [shutil.which("openssl") or "", "ts", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_lists_of_the_seals_authority_are_of_today_or_of_its_first_day(tmp_path: Path) -> None:
    """The keys with which they are signed were not kept at first."""
    from_first = seal_crl(tmp_path, "issuing")
    assert seal_crl(tmp_path, "issuing") != from_first
    (tmp_path / "seal-authority.pem").unlink()
    assert seal_crl(tmp_path, "issuing") == (tmp_path / "issuing.crl").read_bytes()
