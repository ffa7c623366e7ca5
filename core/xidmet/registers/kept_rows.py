"""Rows in the portal's own store."""

from __future__ import annotations

import re
from typing import Any

from xidmet import clock
from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.registers import Register
from xidmet.registers.validity import in_force
from xidmet.store import registers as kept
from xidmet.store.agency_tables import MOST


class KeptRows:
    def __init__(self, register: Register[Any]) -> None:
        self.register = register

    async def about(self, party: str) -> list[Form]:
        return self._forms(await kept.about(self.register.name, party))

    async def about_each(self, parties: list[str]) -> dict[str, list[Form]]:
        found = await kept.about_each(self.register.name, parties)
        return {party: self._forms(rows) for party, rows in found.items()}

    async def by_keys(self, keys: list[str]) -> list[Form]:
        return await self.stored(keys)

    async def stored(self, keys: list[str]) -> list[Form]:
        """The same, as the portal knows them by itself."""
        return self._forms(await kept.by_keys(self.register.name, keys))

    async def some(self, limit: int) -> list[Form]:
        return self._now(await kept.some(self.register.name, self._most(limit)), limit)

    async def every(self, limit: int) -> list[Form]:
        """Also those that are in force no more, or not yet."""
        return self._forms(await kept.some(self.register.name, limit))

    async def search(self, text: str, limit: int) -> list[Form]:
        return self._now(await kept.search(self.register.name, text, self._most(limit)), limit)

    def _most(self, limit: int) -> int:
        """What has been or will be in force must not take the place of what is."""
        return MOST if self.register.kept_by and self.register.valid else limit

    def _now(self, rows: list[dict[str, Any]], limit: int) -> list[Form]:
        found = self._forms(rows)
        if self.register.kept_by and self.register.valid:
            moment = clock.now()
            found = sorted((one for one in found if in_force(self.register, one, moment)), key=in_order)
        return found[:limit]

    def _forms(self, rows: list[dict[str, Any]]) -> list[Form]:
        return [from_json(self.register.of, row) for row in rows]


def in_order(row: Form) -> tuple[tuple[str, int], ...]:
    """By its key, as people count: 9 before 10."""
    pieces = re.findall(r"\d+|\D+", row_key(row))
    return tuple(("", int(one)) if one.isdecimal() else (one, 0) for one in pieces)
