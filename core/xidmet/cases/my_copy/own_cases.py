"""A case as it stands in a copy of its person's data: answers, history, messages, and which files belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet import journal
from xidmet.attestations import written
from xidmet.cases.about_me import is_beside
from xidmet.cases.attached import internal_files
from xidmet.cases.case import Case, case_of
from xidmet.cases.desk.said import ON_THE_DESK
from xidmet.cases.internal import open_part
from xidmet.cases.listing import listed
from xidmet.cases.my_copy.archive import safe_name
from xidmet.cases.my_copy.desk_words import printed_at_desk, written_at_desk
from xidmet.cases.my_copy.section import line, plain, table
from xidmet.cases.papers import paper_file
from xidmet.cases.paying.words import PAID
from xidmet.cases.printed import lines_of
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed import UNCONFIRMED
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.errors import RegisterDown
from xidmet.journal import Entry
from xidmet.language import Translator, translator
from xidmet.notifications.inbox import Told, told_in
from xidmet.store import complaints, documents, issued, payments, signing, talk
from xidmet.store.along import OF_COMPLAINTS, OF_MESSAGES
from xidmet.store.cases import Record

# What of the journal its person reads; facts that name others by their inner ids are nobody's business.
TOLD = {
    "opened": _("Opened"),
    "moved": _("State changed"),
    "issued": _("Document issued"),
    "checked": _("Checked"),
    "looked": _("Looked at by an official"),
    "rows-taken": _("Rows taken from a file"),
    "infected": _("A file with a virus was found"),
    "files-erased": _("Files were erased: their time of keeping is over"),
    "withdrew": _("A consent was withdrawn"),
    "capsule-asked": _("The case was asked for as a sealed file"),
    "capsule-taken": _("The case was taken as a sealed file"),
    "recounted": _("The calendar of working days changed: the term was counted anew"),
    "left": _("The account was closed"),
    **PAID,
    **ON_THE_DESK,
    "message": _("A message was written"),
    "late-opinion": _("An opinion came late"),
    "answer-confirmed": _("A register confirmed an answer"),
    "answer-differs": _("A register says something else than an answer"),
    "answer-unconfirmed": _("An answer is still not confirmed by its register"),
    "answer-vouched": _("An official confirmed an answer without its register"),
    "complaint": _("A complaint was filed"),
    "complaint-decided": _("The complaint was decided"),
}
STANDS = ("since", "state", "at", "found")
FACTS = ("transition", "from", "to", "office", "at", "way", "attestation")
PERSONAL = ("who", "for", "name", "number")
OFF = _("This service is switched off; what was answered stands in data.json.")
DOWN = _("A register does not answer, so the draft can't be shown; what was typed stands in data.json.")


@dataclass(frozen=True)
class OwnCase:
    """data: for programs. lines: for people. files: path in the ZIP and what is stored."""

    data: Mapping[str, Any]
    title: str
    lines: Sequence[Mapping[str, Any]]
    files: Sequence[tuple[str, Stored]]


async def own_case(site: Site, record: Record, language: str) -> OwnCase:
    case = case_of(site, record)
    words = translator(language, site.catalogue.plugin_of(record.service).name if case else "")
    entries = [one for one in await journal.entries(record.id) if one.kind in TOLD]
    told = await told_in(record.id, record.party)
    files = await _files(site, record, case)
    title = words.text(case.service.title) if case else record.service
    desk = await written_at_desk(record, case, [stored for _path, stored in files])
    return OwnCase(
        data={**await _data(record, case, entries, told, files, words), **desk},
        title=f"{title}, {record.number}",
        lines=[
            *await _answers(site, case, words),
            *_history(case, entries, words),
            *_told(told, words),
            *printed_at_desk(desk, words),
        ],
        files=[(path, stored) for path, stored in files if path],
    )


async def _files(site: Site, record: Record, case: Case | None) -> list[tuple[str, Stored]]:
    """What was attached, and the documents that were issued; an infected one has no path, for nobody is given it."""
    issued_here = [one for one in await issued.of_case(record.id) if one.document or one.in_force]
    papers = [await paper_file(site, one.number, one.service, one.document) for one in issued_here]
    signed = [one for kept in await signing.of_case(record.id) for one in (kept.original, kept.file)]
    made = [stored for one in signed if (stored := await documents.document(one))]
    inside = internal_files(case) if case else frozenset()
    attached = [one for one in await documents.of_case(record.id) if one.kind and one.id not in signed]
    attached = [one for one in attached if str(one.id) not in inside]
    attached += [one.stored for one in await OF_MESSAGES.of_case(record.id) if one.sent_with]
    theirs = [one.id for one in await complaints_of(record, case)]
    attached += [one.stored for one in await OF_COMPLAINTS.of_case(record.id) if one.sent_with in theirs]
    return [
        ("" if one.is_nobodys else f"files/{record.number}/{place:02}-{safe_name(one.name)}", one)
        for place, one in enumerate([*(one for one in papers if one), *made, *attached], 1)
    ]


async def _data(
    record: Record,
    case: Case | None,
    entries: Sequence[Entry],
    told: Sequence[Told],
    files: Sequence[tuple[str, Stored]],
    words: Translator,
) -> dict[str, Any]:
    typed = {name: value for name, value in record.typed.items() if not name.startswith("_")}
    return {
        "number": record.number,
        "service": record.service,
        "title": words.text(case.service.title) if case else "",
        "state": record.state,
        "opened_at": plain(record.opened_at),
        "sent_at": plain(record.sent_at),
        "changed_at": plain(record.changed_at),
        "answers": record.answers if record.sent_at else typed,
        "given_with_moves": open_part(case, record.asked.get("forms", {})) if case else {},
        "unconfirmed": _unconfirmed(record),
        "history": [_entry(one) for one in entries],
        "messages": [_message(one) for one in told],
        "conversation": [_said(one) for one in await talk.of_case(record.id)],
        "files": [_file(path, one) for path, one in files],
        "complaints": [said_in_complaint(one) for one in await complaints_of(record, case)],
        "signatures": [_signature(one) for one in await signing.of_case(record.id)],
        "payments": [_payment(one) for one in await payments.of_case(record.id)],
        "papers": [written(one.number) for one in await issued.of_case(record.id)],
    }


async def complaints_of(record: Record, case: Case | None) -> list[complaints.Kept]:
    """Without what somebody wrote whom the case is about, beside its party: an employer does not read that."""
    filed = await complaints.of_case(record.id)
    return [one for one in filed if case is None or not await is_beside(case, one.account)]


def _unconfirmed(record: Record) -> dict[str, Any]:
    """Answers accepted while their register was silent. Which official vouched for one is the agency's business."""
    kept: Mapping[str, Mapping[str, Any]] = record.asked.get(UNCONFIRMED, {})
    return {name: {key: value for key, value in one.items() if key in STANDS} for name, one in kept.items()}


def _entry(entry: Entry) -> dict[str, Any]:
    facts = {name: entry.facts[name] for name in FACTS if name in entry.facts}
    personal = {name: entry.personal[name] for name in PERSONAL if name in entry.personal}
    return {"at": plain(entry.happened_at), "kind": entry.kind, **personal, **facts}


def _signature(one: signing.Kept) -> dict[str, Any]:
    keys = ("transition", "kind", "name", "fin", "voen", "form", "level", "signed_at", "report")
    return {name: plain(getattr(one, name)) for name in keys}


def _payment(one: payments.Kept) -> dict[str, Any]:
    """Amounts in qepik. Not what the payment service and the portal call it between them."""
    keys = ("means", "amount", "received", "state", "theirs", "why", "made_at", "settled_at", "paid_on")
    return {name: plain(getattr(one, name)) for name in keys}


def _message(one: Told) -> dict[str, Any]:
    keys = ("channel", "address", "subject", "text", "state", "created_at", "read_at")
    return {name: plain(getattr(one, name)) for name in keys}


def _said(one: talk.Said) -> dict[str, Any]:
    return {name: plain(getattr(one, name)) for name in ("name", "office", "text", "sent_at", "read_at")}


def said_in_complaint(one: complaints.Kept) -> dict[str, Any]:
    keys = ("number", "name", "text", "filed_at", "decided_at", "decided_name", "upheld", "reason")
    return {name: plain(getattr(one, name)) for name in keys}


def _file(path: str, one: Stored) -> dict[str, Any]:
    keys = ("name", "media_type", "size", "sha256", "scan", "created_at")
    return {"path": path or None, **{name: plain(getattr(one, name)) for name in keys}}


async def _answers(site: Site, case: Case | None, words: Translator) -> list[dict[str, Any]]:
    if case is None:
        return [line("", words.text(OFF))]
    state = line(words.text(_("State")), words.text(case.label_now))
    sent = case.record.sent_at
    when = line(words.text(_("Sent on")), words.moment(sent)) if sent else line(words.text(_("Not sent")), "")
    try:
        groups = await listed(site, case, words)
    except RegisterDown:
        return [state, when, line("", words.text(DOWN))]
    return [state, when, *(one for group in groups for one in lines_of(group.lines, words))]


def _history(case: Case | None, entries: Sequence[Entry], words: Translator) -> list[dict[str, Any]]:
    rows = [[words.moment(one.happened_at), _what(case, one, words), _who(one)] for one in entries]
    heads = [words.text(one) for one in (_("When"), _("What"), _("Who"))]
    return [table(words.text(_("History")), heads, rows)] if rows else []


def _what(case: Case | None, entry: Entry, words: Translator) -> str:
    move = case.service.transition(str(entry.facts.get("transition"))) if case and entry.kind == "moved" else None
    return f"{words.text(move.label)}: {words.text(move.target.label)}" if move else words.text(TOLD[entry.kind])


def _who(entry: Entry) -> str:
    return ", ".join(entry.personal[name] for name in ("who", "for") if entry.personal.get(name))


def _told(told: Sequence[Told], words: Translator) -> list[dict[str, Any]]:
    rows = [
        [words.moment(one.created_at), one.address or words.text(_("Inbox")), one.subject, one.text] for one in told
    ]
    heads = [words.text(one) for one in (_("When"), _("To"), _("Subject"), _("Text"))]
    return [table(words.text(_("Messages")), heads, rows)] if rows else []
