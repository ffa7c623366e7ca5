"""What is seen of visits afterwards: by the agency's administrators, and by the person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.assisting.end import visit_for
from xidmet.auth.offices.administrators import administered
from xidmet.auth.offices.agencies import AgencyHere, agencies
from xidmet.errors import NotFound
from xidmet.plugins import Catalogue
from xidmet.store import accounts, assisting, documents
from xidmet.store.assisting import Done, Visit
from xidmet.store.documents import Stored

__all__ = ["Done", "Seen", "Visit", "agency_of_visit", "consent_for_agency", "consent_for_person", "done_now", "sweep"]
PER_PAGE = 50


@dataclass(frozen=True)
class Seen:
    """whom: the name of the person, "" once their account is closed. ended_at: None while it goes on."""

    visit: Visit
    whom: str
    ended_at: dt.datetime | None
    reason: str
    done: tuple[Done, ...]


async def of_agency(catalogue: Catalogue, actor: Actor, code: str, page: int) -> tuple[AgencyHere, list[Seen], bool]:
    """One page of an agency's visits, the newest first, and whether there is another. Raises NotFound, NotAllowed."""
    here = administered(catalogue, actor, code)
    found = await assisting.of_agency(code, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return here, await _seen(found[:PER_PAGE]), len(found) > PER_PAGE


async def of_person(actor: Actor) -> list[Seen]:
    """The newest visits for this person."""
    if actor.assistant or actor.program:
        raise NotFound
    return await _seen(await assisting.of_party(actor.own_party, PER_PAGE))


async def one_of_person(actor: Actor, wanted: UUID) -> Seen:
    """Raises NotFound."""
    return (await _seen([await visit_for(actor, wanted)]))[0]


async def _seen(visits: list[Visit]) -> list[Seen]:
    names = await accounts.names([one.account for one in visits if one.account])
    done = await assisting.done_in([one.id for one in visits])
    return [
        Seen(one, names.get(one.account, "") if one.account else "", *_ended(one), tuple(done.get(one.id, ())))
        for one in visits
    ]


def _ended(visit: Visit) -> tuple[dt.datetime | None, str]:
    if visit.ended_at:
        return visit.ended_at, visit.end_reason
    return (visit.ends_at, "time") if visit.ends_at and visit.ends_at <= clock.now() else (None, "")


def agency_of_visit(catalogue: Catalogue, visit: Visit) -> AgencyHere | None:
    """None when no plugin declares it any more."""
    return agencies(catalogue).get(visit.agency)


async def consent_for_agency(catalogue: Catalogue, actor: Actor, code: str, wanted: UUID) -> Stored:
    """The consent on paper. Raises NotFound, NotAllowed."""
    administered(catalogue, actor, code)
    visit = await assisting.visit(wanted)
    if visit is None or visit.agency != code:
        raise NotFound
    return await _consent(visit)


async def consent_for_person(actor: Actor, wanted: UUID) -> Stored:
    """Raises NotFound."""
    return await _consent(await visit_for(actor, wanted))


async def _consent(visit: Visit) -> Stored:
    stored = await documents.document(visit.document) if visit.document else None
    if stored is None or stored.is_nobodys:
        raise NotFound
    return stored


async def done_now(actor: Actor) -> list[Done]:
    """The cases of the visit that goes on."""
    found = await assisting.done_in([actor.assistant.visit]) if actor.assistant else {}
    return next(iter(found.values()), [])


async def sweep(moment: dt.datetime) -> None:
    """Forget what was typed of people who were never assisted."""
    await assisting.forget_asked(moment - dt.timedelta(days=1))
