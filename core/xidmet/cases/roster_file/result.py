"""A file back: the columns as they came, what became of each row, and what is wrong with it; and an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xidmet.cases.roster_file.entry import Entry
from xidmet.cases.roster_file.find import Found
from xidmet.cases.roster_file.standing import Told, against
from xidmet.cases.roster_file.states import OPEN, RowState
from xidmet.cases.rows_file.columns import columns_of, fields_of
from xidmet.cases.rows_file.mistakes import mistakes_of
from xidmet.cases.site import Site
from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import name_of
from xidmet.contract.texts import _
from xidmet.errors import RegisterDown
from xidmet.language import Translator
from xidmet.store import roster_file as store
from xidmet.store.kept_rows import PIECE
from xidmet.store.roster_file import Row
from xidmet.tables.writing import Listed, Sheet

LISTED = 2_000  # rows of a list that an empty table brings along; who needs more searches on the portal
SAID = {
    RowState.WAITS: _("not read yet"),
    RowState.RIGHT: _("new, not entered yet"),
    RowState.WRONG: _("wrong"),
    RowState.REFUSED: _("refused by a rule"),
    RowState.REPEAT: _("repeated, skipped"),
    RowState.DIFFERS: _("repeated with other answers, to be chosen"),
    RowState.THERE: _("in the list already"),
    RowState.OTHER: _("in the list already, with other answers: what was entered stays"),
    RowState.OUT: _("left out"),
    RowState.DRAFT: _("being entered, not signed yet"),
    RowState.ENTERED: _("entered"),
}


async def result(site: Site, found: Found, words: Translator, *, wrong_only: bool) -> Sheet:
    """To be written by write_table, in a thread. wrong_only: the rows that need somebody. Raises RegisterDown."""
    headers = [*found.file.headers, words.text(_("Result")), words.text(_("What is wrong"))]
    body, last = list[Sequence[str | int]](), 0
    states = OPEN if wrong_only else ()
    while page := await store.rows_after(found.file.id, states, last, PIECE):
        told = await against(site, found, page, words)
        body += [_line(row, found.entry, told.get(row.number, ()), words) for row in page]
        last = page[-1].number
    return Sheet(words.text(found.entry.part.label), headers, body)


def _line(row: Row, entry: Entry, told: Sequence[Told], words: Translator) -> list[str | int]:
    return [*row.cells, words.text(SAID[RowState(row.state)]), wrong_with(row, entry, told, words)]


def wrong_with(row: Row, entry: Entry, told: Sequence[Told], words: Translator) -> str:
    """All that is to be said of a row, in one line."""
    lines = list[str]()
    for path, mistake in mistakes_of(row.errors).items():
        field = entry.part.of.fields.get(path.partition("-")[0])
        text = words.text(mistake.text, **mistake.values)
        text = f"{text} {words.text(mistake.mend, **mistake.values)}" if mistake.mend else text
        lines.append(f"{words.text(field.label)}: {text}" if field is not None else text)
    if row.twin:
        lines.append(words.text(_("the same person as in row {row}"), row=row.twin))
    lines += [
        words.text(
            _("{question}: “{mine}” here, “{there}” there"), question=label, mine=mine or "—", there=there or "—"
        )
        for label, mine, there in told
    ]
    return "; ".join(lines)


async def template(site: Site, entry: Entry, words: Translator) -> Sheet:
    """An empty table with the names of the columns; lists of codes are a sheet beside it."""
    columns = columns_of(entry.part, words)
    return Sheet(
        words.text(entry.part.label),
        [one.label for one in columns],
        (),
        {place: one.choices for place, one in enumerate(columns) if one.choices},
        {place: one.holds for place, one in enumerate(columns) if one.holds},
        await _lists(site, entry, words),
        words.text(_("Lists")),
    )


async def _lists(site: Site, entry: Entry, words: Translator) -> dict[int, Listed]:
    """Of the look-ups whose rows are the same for everybody and few enough; one that does not answer is left out."""
    found = dict[int, Listed]()
    for place, one in enumerate(fields_of(entry.part)):
        if isinstance(one, Lookup) and not one.own and not one.match:
            rows = await _rows(site, one, entry.party)
            lines = [(row_key(row), name_of(row, words.language)) for row in rows]
            found |= {place: Listed(words.text(one.register.label), lines)} if lines and len(lines) <= LISTED else {}
    return found


async def _rows(site: Site, one: Lookup[Any], party: str) -> Sequence[Form]:
    try:
        return await site.registers.search(one, "", party, LISTED + 1)
    except RegisterDown:
        return ()
