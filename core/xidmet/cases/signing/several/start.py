"""The applicant has signed: the case stands still, and the others are asked."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from xidmet import clock, journal
from xidmet.auth import Actor, may
from xidmet.auth.beyond import turned_down
from xidmet.cases.assisted import SIGNED, tell_person
from xidmet.cases.case import Case
from xidmet.cases.co_signers import CoSigner, clash, co_signers
from xidmet.cases.facts import first_broken
from xidmet.cases.find import find_case
from xidmet.cases.given import read_given
from xidmet.cases.move import Moved
from xidmet.cases.signed import Signed, digest_of
from xidmet.cases.signing.find import Pending
from xidmet.cases.signing.several.letters import ask
from xidmet.cases.site import Site
from xidmet.contract.states import Transition
from xidmet.errors import NotFound, Refused, Stale
from xidmet.store import signers, transaction
from xidmet.store.signers import Other, Round

LASTS = dt.timedelta(days=14)
REMINDED = (dt.timedelta(days=2), dt.timedelta(days=5))  # after the link was sent


async def start(site: Site, actor: Actor, pending: Pending, signed: Signed) -> Moved | None:
    """None where nobody else is to sign: then the case moves at once. The same signature again: the first result.

    Raises Stale, Refused, WrongAnswers, RegisterDown as a move does.
    """
    if signed.kind == "paper":
        return None
    if pending.is_used:
        return Moved(pending.case, again=True) if pending.case.is_draft else None
    case, transition = pending.case, pending.transition
    others = await _others(site, actor, case, transition, signed)
    if not others:
        return None
    moment = clock.now()
    begun = _round(actor, case, transition, signed, moment)
    rows = [_row(begun, place, one, moment) for place, one in enumerate(others)]
    async with transaction():
        if not await signers.begin(begun, rows, case.version, moment):
            raise Stale(case.number)
        await keep_signature(actor, case, transition, signed, moment)
        await signed.spend(moment)
        if actor.assistant:
            await tell_person(site, actor, actor.assistant, case, SIGNED)
        for one in rows:
            await ask(begun, one)
    site.wake.ring()
    after = await find_case(site, case.number)
    if after is None:
        raise NotFound
    return Moved(after)


async def keep_signature(actor: Actor, case: Case, transition: Transition, signed: Signed, moment: dt.datetime) -> None:
    """Inside a transaction: a signature under a case that waits for others, and its row of the history."""
    facts = {**actor.marks, **signed.facts, "transition": transition.name}
    place = await journal.append(case.record.id, "signed", facts, {**actor.signature, "means": actor.means})
    await signed.write(place, moment)


async def _others(site: Site, actor: Actor, case: Case, transition: Transition, signed: Signed) -> list[CoSigner]:
    """All that a move sees to is seen to now: nobody is asked to sign what could not be sent."""
    if refusal := may(actor, transition, case):
        raise turned_down(refusal)
    wanted = signed.wanted
    if case.record.being_signed or (wanted.version, wanted.account) != (case.version, actor.account):
        raise Stale(case.number)
    given = await read_given(site, case, transition, wanted.asked, {})
    if wanted.given != digest_of(given):
        raise Stale(case.number)
    broken = clash(transition, given.answers, case.party, actor.fin)
    broken = broken or await first_broken(site, case, transition, given.answers, given.asked)
    if broken:
        raise Refused(broken)
    return co_signers(transition, given.answers)


def _round(actor: Actor, case: Case, transition: Transition, signed: Signed, moment: dt.datetime) -> Round:
    wanted = signed.wanted
    return Round(
        id=uuid4(),
        case=case.record.id,
        transition=transition.name,
        version=case.version + 1,
        token=wanted.token,
        account=actor.account,
        ward=actor.ward.fin if actor.ward else "",
        level=actor.level,
        means=actor.means,
        language=actor.language,
        document=wanted.document,
        sha256=wanted.sha256,
        given=wanted.given,
        asked=dict(wanted.asked),
        started_at=moment,
        ends_at=moment + LASTS,
    )


def _row(begun: Round, place: int, one: CoSigner, moment: dt.datetime) -> Other:
    return Other(
        id=uuid4(),
        round=begun.id,
        place=place,
        fin=one.fin,
        role=one.party.label,
        level=one.party.level,
        remind_at=moment + REMINDED[0],
    )
