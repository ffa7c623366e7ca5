"""The answers of a case as a PDF/A-2b, to keep or to sign on paper; in the reader's language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.listing import listed
from xidmet.cases.site import Site
from xidmet.cases.typeset import typeset
from xidmet.contract.attached import Attached
from xidmet.contract.listed import Group, Line, RowOf
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.store import accounts

FILLED, HELP = _("Filled in with the help of"), _("{who}, service centre of {agency}")
WIDEST_TABLE = 6  # columns; rows with more stand one below the other


async def answers_pdf(site: Site, actor: Actor, number: str, language: str) -> tuple[Case, bytes]:
    """For the party, and for the service's officers once it was sent. Raises NotFound, RegisterDown."""
    case = await case_for(site, actor, number, "answers")
    words = translator(language, site.catalogue.plugin_of(case.service.slug).name)
    groups = await listed(site, case, words)
    data = _data(case, await _signer(case, actor), groups, words)
    return case, await typeset("answers.typ", data)


async def _signer(case: Case, actor: Actor) -> str:
    """Who signs on paper: whoever fills it in now; of a sent one, who began it."""
    if case.party == actor.party:
        return actor.name
    opener = await accounts.person(case.record.opened_by) if case.record.opened_by else None
    return opener.name if opener else ""


def version_hash(case: Case) -> str:
    """SHA-256 over what was sent: the same answers of the same case give the same, any other ones another."""
    said = {"number": case.number, "service": case.service.slug, "answers": case.record.answers}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def helped_lines(case: Case, words: Translator) -> list[tuple[str, str]]:
    """Who filled it in with the applicant, at which service centre; nothing where nobody did."""
    label = words.text(FILLED)
    return [(label, words.text(HELP, who=one.name, agency=words.text(one.centre))) for one in case.helped]


def _data(case: Case, signer: str, groups: tuple[Group, ...], words: Translator) -> dict[str, Any]:
    agency, sent = case.service.agency, case.record.sent_at
    today = clock.today()
    facts = [(words.text(_("Case")), case.number)]
    if sent:
        facts += [
            (words.text(_("Sent on")), words.moment(sent)),
            (words.text(_("Version (SHA-256)")), version_hash(case)),
        ]
    else:
        facts.append((words.text(_("Last changed")), words.moment(case.record.changed_at)))
    facts += helped_lines(case, words)
    return {
        "title": words.text(case.service.title),
        "agency": words.text(agency.name) if agency else "",
        "law": words.text(case.service.law),
        "number": case.number,
        "language": words.language,
        "not_sent": "" if sent else words.text(_("Not sent")),
        "facts": facts,
        "groups": [{"title": one.title, "lines": list(lines_of(one.lines, words))} for one in groups],
        "sign": {
            "label": words.text(_("Signature")),
            "name": signer,
            "name_label": words.text(_("Full name")),
            "date_label": words.text(_("Date")),
        },
        "printed": words.text(_("Made on {date}"), date=today),
        "today": [today.year, today.month, today.day],
    }


def lines_of(lines: tuple[Line, ...], words: Translator, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Parts are flattened: their questions follow their heading, one step further in."""
    for one in lines:
        made: dict[str, Any] = {"label": one.label, "text": one.text, "note": _note(one, words), "depth": depth}
        if one.rows is not None:
            yield made | _table(one.rows, words)
        elif one.inner:
            yield made if one.unconfirmed else made | {"head": True}
            yield from lines_of(one.inner, words, depth + 1)
        elif one.files:
            yield made | {"text": "\n".join(_file(file, words) for file in one.files)}
        else:
            yield made | {"text": one.text or words.text(_("Not answered"))}


def _note(one: Line, words: Translator) -> str:
    if one.unconfirmed and not one.open:
        return one.unconfirmed
    if one.open:
        return words.text(_("Must still be answered or corrected"))
    if one.instead:
        return words.text(_("Corrected: “{register}” says {answer}"), register=one.source, answer=one.instead)
    return words.text(_("From the register: {register}"), register=one.source) if one.source else ""


def _file(file: Attached, words: Translator) -> str:
    return f"{file.name} ({words.size(file.size)})\nSHA-256 {file.sha256}"


def _table(rows: tuple[RowOf, ...], words: Translator) -> dict[str, Any]:
    """A column for each question that some row answers; too many of them, or parts inside, and each row is a block."""
    columns = {line.path.rpartition("-")[2]: line.label for row in rows for line in row.lines}
    plain = all(line.rows is None and not line.inner for row in rows for line in row.lines)
    if plain and len(columns) <= WIDEST_TABLE:
        cells = [{line.path.rpartition("-")[2]: _cell(line, words) for line in row.lines} for row in rows]
        body = [[str(place), *(row.get(name, "") for name in columns)] for place, row in enumerate(cells, 1)]
        return {"table": {"columns": ["№", *columns.values()], "rows": body}}
    return {"blocks": [{"title": row.title, "lines": list(lines_of(row.lines, words, 1))} for row in rows]}


def _cell(line: Line, words: Translator) -> str:
    said = "\n".join(_file(file, words) for file in line.files) if line.files else line.text
    return f"{said}\n({_note(line, words)})" if line.open else said
