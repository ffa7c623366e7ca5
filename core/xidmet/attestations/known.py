"""What somebody may know about attestations: those about them, who checked them, and what they checked themselves."""

from __future__ import annotations

from uuid import UUID

from xidmet.auth import Actor
from xidmet.store import issued, many
from xidmet.store.issued import Attested, Checked


async def about(actor: Actor) -> list[Attested]:
    """Every attestation about the party somebody acts for, whoever applied; newest first."""
    return [one for one in await issued.about(actor.party) if actor.reaches(one.service)]


async def checks_of(actor: Actor) -> list[Checked]:
    """Who was told that an attestation about this party is in force; newest first."""
    return await issued.checks_of(actor.party, actor.scope)


async def checks_by(actor: Actor) -> list[Checked]:
    """What this person checked while signed in; newest first."""
    return await issued.checks_by(actor.account)


async def from_case(case: UUID) -> list[Attested]:
    """What was issued in one case that the caller may see."""
    return await issued.of_case(case)


async def from_cases(cases: list[UUID]) -> dict[UUID, Attested]:
    """The latest attestation of each of these cases, which the caller may see."""
    return {paper.case: paper for paper in reversed(await issued.of_cases(cases))}


async def numbers_in_force(cases: list[UUID]) -> dict[UUID, str]:
    """The number of what each of these cases has in force, the newest; one statement for all."""
    return {case: papers[-1][1] for case, papers in (await many.in_force(cases) if cases else {}).items()}


async def count_checks(papers: list[Attested]) -> dict[UUID, int]:
    """How often each was checked, by its id."""
    return await issued.count_checks([paper.id for paper in papers])
