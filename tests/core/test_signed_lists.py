"""One signature over many: each item proves alone that it was signed, and whatever was altered is named."""

from __future__ import annotations

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
from xidmet.signatures.manifest import Head, Prover, Values, read_items, write_items, writing
from xidmet.signatures.manifest.canonical import dumped
from xidmet.signatures.manifest.items import read_line, read_lines
from xidmet.signatures.manifest.proofs import read_proof

from tests.core.signed_files import repacked
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


def test_no_more_than_a_list_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ITEMS", 3)
    assert written(permits(3))[0].count == 3
    with pytest.raises(ValueError, match="at most 3 items"):
        written(permits(4))
    monkeypatch.setattr(writing, "MOST_BYTES", 300)
    with pytest.raises(ValueError, match="300 bytes"):
        written(permits(3))


REFUSED: dict[str, list[Values]] = {
    "item 2: the same number as item 1": [{"number": "a", "x": 1}, {"number": "a", "x": 2}],
    "item 1: without number": [{"name": "a"}],
    "item 2: without number": [{"number": "a"}, {"number": None}],
    "item 1: number is no text": [{"number": 1.5}],  # type: ignore[dict-item]
    "item 1: x is no text": [{"number": 1, "x": 2**53}],
    "item 1: x has signs that are not seen": [{"number": 1, "x": "a\u202eb"}],
    "item 1: y has signs that are not seen": [{"number": 1, "y": "a\rb"}],
    "item 1: w has signs that are not seen": [{"number": 1, "w": "a\N{ZERO WIDTH SPACE}b"}],
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


async def test_which_lines_were_altered_and_that_the_others_were_not(kit: Kit, one: Made) -> None:
    changed = one.items.replace(b"Leyla 3", b"Leyla 9").replace(b"Leyla 7", b"Leyla 9")
    whole = container(kit, one)
    report = await checked(kit, repacked(whole, **{"items.jsonl": changed}))
    assert report.detail.endswith("altered: line 4, 8; all others are as they were signed")
    everything = one.items.replace(b"Leyla", b"Layla")
    unknown = (await checked(kit, container(kit, replace(one, items=everything)))).detail  # its leaves are others too
    assert unknown == "the items are others than those that the head binds"
    for leaves in (b"", b"0" * 64 + b"\n", b"\xff\n" * 11):
        report = await checked(kit, repacked(whole, **{"items.jsonl": changed, "leaves.txt": leaves}))
        assert report.indication is Indication.FAILED and report.detail == unknown


def test_a_line_of_a_long_list_is_named_by_its_number() -> None:
    head, lines = written(permits(1200))
    assert len(list(read_items(head, io.BytesIO(lines)))) == 1200
    for wrong, said in ((b'"n": 777', "line 777: written"), (b'"n":778', "line 777: here stands item 778")):
        with pytest.raises(ValueError, match=said):
            list(read_items(head, io.BytesIO(lines.replace(b'"n":777,', wrong + b","))))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_lines_read_together_are_what_they_are_alone(data: st.DataObject) -> None:
    """Also when one line holds two items, or half of one."""
    lines = written(permits(4))[1].splitlines()
    whole = bytearray(b"\n".join(lines))
    for _time in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(whole) - 1))
        pieces = st.sampled_from(
            [b"", b"\n", b",", b"},{", b'"}', b'{"item":{', b"\\", b"\\r", b"0", b"\xcc\x88", b'"', b"[]"]
        )
        whole[place : place + data.draw(st.integers(0, 2))] = data.draw(pieces)
    commas = bytes(whole).replace(b"\n", b",") if data.draw(st.booleans()) else bytes(whole)
    changed = commas.split(b"\n")
    together = read_lines(changed)
    assert together is None or together == [read_line(line) for line in changed]


def test_two_items_in_one_line_and_none_in_another() -> None:
    first, second, third = written(permits(3))[1].splitlines()
    half = third.index(b',"n"')
    for lines in ([first + b"," + second, third], [first + b"," + second, third[:half], third[half + 1 :]]):
        assert read_lines(lines) is None
    assert read_lines([first, second, third]) == [read_line(line) for line in (first, second, third)]


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
