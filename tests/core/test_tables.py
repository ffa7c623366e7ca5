"""Tables from strangers: every usual delimiter and encoding is read, hostile ones are refused soon and cheaply."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xidmet.tables.child import table_of
from xidmet.tables.delimited import delimiter_of
from xidmet.tables.harmless import harmless, meant
from xidmet.tables.limits import MOST_BYTES
from xidmet.tables.reading import Table, read_table
from xidmet.tables.refused import BadTable
from xidmet.tables.writing import CSV, XLSX, Sheet, write_table

SLOWEST = 40.0  # seconds: ten of the process, and its start on a busy machine
Write = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]
ROWS = [["Adı", "Soyadı", "Məbləğ"], ["Şahin", "Çağlar, oğlu", "1 234,50"], ["Gül", "Öz; qızı", "7"]]
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


def written(rows: list[list[str]], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(write: Write) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    write(book, book.add_worksheet())
    book.close()
    return out.getvalue()


def told(content: bytes) -> list[list[str]]:
    """What the process would tell, read in this one."""
    head, *rows = table_of(content)
    return [list(map(str, head)), *(row[1] for row in rows)]  # type: ignore[list-item]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS.values(), ids=DELIMITERS)
def test_every_delimiter_in_every_encoding(delimiter: str, encoding: str) -> None:
    assert told(written(ROWS, delimiter, encoding)) == ROWS


@pytest.mark.parametrize("delimiter", DELIMITERS.values(), ids=DELIMITERS)
@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("cp1254", [["Adı", "Soyadı"], ["Şahin", "Çağlar"], ["İlqar", "Ağayev"]]),
        ("iso-8859-9", [["Adı", "Soyadı"], ["Şahin", "Çağlar"], ["İlqar", "Ağayev"]]),
        ("cp1251", [["Имя", "Фамилия"], ["Иван", "Щукин"], ["Ёлка", "Яковлева"]]),
        ("cp1251", [["FIN", "Фамилия"], ["5A00001", "Щукин"]]),
        ("cp1252", [["Name", "Straße"], ["Žofie", "Müller"], ["André", "Émile"]]),
    ],
)
def test_code_pages(encoding: str, rows: list[list[str]], delimiter: str) -> None:
    assert told(written(rows, delimiter, encoding)) == rows


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("a,b\n1;2,3\n4,5\n", ","),
        ("name\n1\n2\n", ";"),
        ('a,b\n"x;y;z",1\n"p;q",2\n', ","),
        ("a|b|c\n1,2|3|4\n", "|"),
        ("a\tb\n1, 2\t3; 4\n", "\t"),
    ],
)
def test_which_delimiter_is_meant(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_what_excel_says_itself() -> None:
    assert told(b"sep=|\r\na;b|c\r\n1|2\r\n") == [["a;b", "c"], ["1", "2"]]


def test_text_in_quotes_may_have_several_lines() -> None:
    assert told(b'a;b\n"1\n2";"3 ""4"""\n') == [["a", "b"], ["1\n2", '3 "4"']]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    head, *rows = table_of(b"\n\na;b\n1;2\n\n3\n4;5;;6\n")
    assert head == ["a", "b"]
    assert rows == [[4, ["1", "2"], [], False], [6, ["3", ""], [], False], [7, ["4", "5"], [], True]]


async def test_cells_of_a_workbook_become_what_one_would_have_typed() -> None:
    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, list("abcdefghijk"))
        page.write_datetime(1, 0, dt.datetime(2020, 1, 2), day)
        page.write_datetime(1, 1, dt.datetime(2020, 1, 2, 5, 6), book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
        page.write(1, 2, 12.0)
        page.write(1, 3, 1234.5)
        page.write(1, 4, 1.234)  # three decimals would be read as thousands
        page.write_boolean(1, 5, True)
        page.write_boolean(1, 6, False)
        page.write_formula(1, 7, "=1+1", None, 2)
        page.write_formula(1, 8, "=1+1", None, "")
        page.write_formula(1, 9, "=NA()", None, "#N/A")
        page.write_string(1, 10, "=1+1")

    (row,) = (await read_table(workbook(write))).rows
    assert row.cells == ("2020-01-02", "2020-01-02 05:06", "12", "1234.50", "1.2340", "yes", "no", "2", "", "", "=1+1")
    assert row.gaps == (8, 9)


def test_signs_that_no_text_has_are_left_out() -> None:
    """A workbook may hold them in disguise; the store would take none of them."""

    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        page.write_row(0, 0, ["a", "b"])
        page.write_row(1, 0, ["QQ", "1"])

    source, out = zipfile.ZipFile(io.BytesIO(workbook(write))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"QQ", b"x_x0000_y_x0007_z"))
    assert told(out.getvalue()) == [["a", "b"], ["xyz", "1"]]


CELL = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f"), max_size=12).map(
    str.strip
)
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width).filter(any), min_size=2, max_size=5)
)


@given(cells=st.lists(st.sampled_from("=+-@'a1\t"), max_size=5).map("".join))
def test_harmless_cells_are_no_formulas_and_lose_nothing(cells: str) -> None:
    assert not harmless(cells).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert meant(harmless(cells)) == cells


@settings(max_examples=60)
@given(rows=TABLE, kind=st.sampled_from([CSV, XLSX]))
def test_what_is_written_is_read_back(rows: list[list[str]], kind: str) -> None:
    head = [cell or "x" for cell in rows[0]]
    content = write_table(kind, Sheet("Sheet", head, rows[1:]))
    assert told(content) == [head, *rows[1:]]


def test_a_written_table_holds_no_formula() -> None:
    evil = ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx"]
    text = write_table(CSV, Sheet("t", ["a"] * 5, [evil])).decode("utf-8-sig")
    assert all(cell.startswith("'") for cell in next(csv.reader(io.StringIO(text.splitlines()[1]), delimiter=";")))
    with zipfile.ZipFile(io.BytesIO(write_table(XLSX, Sheet("t", ["a"] * 5, [evil])))) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    return out.getvalue()


def swollen(what: bytes, lie: bool) -> bytes:
    """A sheet that is far larger than its rows; lie: the archive's directory tells another size."""
    source, out, size = zipfile.ZipFile(io.BytesIO(workbook(_small))), io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<sheetData>", b"<sheetData>" + what)
                size = len(data)
            archive.writestr(name, data)
    content = out.getvalue()
    return content.replace(struct.pack("<L", size), struct.pack("<L", 1000)) if lie else content


def _small(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
    page.write_row(0, 0, ["a", "b"])
    page.write_row(1, 0, ["1", "2"])


def _corners(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
    page.write(0, 0, "a")
    page.write(1_048_575, 16_383, "b")


def _many(rows: int, columns: int) -> Write:
    def write(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        for row in range(rows):
            page.write_row(row, 0, ["x"] * columns)

    return write


def entities() -> bytes:
    """A document type whose entities grow without end."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook(_small))), io.BytesIO()
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, data.replace(b"?>", b"?>" + laughs, 1) if name == "xl/workbook.xml" else data)
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "only names": lambda: b"a;b\n",
    "too many bytes": lambda: b"a;b\n" + b"1;2\n" * (MOST_BYTES // 4),
    "zip bomb": bomb,
    "a swollen sheet": lambda: swollen(b"<row/>" * 26_000_000, lie=False),
    "a directory that lies": lambda: swollen(b"<row/>" * 26_000_000, lie=True),
    "cells in the far corners": lambda: workbook(_corners),
    "16,000 columns": lambda: workbook(_many(2, 16_000)),
    "30,000 rows": lambda: workbook(_many(30_000, 2)),
    "entities": entities,
    "cut off": lambda: workbook(_many(2_000, 3))[:-2_000],
    "a zip that is none": lambda: b"PK\x03\x04" + b"x" * 5_000,
    "a zip of something else": lambda: _zip("word/document.xml"),
    "old Excel": lambda: b"\xd0\xcf\x11\xe0" + bytes(5_000),
    "PDF": lambda: b"%PDF-1.7\n" + bytes(5_000),
    "a million columns": lambda: b";".join([b"c"] * 1_000_000) + b"\n1;2\n",
    "a million rows": lambda: b"a;b\n" + b"1;2\n" * 1_000_000,
    "a cell of 10 MB": lambda: b"a;b\n" + b"x" * 10_000_000 + b";1\n",
    "a quote that is never closed": lambda: b'a;b\n1;2\n"x;3\n' + b"4;5\n" * 100_000,
    "quotes amid a cell": lambda: b'a;b\n"x"y;3\n',
    "NUL": lambda: b"a;b\n1;\x00\x002\n",
    "noise": lambda: bytes(range(256)) * 1_000,
    "half of UTF-16": lambda: "a;b\n1;2\n".encode("utf-16") + b"x",
}


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_files_are_refused_with_a_reason(make: Callable[[], bytes]) -> None:
    content = make()
    began = time.monotonic()
    with pytest.raises(BadTable) as refused:
        await read_table(content)
    assert time.monotonic() - began < SLOWEST
    assert refused.value.why.format_map(refused.value.values) and refused.value.mend


async def test_a_table_as_large_as_may_be_is_read_or_refused_soon() -> None:
    content = swollen((b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>") * 19_000, lie=False)
    began = time.monotonic()
    with contextlib.suppress(BadTable):
        assert len((await read_table(content)).rows) > 1000
    assert time.monotonic() - began < SLOWEST


async def test_a_text_that_would_start_a_program_is_only_a_text() -> None:
    table = await read_table(b"a;b\n=cmd|'/C calc'!A0;2\n")
    assert isinstance(table, Table) and table.rows[0].cells == ("=cmd|'/C calc'!A0", "2")


HUNGRY = """
import io, resource, sys
from xidmet.tables import child
sys.stdin = io.TextIOWrapper(io.BytesIO(b"a;b\\n1;2\\n"))
child.main()
try:
    bytearray(child.MEMORY)
    print("memory without end")
except MemoryError:
    print(resource.getrlimit(resource.RLIMIT_CPU)[0] <= 10, resource.getrlimit(resource.RLIMIT_FSIZE)[0] == 0)
"""


def test_the_process_has_little_memory_little_time_and_no_files() -> None:
    told = subprocess.run([sys.executable, "-c", HUNGRY], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "True True"


async def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a file makes of it: it has no environment, and can write no file."""
    monkeypatch.setenv("XIDMET_FILE_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    assert (await read_table(b"a;b\n1;2\n")).headers == ("a", "b")
