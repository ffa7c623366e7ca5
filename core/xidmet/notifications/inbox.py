"""What was told to somebody in the portal; and, in a demonstration, the e-mails that would have left."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.store import mailbox, messages
from xidmet.store.mailbox import Letter
from xidmet.store.messages import Told

__all__ = ["Letter", "Told", "inbox", "letter", "letters", "mark_all_read", "mark_read", "told_in"]

PAGE = 30


Scope = frozenset[str] | None  # services that a mandate reaches; None: all


async def inbox(party: str, scope: Scope = None, before: UUID | None = None) -> tuple[list[Told], bool]:
    """A page of what was told to a party in the portal, newest first, and whether there is older still.

    before: the last one of the page before this.
    """
    found = await messages.inbox([party], scope, PAGE + 1, before)
    return found[:PAGE], len(found) > PAGE


async def mark_read(message: UUID, party: str, scope: Scope = None) -> None:
    """Nothing happens when it is not this party's message, or out of the mandate's reach."""
    await messages.mark_read(message, party, scope, clock.now())


async def mark_all_read(newest: UUID, party: str, scope: Scope = None) -> None:
    """Everything in this inbox up to the newest one that was seen; nothing, when that one does not stand in it."""
    await messages.mark_all_read(party, scope, newest, clock.now())


async def told_in(case: UUID, party: str) -> list[Told]:
    """What was told in a case to its party, and to addresses that are nobody's account; oldest first."""
    return [one for one in await messages.of_case(case) if one.party in ("", party)]


async def letters() -> list[Letter]:
    """The demonstration's mailbox, newest first; empty on a real site, where mail leaves."""
    return await mailbox.letters()


async def letter(message_id: str) -> Letter | None:
    return await mailbox.letter(message_id)
