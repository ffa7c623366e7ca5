"""Attach a file to a draft, and take it back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases.answer import HANDS, signed
from xidmet.cases.attached import as_answer
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.opened import opened
from xidmet.cases.site import Site
from xidmet.contract.attached import KINDS
from xidmet.contract.fields import Upload
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.contract.uploads import attached_in, changed, ids_of, named, upload_at, with_place
from xidmet.documents.kinds import Passing
from xidmet.documents.names import clean_name
from xidmet.errors import FileRefused, NotAllowed, NotFound, Refused, Stale
from xidmet.store import cases, documents, transaction
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect

OF_ONE_CASE = 500 * 1000 * 1000  # bytes
AT_ONCE = 20  # changes of one draft by others while a file is written into it
PATH = re.compile(r"[A-Za-z0-9_-]{1,200}")
SENT = Refusal(why=_("This application was sent; its files can't be changed any more."), mend=_("Look at the case."))
MANY = _("There are {most} files already, the most that can be added. Remove one first.")
FULL = _("With “{name}” the files of this application would be larger than {most}. Remove some, or make them smaller.")


Spent = Callable[[Stored], Awaitable[None]]


@dataclass(frozen=True)
class Change:
    """A file that came or went. before, after: versions of the case around this very change."""

    stored: Stored
    before: int
    after: int


async def attach(
    site: Site,
    actor: Actor,
    number: str,
    path: str,
    source: AsyncIterator[bytes],
    name: str,
    window: str = "",
    spent: Spent | None = None,
) -> Change:
    """Store a file and add it to the answer of the question at this path, where it may take the place of a single one.

    window: of the page on which it was chosen, to which it is then no change from elsewhere. spent: a key that is to be
    spent with it; a unique key of the store stops the second one.

    Raises NotFound, NotAllowed, Refused, TooMany, FileRefused (and then nothing is left of it).
    """
    stored = await _received(site, actor, number, path, source, name)
    try:
        change = await _written(site, actor, number, path, stored, window, spent)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()
    return change


async def keep(
    site: Site, actor: Actor, number: str, path: str, source: AsyncIterator[bytes], name: str, beside: int
) -> Stored:
    """Store a file that came within a form, whose answers are kept afterwards and name it.

    beside: files that the form names already for this question. Raises like attach.
    """
    stored = await _received(site, actor, number, path, source, name, beside)
    try:
        async with transaction():
            await _row(site, stored)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()
    return stored


async def detach(site: Site, actor: Actor, number: str, document: UUID, window: str = "") -> Change:
    """Take a file out of the answers and remove it for good. Safe to repeat: then NotFound.

    One that was sent is only taken out of what is sent anew: officers have seen it, and the journal names it.
    """
    for _try in range(AT_ONCE):
        case = await case_for(site, actor, number)
        may_attach(case, actor)
        stored = await documents.document(document)
        if stored is None or stored.case != case.record.id or stored.made_here:
            raise NotFound
        if await documents.is_evidence(stored.id):
            raise NotFound
        typed = _without(case, str(document))
        touched = typed != case.record.typed
        typed[HANDS] = signed(case.record.typed, typed, actor, window)
        async with transaction():
            if touched and not await cases.change(case.record.id, case.version, clock.now(), typed=typed):
                continue
            if not was_sent(case, document):
                await erase_in(stored)
        site.wake.ring()
        return Change(stored, case.version, case.version + touched)
    raise Stale(number)


def was_sent(case: Case, document: UUID) -> bool:
    return any(one.id == str(document) for answers in (case.answers, *case.asked) for one in attached_in(answers))


async def erase_in(stored: Stored) -> None:
    """Inside a transaction: the row goes now, the bytes when it is committed."""
    await documents.remove(stored.id)
    await write_effect("erase", {"places": [stored.place]}, f"erase:{stored.place}")


def may_attach(case: Case, actor: Actor, path: str = "") -> None:
    """Only to what is open of one's own case. Raises NotAllowed, and Refused for what was sent."""
    if case.party != actor.party:
        raise NotAllowed
    is_open = opened(case)
    if not is_open or (path and path.split("-")[0] not in is_open):
        raise Refused(SENT)


async def _received(
    site: Site,
    actor: Actor,
    number: str,
    path: str,
    source: AsyncIterator[bytes],
    name: str,
    beside: int | None = None,
) -> Stored:
    """The bytes, stored and judged; its row is not written yet."""
    case = await case_for(site, actor, number)
    field = _question(case, actor, path)
    await throttle.take(throttle.UPLOAD, str(actor.account))
    there = len(named(case.service.form, case.record.typed).get(path, ())) if beside is None else beside
    if field.rows and there >= field.most:
        raise FileRefused(Mistake(MANY, {"most": field.most}))
    left = OF_ONE_CASE - await documents.bytes_of_case(case.record.id)
    passing = Passing(source, clean_name(name, ""), field.kinds, field.most_bytes)
    if left < field.most_bytes:
        passing = replace(passing, most=max(0, left), limit=FULL, told=OF_ONE_CASE)
    stored = await site.files.store(
        passing.stream(), "", "application/octet-stream", party=case.party, case=case.record.id
    )
    return replace(
        stored,
        name=clean_name(name, passing.kind),
        kind=passing.kind,
        media_type=KINDS[passing.kind].media_type,
        scan="not scanned" if site.scanner is None else "waiting",
    )


def _question(case: Case, actor: Actor, path: str) -> Upload:
    may_attach(case, actor)
    field = upload_at(case.service.form, path) if PATH.fullmatch(path) else None
    if field is None:
        raise NotFound
    may_attach(case, actor, path)
    return field


async def _written(
    site: Site, actor: Actor, number: str, path: str, stored: Stored, window: str, spent: Spent | None
) -> Change:
    """Row, answer and scan in one transaction, on top of whatever the draft has become meanwhile."""
    for _try in range(AT_ONCE):
        case = await case_for(site, actor, number)
        typed = _with(case, _question(case, actor, path), path, stored)
        typed[HANDS] = signed(case.record.typed, typed, actor, window)
        async with transaction():
            if await cases.change(case.record.id, case.version, clock.now(), typed=typed):
                await _row(site, stored)
                if spent:
                    await spent(stored)
                return Change(stored, case.version, case.version + 1)
    raise Stale(number)


async def _row(site: Site, stored: Stored) -> None:
    await documents.keep(stored)
    if site.scanner is not None:
        await write_effect("scan", {"document": str(stored.id)}, f"scan:{stored.id}", case=stored.case)


def _with(case: Case, field: Upload, path: str, stored: Stored) -> dict[str, Any]:
    """The typed answers with one file more, in a row that may be new."""
    form = case.service.form
    there = named(form, case.record.typed).get(path, [])
    if field.rows and len(there) >= field.most:
        raise FileRefused(Mistake(MANY, {"most": field.most}))
    new = dict(vars(as_answer(stored)))

    def added(at: str, question: Upload, given: Any) -> Any:
        if at != path:
            return given
        return [*(given if isinstance(given, list) else []), new] if question.rows else new

    return changed(form, with_place(form, case.record.typed, path), added)


def _without(case: Case, document: str) -> dict[str, Any]:
    """The typed answers with no trace of a file."""

    def left(at: str, question: Upload, given: Any) -> Any:
        if document not in ids_of(given):
            return given
        return [one for one in given if document not in ids_of(one)] if question.rows else ""

    return changed(case.service.form, case.record.typed, left)
