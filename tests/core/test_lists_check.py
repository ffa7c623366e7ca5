"""The dry run of many rows at once says of each what it says when each is looked at by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from xidmet.auth import Actor
from xidmet.cases import Site, answer, lists, open_case, open_site
from xidmet.cases.lists import check
from xidmet.errors import RegisterDown
from xidmet.settings import Settings
from xidmet.store import list_items
from xidmet.store.tables import MoveListItem

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.lists import checked, states, the_list, worked
from tests.roster_site import SLUG, answers, done, entered, later, roster_site


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def draft(site: Site, holder: Actor, n: int, **more: str) -> str:
    case = await open_case(site, holder, SLUG, token())
    await answer(site, holder, case.number, answers(n, **more), 1)
    return case.number


async def said(site: Site, holder: Actor, move: str, numbers: list[str], old: str, **asked: str) -> list[Any]:
    """Of each row: its state, reason, why, mend and what tells it apart. old: one that was changed since."""
    items = [(number, 2 if number == old else await _version(number)) for number in numbers]
    wanted = await lists.begin(site, holder, SLUG, move, items, token=token(), language="az")
    if asked:
        await lists.answer(site, await the_list(site, holder, wanted), asked)
    await MoveListItem.update({MoveListItem.number: "2020-1"}).where(
        (MoveListItem.of_list == wanted) & (MoveListItem.place == len(numbers))
    )
    await worked(site)
    return [
        (one.state, one.reason, one.why, one.mend, one.shown)
        async for one in list_items.each((await the_list(site, holder, wanted)).listed.id)
    ]


async def _version(number: str) -> int:
    return (await list_items.versions([number]))[number]


async def test_many_at_once_hear_what_each_hears_alone(
    site: Site, holder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = [await entered(site, holder, n) for n in (1, 2)]
    old, fun = await entered(site, holder, 3, born="1950-01-01"), await entered(site, holder, 4, trade="fun")
    stale, already, gone = [await entered(site, holder, n) for n in (5, 6, 7)]
    cancelled = await entered(site, holder, 8)
    await done(site, holder, cancelled, "cancel")
    good, bad = await draft(site, holder, 9), await draft(site, holder, 10, surname="")
    wanted = [*usual, old, fun, stale, already, cancelled, good, bad, gone]
    for move, asked in (("activate", {"until": later(3)}), ("cancel", {}), ("enter", {})):
        together = await said(site, holder, move, wanted, stale, **asked)
        with monkeypatch.context() as alone:
            alone.setattr(check, "is_plain", lambda *_given: False)
            assert await said(site, holder, move, wanted, stale, **asked) == together, move
        kinds = [one[0] for one in together]
        assert {"able", "unable"} <= set(kinds) and kinds[-1] == "unable", move
        assert all(one[4] for one in together[:-2]), "each row says which it is"


async def test_a_register_that_is_down_keeps_what_was_said(
    site: Site, holder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "PIECE", 2)
    numbers = [await entered(site, holder, n) for n in (1, 2, 3)]
    real, pieces = check.judge_for, list[int]()

    async def down(*given: Any) -> Any:
        pieces.append(1)
        if len(pieces) == 2:
            raise RegisterDown("gates.jobs")
        return await real(*given)

    monkeypatch.setattr(check, "judge_for", down)
    found = await checked(site, holder, numbers)
    assert await states(found) == ["able", "able", "waits"] and found.listed.problem
    assert len(pieces) == 2
