"""One signature over many: each item proves alone that it was signed, and whatever was altered is named."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xidmet.signatures import Indication, Report
from xidmet.signatures.manifest import Head, Prover, Values, read_items, write_items
from xidmet.signatures.manifest.canonical import dumped
from xidmet.signatures.manifest.proofs import read_proof

from tests.core.signed_files import asice, repacked
from tests.core.signed_lists import ABOUT, Made, container, made, permits, written
from tests.core.signing import cades
from tests.core.signing_kit import Kit

NO_NEWS = {"require_revocation": False}
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")), max_size=9)
PLAIN = st.one_of(TEXTS, st.integers(-(2**53) + 1, 2**53 - 1), st.booleans(), st.none())


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def one(kit: Kit) -> Made:
    return made(kit.leyla, permits(11))


async def checked(kit: Kit, file: bytes) -> Report:
    return await kit.check(file, **NO_NEWS)


@settings(deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=300), st.data())
def test_what_is_written_is_read_back_and_proved(values: list[Any], data: st.DataObject) -> None:
    head, lines = written([{"number": n, "value": value} for n, value in enumerate(values)])
    read = list(read_items(head, io.BytesIO(lines)))
    assert [item.n for item in read] == list(range(1, len(values) + 1)) and head.count == len(values)
    assert Head.read(head.content) == head and head.items_sha256 == hashlib.sha256(lines).hexdigest()
    n = data.draw(st.integers(1, len(values)))
    proof = read_proof(Prover(head, io.BytesIO(lines), b"signature").proof(n))
    assert (proof.head, proof.item, proof.signature) == (head, read[n - 1], b"signature")


def test_a_hundred_thousand() -> None:
    head, lines = written(permits(100_000))
    prover = Prover(head, io.BytesIO(lines), b"signature")
    count = 0
    for n, proof in enumerate(prover.all(), 1):
        count += 1
        if n % 9973 == 0:
            assert read_proof(proof).item.n == n
    assert count == head.count == 100_000
    assert read_proof(prover.proof(100_000)).item.values["number"] == "P-099999"
    with pytest.raises(ValueError, match="at most 100000"):
        written(permits(100_001))


@pytest.mark.parametrize("n", [0, -1, 12])
def test_no_proof_of_an_item_that_is_not_there(one: Made, n: int) -> None:
    with pytest.raises(IndexError):
        one.proof(n)


def test_a_prover_wants_the_items_of_its_head(one: Made) -> None:
    other, lines = written(permits(11))
    for head, items in ((other, one.items), (one.head, lines), (one.head, one.items[: one.items.index(b"\n") + 1])):
        with pytest.raises(ValueError, match="others than those"):
            Prover(head, io.BytesIO(items), b"")


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


REFUSED: dict[str, list[Values]] = {
    "item 2: the same number as item 1": [{"number": "a", "x": 1}, {"number": "a", "x": 2}],
    "item 1: without number": [{"name": "a"}],
    "item 2: without number": [{"number": "a"}, {"number": None}],
    "item 1: number is no text": [{"number": 1.5}],  # type: ignore[dict-item]
    "item 1: x is no text": [{"number": 1, "x": 2**53}],
    "item 1: x has signs that are not seen": [{"number": 1, "x": "a\u202eb"}],
    "item 1: y has signs that are not seen": [{"number": 1, "y": "a\rb"}],
    "item 1: z is longer than 2000": [{"number": 1, "z": "a" * 2001}],
    "item 1: a value's name": [{"number": 1, "X": 1}],
    "item 1: longer than 16000": [{"number": 1, **{f"x{n}": "ə" * 2000 for n in range(9)}}],
    "counts 0 items": [],
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_has_no_place_in_a_list(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        written(REFUSED[wrong])


def test_texts_that_look_alike_are_alike() -> None:
    _head, lines = written([{"number": "e\N{COMBINING DIAERESIS}", "reason": "one\n\ttwo"}])
    assert json.loads(lines)["item"] == {"number": "ë", "reason": "one\n\ttwo"}
    with pytest.raises(ValueError, match="the same number"):
        written([{"number": "e\N{COMBINING DIAERESIS}"}, {"number": "ë"}])


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda items: b"".join(change(items.splitlines(keepends=True)))


def _turned(lines: list[bytes]) -> list[bytes]:
    """Two items change places and say so, so that only their hashes tell."""
    first, second = (json.loads(line) for line in lines[1:3])
    first["n"], second["n"] = second["n"], first["n"]
    return [lines[0], dumped(second) + b"\n", dumped(first) + b"\n", *lines[3:]]


ALTERED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte": (lambda items: items.replace(b"P-000004", b"P-000044"), "others than those"),
    "a number twice": (lambda items: items.replace(b"P-000004", b"P-000003"), "line 5: the same number as item 4"),
    "a salt": (_lines(lambda all_: [all_[0], all_[1][:-4] + b'"}\n', *all_[2:]]), "line 2: no line of a list"),
    "a row taken out": (_lines(lambda all_: [*all_[:2], *all_[3:]]), "line 3: here stands item 4"),
    "a row put in": (_lines(lambda all_: [*all_[:2], all_[1], *all_[2:]]), "line 3: here stands item 2"),
    "two rows turned": (_lines(lambda all_: [all_[0], all_[2], all_[1], *all_[3:]]), "line 2: here stands item 3"),
    "two rows turned well": (_lines(_turned), "others than those"),
    "the tail cut off": (_lines(lambda all_: all_[:-1]), "cut off behind line 10 of 11"),
    "cut within a line": (lambda items: items[:-1], "line 11: without an end"),
    "all of it": (lambda _items: b"", "cut off behind line 0"),
    "something behind": (lambda items: items + b"\n", "more behind line 11"),
    "a space": (lambda items: items.replace(b'"n":7', b'"n": 7'), "line 7: written in another form"),
    "a name twice": (lambda items: items.replace(b'"n":7', b'"n":7,"n":7'), "line 7: written in another form"),
    "another escape": (
        lambda items: items.replace("Əliyeva Leyla 6".encode(), b"\\u018fliyeva Leyla 6"),
        "line 7: written",
    ),
    "another Unicode form": (lambda items: items.replace(b"P-000006", b"P-00e\xcc\x88"), "line 7: a text in another"),
    "a number with a dot": (lambda items: items.replace(b'"hours":6', b'"hours":6.0'), "line 7: hours is no text"),
    "no UTF-8": (lambda items: items.replace(b"P-000006", b"P-\xff"), "line 7: no line of a list"),
    "a carriage return": (lambda items: items.replace(b"\n", b"\r\n"), "line 1: written in another form"),
}


@pytest.mark.parametrize("way", ALTERED)
def test_an_altered_list_is_named(one: Made, way: str) -> None:
    change, said = ALTERED[way]
    assert change(one.items) != one.items
    with pytest.raises(ValueError, match=said):
        list(read_items(one.head, io.BytesIO(change(one.items))))


@pytest.mark.parametrize("part", ["text", "service", "made_at", "count", "root", "items_sha256", "key", "format"])
def test_a_head_lacks_nothing_and_has_one_form(one: Made, part: str) -> None:
    held = json.loads(one.head.content)
    for changed in (
        {name: value for name, value in held.items() if name != part},
        held | {part: ["x"]},
        held | {"x": ""},
    ):
        with pytest.raises(ValueError, match="head"):
            Head.read((json.dumps(changed, ensure_ascii=False, indent=2) + "\n").encode())
    for content in (one.head.content[:-1], dumped(held), b"\xff", b"[" * 9_000, b" " * 20_001):
        with pytest.raises(ValueError, match="head"):
            Head.read(content)


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


async def test_the_whole_list_in_one_file(kit: Kit, one: Made) -> None:
    report = await checked(kit, container(kit, one))
    assert report.indication is Indication.PASSED, report.detail
    assert [signature.verdict.signer.kind for signature in report.signatures] == ["person", "organisation"]
    assert report.signatures[0].scope.covered == ("head.json", "items.jsonl")
    assert report.listed and (report.listed.item, report.listed.count) == (None, 11)


@pytest.mark.parametrize("way", ALTERED)
async def test_an_altered_list_is_named_though_it_is_sealed(kit: Kit, one: Made, way: str) -> None:
    change, said = ALTERED[way]
    for file in (
        container(kit, replace(one, items=change(one.items))),
        repacked(container(kit, one), **{"items.jsonl": change(one.items)}),
    ):
        report = await checked(kit, file)
        assert report.indication is Indication.FAILED and report.listed is None
        assert any(said in signature.verdict.detail for signature in report.signatures)


async def test_a_list_that_only_who_packed_it_signed(kit: Kit, one: Made) -> None:
    whole = container(kit, one)
    report = await checked(kit, repacked(whole, **{"head.json.p7s": None}))
    assert report.indication is not Indication.PASSED
    other = container(kit, replace(one, signature=cades(kit.leyla, b"another head")))
    assert (await checked(kit, other)).indication is Indication.FAILED


def test_the_same_salts_give_the_same_list() -> None:
    outs = io.BytesIO(), io.BytesIO()
    heads = [write_items(ABOUT, permits(3), out, lambda size: b"s" * size) for out in outs]
    assert outs[0].getvalue() == outs[1].getvalue() and heads[0].root == heads[1].root
