"""The other side is told that there is a message: where, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth.parties import person_key
from xidmet.cases.case import Case, case_of
from xidmet.cases.notice import tell_party
from xidmet.cases.site import Site
from xidmet.cases.talk.rules import speaking
from xidmet.contract.roles import Officer
from xidmet.contract.texts import _
from xidmet.notifications import Addressee, send_directly
from xidmet.store import accounts, cases, talk, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation

NEW = _("A message about a case")
TO_PARTY = _(
    "There is a message about case {number}. Read it, and answer, on the portal: this letter can't be answered."
)
TO_OFFICER = _("The applicant wrote about case {number}. Read it, and answer, on the portal.")


async def tell_of_message(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """payload: the message. Nobody is told what they have read meanwhile."""
    said = await talk.one(UUID(payload["message"]))
    record = await cases.by_id(said.case) if said and said.read_at is None else None
    case = case_of(site, record) if record else None
    if said is None or case is None:
        return
    where = f"/cases/{case.number}/messages"
    if said.office:
        await tell_party(site, case, TO_PARTY, once, where, {"number": case.number})
        return
    try:
        async with transaction():
            for person in await officers_of_case(case):
                to = Addressee(person_key(person.fin, person.id), person.email, person.language)
                await send_directly(to, NEW, TO_OFFICER, where, f"{once}:{person.id}", number=case.number)
    except Exception as error:
        if not is_unique_violation(error):
            raise  # told before, by a worker that was killed before it could say so


async def officers_of_case(case: Case) -> list[Person]:
    """The one who has taken it; else whose turn it is, else everybody who leads such cases."""
    leading = speaking(case.service)
    turn = [role for role in case.state.waiting if isinstance(role, Officer) and role in leading]
    holders = {
        one.id: one
        for role in sorted(turn or leading, key=lambda role: role.key)
        for one in await accounts.holders(role.key, clock.now())
    }
    taken = case.record.officer
    if taken and taken not in holders:  # taken by one whose turn it is not just now
        every = [one for role in leading for one in await accounts.holders(role.key, clock.now())]
        holders |= {one.id: one for one in every if one.id == taken}
    return [holders[taken]] if taken in holders else list(holders.values())
