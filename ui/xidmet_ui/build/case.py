"""A case as its party sees it: state, papers, history, what can be done now."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from xidmet import clock
from xidmet.attestations import Attested, written
from xidmet.attestations.check import in_force
from xidmet.auth import Actor, may
from xidmet.cases import Case, dispute
from xidmet.cases.again import is_over
from xidmet.cases.internal import seen_forms
from xidmet.cases.opened import opened
from xidmet.check.reading import says_why
from xidmet.contract.form import Form, Marks
from xidmet.contract.listed import Group
from xidmet.contract.shown import show, show_marks, value_of
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.journal import Entry
from xidmet.language import Translator
from xidmet.notifications.inbox import Told

from xidmet_ui.build.beside import BESIDE
from xidmet_ui.build.by_whom import by_whom
from xidmet_ui.build.corrections import Corrections, corrections
from xidmet_ui.build.sending import Rows, next_step, reached
from xidmet_ui.build.sms import address_shown

WAYS = {"inbox": _("Inbox"), "email": _("E-mail"), "sms": _("SMS")}
TOLD = {
    "waiting": _("is on its way"),
    "sent": _("was sent"),
    "delivered": _("was delivered"),
    "read": _("was read"),
    "failed": _("could not be delivered"),
}


@dataclass(frozen=True)
class Paper:
    label: str
    number: str
    status: str
    kind: str
    href: str
    checks: int


@dataclass(frozen=True)
class Happened:
    """how: the move that led here. kind: beside, for what others did without a change. here: the case stands here."""

    title: str
    at: dt.datetime | None
    who: str
    how: str = ""
    kind: str = ""
    here: bool = False


@dataclass(frozen=True)
class Sent:
    way: str
    to: str
    state: str
    at: dt.datetime


@dataclass(frozen=True)
class MoveLink:
    name: str
    label: str


@dataclass(frozen=True)
class CasePage:
    """then: what comes after the move that was just made. until: the day on which a draft is removed. decision: the
    officer's act that led here, with its ground. again: the token with which a new one is begun from it. follows: the
    number of the case from which this one was begun.
    """

    number: str
    title: str
    agency: str
    state: str
    kind: str
    deadline: str
    just_done: str
    then: Rows
    fill: str
    until: str
    papers: tuple[Paper, ...]
    moves: tuple[MoveLink, ...]
    decision: tuple[str, Rows] | None
    correct: Corrections | None
    steps: tuple[Group, ...]
    timeline: tuple[Happened, ...]
    told: tuple[Sent, ...]
    appeal: tuple[str, str]
    is_theirs: bool
    again: str
    follows: str


def is_theirs(case: Case, actor: Actor) -> bool:
    """Of the party, as against an officer who looks at it."""
    return case.party in (actor.party, actor.own_party)


def kind_of(case: Case) -> str:
    """The dot beside a state: in force, somebody's turn, or over."""
    if case.state_now.in_force:
        return "ok"
    return "wait" if case.state_now.waiting else "off"


def case_page(
    case: Case,
    actor: Actor,
    papers: Sequence[Attested],
    checks: Mapping[UUID, int],
    entries: Sequence[Entry],
    told: Sequence[Told],
    done: str,
    words: Translator,
    steps: tuple[Group, ...] = (),
    until: dt.datetime | None = None,
) -> CasePage:
    """steps: the answers of a sent case. until: when a draft is removed."""
    service = case.service
    mine = case.party == actor.party and bool(opened(case))
    due = case.record.due_at
    transition = _just_made(case, done)
    return CasePage(
        number=case.number,
        title=words.text(service.title),
        agency=words.text(service.agency.name) if service.agency else "",
        state=words.text(case.label_now),
        kind=kind_of(case),
        deadline=words.moment(due) if due and not case.state.in_force and not case.overdue else "",
        just_done=_just_done(case, transition, words) if transition else "",
        then=_then(case, transition, actor, words) if transition and is_theirs(case, actor) else (),
        fill=f"/cases/{case.number}/fill" if mine else "",
        until=words.date(clock.local(until).date()) if until and mine else "",
        correct=corrections(case, words) if mine and not case.is_draft else None,
        papers=tuple(_paper(case, one, checks.get(one.id, 0), words) for one in papers),
        moves=() if case.is_draft else moves(case, actor, words),
        decision=decision(case, words, to_staff=not is_theirs(case, actor)),
        steps=steps,
        timeline=timeline(case, entries, words),
        told=tuple(_told(one, words) for one in told if one.state),
        appeal=appeal(case, words),
        is_theirs=is_theirs(case, actor),
        again=secrets.token_urlsafe(24) if case.party == actor.party and is_over(case) else "",
        follows=case.record.follows,
    )


def moves(case: Case, actor: Actor, words: Translator) -> tuple[MoveLink, ...]:
    """What this person may do now; the server asks the same question again."""
    leaving = (t for t in case.service.leaving(case.state) if t.by and not t.amends)
    able = [t for t in leaving if may(actor, t, case) is None]
    return tuple(MoveLink(t.name, words.text(t.label)) for t in able)


def _just_made(case: Case, name: str) -> Transition | None:
    """The move of this name, if it is the last one that was made."""
    return case.service.transition(name) if case.done and case.done[-1].transition == name else None


def _just_done(case: Case, transition: Transition, words: Translator) -> str:
    if transition.issues and case.state.in_force:
        return words.text(_("Your document is ready: {document}"), document=words.text(transition.issues.label))
    if case.service.starts in transition.sources:
        return words.text(_("Your application was sent"))
    return words.text(_("Done. State of the case: {state}"), state=words.text(case.state.label))


def _then(case: Case, transition: Transition, actor: Actor, words: Translator) -> Rows:
    """Where copies went, what happens next and when, and how it is followed."""
    copies = ", ".join(dict.fromkeys(reached(case, transition, actor, words)))
    follow = _("Under its number in “My cases”; every change is told in your inbox too.")
    rows = [
        (words.text(_("Messages went to")), copies),
        *next_step(case, words),
        (words.text(_("How to follow it")), words.text(follow) if case.service.leaving(case.state) else ""),
    ]
    return tuple(row for row in rows if row[1])


def decision(case: Case, words: Translator, *, to_staff: bool) -> tuple[str, Rows] | None:
    """What the officer said whose act led here: the ground, the reason; what is for officers alone only to them."""
    last = case.service.transition(case.done[-1].transition) if case.done else None
    if last is None or not says_why(case.service, last.name):
        return None
    said = next((one for one in seen_forms(case, to_staff=to_staff) if type(one) is last.asks), None)
    return (words.text(last.label), answers_of(said, words, case.service.form)) if said is not None else None


def appeal(case: Case, words: Translator) -> tuple[str, str]:
    """Where and until when the last decision can be disputed, and under which law; only once there is such a one."""
    told = dispute.way(case, words)
    return (told, dispute.law(case, words)) if told else ("", "")


def _paper(case: Case, paper: Attested, checks: int, words: Translator) -> Paper:
    label = next((words.text(a.label) for a in case.service.attestations() if a.name == paper.attestation), "")
    active = in_force(paper)
    if active:
        until = words.date(paper.valid_until - dt.timedelta(hours=1)) if paper.valid_until else ""
        status = words.text(_("In force until {date}"), date=until) if until else words.text(_("In force"))
    else:
        status = words.text(_("No longer in force"))
    href = f"/attestations/{paper.number}/pdf"
    return Paper(label, written(paper.number), status, "ok" if active else "off", href, checks)


def answers_of(answers: Form, words: Translator, about: type[Form] | None = None) -> Rows:
    """Every answer that was given, as label and text. about: the form whose questions were marked."""
    return tuple(
        (words.text(field.label), show_marks(about, value, words) if about and marks else show(field, value, words))
        for field in type(answers).fields.values()
        if (value := value_of(field, answers)) is not None
        for marks in (isinstance(field, Marks),)
    )


def timeline(case: Case, entries: Sequence[Entry], words: Translator) -> tuple[Happened, ...]:
    """The case stands at its last change, whoever looked at it since."""
    rows = [made for entry in entries if (made := _happened(case, entry, words))]
    last = max((place for place, row in enumerate(rows) if not row.kind), default=None)
    if last is not None:
        rows[last] = replace(rows[last], kind=f"now {kind_of(case)}", here=True)
    return tuple(rows)


def _happened(case: Case, entry: Entry, words: Translator) -> Happened | None:
    who = by_whom(entry, words)
    if entry.kind == "opened":
        return Happened(words.text(_("Opened")), entry.happened_at, who)
    if entry.kind == "moved":
        transition = case.service.transition(str(entry.facts.get("transition")))
        how = words.text(transition.label) if transition else ""
        target = words.text(transition.target.label) if transition else ""
        return Happened(target, entry.happened_at, who, how)
    if entry.kind == "rows-taken":
        count = int(entry.facts.get("added") or 0) + int(entry.facts.get("replaced") or 0)
        return Happened(
            words.text(_("Rows taken from a file: {count}"), count=count), entry.happened_at, who, kind="beside"
        )
    if entry.kind == "checked":
        who = who or words.text(_("Somebody who was not signed in"))
        return Happened(words.text(_("Checked")), entry.happened_at, who, kind="beside")
    if entry.kind in BESIDE:
        return Happened(words.text(BESIDE[entry.kind]), entry.happened_at, who, entry.personal.get("at", ""), "beside")
    if entry.kind == "infected":
        told = _("The file “{name}” contains {finding}")
        name, finding = entry.personal.get("name", ""), entry.facts.get("finding", "")
        return Happened(words.text(told, name=name, finding=finding), entry.happened_at, "", kind="beside")
    return None


def _told(told: Told, words: Translator) -> Sent:
    state = words.text(TOLD.get(told.state, "")) + (f": {told.reason}" if told.reason else "")
    return Sent(words.text(WAYS[told.channel]), address_shown(told.channel, told.address), state, told.created_at)
