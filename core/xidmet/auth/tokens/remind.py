"""The heads are told in time that a token ends, so that the program does not stand still one morning."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.auth.mandates.heads import tell_heads
from xidmet.contract.texts import _
from xidmet.store import tokens, transaction
from xidmet.store.tokens import Made

SOON = dt.timedelta(days=14)
AT_ONCE = 200  # tokens in one round
SUBJECT = _("The token of a program ends soon")
TOLD = _(
    "The token of the program “{program}” of {organisation} ends after {until}. From then on the program can do "
    "nothing. Make a new token before that, and give it to whoever keeps the program."
)


async def remind_heads() -> int:
    """How many tokens were told of. Safe to repeat and to kill: each is marked together with its letters."""
    moment, told = clock.now(), 0
    for one in await tokens.near_their_end(moment + SOON, moment, AT_ONCE):
        async with transaction():
            if await tokens.remind_of(one.id, moment):
                await _tell(one)
                told += 1
    return told


async def _tell(one: Made) -> None:
    until = clock.local(one.ends - dt.timedelta(seconds=1)).date()
    values = {"program": one.name, "organisation": one.body, "until": until}
    link = f"/organisations/{one.voen}#programs"
    await tell_heads(one.organisation, SUBJECT, TOLD, link, f"token-soon:{one.id}", **values)
