"""A round that leads to nothing: all signatures are void, their files erased, and the draft may be changed again."""

from __future__ import annotations

import datetime as dt

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.signing.several.letters import tell_void
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.errors import NotFound, Stale
from xidmet.language import translator
from xidmet.store import signers, transaction
from xidmet.store.effects import write_effect
from xidmet.store.signers import Round


async def take_back(site: Site, actor: Actor, number: str) -> None:
    """By whoever may fill in the draft. Twice: nothing new. Raises NotFound, and Stale when it was sent meanwhile."""
    case = await case_for(site, actor, number)
    if case.party != actor.party:
        raise NotFound
    begun = await signers.of_case(case.record.id)
    async with transaction():
        now = await signers.lock(begun.id) if begun else None
        if now is None:
            raise NotFound
        if now.outcome == "sent":
            raise Stale(number)
        if not now.closed_at:
            await void_in(site, case, now, "taken back", clock.now(), by=actor)
    site.wake.ring()


async def void_in(
    site: Site,
    case: Case,
    begun: Round,
    outcome: str,
    moment: dt.datetime,
    *,
    by: Actor | None = None,
    said: Refusal | None = None,
    name: str = "",
    word: str = "",
) -> bool:
    """Inside a transaction; False when somebody has ended it before. said: why it was not sent. name, word: of whoever
    refused.
    """
    why = word or _text(site, case, begun, said)
    if not await signers.close(begun, outcome, why, moment):
        return False
    others = await signers.others(begun.id)
    facts = {**(by.marks if by else {}), "outcome": outcome, "document": begun.sha256}
    await journal.append(case.record.id, "signatures-void", facts, by.signature if by else {})
    places = await signers.take_void(begun, moment)
    if places:
        await write_effect("erase", {"places": places}, f"erase-round:{begun.id}")
    await tell_void(site, begun, case, others, outcome, said, name, word)
    return True


def _text(site: Site, case: Case, begun: Round, said: Refusal | None) -> str:
    if said is None:
        return ""
    return translator(begun.language, site.catalogue.plugin_of(case.service.slug).name).text(said.why, **said.values)
