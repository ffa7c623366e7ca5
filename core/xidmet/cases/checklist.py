"""The checklist of a case's documents: taken or not and why, original seen; by whom and when.

Nothing of it reaches the applicant by itself: what they are told stands in the move that an officer makes with it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.at_desk import worked_on
from xidmet.cases.attached import files_given
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.fields import Upload
from xidmet.contract.form import Marks
from xidmet.contract.mistake import Mistake
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.contract.uploads import placed_in, upload_at
from xidmet.errors import BadInput, NotFound, Stale, WrongAnswers
from xidmet.language import Translator
from xidmet.store import document_checks, transaction
from xidmet.store.document_checks import Check

__all__ = ["Check", "Found", "checks_of", "mark", "proposed_marks", "wants_original"]

LONGEST = 1000  # characters of why a document is not taken
BRING = _("Bring the original.")


@dataclass(frozen=True)
class Found:
    """What an officer says of a document. version: of what they saw; 0 for nothing yet."""

    taken: str
    why: str
    original: bool
    version: int


async def checks_of(case: Case) -> Mapping[UUID, Check]:
    """By document; the store is not asked where there is no document."""
    return await document_checks.of_case(case.record.id) if any(placed_in(case.answers)) else {}


async def mark(site: Site, actor: Actor, number: str, document: UUID, found: Found) -> None:
    """What was found of one document. The same again: nothing new.

    Raises NotFound, WrongAnswers for a refusal without why, Stale when a colleague said something meanwhile.
    """
    case, office = await worked_on(site, actor, number)
    if document not in {stored.id for stored in await files_given(case)}:
        raise NotFound
    _need_reason(found)
    before = await document_checks.of_document(document)
    if before and (before.taken, before.why, before.original) == (found.taken, found.why, found.original):
        return
    if (before.version if before else 0) != found.version:
        raise Stale(number)
    check = Check(
        case=case.record.id,
        document=document,
        taken=found.taken,
        why=found.why,
        salt=secrets.token_hex(16) if found.why else "",
        original=found.original,
        account=actor.account,
        name=actor.name,
        at=clock.now(),
        version=found.version + 1,
    )
    async with transaction():
        if not await document_checks.keep(check):
            raise Stale(number)
        await journal.append(case.record.id, "document-checked", _facts(actor, office.key, check), actor.signature)


def _need_reason(found: Found) -> None:
    if found.taken not in ("", "taken", "refused"):
        raise BadInput
    if found.taken == "refused" and not found.why:
        raise WrongAnswers({"why": Mistake(_("Write why it is not taken: it is proposed to you when you decide."))})
    if len(found.why) > LONGEST:
        raise WrongAnswers({"why": Mistake(_("At most {most} characters."), {"most": LONGEST})})


def _facts(actor: Actor, office: str, check: Check) -> dict[str, str | int | bool | None]:
    """why may say something about somebody, and is the officers' own: the row only commits to it."""
    return {
        **actor.marks,
        "office": office,
        "document": str(check.document),
        "taken": check.taken,
        "original": check.original,
        "why": hashlib.sha256(f"{check.salt}\x1f{check.why}".encode()).hexdigest() if check.why else "",
    }


def wants_original(case: Case, document: UUID) -> bool:
    """Does the declaration ask for the paper itself?"""
    path = next((path for path, one in placed_in(case.answers) if one.id == str(document)), "")
    field = upload_at(case.service.form, path) if path else None
    return field is not None and field.original


def proposed_marks(
    case: Case, transition: Transition, checks: Mapping[UUID, Check], words: Translator
) -> dict[str, Any]:
    """Raw input of the marks that a transition asks for: what was not taken, and why. The officer may change it.

    Where documents alone are marked, originals that nobody has seen stand there too.
    """
    fields = transition.asks.fields.values() if transition.asks else ()
    proposed = {}
    for one in fields:
        if isinstance(one, Marks):
            choices = {field.name for field in one.choices(case.service.form)}
            marked = _marked(case, checks, words, originals=one.documents)
            proposed[one.name] = {name: text for name, text in marked.items() if name in choices}
    return {name: marked for name, marked in proposed.items() if marked}


def _marked(case: Case, checks: Mapping[UUID, Check], words: Translator, *, originals: bool) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for path, file in placed_in(case.answers):
        check, name = checks.get(UUID(file.id)), path.partition("-")[0]
        field = upload_at(case.service.form, path)
        text = check.why if check and check.taken == "refused" else ""
        if not text and originals and field and field.original and not (check and check.original):
            text = words.text(BRING)
        if text:
            alone = isinstance(case.service.form.fields[name], Upload) and not (field and field.rows)
            said.setdefault(name, []).append(text if alone else f"{file.name}: {text}")
    return {name: " ".join(dict.fromkeys(texts)) for name, texts in said.items()}
