"""Registers of a site: the rows a form may offer, one row by its key, and search over any column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from xidmet import clock
from xidmet.check.reading import all_fields, forms, terms_of
from xidmet.contract.answers import Ask, compared, row_key
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.payments import payments
from xidmet.contract.registers import Code, Codelist, Lookup, Register
from xidmet.contract.service import Service
from xidmet.contract.sources import OverHttp, Source
from xidmet.plugins import Catalogue
from xidmet.registers.breaker import Breaker
from xidmet.registers.code_rows import CodeRows
from xidmet.registers.code_search import CodeIndex
from xidmet.registers.demo_moods import MoodyRows
from xidmet.registers.issued_rows import IssuedRows
from xidmet.registers.kept_rows import KeptRows, in_order
from xidmet.registers.over_http import HttpRows
from xidmet.registers.validity import begins, in_force, stops

MOST_LISTED = 300  # rows of a list in which a checker finds where they are
FEW = 50  # rows that may be offered without searching


class Rows(Protocol):
    """Where rows come from. All answers are rows of the register's form."""

    async def about(self, party: str) -> list[Form]: ...
    async def about_each(self, parties: list[str]) -> dict[str, list[Form]]: ...
    async def by_keys(self, keys: list[str]) -> list[Form]: ...
    async def some(self, limit: int) -> list[Form]: ...
    async def search(self, text: str, limit: int) -> list[Form]: ...


class Registers:
    """Every register that the site's services use. A register without a source is kept here.

    Two plugins may share one and want different columns of it: its rows are read as the form with the most columns.
    demo: folder in which a demonstration says how its registers are just now; None for a real site.
    """

    def __init__(self, catalogue: Catalogue, demo: Path | None = None) -> None:
        self._rows: dict[str, Rows] = {}
        self._registers: dict[str, Register[Any]] = {}
        for register in _registers_of(catalogue):
            known = self._registers.setdefault(register.name, register)
            if len(register.of.fields) > len(known.of.fields):
                self._registers[register.name] = register
        for register in self._registers.values():
            self._rows[register.name] = _rows(register, catalogue.sources, demo)

    @property
    def names(self) -> list[str]:
        """Of the registers that are kept here."""
        return [name for name, rows in self._rows.items() if isinstance(rows, KeptRows)]

    @property
    def moody(self) -> list[str]:
        """Those that a demonstration can make silent."""
        return sorted(name for name, rows in self._rows.items() if isinstance(rows, MoodyRows))

    @property
    def code_lists(self) -> list[str]:
        """Of those, the lists of codes."""
        return sorted(name for name in self.names if isinstance(self._registers[name], Codelist))

    def register(self, name: str) -> Register[Any]:
        """By its name. Raises KeyError."""
        return self._registers[name]

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
        named: dict[str, dict[Ask, str]] = {}
        for ask in asks:
            if person := self._person(ask):
                named.setdefault(ask.register, {})[ask] = person
            else:
                alike.setdefault((ask.register, ask.own, ask.key is None), []).append(ask)
        found: dict[Ask, tuple[Form, ...]] = {}
        for register, people in named.items():
            about = await self._rows[register].about_each(list(dict.fromkeys(people.values())))
            found |= {ask: self._fitting(about.get(person, []), ask) for ask, person in people.items()}
        for (register, own, every), same in alike.items():
            found |= await self._offered_alike(self._rows[register], same, party, own=own, every=every)
        return found

    async def _offered_alike(
        self, rows: Rows, asks: Sequence[Ask], party: str, *, own: bool, every: bool
    ) -> dict[Ask, tuple[Form, ...]]:
        """Of one register, where all want what is the party's own, or every row, or each a row by its key."""
        if own or every:
            offered = await (rows.about(party) if own else rows.some(FEW))
            return {ask: self._fitting(offered, ask) for ask in asks}
        by_key = dict[str, list[Form]]()  # a thousand asks must not each look at a thousand rows
        for row in await rows.by_keys([ask.key for ask in asks if ask.key is not None]):
            by_key.setdefault(row_key(row), []).append(row)
        return {ask: self._fitting(by_key.get(ask.key or "", []), ask) for ask in asks}

    def _fitting(self, rows: Sequence[Form], ask: Ask) -> tuple[Form, ...]:
        return tuple(row for row in rows if self._fits(row, ask))

    def _person(self, ask: Ask) -> str:
        """Whom rows are wanted about, where a FIN among the columns says it: all rows of a register may be millions."""
        register = self._registers[ask.register]
        if ask.own or ask.key is not None or register.kept_by:
            return ""
        columns = register.of.fields
        fins = (value for name, value in ask.match if value and getattr(columns.get(name), "format", "") == "fin")
        return next((f"p:{fin}" for fin in fins), "")

    def _fits(self, row: Form, ask: Ask) -> bool:
        matches = all(compared(vars(row).get(column)) == value for column, value in ask.match)
        return matches and in_force(self._registers[ask.register], row, clock.now())

    async def search(self, lookup: Lookup[Any], text: str, party: str, limit: int = 20) -> list[Form]:
        """Rows in which every word occurs in some column; of a code list, what is likeliest meant.

        Raises RegisterDown.
        """
        rows = self._rows[lookup.register.name]
        moment = clock.now()
        found = await rows.search(text, limit) if text.strip() else await rows.some(limit)
        return [row for row in found if in_force(lookup.register, row, moment)]

    def _kept(self, name: str) -> KeptRows:
        rows = self._rows[name]
        assert isinstance(rows, KeptRows)
        return rows

    def above(self, lookup: Lookup[Any], row: Form) -> list[Code]:
        """The groups in which a code lies that was found just now, the widest first."""
        rows = self._rows[lookup.register.name]
        return rows.above(row) if isinstance(rows, CodeRows) and isinstance(row, Code) else []

    async def places(self, lookup: Lookup[Any]) -> list[Form]:
        """Every row of a small register that may be chosen now, for a list without a search."""
        return await self.search(lookup, "", "", MOST_LISTED)

    async def codes(self, name: str) -> CodeIndex | None:
        """The codes of a list that may be chosen today; None for one that is no code list, or kept elsewhere."""
        rows = self._rows.get(name)
        return await rows.now() if isinstance(rows, CodeRows) else None

    async def ended(self, name: str, keys: Iterable[str]) -> dict[str, Form]:
        """The last row under each key that may be chosen no more, of a register that is kept here."""
        wanted = list(dict.fromkeys(keys))
        rows = await self._kept(name).stored(wanted) if wanted else []
        register, moment = self._registers[name], clock.now()
        past = [row for row in rows if not in_force(register, row, moment)]
        first = register.valid[0].name if register.valid else ""
        return {row_key(row): row for row in sorted(past, key=lambda row: str(vars(row).get(first) or ""))}

    async def terms(self, register: Register[Any]) -> list[tuple[dt.datetime, dt.datetime]]:
        """From when until when each of its first rows is in force, past and coming ones too. For small registers."""
        assert register.valid is not None
        first, last = register.valid
        rows = [vars(row) for row in await self._kept(register.name).every(FEW)]
        ends = [(row.get(first.name), row.get(last.name)) for row in rows]
        return [(begins(one), stops(other)) for one, other in ends if one and other]

    async def row(self, register: str, key: str, party: str = "") -> Form | None:
        """One row as it is now, None when it is gone. party: whose row, for keys unique for each party only."""
        rows = self._rows[register]
        found = await rows.about(party) if party else await rows.by_keys([key])
        register_ = self._registers[register]
        return next((r for r in found if row_key(r) == key and in_force(register_, r, clock.now())), None)

    @property
    def outside(self) -> dict[str, Breaker]:
        """How each register that is kept elsewhere answers, by its name."""
        return {name: rows.breaker for name, rows in self._rows.items() if isinstance(rows, HttpRows)}

    async def known(self, register: str, keys: Iterable[str]) -> dict[str, Form]:
        """Rows of a register that is kept here, also those that are in force no more; of another one none."""
        rows = self._rows.get(register)
        found = await rows.stored(list(dict.fromkeys(keys))) if isinstance(rows, KeptRows) else []
        return {row_key(row): row for row in found}

    async def periods(self, register: str, keys: Iterable[str]) -> dict[str, list[Form]]:
        """The same with every row of a key, for registers in which one follows another in time."""
        rows = self._rows.get(register)
        found = dict[str, list[Form]]()
        for row in await rows.stored(list(dict.fromkeys(keys))) if isinstance(rows, KeptRows) else []:
            found.setdefault(row_key(row), []).append(row)
        return found

    async def every(self, register: str, limit: int) -> list[Form]:
        """Rows of a register that is kept here, each key once, also such as may be chosen no more; else none."""
        rows = self._rows.get(register)
        found = await rows.every(limit) if isinstance(rows, KeptRows) else []
        return sorted({row_key(row): row for row in found}.values(), key=in_order)


def _rows(register: Register[Any], sources: Mapping[str, Source], demo: Path | None) -> Rows:
    if isinstance(register, Attestation):
        return IssuedRows(register)
    source = sources.get(register.name)
    if isinstance(source, OverHttp):
        return HttpRows(source)
    if demo is not None and may_be_moody(register):
        return MoodyRows(register, demo)
    return CodeRows(register) if isinstance(register, Codelist) else KeptRows(register)


def may_be_moody(register: Register[Any]) -> bool:
    """In a demonstration: what other bodies keep on a real site; not what an agency edits here, nor a code list."""
    return not register.kept_by and not isinstance(register, Codelist | Attestation) and register is not payments


def _registers_of(catalogue: Catalogue) -> Iterator[Register[Any]]:
    yield from (source.register for source in catalogue.sources.values())
    for service in catalogue.services.values():
        yield from _of_service(service)


def _of_service(service: type[Service]) -> Iterator[Register[Any]]:
    for form in forms(service):
        yield from (field.register for field in all_fields(form) if isinstance(field, Lookup))
    yield from (term.table for _where, term in terms_of(service))
    for transition in service.transitions:
        yield from (query.register for rule in transition.needs for query in rule.reads)
