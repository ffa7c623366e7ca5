"""The proof of one item of a signed list: it says who signed which item, tells of no other, and can't be altered."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xidmet.signatures import Indication, Report, Sub
from xidmet.signatures.manifest import Prover, prover_of
from xidmet.signatures.manifest.canonical import dumped

from tests.core.signed_files import asice
from tests.core.signed_lists import ABOUT, Made, container, made, permits, written
from tests.core.signing import cades
from tests.core.signing_kit import Kit

FORMS = {"no path", "one part too many", "a space", "an end"}
NO_NEWS = {"require_revocation": False}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def one(kit: Kit) -> Made:
    return made(kit.leyla, permits(11))


async def checked(kit: Kit, file: bytes) -> Report:
    return await kit.check(file, **NO_NEWS)


@pytest.mark.parametrize("n", [0, -1, 12])
def test_no_proof_of_an_item_that_is_not_there(one: Made, n: int) -> None:
    with pytest.raises(IndexError):
        one.proof(n)


def test_a_prover_wants_the_items_of_its_head(one: Made) -> None:
    other, lines = written(permits(11))
    for head, items in ((other, one.items), (one.head, lines), (one.head, one.items[: one.items.index(b"\n") + 1])):
        with pytest.raises(ValueError, match="others than those"):
            Prover(head, io.BytesIO(items), b"")


def test_proofs_from_the_container_that_was_kept(kit: Kit, one: Made) -> None:
    for kept in (one, replace(one, signature=asice(kit.leyla, {"head.json": one.head.content}))):
        assert prover_of(io.BytesIO(container(kit, kept))).proof(5) == kept.proof(5)
    for other in (b"", b"PK", asice(kit.leyla)):
        with pytest.raises(ValueError, match="no signed list"):
            prover_of(io.BytesIO(other))


def test_an_item_is_not_to_be_guessed_from_the_proof_of_another(one: Made) -> None:
    """All that a proof tells of others is hashes, and the same items give other hashes each time."""
    again = written(permits(11))
    assert again[0].root != one.head.root and again[1] != one.items
    salts = [json.loads(line)["salt"] for line in one.items.splitlines()]
    assert len(set(salts)) == 11 and all(len(bytes.fromhex(salt)) == 16 for salt in salts)
    proof = one.proof(3).decode()
    assert "Leyla 2" in proof and salts[2] in proof
    assert not any(f"Leyla {n}" in proof for n in (0, 1, 3)) and not any(
        salt in proof for salt in salts if salt != salts[2]
    )


@pytest.mark.parametrize("n", [1, 7, 11])
async def test_a_proof_says_who_signed_which_item(kit: Kit, one: Made, n: int) -> None:
    report = await checked(kit, one.proof(n))
    assert report.indication is Indication.PASSED, report.detail
    (signature,) = report.signatures
    assert signature.verdict.signer.fin == "5VBK5VR" and signature.scope.covered == (f"item {n} of 11",)
    assert report.listed and (report.listed.item, report.listed.count) == (n, 11)
    assert report.listed.values == dict(permits(11)[n - 1]) and report.listed.text == ABOUT.text


def _of(proof: bytes, **changes: Any) -> bytes:
    """The proof with parts of it changed, in the right form."""
    return dumped(json.loads(proof) | changes) + b"\n"


async def test_an_altered_proof_is_named(kit: Kit, one: Made) -> None:
    proof, read = one.proof(4), json.loads(one.proof(4))
    line, path, other = read["line"], read["path"], json.loads(one.proof(5))
    changed = {
        "another value": _of(proof, line=line | {"item": line["item"] | {"hours": 4}}),
        "another place": _of(proof, line=line | {"n": 5}),
        "a place outside": _of(proof, line=line | {"n": 12}),
        "another salt": _of(proof, line=line | {"salt": "0" * 32}),
        "another's line": _of(proof, line=other["line"]),
        "another's path": _of(proof, path=other["path"]),
        "a shorter path": _of(proof, path=path[:-1]),
        "a longer path": _of(proof, path=[*path, "0" * 64]),
        "no path": _of(proof, path={}),
        "another count": _of(proof, head=read["head"] | {"count": 12}),
        "one part too many": _of(proof, more=1),
        "a space": proof.replace(b'"n":4', b'"n": 4'),
        "an end": proof + b"\n",
    }
    for way, file in changed.items():
        report = await checked(kit, file)
        assert report.indication is Indication.FAILED and report.listed is None and report.detail, way
        assert report.sub_indication is (Sub.FORMAT_FAILURE if way in FORMS else Sub.HASH_FAILURE), way
    beside = await kit.check((proof, b"x"), **NO_NEWS)
    assert not beside.readable


@settings(max_examples=60, deadline=None)
@given(st.data())
async def test_no_byte_of_a_proof_can_be_another(kit: Kit, data: st.DataObject) -> None:
    one = made(kit.leyla, permits(5))
    whole = bytearray(one.proof(2))
    place = data.draw(st.integers(0, whole.index(b'"signature"')))  # a signature's unsigned bytes are not ours to judge
    whole[place] ^= data.draw(st.integers(1, 255))
    assert (await checked(kit, bytes(whole))).indication is not Indication.PASSED


async def test_the_signature_of_one_list_proves_nothing_of_another(kit: Kit, one: Made) -> None:
    other = made(kit.leyla, permits(11))
    read, others = json.loads(one.proof(4)), json.loads(other.proof(4))
    for part in ("head", "line", "path", "signature"):
        report = await checked(kit, _of(one.proof(4), **{part: others[part]}))
        assert report.indication is Indication.FAILED, part
    signed_by_another = base64.b64encode(cades(kit.other, one.head.content)).decode()
    report = await checked(kit, _of(one.proof(4), signature=signed_by_another))
    assert report.indication is Indication.PASSED and report.signatures[0].verdict.signer.fin == "94FMDDD"
    assert read["signature"] != signed_by_another
    report = await checked(kit, _of(one.proof(4), signature=base64.b64encode(b"nothing").decode()))
    assert report.indication is Indication.FAILED


async def test_a_container_that_some_tool_made_of_the_head_is_a_signature_too(kit: Kit, one: Made) -> None:
    """XAdES in a container is what most signing tools of the region give back."""
    whole = asice(kit.leyla, {"head.json": one.head.content})
    report = await checked(kit, replace(one, signature=whole).proof(2))
    assert report.indication is Indication.PASSED and report.scope.covered == ("item 2 of 11",)
    assert (await checked(kit, container(kit, replace(one, signature=whole)))).indication is Indication.PASSED
    other = asice(kit.leyla, {"head.json": written(permits(11))[0].content})
    report = await checked(kit, replace(one, signature=other).proof(2))
    assert report.indication is Indication.FAILED and "another head" in report.detail
