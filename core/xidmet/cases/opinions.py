"""Opinions of other bodies: who was asked, until when, what each answered; and those that come late.

The bodies answer in parallel: an answer of one changes nothing for another, so whoever is a moment later than a
colleague of another body is not sent back. When time takes the case on, an opinion can still be given as long as the
case is not decided: it is kept beside the case, the officers are told, and what moves the case is theirs to judge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xidmet import clock, journal
from xidmet.auth import Actor, is_role
from xidmet.auth.beyond import turned_down
from xidmet.auth.parties import person_key
from xidmet.capsules.files import COMMITTED
from xidmet.cases.case import Case, case_of
from xidmet.cases.find import case_for, find_case
from xidmet.cases.given import read_given
from xidmet.cases.given_files import given_files
from xidmet.cases.hand import INTERNAL
from xidmet.cases.internal import LATE
from xidmet.cases.said import digest_of, internal_digest
from xidmet.cases.site import Site
from xidmet.cases.talk.notify import officers_of_case
from xidmet.check.reading import opinions, path
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.roles import Officer
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale
from xidmet.language import translator
from xidmet.notifications import Addressee, send_directly
from xidmet.store import cases, transaction
from xidmet.store import opinions as store
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import write_effect

AT_ONCE = 50
BY_LATE = "late opinion "  # and the transition, in the place of what a form's token moved
GIVEN = Refusal(why=_("This was done already."), mend=_("Nothing is left for you to do here."))
CAME_LATE = _("An opinion came late")
TELL_LATE = _("In case {number} an opinion came after its term: {opinion}. Look at it before you decide.")


@dataclass(frozen=True)
class Opinion:
    """One that a body was asked for. asked_at: None before it was. due: the last moment. given_at, by: None and ""
    until it came; by: the account. said: what was answered. late: it came, or still fails, after its term.
    """

    transition: Transition
    asked_at: dt.datetime | None
    due: dt.datetime | None
    given_at: dt.datetime | None
    by: str
    said: Form | None
    late: bool


@dataclass(frozen=True)
class Asked:
    """What is asked of a body, in one case."""

    case: Case
    opinion: Opinion


def opinions_of(case: Case) -> tuple[Opinion, ...]:
    """Every opinion that was asked for when the case last waited for some, in the order of the declaration."""
    asked_at = _asked_at(case)
    if asked_at is None:
        return ()
    wanted = [one for one in case.service.transitions if one in opinions(case.service)]
    return tuple(_opinion(case, one, asked_at) for one in wanted)


def _asked_at(case: Case) -> dt.datetime | None:
    """When the case came where it waits, or last waited, for opinions."""
    sources = {state for one in opinions(case.service) for state in one.sources}
    came: dt.datetime | None = None
    for done in case.done:
        move = case.service.transition(done.transition)
        if move is not None and move.target in sources and move.target not in move.sources:
            came = done.at
    return came


def _opinion(case: Case, transition: Transition, asked_at: dt.datetime) -> Opinion:
    given = next((d for d in reversed(case.done) if d.transition == transition.name and d.at >= asked_at), None)
    late = next((d for d in reversed(_late(case)) if d["transition"] == transition.name), None)
    came = given.at if given else _moment(late, asked_at)
    waits = case.state in transition.sources
    due = case.record.state_ends if waits else None
    is_late = bool(came and not given) or (came is None and (not waits or (due is not None and clock.now() >= due)))
    said = next((one for one in case.asked if came and type(one) is transition.asks), None)
    by = given.by if given else late["by"] if came and late else ""
    return Opinion(transition, asked_at, due, came, by, said, is_late)


def _moment(late: Mapping[str, str] | None, since: dt.datetime) -> dt.datetime | None:
    at = dt.datetime.fromisoformat(late["at"]) if late else None
    return at if at and at >= since else None


def _late(case: Case) -> Sequence[Mapping[str, str]]:
    found: Sequence[Mapping[str, str]] = case.record.asked.get(LATE, ())
    return found


def may_give_late(actor: Actor, transition: Transition, case: Case) -> Refusal | None:
    """None while the case, which went on without it, is not decided. Raises NotFound for what was never asked."""
    opinion = next((one for one in opinions_of(case) if one.transition is transition), None)
    if opinion is None or case.state in transition.sources:
        raise NotFound
    if not any(is_role(role, actor, case) for role in transition.actors):
        raise NotFound
    if opinion.given_at is not None:
        return GIVEN
    return None if _can_still_count(case, transition) else DECIDED


DECIDED = Refusal(
    why=_("The case is decided; an opinion changes nothing any more."),
    mend=_("Write to the agency that asked, if it should know of something."),
)


def _can_still_count(case: Case, transition: Transition) -> bool:
    """An officer has it, and nothing was granted: the case can still come to an end that it bears on."""
    leading = any(isinstance(role, Officer) for role in case.state.waiting)
    return leading and not case.state.in_force and bool(path(case.service, case.state) - {case.state})


async def give_late(
    site: Site, actor: Actor, number: str, name: str, *, version: int, token: str, asked: Mapping[str, Any]
) -> Case:
    """Record an opinion that came when the case had gone on. The case stays where it is, in another version: whoever
    decides just now looks again. Raises NotFound, Stale, Refused, WrongAnswers.
    """
    case = await case_for(site, actor, number)
    transition = case.service.transition(name)
    if transition is None or transition not in opinions(case.service):
        raise NotFound
    spent = await cases.submission(token)
    if spent and spent[:2] == (case.record.id, f"{BY_LATE}{name}"):
        return case
    if refusal := may_give_late(actor, transition, case):
        raise turned_down(refusal)
    if case.version != version:
        raise Stale(number)
    given = await read_given(site, case, transition, asked, {})
    try:
        async with transaction():
            await _written(site, actor, case, transition, given.asked, token)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise Refused(GIVEN) from error
    site.wake.ring()
    return await case_for(site, actor, number)


async def _written(site: Site, actor: Actor, case: Case, transition: Transition, said: Form | None, token: str) -> None:
    moment = clock.now()
    forms = dict(case.record.asked.get("forms", {}))
    if said is not None:
        forms.pop(type(said).__name__, None)
        forms[type(said).__name__] = to_store(said)
    late = [*_late(case), {"transition": transition.name, "by": str(actor.account), "at": moment.isoformat()}]
    asked = {**case.record.asked, "forms": forms, LATE: late}
    after = case_of(site, replace(case.record, asked=asked, version=case.version + 1))
    assert after is not None
    if not await cases.change(case.record.id, case.version, moment, asked=asked):
        raise Stale(case.number)
    await given_files(case, transition, said)
    facts = {**actor.marks, "transition": transition.name, "version": str(after.version)}
    personal = {**actor.signature, COMMITTED: digest_of(after), INTERNAL: internal_digest(after)}
    place = await journal.append(case.record.id, "late-opinion", facts, personal)
    told = {"case": case.number, "transition": transition.name}
    await write_effect("late-opinion", told, f"late-opinion:{case.record.id}:{place}", case=case.record.id)
    await cases.spend(token, case.record.id, f"{BY_LATE}{transition.name}", "", moment)


async def tell_of_late(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """The officers who have the case. payload: its number, and the opinion."""
    case = await find_case(site, payload["case"])
    transition = case.service.transition(payload["transition"]) if case else None
    if case is None or transition is None:
        return
    domain = site.catalogue.plugin_of(case.service.slug).name
    try:
        async with transaction():
            for person in await officers_of_case(case):
                to = Addressee(person_key(person.fin, person.id), person.email, person.language)
                named = {"number": case.number, "opinion": translator(person.language, domain).text(transition.label)}
                await send_directly(to, CAME_LATE, TELL_LATE, f"/cases/{case.number}", f"{once}:{person.id}", **named)
    except Exception as error:
        if not is_unique_violation(error):
            raise


def asks_opinions_of(actor: Actor, service: type[Service]) -> list[Transition]:
    """The opinions that somebody in these offices gives in a service."""
    return [
        one for one in opinions(service) if any(isinstance(r, Officer) and r.key in actor.offices for r in one.actors)
    ]


async def asked_of(site: Site, actor: Actor, page: int = 1) -> tuple[list[Asked], bool]:
    """What is asked of the bodies this person speaks for and not answered yet: the nearest term first, and after them
    what was not given in time but still counts. And whether there is another page.
    """
    wanted = {slug: asks_opinions_of(actor, one) for slug, one in site.catalogue.services.items()}
    waiting = {slug: _states(moves) for slug, moves in wanted.items() if moves}
    after = {slug: _went_on(site.catalogue.services[slug], moves) for slug, moves in wanted.items() if moves}
    records = await store.in_states(waiting, AT_ONCE + 1, (page - 1) * AT_ONCE)
    late = await store.in_states(after, AT_ONCE, 0) if page == 1 else []
    found = [
        one for record in [*records[:AT_ONCE], *late] if (made := case_of(site, record)) for one in _open(actor, made)
    ]
    return found, len(records) > AT_ONCE


def _states(moves: Sequence[Transition]) -> list[str]:
    return sorted({state.name for one in moves for state in one.sources})


def _went_on(service: type[Service], moves: Sequence[Transition]) -> list[str]:
    """Where time takes a case that waited for these opinions."""
    sources = {state for one in moves for state in one.sources}
    timed = [one for one in service.transitions if one.at is not None and sources & set(one.sources)]
    return sorted({one.target.name for one in timed})


def _open(actor: Actor, case: Case) -> list[Asked]:
    mine = asks_opinions_of(actor, case.service)
    found = [one for one in opinions_of(case) if one.transition in mine and one.given_at is None]
    waits = [one for one in found if case.state in one.transition.sources or _can_still_count(case, one.transition)]
    return [Asked(case, one) for one in waits]
