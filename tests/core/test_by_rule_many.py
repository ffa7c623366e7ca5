"""What a search found is moved together: the same rows as one by one, stopped or killed wherever it may be."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from xidmet.auth import Actor
from xidmet.cases import Site, by_rule, find_case, move
from xidmet.cases.by_rule import Wanted
from xidmet.jobs import Worker
from xidmet.store import by_rule as store
from xidmet.store import many as rows_of_many

from tests.core.certificate import token
from tests.core.many import Rows, breaks, rows_about, state, version
from tests.regimes_site import SLUG, active, town, town_holder, town_keeper
from tests.roster_site import fin

site, holder, keeper = town, town_holder, town_keeper


async def worked(site: Site) -> None:
    while await Worker(site).once():
        pass


async def begun(site: Site, keeper: Actor) -> store.Search:
    wanted = Wanted(values={"trade": ("food",)}, states=("active",))
    search = await by_rule.look.begin(site, keeper, SLUG, "revoke", wanted, token(), "en")
    await worked(site)
    await by_rule.work.begin(site, keeper, search, {"text": "Closed"}, token())
    return await now(search)


async def now(search: Any) -> store.Search:
    found = await store.by_id(search)
    assert found is not None
    return found


NOT_OF_THE_MOVE = ("rule_hit", "rule_search", "case_field", "document")


async def about(number: str, n: int) -> Rows:
    """What a move writes, with one name for both people."""
    found = {name: rows for name, rows in (await rows_about(number, fin(n))).items() if name not in NOT_OF_THE_MOVE}
    plain: Rows = json.loads(json.dumps(found, ensure_ascii=False).replace(f"Məmmədov{n}", "Məmmədov"))
    plain["case_"][0].pop("sort_name")
    plain["effect"] = [one for one in plain["effect"] if one["kind"] == "notice"]
    return plain


async def test_the_same_rows_come_out_as_one_by_one(site: Site, holder: Actor, keeper: Actor) -> None:
    other, number = await active(site, holder, 1, "fun"), await active(site, holder, 2, "fun")
    wanted = Wanted(values={"trade": ("fun",)}, states=("active",))
    search = await by_rule.look.begin(site, keeper, SLUG, "revoke", wanted, token(), "en")
    await worked(site)
    mover, before = replace(keeper, run=str(search)), await version(site, other)
    await move(site, mover, other, "revoke", version=before, token=token(), asked={"text": "Closed"})
    await by_rule.work.begin(site, keeper, search, {"text": "Closed"}, token())
    await by_rule.work.work(site, {"search": str(search), "tries": 1, "after": 0}, "")
    said = await now(search)
    assert (said.done, said.refused, said.changed) == (1, 0, 1)
    there, here = await about(other, 1), await about(number, 2)
    assert {"case_", "issued", "effect", "journal_row", "submission"} <= set(there) and set(there) == set(here)
    for table, said_there in there.items():
        assert said_there == here[table], table
    assert await breaks() == []


async def test_stopped_while_a_stretch_is_thought_out_moves_none_of_it(
    site: Site, holder: Actor, keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [await active(site, holder, n) for n in (1, 2, 3)]
    search, stood = await begun(site, keeper), rows_of_many.by_numbers

    async def stopped(cases: Any) -> Any:
        monkeypatch.setattr(rows_of_many, "by_numbers", stood)
        await store.turn(search.id, ["working"], "stopped")
        return await stood(cases)

    monkeypatch.setattr(rows_of_many, "by_numbers", stopped)
    await by_rule.work.work(site, {"search": str(search.id), "tries": 1, "after": 0}, "")
    after = await now(search.id)
    assert (after.state, after.done, after.refused, after.changed) == ("stopped", 0, 0, 0)
    assert {hit.state for hit in await store.page(search.id, 0, 9)} == {"waits"}
    assert {await state(site, one) for one in numbers} == {"active"}
    await by_rule.work.again(site, keeper, search.id)
    await worked(site)
    after = await now(search.id)
    assert (after.state, after.done, after.refused, after.changed) == ("done", 3, 0, 0)


async def test_killed_behind_the_moves_each_is_made_and_counted_once(
    site: Site, holder: Actor, keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_rule.work, "STRETCH", 2)
    numbers = [await active(site, holder, n) for n in (1, 2, 3)]
    search, go_on = await begun(site, keeper), by_rule.work._go_on
    payload = {"search": str(search.id), "tries": 1, "after": 0}

    async def dies(*_given: Any) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(by_rule.work, "_go_on", dies)
    with pytest.raises(asyncio.CancelledError):
        await by_rule.work.work(site, payload, "")
    assert (await now(search.id)).done == 2
    monkeypatch.setattr(by_rule.work, "_go_on", go_on)
    both = [by_rule.work.work(site, payload, ""), Worker(site).once()]
    await asyncio.gather(*both, return_exceptions=True)
    await worked(site)
    after = await now(search.id)
    assert (after.state, after.done, after.refused, after.changed) == ("done", 3, 0, 0)
    for number in numbers:
        case = await find_case(site, number)
        assert case is not None and [one.transition for one in case.done].count("revoke") == 1
    assert await breaks() == []
