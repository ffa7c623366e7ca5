"""All have signed: the case moves by itself, or all are told why it does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.people import acting_now, themselves
from xidmet.auth.wards import wards
from xidmet.cases.case import Case, case_of
from xidmet.cases.consequences import Given
from xidmet.cases.move import move
from xidmet.cases.signed import digest_of
from xidmet.cases.signing.several.ending import void_in
from xidmet.cases.signing.several.invited import wanted_of
from xidmet.cases.signing.several.letters import tell_sent
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, RegisterDown, Stale, WrongAnswers
from xidmet.store import cases, documents, signers, transaction
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect
from xidmet.store.signers import Other, Round
from xidmet.store.signing import Wanted

log = structlog.get_logger()

KIND = "all-signed"
GONE = Refusal(
    why=_("Whoever signed first may no longer send it: the account is closed, or the power to act has ended."),
    mend=_("Somebody who may act must send it anew."),
)
OTHERWISE = Refusal(
    why=_("What a register says is another answer now than the one that was signed."),
    mend=_("Look at the answers, then sign anew."),
)
WRONG = Refusal(why=_("Some answers don't hold any more."), mend=_("Correct them, then sign anew."))


@dataclass(frozen=True)
class Together:
    """The signatures of all, as the move is made by them. Each is named in a row of its own in the history."""

    wanted: Wanted
    round: Round
    case: Case
    others: tuple[Other, ...]
    kind: Literal["electronic"] = "electronic"
    of_all: Literal[True] = True

    @property
    def facts(self) -> dict[str, str]:
        return {"signed": "by all", "document": self.round.sha256}

    def is_over(self, given: Given) -> bool:
        """As of one signature alone."""
        return self.wanted.given == digest_of(given)

    async def keep(self, place: int, moment: dt.datetime) -> None:
        """Inside the transaction of the move. Raises Stale when the round was ended before."""
        if not await signers.close(self.round, "sent", "", moment):
            raise Stale(self.case.number)
        await tell_sent(self.round, self.case, list(self.others))


async def ask_to_send(begun: Round) -> None:
    """Inside the transaction of the last signature: it is sent, whatever becomes of this process."""
    await write_effect(KIND, {"round": str(begun.id)}, f"{KIND}:{begun.id}")


async def send_signed(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker, where it was not done at once. Raises RegisterDown; then it is tried again."""
    await _send(site, UUID(payload["round"]))


async def send_if_all(site: Site, wanted: UUID) -> None:
    """At once; while a register does not answer, the worker goes on with it."""
    try:
        await _send(site, wanted)
    except RegisterDown as down:
        log.info("signed by all, and a register is silent", register=down.register)


async def _send(site: Site, wanted: UUID) -> None:
    begun = await signers.by_id(wanted)
    others = await signers.others(wanted) if begun else []
    if begun is None or begun.closed_at or not all(one.signed_at for one in others):
        return
    record = await cases.by_id(begun.case)
    case = case_of(site, record) if record else None
    document = await documents.document(begun.document) if begun.document else None
    if case is None or document is None:
        return  # the service was switched off meanwhile
    refusal = await _moved(site, begun, others, case, document)
    if refusal is not None:
        async with transaction():
            await signers.lock(begun.id)
            await void_in(site, case, begun, "not sent", clock.now(), said=refusal)
        site.wake.ring()


async def _moved(site: Site, begun: Round, others: list[Other], case: Case, document: Stored) -> Refusal | None:
    """Why it can't be sent; None when it was, now or by somebody else."""
    actor = await _applicant(begun, case)
    if actor is None:
        return GONE
    wanted = replace(wanted_of(begun, others[0], document), account=actor.account)
    signed = Together(wanted, begun, case, tuple(others))
    try:
        await move(
            site,
            actor,
            case.number,
            begun.transition,
            version=begun.version,
            token=begun.token,
            asked=begun.asked,
            signed=signed,
        )
    except Refused as refused:
        return refused.refusal
    except WrongAnswers:
        return WRONG
    except (Stale, NotFound):
        now = await signers.by_id(begun.id)
        return None if now is None or now.closed_at else OTHERWISE
    return None


async def _applicant(begun: Round, case: Case) -> Actor | None:
    """Whoever signed first, with what they may at this moment; as surely known as they were when they signed."""
    person = await themselves(begun.account)
    if person is None:
        return None
    person = replace(person, party=case.party, level=begun.level, means=begun.means)
    if begun.ward:
        ward = next((one for one in await wards(person.fin, clock.today()) if one.fin == begun.ward), None)
        return replace(person, kind="citizen", party_name=ward.name, ward=ward) if ward else None
    if person.fin is None and case.helped:
        # At a service centre, without an account: the certificate named the FIN by which the case is theirs.
        return replace(person, own_party=case.party)
    return await acting_now(begun.account, case.party, begun.level, begun.means)
