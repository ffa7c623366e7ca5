"""What a template is given for one question."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from markupsafe import Markup

from xidmet_ui.build.files import Drop

# Marks in a blank question: for its path, for what was typed, for day, month and year. Private use: no text has them.
NAME, VALUE, BOXES = "\ue000", "\ue001", ("\ue002", "\ue003", "\ue004")


@dataclass(frozen=True)
class Option:
    """shows: names of the questions that stand below it and are asked only when it is chosen."""

    value: str
    label: str
    chosen: bool
    cells: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One of the rows of a question. cells, wrong: what a table shows of it; questions: what a card asks."""

    id: str
    title: str
    place: int
    error: str = ""
    cells: tuple[str, ...] = ()
    wrong: int = 0
    href: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Marked:
    """An answer of a case, beside which an officer may write what is wrong. step: the heading that begins here."""

    name: str
    label: str
    text: str
    value: str
    step: str


@dataclass(frozen=True, eq=False)
class Question:
    """widget: text, long, password, email, tel, number, money, date, date-range, radio, checks, select, table, search,
    chips, consent, group, rows, upload, or shown.

    name: the path of its answer, which is also the id of its control. first: id of the control that an error links to.
    parts: (name, label, value) of the boxes of a date; ends: the two dates of a range, each (label, parts).
    sure: what was typed, when it is doubtful and may be confirmed. known: what a register says, and which one.
    other: what was answered elsewhere meanwhile, and by whom; then one of the two must be chosen.
    from_file: address at which rows can be taken from a table.
    note: what an officer wrote beside the answer that was sent. marks: the answers of a case, each to be marked or not.
    later: its condition does not hold just now; it is hidden where a script can bring it back.
    live: what it shows follows from other answers of the page.
    simple: of a kind that has nothing but its answer.
    blank: the same with marks in place of its path and of what was typed, where nothing else tells the two apart.
    """

    name: str
    label: str
    widget: str
    hint: str = ""
    help: Markup | None = None
    required: bool = True
    value: str = ""
    error: str = ""
    first: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    ends: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = ()
    remembered: tuple[str, ...] = ()
    autocomplete: str = ""
    inputmode: str = ""
    narrow: bool = False
    capitals: bool = False
    most: int = 0
    shown_as: str = ""
    sure: str = ""
    known: tuple[str, str] | None = None
    other: tuple[str, str] | None = None
    later: bool = False
    live: bool = False
    simple: bool = field(default=False, repr=False)
    inner: tuple[Question, ...] = ()
    rows: tuple[Row, ...] = ()
    each: str = ""
    limits: str = ""
    many_rows: bool = False
    from_file: str = ""
    files: Drop | None = None
    note: str = ""
    marks: tuple[Marked, ...] = ()
    dependent: tuple[Question, ...] = ()
    blank: Question | None = field(default=None, repr=False, compare=False)

    def sparse(self) -> Question:
        """The same, holding only what is not as usual: the rest is found at the class, and copying costs a third."""
        made = object.__new__(Question)
        usual = {one.name: one.default for one in fields(Question)}
        made.__dict__.update({name: value for name, value in vars(self).items() if value is not usual[name]})
        return made

    def but(self, **changes: Any) -> Question:
        """dataclasses.replace, at a fifth of its price: a page makes one of these for every question."""
        made = object.__new__(Question)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(changes)
        return made
