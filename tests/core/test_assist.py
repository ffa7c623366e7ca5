"""Assisted mode on both engines: one visit, two presses, the record of somebody without an account, and who decides."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor, may, sessions
from xidmet.auth.assisting import begin, end, seen
from xidmet.auth.assisting.acting import assisted
from xidmet.auth.assisting.ask import Presented, ask
from xidmet.auth.assisting.record import recorded
from xidmet.auth.sessions import Kept
from xidmet.cases import Site, find_case, open_case
from xidmet.cases.find import case_for, my_cases
from xidmet.code_lists import country_codes
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound, OutOfReach, WrongAnswers, XidmetError
from xidmet.store import accounts, assisting
from xidmet.store.tables import Account, AssistVisit

from tests.attachments import pdf
from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.offices import holds, person
from tests.ui.browser import SLUG

LEYLA, NEW = "5VBK5VR", "6AB4CD8"
Clerk = tuple[Actor, Kept]


@pytest.fixture
async def clerk(site: Site) -> Clerk:
    await holds("nigar", "labour:assistant")
    return await again("nigar")


async def again(name: str, session: Kept | None = None) -> Clerk:
    """Signed in just now, or as they are in this session at present."""
    if session is None:
        session = (await sessions.start((await person(name)).id, "demo", "en", level="substantial")).session
    found = await sessions.actor_of(session)
    assert found is not None
    return found, session


def presented(fin: str, surname: str = "Əliyeva", given_name: str = "Leyla") -> Presented:
    said: dict[str, Any] = {"kind": "citizen", "fin": fin, "surname": surname, "given_name": given_name}
    return Presented(**said, sex="f", proof="card", proof_last="4711")


def foreigner(born: str, **more: str) -> Presented:
    said: dict[str, Any] = {"kind": "foreigner", "passport": "U7654321", "surname": "Yılmaz", "given_name": "Kemal"}
    country = next(one for one in country_codes() if one.code == "TR")
    born_on = {"born": dt.date.fromisoformat(born)}
    return Presented(**said, **born_on, **more, country=country, sex="m", proof="passport", proof_last="4321")


async def on_paper(site: Site, by: Clerk, who: Presented, agency: str = "labour") -> Actor:
    """Who acts in the clerk's session from then on."""
    actor, session = by
    wanted = await ask(site.catalogue, actor, session, agency, who, "en", False)
    consent = await begin.receive(site.files, one_piece(pdf()), "c.pdf", scans=False)
    await begin.begin_on_paper(site.catalogue, actor, session, wanted, consent)
    return await in_visit(session)


async def in_visit(session: Kept) -> Actor:
    """The person, as the session acts from now on."""
    beside = await assisted(session, (await again("nigar", session))[0])
    assert beside is not None and not beside.late
    return beside.actor


async def test_both_stand_in_the_journal(site: Site, clerk: Clerk) -> None:
    leyla, before = await signed_in("leyla"), clock.now()
    theirs = await open_case(site, leyla, SLUG, token())
    acting = await on_paper(site, clerk, presented(LEYLA))
    assert (acting.account, acting.party, acting.offices) == (leyla.account, leyla.party, frozenset())
    case = await open_case(site, acting, SLUG, token())
    (row,) = await journal.entries(case.record.id)
    assert row.happened_at >= before and row.facts["assistant"] == str(clerk[0].account)
    assert (row.personal["who"], row.personal["assisted_by"]) == (leyla.name, clerk[0].name)
    acting = await in_visit(clerk[1])
    assert [one.number for one in await my_cases(site, acting)] == [case.number]
    with pytest.raises(NotFound):
        await case_for(site, acting, theirs.number)
    assert {one.number for one in await my_cases(site, leyla)} == {case.number, theirs.number}


async def test_who_filled_it_in_does_not_decide_it(site: Site, clerk: Clerk) -> None:
    acting = await on_paper(site, clerk, presented(LEYLA))
    opened = await open_case(site, acting, SLUG, token())
    found = await find_case(site, opened.number)
    assert found is not None and found.assistants == {str(clerk[0].account)}
    send = found.service.transition("confirm")
    assert send is not None
    refusal = may(clerk[0], send, found)
    assert refusal is not None and may(await in_visit(clerk[1]), send, found) is None


async def test_two_presses_begin_it_once(site: Site, clerk: Clerk) -> None:
    actor, session = clerk
    wanted = await ask(site.catalogue, actor, session, "labour", presented(NEW, "Sadıqova", "Nərgiz"), "en", False)
    consents = [await begin.receive(site.files, one_piece(pdf()), "c.pdf", scans=False) for _twice in range(2)]
    both = [begin.begin_on_paper(site.catalogue, actor, session, wanted, one) for one in consents]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sum(one is None for one in done) == 1 and all(one is None or isinstance(one, XidmetError) for one in done)
    assert await Account.count().where(Account.claimed_fin == NEW) == 1
    assert await AssistVisit.count().where(AssistVisit.begun_at.is_not_null()) == 1


async def test_a_record_is_found_by_who_proves_it(site: Site, clerk: Clerk) -> None:
    acting = await on_paper(site, clerk, presented(NEW, "Sadıqova", "Nərgiz"))
    assert acting.party == f"p:{NEW}"
    record = await recorded(NEW, "")
    assert record is not None and record.id == acting.account and await accounts.by_fin(NEW) is None


async def test_a_foreigner_is_found_by_the_passport_too(site: Site, clerk: Clerk) -> None:
    """With a residence card the first time, and the passport alone the next. Another day is another person."""
    first = await on_paper(site, clerk, foreigner("1980-05-06", fin_of_card=NEW))
    case = await open_case(site, first, SLUG, token())
    again = await on_paper(site, clerk, foreigner("1980-05-06"))
    assert (again.account, again.party) == (first.account, f"p:{NEW}") and case.party == again.party
    other = await on_paper(site, clerk, foreigner("1991-01-01"))
    assert other.account != first.account and other.party == f"a:{other.account}"
    found = await recorded("", "TR-U7654321")
    assert found is not None, "whoever proves the passport takes a record over"


async def test_only_in_services_of_the_agency(site: Site, clerk: Clerk) -> None:
    acting = await on_paper(site, clerk, presented(LEYLA))
    others = [
        slug
        for slug, one in site.catalogue.services.items()
        if one.agency and one.agency.code != "labour" and "citizen" in one.applicant.kinds
    ]
    assert others
    with pytest.raises(OutOfReach):
        await open_case(site, acting, others[0], token())


async def test_the_end_is_the_end(site: Site, clerk: Clerk) -> None:
    acting = await on_paper(site, clerk, presented(LEYLA))
    leyla = await signed_in("leyla")
    assert acting.assistant is not None
    (visit,) = await seen.of_person(leyla)
    assert (visit.visit.id, visit.reason) == (acting.assistant.visit, "")
    for _twice in range(2):
        await end.object_to(site.catalogue, leyla, visit.visit.id)
    assert await assisted(clerk[1], clerk[0]) is None
    (visit,) = await seen.of_person(leyla)
    assert (visit.reason, visit.visit.objected_at is not None) == ("objected", True)
    rashad = await signed_in("rashad")
    with pytest.raises(NotFound):
        await end.object_to(site.catalogue, rashad, visit.visit.id)


async def test_what_came_to_nothing_is_forgotten(site: Site, clerk: Clerk) -> None:
    await ask(site.catalogue, *clerk, "labour", presented(NEW, "Sadıqova", "Nərgiz"), "en", False)
    await seen.sweep(clock.now())
    assert await AssistVisit.count() == 1
    await assisting.forget_asked(clock.now())
    assert await AssistVisit.count() == 0


async def test_nobody_but_an_assistant_asks(site: Site) -> None:
    leyla = await again("leyla")
    with pytest.raises(NotFound):
        await ask(site.catalogue, *leyla, "labour", presented(NEW), "en", False)
    nigar = await again("nigar")
    with pytest.raises(NotFound):
        await ask(site.catalogue, *nigar, "no-such", presented(NEW), "en", False)
    with pytest.raises(WrongAnswers):
        await ask(site.catalogue, *nigar, "labour", presented("2XKH7PC"), "en", False)
