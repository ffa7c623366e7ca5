"""XLSX -> rows. Looked through before it is unpacked; formulas are never computed."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from xidmet.tables.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ENTRIES, MOST_INFLATED, MOST_ROWS
from xidmet.tables.refused import (
    broken,
    locked,
    not_a_table,
    too_heavy,
    too_long,
    too_many_columns,
    too_many_rows,
)

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Place = tuple[int, int]
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST_PLAN = 1_000_000  # bytes of the two files above
PIECE = 1 << 16
UNSEEN = {
    code: None for code in range(32) if chr(code) not in "\t\n\r"
}  # may stand as _x0000_ in a cell; no store takes it
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def rows_of(content: bytes, most: int = MOST_ROWS) -> Iterator[tuple[int, list[str], list[int]]]:
    """Each row of the first sheet: its number, its cells as somebody would have typed them, and at which places a
    formula stands whose result the file lacks. Raises BadTable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_through(archive)
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            name = _first_sheet(book)
            missing = _without_result(archive, name)
            sheet = book.get_sheet_by_name(name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ElementTree.ParseError, expat.ExpatError):
        raise broken() from None
    except PasswordError:
        raise locked() from None
    except CalamineError:
        raise broken() from None
    yield from _rows(sheet, missing, most)


def _look_through(archive: zipfile.ZipFile) -> None:
    """Sizes as the archive's own directory gives them; the process's limits hold where it lies."""
    entries = archive.infolist()
    if WORKBOOK not in archive.NameToInfo:
        raise not_a_table()
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_INFLATED:
        raise too_heavy()
    if any(one.flag_bits & 1 for one in entries):
        raise locked()


def _first_sheet(book: CalamineWorkbook) -> str:
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            return sheet.name
    raise not_a_table()


def _without_result(archive: zipfile.ZipFile, name: str) -> set[Place]:
    """Cells with a formula but no value, by row and column from 0."""
    path = _path_of(archive, name)
    if path not in archive.NameToInfo:
        return set()
    with archive.open(path) as source:
        if not _holds_formulas(source):
            return set()
    with archive.open(path) as source:
        return _Formulas().found_in(source)


def _path_of(archive: zipfile.ZipFile, name: str) -> str:
    main = ElementTree.fromstring(_plan(archive, WORKBOOK))  # noqa: S314  # has no document type
    relation = next(
        (one.get(RELATION, "") for one in main.iter() if one.tag.endswith("}sheet") and one.get("name") == name), ""
    )
    for one in ElementTree.fromstring(_plan(archive, RELATIONS)).iter():  # noqa: S314  # as above
        if one.get("Id") == relation:
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _plan(archive: zipfile.ZipFile, path: str) -> bytes:
    if path not in archive.NameToInfo:
        raise broken()
    if archive.NameToInfo[path].file_size > LONGEST_PLAN:
        raise too_heavy()
    text = archive.read(path)
    if b"<!" in text.replace(b"<!--", b""):  # a document type may hold entities that grow without end
        raise broken()
    return text


def _holds_formulas(source: IO[bytes]) -> bool:
    before = b""
    while piece := source.read(PIECE):
        if re.search(rb"<(\w+:)?f[ >/]", before + piece):
            return True
        before = piece[-20:]
    return False


class _Formulas:
    """Watches a sheet pass by, and notes the cells whose formula has no result or has a mistake."""

    def __init__(self) -> None:
        self.found, self.cell = set[Place](), ""
        self.formula = self.failed = self.inside = self.value = False

    def found_in(self, source: IO[bytes]) -> set[Place]:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._text, self._doctype
        parser.ParseFile(source)
        return self.found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "c":
            self.cell, self.failed = attributes.get("r", ""), attributes.get("t") == "e"
            self.formula = self.value = False
        self.formula |= kind == "f"
        self.inside = kind == "v"

    def _text(self, text: str) -> None:
        self.value |= self.inside

    def _end(self, tag: str) -> None:
        self.inside = False
        if tag.rpartition(":")[2] != "c" or not self.formula or (self.value and not self.failed):
            return
        known = CELL.fullmatch(self.cell)
        if known:
            self.found.add((int(known[2]) - 1, _column(known[1])))

    def _doctype(self, *_what: object) -> None:
        raise broken()


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _rows(sheet: CalamineSheet, missing: set[Place], most: int) -> Iterator[tuple[int, list[str], list[int]]]:
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[1] >= MOST_COLUMNS:
        raise too_many_columns(MOST_COLUMNS)
    if sheet.end[0] > most:
        raise too_many_rows(most)
    above, left = sheet.start
    gaps = dict[int, list[int]]()
    for row, column in sorted(missing):
        gaps.setdefault(row, []).append(column)
    for place, values in enumerate(sheet.to_python(skip_empty_area=True), above):
        cells = [""] * left + [_typed(value) for value in values]
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise too_long(place + 1, LONGEST_CELL)
        yield place + 1, cells, gaps.get(place, [])


def _typed(value: Value) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return _number(value) if isinstance(value, float) else str(value).translate(UNSEEN)


def _number(value: float) -> str:
    """12.0 -> 12, 1234.5 -> 1234.50. Never three decimals: they would be read as thousands."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.10f}".rstrip("0")
    whole, _point, part = text.partition(".")
    return f"{whole}.{part.ljust(4 if len(part) == 3 else 2, '0')}"
