"""Registers of a site: the rows a form may offer, one row by its key, and search over any column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from xidmet import clock
from xidmet.check.reading import all_fields, forms
from xidmet.contract.answers import Ask, compared, row_key
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.registers import Codelist, Lookup, Register
from xidmet.contract.service import Service
from xidmet.contract.sources import OverHttp, Source
from xidmet.plugins import Catalogue
from xidmet.registers.issued_rows import IssuedRows
from xidmet.registers.over_http import HttpRows
from xidmet.store import registers as kept
from xidmet.store.agency_tables import MOST

FEW = 50  # rows that may be offered without searching


class Rows(Protocol):
    """Where rows come from. All answers are rows of the register's form."""

    async def about(self, party: str) -> list[Form]: ...
    async def by_keys(self, keys: list[str]) -> list[Form]: ...
    async def some(self, limit: int) -> list[Form]: ...
    async def search(self, text: str, limit: int) -> list[Form]: ...


class KeptRows:
    """Rows in the portal's own store."""

    def __init__(self, register: Register[Any]) -> None:
        self.register = register

    async def about(self, party: str) -> list[Form]:
        return self._forms(await kept.about(self.register.name, party))

    async def by_keys(self, keys: list[str]) -> list[Form]:
        return self._forms(await kept.by_keys(self.register.name, keys))

    async def some(self, limit: int) -> list[Form]:
        return self._now(await kept.some(self.register.name, self._most(limit)), limit)

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


class Registers:
    """Every register that the site's services use. A register without a source is kept here."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._rows: dict[str, Rows] = {}
        self._registers: dict[str, Register[Any]] = {}
        for register in _registers_of(catalogue):
            self._registers[register.name] = register
            self._rows[register.name] = _rows(register, catalogue.sources)

    @property
    def names(self) -> list[str]:
        """Of the registers that are kept here."""
        return [name for name, rows in self._rows.items() if isinstance(rows, KeptRows)]

    @property
    def code_lists(self) -> list[str]:
        """Of those, the lists of codes."""
        return sorted(name for name in self.names if isinstance(self._registers[name], Codelist))

    async def close(self) -> None:
        for rows in self._rows.values():
            if isinstance(rows, HttpRows):
                await rows.close()

    async def offered(self, ask: Ask, party: str) -> tuple[Form, ...]:
        """The rows that may be chosen for an Ask, by this party, just now. Raises RegisterDown."""
        return (await self.offered_for([ask], party))[ask]

    async def offered_for(self, asks: Iterable[Ask], party: str) -> dict[Ask, tuple[Form, ...]]:
        """The same for many Asks: all keys of one register are fetched together. Raises RegisterDown."""
        alike: dict[tuple[str, bool, bool], list[Ask]] = {}
        for ask in asks:
            alike.setdefault((ask.register, ask.own, ask.key is None), []).append(ask)
        found: dict[Ask, tuple[Form, ...]] = {}
        for (register, own, every), same in alike.items():
            rows = self._rows[register]
            if own:
                offered = await rows.about(party)
            elif every:
                offered = await rows.some(FEW)
            else:
                offered = await rows.by_keys([ask.key for ask in same if ask.key is not None])
            found |= {ask: self._fitting(offered, ask) for ask in same}
        return found

    def _fitting(self, rows: list[Form], ask: Ask) -> tuple[Form, ...]:
        theirs = rows if ask.own or ask.key is None else [row for row in rows if row_key(row) == ask.key]
        return tuple(row for row in theirs if self._fits(row, ask))

    def _fits(self, row: Form, ask: Ask) -> bool:
        matches = all(compared(vars(row).get(column)) == value for column, value in ask.match)
        return matches and in_force(self._registers[ask.register], row, clock.now())

    async def search(self, lookup: Lookup[Any], text: str, party: str, limit: int = 20) -> list[Form]:
        """Rows in which every word occurs in some column. Raises RegisterDown."""
        rows = self._rows[lookup.register.name]
        moment = clock.now()
        found = await rows.search(text, limit) if text.strip() else await rows.some(limit)
        return [row for row in found if in_force(lookup.register, row, moment)]

    async def row(self, register: str, key: str, party: str = "") -> Form | None:
        """One row as it is now, None when it is gone. party: whose row, for keys unique for each party only."""
        rows = self._rows[register]
        found = await rows.about(party) if party else await rows.by_keys([key])
        register_ = self._registers[register]
        return next((r for r in found if row_key(r) == key and in_force(register_, r, clock.now())), None)


def in_order(row: Form) -> tuple[tuple[str, int], ...]:
    """By its key, as people count: 9 before 10."""
    pieces = re.findall(r"\d+|\D+", row_key(row))
    return tuple(("", int(one)) if one.isdecimal() else (one, 0) for one in pieces)


def in_force(register: Register[Any], row: Form, moment: dt.datetime) -> bool:
    """Is the row between its two ends? Days count whole, the last one too; without two ends it is always in force."""
    if not register.valid:
        return True
    start, end = (vars(row).get(field.name) for field in register.valid)
    return (start is None or _begins(start) <= moment) and (end is None or moment < _ends(end))


def _begins(at: dt.date) -> dt.datetime:
    return at if isinstance(at, dt.datetime) else clock.end_of(at - dt.timedelta(days=1))


def _ends(at: dt.date) -> dt.datetime:
    return at if isinstance(at, dt.datetime) else clock.end_of(at)


def _rows(register: Register[Any], sources: Mapping[str, Source]) -> Rows:
    if isinstance(register, Attestation):
        return IssuedRows(register)
    source = sources.get(register.name)
    return HttpRows(source) if isinstance(source, OverHttp) else KeptRows(register)


def _registers_of(catalogue: Catalogue) -> Iterator[Register[Any]]:
    yield from (source.register for source in catalogue.sources.values())
    for service in catalogue.services.values():
        yield from _of_service(service)


def _of_service(service: type[Service]) -> Iterator[Register[Any]]:
    for form in forms(service):
        yield from (field.register for field in all_fields(form) if isinstance(field, Lookup))
    for transition in service.transitions:
        yield from (query.register for rule in transition.needs for query in rule.reads)
