"""A file back: the columns as they came, what became of each row, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from xidmet.cases.rows_file.find import Found
from xidmet.cases.rows_file.mistakes import mistakes_of
from xidmet.cases.rows_file.states import RowState
from xidmet.contract.form import Part
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.store import rows_file as store
from xidmet.store.rows_file import Row
from xidmet.tables.writing import Sheet

SAID = {
    RowState.RIGHT: _("right, not taken yet"),
    RowState.WRONG: _("wrong"),
    RowState.REPEAT: _("repeated, skipped"),
    RowState.DIFFERS: _("repeated with other answers, to be chosen"),
    RowState.REPLACES: _("will replace the row in the application"),
    RowState.KEPT: _("skipped: the other row is kept"),
    RowState.OUT: _("left out"),
    RowState.TAKEN: _("taken"),
}


async def result(found: Found, words: Translator) -> Sheet:
    """To be written by write_table, in a thread."""
    rows = await store.all_rows(found.file.id)
    headers = [*found.file.headers, words.text(_("Result")), words.text(_("What is wrong"))]
    body = [[*row.cells, words.text(SAID[RowState(row.state)]), _wrong(row, found.part, words)] for row in rows]
    return Sheet(words.text(found.part.label), headers, body)


def _wrong(row: Row, part: Part[Any], words: Translator) -> str:
    if row.state == RowState.REPEAT and row.twin:
        return words.text(_("the same as row {row}"), row=row.twin)
    if row.state != RowState.WRONG:
        return ""
    said = list[str]()
    for path, mistake in mistakes_of(row.errors).items():
        field = part.of.fields.get(path.partition("-")[0])
        text = words.text(mistake.text, **mistake.values)
        said.append(f"{words.text(field.label)}: {text}" if field is not None else text)
    return "; ".join(said)
