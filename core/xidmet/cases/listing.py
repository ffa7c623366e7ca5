"""The answers of a case as people read them; of a draft as it is typed, of a sent case as it was sent."""

from __future__ import annotations

from uuid import UUID

from xidmet.cases.answer import read_answers
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.answers import Answers
from xidmet.contract.form import Form
from xidmet.contract.listed import Attached, Group, Listing, uploads
from xidmet.language import Translator
from xidmet.store import documents


async def listed(site: Site, case: Case, words: Translator, read: Answers[Form] | None = None) -> tuple[Group, ...]:
    """Every question with its answer, by step. read: the draft's answers, where they were read already.

    Raises RegisterDown for a draft whose registers do not answer.
    """
    form = case.service.form
    if not case.is_draft:
        return Listing(words, await _files(case, case.answers)).groups(form, case.answers)
    found = read or await read_answers(site, form, case.record.typed, case.party)
    files = await _files(case, found.so_far)
    listing = Listing(words, files, case.record.typed, found.parts, frozenset(found.errors))
    return listing.groups(form, found.so_far)


async def _files(case: Case, answers: Form) -> dict[str, Attached]:
    """The files of this very case that its answers name."""
    found: dict[str, Attached] = {}
    for wanted in uploads(answers):
        try:
            stored = await documents.document(UUID(wanted))
        except ValueError:
            continue
        if stored is not None and stored.case == case.record.id:
            found[wanted] = Attached(stored.name, stored.size, stored.sha256)
    return found
