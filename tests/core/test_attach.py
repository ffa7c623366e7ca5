"""Files come to a draft and go from it, whole or not at all, with everything that belongs to them."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases import Site, answer, move, open_site
from xidmet.cases import attach as attaching
from xidmet.cases.attach import OF_ONE_CASE, attach, detach, keep
from xidmet.cases.attached import file_for
from xidmet.cases.orphans import AFTER, remove_orphans
from xidmet.cases.site import prepare_demo
from xidmet.errors import FileRefused, NotFound, Refused, TooMany
from xidmet.jobs import Worker
from xidmet.store import cases

from tests.attachments import large_pdf, pdf, picture
from tests.conftest import ENGINES, _named, _run_sql, demo_settings
from tests.core.certificate import token
from tests.core.uploading import answered, attached, draft, effects_of, known, objects, pieces, rows, typed
from tests.gallery import SITE
from tests.limits import window_begins

WORKER = {"_id": "r1", "fin": "5VBK5VR", "surname": "Əliyeva", "salary": "900", "foreign": "no"}


@pytest.fixture(params=ENGINES)
async def site(request: pytest.FixtureRequest, tmp_path: Path, seeded_gallery: Path) -> AsyncIterator[Site]:
    if request.param == "sqlite":
        shutil.copytree(seeded_gallery, tmp_path / "data")
        settings = demo_settings(tmp_path / "data", site=SITE)
    else:
        server, name = request.getfixturevalue("postgres_server"), f"up{os.getpid()}_{abs(hash(str(tmp_path))) % 10**9}"
        await _run_sql(server, f'CREATE DATABASE "{name}"')
        settings = demo_settings(tmp_path / "data", site=SITE, database=_named(server, name))
        await prepare_demo(settings)
    async with open_site(settings) as opened:
        yield opened


async def test_a_file_comes_with_its_row_and_its_answer(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    change = await attached(site, leyla, number, pdf())
    stored = change.stored
    assert (await typed(number))["plan"] == {
        "id": str(stored.id),
        "name": "plan.pdf",
        "kind": "pdf",
        "size": len(pdf()),
        "sha256": stored.sha256,
    }
    assert (change.before, change.after) == (1, 2) and await known(stored) == stored
    assert (stored.media_type, stored.scan) == ("application/pdf", "not scanned")
    assert b"".join([piece async for piece in site.files.stream(stored)]) == pdf()
    assert objects(site) == await rows() == {stored.place}
    assert await effects_of("scan") == []  # no scanner: nothing to wait for


async def test_a_second_one_takes_the_place_of_a_single_one(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    await attached(site, leyla, number, pdf(1))
    second = await attached(site, leyla, number, pdf(2))
    assert (await typed(number))["plan"]["id"] == str(second.stored.id)


async def test_several_come_in_order_also_at_once_and_no_more_than_may(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    done = await asyncio.gather(
        *(attached(site, leyla, number, picture(size=size), "photos") for size in range(40, 47)), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, FileRefused)]
    assert len(refused) == 2 and "{most} files already" in refused[0].mistake.text, done
    photos = (await typed(number))["photos"]
    assert len({one["id"] for one in photos}) == 5
    assert len(objects(site)) == len(await rows()) == 5, "what was refused left something behind"


async def test_a_file_of_a_row_is_an_answer_of_that_row(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    await answer(site, leyla, number, {"workers": [WORKER, {**WORKER, "_id": "r-2"}]}, 1)
    stored = (await attached(site, leyla, number, picture(), "workers-r-2-scan", "p.jpg")).stored
    new = (await attached(site, leyla, number, picture(), "workers-r3-scan", "p.jpg")).stored
    first, second, third = (await typed(number))["workers"]
    assert "scan" not in first and second["scan"]["id"] == str(stored.id)
    assert third == {"_id": "r3", "scan": {**third["scan"], "id": str(new.id)}}
    posted = [
        {**WORKER, "foreign": "yes", "_id": "r-2", "scan": str(stored.id)},
        {"_id": "r3", "foreign": "yes", "scan": "x"},
    ]
    await answer(site, leyla, number, {"workers": posted}, 4)
    assert (await typed(number))["workers"][0]["scan"]["name"] == "p.jpg"
    assert (await typed(number))["workers"][1]["scan"]["id"] == str(new.id), "it is not lost by what is not known"


@pytest.mark.parametrize(
    "path", ["", "name", "plans", "plan-", "plan-x", "workers", "workers-r1", "workers-r1-fin", "x" * 300, "../plan"]
)
async def test_only_questions_for_files_have_a_place(site: Site, leyla: Actor, path: str) -> None:
    number = await draft(site, leyla)
    with pytest.raises(NotFound):
        await attached(site, leyla, number, pdf(), path)
    assert objects(site) == await rows() == set()


async def test_what_is_refused_leaves_nothing_behind(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    for content in (b"", b"MZ" * 200_000, pdf(1, "secret"), large_pdf(20_000_001), picture()):
        with pytest.raises(FileRefused):
            await attached(site, leyla, number, content)

    async def breaks() -> AsyncIterator[bytes]:
        yield pdf()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await attach(site, leyla, number, "plan", breaks(), "plan.pdf")
    assert objects(site) == await rows() == set() and await typed(number) == {}


async def test_a_store_that_fails_leaves_no_bytes_behind(
    site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(stored: object) -> None:
        raise RuntimeError("the disk is full")

    number = await draft(site, leyla)
    monkeypatch.setattr(attaching.documents, "keep", fails)
    for act in (
        attach(site, leyla, number, "plan", pieces(pdf()), "a"),
        keep(site, leyla, number, "plan", pieces(pdf()), "a", 0),
    ):
        with pytest.raises(RuntimeError):
            await act
    assert objects(site) == await rows() == set()
    assert await typed(number) == {}, "the answer went with the row"


async def test_only_the_party_and_only_a_draft(site: Site, leyla: Actor, kamran: Actor) -> None:
    number = await draft(site, leyla)
    with pytest.raises(NotFound):
        await attached(site, kamran, number, pdf())
    stored = (await attached(site, leyla, number, pdf())).stored
    with pytest.raises(NotFound):
        await detach(site, kamran, number, stored.id)
    await sent(site, leyla, number, 2)
    with pytest.raises(Refused):
        await attached(site, leyla, number, pdf())
    with pytest.raises(Refused):
        await detach(site, leyla, number, stored.id)
    assert await rows() == {stored.place}


async def test_an_account_can_not_send_without_end(site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await draft(site, leyla)
    assert throttle.UPLOAD.most > 100
    monkeypatch.setattr(throttle, "UPLOAD", replace(throttle.UPLOAD, most=3))
    window_begins(throttle.UPLOAD)
    for _time in range(3):
        await attached(site, leyla, number, pdf())
    with pytest.raises(TooMany):
        await attached(site, leyla, number, pdf())
    clock.advance(dt.timedelta(minutes=11))
    await attached(site, leyla, number, pdf())


async def test_a_case_holds_only_so_much(site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OF_ONE_CASE == 500_000_000
    number = await draft(site, leyla)
    monkeypatch.setattr(attaching, "OF_ONE_CASE", 250_000)
    await attached(site, leyla, number, large_pdf(200_000))
    with pytest.raises(FileRefused) as refused:
        await attached(site, leyla, number, large_pdf(60_000), name="second.pdf")
    assert "would be larger than" in refused.value.mistake.text and refused.value.mistake.values["name"] == "second.pdf"
    await attached(site, leyla, number, large_pdf(40_000))


async def test_what_is_taken_back_is_gone_with_its_bytes(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    first = (await attached(site, leyla, number, picture(), "photos")).stored
    second = (await attached(site, leyla, number, picture(), "photos")).stored
    change = await detach(site, leyla, number, first.id)
    assert (change.before, change.after) == (3, 4)
    assert [one["id"] for one in (await typed(number))["photos"]] == [str(second.id)]
    await Worker(site).once()
    assert objects(site) == await rows() == {second.place}
    for wanted in (first.id, uuid4()):
        with pytest.raises(NotFound):
            await detach(site, leyla, number, wanted)


async def test_only_documents_of_this_case_can_be_named(site: Site, leyla: Actor, kamran: Actor) -> None:
    number, other, theirs = await draft(site, leyla), await draft(site, leyla), await draft(site, kamran)
    foreign = [(await attached(site, leyla, other, pdf())).stored, (await attached(site, kamran, theirs, pdf())).stored]
    mine = (await attached(site, leyla, number, picture(), "photos")).stored
    forged = {"id": str(foreign[0].id), "name": "x", "kind": "pdf", "size": 1, "sha256": "0" * 64}
    strange = [*(str(one.id) for one in (*foreign, mine)), str(uuid4()), forged, 7, ["x"], None]
    for given in strange:
        kept = await answer(site, leyla, number, {"plan": given}, 2)
        assert kept.case.record.typed["plan"] == "" and kept.answers.plan is None, given  # type: ignore[attr-defined]
    again = await answer(
        site, leyla, number, {"photos": [str(mine.id), str(mine.id), {"id": str(mine.id), "name": "x.exe"}]}, 10
    )
    assert [one["name"] for one in again.case.record.typed["photos"]] == [mine.name]
    with pytest.raises(NotFound):
        await file_for(site, leyla, number, foreign[0].id)
    with pytest.raises(NotFound):
        await detach(site, leyla, number, foreign[1].id)


async def test_a_page_that_does_not_know_of_a_file_takes_none_away(site: Site, leyla: Actor) -> None:
    """It was made before the file came, or is kept by itself while the file is on its way."""
    number = await draft(site, leyla)
    old = (await attached(site, leyla, number, pdf())).stored
    new = (await attached(site, leyla, number, pdf(2))).stored
    photo = (await attached(site, leyla, number, picture(), "photos")).stored
    await answer(site, leyla, number, {"photos": [], "plan": str(old.id)}, 1)
    assert [one["id"] for one in (await typed(number))["photos"]] == [str(photo.id)]
    assert (await typed(number))["plan"]["id"] == str(new.id), "the newer one stays"
    await answer(site, leyla, number, {"workers": [WORKER]}, 4)
    scan = (await attached(site, leyla, number, picture(), "workers-r1-scan")).stored
    await answer(site, leyla, number, {"workers": [{**WORKER, "foreign": "yes", "scan": ""}]}, 6)
    assert (await typed(number))["workers"][0]["scan"]["id"] == str(scan.id)


async def test_leftovers_go_after_a_day_and_nothing_else(site: Site, leyla: Actor) -> None:
    number, done = await draft(site, leyla), await draft(site, leyla)
    named = (await attached(site, leyla, number, pdf())).stored
    left = await keep(site, leyla, number, "photos", pieces(picture()), "a.jpg", 0)
    of_sent = (await attached(site, leyla, done, pdf())).stored
    left_in_sent = await keep(site, leyla, done, "photos", pieces(picture()), "a.jpg", 0)
    await sent(site, leyla, done, 2)
    assert await remove_orphans(site) == 0
    clock.advance(AFTER + dt.timedelta(minutes=1))
    new = await keep(site, leyla, number, "photos", pieces(picture()), "b.jpg", 0)
    assert await remove_orphans(site, page=1) == 1
    await Worker(site).once()
    assert objects(site) == await rows() == {one.place for one in (named, of_sent, left_in_sent, new)}
    assert left.place not in objects(site)


async def sent(site: Site, actor: Actor, number: str, version: int) -> None:
    await answer(site, actor, number, answered(site), version)
    await move(site, actor, number, "send", version=version + 1, token=token())
    record = await cases.by_number(number)
    assert record is not None and record.state == "sent"
