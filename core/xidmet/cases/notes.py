"""Notes of officers on a case: for the officers of its service, until it is decided.

Its people read them in the copy of their data once the agency has decided; see cases/my_copy. The journal commits to
each text with a salt that stands beside the note, so nobody can write another one later, and nobody reads it there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.at_desk import worked_on
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, Stale, WrongAnswers
from xidmet.store import notes, transaction
from xidmet.store.notes import Note

__all__ = ["EDITED", "Note", "add_note", "change_note", "may_change", "notes_on", "strike_note"]

LONGEST = 4000  # characters
EDITED = dt.timedelta(minutes=15)  # so long its writer may mend it


async def notes_on(case: Case) -> list[Note]:
    """The oldest first. For officers only: whoever calls has asked case_at_desk."""
    return await notes.of_case(case.record.id)


async def add_note(site: Site, actor: Actor, number: str, wanted: UUID, text: str) -> None:
    """wanted: the id that its form carries, so that a second press writes none. Raises NotFound, WrongAnswers."""
    case, office = await worked_on(site, actor, number)
    said = _tidy(text)
    note = Note(wanted, case.record.id, actor.account, actor.name, said, secrets.token_hex(16), clock.now())
    async with transaction():
        if await notes.add(note):
            await _say(actor, office.key, note.case, "noted", note.id, note.salt, said)


async def change_note(site: Site, actor: Actor, number: str, wanted: UUID, before: str, text: str) -> None:
    """before: the commitment's salt that its form carries, which changes with the text.

    Raises NotFound, NotAllowed when it is another's or too old, Stale, WrongAnswers.
    """
    case, office = await worked_on(site, actor, number)
    note = await _own(case, actor, wanted)
    said, salt = _tidy(text), secrets.token_hex(16)
    if not may_change(actor, note):
        raise NotAllowed(
            _("This note can't be changed any more: it is older than {minutes} minutes."),
            _("Strike it through and write another one."),
            minutes=int(EDITED.total_seconds()) // 60,
        )
    if note.text == said:
        return
    async with transaction():
        if not await notes.change(wanted, before, said, salt, clock.now()):
            raise Stale(number)
        await _say(actor, office.key, case.record.id, "note-changed", wanted, salt, said)


async def strike_note(site: Site, actor: Actor, number: str, wanted: UUID) -> None:
    """Through, never away: what was noted stays readable. Again: nothing new. Raises NotFound, NotAllowed."""
    case, office = await worked_on(site, actor, number)
    note = await _own(case, actor, wanted)
    async with transaction():
        if await notes.strike(note.id, clock.now()):
            await _say(actor, office.key, case.record.id, "note-struck", wanted, note.salt, note.text)


def may_change(actor: Actor, note: Note) -> bool:
    """By its writer, for some minutes."""
    return note.account == actor.account and note.struck_at is None and clock.now() < note.made_at + EDITED


async def _own(case: Case, actor: Actor, wanted: UUID) -> Note:
    note = await notes.by_id(wanted)
    if note is None or note.case != case.record.id:
        raise NotFound
    if note.account != actor.account:
        raise NotAllowed(_("This note is a colleague's."), _("Write one of your own beside it."))
    return note


def _tidy(text: str) -> str:
    said = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not said:
        raise WrongAnswers({"text": Mistake(_("Write the note first."))})
    if len(said) > LONGEST:
        raise WrongAnswers({"text": Mistake(_("At most {most} characters."), {"most": LONGEST})})
    return said


async def _say(actor: Actor, office: str, case: UUID, kind: str, note: UUID, salt: str, text: str) -> None:
    bound = hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()
    facts = {**actor.marks, "office": office, "note": str(note), "text": bound}
    await journal.append(case, kind, facts, actor.signature)
