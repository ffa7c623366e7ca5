"""What the person is told of a visit: to their inbox, and by e-mail if they have an address."""

from __future__ import annotations

from uuid import UUID

from xidmet.notifications import Addressee, send_directly


async def tell(person: tuple[str, str, str], visit: UUID, said: tuple[str, str], once: str, **values: str) -> None:
    """Inside a transaction. person: party, e-mail address, language. said: subject and text, msgids."""
    await send_directly(Addressee(*person), said[0], said[1], f"/assisted/{visit}", once, **values)
