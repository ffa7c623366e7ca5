"""A signed list, and many cases moved by it, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet.auth.may import Mover
from xidmet.cases import Site, find_case
from xidmet.cases.many import Result, move_many
from xidmet.contract.form import Form
from xidmet.errors import Stale
from xidmet.journal.verify import verify

from tests.core.certificate import token
from tests.roster_site import SLUG


class SignedList:
    """A signature over the list. kept: places in the list, cases, places of their rows. stopped: it is not wanted."""

    def __init__(self, facts: Mapping[str, str] | None = None, *, over: bool = True, stopped: bool = False) -> None:
        self.facts = {"signed": "list", "list": "a" * 64} if facts is None else facts
        self.over, self.stopped = over, stopped
        self.kept: list[tuple[int, Any, int]] = []

    def is_over(self, asked: Form | None) -> bool:
        return self.over

    def facts_of(self, place: int) -> Mapping[str, str]:
        return {**self.facts, "item": str(place)} if self.facts else {}

    async def keep(self, moved: Sequence[tuple[int, Any, int]], moment: dt.datetime) -> None:
        if self.stopped:
            raise Stale
        self.kept += moved


async def many(site: Site, mover: Mover, name: str, numbers: Sequence[str], **asked: str) -> list[Result]:
    items = [(number, await version(site, number)) for number in numbers]
    given = [token() for _number in numbers]
    return await move_many(site, mover, SLUG, name, items, tokens=given, asked=asked, signed=SignedList())


async def version(site: Site, number: str) -> int:
    case = await find_case(site, number)
    return case.version if case else 1


async def state(site: Site, number: str) -> str:
    case = await find_case(site, number)
    assert case is not None
    return case.state.name


async def breaks() -> list[str]:
    """Of every chain there is."""
    return [str(found) async for found in verify() if found is not None]
