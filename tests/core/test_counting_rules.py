"""A limit on how many of a party's cases may be somewhere holds also for two that are moved at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, lists, move, open_site
from xidmet.cases.many import move_many
from xidmet.errors import Refused
from xidmet.settings import Settings

from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.mandates import actor
from tests.core.many import SignedList
from tests.lists import checked, states
from tests.roster_site import PLUGIN, SLUG, TEMPLATE, entered, later

ROOM = """
@rule(law="Law, 9", label="Room")
def room(asked: Person, facts: Facts) -> Refusal | None:
    if facts.others >= 3:
        return Refusal(why="Three are out already.", mend="Call one back first.")
    return None


class Passes("""


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    text = PLUGIN.replace("class Passes(", ROOM.lstrip(), 1).replace("open_trade]", "open_trade, room]")
    folder = write_site(tmp_path, {"gates_with_room": text}).parent
    templates = folder / "plugins" / "gates_with_room" / "templates"
    templates.mkdir(parents=True)
    (templates / "pass.typ").write_text(TEMPLATE, encoding="utf-8")
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def _active(site: Site, numbers: list[str]) -> list[bool]:
    found = [await find_case(site, number) for number in numbers]
    return [case is not None and case.state.name == "active" for case in found]


async def _one(site: Site, holder: Actor, number: str) -> bool:
    case = await find_case(site, number)
    assert case is not None
    try:
        await move(site, holder, number, "activate", version=case.version, token=token(), asked={"until": later(3)})
    except Refused as refused:
        assert refused.refusal.why == "Three are out already.", refused.refusal.why
        return False
    return True


async def _many(site: Site, holder: Actor, numbers: list[str]) -> list[bool]:
    cases = [await find_case(site, number) for number in numbers]
    items, tokens = [(case.number, case.version) for case in cases if case], [token() for _number in numbers]
    asked = {"until": later(3)}
    made = await move_many(site, holder, SLUG, "activate", items, tokens=tokens, asked=asked, signed=SignedList({}))
    assert all(one.done or (one.refusal and one.refusal.why == "Three are out already.") for one in made), made
    return [one.done for one in made]


async def test_of_many_at_once_only_as_many_as_there_is_room_for(site: Site, holder: Actor) -> None:
    numbers = [await entered(site, holder, n) for n in range(12)]
    singles = [_one(site, holder, number) for number in numbers[:6]]
    done = await asyncio.gather(*singles, _many(site, holder, numbers[6:9]), _many(site, holder, numbers[9:]))
    said = [*done[:6], *done[6], *done[7]]
    assert sum(said) == 3 and await _active(site, numbers) == said


async def test_a_dry_run_counts_what_is_before_a_row_in_its_list(site: Site, holder: Actor) -> None:
    numbers = [await entered(site, holder, n) for n in range(11)]
    assert await _one(site, holder, numbers[0])
    found = await checked(site, holder, numbers[1:])
    assert await states(found) == ["able"] * 2 + ["unable"] * 8
    assert [one.why for one in await lists.reasons(found)] == ["Three are out already."]
