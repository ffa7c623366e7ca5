"""What the heads are told of their organisation's webhooks."""

from __future__ import annotations

from xidmet.auth import Actor
from xidmet.auth.mandates.heads import tell_heads
from xidmet.cases.webhooks.address import shown
from xidmet.contract.texts import _
from xidmet.store.accounts import Power
from xidmet.store.webhooks import Hook

Letter = tuple[str, str]
MADE: Letter = (
    _("An address for messages was added"),
    _(
        "{who} added the address {address} to {organisation}. It is told of every change in the organisation's cases. "
        "If you did not expect it, end it on the organisation's page."
    ),
)
RENEWED: Letter = (
    _("The secret of an address was renewed"),
    _(
        "{who} made a new secret for the address {address} of {organisation}. The one before is in force for one more "
        "day. If you did not expect it, end the address on the organisation's page."
    ),
)
ENDED: Letter = (
    _("An address for messages was ended"),
    _("{who} ended the address {address} of {organisation}. Nothing is sent there any more."),
)
OFF: Letter = (
    _("An address for messages was switched off"),
    _("{who} switched off the address {address} of {organisation}. It misses nothing for 30 days."),
)
BROKEN: Letter = (
    _("An address for messages does not answer"),
    _(
        "The address {address} of {organisation} has not taken messages since {since}, and nothing is sent there any "
        "more. Have it mended, then switch it on on the organisation's page: what came meanwhile is sent then."
    ),
)
GONE: Letter = (
    _("An address for messages is not there any more"),
    _(
        "The address {address} of {organisation} answered that it is gone, and nothing is sent there any more. Switch "
        "it on on the organisation's page, or end it there."
    ),
)


def page_of(voen: str) -> str:
    return f"/organisations/{voen}#webhooks"


async def tell_all(actor: Actor, power: Power, address: str, letter: Letter, once: str) -> None:
    """Inside the transaction, to every head."""
    values = {"who": actor.name, "address": address, "organisation": power.name}
    await tell_heads(power.organisation, *letter, page_of(power.voen), once, **values)


async def tell_broken(hook: Hook, letter: Letter, once: str, **values: object) -> None:
    known = {"address": shown(hook.address), "organisation": hook.body, **values}
    await tell_heads(hook.organisation, *letter, page_of(hook.voen), once, **known)
