"""A try to show who one is: begun by a browser, carried on by its means, ended by a proof.

Only the session that began a try may go on with it, and what it proves is taken once. An outside party may call
meanwhile; what it says is judged by the means and noted in the try.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from xidmet import clock
from xidmet.auth import door, throttle
from xidmet.auth.actor import Actor
from xidmet.auth.entrance import Entrance
from xidmet.auth.parties import voen_of
from xidmet.auth.sessions import Kept
from xidmet.contract.means import Answer, Call, Ceremony, Given, Purpose
from xidmet.errors import NotFound, Stale
from xidmet.store import means as store
from xidmet.store.means import Try

LASTS = dt.timedelta(minutes=10)
AT_ONCE = 5  # requests that change one try at the same time


@dataclass(frozen=True)
class Under:
    """A try under way and the step where it stands. agent, place: of the browser, for the history of an account."""

    kept: Try
    step: Any
    agent: str
    place: str


class Doer(Protocol):
    """Who carries a try on: a means of signing in, or a means of signing with the paper it is about."""

    async def begin(self, ceremony: Ceremony) -> Any: ...
    async def go_on(self, ceremony: Ceremony, given: Given) -> Any: ...
    async def called(self, ceremony: Ceremony, call: Call) -> Answer: ...


Doers = Callable[[str], Awaitable[Doer]]  # about what: as it was said at the beginning of the try


async def begin(
    entrance: Entrance,
    session: Kept,
    name: str,
    purpose: Purpose,
    after: str,
    place: str,
    actor: Actor | None = None,
    given: Given | None = None,
    account: UUID | None = None,
    doer: Doer | None = None,
    about: str = "",
) -> Under:
    """Begin a try with a means. after: the path to go to at its end. place: hash of the network address.

    actor: who is signed in; the proof must be theirs. given: what the browser has sent along already, such as the
    answers to the form that a means begins with. account: whose password was right already. doer: who signs, and about:
    what, for the purpose "sign".

    Raises NotFound for a means that is not offered, TooMany.
    """
    means = doer or _offered(entrance, name, purpose, account)
    await throttle.take(throttle.CEREMONY, place)
    one = _try(session, name, purpose, after, actor.account if actor else account)
    fresh = {"nonce": secrets.token_hex(32), "fin": (actor.fin or "") if actor else "", "language": session.language}
    if about:
        fresh |= {"about": about, "voen": voen_of(actor.party) if actor and actor.organisation else ""}
    ceremony = _ceremony(entrance, one, fresh)
    step = await means.begin(ceremony)
    if given is not None:
        step = await means.go_on(ceremony, given)
    kept = replace(one, sealed=entrance.sealed({**fresh, "notes": ceremony.notes}, one.id))
    await store.keep_try(kept)
    return Under(kept, step, session.agent, place)


def _offered(entrance: Entrance, name: str, purpose: Purpose, account: UUID | None) -> Doer:
    means = entrance.means_named(name)
    if purpose not in means.purposes and account is None:
        raise NotFound
    return means


def _try(session: Kept, name: str, purpose: Purpose, after: str, account: UUID | None) -> Try:
    moment = clock.now()
    return Try(
        id=secrets.token_urlsafe(24),
        session=session.digest,
        means=name,
        purpose=purpose,
        account=account,
        next=after[:300],
        sealed=b"",
        version=1,
        created_at=moment,
        ends_at=moment + LASTS,
    )


async def go_on(
    entrance: Entrance,
    session: Kept,
    name: str,
    wanted: str,
    given: Given,
    place: str,
    doers: Doers | None = None,
) -> Under:
    """Carry on: with what was given, or, when that is nothing, to where it stands. It may be asked again.

    place: hash of the network address. doers: finds who signs, for the purpose "sign", and for no other.

    Raises NotFound for a try of another session, one that is over, and one that was used.
    """
    for _try in range(AT_ONCE):
        one = await store.find_try(wanted[:64], clock.now())
        if one is None or one.session != session.digest or not _fits(one, name, doers):
            raise NotFound
        known = entrance.unsealed(one.sealed, one.id)
        ceremony = _ceremony(entrance, one, known)
        doer = await doers(str(known["about"])) if doers else entrance.means_named(name)
        step = await doer.go_on(ceremony, given)
        if await _noted(entrance, one, known, ceremony):
            await door.failed(ceremony.failed, session.agent, place)
            return Under(one, step, session.agent, place)
    raise Stale


def _fits(one: Try, name: str, doers: Doers | None) -> bool:
    """Means of signing and of signing in may have one name; nobody is signed in by what they signed."""
    return one.means == name and (purpose_of(one) == "sign") == (doers is not None)


async def called(
    entrance: Entrance, name: str, call: Call, wanted: str | None = None, doers: Doers | None = None
) -> Answer:
    """What the server or app of an outside party asks; it has no session. Raises NotFound for no try of this means.

    wanted: which try the call says it belongs to; doers: as in go_on; both for the purpose "sign".
    """
    said = entrance.means_named(name).try_of(call) if wanted is None else wanted
    for _try in range(AT_ONCE):
        one = await store.find_try(said[:64], clock.now())
        if one is None or not _fits(one, name, doers):
            raise NotFound
        known = entrance.unsealed(one.sealed, one.id)
        ceremony = _ceremony(entrance, one, known)
        doer = await doers(str(known["about"])) if doers else entrance.means_named(name)
        answer = await doer.called(ceremony, call)
        if await _noted(entrance, one, known, ceremony):
            await door.failed(ceremony.failed, "", "")
            return answer
    raise Stale


def _ceremony(entrance: Entrance, one: Try, known: Mapping[str, object]) -> Ceremony:
    notes = known.get("notes")
    return Ceremony(
        id=one.id,
        means=one.means,
        purpose=purpose_of(one),
        nonce=bytes.fromhex(str(known["nonce"])),
        origin=entrance.address,
        back=f"{entrance.address}/{_place(one)}/{one.means}/back",
        calls=f"{entrance.address}/{_place(one)}/{one.means}/calls",
        language=str(known["language"]),
        now=clock.now(),
        until=one.ends_at,
        signatures=entrance.signatures,
        account=one.account,
        fin=str(known["fin"]),
        voen=str(known.get("voen", "")),
        notes=dict(notes) if isinstance(notes, dict) else {},
    )


def _place(one: Try) -> str:
    """Where the pages of its steps stand."""
    return "sign" if purpose_of(one) == "sign" else "sign-in"


async def _noted(entrance: Entrance, one: Try, known: Mapping[str, object], ceremony: Ceremony) -> bool:
    """Keep what the means noted; False when another request of this try was faster, and its notes count."""
    if ceremony.notes == known.get("notes"):
        return True
    return await store.note_try(one, entrance.sealed({**known, "notes": ceremony.notes}, one.id))


def purpose_of(one: Try) -> Purpose:
    known: dict[str, Purpose] = {
        "sign-in": "sign-in",
        "step-up": "step-up",
        "add": "add",
        "seal": "seal",
        "sign": "sign",
    }
    return known[one.purpose]
