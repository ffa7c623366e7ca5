"""A file of people -> what its pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases import roster_file as abilities
from xidmet.cases.roster_file import Entry, Found, Row, RowState
from xidmet.cases.rows_file import columns_of
from xidmet.contract.fields import Field
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.rows_file import About, Box, box_of, read_as, rows_per_page, said_of

PER_PAGE = 50  # rows that are only looked at
SHOWN = 5  # columns of a row that is only looked at
LABELS = {  # in the order of the page, with the colour of its dot
    RowState.RIGHT: (_("New people"), "ok"),
    RowState.WRONG: (_("Wrong"), "no"),
    RowState.REFUSED: (_("Refused by a rule"), "no"),
    RowState.DIFFERS: (_("To be chosen"), "wait"),
    RowState.ENTERED: (_("Entered"), "ok"),
    RowState.DRAFT: (_("Waiting for the signature"), "wait"),
    RowState.OTHER: (_("In the list, with other answers"), "wait"),
    RowState.THERE: (_("In the list already"), "off"),
    RowState.REPEAT: (_("Repeated, skipped"), "off"),
    RowState.OUT: (_("Left out"), "off"),
}
ABOUT = {
    RowState.RIGHT: _("These people are not in the list yet. They come into it when you enter them."),
    RowState.WRONG: _("Mend them here and save the page: they are checked at once. Or leave them for later."),
    RowState.REFUSED: _("A rule does not let them in as they are. Mend them, or leave them out."),
    RowState.DIFFERS: _("Another row of the file is about the same person. Choose which one is right."),
    RowState.ENTERED: _("They are in the list now."),
    RowState.DRAFT: _("They come into the list when the list of them is signed."),
    RowState.THERE: _("Nothing is done for them: the list says the same."),
    RowState.OTHER: _("Nothing is done for them: what was entered stays. Open the person to change it."),
    RowState.REPEAT: _("Another row of the file says the same."),
    RowState.OUT: _("They are not entered. You can bring them back."),
}


@dataclass(frozen=True)
class Count:
    """How many rows are in a state, as a filter. now: it is the one that is shown."""

    state: str
    label: str
    count: int
    dot: str
    now: bool


@dataclass(frozen=True)
class Line:
    """A row. boxes: to be answered anew. cells: what stands in it. told: question, here, there. case: of the person."""

    number: int
    boxes: tuple[Box, ...]
    errors: tuple[str, ...]
    cells: tuple[str, ...]
    told: tuple[tuple[str, str, str], ...]
    twin: str
    case: str


@dataclass(frozen=True)
class Result:
    """about: what the rows that are shown are. mends: something can be done with them here."""

    counts: tuple[Count, ...]
    about: str
    lines: tuple[Line, ...]
    heads: tuple[str, ...]
    show: str
    mends: bool
    ready: int
    open: int
    drafts: int
    made: int
    page: int
    pages: int
    version: int


def about(entry: Entry, words: Translator) -> About:
    back = f"/roster/{entry.service.slug}"
    title = words.text(entry.service.title)
    return About(service=title, title=title, back=back, base=f"{back}/file")


def shown_state(found: Found, wanted: str) -> RowState:
    """What is asked for; else the rows that need somebody first, then whatever there is."""
    there = [state for state in (*abilities.OPEN, *LABELS) if found.counts.get(state)]
    return RowState(wanted) if wanted in LABELS else there[0] if there else RowState.RIGHT


def per_page(entry: Entry, state: RowState) -> int:
    return rows_per_page(entry.part) if state in abilities.TYPED_ANEW else PER_PAGE


def result_page(
    found: Found,
    rows: Sequence[Row],
    told: Mapping[int, Sequence[tuple[str, str, str]]],
    state: RowState,
    page: int,
    words: Translator,
) -> Result:
    columns = _shown_columns(found.entry)
    return Result(
        counts=_counts(found, state, words),
        about=words.text(ABOUT[state]),
        lines=tuple(_line(row, found.entry, columns, told.get(row.number, ()), words) for row in rows),
        heads=tuple(words.text(one.label) for one in columns),
        show=state.value,
        mends=state in (*abilities.OPEN, RowState.RIGHT, RowState.OUT),
        ready=found.count(abilities.READY),
        open=found.count(abilities.OPEN),
        drafts=found.counts.get(RowState.DRAFT, 0),
        made=found.count(abilities.MADE),
        page=page,
        pages=pages(found, state),
        version=found.file.version,
    )


def pages(found: Found, state: RowState) -> int:
    return max(1, -(-found.counts.get(state, 0) // per_page(found.entry, state)))


def _counts(found: Found, now: RowState, words: Translator) -> tuple[Count, ...]:
    """Always how many are new and wrong, and what is shown; the others where there are any."""
    always = (RowState.RIGHT, RowState.WRONG)
    return tuple(
        Count(state.value, words.text(label), found.counts.get(state, 0), dot, state == now)
        for state, (label, dot) in LABELS.items()
        if state in always or state == now or found.counts.get(state)
    )


def _shown_columns(entry: Entry) -> list[Field[Any]]:
    """Those by which the service tells its cases apart; the first ones where it names none."""
    asked = {column.field.name: column.field for column in columns_of(entry.part, Translator("en"))}
    named = [asked[one.name] for one in entry.service.columns if one.name in asked]
    return (named or list(asked.values()))[:SHOWN]


def _line(
    row: Row,
    entry: Entry,
    columns: Sequence[Field[Any]],
    told: Sequence[tuple[str, str, str]],
    words: Translator,
) -> Line:
    mistakes, asked = abilities.mistakes_of(row.errors), columns_of(entry.part, words)
    known, typed_anew = {one.field.name for one in asked}, row.state in abilities.TYPED_ANEW
    others = [said for path, said in mistakes.items() if path.partition("-")[0] not in known]
    mends = [words.text(said.mend, **said.values) for said in mistakes.values() if said.mend]
    return Line(
        number=row.number,
        boxes=tuple(box_of(row, one, mistakes, words) for one in asked) if typed_anew else (),
        errors=(*(said_of(said, words) for said in others), *mends),
        cells=tuple(read_as(one, row.typed.get(one.name), words) for one in columns),
        told=tuple(told),
        twin=words.text(_("row {row} of the file"), row=row.twin) if row.twin else "",
        case=row.case,
    )
