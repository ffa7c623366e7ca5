"""Rows -> what was understood and what is wrong, with the very messages of the form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases.answer import ROUNDS
from xidmet.cases.case import Case
from xidmet.cases.rows_file.columns import form_of, in_cell, out_of_cell
from xidmet.cases.rows_file.meaning import Meaning, key_of
from xidmet.cases.site import Site
from xidmet.contract.answers import SURE, Answers, Ask, read, row_key, shown
from xidmet.contract.form import Form, Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.plain import to_store
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import name_of
from xidmet.language import LANGUAGES, fold


@dataclass(frozen=True)
class Understood:
    """A row as it would be typed. key: "" where it has none. mark: the same for the same answers. answers: as far as
    they were understood.
    """

    typed: dict[str, Any]
    errors: dict[str, Mistake]
    key: str
    mark: str
    answers: Form | None = None


def reader_of(site: Site, case: Case, part: Part[Any]) -> RowReader:
    """Reads rows of one question of one draft."""
    return RowReader(site, part, case.service.slug, case.party)


class RowReader:
    """Reads rows for one party; what it asked registers once it remembers.

    slug: of the service. key: what tells a row from others, by its answers; the answer to the part's own key otherwise.
    """

    def __init__(
        self, site: Site, part: Part[Any], slug: str, party: str, key: Callable[[Form], str] | None = None
    ) -> None:
        self.site, self.part, self.party, self._key = site, part, party, key
        self.domain = site.catalogue.plugin_of(slug).name
        self.meaning = Meaning(part, self.domain)
        self._rows = dict[Ask, tuple[Form, ...]]()
        self._keys = dict[tuple[str, str], str]()

    async def read(self, rows: Sequence[Mapping[str, str]]) -> list[Understood]:
        """Rows as they stand in a file or in boxes: texts by field. Raises RegisterDown."""
        typed: list[dict[str, Any]] = [{**_sure(row), **self.meaning.of(row)} for row in rows]
        for one in self.meaning.fields.values():
            if isinstance(one, Lookup):
                texts = [out_of_cell(one, row.get(one.name, "")) for row in typed]
                await self._find_keys(one, {text for mine in texts for text in mine})
                for row, mine in zip(typed, texts, strict=True):
                    keys = [self._keys.get((one.name, text), text) for text in mine]
                    row[one.name] = keys if one.rows else in_cell(keys)
        return await self.understand(typed)

    async def understand(self, typed: Sequence[Mapping[str, Any]]) -> list[Understood]:
        """Rows as they are typed in the form. Raises RegisterDown."""
        form = form_of(self.part)
        answers = list[Answers[Form]]()
        for _round in range(ROUNDS):
            answers = [read(form, row, self._rows.get) for row in typed]
            wanted = {ask for one in answers for ask in one.wanted}
            if not wanted:
                break
            self._rows |= await self.site.registers.offered_for(wanted, self.party)
        return [self._understood(row, one) for row, one in zip(typed, answers, strict=True)]

    def _understood(self, typed: Mapping[str, Any], found: Answers[Form]) -> Understood:
        if found.errors:
            return Understood(dict(typed), self._by_cell(found.errors), key_of(self.part, typed), "")
        seen = {name: value for name, value in typed.items() if self._shown(name, found.so_far)}
        key = self._key(found.so_far) if self._key else key_of(self.part, seen)
        return Understood(seen, {}, key, _mark(found.so_far), found.so_far)

    def _by_cell(self, errors: Mapping[str, Mistake]) -> dict[str, Mistake]:
        """What is wrong with one of several in a cell is wrong with the cell."""
        several = {name for name, one in self.meaning.fields.items() if one.rows}
        first = {path: path.split("-")[0] for path in errors}
        return {first[path] if first[path] in several else path: said for path, said in errors.items()}

    def _shown(self, name: str, so_far: Form) -> bool:
        """What the answers beside it hide does not come into the draft."""
        one = self.meaning.fields.get(name.removesuffix(SURE))
        return one is None or shown(one, so_far)

    async def _find_keys(self, one: Lookup[Any], texts: set[str]) -> None:
        """What stands in a cell may be the key of a row, or its name: exactly, but for the letters' marks."""
        new = {text for text in texts if (one.name, text) not in self._keys}
        asks = {text: Ask(one.register.name, one.own, None if one.own else text) for text in new}
        offered = await self.site.registers.offered_for(asks.values(), self.party) if asks else {}
        for text, ask in asks.items():
            rows: Sequence[Form] = offered[ask]
            if not any(row_key(row) == text for row in rows):
                rows = rows if one.own else await self.site.registers.search(one, text, self.party)
                rows = [row for row in rows if fold(text) in {fold(name_of(row, language)) for language in LANGUAGES}]
                self._keys[one.name, text] = row_key(rows[0]) if len(rows) == 1 else text
                continue
            self._keys[one.name, text] = text


def _sure(row: Mapping[str, str]) -> dict[str, str]:
    """Doubts that the person has overridden."""
    return {name: value for name, value in row.items() if name.endswith(SURE) and value}


def _mark(answers: Form) -> str:
    text = json.dumps(to_store(answers), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
