"""Find cases: only among those this person may see."""

from __future__ import annotations

from typing import Literal

from xidmet import journal
from xidmet.auth import Actor, is_role, missing, surer_for_office
from xidmet.cases.case import Case, case_of
from xidmet.cases.site import Site
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.errors import NotFound, OutOfReach, XidmetError
from xidmet.journal import Entry
from xidmet.store import cases, searching, transaction

Seen = Literal["case", "file", "answers", "paper", "capsule", "messages"]  # what of a case somebody looks at


async def case_for(site: Site, actor: Actor, number: str, at: Seen = "case") -> Case:
    """The case, if it is the party's own or one of an officer's services; otherwise NotFound, as if there were none.

    An officer's look is journalled: who, in which office, at what of it. Raises OutOfReach for a case of the
    organisation acted for, in a service that the mandate does not reach; SurerNeeded for an officer who is not known
    surely enough, whatever the number.
    """
    case = await find_case(site, number)
    if case is None:
        raise _not_found(actor)
    office = seen_as(actor, case)
    if office is not None:
        facts = {**actor.marks, "office": office.key, "at": at}
        async with transaction():
            await journal.append(case.record.id, "looked", facts, actor.signature)
    return case


def seen_as(actor: Actor, case: Case) -> Officer | None:
    """In which office somebody sees a case; None: it is their own. Raises NotFound, OutOfReach, SurerNeeded."""
    if actor.assistant and case.record.id not in actor.assistant.cases:
        raise NotFound
    if case.party == actor.own_party or (case.party == actor.party and actor.reaches(case.service.slug)):
        return None
    office = _office_in(case, actor)
    if office is None and case.party == actor.party:
        raise OutOfReach(missing(actor, case.service.slug))
    if office is None:
        raise _not_found(actor)
    return office


def _not_found(actor: Actor) -> XidmetError:
    """An officer is led to prove who they are: a letter may have named the case. It tells nothing about the number."""
    return surer_for_office() if actor.decides and not actor.offices else NotFound()


def _office_in(case: Case, actor: Actor) -> Officer | None:
    """In which office somebody may look at it; a draft is nobody else's business."""
    if case.is_draft:
        return None
    roles = sorted(officers_of(case.service), key=lambda role: role.key)
    return next((role for role in roles if is_role(role, actor, case)), None)


def officers_of(service: type[Service]) -> set[Officer]:
    """Everybody who decides in this service."""
    return {role for transition in service.transitions for role in transition.actors if isinstance(role, Officer)}


async def find_case(site: Site, number: str) -> Case | None:
    """The case of a number, whoever asks; for the worker."""
    record = await cases.by_number(number)
    return case_of(site, record) if record else None


async def my_cases(site: Site, actor: Actor, slug: str = "", text: str = "") -> list[Case]:
    """The cases of the party this person acts for, newest first; of one service, or in which every word occurs.

    With an assistant: those that were begun in this visit.
    """
    records = await cases.of_party([actor.party], _within(actor, [slug] if slug else None))
    seen = records if actor.assistant is None else [one for one in records if one.id in actor.assistant.cases]
    found = [case for record in seen if (case := case_of(site, record))]
    if not text.strip():
        return found
    services = sorted({case.record.service for case in found})
    hits = set(await searching.of_parties(services, text, [actor.party])) if services else set()
    return [case for case in found if case.record.id in hits or text.strip() in case.number]


def _within(actor: Actor, services: list[str] | None) -> list[str] | None:
    """Of these services (None: of all) those that the mandate acted under reaches."""
    if actor.scope is None:
        return services
    return sorted(actor.scope) if services is None else [slug for slug in services if slug in actor.scope]


async def page_of_cases(site: Site, actor: Actor, slug: str, after: str, limit: int) -> list[Case]:
    """Some cases of the party this person acts for, the one opened last first; of one service if slug names it.

    after: number of the last case of the page before. Raises NotFound when that is none of the party's.
    """
    last = await cases.by_number(after) if after else None
    if after and (last is None or last.party != actor.party):
        raise NotFound
    services = _within(actor, [slug] if slug else list(site.catalogue.services))
    records = await cases.page_of_party(actor.party, services or [], last, limit)
    return [case for record in records if (case := case_of(site, record))]


async def history(case: Case) -> list[Entry]:
    """What happened to a case and who looked, from the beginning."""
    return await journal.entries(case.record.id)
