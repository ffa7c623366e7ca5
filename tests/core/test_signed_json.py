"""JSON web signatures whose content lies elsewhere: not encoded (RFC 7797), or beside the file (sigD of JAdES)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from xidmet.signatures import Indication, Sub

from tests.core import signed_files
from tests.core.signed_files import url64
from tests.core.signing import CONTENT
from tests.core.signing_kit import Kit, Made, Make, made

BY_URI, BY_HASH = "http://uri.etsi.org/19182/ObjectIdByURI", "http://uri.etsi.org/19182/ObjectIdByURIHash"
PLAIN = b'{"sum": 10}'  # no dot, as the compact form wants it
DOTTED = "Give B 10.50 manats"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def plain(kit: Kit, payload: bytes = PLAIN, **more: Any) -> bytes:
    return signed_files.jws(kit.leyla, payload, **{"b64": False, "crit": ["sigT", "b64"]} | more)


def as_json(kit: Kit, said: str = DOTTED) -> bytes:
    head, _payload, value = plain(kit, b"", over=DOTTED.encode()).split(b".")
    return json.dumps({"payload": said, "protected": head.decode(), "signature": value.decode()}).encode()


def beside(kit: Kit, *, encoded: bool = True, **changed: Any) -> bytes:
    """Signed by the name of a file that lies beside it."""
    told = {"mId": BY_URI, "pars": ["letter.txt"]} | changed
    packed = url64(CONTENT).encode() if encoded else CONTENT
    return _detached(kit, told, packed, encoded)


def by_hash(kit: Kit, *, encoded: bool = True, **changed: Any) -> bytes:
    packed = url64(CONTENT).encode() if encoded else CONTENT
    hashed = url64(hashlib.sha256(packed).digest())
    told = {"mId": BY_HASH, "pars": ["letter.txt"], "hashM": "S256", "hashV": [hashed]} | changed
    return _detached(kit, told, b"", encoded)


def _detached(kit: Kit, told: dict[str, Any], over: bytes, encoded: bool) -> bytes:
    more: dict[str, Any] = {} if encoded else {"b64": False}
    sig_d = {name: value for name, value in told.items() if value is not None}
    return signed_files.jws(kit.leyla, b"", over=over, sigD=sig_d, crit=["sigT", "sigD", *more], **more)


GOOD: dict[str, Make] = {
    "not encoded": lambda kit: plain(kit),
    "not encoded, as JSON": lambda kit: as_json(kit),
    "not encoded, beside it": lambda kit: (plain(kit, b"", over=CONTENT), CONTENT),
    "not encoded, in it and beside it": lambda kit: (plain(kit), PLAIN),
    "beside it": lambda kit: (beside(kit), CONTENT),
    "beside it, not encoded": lambda kit: (beside(kit, encoded=False), CONTENT),
    "beside it by its hash": lambda kit: (by_hash(kit), CONTENT),
    "beside it by its hash, not encoded": lambda kit: (by_hash(kit, encoded=False), CONTENT),
}


@pytest.mark.parametrize("way", GOOD)
async def test_a_good_one_passes(kit: Kit, way: str) -> None:
    report = await kit.check(await made(kit, GOOD[way]))
    assert (report.indication, report.format, report.level) == (Indication.PASSED, "JAdES", "B"), report


def of_two_minds(kit: Kit) -> Made:
    """The one signs what the letters say, the other what they stand for."""
    both = [signed_files.jws(kit.leyla, b"abc"), plain(kit, url64(b"abc").encode())]
    signatures = [
        dict(zip(("protected", "payload", "signature"), one.decode().split("."), strict=True)) for one in both
    ]
    assert len({one.pop("payload") for one in signatures}) == 1
    return json.dumps({"payload": url64(b"abc"), "signatures": signatures}).encode()


FAILED, UNSURE = Indication.FAILED, Indication.INDETERMINATE
WRONG: dict[str, tuple[Make, Indication, Sub]] = {
    "another sum": (lambda kit: plain(kit).replace(b"10", b"90"), FAILED, Sub.SIG_CRYPTO_FAILURE),
    "another sum, as JSON": (lambda kit: as_json(kit, DOTTED.replace("1", "9")), FAILED, Sub.SIG_CRYPTO_FAILURE),
    "encoded afterwards": (lambda kit: plain(kit, url64(PLAIN).encode(), over=PLAIN), FAILED, Sub.SIG_CRYPTO_FAILURE),
    "b64 that need not be understood": (lambda kit: plain(kit, crit=["sigT"]), FAILED, Sub.FORMAT_FAILURE),
    "b64 that is no truth": (lambda kit: plain(kit, b64=0), FAILED, Sub.FORMAT_FAILURE),
    "two who read it in two ways": (of_two_minds, FAILED, Sub.FORMAT_FAILURE),
    "another content": (lambda kit: (beside(kit), b"other"), FAILED, Sub.SIG_CRYPTO_FAILURE),
    "another content for the hash": (lambda kit: (by_hash(kit), b"other"), FAILED, Sub.HASH_FAILURE),
    "no content": (lambda kit: by_hash(kit), UNSURE, Sub.SIGNED_DATA_NOT_FOUND),
    "two contents": (
        lambda kit: (by_hash(kit, pars=["a", "b"], hashV=["AA", "AA"]), CONTENT),
        UNSURE,
        Sub.SIGNED_DATA_NOT_FOUND,
    ),
    "fewer hashes than names": (lambda kit: (by_hash(kit, pars=["a", "b"]), CONTENT), FAILED, Sub.FORMAT_FAILURE),
    "no names": (lambda kit: (by_hash(kit, pars=[], hashV=[]), CONTENT), FAILED, Sub.FORMAT_FAILURE),
    "a hash of no use": (lambda kit: (by_hash(kit, hashM="S1"), CONTENT), UNSURE, Sub.CRYPTO_CONSTRAINTS_FAILURE),
    "hashes for none": (lambda kit: (by_hash(kit, mId=BY_URI), CONTENT), FAILED, Sub.FORMAT_FAILURE),
    "an unknown way": (lambda kit: (beside(kit, mId="urn:x"), CONTENT), FAILED, Sub.FORMAT_FAILURE),
    "a message": (
        lambda kit: (beside(kit, mId="http://uri.etsi.org/19182/HttpHeaders"), CONTENT),
        UNSURE,
        Sub.GENERIC,
    ),
    "sigD beside a payload": (
        lambda kit: signed_files.jws(kit.leyla, sigD={"mId": BY_URI, "pars": ["a"]}, crit=["sigT", "sigD"]),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
    "sigD that need not be understood": (
        lambda kit: (signed_files.jws(kit.leyla, b"", over=b"", sigD={}), CONTENT),
        FAILED,
        Sub.FORMAT_FAILURE,
    ),
}


@pytest.mark.parametrize("way", WRONG)
async def test_a_wrong_one_is_named(kit: Kit, way: str) -> None:
    make, indication, sub = WRONG[way]
    report = await kit.check(await made(kit, make))
    assert (report.indication, report.sub_indication) == (indication, sub), report
