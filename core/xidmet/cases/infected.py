"""A file of a case that was sent turns out to be infected: its party is told, for nobody looks into a form again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet.auth.parties import person_key
from xidmet.cases.attached import files_given
from xidmet.cases.case import Case, case_of
from xidmet.cases.notice import tell_party
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.store import accounts, cases, documents
from xidmet.store.along import OF_COMPLAINTS
from xidmet.store.documents import Stored

FOUND = _(
    "The virus scan found {finding} in the file “{name}” of your application {number}. The file is given to nobody, so "
    "the officials can't read it either: they may ask you for another one. Check your device for viruses."
)

IN_COMPLAINT = _(
    "The virus scan found {finding} in the file “{name}” of your complaint in case {number}. The file is given to "
    "nobody. Write to whoever hears the complaint, if it matters. Check your device for viruses."
)


async def tell_of_infected(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """payload: the document. Of a draft nobody is told: it is said beside the question, and stops its sending."""
    stored = await documents.document(UUID(payload["document"]))
    record = await cases.by_id(stored.case) if stored and stored.case else None
    case = case_of(site, record) if record else None
    if stored is None or case is None or case.is_draft:
        return
    if stored.id in [one.id for one in await files_given(case, to_staff=False)]:
        values = {"number": case.number, "name": stored.name, "finding": stored.finding}
        await tell_party(site, case, FOUND, once, f"/cases/{case.number}", values)
    else:
        await _tell_complainant(site, case, stored, once)


async def _tell_complainant(site: Site, case: Case, stored: Stored, once: str) -> None:
    """Whoever filed a complaint with this file; before it is filed, its page says it."""
    along = await OF_COMPLAINTS.one(stored.id)
    person = await accounts.person(along.account) if along and along.sent_with else None
    if person is not None:
        values, party = {"name": stored.name, "finding": stored.finding}, person_key(person.fin, person.id)
        where = f"/cases/{case.number}/complaint"
        await tell_party(site, case, IN_COMPLAINT, once, where, {**values, "number": case.number}, party)
