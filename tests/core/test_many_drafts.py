"""Drafts moved together: the same rows as one by one, and each that can't be sent says why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from xidmet.auth import Actor
from xidmet.cases import Site, answer, find_case, move, open_case
from xidmet.cases.many import Result, move_many
from xidmet.cases.said import digest_of
from xidmet.store.journal import rows_of
from xidmet.store.tables import Case

from tests.core.certificate import token
from tests.core.many import Rows, SignedList, breaks, rows_about, state
from tests.regimes_site import SLUG, regime, town, town_holder
from tests.roster_site import fin

site, holder = town, town_holder


async def draft(site: Site, holder: Actor, n: int, **more: str) -> str:
    case = await open_case(site, holder, SLUG, token())
    given = {"surname": f"Ağayeva Məmmədov{n}", "fin": fin(n), "trade": "food", "zone": "north", **more}
    await answer(site, holder, case.number, given, 1)
    return case.number


async def together(site: Site, holder: Actor, items: list[tuple[str, int]], **more: Any) -> list[Result]:
    tokens = [token() for _item in items]
    given = {"tokens": tokens, "asked": {}, "signed": SignedList({}), **more}
    return await move_many(site, holder, SLUG, "enter", items, **given)


async def about(number: str, n: int) -> Rows:
    """With one name for both people."""
    told = json.dumps(await rows_about(number, fin(n)), ensure_ascii=False)
    plain: Rows = json.loads(told.replace(f"Məmmədov{n}", "Məmmədov").replace(f"memmedov{n}", "memmedov"))
    plain["case_"][0].pop("sort_name")
    return plain


@pytest.fixture
def none_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is moved by themselves."""

    async def never(*_given: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("xidmet.cases.many.move.move_alone", never)


async def test_the_same_rows_come_out(site: Site, holder: Actor, none_alone: None) -> None:
    first, second = await draft(site, holder, 1), await draft(site, holder, 2)
    assert await about(first, 1) == await about(second, 2)
    await move(site, holder, first, "enter", version=2, token=token())
    assert await together(site, holder, [(second, 2)]) == [Result(second, True)]
    there, here = await about(first, 1), await about(second, 2)
    assert {"case_field", "case_row", "case_concern", "case_figure", "case_event", "submission"} <= set(there)
    assert set(there) == set(here)
    for table, said in there.items():
        assert said == here[table], table
    names = await Case.select(Case.sort_name).order_by(Case.sort_name).output(as_list=True)
    assert names[0] != names[1] and names[0].replace("1", "2") == names[1]
    case = await find_case(site, second)
    assert case is not None
    said = [value.value for row in await rows_of(case.record.id) for value in row.values if value.name == "answers"]
    assert said[-1] == digest_of(case)
    assert await breaks() == []


async def test_each_says_what_is_wrong_as_it_would_alone(site: Site, holder: Actor) -> None:
    good, gone = await draft(site, holder, 1), await draft(site, holder, 2, trade="fun")
    empty, twin = await draft(site, holder, 3, surname=""), await draft(site, holder, 1)
    items = [(one, 2) for one in (good, gone, empty, twin, "nothing")]
    assert [one.done for one in await together(site, holder, [(gone, 1)])] == [False], "an older version"
    results = await together(site, holder, items)
    assert [one.done for one in results] == [True, True, False, False, False]
    whys = [one.refusal.why if one.refusal else "" for one in results]
    assert whys[2] == "Answer this question." and whys[3] and whys[3] != whys[4]
    one_by_one = await draft(site, holder, 4, surname="")
    (alone_,) = await together(site, holder, [(one_by_one, 2)])
    assert alone_.refusal is not None and whys[2] == alone_.refusal.why
    assert [await state(site, one) for one in (good, gone, empty, twin)] == ["entered", "entered", "draft", "draft"]
    assert await breaks() == []


async def test_registers_are_asked_once_for_all(
    site: Site, holder: Actor, none_alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await regime(site)
    numbers = [await draft(site, holder, n, zone=("north", "south")[n % 2]) for n in range(1, 21)]
    real, asked = site.registers.offered_for, list[int]()

    async def offered(asks: Any, party: str) -> Any:
        asked.append(len(set(asks)))
        return await real(asks, party)

    monkeypatch.setattr(site.registers, "offered_for", offered)
    results = await together(site, holder, [(number, 2) for number in numbers])
    assert all(one.done for one in results) and asked == [3], "a trade and two zones"
    again = await together(site, holder, [(number, 2) for number in numbers])
    assert not any(one.done for one in again) and all(one.stale for one in again)
