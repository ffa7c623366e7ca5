"""Personal values are forgotten; the rows that commit to them stay, and so does the chain."""

from __future__ import annotations

from uuid import UUID

from xidmet.store import journal as rows


async def erase(chain: UUID) -> None:
    """All personal values of a chain, inside the transaction that makes an end of what it is about."""
    await rows.erase_every_value(chain)
