"""The files of a case: which there are, who may have one, and what is wrong with those that were given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.internal import open_forms, seen_forms
from xidmet.cases.site import Site
from xidmet.contract.attached import Attached
from xidmet.contract.fields import Upload
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.contract.uploads import (
    attached_in,
    changed,
    files_in,
    given_at,
    has_uploads,
    named,
    placed_in,
    resolved,
)
from xidmet.errors import NotAllowed, NotFound
from xidmet.store import documents
from xidmet.store.documents import Stored

INFECTED = _("“{name}” contains {finding}. Remove it and add another.")
GONE = _("A file that was added here is not there any more. Add it again, or go on without it.")
Known = Mapping[str, Stored]


@dataclass(frozen=True)
class Placed:
    """path: of the question whose answer the file is part of."""

    path: str
    stored: Stored


async def files_of(case: Case, *forms: type[Form]) -> Known:
    """What was attached to a case, by id. forms: when none of these asks for a file, the store is not asked."""
    if not any(has_uploads(form) for form in forms or (case.service.form,)):
        return {}
    return {str(one.id): one for one in await documents.of_case(case.record.id) if one.kind}


def as_answer(stored: Stored) -> Attached:
    return Attached(str(stored.id), stored.name, stored.kind, stored.size, stored.sha256)


def understood(form: type[Form], raw: Mapping[str, Any], files: Known) -> dict[str, Any]:
    """Raw answers with the files they name as this case has them; a browser names them by their ids alone."""
    return resolved(form, raw, {one: as_answer(stored) for one, stored in files.items()})


def joined(form: type[Form], stored: Mapping[str, Any], typed: Mapping[str, Any], files: Known) -> dict[str, Any]:
    """What was typed now, with the files that are there already. Only detaching takes a file out of an answer: a page
    that was made before a file came, or is kept meanwhile, does not name it.
    """
    there = given_at(form, stored)

    def both(path: str, field: Upload, given: Any) -> Any:
        every = {one["id"]: one for one in (*there.get(path, ()), *files_in(given))}
        if field.rows:
            return list(every.values())
        return max(every.values(), key=lambda one: _since(one["id"], files), default="")

    return changed(form, understood(form, typed, files), both)


def _since(document: str, files: Known) -> dt.datetime:
    """When it came; one that is not known yet came after all others."""
    return files[document].created_at if document in files else clock.now()


def infected(raw: Mapping[str, Any], answers: Form, files: Known) -> dict[str, Mistake]:
    """What the scanner found in the files that are part of these answers, by the path of the question."""
    bad = {one.id for one in attached_in(answers) if one.id in files and files[one.id].scan == "infected"}
    return {
        path: Mistake(INFECTED, {"name": files[one].name, "finding": files[one].finding})
        for path, ids in (named(type(answers), raw).items() if bad else ())
        for one in ids
        if one in bad
    }


def gone(form: type[Form], raw: Mapping[str, Any], files: Known) -> dict[str, Mistake]:
    """Where a file is named that is none of these: nobody decides without a paper that somebody gave with it."""
    return {path: Mistake(GONE) for path, ids in named(form, raw).items() if not files.keys() >= set(ids)}


async def file_for(site: Site, actor: Actor, number: str, document: UUID) -> tuple[Case, Stored]:
    """A file of a case for somebody who may have its bytes: the party, or an officer once it was found clean.

    Raises NotFound for a file of another case, NotAllowed with the reason. An officer's look is journalled.
    """
    case = await case_for(site, actor, number, "file")
    stored = await documents.document(document)
    if stored is None or stored.case != case.record.id or stored.made_here or not stored.kind:
        raise NotFound
    if case.party not in (actor.party, actor.own_party) and str(stored.id) not in _given(case):
        raise NotFound  # what was taken back before the case was sent is none of their business
    _need_open(case, actor, stored)
    need_unharmful(site, stored, to_others=case.party not in (actor.party, actor.own_party))
    return case, stored


def _need_open(case: Case, actor: Actor, stored: Stored) -> None:
    """What came with an opinion is not the applicant's to know of. Raises NotFound."""
    if case.party in (actor.party, actor.own_party) and str(stored.id) in internal_files(case):
        raise NotFound


def need_unharmful(site: Site, stored: Stored, *, to_others: bool) -> None:
    """Raises NotAllowed, with the reason. An infected file is handed out to nobody, and one that was erased can't be;
    for others than whoever brought it, what may be harmful waits.
    """
    if stored.scan == "infected":
        raise NotAllowed(
            _("This file contains {finding}, so nobody is given it."),
            _("Ask for another one, or add another one yourself."),
            finding=stored.finding,
        )
    if stored.scan == "erased":
        raise NotAllowed(
            _("This file was erased, because its time of keeping is over."),
            _("Ask whoever brought it, if you need it."),
        )
    if to_others:
        _for_staff(site, stored)


async def own_file(site: Site, actor: Actor, number: str, document: UUID) -> tuple[Case, Stored]:
    """What is known of a file, for the party alone. Raises NotFound."""
    case = await case_for(site, actor, number)
    return case, await _own(case, actor, document)


async def _own(case: Case, actor: Actor, document: UUID) -> Stored:
    stored = await documents.document(document)
    if stored is None or stored.case != case.record.id or not stored.kind or case.party != actor.party:
        raise NotFound
    _need_open(case, actor, stored)
    return stored


async def files_seen(site: Site, actor: Actor, number: str) -> tuple[Case, list[Placed]]:
    """The files that stand among the answers of a case, for whoever may see these. Raises NotFound.

    A draft's answers are for the party that fills it in. An official's look is journalled.
    """
    case = await case_for(site, actor, number)
    places = _places(case, actor)
    files = await files_of(case, case.service.form, *map(type, case.asked)) if places else {}
    return case, [Placed(path, files[one]) for one, path in places.items() if one in files]


async def file_seen(site: Site, actor: Actor, number: str, document: UUID) -> tuple[Case, Placed]:
    """One of them; for the party also one that stands among no answers yet. Raises NotFound."""
    case, found = await files_seen(site, actor, number)
    placed = next((one for one in found if one.stored.id == document), None)
    return case, placed or Placed("", await _own(case, actor, document))


def _places(case: Case, actor: Actor) -> dict[str, str]:
    """Document -> path of its question; "" when it was given with a move."""
    forms = seen_forms(case, to_staff=case.party not in (actor.party, actor.own_party))
    moves = {one.id: "" for answers in forms for one in attached_in(answers)}
    sent = {one.id: path for path, one in placed_in(case.answers)} | moves
    typed = case.record.typed if case.party == actor.party else {}
    return {one: path for path, ids in named(case.service.form, typed).items() for one in ids} | sent


def _for_staff(site: Site, stored: Stored) -> None:
    if stored.scan == "clean" or (stored.scan == "not scanned" and site.scanner is None):
        return
    if stored.scan == "too large":
        raise NotAllowed(
            _("This file is too large for the virus scanner, so it is not handed out."), _("Ask for a smaller one.")
        )
    raise NotAllowed(_("This file waits for the virus scan."), _("Try again in a few minutes."))


def internal_files(case: Case) -> frozenset[str]:
    """Ids of the files that came with what is for officers alone."""
    shown = {one.id for answers in (case.answers, *open_forms(case)) for one in attached_in(answers)}
    return frozenset(_given(case)) - shown


def may_be_given(site: Site, stored: Stored, *, to_others: bool) -> bool:
    """What need_unharmful would say."""
    try:
        need_unharmful(site, stored, to_others=to_others)
    except NotAllowed:
        return False
    return True


def may_be_handed_out(site: Site, case: Case, stored: Stored, to_staff: bool) -> bool:
    """What file_for would say, for whoever goes through all files of a case."""
    try:
        if to_staff:
            _for_staff(site, stored)
    except NotAllowed:
        return False
    theirs = str(stored.id) in _given(case) if to_staff else str(stored.id) not in internal_files(case)
    return not stored.is_nobodys and theirs


def _given(case: Case) -> dict[str, Attached]:
    return {one.id: one for answers in (case.answers, *case.asked) for one in attached_in(answers)}


async def files_given(case: Case, *, to_staff: bool) -> list[Stored]:
    """The files among the answers of a case that was sent, as they were given, as far as this reader knows of them."""
    inside = frozenset() if to_staff else internal_files(case)
    given = {one: attached for one, attached in _given(case).items() if one not in inside}
    files = await files_of(case, case.service.form, *map(type, case.asked)) if given else {}
    return [files[one] for one in given if one in files]


def may_preview(site: Site, case: Case, actor: Actor, stored: Stored) -> bool:
    """The party sees its own; officers only what a scanner called clean. Infected files are shown to nobody."""
    if case.party in (actor.party, actor.own_party):
        return not stored.is_nobodys
    return stored.scan == "clean"
