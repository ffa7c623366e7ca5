"""What somebody is asked to sign, for nobody but them: their FIN is the key, and the link leads only to the door."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.case import Case, case_of
from xidmet.cases.signing.find import Pending
from xidmet.cases.site import Site
from xidmet.contract.levels import reaches
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, SurerNeeded
from xidmet.store import cases, documents, signers
from xidmet.store import signing as signatures
from xidmet.store.documents import Stored
from xidmet.store.signers import Other, Round
from xidmet.store.signing import Kept, Wanted

SURER = _("A signature is asked of you; for that it must be known surely who you are.")
PROVE = _("Prove who you are with a second means; then you come back here.")


@dataclass(frozen=True)
class Invited:
    """document: None once nothing is signed any more. case: as it is now, of which they see nothing else."""

    case: Case
    transition: Transition
    round: Round
    other: Other
    document: Stored | None

    @property
    def waits(self) -> bool:
        """May they still sign or refuse?"""
        answered = self.other.signed_at or self.other.refused_at or self.round.closed_at
        return not answered and self.document is not None and self.round.ends_at > clock.now()

    @property
    def pending(self) -> Pending:
        """As it is signed. Raises Stale when it can't be any more."""
        if self.document is None or not self.waits:
            raise Stale(self.case.number)
        wanted = wanted_of(self.round, self.other, self.document)
        return Pending(self.case, self.transition, wanted, self.document, self.other)


def wanted_of(begun: Round, one: Other, document: Stored) -> Wanted:
    return Wanted(
        id=one.id,
        case=begun.case,
        transition=begun.transition,
        version=begun.version,
        token=str(one.id),
        account=begun.account,
        document=document.id,
        sha256=begun.sha256,
        given=begun.given,
        asked=begun.asked,
        made_at=begun.started_at,
        ends_at=begun.ends_at,
        used_at=one.signed_at,
    )


async def invited_for(site: Site, actor: Actor, wanted: UUID) -> Invited:
    """Also what is over. Raises NotFound for anybody else, SurerNeeded for them when they are not known surely enough.

    A link that was passed on tells a stranger no more than one that leads nowhere.
    """
    found = await _invited(site, wanted)
    if found is None or not actor.fin or actor.fin != found.other.fin:
        raise NotFound
    need_level(actor, found.other)
    return found


def need_level(actor: Actor, one: Other) -> None:
    """Raises SurerNeeded."""
    if not reaches(actor.level, one.level):
        raise SurerNeeded(Refusal(why=SURER, mend=PROVE, level=one.level))


async def invitation_of(site: Site, wanted: UUID) -> Pending:
    """For a means of signing, whose try says whose it is. Raises NotFound, Stale."""
    found = await _invited(site, wanted)
    if found is None:
        raise NotFound
    return found.pending


async def _invited(site: Site, wanted: UUID) -> Invited | None:
    one = await signers.other(wanted)
    begun = await signers.by_id(one.round) if one else None
    record = await cases.by_id(begun.case) if begun else None
    case = case_of(site, record) if record else None
    transition = case.service.transition(begun.transition) if case and begun else None
    if one is None or begun is None or case is None or transition is None:
        return None
    document = await documents.document(begun.document) if begun.document else None
    return Invited(case, transition, begun, one, document)


async def own_signature(site: Site, invited: Invited) -> tuple[Kept, Stored] | None:
    """Theirs under the document, as long as it counts; with its file."""
    if invited.document is None or not invited.other.signed_at:
        return None
    for kept in await signatures.of_case(invited.case.record.id):
        if kept.original == invited.document.id and kept.fin == invited.other.fin:
            stored = await documents.document(kept.file)
            return (kept, stored) if stored else None
    return None
