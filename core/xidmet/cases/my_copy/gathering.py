"""All that goes into a copy: said for programs piece by piece, and noted for the sheet and the files meanwhile."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from xidmet import clock
from xidmet.attestations import written
from xidmet.auth import Actor
from xidmet.cases.my_copy.complaints import files_elsewhere
from xidmet.cases.my_copy.own_cases import own_case
from xidmet.cases.my_copy.section import Section, group, line, plain
from xidmet.cases.my_copy.sections import EVERY_SECTION
from xidmet.cases.papers import paper_file
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Translator
from xidmet.store import cases, data_copies

FORMAT = "xidmet-data-copy/1"
MOST_PRINTED = 200  # cases with their answers on paper, the newest: a sheet is set as a whole, in memory
REST = _("There are more, which stand in data.json.")


class Gathering:
    """files: path in the ZIP and what is stored there. damaged: paths of files that turned out to be unreadable."""

    def __init__(self, site: Site, actor: Actor, words: Translator) -> None:
        self.site, self.actor, self.words = site, actor, words
        self.made_at = clock.now()
        self.files: list[tuple[str, Stored]] = []
        self.damaged: list[str] = []
        self.sections: list[Section] = []
        self._printed: list[dict[str, Any]] = []
        self._cases = 0

    async def json(self) -> AsyncIterator[bytes]:
        """data.json, in pieces: one part or one case is in memory, whatever there is."""
        head = {"format": FORMAT, "made_at": plain(self.made_at), "portal": self.site.settings.address}
        yield (_dumped(head)[:-2] + ",\n").encode()
        for gather in EVERY_SECTION:
            section = await gather(self.site, self.actor, self.words)
            self.sections.append(section)
            yield f'"{section.key}": {_dumped(section.data)},\n'.encode()
        yield b'"cases": ['
        async for one in self._own_cases():
            yield ((",\n" if self._cases > 1 else "\n") + one).encode()
        yield b"\n]\n}\n"
        self.files += await self._papers()
        self.files += await files_elsewhere(self.site, self.actor)

    async def _own_cases(self) -> AsyncIterator[str]:
        for number in await data_copies.numbers(self.actor.own_party):
            record = await cases.by_number(number)
            if record is None or record.party != self.actor.own_party:  # removed meanwhile
                continue
            made = await own_case(self.site, record, self.words.language)
            self._cases += 1
            self.files += made.files
            if len(self._printed) < MOST_PRINTED:
                self._printed.append({"title": made.title, "lines": list(made.lines)})
            yield _dumped(made.data)

    async def _papers(self) -> list[tuple[str, Stored]]:
        """Documents about this person from others' cases; those of their own stand with the case."""
        found = await data_copies.papers_elsewhere(self.actor.own_party)
        kept = [(written(one[0]), await paper_file(self.site, *one)) for one in found]
        return [(f"papers/{number}.pdf", stored) for number, stored in kept if stored]

    def sheet(self) -> dict[str, Any]:
        """data.pdf, once data.json was written."""
        words, today = self.words, clock.today()
        left = self._cases > len(self._printed)
        more = [{"title": "", "lines": [line("", words.text(REST))]}] if left else []
        return {
            "title": words.text(_("My data")),
            "name": self.actor.name,
            "language": words.language,
            "groups": [*(group(one, words) for one in self.sections), *self._printed, *more],
            "printed": words.text(_("Made on {date}"), date=today),
            "today": [today.year, today.month, today.day],
        }


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
