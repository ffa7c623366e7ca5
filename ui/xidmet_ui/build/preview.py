"""A decision before it is made: what the applicant will read, and where it differs from what was proposed."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.internal import is_internal
from xidmet.cases.preview import Message, Preview
from xidmet.cases.proposed import Proposal
from xidmet.check.reading import against_the_party
from xidmet.contract.form import Form, Marks
from xidmet.contract.roles import Officer
from xidmet.contract.shown import show, show_marks, value_of
from xidmet.contract.states import Transition
from xidmet.journal import Entry
from xidmet.language import LANGUAGES, NAMES, Translator

from xidmet_ui.build.case import WAYS, appeal, decision
from xidmet_ui.build.sending import Rows
from xidmet_ui.build.sms import address_shown


@dataclass(frozen=True)
class MessageShown:
    way: str
    to: str
    subject: str
    text: str
    attached: bool


@dataclass(frozen=True)
class PreviewShown:
    """decision: label and answers, as the case's page will show them. paper: label, and what the document will say.

    pages: its pictures, as addresses of data, since they are kept nowhere. appeal: where and until when, and the law;
    ("", "") where nothing is to be disputed. differs: question, what was proposed, what stands now. same: a colleague
    proposed this very move.
    """

    language: str
    languages: tuple[tuple[str, str, bool], ...]
    messages: tuple[MessageShown, ...]
    state: str
    decision: tuple[str, Rows] | None
    appeal: tuple[str, str]
    paper: tuple[str, Rows] | None
    pages: tuple[str, ...]
    differs: tuple[tuple[str, str, str], ...]
    same: bool


@dataclass(frozen=True)
class ProposalShown:
    label: str
    who: str
    at: dt.datetime
    rows: Rows


def can_be_previewed(transition: Transition, actor: Actor, case: Case) -> bool:
    """An officer's act of which the applicant reads anything."""
    by_officer = any(isinstance(role, Officer) for role in transition.actors)
    if not by_officer or is_internal(case.service, transition) or case.party == actor.party:
        return False
    return bool(transition.tells or transition.issues) or against_the_party(case.service, transition)


def preview_shown(
    made: Preview, transition: Transition, before: Proposal | None, theirs: Translator, words: Translator
) -> PreviewShown:
    """theirs: in the language in which the applicant would read it; words: of whoever decides."""
    issues = transition.issues
    return PreviewShown(
        language=made.language,
        languages=tuple((one, NAMES[one], one == made.language) for one in LANGUAGES),
        messages=tuple(_message(one, words) for one in made.messages),
        state=theirs.text(made.after.state.label),
        decision=decision(made.after, theirs, to_staff=False),
        appeal=appeal(made.after, theirs),
        paper=(theirs.text(issues.label), _rows(made.paper, theirs)) if issues and made.paper else None,
        pages=tuple("data:image/png;base64," + base64.b64encode(one).decode() for one in made.pages),
        differs=_differences(before, made.said, words, made.after.service.form),
        same=before is not None and type(before.said) is type(made.said),
    )


def _message(one: Message, words: Translator) -> MessageShown:
    told = one.told
    address = address_shown(told.channel, told.address)
    return MessageShown(words.text(WAYS[told.channel]), address, told.subject, one.text, one.attached)


def _rows(form: Form, words: Translator) -> Rows:
    fields = type(form).fields
    return tuple((words.text(field.label), show(field, vars(form).get(name), words)) for name, field in fields.items())


def _differences(
    before: Proposal | None, said: Form | None, words: Translator, about: type[Form]
) -> tuple[tuple[str, str, str], ...]:
    if before is None or before.said is None or said is None or type(before.said) is not type(said):
        return ()
    found = []
    for field in type(said).fields.values():
        was, now = value_of(field, before.said), value_of(field, said)
        if was != now:
            shown = [
                show_marks(about, one or {}, words) if isinstance(field, Marks) else show(field, one, words)
                for one in (was, now)
            ]
            found.append((words.text(field.label), shown[0], shown[1]))
    return tuple(found)


def proposal_shown(case: Case, found: Proposal, entries: list[Entry], rows: Rows, words: Translator) -> ProposalShown:
    """entries: the case's journal, which knows the name. rows: what was said."""
    made = [one for one in entries if one.kind == "moved" and one.facts.get("transition") == found.transition.name]
    who = made[-1].personal.get("who", "") if made else ""
    return ProposalShown(words.text(found.transition.label), who, found.done.at, rows)
