"""A key that came with something is spent on that, for whoever sent it; cases come in pages. On both engines."""

from __future__ import annotations

import asyncio

import pytest
from xidmet.auth import Actor
from xidmet.cases import Site, move, open_case, page_of_cases
from xidmet.errors import NotFound, UsedElsewhere
from xidmet.store.tables import Case, Issued

from tests.core.certificate import SLUG, draft, token

FIRST, OTHER = "a" * 64, "b" * 64


async def test_opening_with_a_key(site: Site, leyla: Actor, kamran: Actor) -> None:
    once = token()
    opened = await asyncio.gather(*(open_case(site, leyla, SLUG, once, FIRST) for _one in range(3)))
    assert len({case.number for case in opened}) == 1 and await Case.count() == 1
    for actor, digest in ((leyla, OTHER), (leyla, ""), (kamran, FIRST), (kamran, OTHER)):
        with pytest.raises(UsedElsewhere):
            await open_case(site, actor, SLUG, once, digest)
    assert await Case.count() == 1


async def test_opening_at_once_with_different_bodies_opens_one(site: Site, leyla: Actor) -> None:
    once = token()
    tries = (open_case(site, leyla, SLUG, once, digest) for digest in (FIRST, OTHER))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(isinstance(one, UsedElsewhere) for one in done) == [False, True] and await Case.count() == 1


async def test_moving_with_a_key(site: Site, leyla: Actor) -> None:
    number, once = await draft(site, leyla), token()
    tries = (move(site, leyla, number, "confirm", version=2, token=once, digest=FIRST) for _one in range(3))
    moved = await asyncio.gather(*tries)
    assert len({one.issued for one in moved}) == 1 and sorted(one.again for one in moved) == [False, True, True]
    for name, digest in (("confirm", OTHER), ("confirm", ""), ("deactivate", FIRST)):
        with pytest.raises(UsedElsewhere):
            await move(site, leyla, number, name, version=3, token=once, digest=digest)
    assert await Issued.count().where(Issued.in_force == True) == 1  # noqa: E712  # builds SQL


async def test_pages_of_cases_neither_repeat_nor_leave_out(site: Site, leyla: Actor, kamran: Actor) -> None:
    numbers = [(await open_case(site, leyla, SLUG, token())).number for _one in range(7)]
    found: list[str] = []
    while len(page := await page_of_cases(site, leyla, "", found[-1] if found else "", 3)):
        found += [case.number for case in page]
        await open_case(site, leyla, SLUG, token())  # a newer one moves no page
    assert found == numbers[::-1]
    assert await page_of_cases(site, leyla, "no-such-service", "", 3) == []
    for actor, after in ((kamran, numbers[0]), (leyla, "2026-00000000")):
        with pytest.raises(NotFound):
            await page_of_cases(site, actor, "", after, 3)
