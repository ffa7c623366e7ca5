"""Rows in the portal's own store."""

from __future__ import annotations

from typing import Any

from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.registers import Register
from xidmet.store import registers as kept


class KeptRows:
    def __init__(self, register: Register[Any]) -> None:
        self.register = register

    async def about(self, party: str) -> list[Form]:
        return self._forms(await kept.about(self.register.name, party))

    async def by_keys(self, keys: list[str]) -> list[Form]:
        return self._forms(await kept.by_keys(self.register.name, keys))

    async def some(self, limit: int) -> list[Form]:
        return self._forms(await kept.some(self.register.name, limit))

    async def search(self, text: str, limit: int) -> list[Form]:
        return self._forms(await kept.search(self.register.name, text, limit))

    def _forms(self, rows: list[dict[str, Any]]) -> list[Form]:
        return [from_json(self.register.of, row) for row in rows]
