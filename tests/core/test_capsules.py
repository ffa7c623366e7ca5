"""Whatever is changed in a capsule is named with its place, whoever changed it: without the key, or with it."""

from __future__ import annotations

import asyncio
import base64
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xidmet import cli
from xidmet.capsules.files import NEEDED
from xidmet.signatures import Trust, demo_authority

from tests.core import stamping
from tests.core.ca_server import CaServer
from tests.core.capsules import (
    Files,
    Made,
    broken,
    found,
    judge_of,
    lines,
    packed,
    resealed,
    rewritten,
    two,
    unpacked,
    with_lines,
)

FLIPS = 100


@pytest.fixture(scope="module")
def made(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return asyncio.run(two(seeded, tmp_path_factory.mktemp("capsules")))


def codes(report: dict[str, Any], of: str) -> list[str]:
    return [one["code"] for one in report[of]]


async def test_a_good_one_passes_and_says_what_holds(made: Made, tmp_path: Path) -> None:
    report = await found(made.capsule, tmp_path, made.judge, made.roots)
    assert (report["indication"], report["broken"], report["unknown"]) == ("TOTAL-PASSED", [], [])
    assert codes(report, "holds") == ["files", "seal", "history", "values", "answers", "roots", "roots-compared"]
    files = unpacked(made.capsule)
    assert report["number"] == json.loads(files["case.json"])["number"]
    assert len(json.loads(files["proofs.json"])["bindings"]) == 3
    assert any(name.startswith("documents/") for name in files) and any(name.startswith("verdicts/") for name in files)
    stranger = await found(made.capsule, tmp_path, judge_of(None))
    assert (stranger["indication"], stranger["broken"]) == ("INDETERMINATE", [])
    assert codes(stranger, "unknown") == ["seal-unknown", "roots-uncompared"]


async def test_any_flipped_bit_is_named(made: Made, tmp_path: Path) -> None:
    """At random: in the whole file, in the seal, and in the list at the end; and where a signature covers nothing."""
    chance, whole = random.Random(5), made.capsule
    seal = whole.index(b"signature001.p7s\x30") + len("signature001.p7s")
    end = whole.index(b"PK\x01\x02", seal)
    places = {
        *chance.sample(range(len(whole)), FLIPS),
        *chance.sample(range(seal, end), FLIPS),
        *chance.sample(range(end, len(whole)), FLIPS),
        *range(seal + 25, seal + 42),  # the version and the methods that are announced
    }
    missed = []
    for place in places:
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        if not (await found(bytes(altered), tmp_path, made.judge))["broken"]:
            missed.append(place)
    assert missed == []


@pytest.mark.parametrize("name", [*NEEDED, "case.pdf", "mimetype", "META-INF/ASiCManifest001.xml"])
async def test_each_file_is_named_when_it_is_changed_or_gone(made: Made, tmp_path: Path, name: str) -> None:
    files = unpacked(made.capsule)
    changed = await found(packed(files | {name: files[name] + b" "}), tmp_path, made.judge)
    expected = ("seal-broken", "") if name.startswith("META-INF") else ("file-altered", name)
    assert expected in broken(changed)
    gone = await found(packed({one: held for one, held in files.items() if one != name}), tmp_path, made.judge)
    assert ("file-missing", name) in broken(gone)


async def test_what_is_put_in_moved_or_unsealed_is_named(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.capsule)
    added = await found(packed(files | {"documents/99-a.pdf": b"%PDF-"}), tmp_path, made.judge)
    assert broken(added) == [("file-added", "documents/99-a.pdf")]
    case = files.pop("case.json")
    assert broken(await found(packed({"case.json": case} | files), tmp_path, made.judge)) == [
        ("file-moved", "case.json")
    ]
    files = unpacked(made.capsule)
    del files["META-INF/signature001.p7s"]
    assert broken(await found(packed(files), tmp_path, made.judge)) == [("seal-missing", "")]
    other = unpacked(made.other)["META-INF/signature001.p7s"]
    files = unpacked(made.capsule) | {"META-INF/signature001.p7s": other}
    assert broken(await found(packed(files), tmp_path, made.judge)) == [("seal-broken", "")]


def dropped(files: Files) -> Files:
    return with_lines(files, [one for place, one in enumerate(lines(files), 1) if place != 2])


def added(files: Files) -> Files:
    return with_lines(files, [*lines(files), lines(files)[-1].replace(b'"place\\":', b'"place\\":1')])


def swapped(files: Files) -> Files:
    first, second, *rest = lines(files)
    return with_lines(files, [second, first, *rest])


def cut(files: Files) -> Files:
    return with_lines(files, lines(files)[:-1])


def another_value(files: Files) -> Files:
    return files | {"history.jsonl": files["history.jsonl"].replace(b"Leyla", b"Lalla", 1)}


def other_answers(files: Files) -> Files:
    return files | {"answers.json": files["answers.json"].replace(b"leyla@", b"layla@")}


def other_proofs(files: Files, others: Files) -> Files:
    """Proofs of another case under the name of this one."""
    own, said = json.loads(files["proofs.json"]), json.loads(others["proofs.json"])
    return files | {"proofs.json": json.dumps(own | {"bindings": said["bindings"]}).encode()}


def another_leaf(files: Files) -> Files:
    said = json.loads(files["proofs.json"])
    said["bindings"][0]["path"] = [*said["bindings"][0]["path"][::-1], "0" * 64]
    return files | {"proofs.json": json.dumps(said).encode()}


def another_root(files: Files) -> Files:
    said = json.loads(files["proofs.json"])
    said["roots"][1]["body"] = said["roots"][1]["body"].replace('"leaves":', '"leaves":1')
    return files | {"proofs.json": json.dumps(said).encode()}


def other_document(files: Files) -> Files:
    name = next(name for name in files if name.startswith("documents/"))
    return files | {name: files[name] + b"%%"}


WITH_THE_KEY: list[tuple[Callable[[Files], Files], set[str]]] = [
    (dropped, {"row-missing 2"}),
    (added, {"row-altered 15", "row-added 6"}),
    (swapped, {"row-missing 1", "row-moved 1"}),
    (cut, {"row-cut-off 5", "leaf-differs {2}"}),
    (another_value, {"value-differs 1, who"}),
    (other_answers, {"answers-differ 2"}),
    (another_leaf, {"proof-fails {0}"}),
    (other_document, {"document-differs documents/"}),
    (rewritten, {"leaf-differs {0}", "leaf-differs {1}", "leaf-differs {2}"}),
]


@pytest.mark.parametrize(("alter", "named"), WITH_THE_KEY, ids=[one.__name__ for one, __ in WITH_THE_KEY])
async def test_who_holds_the_key_is_found_by_history_and_roots(
    made: Made, tmp_path: Path, alter: Callable[[Files], Files], named: set[str]
) -> None:
    """The seal is good each time: what is left is the journal, which was bound before. {0} is the first day of it."""
    days = sorted(json.loads(one["body"])["day"] for one in json.loads(made.roots)["roots"])
    report = await found(await resealed(alter(unpacked(made.capsule)), made.seal), tmp_path, made.judge)
    told = {f"{code} {where}" for code, where in broken(report)}
    assert "seal" in codes(report, "holds") and report["indication"] == "TOTAL-FAILED"
    assert all(any(one.startswith(want.format(*days)) for one in told) for want in named), told


async def test_proofs_of_another_case_are_named(made: Made, tmp_path: Path) -> None:
    files, others = unpacked(made.capsule), unpacked(made.other)
    report = await found(await resealed(other_proofs(files, others), made.seal), tmp_path, made.judge)
    assert {code for code, __ in broken(report)} == {"leaf-differs", "proof-fails"}
    whole = files | {"proofs.json": others["proofs.json"]}
    report = await found(await resealed(whole, made.seal), tmp_path, made.judge)
    assert ("other-case", "history.jsonl") in broken(report) and ("other-case", "case.json") in broken(report)


async def test_roots_are_compared_with_what_somebody_kept(made: Made, tmp_path: Path) -> None:
    report = await found(
        await resealed(another_root(unpacked(made.capsule)), made.seal), tmp_path, made.judge, made.roots
    )
    told = broken(report)
    assert ("root-differs", told[-1][1]) == told[-1] and {"root-unlinked", "proof-fails"} <= {one for one, __ in told}
    none = await found(made.capsule, tmp_path, made.judge, b'{"roots": []}')
    assert codes(none, "unknown") == ["roots-apart"]
    with pytest.raises(ValueError):
        await found(made.capsule, tmp_path, made.judge, b"[]")


async def test_time_stamps_of_roots_are_judged(made: Made, tmp_path: Path) -> None:
    by, files = stamping.authority(CaServer(tmp_path / "keys", "http://localhost:1")), unpacked(made.capsule)
    proofs = json.loads(files["proofs.json"])
    body = proofs["roots"][0]["body"].encode()

    async def with_stamp(over: bytes, trust: Trust | None) -> dict[str, Any]:
        proofs["bindings"][0]["time_stamp"] = base64.b64encode(stamping.token(by, over)).decode()
        capsule = await resealed(files | {"proofs.json": json.dumps(proofs).encode()}, made.seal)
        return await found(capsule, tmp_path, made.judge, made.roots, trust)

    trusted = stamping.trust(tmp_path / "keys")
    good = await with_stamp(body, trusted)
    assert good["broken"] == [] and "stamps" in codes(good, "holds")
    stranger = await with_stamp(body, None)
    assert stranger["broken"] == [] and codes(stranger, "unknown") == ["stamp-unknown"]
    assert broken(await with_stamp(b"another root", trusted)) == [("stamp-broken", proofs["roots"][0]["day"])]


@pytest.mark.parametrize(
    "file", [b"", b"PK", b"%PDF-1.7", b"PK\x03\x04", b"PK\x03\x04" + bytes(100_000), b'{"x":' * 50_000]
)
async def test_any_other_file_ends_with_an_answer(made: Made, tmp_path: Path, file: bytes) -> None:
    assert (await found(file, tmp_path, made.judge))["indication"] == "TOTAL-FAILED"


async def test_hostile_json_ends_with_an_answer(made: Made, tmp_path: Path) -> None:
    deep = b'{"a":' * 100_000
    for name in ("case.json", "answers.json", "proofs.json", "history.jsonl"):
        report = await found(await resealed(unpacked(made.capsule) | {name: deep}, made.seal), tmp_path, made.judge)
        assert report["broken"], name


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status = cli.main(["capsule", "verify", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out or "null")


def test_the_command(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trusted, nobody, roots = tmp_path / "trusted", tmp_path / "nobody", tmp_path / "roots.json"
    trusted.mkdir()
    nobody.mkdir()
    (trusted / "root.pem").write_bytes(demo_authority(made.settings.data / "keys").root.read_bytes())
    roots.write_bytes(made.roots)
    good, bad, none = tmp_path / "good", tmp_path / "bad", tmp_path / "none"
    good.write_bytes(made.capsule)
    bad.write_bytes(made.capsule[:-1])
    none.write_bytes(b"no capsule")
    status, said = run(capsys, str(good), "--anchors", str(trusted), "--roots", str(roots))
    assert (status, said["indication"], said["unknown"]) == (0, "TOTAL-PASSED", [])
    assert set(said["holds"][0]["sentence"]) == {"az", "en", "ru"}
    assert run(capsys, str(good), "--anchors", str(nobody))[0] == 1
    assert run(capsys, str(bad), "--anchors", str(trusted))[0] == 2
    assert run(capsys, str(none), "--anchors", str(trusted))[0] == 3
    assert run(capsys, str(tmp_path / "gone"), "--anchors", str(trusted))[0] == 3
    assert cli.main(["capsule", "verify", str(bad), "--anchors", str(trusted)]) == 2
    assert "own list of files" in capsys.readouterr().out


def test_a_file_that_says_it_is_huge_costs_nothing(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """3 GB of nothing behind a capsule, which takes no room on a disk."""
    file = tmp_path / "huge"
    file.write_bytes(made.capsule)
    with file.open("r+b") as opened:
        opened.truncate(3_000_000_000)
    nobody = tmp_path / "nobody"
    nobody.mkdir()
    status, said = run(capsys, str(file), "--anchors", str(nobody))
    assert status == 2 and [one["code"] for one in said["broken"]] == ["container-altered"]
