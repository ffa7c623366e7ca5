"""Move a case: one transaction with the version check, the new state, journal rows, attestation and effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from xidmet.auth import Actor, is_role, may
from xidmet.auth.beyond import turned_down
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.co_signers import named_anew
from xidmet.cases.consequences import Given, write
from xidmet.cases.counting import Counting, broken
from xidmet.cases.desk.lease import need_lease
from xidmet.cases.facts import broken_now, facts_of
from xidmet.cases.find import find_case
from xidmet.cases.given import read_given
from xidmet.cases.once import USED_ELSEWHERE, Posted, case_of_token, one_already
from xidmet.cases.signed import OneOfList, UnderMove, need_all_signatures, need_signature
from xidmet.cases.site import Site
from xidmet.check.reading import is_reopening, opinions
from xidmet.contract.states import Transition
from xidmet.errors import NotFound, Refused, Stale, UsedElsewhere
from xidmet.store import issued, transaction
from xidmet.store.bound import is_unique_violation

log = structlog.get_logger()


@dataclass(frozen=True)
class Moved:
    """The case after the move; issued: the number of what it issued; again: this was posted before."""

    case: Case
    issued: str | None = None
    again: bool = False


async def move(
    site: Site,
    mover: Mover,
    number: str,
    name: str,
    *,
    version: int,
    token: str,
    digest: str = "",
    asked: Mapping[str, Any] | None = None,
    amended: Mapping[str, Any] | None = None,
    signed: UnderMove | None = None,
) -> Moved:
    """Make a transition. All of it, or nothing.

    mover: a person, a register, or None for time. name: of the transition. version: of the case as the mover saw it.
    token: of the form that was posted; the same one again gives the first result. digest: of what came with it by
    machine. asked, amended: raw input of what the transition asks, and of answers it lets be changed. signed: the
    judged signature, where the transition wants one, or the item of a list.
    Raises NotFound, Stale, Refused (may not, not signed, or a rule does not hold), WrongAnswers, RegisterDown.
    """
    case = await find_case(site, number)
    transition = case.service.transition(name) if case else None
    if case is None or transition is None or is_reopening(case.service, transition):
        raise NotFound  # what only an upheld complaint does is done where that is decided
    posted = Posted(token, digest)
    first = await _first(site, mover, case, transition, posted)
    if first:
        return first
    if case.version != version and not only_opinions_since(case, transition, version):
        raise Stale(number)
    for _try in range(len(opinions(case.service))):
        try:
            return await _made(site, mover, case, transition, posted, asked or {}, amended or {}, signed)
        except Stale:  # another body may have given its opinion in this very moment
            case = await _again(site, case, transition)
    return await _made(site, mover, case, transition, posted, asked or {}, amended or {}, signed)


async def _again(site: Site, case: Case, transition: Transition) -> Case:
    """The case as it is now, when nothing but other opinions came between. Raises Stale."""
    now = await find_case(site, case.number)
    if now is None or now.version == case.version or not only_opinions_since(now, transition, case.version):
        raise Stale(case.number)
    return now


def only_opinions_since(case: Case, transition: Transition, version: int) -> bool:
    """Whether all that changed since this version is what other bodies said beside this opinion: it changes nothing
    for it, so that nobody is sent back for being the second.
    """
    beside = opinions(case.service)
    count = case.version - version
    newer = [case.service.transition(done.transition) for done in case.done[-count:]] if count > 0 else []
    return transition in beside and len(newer) == count > 0 and all(m in beside and m is not transition for m in newer)


async def _made(
    site: Site,
    mover: Mover,
    case: Case,
    transition: Transition,
    posted: Posted,
    asked: Mapping[str, Any],
    amended: Mapping[str, Any],
    signed: UnderMove | None,
) -> Moved:
    await _need_leave(mover, transition, case)
    need_signature(site, mover, case, transition, signed)
    given = await read_given(site, case, transition, asked, amended)
    if isinstance(signed, OneOfList):
        signed = replace(signed, case=case.record.id)
    if signed and not signed.is_over(given):
        raise Stale(case.number)  # what a register says is another answer now than the one that was signed
    need_all_signatures(transition, given.answers, signed)
    facts = await facts_of(site, case, transition, given.answers, given.asked) if transition.needs else None
    refusal = named_anew(case.service, transition, case.co_signers, given.answers)
    refusal = refusal or (broken(transition, given.answers, facts) if facts else None)
    if refusal:
        raise Refused(refusal)
    return await _written(site, mover, case, transition, replace(given, signed=signed), posted, facts)


async def _need_leave(mover: Mover, transition: Transition, case: Case) -> None:
    """Raises Refused, and the log says whom; also while another officer is deciding the case."""
    refusal = may(mover, transition, case)
    if refusal:
        account = str(mover.account) if isinstance(mover, Actor) else ""
        log.info("may not move", case=case.number, state=case.state.name, transition=transition.name, account=account)
        raise turned_down(refusal)
    await need_lease(case, transition, mover)


async def _first(site: Site, mover: Mover, case: Case, transition: Transition, posted: Posted) -> Moved | None:
    """What this very form did before, for somebody who could do it. Raises UsedElsewhere for another form's token."""
    spent = await case_of_token(site, posted.token, posted.digest)
    if spent is None:
        return None
    after, moved = spent
    theirs = any(is_role(role, mover, after) for role in transition.actors)
    if (after.record.id, moved) != (case.record.id, transition.name) or not theirs:
        raise UsedElsewhere(USED_ELSEWHERE)
    numbers = await issued.of_case(case.record.id)
    return Moved(after, numbers[0].number if numbers else None, again=True)


async def _written(
    site: Site,
    mover: Mover,
    case: Case,
    transition: Transition,
    given: Given,
    posted: Posted,
    facts: Counting | None,
) -> Moved:
    try:
        async with transaction():
            if facts and (refusal := await broken_now(case, transition, given.answers, facts)):
                raise Refused(refusal)
            number = await write(site, mover, case, transition, given, posted)
    except Exception as error:
        # Whoever was first may have been this very form, posted twice at the same time: then both get one result.
        second = isinstance(error, Stale)
        if not second and not is_unique_violation(error):
            raise
        first = await _first(site, mover, case, transition, posted)
        if first:
            return first
        if second:
            raise
        raise Refused(one_already(case.service)) from error
    site.wake.ring()
    after = await find_case(site, case.number)
    if after is None:
        raise NotFound
    return Moved(after, number)
