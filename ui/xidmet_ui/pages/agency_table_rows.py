"""A row of an agency's table: a new one, another one from a day on, and its end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.cases import agency_tables, read_answers
from xidmet.cases.agency_tables import MEANT, PAST, REASON, WHY, Change, Row, Table, Wanted
from xidmet.contract.fields import Date, Field, Moment
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers

from xidmet_ui.build.agency_tables import days_said, label_of, path_of, row_values, words_for
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import Pairs, raw_of
from xidmet_ui.pages.agency_tables import TABLE
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, version_in, words_of

ROW = TABLE + "/rows/{row:uuid}"
MOST = 2_000  # rows of a list
NEW, ANOTHER, END, OUT = "new", "another", "end", "out"


class Ended(Form):
    last_day = Date(_("Last day on which it is in force"))
    change_reason = WHY
    change_past = MEANT.optional()


class EndedAt(Form):
    last_moment = Moment(_("Until when it is in force"))
    change_reason = WHY
    change_past = MEANT.optional()


class TakenOut(Form):
    change_reason = WHY
    change_past = MEANT.optional()


@dataclass(frozen=True)
class Filled:
    """The form of a change as it was filled in. row: that it is about, None for a new one. what: of the changes."""

    table: Table
    row: Row | None
    what: str
    form: type[Form]
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Mistake] = field(default_factory=dict)


@get(TABLE + "/new", guards=[signed_in], include_in_schema=False)
async def ask_new(request: Asked, agency: FromPath[str], name: FromPath[str]) -> Response[str]:
    return await _page(request, _blank(_mine(request, agency, name), None))


@post(TABLE + "/new", guards=[signed_in], include_in_schema=False)
async def add(request: Asked, agency: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    return await _posted(request, _blank(_mine(request, agency, name), None), pairs)


@get(ROW, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str], name: FromPath[str], row: FromPath[UUID]) -> Response[str]:
    """To who keeps the table with the form that changes it; to others as it is."""
    table = agency_tables.table_for(site_of(request).catalogue, need_actor(request), agency, name)
    return await _page(request, _blank(table, await agency_tables.row_in(table, row)))


@post(ROW, guards=[signed_in], include_in_schema=False)
async def change(
    request: Asked, agency: FromPath[str], name: FromPath[str], row: FromPath[UUID]
) -> Response[str] | Redirect:
    pairs, table = await form_of(request), _mine(request, agency, name)
    return await _posted(request, _blank(table, await agency_tables.row_in(table, row)), pairs)


@get(ROW + "/end", guards=[signed_in], include_in_schema=False)
async def ask_end(request: Asked, agency: FromPath[str], name: FromPath[str], row: FromPath[UUID]) -> Response[str]:
    return await _page(request, await _ending(request, agency, name, row))


@post(ROW + "/end", guards=[signed_in], include_in_schema=False)
async def end(
    request: Asked, agency: FromPath[str], name: FromPath[str], row: FromPath[UUID]
) -> Response[str] | Redirect:
    pairs = await form_of(request)
    return await _posted(request, await _ending(request, agency, name, row), pairs)


def _mine(request: Asked, agency: str, name: str) -> Table:
    """Raises NotFound, NotAllowed: only for who keeps it."""
    return agency_tables.table_for(site_of(request).catalogue, need_actor(request), agency, name, to_change=True)


def _blank(table: Table, row: Row | None) -> Filled:
    form = agency_tables.row_form(table.kept, with_key=row is None)
    typed = agency_tables.typed_of(table.kept, row) if row else {}
    return Filled(table, row, ANOTHER if row else NEW, form, typed)


async def _ending(request: Asked, agency: str, name: str, row: UUID) -> Filled:
    """A row that has begun ends on a day; one that has not is taken out. Raises NotFound for one that has ended."""
    table = _mine(request, agency, name)
    found = await agency_tables.row_in(table, row)
    at = agency_tables.when(table.kept, found, clock.today())
    if at == agency_tables.OVER:
        raise NotFound
    dated = table.kept.period or table.kept.moments
    if dated is None or at == agency_tables.COMING:
        return Filled(table, found, OUT, TakenOut)
    return Filled(table, found, END, EndedAt if table.kept.moments else Ended)


async def _posted(request: Asked, blank: Filled, pairs: Pairs) -> Response[str] | Redirect:
    typed = raw_of(blank.form.fields.values(), pairs)
    token, seen = token_in(pairs), version_in(pairs)
    answers = await read_answers(site_of(request), blank.form, typed, "")
    filled = Filled(blank.table, blank.row, blank.what, blank.form, typed, answers.errors)
    if answers.errors:
        return await _page(request, filled)
    try:
        made = await _changed(request, filled, vars(answers.so_far), token, seen)
    except WrongAnswers as wrong:
        return await _page(request, Filled(*_before(filled), _here(filled, wrong.errors)))
    return Redirect(f"{path_of(blank.table)}/changes/{made.number}", status_code=303)


def _before(filled: Filled) -> tuple[Table, Row | None, str, type[Form], Mapping[str, Any]]:
    return filled.table, filled.row, filled.what, filled.form, filled.typed


def _here(filled: Filled, errors: Mapping[str, Mistake]) -> dict[str, Mistake]:
    """What is wrong with a field that this page does not ask stands beside the first one that it does."""
    first = next(iter(filled.form.fields))
    return {name if name in filled.form.fields else first: said for name, said in errors.items()}


async def _changed(request: Asked, filled: Filled, given: Mapping[str, Any], token: str, seen: int) -> Change:
    table, row = filled.table, filled.row
    put, gone = list[tuple[UUID | None, Form]](), list[UUID]()
    if filled.what == OUT and row and row.id:
        gone.append(row.id)
    elif filled.what == END and row and (ends := table.kept.period or table.kept.moments):
        ended = {**vars(row.form), ends[1].name: given["last_day"] if table.kept.period else given["last_moment"]}
        put.append((row.id, agency_tables.whole(table.kept, ended, row)))
    else:
        put.append((row.id if row else None, agency_tables.whole(table.kept, given, row)))
    wanted = Wanted(tuple(put), tuple(gone), given[REASON], bool(given.get(PAST)), seen)
    site, actor = site_of(request), need_actor(request)
    return await agency_tables.change(site, actor, table.here.code, table.name, wanted, token)


async def _rows(request: Asked, fields: Sequence[Field[Any]]) -> dict[str, Sequence[Form]]:
    """What may be chosen in look-ups: lists that people keep by hand are short enough to be shown whole."""
    registers = site_of(request).registers
    return {one.name: await registers.search(one, "", "", MOST) for one in fields if isinstance(one, Lookup)}


async def _page(request: Asked, filled: Filled) -> Response[str]:
    words, table, row = words_of(request), filled.table, filled.row
    own, past = words_for(table, words), PAST in filled.errors or filled.typed.get(PAST)
    fields = [one for one in filled.form.fields.values() if one.name != PAST or past]
    answers, rows = await read_answers(site_of(request), filled.form, filled.typed, ""), await _rows(request, fields)
    asked = questions(fields, Asking(own, answers.so_far, filled.typed, filled.errors, rows, {}, parts=answers.parts))
    at = agency_tables.when(table.kept, row, clock.today()) if row else ""
    values = {
        "code": table.here.code,
        "agency": table.here.name(words.language),
        "label": label_of(table, words),
        "path": path_of(table),
        "what": filled.what,
        "key": row.key if row else "",
        "days": days_said(row, words, table) if row else "",
        "values": row_values(table, row, words) if row else (),
        "row": f"{path_of(table)}/rows/{row.id}" if row else "",
        "ends": bool(row) and at != agency_tables.OVER,
        "coming": at == agency_tables.COMING,
        "dated": table.kept.period is not None,
        "has_end": bool(table.kept.period or table.kept.moments),
        "changes_it": table.changes,
        "questions": asked,
        "found": [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
        "token": secrets.token_urlsafe(24),
        "seen": await agency_tables.last_number(table),
    }
    return await page(request, "agency_row.html", values, status=422 if filled.errors else 200)


ROUTES = [ask_new, add, show, change, ask_end, end]
