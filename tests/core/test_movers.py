"""Two who move one case at the same moment: one of them does, everything it causes is there once, the other is told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Moved, Site, answer, find_case, move
from xidmet.errors import Refused, Stale
from xidmet.store import effects, issued
from xidmet.store.tables import Effect, Submission

from tests.core.certificate import certificate, draft, token

TOGETHER = 6


async def at_once(*moves: Any) -> tuple[list[Moved], list[BaseException]]:
    """Those that were made, and why the others were not."""
    ended = await asyncio.gather(*moves, return_exceptions=True)
    return [e for e in ended if isinstance(e, Moved)], [e for e in ended if isinstance(e, BaseException)]


async def kinds(site: Site, number: str) -> list[str]:
    case = await find_case(site, number)
    assert case is not None
    return [entry.kind for entry in await journal.entries(case.record.id)]


async def test_the_same_form_posted_many_times_at_once_gives_the_first_result_to_all(site: Site, leyla: Actor) -> None:
    number, once = await draft(site, leyla), token()
    before = await Effect.count()
    made, errors = await at_once(
        *(move(site, leyla, number, "confirm", version=2, token=once) for _post in range(TOGETHER))
    )
    assert errors == [] and len({(moved.issued, moved.case.version) for moved in made}) == 1
    assert [moved.again for moved in made].count(False) == 1
    papers = await issued.of_case(made[0].case.record.id)
    assert [paper.number for paper in papers] == [made[0].issued]
    assert await kinds(site, number) == ["opened", "moved", "issued"]
    assert await Effect.count() == before + 3 and await Submission.count().where(Submission.token == once) == 1
    later = await move(site, leyla, number, "confirm", version=2, token=once)
    assert later.again and later.issued == made[0].issued


async def test_of_a_person_a_register_and_time_one_ends_it(site: Site, leyla: Actor) -> None:
    """Whoever comes second is told so, and nobody is told twice that it lost force."""
    moved = await certificate(site, leyla, deliver="addressed", addressee="1400000101", tell="yes")
    contracts, number = site.catalogue.sources["labour.contracts"].register, moved.case.number
    before = await effects.counts()
    made, errors = await at_once(
        move(site, leyla, number, "deactivate", version=3, token=token()),
        move(site, contracts, number, "lapse", version=3, token=""),
        move(site, None, number, "expire", version=3, token=""),
    )
    assert len(made) == 1 and [type(error) for error in errors] == [Stale, Stale]
    case = await find_case(site, number)
    assert case and case.version == 4 and case.state is made[0].case.state
    assert await kinds(site, number) == ["opened", "moved", "issued", "moved", "ended"]
    assert (await effects.counts())["pending"] == before["pending"] + 2  # the addressee, and she herself
    assert [found async for found in journal.verify() if found] == []


async def test_who_answers_and_who_confirms_at_once(site: Site, leyla: Actor) -> None:
    """Another tab changes an answer while this one confirms: it shows what was confirmed, or is not made."""
    number = await draft(site, leyla)
    typed, sent = await asyncio.gather(
        answer(site, leyla, number, {"kind": "plain"}, 2),
        move(site, leyla, number, "confirm", version=2, token=token()),
        return_exceptions=True,
    )
    case = await find_case(site, number)
    assert case is not None and case.version == 3
    assert isinstance(sent, Stale) != isinstance(typed, BaseException), "just one of the two"
    if case.is_draft:
        assert case.record.typed["kind"] == "plain" and await issued.of_case(case.record.id) == []
    else:
        assert case.record.answers["kind"] == "salary"


@pytest.mark.parametrize("second", ["deactivate", "confirm"])
async def test_a_token_is_good_for_one_form(site: Site, leyla: Actor, second: str) -> None:
    """Spent once, it neither makes another move nor hands out what another case issued."""
    number, other, once = await draft(site, leyla), await draft(site, leyla), token()
    first = await move(site, leyla, number, "confirm", version=2, token=once)
    wanted, version = (number, 3) if second == "deactivate" else (other, 2)
    with pytest.raises(Refused):
        await move(site, leyla, wanted, second, version=version, token=once)
    case = await find_case(site, number)
    assert case and case.state.name == "active" and case.version == first.case.version
    untouched = await find_case(site, other)
    assert untouched and untouched.is_draft and clock.now() >= untouched.record.changed_at
