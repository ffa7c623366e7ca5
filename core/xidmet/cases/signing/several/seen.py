"""Who has signed and who is waited for, for the applicant."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.site import Site
from xidmet.errors import NotFound
from xidmet.store import signers
from xidmet.store import signing as signatures
from xidmet.store.signers import Other, Round
from xidmet.store.signing import Kept


@dataclass(frozen=True)
class Standing:
    """round: the newest one. first: the applicant's own signature, as long as it counts."""

    case: Case
    round: Round
    others: tuple[Other, ...]
    first: Kept | None


async def standing(site: Site, actor: Actor, number: str) -> Standing:
    """For the party alone. Raises NotFound, also where nobody else was ever asked to sign."""
    case = await case_for(site, actor, number)
    if case.party != actor.party:
        raise NotFound
    found = await signers.of_case(case.record.id)
    if found is None:
        raise NotFound
    kept = await signatures.of_case(case.record.id)
    first = next((one for one in kept if one.original == found.document and one.account == found.account), None)
    return Standing(case, found, tuple(await signers.others(found.id)), first)
