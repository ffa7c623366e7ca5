"""Those who have to do with a complaint are told: where it stands, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth.parties import person_key
from xidmet.cases.about_me import told_of_complaints
from xidmet.cases.case import Case, case_of
from xidmet.cases.notice import tell_party
from xidmet.cases.site import Site
from xidmet.contract.service import Appeal
from xidmet.contract.texts import _
from xidmet.notifications import Addressee, send_directly
from xidmet.store import accounts, cases, complaints, transaction
from xidmet.store.bound import is_unique_violation

NEW, TO_HEARERS = _("A complaint to be heard"), _("A complaint about case {number} waits to be heard.")
TO_PARTY = _("Your complaint in case {number} was decided. Read the decision on the portal.")
RECEIVED = _("Your complaint {complaint} in case {number} was received. It is heard by somebody who did not decide.")


async def tell_of_complaint(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """The receipt, those who hear it, and later the decision: where it stands, and nothing of what it says."""
    kept = await complaints.one(UUID(payload["complaint"]))
    record = await cases.by_id(kept.case) if kept else None
    case = case_of(site, record) if record else None
    if kept is None or case is None or case.service.appeal is None:
        return
    where, values = f"/cases/{case.number}/complaint", {"number": case.number, "complaint": kept.number}
    text = TO_PARTY if payload["what"] == "decided" else RECEIVED
    for place, party in enumerate(told_of_complaints(case)):
        await tell_party(site, case, text, f"{once}:{place}" if place else once, where, values, party)
    if payload["what"] == "filed":
        await _tell_hearers(case, case.service.appeal, once, where)


async def _tell_hearers(case: Case, appeal: Appeal, once: str, where: str) -> None:
    holders = {one.id: one for role in appeal.heard_by for one in await accounts.holders(role.key, clock.now())}
    apart = {done.by for done in case.done}
    try:
        async with transaction():
            for person in (one for one in holders.values() if str(one.id) not in apart):
                to = Addressee(person_key(person.fin, person.id), person.email, person.language)
                await send_directly(to, NEW, TO_HEARERS, where, f"{once}:{person.id}", number=case.number)
    except Exception as error:
        if not is_unique_violation(error):
            raise
