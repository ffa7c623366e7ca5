"""A change of an agency's table: what it makes different; confirming or declining a proposed one; rows from a file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import agency_tables
from xidmet.cases.agency_tables import MEANT, PAST, REASON, WHY, Table, Wanted
from xidmet.contract.answers import read
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, WrongAnswers
from xidmet.tables.limits import MOST_BYTES
from xidmet.tables.refused import BadTable

from xidmet_ui.build.agency_tables import difference_lines, gap_lines, label_of, path_of, state_of, words_for
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions, said
from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import form_with_one_file
from xidmet_ui.pages.agency_tables import TABLE
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, version_in, words_of

CHANGE = TABLE + "/changes/{number:int}"
LARGEST = 2 * MOST_BYTES
LARGEST_NUMBER = 10**9  # as far as the store counts
MOST_WRONG = 50  # mistakes of a file that are shown at once
NO_FILE = Mistake(_("Choose a file."))
Wrong = Sequence[tuple[int, str, Mistake]]


class FromFile(Form):
    change_reason = WHY
    change_past = MEANT.optional()


@get(CHANGE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str], name: FromPath[str], number: FromPath[int]) -> Response[str]:
    return await _change(request, agency, name, number, None)


@post(CHANGE + "/confirm", guards=[signed_in], include_in_schema=False)
async def confirm(
    request: Asked, agency: FromPath[str], name: FromPath[str], number: FromPath[int]
) -> Response[str] | Redirect:
    await form_of(request)
    try:
        await agency_tables.confirm(site_of(request), need_actor(request), agency, name, _known(number))
    except Refused as refused:
        if refused.status != 409:  # it is not the change that is refused
            raise
        return await _change(request, agency, name, number, refused)
    return Redirect(f"/offices/{agency}/tables/{name}/changes/{number}", status_code=303)


@post(CHANGE + "/decline", guards=[signed_in], include_in_schema=False)
async def decline(request: Asked, agency: FromPath[str], name: FromPath[str], number: FromPath[int]) -> Redirect:
    await form_of(request)
    await agency_tables.decline(site_of(request), need_actor(request), agency, name, _known(number))
    return Redirect(f"/offices/{agency}/tables/{name}/changes/{number}", status_code=303)


def _known(number: int) -> int:
    """Raises NotFound for a number that no change can have."""
    if not 0 < number < LARGEST_NUMBER:
        raise NotFound
    return number


async def _change(request: Asked, agency: str, name: str, number: int, refused: Refused | None) -> Response[str]:
    words = words_of(request)
    one = await agency_tables.change_in(site_of(request), need_actor(request), agency, name, _known(number))
    own_one = one.refusal if one.waits and one.table.changes and refused is None else None
    values = {
        "code": agency,
        "agency": one.table.here.name(words.language),
        "label": label_of(one.table, words),
        "path": path_of(one.table),
        "change": one.change,
        "says": one.change.says,
        "answer": one.answer,
        "state": state_of(one, words),
        "differences": difference_lines(one, words),
        "gaps": gap_lines(one, words),
        "settles": one.waits and one.table.changes,
        "confirms": one.waits and one.table.changes and one.refusal is None,
        "waits_for_other": own_one and (words.text(own_one.why), words.text(own_one.mend)),
        "refusal": refused and (words.text(refused.why), words.text(refused.mend)),
    }
    return await page(request, "agency_change.html", values, status=409 if refused else 200)


@get(TABLE + "/file", guards=[signed_in], include_in_schema=False)
async def choose(request: Asked, agency: FromPath[str], name: FromPath[str]) -> Response[str]:
    return await _file(request, _mine(request, agency, name), {}, {})


@post(TABLE + "/file", guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST)
async def upload(request: Asked, agency: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    """Nothing is kept of a file in which something is wrong: it is mended where it is kept, and chosen again."""
    pairs, content = await form_with_one_file(request, MOST_BYTES)
    table = _mine(request, agency, name)
    typed = raw_of(FromFile.fields.values(), pairs)
    answers = read(FromFile, typed, _no_rows)
    errors = {**answers.errors, **({} if content else {"file": NO_FILE})}
    if errors or not content:
        return await _file(request, table, typed, errors)
    given = vars(answers.so_far)
    wanted = Wanted((), (), given[REASON], bool(given.get(PAST)), version_in(pairs))
    site, actor, token = site_of(request), need_actor(request), token_in(pairs)
    try:
        found = await agency_tables.propose_file(site, actor, agency, name, content, wanted, token)
    except BadTable as bad:
        return await _file(request, table, typed, {"file": Mistake(bad.why, bad.values, mend=bad.mend)})
    except WrongAnswers as wrong:
        return await _file(request, table, typed, wrong.errors)
    if found.change is None:
        return await _file(request, table, typed, {}, found.wrong)
    return Redirect(f"{path_of(table)}/changes/{found.change.number}", status_code=303)


def _mine(request: Asked, agency: str, name: str) -> Table:
    return agency_tables.table_for(site_of(request).catalogue, need_actor(request), agency, name, to_change=True)


def _no_rows(ask: object) -> tuple[()]:
    return ()


async def _file(
    request: Asked, table: Table, typed: Mapping[str, Any], errors: Mapping[str, Mistake], wrong: Wrong = ()
) -> Response[str]:
    words = words_of(request)
    own, past = words_for(table, words), PAST in errors or typed.get(PAST)
    fields = [one for one in FromFile.fields.values() if one.name != PAST or past]
    asked = questions(fields, Asking(own, read(FromFile, typed, _no_rows).so_far, typed, errors, {}, {}))
    of_file = " ".join(said(one, own) for name, one in errors.items() if name not in FromFile.fields)
    found = [("file", of_file)] if of_file else []
    values = {
        "code": table.here.code,
        "agency": table.here.name(words.language),
        "label": label_of(table, words),
        "path": path_of(table),
        "questions": asked,
        "error": of_file,
        "found": found + [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
        "wrong": [(number, own.text(label), said(one, own)) for number, label, one in wrong[:MOST_WRONG]],
        "wrong_count": len(wrong),
        "most": MOST_BYTES,
        "token": secrets.token_urlsafe(24),
        "seen": await agency_tables.last_number(table),
    }
    return await page(request, "agency_table_file.html", values, status=422 if errors or wrong else 200)


ROUTES = [show, confirm, decline, choose, upload]
