"""What somebody sees of a case that is about them and is not theirs, such as the permit that an employer asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from xidmet import journal
from xidmet.attestations import Attested, parse
from xidmet.auth import Actor, is_role
from xidmet.auth.parties import person_key
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.notice import party_of
from xidmet.cases.site import Site
from xidmet.contract.roles import Party
from xidmet.contract.service import Service
from xidmet.errors import NotFound
from xidmet.journal import Entry
from xidmet.store import accounts, issued

TOLD = ("moved", "looked", "checked", "complaint", "complaint-decided")  # of the history: who did what, and who looked


@dataclass(frozen=True)
class AboutMe:
    """papers: those about the reader, newest first. history: moves, looks and checks, as messages and files are not
    theirs.

    may_complain: about the decision on which the case rests, beside whoever applied.
    """

    case: Case
    papers: tuple[Attested, ...]
    history: tuple[Entry, ...]
    may_complain: bool


async def about_me(site: Site, actor: Actor, number: str) -> AboutMe:
    """number: of the case, or of a document that was issued in it.

    Raises NotFound for whom it is not about, as if there were none.
    """
    attested = await issued.by_number(parse(number) or "")
    case = await find_case(site, await issued.case_number(attested.case) if attested else number)
    if case is None or case.is_draft or not is_named(actor, case):
        raise NotFound
    papers = tuple(one for one in await issued.of_case(case.record.id) if one.holder == actor.party)
    entries = tuple(one for one in await journal.entries(case.record.id) if one.kind in TOLD)
    return AboutMe(case, papers, entries, is_concerned(actor, case))


def is_named(actor: Actor, case: Case) -> bool:
    """Is the case about them, in a role that its service names by an answer?"""
    return case.party != actor.party and any(is_role(role, actor, case) for role in named_roles(case.service))


def named_roles(service: type[Service]) -> set[Party]:
    return {role for role in _roles(service) if isinstance(role, Party) and role.who is not None}


def _roles(service: type[Service]) -> Iterator[object]:
    yield from (notice.to for move in service.transitions for notice in move.tells)
    yield from (attestation.holder for attestation in service.attestations())
    yield from service.appeal.by if service.appeal else ()


async def concerned_in(site: Site, actor: Actor, number: str) -> Case | None:
    """The case, for one of those whom it is about and who may complain beside the party; None for everybody else."""
    case = await find_case(site, number)
    if case is None or case.is_draft or case.party == actor.party:
        return None
    return case if is_concerned(actor, case) else None


def is_concerned(actor: Actor, case: Case) -> bool:
    """May they complain beside the party, as the case is about them?"""
    roles = case.service.appeal.by if case.service.appeal else ()
    return any(is_role(role, actor, case) for role in roles)


def complains(actor: Actor, case: Case) -> bool:
    return case.party == actor.party or is_concerned(actor, case)


def told_of_complaints(case: Case) -> list[str]:
    """The party; and whoever else may complain, so that whoever did is told what became of it."""
    beside = case.service.appeal.by if case.service.appeal else ()
    return list(dict.fromkeys([case.party, *(party_of(role, case) for role in beside)]))


async def readable(actor: Actor, case: Case, by: UUID) -> bool:
    """May they read a complaint that this account filed? An employer is not shown what an employee wrote."""
    if by == actor.account:
        return True
    return case.party == actor.party and not await is_beside(case, by)


async def is_beside(case: Case, account: UUID) -> bool:
    """Did somebody file it whom the case is about, beside its party?"""
    person = await accounts.person(account)
    beside = set(told_of_complaints(case)) - {case.party}
    return person is not None and person_key(person.fin, person.id) in beside
