"""Ask for a signature: the document is made, and waits for it as long as the case stays as it is."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from xidmet import clock
from xidmet.auth import Actor, may, throttle
from xidmet.auth.beyond import turned_down
from xidmet.cases.case import Case
from xidmet.cases.co_signers import clash, named_anew
from xidmet.cases.consequences import Given
from xidmet.cases.facts import first_broken
from xidmet.cases.find import case_for
from xidmet.cases.given import read_given
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.opened import FIXED, TAKE_BACK
from xidmet.cases.signed import digest_of
from xidmet.cases.signing.document import document_of
from xidmet.cases.signing.returned import NOBODY
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound, Refused, Stale, UsedElsewhere
from xidmet.store import documents, transaction
from xidmet.store import signing as store
from xidmet.store.bound import is_unique_violation
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect
from xidmet.store.signing import Wanted

LASTS = dt.timedelta(days=7)  # time enough to print it, sign it by hand and scan it


async def begin(
    site: Site,
    actor: Actor,
    number: str,
    name: str,
    *,
    version: int,
    token: str,
    language: str,
    asked: Mapping[str, Any] | None = None,
) -> Wanted:
    """The document for this move. name: of the transition. version: of the case as its page showed it. token: of the
    form; the same one again gives the first document. language: of the page, and so of the document. asked: raw input
    of what the move asks.

    Raises NotFound, Stale, Refused (may not, or a rule does not hold), WrongAnswers, RegisterDown, TooMany.
    """
    case = await case_for(site, actor, number)
    transition = case.service.transition(name)
    if transition is None or not transition.signed_alone:
        raise NotFound
    if first := await _first(actor, case, transition, token):
        return first
    if case.version != version:
        raise Stale(number)
    refusal = may(actor, transition, case) or _unknown(actor, transition)
    if case.record.being_signed:
        raise Refused(Refusal(why=FIXED, mend=TAKE_BACK))
    if refusal:
        raise turned_down(refusal)
    given = await read_given(site, case, transition, asked or {}, {})
    if wrong := clash(transition, given.answers, case.party, actor.fin):
        raise Refused(wrong)
    broken = named_anew(case.service, transition, case.co_signers, given.answers)
    if broken := broken or await first_broken(site, case, transition, given.answers, given.asked):
        raise Refused(broken)
    await throttle.take(throttle.SIGNING, str(actor.account))
    stored = await _stored(site, case, transition, await document_of(site, actor, case, transition, given, language))
    wanted = _wanted(actor, case, transition, stored, given, asked or {}, token)
    return await _kept(site, actor, case, transition, wanted, stored)


def _unknown(actor: Actor, transition: Transition) -> Refusal | None:
    return NOBODY if not actor.fin and transition.signed != "or on paper" else None


async def _first(actor: Actor, case: Case, transition: Transition, token: str) -> Wanted | None:
    """What this very form asked for before. Raises UsedElsewhere for a form of something else."""
    found = await store.by_token(token)
    if found is None:
        return None
    if (found.case, found.transition, found.account) != (case.record.id, transition.name, actor.account):
        raise UsedElsewhere(USED_ELSEWHERE)
    return found


async def _stored(site: Site, case: Case, transition: Transition, pdf: bytes) -> Stored:
    name = f"{case.number}-{transition.name}.pdf"
    stored = await site.files.store(
        one_piece(pdf), name, "application/pdf", party=case.party, case=case.record.id, made_here=True
    )
    return replace(stored, kind="pdf")


def _wanted(
    actor: Actor,
    case: Case,
    transition: Transition,
    stored: Stored,
    given: Given,
    asked: Mapping[str, Any],
    token: str,
) -> Wanted:
    moment = clock.now()
    return Wanted(
        id=uuid4(),
        case=case.record.id,
        transition=transition.name,
        version=case.version,
        token=token,
        account=actor.account,
        document=stored.id,
        sha256=stored.sha256,
        given=digest_of(given),
        asked=dict(asked),
        made_at=moment,
        ends_at=moment + LASTS,
    )


async def _kept(site: Site, actor: Actor, case: Case, transition: Transition, wanted: Wanted, stored: Stored) -> Wanted:
    """In the place of what this person began to sign here before; only the newest can be signed."""
    try:
        async with transaction():
            await forget_in(case, actor, f"erase-signing:{wanted.id}")
            await documents.keep(stored)
            await store.add(wanted)
    except Exception as error:
        await asyncio.shield(site.files.erase(stored.place))
        first = await _first(actor, case, transition, wanted.token) if is_unique_violation(error) else None
        if first is None:
            raise
        return first
    site.wake.ring()
    return wanted


async def forget_in(case: Case, actor: Actor, once: str) -> None:
    """Inside a transaction: documents that this person did not sign; the bytes follow when it is committed."""
    places = await store.take_unused(case.record.id, actor.account)
    if places:
        await write_effect("erase", {"places": places}, once)
