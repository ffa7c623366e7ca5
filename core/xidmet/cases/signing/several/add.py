"""One of the others signs, or refuses."""

from __future__ import annotations

from dataclasses import replace

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.find import find_case
from xidmet.cases.move import Moved
from xidmet.cases.signed import Signed
from xidmet.cases.signing.find import Pending
from xidmet.cases.signing.several.complete import ask_to_send, send_if_all
from xidmet.cases.signing.several.ending import void_in
from xidmet.cases.signing.several.invited import Invited, need_level
from xidmet.cases.signing.several.letters import tell_signed
from xidmet.cases.signing.several.start import keep_signature
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, WrongAnswers
from xidmet.store import signers, transaction
from xidmet.store.signers import Other

LONGEST_WORD = 1000  # characters
NO_WORD = Mistake(_("Say in a word why you do not sign."))
LONG_WORD = Mistake(_("At most {most} characters."), {"most": LONGEST_WORD})


async def add(site: Site, actor: Actor, pending: Pending, signed: Signed) -> Moved:
    """The last signature sends it, at once where nothing stands against it. The same person twice: the first result.

    Raises NotFound for anybody else, SurerNeeded, Stale when it was taken back or its time is over.
    """
    one = _theirs(actor, pending.other)
    case, moment = pending.case, clock.now()
    async with transaction():
        begun = await signers.lock(one.round)
        now = await signers.other(one.id)
        if begun and now and now.signed_at and begun.outcome in ("", "sent"):
            return Moved(case, again=True)
        if begun is None or begun.closed_at or begun.ends_at <= moment or begun.version != case.version:
            raise Stale(case.number)
        if not await signers.sign(one.id, actor.account, actor.name, moment):
            raise Stale(case.number)
        mine = replace(signed, wanted=replace(signed.wanted, account=actor.account))
        await keep_signature(actor, case, pending.transition, mine, moment)
        others = await signers.others(begun.id)
        if all(other.signed_at for other in others):
            await ask_to_send(begun)
        else:
            await tell_signed(begun, case, actor.name)
    site.wake.ring()
    await send_if_all(site, begun.id)
    after = await find_case(site, case.number)
    if after is None:
        raise NotFound
    return Moved(after)


async def refuse(site: Site, actor: Actor, invited: Invited, word: str) -> None:
    """Nothing is sent; all signatures are void, and the applicant is told, with the word. Again: nothing new.

    Raises WrongAnswers without a word, and what add raises.
    """
    one, said = _theirs(actor, invited.other), word.strip()
    if not said or len(said) > LONGEST_WORD:
        raise WrongAnswers({"word": LONG_WORD if said else NO_WORD})
    case, moment = invited.case, clock.now()
    async with transaction():
        begun = await signers.lock(one.round)
        if begun is None or begun.closed_at or not await signers.refuse(one.id, actor.account, actor.name, moment):
            raise Stale(case.number)
        facts = {**actor.marks, "transition": begun.transition, "document": begun.sha256}
        await journal.append(case.record.id, "co-signer-refused", facts, {**actor.signature, "word": said})
        await void_in(site, case, begun, "refused", moment, name=actor.name, word=said)
    site.wake.ring()


def _theirs(actor: Actor, one: Other | None) -> Other:
    if one is None or not actor.fin or actor.fin != one.fin:
        raise NotFound
    need_level(actor, one)
    return one
