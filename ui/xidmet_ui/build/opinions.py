"""Opinions as officers see them: side by side on the page of the case, and as a list of what is asked of a body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.opinions import Asked, Opinion, opinions_of
from xidmet.cases.talk import speaking
from xidmet.contract.roles import Officer
from xidmet.contract.texts import _
from xidmet.journal import Entry
from xidmet.language import Translator
from xidmet.working_days import last_day

from xidmet_ui.build.case import answers_of
from xidmet_ui.build.sending import Rows

WENT_ON = _("The term is over and the case went on. Your opinion is kept with it, and its officers are told.")


@dataclass(frozen=True)
class OpinionShown:
    """state: "given", "late" (given after the term), "waits" or "overdue". href: where it is given, by this reader."""

    body: str
    label: str
    asked: dt.datetime | None
    due: str
    given: dt.datetime | None
    who: str
    state: str
    rows: Rows
    href: str


def opinions_shown(case: Case, actor: Actor, entries: Sequence[Entry], words: Translator) -> tuple[OpinionShown, ...]:
    """For those who lead the case all; for a body that was asked its own; for the applicant what is disclosed."""
    found = opinions_of(case)
    if not found:
        return ()
    leads = any(role.key in actor.offices for role in speaking(case.service)) and case.party != actor.party
    return tuple(
        opinion_shown(case, one, entries, words, actor)
        for one in found
        if leads or _is_theirs(one, actor) or (one.transition.disclosed and case.party == actor.party)
    )


def _is_theirs(opinion: Opinion, actor: Actor) -> bool:
    return any(isinstance(role, Officer) and role.key in actor.offices for role in opinion.transition.actors)


def opinion_shown(
    case: Case, opinion: Opinion, entries: Sequence[Entry], words: Translator, actor: Actor
) -> OpinionShown:
    given, move = opinion.given_at, opinion.transition
    state = ("late" if opinion.late else "given") if given else "overdue" if opinion.late else "waits"
    return OpinionShown(
        body=body_of(opinion, words),
        label=words.text(move.label),
        asked=opinion.asked_at,
        due=words.date(last_day(opinion.due)) if opinion.due else "",
        given=given,
        who=_who(opinion, entries) if given else "",
        state=state,
        rows=answers_of(opinion.said, words, case.service.form) if opinion.said is not None else (),
        href=address_of(case, opinion) if not given and _is_theirs(opinion, actor) else "",
    )


def body_of(opinion: Opinion, words: Translator) -> str:
    roles = [role for role in opinion.transition.actors if isinstance(role, Officer)]
    return ", ".join(dict.fromkeys(words.text(role.agency.name) for role in roles))


def _who(opinion: Opinion, entries: Sequence[Entry]) -> str:
    kinds = ("moved", "late-opinion")
    made = [one for one in entries if one.kind in kinds and one.facts.get("transition") == opinion.transition.name]
    return made[-1].personal.get("who", "") if made else ""


def address_of(case: Case, opinion: Opinion) -> str:
    waits = case.state in opinion.transition.sources
    return f"/cases/{case.number}/{'move' if waits else 'opinion'}/{opinion.transition.name}"


@dataclass(frozen=True)
class AskedRow:
    number: str
    title: str
    what: str
    asked: dt.datetime | None
    due: str
    late: bool
    went_on: bool
    href: str


def asked_row(one: Asked, words: Translator) -> AskedRow:
    case, opinion = one.case, one.opinion
    return AskedRow(
        number=case.number,
        title=words.text(case.service.title),
        what=words.text(opinion.transition.label),
        asked=opinion.asked_at,
        due=words.date(last_day(opinion.due)) if opinion.due else "",
        late=opinion.late,
        went_on=case.state not in opinion.transition.sources,
        href=address_of(case, opinion),
    )


def late_effects(case: Case, words: Translator) -> Rows:
    """What giving an opinion does when the case has gone on."""
    return (
        (words.text(_("Case")), case.number),
        (words.text(_("State now")), words.text(case.state.label)),
        (
            words.text(_("What happens")),
            words.text(WENT_ON),
        ),
    )
