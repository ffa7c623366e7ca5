"""A head grants what somebody asked for, or declines it with a reason."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import headed_by, note, still_head, tell
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, WrongAnswers
from xidmet.store import accounts, mandates, transaction
from xidmet.store.accounts import Power
from xidmet.store.mandates import Asked

ANSWER = _("Your request for a mandate was answered")
GRANTED = _("You may act for {organisation} now: {who} granted what you asked for.")
DECLINED = _("{who} did not grant the mandate for {organisation} that you asked for. Reason: {reason}")
LONGEST = 500  # characters of a reason


async def request_for(actor: Actor, voen: str, wanted: UUID) -> tuple[Power, Asked]:
    """A request to an organisation, answered or not. Raises NotFound, NotAllowed for anybody but a head."""
    power = headed_by(actor, voen)
    found = await mandates.request(wanted)
    if found is None or found.organisation != power.organisation:
        raise NotFound
    return power, found


async def decide(actor: Actor, voen: str, wanted: UUID, *, granted: bool, reason: str) -> None:
    """Who asked has accepted by asking, so that a granted mandate is in force at once. Again: nothing new.

    Raises NotFound, NotAllowed, WrongAnswers for a refusal without a reason, Stale when another head decided otherwise.
    """
    power, asked = await request_for(actor, voen, wanted)
    said, outcome = " ".join(reason.split())[:LONGEST], "granted" if granted else "declined"
    if not granted and not said:
        raise WrongAnswers({"reason": Mistake(_("Say why, so that they know what to do."))})
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        if await mandates.close_request(asked.id, outcome, said, str(actor.account), clock.now()):
            await _written(actor, power, asked, granted=granted, reason=said)
            return
    now = await mandates.request(wanted)
    if now is None or now.outcome != outcome:
        raise Stale


async def _written(actor: Actor, power: Power, asked: Asked, *, granted: bool, reason: str) -> None:
    moment, services = clock.now(), mandates.written(asked.services)
    if granted:
        await accounts.add_mandate(
            asked.account,
            power.organisation,
            asked.role,
            str(actor.account),
            moment,
            services=services,
            offered_at=asked.asked_at,
            accepted_at=asked.asked_at,
        )
    facts = {"whom": asked.name, "role": asked.role, "services": services, "reason": "" if granted else reason}
    await note(power.organisation, "granted" if granted else "refused", actor, moment, **facts)
    values = {"organisation": power.name, "who": actor.name, "reason": reason}
    await tell(
        asked.account, ANSWER, GRANTED if granted else DECLINED, "/organisations", f"decided:{asked.id}", **values
    )
