"""Who is told how it stands with an answer that was accepted unconfirmed: its officers, and whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.auth.parties import person_key
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.notice import tell_party
from xidmet.cases.site import Site
from xidmet.cases.talk.notify import officers_of_case
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.notifications import Addressee, send_directly
from xidmet.store import transaction
from xidmet.store.bound import is_unique_violation

SUBJECT = _("An answer is not confirmed")
TO_PARTY = _(
    "Application {number}: a register says something else than you typed while it did not answer. Look at the case: it "
    "shows which answer it is."
)
TO_OFFICERS = _("In case {number} the register says something else than what was typed: {answer}.")
STILL_SILENT = _("In case {number} an answer is still not confirmed, for its register does not answer: {answer}.")


async def tell_unconfirmed(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """payload: number of the case, the question, how it stands; party: the applicant is told, too."""
    case = await find_case(site, payload["case"])
    field = case.service.form.fields.get(payload["question"]) if case else None
    if case is None or field is None:
        return
    if payload["party"]:
        await tell_party(site, case, TO_PARTY, once, f"/cases/{case.number}", {"number": case.number})
    text = TO_OFFICERS if payload["state"] == "differs" else STILL_SILENT
    try:
        async with transaction():
            await _tell_officers(site, case, text, field.label, once)
    except Exception as error:
        if not is_unique_violation(error):
            raise  # told before, by a worker that was killed before it could say so


async def _tell_officers(site: Site, case: Case, text: str, label: str, once: str) -> None:
    domain, where = site.catalogue.plugin_of(case.service.slug).name, f"/desk/cases/{case.number}?pane=registers"
    for person in await officers_of_case(case):
        to = Addressee(person_key(person.fin, person.id), person.email, person.language)
        answer = translator(person.language, domain).text(label)
        await send_directly(to, SUBJECT, text, where, f"{once}:{person.id}", number=case.number, answer=answer)
