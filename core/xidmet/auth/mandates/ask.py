"""Somebody who lacks a mandate asks the heads for it, in one press."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import heads_now, note, tell_heads
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import BadInput, Refused
from xidmet.store import accounts, mandates, transaction
from xidmet.store.bound import is_unique_violation

ASKABLE = ("operator", "seal_holder")
NOT_CONFIRMED = Refusal(
    why=_("Your registration is not complete yet."), mend=_("Open the link in the e-mail that we sent you.")
)
NO_HEAD = Refusal(
    why=_("No organisation with this VÖEN has a head here who could grant a mandate."),
    mend=_("Check the VÖEN. The head can register the organisation, or prove it with its seal certificate."),
)
HAS_IT = Refusal(why=_("You hold this mandate already."), mend=_("Choose for whom you act, at the top of the page."))


async def ask(actor: Actor, voen: str, role: str, services: frozenset[str]) -> None:
    """The heads are told and see it on the organisation's page. The same again, while it waits, changes nothing.

    services: none for all. Raises BadInput, Refused, TooMany.
    """
    if role not in ASKABLE:
        raise BadInput
    if not actor.confirmed:
        raise Refused(NOT_CONFIRMED)
    await throttle.take(throttle.ASK_MANDATE, str(actor.account))
    found = await accounts.organisation(voen)
    if found is None or not await heads_now(found["id"]):
        raise Refused(NO_HEAD)
    if _has(actor, voen, role, services):
        raise Refused(HAS_IT)
    try:
        async with transaction():
            await _keep(actor, found["id"], voen, role, services)
    except Exception as error:
        if not is_unique_violation(error):  # else it waits already
            raise


async def has_asked(actor: Actor, voen: str, role: str, service: str) -> bool:
    """Such a request of theirs waits for an answer."""
    wanted = frozenset({service}) if service else frozenset()
    waiting = [one for one in await mandates.requests_by(actor.account) if one.closed_at is None]
    return any((one.voen, one.role, one.services) == (voen, role, wanted) for one in waiting)


def _has(actor: Actor, voen: str, role: str, services: frozenset[str]) -> bool:
    mine = [one for one in actor.powers if one.voen == voen and one.role in (role, "head")]
    return any(not one.services or (services and services <= one.services) for one in mine)


async def _keep(actor: Actor, organisation: UUID, voen: str, role: str, services: frozenset[str]) -> None:
    moment, names = clock.now(), mandates.written(services)
    made = await mandates.add_request(
        organisation=organisation, account=actor.account, role=role, services=names, asked_at=moment
    )
    await note(organisation, "asked", actor, moment, role=role, services=names)
    subject, text = _("Somebody asks for a mandate"), _("{who} asks for a mandate for {organisation}.")
    found = await accounts.organisation(voen)
    name = found["name"] if found else voen
    link = f"/organisations/{voen}/requests/{made}"
    await tell_heads(organisation, subject, text, link, f"asked:{made}", who=actor.name, organisation=name)
