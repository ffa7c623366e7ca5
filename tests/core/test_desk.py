"""Officers side by side, on both engines: one takes, one decides; many are moved, each once; queues page by page."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, move, open_site
from xidmet.cases.desk import bulk, look, take
from xidmet.cases.desk.lease import LASTS, hold, take_over
from xidmet.cases.desk.queues import QUEUES, Filters
from xidmet.errors import Refused, Stale, WrongAnswers
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store.queues import Place, key_of
from xidmet.store.tables import Office

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.offices import holds
from tests.terms_site import MONDAY, OFFICE, at, case_of, done, sent, terms_site


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    folder = terms_site(tmp_path / "terms")
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        assert opened.catalogue.faults == ()
        at(MONDAY)
        yield opened


@pytest.fixture
async def nigar(site: Site) -> Actor:
    return await holds("nigar", OFFICE)


@pytest.fixture
async def fuad(site: Site) -> Actor:
    return await holds("fuad", OFFICE)


async def _sent(site: Site, name: str = "Leyla") -> str:
    return await sent(site, await signed_in("leyla"), name=name)


async def _refuse(site: Site, actor: Actor, number: str, version: int) -> object:
    asked = {"ground": "x"}
    return await move(site, actor, number, "refuse", version=version, token=token(), asked=asked)


def _failed(found: list[Any]) -> list[BaseException]:
    return [one for one in found if isinstance(one, BaseException)]


async def test_of_many_who_take_a_case_at_once_one_has_it(site: Site, nigar: Actor, fuad: Actor) -> None:
    number = await _sent(site)
    found = await asyncio.gather(*(take.take(site, who, [number]) for who in (nigar, fuad) * 4))
    holder = (await case_of(site, number)).record.officer
    won = [one for one in found if one.done]
    assert holder in (nigar.account, fuad.account) and won
    kinds = [one.kind for one in await journal.entries((await case_of(site, number)).record.id)]
    assert kinds.count("taken") == 1
    assert (await case_of(site, number)).record.taken_as == OFFICE


async def test_a_lease_is_held_by_one_and_ends_by_time(site: Site, nigar: Actor, fuad: Actor) -> None:
    case = await case_of(site, await _sent(site))
    found = await asyncio.gather(*(hold(case, who) for who in (nigar, fuad) * 5))
    winner = {one.account for one in found if one}
    assert len(winner) == 1, "whoever lost is told who holds it, and it is one and the same"
    (first,) = [who for who in (nigar, fuad) if who.account in winner]
    second = fuad if first is nigar else nigar
    other = await hold(case, second)
    assert other and other.account == first.account
    with pytest.raises(Refused) as refused:
        await _refuse(site, second, case.number, case.version)
    assert refused.value.refusal.values["who"] == f"{first.given_name} {first.surname}"
    clock.advance(LASTS + dt.timedelta(seconds=1))
    assert await hold(case, second) is None
    with pytest.raises(Refused):
        await _refuse(site, first, case.number, case.version)
    await _refuse(site, second, case.number, case.version)
    assert await hold(await case_of(site, case.number), first) is None, "who has decided lets go"


async def test_of_two_who_take_a_decision_over_one_gets_it(site: Site, nigar: Actor, fuad: Actor) -> None:
    case = await case_of(site, await _sent(site))
    third = await holds("kamran", OFFICE)
    assert await hold(case, nigar) is None
    refuse = case.service.transition("refuse")
    assert refuse is not None
    await asyncio.gather(*(take_over(case, refuse, who) for who in (fuad, third)))
    rows = [one for one in await journal.entries(case.record.id) if one.kind == "lease-taken"]
    assert rows and rows[0].personal["whom"] == "Nigar Həsənova"
    found = [await hold(case, who) for who in (nigar, fuad, third)]
    assert [one is None for one in found].count(True) == 1
    await take_over(case, refuse, await signed_in("leyla"))
    assert [one is None for one in [await hold(case, who) for who in (fuad, third)]].count(True) == 1


async def test_two_who_decide_at_once_make_one_decision(site: Site, nigar: Actor, fuad: Actor) -> None:
    """Also when the lease of one ran out while they typed."""
    number = await _sent(site)
    version = (await case_of(site, number)).version
    found = await asyncio.gather(
        *(_refuse(site, who, number, version) for who in (nigar, fuad) * 3), return_exceptions=True
    )
    assert len(_failed(found)) == 5
    assert all(isinstance(one, Refused | Stale) for one in _failed(found)), found
    moved = [one for one in await journal.entries((await case_of(site, number)).record.id) if one.kind == "moved"]
    assert len(moved) == 2, "sent, and refused once"


async def test_many_are_moved_each_by_itself_and_never_twice(site: Site, nigar: Actor, fuad: Actor) -> None:
    every = [await _sent(site, f"N{place}") for place in range(5)]
    values = [(number, (await case_of(site, number)).version) for number in every]
    await hold(await case_of(site, every[1]), fuad)
    await done(site, fuad, every[2], "ask")
    what = await bulk.chosen(site, nigar, "permit", "refuse", [*values, ("2027-00000000", 1)])
    assert [one.number for one in what.cases] == [every[0], every[1], *every[3:]], "in that one it can't be done now"
    with pytest.raises(WrongAnswers):
        await bulk.begin(site, nigar, what, {}, token(), "en")
    once = token()
    runs = await asyncio.gather(*(bulk.begin(site, nigar, what, {"ground": "late"}, once, "en") for _time in range(3)))
    assert len(set(runs)) == 1, "one form, posted thrice at once"
    await done(site, nigar, every[3], "ask")
    while await Worker(site).once():
        pass
    await bulk.run(site, {"run": str(runs[0])}, "")
    _run, items = await bulk.result(nigar, runs[0])
    assert [one.state for one in items] == ["done", "refused", "refused", "done"]
    assert "Fuad Kərimov is deciding this case" in items[1].why
    assert "changed in another window or by somebody else" in items[2].why
    for number in (every[0], every[4]):
        rows = await journal.entries((await case_of(site, number)).record.id)
        assert [one.facts["transition"] for one in rows if one.kind == "moved"] == ["send", "refuse"]


async def test_who_lost_the_role_decides_nothing_more(site: Site, nigar: Actor) -> None:
    number = await _sent(site)
    what = await bulk.chosen(site, nigar, "permit", "refuse", [(number, (await case_of(site, number)).version)])
    run = await bulk.begin(site, nigar, what, {"ground": "x"}, token(), "en")
    await Office.update({Office.ends: clock.now()}).where(Office.account == nigar.account)
    clock.advance(dt.timedelta(seconds=1))
    await bulk.run(site, {"run": str(run)}, "")
    assert (await case_of(site, number)).state.name == "sent"
    _run, (item,) = await bulk.result(nigar, run)
    assert item.state == "refused" and "do not hold the role" in item.why


async def test_every_queue_in_every_order_is_read_forwards_and_back(
    site: Site, nigar: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "PER_PAGE", 2)
    every = [await _sent(site, f"N{place}") for place in range(5)]
    await take.take(site, nigar, every[:3])
    for queue in QUEUES:
        for order in ("term", "sending", "change"):
            asked, found, place = Filters(queue=queue, order=order), list[str](), None  # type: ignore[arg-type]
            while True:
                page = await look.desk(site, nigar, asked, place)
                found += [one.case.number for one in page.cases]
                if not page.older:
                    break
                last = page.cases[-1].case.record
                place = Place(key_of(last, order), last.id)  # type: ignore[arg-type]
            few = {"mine": every[:3], "free": every[3:], "all": every}.get(queue, [])
            assert sorted(found) == sorted(few), (queue, order)
    found = await look.desk(site, nigar, Filters(text="n1 n"))
    assert [one.case.number for one in found.cases] == [every[1]]
