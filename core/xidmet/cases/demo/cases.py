"""Cases made by the abilities themselves, in the names of the invented people: their history and notices are real."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from xidmet import clock
from xidmet.auth import Actor, could_open, powers_for, sessions
from xidmet.auth.actor import acting_for
from xidmet.auth.demo import DEMO_PEOPLE, demo_person
from xidmet.cases.answer import answer, read_answers
from xidmet.cases.attach import attach
from xidmet.cases.case import Case
from xidmet.cases.demo.papers import invented
from xidmet.cases.find import case_for, find_case
from xidmet.cases.move import move
from xidmet.cases.open import open_case
from xidmet.cases.signing import begin, pending_for, sign_on_paper
from xidmet.cases.site import Site, open_site, prepare_demo
from xidmet.contract.payments import payments
from xidmet.contract.sources import DemoCase
from xidmet.contract.uploads import upload_at
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound
from xidmet.settings import Settings
from xidmet.store.demo import has_cases

ROUNDS = 4  # an answer may show a question that asks for a file


async def prepare_with_cases(settings: Settings) -> None:
    """All that a demonstration begins with."""
    await prepare_demo(settings)
    async with open_site(settings) as site:
        await open_demo_cases(site)


async def open_demo_cases(site: Site, first_of: Sequence[str] = ()) -> int:
    """Once: a site in which anybody has applied for anything gets none. How many were made.

    first_of: slugs of services; when there are any, only the first case of each of them.
    """
    if await has_cases():
        return 0
    found = [one for plugin in site.catalogue.plugins.values() if plugin.demo for one in _cases(plugin.demo)]
    if first_of:
        found = [next(one for one in found if one.service.slug == slug) for slug in first_of]
    for one in found:
        await open_demo_case(site, one)
    return len(found)


async def open_demo_case(site: Site, one: DemoCase) -> str:
    """Its number."""
    with _days_ago(one.days_ago):
        return await _made(site, one)


def _cases(demo: Any) -> list[DemoCase]:
    return list(demo(people=DEMO_PEOPLE, today=clock.today()).cases)


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    clock.advance(-dt.timedelta(days=days))
    try:
        yield
    finally:
        clock.advance(dt.timedelta(days=days))


async def _made(site: Site, one: DemoCase) -> str:
    applicant = _for_whom(await _actor(one.person), one)
    case = await open_case(site, applicant, one.service.slug, secrets.token_urlsafe(16))
    await answer(site, applicant, case.number, one.answers, case.version)
    await _attach(site, applicant, case.number)
    for person, name, asked in one.moves:
        await _move(site, one, person, case.number, name, asked)
    return case.number


async def _actor(key: str) -> Actor:
    """Somebody as they are when they have just signed in; the session ends at once."""
    opened = await sessions.start(await demo_person(key), "demo", "az", level="high")
    actor = await sessions.actor_of(opened.session)
    await sessions.end(opened.session)
    if actor is None:
        raise NotFound
    return actor


def _for_whom(actor: Actor, one: DemoCase) -> Actor:
    if could_open(actor, one.service) is None:
        return actor
    return next((acting_for(actor, power) for power in powers_for(actor, one.service)), actor)


async def _attach(site: Site, actor: Actor, number: str) -> None:
    """A file for every question that wants one."""
    for _round in range(ROUNDS):
        case = await case_for(site, actor, number)
        read = await read_answers(site, case.service.form, case.record.typed, case.party)
        missing = [(path, field) for path in read.errors if (field := upload_at(case.service.form, path))]
        for path, field in missing:
            content, name = await invented(field, site.catalogue.plugin_of(case.service.slug).name, actor.name)
            await attach(site, actor, number, path, one_piece(content), name)
        if not missing:
            return


async def _move(site: Site, one: DemoCase, person: str, number: str, name: str, asked: Mapping[str, Any]) -> None:
    case = await find_case(site, number)
    if case is None:
        raise NotFound
    token = secrets.token_urlsafe(16)
    if person == "payments":
        await move(site, payments, number, name, version=case.version, token=token)
        return
    actor = await _actor(person)
    mover = _for_whom(actor, one) if person == one.person else actor
    if (transition := case.service.transition(name)) and transition.signed_alone:
        await _signed(site, mover, case, name, token)
        return
    await move(site, mover, number, name, version=case.version, token=token, asked=asked)


async def _signed(site: Site, actor: Actor, case: Case, name: str, token: str) -> None:
    """On paper: the document that was made for it comes back as if it were the scan."""
    wanted = await begin(site, actor, case.number, name, version=case.version, token=token, language="az")
    pending = await pending_for(site, actor, case.number, wanted.id)
    content = await site.files.whole(pending.document)
    await sign_on_paper(site, actor, pending, one_piece(content), "imzalanmış ərizə.pdf")
