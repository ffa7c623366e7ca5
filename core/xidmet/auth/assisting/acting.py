"""Who acts in a session of an officer of a service centre while a visit lasts: the person, with the officer beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor, Assistant
from xidmet.contract.roles import ASSISTANT, Kind
from xidmet.store import accounts, assisting
from xidmet.store.accounts import Person
from xidmet.store.assisting import Visit
from xidmet.store.sessions import Kept

ASSISTS = "assists"  # note of a session: the visit, a blank, and when it ends
LATE = dt.timedelta(minutes=5)  # so long what stood on an open page is still kept, in the draft alone
SEEN = "assisted"  # by what the person is known in a visit: an officer saw them and their document


@dataclass(frozen=True)
class Acting:
    """late: the visit is over, and what was typed in it is all that is still taken."""

    actor: Actor
    late: bool


def noted(visit: UUID, until: dt.datetime) -> str:
    return f"{visit} {until.isoformat()}"


async def assisted(session: Kept, clerk: Actor) -> Acting | None:
    """The person for whom this session's officer fills in; None when the visit is over, or never was this session's.

    Once it is over for good nothing is asked of the store.
    """
    moment = clock.now()
    wanted, _blank, until = str(session.notes[ASSISTS]).partition(" ")
    if dt.datetime.fromisoformat(until) + LATE <= moment:
        return None
    visit = await assisting.visit(UUID(wanted))
    if visit is None or not _theirs(visit, session, clerk):
        return None
    person = await accounts.person(visit.account) if visit.account else None
    if person is None or person.confirmed_at is None:
        return None
    over = visit.ended_at or visit.ends_at
    actor = acting_in(visit, person, await assisting.cases_of(visit.id))
    return Acting(actor, late=bool(over and over <= moment))


def _theirs(visit: Visit, session: Kept, clerk: Actor) -> bool:
    """In the session in which it began, by somebody who holds the office still, and nobody has objected."""
    same = (visit.session, visit.clerk) == (session.digest, clerk.account)
    return same and f"{visit.agency}:{ASSISTANT}" in clerk.offices and visit.objected_at is None


def acting_in(visit: Visit, person: Person, cases: Mapping[UUID, str]) -> Actor:
    """The person alone: none of their mandates, wards and offices is lent to the officer."""
    fin = visit.party[2:] if visit.party.startswith("p:") else None
    beside = Assistant(
        visit=visit.id,
        account=visit.clerk,
        name=visit.clerk_name,
        agency=visit.agency,
        agency_name=visit.agency_name,
        everywhere=visit.everywhere,
        until=visit.ends_at or visit.asked_at,
        cases=cases,
    )
    return Actor(
        account=person.id,
        name=person.name,
        given_name=person.given_name,
        surname=person.surname,
        fin=fin,
        email=person.email,
        language=person.language,
        kind=cast("Kind", person.kind),
        party=visit.party,
        party_name=person.name,
        own_party=visit.party,
        means=SEEN,
        level="substantial",
        assistant=beside,
    )


async def left(session: Kept) -> None:
    """The session ends, and with it the visit that was begun in it."""
    if ASSISTS in session.notes:
        wanted = UUID(str(session.notes[ASSISTS]).partition(" ")[0])
        await assisting.end(wanted, clock.now(), "left")
