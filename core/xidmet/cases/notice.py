"""A notice of a transition -> who is told, and what its text is filled with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.attestations import Attested, written
from xidmet.auth import party_named
from xidmet.cases.case import Case
from xidmet.cases.dispute import decision_of, told_of
from xidmet.cases.extension import extension_of
from xidmet.cases.find import find_case
from xidmet.cases.site import Site
from xidmet.cases.wordings import now as wordings
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Marks
from xidmet.contract.notice import Notice
from xidmet.contract.roles import Officer, Party
from xidmet.contract.shown import show, show_marks, value_of
from xidmet.language import Translator
from xidmet.notifications import Occasion, tell
from xidmet.notifications.tell import Reader, readers_of_answer, readers_of_party
from xidmet.store import accounts, issued
from xidmet.working_days import last_day


async def tell_notice(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Write the messages of one notice. payload: case's number, transition, notice's place, version, number issued."""
    case = await find_case(site, payload["case"])
    transition = case.service.transition(payload["transition"]) if case else None
    if case is None or transition is None:
        return  # the service was switched off meanwhile; the effect has nothing to say any more
    notice = transition.tells[payload["place"]]
    papers = await issued.of_case(case.record.id)
    paper = _paper_of(case, papers, payload["number"], transition.name)
    language = await language_of(case)
    number = written(paper.number) if paper else case.number
    wording = await wordings.in_force(case.service, transition, payload["place"])
    attached = paper.id if paper and notice.attach else None
    occasion = occasion_of(site, case, notice, language, once, number, attached, wording)
    await tell(occasion, await readers_of(notice, case, language))


def _paper_of(case: Case, papers: Sequence[Attested], number: str | None, move: str) -> Attested | None:
    """The one that this very move issued, else the newest before it: the worker comes later, and more may be there."""
    moved = next((done.at for done in reversed(case.done) if done.transition == move), clock.now())
    own = next((one for one in papers if one.number == number), None)
    return own or next((one for one in papers if one.issued_at <= moved), None)


def occasion_of(
    site: Site,
    case: Case,
    notice: Notice,
    language: str,
    once: str,
    number: str,
    attached: UUID | None,
    wording: Mapping[str, str],
) -> Occasion:
    """number: of what was issued, else of the case. attached: the document that goes along. wording: the agency's."""
    link = _link(site, case, notice)
    return Occasion(
        case=case.record.id,
        domain=site.catalogue.plugin_of(case.service.slug).name,
        title=case.service.title,
        text=notice.text,
        link=link,
        language=language,
        once=once,
        issued=attached,
        values=_values(case, number) | {"link": site.settings.address + link},
        wording=wording,
        below=_disputing(case, notice),
    )


def _disputing(case: Case, notice: Notice) -> Callable[[Translator], str] | None:
    """Under a decision against them, for those who can dispute it."""
    appeal, decided = case.service.appeal, decision_of(case)
    move = case.service.transition(decided.transition) if decided else None
    if appeal is None or move is None or notice not in move.tells:
        return None
    readers = (case.service.applicant, *appeal.by)
    return (
        partial(told_of, case) if any(notice.to is one for one in readers) else None
    )  # a field compares to a condition


def _link(site: Site, case: Case, notice: Notice) -> str:
    """A reminder of what ends leads to the service that extends it, where there is one."""
    extension = extension_of(site.catalogue, case.service) if notice.days_before is not None else None
    if extension:
        return f"/services/{extension.slug}"
    beside = isinstance(notice.to, Party) and party_of(notice.to, case) != case.party
    return f"/my-data/{case.number}" if beside else f"/cases/{case.number}"


async def tell_party(
    site: Site, case: Case, text: str, once: str, link: str, values: Mapping[str, Any], party: str = ""
) -> None:
    """Write the messages of what the portal itself has to say to the people of a case. party: if it is not its own."""
    language = await language_of(case)
    occasion = Occasion(
        case=case.record.id,
        domain=site.catalogue.plugin_of(case.service.slug).name,
        title=case.service.title,
        text=text,
        link=link,
        language=language,
        once=once,
        issued=None,
        values=values,
    )
    await tell(occasion, await readers_of_party(party or case.party, language, case.service.slug))


async def tell_officers(
    site: Site, case: Case, text: str, once: str, link: str, values: Mapping[str, Any], roles: Sequence[Officer]
) -> None:
    """The same to everybody who holds one of these offices, once each."""
    found = [one for role in roles for one in await accounts.holders(role.key, clock.now())]
    readers = list(dict.fromkeys(Reader("", one.email, one.language) for one in found))
    domain, title = site.catalogue.plugin_of(case.service.slug).name, case.service.title
    await tell(Occasion(case.record.id, domain, title, text, link, "az", f"{once}:o", None, values), readers)


async def language_of(case: Case) -> str:
    """Of whoever began it."""
    opener = await accounts.person(case.record.opened_by) if case.record.opened_by else None
    return opener.language if opener else "az"


async def readers_of(notice: Notice, case: Case, language: str) -> list[Reader]:
    if isinstance(notice.to, Officer):
        return [Reader("", p.email, p.language) for p in await accounts.holders(notice.to.key, clock.now())]
    if isinstance(notice.to, Party):
        return await readers_of_party(party_of(notice.to, case), language, case.service.slug)
    return await readers_of_answer(notice.to, case.value_of(notice.to), language)


def party_of(role: Party, case: Case) -> str:
    """The party that somebody in this role is in this case."""
    return case.party if role.who is None else party_named(role.who, case.value_of(role.who)) or case.party


def _values(case: Case, number: str) -> dict[str, Any]:
    """Every answer by its name, shown in the reader's language when the text is filled."""
    values: dict[str, Any] = {}
    forms = (case.answers, *case.asked)
    for answers in forms:
        for name, field in type(answers).fields.items():
            values[name] = partial(_shown, field, answers, case.service.form)
    for attestation in case.service.attestations():
        for name, field in attestation.of.fields.items():
            values.setdefault(name, partial(_of_case, field, case))
    values["deadline"] = _said_end(case.record.due_at or case.record.deadline)
    values["state"] = lambda words: words.text(case.state.label)
    values["number"] = number
    return values


def _said_end(end: dt.datetime | None) -> dt.datetime | dt.date | None:
    """By its last day, where it is over with that day: nobody counts to midnight of the next one."""
    return last_day(end) if end and clock.local(end).time() == dt.time() else end


def _shown(field: Field[Any], answers: Form, about: type[Form], words: Translator) -> str:
    value = value_of(field, answers)
    return show_marks(about, value or {}, words) if isinstance(field, Marks) else show(field, value, words)


def _of_case(field: Field[Any], case: Case, words: Translator) -> str:
    return show(field, case.value_of(field), words)
