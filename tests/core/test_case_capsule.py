"""The capsule of a case, on both engines: for whom, with what open in it, and everything about it in the journal."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from xidmet import cli, clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, case_for, find_case
from xidmet.cases.capsule import ask, capsules, make, take
from xidmet.cases.capsule.make import make_for_operator
from xidmet.cases.daily_root import close_yesterday
from xidmet.cases.my_copy import KEPT, sweep_copies
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound
from xidmet.hash_tree import PathTo, Proofs, root_of
from xidmet.jobs.worker import Worker
from xidmet.journal.roots import written
from xidmet.settings import Settings
from xidmet.store import data_copies, documents
from xidmet.store.roots import Leaf
from xidmet.store.tables import DataCopy, Message

from tests.attachments import picture
from tests.conftest import signed_in
from tests.core.capsules import Files, found, judge_of, unpacked
from tests.core.certificate import certificate, draft


async def work(site: Site) -> None:
    while await Worker(site).once():
        pass


async def made(site: Site, actor: Actor, number: str) -> bytes:
    await ask(site, actor, number, "az")
    await work(site)
    __, copies = await capsules(site, actor, number)
    return await site.files.whole(await take(site, actor, number, copies[0].id))


async def attached(site: Site, number: str, name: str, scan: str) -> None:
    case = await find_case(site, number)
    assert case is not None
    stored = await site.files.store(one_piece(picture("PNG")), name, "image/png", party=case.party, case=case.record.id)
    await documents.keep(replace(stored, kind="png", scan=scan))


def opened(files: Files) -> list[tuple[str, set[str]]]:
    """Kind of each row, and names of the values that are shown."""
    rows = [json.loads(line) for line in files["history.jsonl"].splitlines()]
    return [(json.loads(row["body"])["kind"], {one["name"] for one in row["openings"]}) for row in rows]


async def test_each_sees_what_is_theirs(site: Site, leyla: Actor, tmp_path: Path) -> None:
    number, nigar = (await certificate(site, leyla)).case.number, await signed_in("nigar")
    await attached(site, number, "pis.png", "infected")
    await attached(site, number, "gözləyir.png", "waiting")
    await case_for(site, nigar, number)
    own = await made(site, leyla, number)
    report = await found(own, tmp_path, judge_of(site.settings))
    assert (report["indication"], report["broken"]) == ("TOTAL-PASSED", [])
    files = unpacked(own)
    assert ("looked", {"who"}) in opened(files) and ("moved", {"who", "answers"}) in opened(files)
    said = json.loads(files["case.json"])
    assert said["made_for"] == "applicant" and {one["name"] for one in said["people"]} == {leyla.name, nigar.name}
    assert [bool(one["path"]) for one in said["files"]] == [True, False, True], "an infected file is given to nobody"
    theirs = unpacked(await made(site, nigar, number))
    assert ("moved", {"who", "answers", "means"}) in opened(theirs), "an officer sees all of it"
    said = json.loads(theirs["case.json"])
    assert [bool(one["path"]) for one in said["files"]] == [True, False, False], "nor what nobody scanned to an officer"
    kinds = [one.kind for one in await journal.entries((await case_for(site, leyla, number)).record.id)]
    assert kinds.count("capsule-asked") == kinds.count("capsule-taken") == 2 and kinds.count("looked") == 2


async def test_nobody_else_gets_one(site: Site, leyla: Actor, kamran: Actor) -> None:
    number, waits = (await certificate(site, leyla)).case.number, await draft(site, leyla)
    await made(site, leyla, number)
    (copy,) = (await capsules(site, leyla, number))[1]
    for actor, wanted in ((kamran, number), (leyla, waits), (leyla, "2026-00000000")):
        with pytest.raises(NotFound):
            await ask(site, actor, wanted, "az")
    nigar = await signed_in("nigar")
    for actor in (kamran, nigar):
        with pytest.raises(NotFound):
            await take(site, actor, number, copy.id)
    await DataCopy.update({DataCopy.view: "labour:officer"}).where(DataCopy.id == copy.id)
    with pytest.raises(NotFound):  # one that was made for an office is for nobody who does not hold it now
        await take(site, leyla, number, copy.id)


async def test_two_presses_make_one_and_it_goes_after_its_days(site: Site, leyla: Actor) -> None:
    number = (await certificate(site, leyla)).case.number
    await asyncio.gather(*(ask(site, leyla, number, "az") for _press in range(2)))
    assert await DataCopy.count() == 1
    await work(site)
    (copy,) = (await capsules(site, leyla, number))[1]
    await make(site, copy.id)
    stored = await take(site, leyla, number, copy.id)
    letters = (
        await Message.select(Message.channel).where(Message.link == f"/cases/{number}/capsule").output(as_list=True)
    )
    assert sorted(letters) == ["email", "inbox"]
    clock.advance(KEPT + dt.timedelta(seconds=1))
    assert await sweep_copies(site) == 1
    await work(site)
    with pytest.raises(FileNotFoundError):
        await site.files.whole(stored)


async def test_after_erasure_it_still_holds_and_tells_nothing(site: Site, leyla: Actor, tmp_path: Path) -> None:
    number = (await certificate(site, leyla)).case.number
    await work(site)
    clock.advance(dt.timedelta(days=1))
    assert await close_yesterday(site)
    case = await case_for(site, leyla, number)
    await journal.erase(case.record.id)
    report = await found(await made(site, leyla, number), tmp_path, judge_of(site.settings))
    assert (report["indication"], report["broken"]) == ("TOTAL-PASSED", [])
    assert "answers-unbound" in [one["code"] for one in report["unknown"]]
    assert "roots" in [one["code"] for one in report["holds"]]


async def test_one_that_cannot_be_made_says_so(site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    number = (await certificate(site, leyla)).case.number
    await work(site)
    await ask(site, leyla, number, "az")
    monkeypatch.setattr("xidmet.capsules.writing.MOST_BYTES", 1000)
    await work(site)
    assert [one.state for one in (await capsules(site, leyla, number))[1]] == [data_copies.FAILED]


async def test_the_operator_makes_one_and_the_history_says_it(
    site: Site, leyla: Actor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number, out = (await certificate(site, leyla)).case.number, tmp_path / "out.asice"
    assert await make_for_operator(site, number, out, "en") == out.stat().st_size
    assert out.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        await make_for_operator(site, number, out, "en")
    entry = (await journal.entries((await case_for(site, leyla, number)).record.id))[-1]
    assert (entry.kind, entry.facts["by"]) == ("capsule-taken", "operator")


def test_the_command_says_what_is_wrong(
    embedded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("DEMO", "1"), ("DATA", str(embedded.data)), ("SITE", str(embedded.site))):
        monkeypatch.setenv(f"XIDMET_{name}", value)
    assert cli.main(["capsule", "make", "2026-00000000", "--out", str(tmp_path / "x")]) == 1
    assert "no case 2026-00000000" in capsys.readouterr().err and not (tmp_path / "x").exists()


@pytest.mark.parametrize("count", range(1, 18))
def test_a_path_is_found_while_leaves_pass(count: int) -> None:
    leaves = [bytes([place]) for place in range(count)]
    whole = Proofs(leaves)
    for wanted in range(count):
        path = PathTo()
        for place, leaf in enumerate(leaves):
            path.add(leaf, place == wanted)
        found_path = path.path()
        assert found_path == whole.path(wanted) and path.place == wanted
        assert root_of(leaves[wanted], wanted, count, found_path) == whole.root


def test_a_leaf_is_written_as_the_verifiers_read_it() -> None:
    leaf = Leaf("ae8200a0-d4ef-430b-b4d9-42f6197b2db1", 3, "f" * 64)  # type: ignore[arg-type]
    assert written(leaf) == b"ae8200a0-d4ef-430b-b4d9-42f6197b2db1\n3\n" + b"f" * 64
