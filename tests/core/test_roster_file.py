"""People from a file, on both engines: read, judged, mended, entered once, whoever dies on the way."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, open_site, roster_file
from xidmet.cases.answer import answer
from xidmet.cases.roster_file import File, Mended, RowState
from xidmet.errors import NotFound, Refused, Stale
from xidmet.language import translator
from xidmet.settings import Settings
from xidmet.store import cases
from xidmet.store import roster_file as store
from xidmet.store.tables import Case, Document, Mandate, Message, RosterFile, RosterFileRow

from tests.core.mandates import actor
from tests.roster_people import FORM, csv_of, person, signed_people, told
from tests.roster_site import SLUG, answers, entered, fin, roster_site

WORDS = translator("az")
enter = importlib.import_module("xidmet.cases.roster_file.enter")  # the package has the function by that name


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def matched(site: Site, holder: Actor, rows: Sequence[Sequence[str]], headers: Sequence[str] = FORM) -> File:
    file = await roster_file.keep_file(site, holder, SLUG, "a.csv", csv_of(rows, headers))
    assert await roster_file.match(site, holder, SLUG, file.id, file.columns, 1, WORDS) == {}
    return await now(file)


async def read(site: Site, holder: Actor, rows: Sequence[Sequence[str]], headers: Sequence[str] = FORM) -> File:
    file = await matched(site, holder, rows, headers)
    await roster_file.check_rows(site, {"file": str(file.id), "version": file.version})
    return await now(file)


async def pressed(site: Site, holder: Actor, file: File) -> File:
    """What the worker does after the press."""
    await roster_file.enter(site, holder, SLUG, file.id, (await now(file)).version)
    asked = await now(file)
    await roster_file.enter_rows(site, payload(holder, asked))
    return await now(file)


def payload(holder: Actor, file: File) -> dict[str, object]:
    acting = {"account": str(holder.account), "party": holder.party}
    return {"file": str(file.id), "version": file.version, **acting, "level": holder.level, "means": holder.means}


async def now(file: File) -> File:
    found = await store.by_id(file.id)
    assert found is not None
    return found


async def of_roster() -> list[str]:
    rows = await Case.select(Case.state).where((Case.service == SLUG) & (Case.party != "")).output(as_list=True)
    return sorted(rows)


async def test_each_row_says_what_would_become_of_it(site: Site, holder: Actor) -> None:
    await entered(site, holder, 1)
    await entered(site, holder, 2)
    rows = [
        person(1),
        person(2, given_name="Vəli"),
        person(3),
        person(3),
        person(3, given_name="Vəli"),
        person(4, fin="XX"),
        person(5, trade="YEMƏK"),
        person(6, fin=f" {fin(6).lower()} ".replace("a", "а")),
        person(7, fin=fin(7), born="01/05/1990"),
    ]
    file = await read(site, holder, rows)
    assert (file.state, file.done) == ("read", 9)
    kinds = [row.state for row in await store.rows(file.id, tuple(RowState), 20, 0)]
    assert kinds == ["there", "other", "right", "repeat", "differs", "wrong", "wrong", "right", "right"]
    found = await roster_file.found_file(site, holder, SLUG, file.id)
    rows_there = await store.rows(file.id, ("other", "differs"), 9, 0)
    against = await roster_file.against(site, found, rows_there, WORDS)
    assert [[(mine, there) for _label, mine, there in one] for one in against.values()] == [[("Vəli", "Əli")]] * 2
    assert await of_roster() == ["entered", "entered"], "a dry run enters nobody"


async def test_the_bytes_go_when_the_rows_are_read_and_all_of_it_after_a_month(site: Site, holder: Actor) -> None:
    before = await Document.count()
    file = await matched(site, holder, [person(1)])
    assert await Document.count() == before + 1
    await roster_file.check_rows(site, {"file": str(file.id), "version": file.version})
    assert await Document.count() == before
    assert await roster_file.remove_old(site) == 0
    clock.advance(roster_file.MONTH * 1.1)
    assert await roster_file.remove_old(site) == 1
    assert await RosterFile.count() == await RosterFileRow.count() == 0


async def test_the_right_are_entered_once_and_the_others_wait(site: Site, holder: Actor) -> None:
    rows = [*(person(n) for n in range(60)), person(90, fin="XX"), person(91, surname="")]
    file = await read(site, holder, rows)
    asked = [roster_file.enter(site, holder, SLUG, file.id, file.version) for _press in range(3)]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert all(one is None or isinstance(one, Stale) for one in done)
    work = [roster_file.enter_rows(site, payload(holder, await now(file))) for _worker in range(3)]
    await asyncio.gather(*work, return_exceptions=True)
    await roster_file.enter_rows(site, payload(holder, await now(file)))
    assert await of_roster() == ["entered"] * 60
    assert await store.counts(file.id) == {"entered": 60, "wrong": 2}
    told_ = await Message.select().where(Message.link == f"/roster/{SLUG}/file/{file.id}")
    assert {one["channel"] for one in told_} == {"inbox", "email"} and len(told_) == 2, "whoever began it, once"
    assert all("60" in one["text"] and "62" in one["text"] and "2" in one["text"] for one in told_)
    assert not any("Məmmədov" in one["text"] + one["subject"] or "Passes" in one["subject"] for one in told_)
    after = await now(file)
    assert after.state == "read"
    given = {62: Mended({"fin": fin(90)}), 63: Mended(out=True)}
    await roster_file.mend(site, holder, SLUG, file.id, given, after.version)
    assert await store.counts(file.id) == {"entered": 60, "right": 1, "out": 1}
    await pressed(site, holder, file)
    assert await of_roster() == ["entered"] * 61
    row = (await store.by_numbers(file.id, [2]))[0]
    record = await cases.by_number(row.case)
    assert record is not None
    facts = {entry.kind: entry.facts for entry in await journal.entries(record.id)}
    assert facts["opened"]["file"] == str(file.id) and facts["opened"]["acting"] == str(holder.organisation)


async def test_the_same_file_again_enters_nobody(site: Site, holder: Actor) -> None:
    rows = [person(n) for n in range(5)]
    await pressed(site, holder, await read(site, holder, rows))
    again = await read(site, holder, rows)
    assert await store.counts(again.id) == {"there": 5}
    await roster_file.enter(site, holder, SLUG, again.id, again.version)
    assert (await now(again)).state == "read" and await of_roster() == ["entered"] * 5


async def test_two_files_at_once_enter_each_person_once(site: Site, holder: Actor) -> None:
    rows = [person(n) for n in range(8)]
    first, second = await read(site, holder, rows), await read(site, holder, rows)
    for file in (first, second):
        await roster_file.enter(site, holder, SLUG, file.id, file.version)
    asked = [payload(holder, await now(one)) for one in (first, second)]
    await asyncio.gather(*(roster_file.enter_rows(site, one) for one in asked))
    assert await of_roster() == ["entered"] * 8
    counts = [await store.counts(one.id) for one in (first, second)]
    assert sum(one.get("entered", 0) for one in counts) == 8 and sum(one.get("there", 0) for one in counts) == 8


async def test_a_worker_that_dies_is_followed_by_one_that_goes_on(
    site: Site, holder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After all were opened, after they were moved, and within the transaction that says so."""
    file = await read(site, holder, [person(n) for n in range(6)])
    await roster_file.enter(site, holder, SLUG, file.id, file.version)
    asked = await now(file)

    async def dies(*_given: object, **_more: object) -> None:
        raise asyncio.CancelledError

    async def dies_late(*given: object) -> None:
        await said(*given)  # type: ignore[arg-type]  # as it was given
        raise asyncio.CancelledError

    said = store.say_made
    for life, (where, death) in enumerate(((enter, dies), (store, dies), (store, dies_late))):
        with monkeypatch.context() as lives, pytest.raises(asyncio.CancelledError):
            lives.setattr(where, "move_many" if where is enter else "say_made", death)
            await roster_file.enter_rows(site, payload(holder, asked))
        assert await of_roster() == ["draft" if life == 0 else "entered"] * 6
        assert await store.counts(file.id) == {"right": 6}
    monkeypatch.setattr(enter, "entered", dies)  # nor is anybody entered by themselves then
    await roster_file.enter_rows(site, payload(holder, asked))
    assert await of_roster() == ["entered"] * 6 and await store.counts(file.id) == {"entered": 6}
    assert (await now(file)).state == "read"


async def test_a_reading_that_dies_goes_on_where_it_stopped(
    site: Site, holder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, advance, lives = await matched(site, holder, [person(n) for n in range(130)]), store.advance, 0

    async def dies(*given: object) -> bool:
        nonlocal lives
        lives += 1
        if lives == 2:
            raise asyncio.CancelledError
        return await advance(*given)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(store, "advance", dies)
    with pytest.raises(asyncio.CancelledError):
        await roster_file.check_rows(site, {"file": str(file.id), "version": file.version})
    assert (await now(file)).done == 50
    await roster_file.check_rows(site, {"file": str(file.id), "version": file.version})
    assert await store.counts(file.id) == {"right": 130} and (await now(file)).done == 130


async def test_who_lost_the_power_meanwhile_enters_nobody_more(site: Site, holder: Actor) -> None:
    file = await read(site, holder, [person(1)])
    await roster_file.enter(site, holder, SLUG, file.id, file.version)
    asked = payload(holder, await now(file))
    await Mandate.delete().where(Mandate.account == holder.account)
    await roster_file.enter_rows(site, asked)
    after = await now(file)
    assert (after.state, bool(after.problem)) == ("read", True) and await of_roster() == []
    assert await store.counts(file.id) == {"right": 1}


async def test_it_is_one_party_s_own_and_only_for_who_may_enter(site: Site, holder: Actor) -> None:
    file = await read(site, holder, [person(1)])
    for who, acting, error in (("leyla", False, Refused), ("rashad", False, Refused)):
        stranger = await actor(who, acting=acting)
        with pytest.raises(error):
            await roster_file.found_file(site, stranger, SLUG, file.id)
        with pytest.raises(error):
            await roster_file.keep_file(site, stranger, SLUG, "a.csv", csv_of([person(2)]))
    await RosterFile.update({RosterFile.party: "o:9900000001"}).where(RosterFile.id == file.id)
    for ask in (
        roster_file.found_file(site, holder, SLUG, file.id),
        roster_file.enter(site, holder, SLUG, file.id, file.version),
        roster_file.mend(site, holder, SLUG, file.id, {2: Mended(out=True)}, file.version),
        roster_file.throw_away(site, holder, SLUG, file.id),
        roster_file.match_again(site, holder, SLUG, file.id, file.version),
        roster_file.found_file(site, holder, "no-such-service", file.id),
    ):
        with pytest.raises(NotFound):
            await ask
    assert await RosterFile.count() == 1


async def test_a_rule_of_the_move_is_said_before(settings: Settings, tmp_path: Path) -> None:
    """And where the move is signed, the right ones become drafts that hold their person."""
    async with open_site(settings.model_copy(update={"site": signed_people(tmp_path / "signed")})) as site:
        holder = await actor("rashad", acting=True)
        file = await read(site, holder, [person(1), person(2, trade="fun"), person(3)])
        assert await store.counts(file.id) == {"right": 2, "refused": 1}
        (refused,) = await store.rows(file.id, ("refused",), 9, 0)
        assert told(refused, WORDS) == ["This trade is closed."]
        await pressed(site, holder, file)
        assert await of_roster() == ["draft", "draft"]
        assert await store.counts(file.id) == {"draft": 2, "refused": 1}
        again = await read(site, holder, [person(1), person(3, given_name="Vəli")])
        assert await store.counts(again.id) == {"there": 1, "other": 1}
        row = (await store.by_numbers(file.id, [2]))[0]
        draft = await find_case(site, row.case)
        assert draft is not None and draft.is_draft
        await answer(site, holder, row.case, answers(8), draft.version)
        assert await cases.by_number(row.case) != draft.record
        third = await read(site, holder, [person(1)])
        assert await store.counts(third.id) == {"right": 1}, "the draft is about somebody else now"


async def test_choosing_between_two_about_the_same_person(site: Site, holder: Actor) -> None:
    file = await read(
        site, holder, [person(1), person(1, given_name="Vəli"), person(1), person(2), person(2, trade="fun")]
    )
    assert await store.counts(file.id) == {"right": 2, "differs": 2, "repeat": 1}
    given = {3: Mended(choice="replace"), 6: Mended(choice="keep")}
    await roster_file.mend(site, holder, SLUG, file.id, given, file.version)
    states = {row.number: row.state for row in await store.rows(file.id, tuple(RowState), 9, 0)}
    assert states == {2: "out", 3: "right", 4: "differs", 5: "right", 6: "out"}
    with pytest.raises(Stale):
        await roster_file.mend(site, holder, SLUG, file.id, {5: Mended(out=True)}, file.version)


async def test_matched_again_every_row_is_read_anew(site: Site, holder: Actor) -> None:
    file = await read(site, holder, [person(1), person(2)])
    await roster_file.match_again(site, holder, SLUG, file.id, file.version)
    after = await now(file)
    columns = [name if name != "trade" else "" for name in after.columns]
    errors = await roster_file.match(site, holder, SLUG, file.id, columns, after.version, WORDS)
    assert set(errors) == {-1}
    assert await roster_file.match(site, holder, SLUG, file.id, after.columns, after.version, WORDS) == {}
    again = await now(file)
    assert await store.counts(file.id) == {"waits": 2}
    await roster_file.check_rows(site, {"file": str(file.id), "version": again.version - 1})
    assert await store.counts(file.id) == {"waits": 2}, "an old effect reads nothing"
    await roster_file.check_rows(site, {"file": str(file.id), "version": again.version})
    assert await store.counts(file.id) == {"right": 2}
    await roster_file.check_rows(site, {"file": str(UUID(int=1)), "version": 1})
