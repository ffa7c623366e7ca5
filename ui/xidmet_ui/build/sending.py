"""What a move brings, in words: who gets the case, by when they answer, what is issued, what it costs, who is told."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.co_signers import co_signers
from xidmet.cases.terms import state_days, whole_days
from xidmet.check.reading import path
from xidmet.contract.fields import Field, holds
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.shown import show
from xidmet.contract.states import State, Transition
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.working_days import WorkingDays, last_day

Rows = tuple[tuple[str, str], ...]
FINAL = _("No, it is final. What is needed again later is entered anew.")


def sending(case: Case, transition: Transition, actor: Actor, words: Translator, days: WorkingDays) -> Rows:
    """What happens on sending. case: with the answers that would be sent. days: the agency's calendar."""
    target = transition.target
    rows = [
        (words.text(_("Who gets it")), handed_to(case.service, target, words)),
        (words.text(_("Answer by")), _answer_by(case, target, words, days)),
        (words.text(_("What you get")), _issued(case.service, transition, words)),
        (words.text(_("Fee")), due_fee(case, words)),
        (words.text(_("Signature")), words.text(how_signed(transition)) if transition.signed_alone else ""),
        (words.text(_("Signed also by")), _also_signed(case, transition, words)),
        (words.text(_("Will be told")), ", ".join(dict.fromkeys(told(case, transition, actor, words)))),
    ]
    return tuple(row for row in rows if row[1])


def how_signed(transition: Transition) -> str:
    """A msgid."""
    if transition.signed == "or on paper":
        return _("You sign it on the next page: with an e-signature, or on paper")
    return _("You sign it on the next page, with an e-signature")


def _also_signed(case: Case, transition: Transition, words: Translator) -> str:
    """Those of them whom the answers name."""
    return ", ".join(dict.fromkeys(words.text(one.party.label) for one in co_signers(transition, case.answers)))


def also_signed(transition: Transition, words: Translator) -> str:
    """Who else may sign it, before it is sent; "" for nobody."""
    return ", ".join(words.text(party.label) for party in transition.also)


def handed_to(service: type[Service], state: State, words: Translator) -> str:
    """The officers whose turn it is there, each with their agency; "" when it is nobody's."""
    officers = [role for role in state.waiting if isinstance(role, Officer)]
    return ", ".join(f"{words.text(one.label)} — {words.text(one.agency.name)}" for one in officers)


def _answer_by(case: Case, target: State, words: Translator, days: WorkingDays) -> str:
    count = state_days(case, target)
    if count is None:
        count = whole_days(case)
    if count is None or not handed_to(case.service, target, words):
        return words.text(_("At once")) if target.in_force else ""
    last = last_day(days.end(clock.now(), count))
    return words.text(_("{date} ({days} working days, when it is sent today)"), date=last, days=count)


def _issued(service: type[Service], transition: Transition, words: Translator) -> str:
    if transition.issues:
        return words.text(
            _("{document}: made at once, sealed and numbered"), document=words.text(transition.issues.label)
        )
    there = path(service, transition.target)
    later = [one for one in service.transitions if one.issues and set(one.sources) & there]
    if not later:
        return ""
    names = ", ".join(dict.fromkeys(words.text(one.issues.label) for one in later if one.issues))
    if all(isinstance(one.by, Party) for one in later):  # nobody decides: they do it themselves
        return words.text(_("{document}, only after “{move}”"), document=names, move=words.text(later[0].label))
    return words.text(_("{document}, if it is granted"), document=names)


def loses_force(case: Case, transition: Transition, words: Translator) -> str:
    """What becomes of the documents that are in force; "" when the move leaves them alone."""
    if not case.state.in_force or transition.target.in_force:
        return ""
    if any(one.when_inactive == "state" for one in case.service.attestations()):
        return words.text(_("Loses force for good; whoever may check it is told so."))
    return words.text(_("Loses force for good; nobody can check it any more."))


def is_final(service: type[Service], transition: Transition) -> bool:
    """Does nothing lead out of where the move leads to?"""
    return not any(transition.target in one.sources for one in service.transitions)


def due_fee(case: Case, words: Translator) -> str:
    """The amount as the answers have it."""
    field = case.service.fee
    if field is None:
        return words.text(_("Free of charge"))
    value = case.value_of(field)
    return show(field, value, words) if value else words.text(_("As in the fee table"))


def told(case: Case, transition: Transition, actor: Actor, words: Translator) -> Iterator[str]:
    """Who will be told of the move, as these answers have it."""
    for notice in transition.tells:
        if notice.days_before is not None or (notice.when is not None and not holds(notice.when)(case.answers)):
            continue
        if not isinstance(notice.to, Field):
            mine = notice.to is case.service.applicant and case.party == actor.party
            yield words.text(_("You")) if mine else words.text(notice.to.label)
        elif (value := case.value_of(notice.to)) is not None:
            yield show(notice.to, value, words)


def reached(case: Case, transition: Transition, actor: Actor, words: Translator) -> Iterator[str]:
    """The same, with the ways on which it reached the person who made the move; an address of theirs is said once."""
    you, everybody = words.text(_("You")), list(told(case, transition, actor, words))
    for one in everybody:
        if one == you and actor.email:
            yield words.text(_("you (inbox and {email})"), email=actor.email)
        elif one != actor.email or you not in everybody:
            yield one


def next_step(case: Case, words: Translator) -> Rows:
    """What happens next in a case that was sent, and when: whose turn it is, and until which day."""
    state = case.state
    due, name = case.record.due_at, case.record.due_move
    moves = case.service.transition(name) if name else None
    until = words.date(last_day(due)) if due else ""
    if state.in_force:
        said = _("In force until {date}") if until else _("In force")
        return ((words.text(_("What happens next")), words.text(said, date=until)),)
    whose = handed_to(case.service, state, words)
    rows = [(words.text(_("What happens next")), words.text(_("{who} looks at it."), who=whose) if whose else "")]
    if whose and case.record.deadline:
        rows.append((words.text(_("Answer by")), words.date(last_day(case.record.deadline))))
    if until and moves and moves.label:
        rows.append((words.text(_("Then, by itself")), f"{until}: {words.text(moves.label)}"))
    return tuple(row for row in rows if row[1])
