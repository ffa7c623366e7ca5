"""Server-side sessions. The browser holds a random token; the store its digest, so a stolen table opens nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth.actor import Actor, counted
from xidmet.auth.assisting.acting import ASSISTS, assisted, left
from xidmet.auth.parties import organisation_key, person_key
from xidmet.auth.wards import wards
from xidmet.contract.levels import reaches
from xidmet.contract.roles import Kind
from xidmet.errors import NotAllowed
from xidmet.store import accounts, means, sessions, unsent, visits
from xidmet.store.sessions import Kept
from xidmet.store.visits import Unread, Visiting

__all__ = [
    "Kept",
    "Opened",
    "Visitor",
    "act_for",
    "actor_of",
    "digest",
    "end",
    "end_all",
    "end_one",
    "find",
    "is_fresh",
    "note",
    "open_ones",
    "signed_in_accounts",
    "start",
    "step_up",
    "sweep",
    "unnote",
    "visitor",
]

IDLE = dt.timedelta(hours=1)
IDLE_OFFICER = dt.timedelta(minutes=30)  # behind an officer's screen are other people's data
LONGEST = dt.timedelta(hours=12)
FRESH = dt.timedelta(minutes=15)  # so long a proof counts for what asks for one anew
SEEN_EVERY = dt.timedelta(minutes=1)  # not a write for every page
CARES = "cares"  # note of a session whose person had somebody in their care when they signed in
TYPED = "typed"  # note of a session in which something was typed before its person had to prove once more who they are
UNSENT = "unsent"  # note of a session in whose hand a form waits that was not sent


@dataclass(frozen=True)
class Opened:
    """A new session and the token that only the browser keeps."""

    token: str
    session: Kept


@dataclass(frozen=True)
class Visitor:
    """unread: messages that wait for whom they act for. idle: after so long with nothing done the session ends.

    late: who they were in a visit at a service centre that ended just now: what was typed in it is still kept.
    """

    session: Kept
    actor: Actor | None
    unread: int
    idle: dt.timedelta
    late: Actor | None = None


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def start(
    account: UUID | None,
    means: str,
    language: str,
    before: Kept | None = None,
    level: str = "",
    agent: str = "",
    place: str = "",
) -> Opened:
    """A new session under a new token; the one before it ends: a token known before signing in is worthless.

    account: None for a visitor who fills in a form and is not signed in. level: how surely it is known who this is.
    agent: browser and system, as words. place: hash of the network address.
    """
    token, moment = secrets.token_urlsafe(32), clock.now()
    session = Kept(
        digest=digest(token),
        account=account,
        organisation=None,
        ward="",
        means=means,
        csrf=secrets.token_urlsafe(32),
        language=language,
        notes=await _notes(account, before),
        created_at=moment,
        seen_at=moment,
        ends_at=moment + LONGEST,
        id=uuid4(),
        level=level or ("low" if account else ""),
        proved_at=moment if account else None,
        agent=agent,
        place=place,
    )
    await sessions.keep(session)
    if before is not None:
        if UNSENT in before.notes:
            await unsent.hand_over(before.digest, session.digest)
        await left(before)
        await sessions.end(before.digest)
    return Opened(token, session)


async def step_up(session: Kept, means: str, level: str) -> Opened:
    """The same person, known more surely: under a new token, for as long as the session would have lasted.

    A proof that is less sure takes nothing away while the surer one is fresh, and does not make it last.
    """
    opened = await start(session.account, means, session.language, session, level, session.agent, session.place)
    surest = session if is_fresh(session) and not reaches(level, session.level) else opened.session
    kept = replace(
        opened.session,
        organisation=session.organisation,
        ward=session.ward,
        created_at=session.created_at,
        ends_at=session.ends_at,
        means=surest.means,
        level=surest.level,
        proved_at=surest.proved_at,
    )
    await sessions.carry_on(kept)
    return Opened(opened.token, kept)


def is_fresh(session: Kept) -> bool:
    """Did they show who they are just now?"""
    return session.proved_at is not None and clock.now() - session.proved_at <= FRESH


async def _notes(account: UUID | None, before: Kept | None) -> dict[str, Any]:
    """What a new session begins with. Who has nobody in their care is not asked about it on every page."""
    person = await accounts.person(account) if account else None
    cares = {CARES: 1} if person and await wards(person.fin, clock.today()) else {}
    carried = (UNSENT, TYPED) if before and before.account == account else (UNSENT,)
    return {**cares, **{name: before.notes[name] for name in carried if before and name in before.notes}}


async def visitor(token: str) -> Visitor | None:
    """Whose token this is, unless it is unknown, too old or was idle too long."""
    moment = clock.now()
    found = await visits.visiting(digest(token), moment)
    if found is None:
        return None
    session, idle = found.session, IDLE_OFFICER if found.offices else IDLE
    if moment - session.seen_at > idle:
        await end(session)
        return None
    if moment - session.seen_at > SEEN_EVERY:
        await sessions.seen(session.digest, moment)
    actor = await _actor(found)
    acting = await assisted(session, actor) if actor and ASSISTS in session.notes else None
    if acting and not acting.late:
        return Visitor(session, acting.actor, 0, idle)
    waits = sum(one.count for one in found.unread if actor and _reaches(actor, one))
    return Visitor(session, actor, waits, idle, acting.actor if acting else None)


def _reaches(actor: Actor, waits: Unread) -> bool:
    """Is it for whom they act, and in a service that their mandate reaches?"""
    return waits.party == actor.party and (not waits.service or actor.reaches(waits.service))


async def find(token: str) -> Kept | None:
    """The session of a token, unless it is unknown, too old or was idle too long."""
    found = await visitor(token)
    return found.session if found else None


async def actor_of(session: Kept) -> Actor | None:
    """Who acts in this session, for whom, with which powers just now."""
    found = await visits.visiting(session.digest, clock.now())
    return await _actor(found) if found else None


async def _actor(found: Visiting) -> Actor | None:
    session, person = found.session, found.person
    if person is None:
        return None
    own = person_key(person.fin, person.id)
    in_care = await wards(person.fin, clock.today()) if session.ward or CARES in session.notes else []
    power = next((one for one in found.powers if one.organisation == session.organisation), None)
    ward = next((one for one in in_care if one.fin == session.ward), None)
    offices, unproved = counted(found.offices, session.level)
    return Actor(
        account=person.id,
        name=person.name,
        given_name=person.given_name,
        surname=person.surname,
        fin=person.fin,
        email=person.email,
        language=person.language,
        kind=cast("Kind", power.kind if power else "citizen" if ward else person.kind),
        party=organisation_key(power.voen) if power else person_key(ward.fin) if ward else own,
        party_name=power.name if power else ward.name if ward else person.name,
        own_party=own,
        organisation=power.organisation if power else None,
        ward=None if power else ward,
        powers=found.powers,
        wards=tuple(in_care),
        offices=offices,
        unproved_offices=unproved,
        means=session.means,
        level=session.level,
        confirmed=person.confirmed_at is not None,
    )


async def note(session: Kept, name: str, value: str | int) -> None:
    """Keep something small with the session, for the next request."""
    session.notes[name] = value
    await sessions.note(session.digest, session.notes)


async def unnote(session: Kept, name: str) -> None:
    """The next requests need it no more."""
    if session.notes.pop(name, None) is not None:
        await sessions.note(session.digest, session.notes)


async def act_for(session: Kept, organisation: UUID | None, ward: str = "") -> None:
    """From now on act for this organisation, for this ward (by FIN), or (neither) for oneself.

    Raises NotAllowed unless there is a mandate in force, or a row of the register of guardianship.
    """
    person = await accounts.person(session.account) if session.account else None
    if person is None or (organisation is not None and ward):
        raise NotAllowed
    if organisation is not None:
        powers = await accounts.powers(person.id, clock.now())
        if organisation not in {power.organisation for power in powers}:
            raise NotAllowed
    if ward and ward not in {one.fin for one in await wards(person.fin, clock.today())}:
        raise NotAllowed
    await sessions.act_for(session.digest, organisation, ward)


async def open_ones(account: UUID) -> list[Kept]:
    """Every session of an account that goes on, the one used last first."""
    moment = clock.now()
    idle = IDLE_OFFICER if await accounts.offices(account, moment) else IDLE
    return [one for one in await sessions.of_account(account, moment) if moment - one.seen_at <= idle]


async def end(session: Kept) -> None:
    """The token is worth nothing any more."""
    await left(session)
    await sessions.end(session.digest)
    if UNSENT in session.notes:
        await unsent.forget(session.digest)


async def end_one(account: UUID, wanted: UUID) -> Kept | None:
    """End one of an account's sessions, by the name its owner knows it by; None when there is none."""
    found = next((one for one in await sessions.of_account(account, clock.now()) if one.id == wanted), None)
    if found is not None:
        await end(found)
    return found


async def end_all(account: UUID, but: Kept | None = None) -> list[Kept]:
    """End an account's sessions, all but one: after a change of password, of means, of offices, or at its owner's wish.

    What was begun to sign in to this account goes no further. May stand in the transaction that makes the change, so
    that one does not happen without the other.
    """
    others = [one for one in await sessions.of_account(account, clock.now()) if but is None or one.digest != but.digest]
    for one in others:
        await end(one)
    await means.end_tries(account)
    return others


async def signed_in_accounts() -> list[UUID]:
    """Whoever has a session that has not ended."""
    return await sessions.accounts_signed_in(clock.now())


async def sweep(moment: dt.datetime) -> None:
    """Forget sessions whose time has passed, or in which nothing was done for too long."""
    await sessions.sweep(moment, moment - IDLE)
