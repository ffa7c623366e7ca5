"""Tables of an agency in words: rows with their days, and changes with what was before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from xidmet.cases.agency_tables import Difference, Listed, OneChange, Row, Seen, Table, days_of
from xidmet.check.reading import registers
from xidmet.contract.fields import Field, Money
from xidmet.contract.shown import name_of, show
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.options import telling

COLUMNS = 4  # of a table of rows; the whole row is on its own page
WHEN = {"now": _("In force now"), "coming": _("To come"), "past": _("Past")}
KINDS = {True: _("Code list"), False: _("Dated table")}
STATES = {
    "changed": ("ok", _("In force")),
    "proposed": ("wait", _("Waits for confirmation")),
    "confirmed": ("ok", _("Confirmed")),
    "declined": ("off", _("Declined")),
}


@dataclass(frozen=True)
class TableLine:
    """used: the services that look something up in it, for several may have a table of one name each."""

    path: str
    label: str
    kind: str
    used: tuple[str, ...]
    keeper: str
    now: int
    coming: int
    waiting: int
    changes: bool


@dataclass(frozen=True)
class RowLine:
    """cells: (label of the column, what stands there), the key first. days: from when until when it is in force."""

    path: str
    name: str
    cells: tuple[tuple[str, str], ...]
    days: str


@dataclass(frozen=True)
class ChangeLine:
    """kind, state: of the pill. said: what was done, in a line."""

    path: str
    number: int
    who: str
    at: dt.datetime
    reason: str
    past: bool
    kind: str
    state: str
    rows: int


@dataclass(frozen=True)
class DifferenceLine:
    """what: added, changed, ended or taken out. cells: (label, before, after) of what is different."""

    title: str
    what: str
    cells: tuple[tuple[str, str, str], ...]


def words_for(table: Table, words: Translator) -> Translator:
    """The table's own texts are its plugin's."""
    return translator(words.language, table.kept.plugin)


def table_lines(listed: Iterable[Listed], catalogue: Catalogue, words: Translator) -> list[TableLine]:
    return [
        TableLine(
            path=path_of(one.table),
            label=label_of(one.table, words),
            kind=words.text(KINDS[one.table.kept.is_code_list]),
            used=tuple(_using(one.table, catalogue, words)),
            keeper=words_for(one.table, words).text(one.table.kept.keeper.label),
            now=one.now,
            coming=one.coming,
            waiting=one.waiting,
            changes=one.table.changes,
        )
        for one in listed
    ]


def _using(table: Table, catalogue: Catalogue, words: Translator) -> Iterator[str]:
    """In the order of the catalogue, each in its own plugin's words."""
    for service in catalogue.services.values():
        if table.name in {one.name for one in registers(service)}:
            yield translator(words.language, catalogue.plugin_of(service.slug).name).text(service.title)


def path_of(table: Table) -> str:
    return f"/offices/{table.here.code}/tables/{table.name}"


def label_of(table: Table, words: Translator) -> str:
    return words_for(table, words).text(table.kept.register.label)


def shown_columns(table: Table) -> list[Field[Any]]:
    """What tells rows apart, and every amount of money; not the days, which have a column of their own."""
    left_out = {one.name for one in table.kept.period or table.kept.moments or ()} | {"name_az", "name_ru"}
    fields = [one for one in table.kept.fields if one.name not in left_out]
    money = [one for one in fields if isinstance(one, Money)]
    return telling([one for one in fields if not isinstance(one, Money)], COLUMNS) + money


def row_lines(seen: Seen, words: Translator) -> list[RowLine]:
    own, columns = words_for(seen.table, words), shown_columns(seen.table)
    return [
        RowLine(
            path=f"{path_of(seen.table)}/rows/{row.id}",
            name=name_of(row.form, words.language),
            cells=tuple((own.text(one.label), _cell(one, row, own)) for one in columns),
            days=days_said(row, words, seen.table),
        )
        for row in seen.rows
    ]


def _cell(one: Field[Any], row: Row, own: Translator) -> str:
    if one.name == "name":
        return name_of(row.form, own.language)
    return show(one, vars(row.form).get(one.name), own)


def days_said(row: Row, words: Translator, table: Table) -> str:
    if table.kept.moments:
        first_, last_ = (vars(row.form).get(one.name) for one in table.kept.moments)
        return " – ".join(words.moment(one) if one else "…" for one in (first_, last_))
    first, last = row.first != dt.date.min, row.last != dt.date.max
    if first and last:
        return f"{words.date(row.first)} – {words.date(row.last)}"
    if first:
        return words.text(_("from {day}"), day=row.first)
    return words.text(_("until {day}"), day=row.last) if last else words.text(_("always"))


def row_values(table: Table, row: Row, words: Translator) -> list[tuple[str, str]]:
    own = words_for(table, words)
    return [(own.text(one.label), show(one, vars(row.form).get(one.name), own)) for one in table.kept.fields]


def change_lines(seen: Seen, words: Translator) -> list[ChangeLine]:
    return [
        ChangeLine(
            path=f"{path_of(seen.table)}/changes/{one.number}",
            number=one.number,
            who=one.who,
            at=one.made_at,
            reason=one.says["reason"],
            past=one.says["past"],
            rows=len(one.says["rows"]),
            **_state(one.kind, seen.answers[one.number].kind if one.number in seen.answers else "", words),
        )
        for one in seen.changes
    ]


def _state(kind: str, answer: str, words: Translator) -> dict[str, str]:
    pill, said = STATES[answer or kind]
    return {"kind": pill, "state": words.text(said)}


def state_of(one: OneChange, words: Translator) -> tuple[str, str]:
    pill, said = STATES[one.answer.kind if one.answer else one.change.kind]
    return pill, words.text(said)


def difference_lines(one: OneChange, words: Translator) -> list[DifferenceLine]:
    return [_difference(one.table, each, words) for each in one.differences]


def _difference(table: Table, one: Difference, words: Translator) -> DifferenceLine:
    own, fields = words_for(table, words), table.kept.fields
    before, after = ([_said(each, row, own) for each in fields] for row in (one.was, one.now))
    labels = [own.text(each.label) for each in fields]
    cells = [pair for pair in zip(labels, before, after, strict=True) if pair[1] != pair[2]]
    shown = (one.now or one.was).form if one.now or one.was else None  # type: ignore[union-attr]  # one of them is there
    title = f"{one.key} · {name_of(shown, words.language)}" if shown is not None else one.key
    return DifferenceLine(title, words.text(_what(table, one)), tuple(cells))


def _said(one: Field[Any], row: Row | None, own: Translator) -> str:
    return show(one, vars(row.form).get(one.name), own) if row else ""


def _what(table: Table, one: Difference) -> str:
    if one.was is None:
        return _("Added")
    if one.now is None:
        return _("Taken out")
    ends = days_of(table.kept, one.was.form)[1] != days_of(table.kept, one.now.form)[1]
    same = {name for name, value in vars(one.was.form).items() if vars(one.now.form).get(name) == value}
    last = table.kept.period[1].name if table.kept.period else ""
    return _("Its last day is another") if ends and set(vars(one.was.form)) - same <= {last} else _("Changed")


def gap_lines(one: OneChange, words: Translator) -> list[str]:
    said = _("Nothing is in force for “{key}” from {first} to {last}.")
    return [
        words.text(said, key=key, first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last))
        for key, first, last in one.change.says["gaps"]
    ]
