"""What a capsule says of its case: for programs, and one sheet to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock, journal
from xidmet.attestations import written
from xidmet.capsules.files import ANSWERS, CASE, FORMAT, Piece, fixed
from xidmet.cases.attached import may_be_given, may_be_handed_out
from xidmet.cases.capsule.complaints import complaint_files, complaints_for
from xidmet.cases.capsule.view import View
from xidmet.cases.case import Case
from xidmet.cases.listing import listed
from xidmet.cases.my_copy.archive import safe_name
from xidmet.cases.my_copy.own_cases import OwnCase, own_case, said_in_complaint
from xidmet.cases.my_copy.section import plain
from xidmet.cases.papers import pdf_of
from xidmet.cases.said import said_in
from xidmet.cases.site import Site
from xidmet.cases.typeset import typeset
from xidmet.contract.listed import Line
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import LANGUAGES, Translator, translator
from xidmet.store import documents, issued
from xidmet.store.journal import Chain

JSON = "application/json"


@dataclass(frozen=True)
class File:
    """A file of the case. path: in the capsule, "" for one that this reader is not given. paper: it was issued here."""

    path: str
    stored: Stored
    paper: bool


async def files_for(site: Site, case: Case, view: View) -> list[File]:
    """What was issued first, then what was handed in."""
    papers = [one for one in await issued.of_case(case.record.id) if one.document or one.in_force]
    made = [await pdf_of(site, one.number) for one in papers]
    handed_in = [one for one in await documents.of_case(case.record.id) if one.kind and not one.made_here]
    proofs = await complaint_files(case, view)
    found = [(one, True) for one in made] + [(one, False) for one in handed_in]
    given = {one.id for one in proofs if may_be_given(site, one, to_others=view.staff)}
    found += [(one, False) for one in proofs]
    return [
        File(
            _path(place, one)
            if paper or one.id in given or may_be_handed_out(site, case, one, to_staff=view.name == "officer")
            else "",
            one,
            paper,
        )
        for place, (one, paper) in enumerate(found, 1)
    ]


def _path(place: int, stored: Stored) -> str:
    return f"documents/{place:02}-{safe_name(stored.name)}"


async def said(site: Site, case: Case, view: View, files: Iterable[File], until: Chain, language: str) -> list[Piece]:
    """case.json, answers.json and case.pdf."""
    words = translator(language, site.catalogue.plugin_of(case.service.slug).name)
    own = await own_case(site, case.record, language)
    case_json = {
        **_head(site, case, view, until, language),
        "people": await _people(case, view),
        "texts": _texts(site, case),
        "labels": [one async for one in _labels(site, case, words)],
        "papers": [written(one.number) for one in await issued.of_case(case.record.id)],
        "files": [_file(one) for one in files],
        "messages": own.data["messages"],
        "complaints": [said_in_complaint(one) for one in await complaints_for(case, view)],
    }
    return [
        fixed(CASE, JSON, json.dumps(case_json, ensure_ascii=False, indent=1).encode()),
        fixed(ANSWERS, JSON, said_in(case).encode()),
        fixed("case.pdf", "application/pdf", await typeset("copy.typ", _sheet(case, own, words))),
    ]


def _head(site: Site, case: Case, view: View, until: Chain, language: str) -> dict[str, Any]:
    record = case.record
    return {
        "format": FORMAT,
        "number": until.number,
        "chain": str(record.id),
        "portal": site.settings.address,
        "made_at": plain(clock.now()),
        "made_for": view.name,
        "language": language,
        "service": record.service,
        "state": record.state,
        "opened_at": plain(record.opened_at),
        "sent_at": plain(record.sent_at),
        "changed_at": plain(record.changed_at),
    }


async def _people(case: Case, view: View) -> list[dict[str, str]]:
    """Who did something, as the history names them to this reader."""
    found: dict[tuple[str, str], None] = {}
    for entry in await journal.entries(case.record.id):
        if name := entry.personal.get("who"):
            found[name, str(entry.facts.get("office", ""))] = None
        if name := entry.personal.get("for"):
            found[name, ""] = None
    return [{"name": name, **({"office": office} if office else {})} for name, office in found]


def _texts(site: Site, case: Case) -> dict[str, Any]:
    """What the service says of itself, in every language, so that names of states and moves can be read for ever."""
    service, domain = case.service, site.catalogue.plugin_of(case.service.slug).name

    def told(msgid: str) -> Mapping[str, str]:
        return {language: translator(language, domain).text(msgid) for language in LANGUAGES}

    return {
        "service": told(service.title),
        "law": told(service.law),
        "agency": told(service.agency.name) if service.agency else {},
        "states": {one.name: told(one.label) for one in service.states},
        "moves": {one.name: told(one.label) for one in service.transitions},
    }


async def _labels(site: Site, case: Case, words: Translator) -> Any:
    for group in await listed(site, case, words):
        for one in _flat(group.lines):
            yield one


def _flat(lines: Iterable[Line]) -> Iterator[dict[str, str]]:
    for one in lines:
        yield {"path": one.path, "label": one.label, "text": one.text}
        yield from _flat(one.inner)
        for row in one.rows or ():
            yield from _flat(row.lines)


def _file(one: File) -> dict[str, Any]:
    stored = one.stored
    keys = ("name", "media_type", "size", "sha256", "scan", "created_at")
    return {
        "id": str(stored.id),
        "path": one.path or None,
        "issued": one.paper,
        **{key: plain(getattr(stored, key)) for key in keys},
    }


def _sheet(case: Case, own: OwnCase, words: Translator) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": words.text(case.service.title),
        "name": case.number,
        "language": words.language,
        "groups": [{"title": words.text(_("Case")), "lines": list(own.lines)}],
        "printed": words.text(_("Made on {date}"), date=today),
        "today": [today.year, today.month, today.day],
    }
