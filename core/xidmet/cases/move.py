"""Move a case: one transaction with the version check, the new state, journal rows, attestation and effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from xidmet.auth import Actor, is_role, may
from xidmet.auth.beyond import turned_down
from xidmet.auth.may import Mover
from xidmet.cases.answer import read_answers
from xidmet.cases.attached import files_of, infected, understood
from xidmet.cases.case import Case
from xidmet.cases.consequences import Given, write
from xidmet.cases.facts import first_broken
from xidmet.cases.find import find_case
from xidmet.cases.once import USED_ELSEWHERE, Posted, case_of_token
from xidmet.cases.opened import opened
from xidmet.cases.site import Site
from xidmet.contract.answers import SURE
from xidmet.contract.form import Form, Marks
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.shown import value_of
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale, UsedElsewhere, WrongAnswers
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
) -> Moved:
    """Make a transition. All of it, or nothing.

    mover: a person, a register, or None for time. name: of the transition. version: of the case as the mover saw it.
    token: of the form that was posted; the same one again gives the first result. digest: of what came with it by
    machine. asked, amended: raw input of what the transition asks, and of answers it lets be changed.
    Raises NotFound, Stale, Refused (may not, or a rule does not hold), WrongAnswers, RegisterDown.
    """
    case = await find_case(site, number)
    transition = case.service.transition(name) if case else None
    if case is None or transition is None:
        raise NotFound
    posted = Posted(token, digest)
    first = await _first(site, mover, case, transition, posted)
    if first:
        return first
    if case.version != version:
        raise Stale(number)
    refusal = may(mover, transition, case)
    if refusal:
        account = str(mover.account) if isinstance(mover, Actor) else ""
        log.info("may not move", case=number, state=case.state.name, transition=name, account=account)
        raise turned_down(refusal)
    given = await _given(site, case, transition, asked or {}, amended or {})
    refusal = await first_broken(site, case, transition, given.answers, given.asked)
    if refusal:
        raise Refused(refusal)
    return await _written(site, mover, case, transition, given, posted)


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


async def _given(
    site: Site, case: Case, transition: Transition, asked: Mapping[str, Any], amended: Mapping[str, Any]
) -> Given:
    """The answers as they will stand, read anew from what was typed: a stored copy of a register's row may be old."""
    errors: dict[str, Any] = {}
    files = await files_of(case, case.service.form, *([transition.asks] if transition.asks else []))
    answers, typed, changed = case.answers, case.record.typed, False
    if case.is_draft or transition.amends:
        typed = {**typed, **understood(case.service.form, _allowed(case, transition, amended), files)}
        found = await read_answers(site, case.service.form, typed, case.party)
        answers, changed = _as_they_will_stand(case, found.so_far), True
        errors = _of_open(case, found.errors | infected(typed, answers, files))
    form: Form | None = None
    if transition.asks:
        given = understood(transition.asks, asked, files)
        reply = await read_answers(site, transition.asks, given, case.party)
        form = reply.so_far
        errors |= reply.errors | infected(given, form, files) | _of_nothing(case, form)
    if errors:
        raise WrongAnswers(errors)
    return Given(answers, typed, changed, form)


def _of_nothing(case: Case, asked: Form) -> dict[str, Any]:
    """Marks beside answers that this service does not ask, or that can't be given anew."""
    marks = [(field, value_of(field, asked) or {}) for field in type(asked).fields.values() if isinstance(field, Marks)]
    wrong = (one for one, marked in marks if set(marked) - {field.name for field in one.choices(case.service.form)})
    return {one.name: Mistake(_("Choose from the list.")) for one in wrong}


def _allowed(case: Case, transition: Transition, amended: Mapping[str, Any]) -> dict[str, Any]:
    is_open = opened(case) if transition.amends else {}
    return {name: value for name, value in amended.items() if name.removesuffix(SURE) in is_open}


def _as_they_will_stand(case: Case, now: Form) -> Form:
    """Of a sent case only what is open changes: the rest stays as it was sent, whatever registers say by now."""
    if case.is_draft:
        return now
    is_open = opened(case)
    changed = {name: value for name, value in vars(now).items() if name in is_open}
    return case.service.form(**{**vars(case.answers), **changed})


def _of_open(case: Case, errors: dict[str, Any]) -> dict[str, Any]:
    return {path: said for path, said in errors.items() if path.split("-")[0] in opened(case)}


async def _written(site: Site, mover: Mover, case: Case, transition: Transition, given: Given, posted: Posted) -> Moved:
    try:
        async with transaction():
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
        raise Refused(_one_already(case)) from error
    site.wake.ring()
    after = await find_case(site, case.number)
    if after is None:
        raise NotFound
    return Moved(after, number)


def _one_already(case: Case) -> Refusal:
    at = case.service.one_per[0] if case.service.one_per else None
    return Refusal(at, why=_("There is one like this already."), mend=_("Look in “My cases” and change that one."))
