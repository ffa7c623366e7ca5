"""What the applicant will read of a decision, before it is made: by the code that sends it; nothing is written.

The number of what would be issued is drawn only with the decision, so its place says that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.attestations.draft import draft_pages
from xidmet.attestations.issue import drawn, drawn_record
from xidmet.attestations.render import Printed
from xidmet.auth import Actor, may
from xidmet.auth.beyond import turned_down
from xidmet.cases.case import Case
from xidmet.cases.consequences import Given, case_after, is_wanted
from xidmet.cases.facts import first_broken
from xidmet.cases.find import case_for
from xidmet.cases.given import read_given
from xidmet.cases.notice import language_of, occasion_of, readers_of
from xidmet.cases.site import Site
from xidmet.cases.wordings import now as wordings
from xidmet.contract.form import Form
from xidmet.contract.roles import Officer
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale
from xidmet.language import LANGUAGES, translator
from xidmet.notifications.letters import letter
from xidmet.notifications.tell import messages
from xidmet.store.messages import Told

NUMBER = _("(its number is drawn when it is issued)")


@dataclass(frozen=True)
class Message:
    """text: of a letter as it leaves, with its link and its last lines. attached: a document goes along."""

    told: Told
    text: str
    attached: bool


@dataclass(frozen=True)
class Preview:
    """after: the case as it would be. said: what the move was asked. paper: what the document would show.

    pages: pictures of that document as a draft, in the language in which it is issued.
    """

    after: Case
    language: str
    messages: tuple[Message, ...]
    said: Form | None
    paper: Form | None
    pages: tuple[bytes, ...]


async def preview(
    site: Site, actor: Actor, number: str, name: str, *, version: int, asked: Mapping[str, Any], language: str = ""
) -> Preview:
    """language: "" for the one in which the applicant is written to.

    Raises as making the move would: NotFound, Stale, Refused, WrongAnswers, RegisterDown.
    """
    case = await case_for(site, actor, number)
    transition = case.service.transition(name)
    if transition is None:
        raise NotFound
    if case.version != version:
        raise Stale(number)
    if refusal := may(actor, transition, case):
        raise turned_down(refusal)
    given = await read_given(site, case, transition, asked, {})
    if broken := await first_broken(site, case, transition, given.answers, given.asked):
        raise Refused(broken)
    return await _of(site, actor, case, transition, given, language)


async def _of(site: Site, actor: Actor, case: Case, transition: Transition, given: Given, language: str) -> Preview:
    after = await case_after(site, case, transition, given, actor, clock.now())
    spoken = language if language in LANGUAGES else await language_of(after)
    domain = site.catalogue.plugin_of(case.service.slug).name
    number = translator(spoken, domain).text(NUMBER) if transition.issues else case.number
    found = [
        one
        for place in range(len(transition.tells))
        for one in await _messages(site, after, transition, place, number, spoken)
    ]
    paper = drawn_record(after, transition.issues, number) if transition.issues else None
    return Preview(after, spoken, tuple(found), given.asked, paper, await _pages(site, after, transition))


async def _pages(site: Site, after: Case, transition: Transition) -> tuple[bytes, ...]:
    if transition.issues is None:
        return ()
    attested, _record = drawn(after, after.record.id, transition.issues, clock.now())
    record = drawn_record(after, transition.issues, "")
    printed = Printed(attested, record, f"{site.settings.address}/verify")
    return await draft_pages(site.catalogue, after.service, transition.issues, printed)


async def _messages(
    site: Site, after: Case, transition: Transition, place: int, number: str, language: str
) -> list[Message]:
    """Of one notice, in this language; what is said to officers, or only later, is no part of it."""
    notice = transition.tells[place]
    if notice.days_before is not None or isinstance(notice.to, Officer) or not is_wanted(notice, after):
        return []
    wording = await wordings.in_force(after.service, transition, place)
    occasion = occasion_of(site, after, notice, language, "preview", number, None, wording)
    readers = [type(one)(one.party, one.address, language) for one in await readers_of(notice, after, language)]
    told = [one for reader in readers for one in messages(occasion, reader)]
    return [Message(one, _as_sent(site, one), notice.attach) for one in told]


def _as_sent(site: Site, told: Told) -> str:
    if told.channel != "email":
        return told.text
    body = letter(site.settings, told, "preview", None).get_body(("plain",))
    return str(body.get_content()).strip() if body else told.text
