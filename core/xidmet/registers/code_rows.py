"""Codes in the portal's own store: found by what people call them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from xidmet import clock
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.registers import Code
from xidmet.registers.code_search import CodeIndex
from xidmet.registers.kept_rows import KeptRows
from xidmet.registers.validity import in_force
from xidmet.store import registers as kept
from xidmet.store.registers import APART, Mark


class CodeRows(KeptRows):
    """Each process keeps the names of the list in memory, until the list changes or the day does."""

    _read: tuple[Mark, dt.date] | None = None
    _index = CodeIndex((), {})

    async def search(self, text: str, limit: int) -> list[Form]:
        return list((await self.now()).find(text, limit))

    async def now(self) -> CodeIndex:
        """The codes that may be chosen today."""
        mark = (await kept.mark(self.register.name), clock.today())
        if mark != self._read:
            self._index, self._read = self._indexed(await kept.found_by(self.register.name)), mark
        return self._index

    def above(self, code: Code) -> list[Code]:
        """The groups it lies in, the widest first, as they were at the last search."""
        return self._index.above(code)

    def _indexed(self, rows: Sequence[kept.FoundBy]) -> CodeIndex:
        """Of the codes that may be chosen today. Other words stand behind the names, in what a row is found by."""
        moment = clock.now()
        form = self.register.of
        codes = [(code, one.folded) for one in rows if isinstance(code := from_json(form, one.row), Code)]
        offered = [(code, folded) for code, folded in codes if in_force(self.register, code, moment)]
        also = {code.code: folded.split(APART)[1:] for code, folded in offered}
        return CodeIndex([code for code, _folded in offered], also)
