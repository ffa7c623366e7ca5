"""One move in many cases at once writes what the same move writes one by one, whatever else goes on meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.attestations import qr
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases import Site, answer, case_for, find_case, move, open_case, open_site
from xidmet.cases.many import MOST, Result, move_many
from xidmet.cases.papers import pdf_of
from xidmet.cases.said import digest_of
from xidmet.errors import NotFound, Refused, WrongAnswers
from xidmet.settings import Settings
from xidmet.store import issued
from xidmet.store import many as store
from xidmet.store.journal import rows_of
from xidmet.store.tables import Case, Effect

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.core.many import SignedList, breaks, many, rows_about, state, version
from tests.core.offices import holds
from tests.roster_site import KEEPER, SLUG, answers, entered, fin, later, roster_site

Rows = dict[str, list[dict[str, Any]]]


NUMBERS: dict[int, str] = {}
OLD, FUN = {"born": "1950-01-01"}, {"trade": "fun"}


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def both_ways(site: Site, mover: Mover, name: str, one: int, other: int, **asked: str) -> None:
    """The same move in two cases that stand alike: by itself, and as one of many."""
    first, second = NUMBERS[one], NUMBERS[other]
    before = await version(site, first)
    assert await rows_about(first, fin(one)) == await rows_about(second, fin(other))
    await move(site, mover, first, name, version=before, token="" if mover is None else token(), asked=asked)
    tokens, signed = ([""], None) if mover is None else ([token()], SignedList({}))
    (result,) = await move_many(site, mover, SLUG, name, [(second, before)], tokens=tokens, asked=asked, signed=signed)
    assert result == Result(second, True)
    there = await rows_about(first, fin(one))
    assert there == await rows_about(second, fin(other))
    assert {"case_", "journal_row", "journal_value"} <= set(there)
    case = await find_case(site, second)
    assert case is not None
    said = [value.value for row in await rows_of(case.record.id) for value in row.values if value.name == "answers"]
    assert said[-1] == digest_of(case)  # as the capsule of the case is checked


async def test_the_same_rows_come_out_as_one_by_one(site: Site, holder: Actor) -> None:
    keeper = await holds("nigar", KEEPER)
    for n in (1, 2, 3, 4):
        NUMBERS[n] = await entered(site, holder, n, surname="Məmmədov")
    helped = {"assisted": [{"account": "a", "name": "Həsənova Nigar", "centre": "Gates"}], "forms": {}, "done": []}
    await Case.update({Case.asked: json.dumps(helped, ensure_ascii=False)}).where(Case.service == SLUG)
    await both_ways(site, holder, "activate", 1, 2, until=later(3))
    assert [one.name for one in (await case_for(site, holder, NUMBERS[2])).helped] == ["Həsənova Nigar"]
    clock.advance(dt.timedelta(days=5))
    await both_ways(site, None, "expire", 1, 2)
    await both_ways(site, holder, "activate", 1, 2, until=later(3))
    await both_ways(site, keeper, "revoke", 1, 2, ground="old", text="Too old for that.")
    await both_ways(site, holder, "cancel", 3, 4)
    assert await breaks() == []


async def test_a_list_gives_a_result_for_each_and_again_changes_nothing(site: Site, holder: Actor) -> None:
    young, old, fun = [await entered(site, holder, n, **more) for n, more in enumerate(({}, OLD, FUN), 1)]
    gone, tokens = "nothing-such", [token() for _place in range(6)]
    items = [(young, 3), (old, 3), (fun, 3), (gone, 3), (young, 3), (young, 2)]
    signed, asked = SignedList(), {"until": later(3)}
    results = await move_many(site, holder, SLUG, "activate", items, tokens=tokens, asked=asked, signed=signed)
    assert [one.done for one in results] == [True, False, False, False, False, False]
    assert [one.stale for one in results] == [False, False, False, False, True, True]
    assert [one.refusal.why if one.refusal else "" for one in results[1:4]] == [
        "{surname} is over 65.",
        "This trade is closed.",
        NotFound.why,
    ]
    case = await find_case(site, young)
    assert case is not None and [(place, kept) for place, kept, _row in signed.kept] == [(0, case.record.id)]
    before = await rows_about(young, fin(1))
    again = await move_many(site, holder, SLUG, "activate", items, tokens=tokens, asked=asked, signed=SignedList())
    assert [one.done for one in again] == [True, False, False, False, False, False]
    assert await rows_about(young, fin(1)) == before
    entries = await journal.entries(case.record.id)
    assert [entry.kind for entry in entries].count("moved") == 2


async def test_nothing_without_signature_leave_or_answers(site: Site, holder: Actor) -> None:
    number = await entered(site, holder, 1)
    one = {"items": [(number, 3)], "tokens": [token()]}
    with pytest.raises(Refused, match="signed"):
        await move_many(site, holder, SLUG, "activate", **one, asked={"until": later(3)}, signed=None)
    with pytest.raises(WrongAnswers):
        await move_many(site, holder, SLUG, "activate", **one, asked={}, signed=SignedList())
    with pytest.raises(NotFound):
        await move_many(site, holder, SLUG, "nothing", **one, asked={}, signed=None)
    with pytest.raises(ValueError, match="At most"):
        await move_many(
            site, holder, SLUG, "cancel", [(number, 3)] * (MOST + 1), tokens=[""] * (MOST + 1), asked={}, signed=None
        )
    stranger, citizen = await actor("aynur"), await actor("leyla")
    for nobody in (stranger, citizen):
        (result,) = await move_many(site, nobody, SLUG, "cancel", **one, asked={}, signed=None)
        assert result.refusal is not None and result.refusal.why == NotFound.why
    (result,) = await move_many(site, holder, SLUG, "revoke", **one, asked={"ground": "old", "text": "No"}, signed=None)
    assert result.refusal is not None and await state(site, number) == "entered"


async def test_a_list_that_is_not_wanted_any_more_moves_nothing(site: Site, holder: Actor) -> None:
    number, draft = await entered(site, holder, 1), (await open_case(site, holder, SLUG, token())).number
    assert not (await answer(site, holder, draft, answers(2), 1)).errors
    for signed in (SignedList(over=False), SignedList(stopped=True)):
        for name, one, asked in (("activate", (number, 3), {"until": later(3)}), ("enter", (draft, 2), {})):
            (result,) = await move_many(site, holder, SLUG, name, [one], tokens=[token()], asked=asked, signed=signed)
            assert result == Result(one[0], False, stale=True)
    assert [await state(site, one) for one in (number, draft)] == ["entered", "draft"]


async def test_two_at_once_move_each_case_once(site: Site, holder: Actor) -> None:
    numbers = [await entered(site, holder, n) for n in range(1, 9)]
    mine, theirs = [token() for _n in numbers], [token() for _n in numbers]
    asked = {"until": later(3)}
    both = await asyncio.gather(
        *(
            move_many(
                site, holder, SLUG, "activate", [(n, 3) for n in order], tokens=tokens, asked=asked, signed=SignedList()
            )
            for order, tokens in ((numbers, mine), (numbers[::-1], theirs), (numbers, mine))
        )
    )
    done = [{one.number for one in results if one.done} for results in both]
    assert done[0] == done[2] and done[0] | done[1] == set(numbers)
    assert not done[0] & done[1]
    for number in numbers:
        case = await find_case(site, number)
        assert case is not None and len(await issued.of_case(case.record.id)) == 1 and case.version == 4
    assert await breaks() == []


async def test_a_look_in_between_costs_nothing(site: Site, holder: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    number, reader = await entered(site, holder, 1), await holds("nigar", KEEPER)
    real = store.lock

    async def looked_at(cases: Any) -> Any:
        monkeypatch.setattr(store, "lock", real)
        row = await Case.select(Case.id).where(Case.number == number).first()
        assert row is not None
        await journal.append(row["id"], "looked", reader.marks, reader.signature)
        return await real(cases)

    monkeypatch.setattr(store, "lock", looked_at)
    (result,) = await many(site, holder, "activate", [number], until=later(3))
    case = await find_case(site, number)
    assert result.done and case is not None and await breaks() == []
    assert [entry.kind for entry in await journal.entries(case.record.id)][-3:] == ["looked", "moved", "issued"]


async def test_what_was_issued_with_many_has_its_paper_when_it_is_wanted(site: Site, holder: Actor) -> None:
    (number,) = [await entered(site, holder, n) for n in (1,)]
    await many(site, holder, "activate", [number], until=later(3))
    case = await case_for(site, holder, number)
    (paper,) = await issued.of_case(case.record.id)
    assert paper.qr == "" and not await Effect.exists().where(Effect.kind == "render")
    first, again = await asyncio.gather(pdf_of(site, paper.number), pdf_of(site, paper.number))
    assert first.id == again.id
    (now,) = await issued.of_case(case.record.id)
    public = site.qr_key.public_key()
    claims = qr.verify(qr.signed_in(now.qr), {qr.key_id(public): public})
    assert (claims.number, claims.status, claims.issued_at) == (
        paper.number,
        paper.status_index,
        paper.issued_at.replace(microsecond=0),
    )
    assert claims.expires == paper.valid_until


async def test_drafts_are_moved_by_themselves(site: Site, holder: Actor) -> None:
    draft, bad = [(await open_case(site, holder, SLUG, token())).number for _n in (1, 2)]
    assert not (await answer(site, holder, draft, answers(1), 1)).errors
    results = await move_many(
        site, holder, SLUG, "enter", [(draft, 2), (bad, 1)], tokens=[token(), token()], asked={}, signed=None
    )
    assert [one.done for one in results] == [True, False]
    assert results[1].refusal is not None and results[1].refusal.why == "Answer this question."
