"""Rows from a file -> what its pages show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases import Case
from xidmet.cases import rows_file as abilities
from xidmet.cases.rows_file import Column, Found, KeptFile, KeptRow, Row, RowState, in_cell
from xidmet.contract.fields import Choice, Date, Field, YesNo
from xidmet.contract.form import Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.language import Translator

MOST_BOXES = 1_500  # of one page; a form may hold 2,000 fields
MOST_ROWS = 50


@dataclass(frozen=True)
class About:
    """What every page of these begins with. back: the step of the form on which the rows stand."""

    service: str
    title: str
    back: str
    base: str


@dataclass(frozen=True)
class HeaderLine:
    """One column of the file, and what it may be for. samples: of its cells."""

    name: str
    header: str
    samples: str
    chosen: str
    error: str


@dataclass(frozen=True)
class Box:
    """One answer of a row, to be mended. doubt: it may stand as it is."""

    name: str
    label: str
    value: str
    error: str
    doubt: bool
    sure: bool
    options: tuple[tuple[str, str], ...]
    required: bool


@dataclass(frozen=True)
class RowLine:
    """A row that needs somebody. differences: question, in the file, in the other one."""

    number: int
    boxes: tuple[Box, ...]
    errors: tuple[str, ...]
    differences: tuple[tuple[str, str, str], ...]
    twin: str


@dataclass(frozen=True)
class Result:
    """counts: label, number, dot. ready: rows that may be taken. over: what is said when they are too many."""

    counts: tuple[tuple[str, int, str], ...]
    ready: int
    open: int
    out: int
    taken: int
    over: str
    lines: tuple[RowLine, ...]
    shows_out: bool
    page: int
    pages: int
    version: int
    case_version: int


def about(case: Case, part: Part[Any], words: Translator) -> About:
    step = next(one.name for one in case.service.form.steps if any(f.name == part.name for f in one.fields))
    return About(
        service=words.text(case.service.title),
        title=words.text(part.label),
        back=f"/cases/{case.number}/fill/{step}",
        base=f"/cases/{case.number}/rows/{part.name}",
    )


def header_lines(
    file: KeptFile, chosen: Sequence[str], errors: Mapping[int, Mistake], words: Translator
) -> list[HeaderLine]:
    """The columns of a file in their order; those without a name are called by their letter."""
    return [
        HeaderLine(
            name=f"column-{place}",
            header=header or words.text(_("Column {letter}"), letter=letter(place)),
            samples=" · ".join(row[place] for row in file.samples if place < len(row) and row[place].strip()),
            chosen=chosen[place] if place < len(chosen) else "",
            error=said_of(errors[place], words) if place in errors else "",
        )
        for place, header in enumerate(file.headers)
    ]


def letter(place: int) -> str:
    """As spreadsheets call a column: A to Z, then AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def rows_per_page(part: Part[Any]) -> int:
    return max(1, min(MOST_ROWS, MOST_BOXES // max(1, len(part.of.fields))))


def result_page(
    found: Found,
    rows: Sequence[Row],
    twins: Mapping[int, Mapping[str, Any]],
    page: int,
    shows_out: bool,
    words: Translator,
) -> Result:
    counts = found.counts
    open_, out = _count(counts, abilities.OPEN), _count(counts, abilities.LEFT_OUT)
    ready = _count(counts, abilities.READY)
    shown = out if shows_out else open_
    per_page = rows_per_page(found.part)
    return Result(
        counts=_numbers(counts, words),
        ready=ready,
        open=open_,
        out=out,
        taken=counts.get(RowState.TAKEN, 0),
        over=_over(found, ready - counts.get(RowState.REPLACES, 0), words),
        lines=tuple(_line(row, found.part, twins.get(row.number, {}), words) for row in rows),
        shows_out=shows_out,
        page=page,
        pages=max(1, -(-shown // per_page)),
        version=found.file.version,
        case_version=found.case.version,
    )


def _count(counts: Mapping[str, int], states: Sequence[str]) -> int:
    return sum(counts.get(state, 0) for state in states)


def _numbers(counts: Mapping[str, int], words: Translator) -> tuple[tuple[str, int, str], ...]:
    """Always how many are right and wrong; the others where there are any."""
    numbers = (
        (words.text(_("Right, to be taken")), _count(counts, abilities.READY), "ok"),
        (words.text(_("Wrong")), counts.get(RowState.WRONG, 0), "no"),
        (words.text(_("To be chosen")), counts.get(RowState.DIFFERS, 0), "wait"),
        (words.text(_("Repeated, skipped")), counts.get(RowState.REPEAT, 0), "off"),
        (words.text(_("Left out")), _count(counts, abilities.LEFT_OUT), "off"),
        (words.text(_("Taken")), counts.get(RowState.TAKEN, 0), "ok"),
    )
    return tuple(one for place, one in enumerate(numbers) if place < 2 or one[1])


def _over(found: Found, new: int, words: Translator) -> str:
    __, most = found.part.rows or (0, 0)
    there = found.case.record.typed.get(found.part.name)
    count = new + (len(there) if isinstance(there, list) else 0)
    if count <= most:
        return ""
    return words.text(
        _("The form takes at most {most} rows; with these there would be {count}."), most=most, count=count
    )


def _line(row: Row, part: Part[Any], twin: Mapping[str, Any], words: Translator) -> RowLine:
    mistakes = abilities.mistakes_of(row.errors)
    columns = abilities.columns_of(part, words)
    known = {one.field.name for one in columns}
    others = [said for path, said in mistakes.items() if path.partition("-")[0] not in known]
    editable = row.state == RowState.WRONG
    return RowLine(
        number=row.number,
        boxes=tuple(box_of(row, one, mistakes, words) for one in columns) if editable else (),
        errors=tuple(said_of(said, words) for said in others),
        differences=() if editable else _differences(row, columns, twin, words),
        twin=words.text(_("row {row} of the file"), row=row.twin) if row.twin else words.text(_("the application")),
    )


def box_of(row: KeptRow, column: Column, mistakes: Mapping[str, Mistake], words: Translator) -> Box:
    name = column.field.name
    said = mistakes.get(name)
    options = _options(column.field, str(row.typed.get(name, "")), words)
    return Box(
        name=f"r{row.number}-{name}",
        label=column.label,
        value=text_of(row.typed.get(name)) if options else read_as(column.field, row.typed.get(name), words),
        error=said_of(said, words) if said else "",
        doubt=bool(said and said.doubt),
        sure=bool(row.typed.get(f"{name}-sure")),
        options=options,
        required=column.needed or column.sometimes,
    )


def _options(field: Field[Any], given: str, words: Translator) -> tuple[tuple[str, str], ...]:
    """Of a list to choose from; what stands in the cell is offered too, so that nothing typed is lost."""
    if isinstance(field, YesNo):
        options = {"yes": words.text(_("Yes")), "no": words.text(_("No"))}
    elif isinstance(field, Choice):
        options = {value: words.text(label) for value, label in field.options.items()}
    else:
        return ()
    return tuple(({given: given} if given and given not in options else {}).items()) + tuple(options.items())


def text_of(value: Any) -> str:
    """Raw input as one line: a date may come in three boxes, and several rows of a register in one cell."""
    if isinstance(value, list):
        return in_cell(value)
    if isinstance(value, Mapping):
        return "-".join(str(value.get(part, "")) for part in ("year", "month", "day")) if any(value.values()) else ""
    return "" if value is None else str(value)


def _differences(
    row: Row, columns: Sequence[Column], twin: Mapping[str, Any], words: Translator
) -> tuple[tuple[str, str, str], ...]:
    """Only the questions that are answered differently, with the key before them."""
    found = list[tuple[str, str, str]]()
    for one in columns:
        mine, theirs = (read_as(one.field, typed.get(one.field.name), words) for typed in (row.typed, twin))
        if mine != theirs or not found:
            found.append((one.label, mine, theirs))
    return tuple(found)


def read_as(field: Field[Any], value: Any, words: Translator) -> str:
    text = text_of(value)
    if isinstance(field, Date) and (day := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)):
        return f"{day[3]:0>2}.{day[2]:0>2}.{day[1]}"
    return dict(_options(field, text, words)).get(text, text)


def said_of(said: Mistake, words: Translator) -> str:
    return words.text(said.text, **said.values)
