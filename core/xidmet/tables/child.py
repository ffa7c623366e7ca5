"""The process that reads a stranger's table: python -m xidmet.tables.child [ROWS] < file > lines of JSON.

It has few seconds, little memory, no files to write and no environment: whatever a file does to the reader, it does it
here. The first line holds the names of the columns; each further line is a row, or the reason why there are no more.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable, Iterator

from xidmet.tables import delimited, workbook
from xidmet.tables.encoding import text_of
from xidmet.tables.limits import MEMORY, MOST_COLUMNS, MOST_ROWS, SECONDS, SECONDS_OF_MANY
from xidmet.tables.refused import BadTable, locked, no_rows, not_a_table, too_heavy, too_many_columns, too_many_rows

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z")
Numbered = Iterator[tuple[int, list[str], list[int]]]


def main(most: int = MOST_ROWS) -> None:
    """most: rows that are read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = SECONDS if most <= MOST_ROWS else SECONDS_OF_MANY
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for line in table_of(sys.stdin.buffer.read(), most):
            _say(line)
    except BadTable as bad:
        _say({"why": bad.why, "mend": bad.mend, "values": bad.values})
    except MemoryError:
        heavy = too_heavy()
        _say({"why": heavy.why, "mend": heavy.mend, "values": {}})


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def table_of(content: bytes, most: int = MOST_ROWS) -> Iterator[list[object]]:
    """The names of the columns, then [number, cells, formulas without a result, longer than the head?] for each row."""
    rows = (
        (place, cells, gaps)
        for place, cells, gaps in _rows(content, most)
        if any(cell.strip() for cell in cells) or gaps
    )
    try:
        _place, head, _gaps = next(rows)
    except StopIteration:
        raise no_rows() from None
    width = max(place + 1 for place, cell in enumerate(head) if cell.strip()) if any(head) else 0
    if width > MOST_COLUMNS:
        raise too_many_columns(MOST_COLUMNS)
    yield [cell.strip() for cell in head[:width]]
    count = 0
    for place, cells, gaps in rows:
        count += 1
        if count > most:
            raise too_many_rows(most)
        yield [place, cells[:width] + [""] * (width - len(cells)), gaps, any(one.strip() for one in cells[width:])]
    if not count:
        raise no_rows()


def _rows(content: bytes, most: int) -> Iterable[tuple[int, list[str], list[int]]]:
    if content.startswith(ZIP):
        return workbook.rows_of(content, most)
    if content.startswith(OLE):
        raise locked()
    if content.startswith(OTHERS):
        raise not_a_table()
    text, __ = text_of(content)
    return ((place, cells, []) for place, cells in enumerate(delimited.rows_of(text), 1))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
