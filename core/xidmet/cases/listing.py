"""The answers of a case as people read them; of a draft as it is typed, of a sent case as it was sent."""

from __future__ import annotations

from xidmet.cases.answer import read_answers
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed_said import as_typed, standing
from xidmet.contract.answers import Answers
from xidmet.contract.form import Form
from xidmet.contract.listed import Group, Listing
from xidmet.language import Translator


async def listed(site: Site, case: Case, words: Translator, read: Answers[Form] | None = None) -> tuple[Group, ...]:
    """Every question with its answer, by step. read: what is typed, of a draft or a correction, if it was read already.

    Raises RegisterDown for a draft whose registers do not answer.
    """
    form = case.service.form
    if read is None and not case.is_draft:
        return Listing(words, unconfirmed=standing(case, words)).groups(form, case.answers)
    found = read or await read_answers(site, form, case.record.typed, case.party)
    said = standing(case, words) | as_typed(form, found.unconfirmed, words)
    listing = Listing(words, case.record.typed, found.parts, frozenset(found.errors), said)
    return listing.groups(form, found.so_far)
