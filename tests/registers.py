"""What happens outside to the registers of a demonstration."""

from __future__ import annotations

from typing import Any

from xidmet import clock
from xidmet.cases import Site
from xidmet.store import transaction
from xidmet.store.effects import write_effect
from xidmet.store.tables import RegisterRow


async def row_goes(site: Site, register: Any, key: str) -> None:
    """A row is there no more, and the register says so."""
    async with transaction():
        await row_goes_unsaid(register.name, key)
        payload = {"register": register.name, "key": key}
        await write_effect("register-changed", payload, f"gone:{register.name}:{key}:{clock.now().timestamp()}"[:160])
    site.wake.ring()


async def row_goes_unsaid(register: str, key: str) -> None:
    await RegisterRow.delete().where((RegisterRow.register == register) & (RegisterRow.key == key))
