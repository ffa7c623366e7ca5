"""Rows from a file: choose it, match its columns, watch it being read. What follows is in rows_mend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import rows_file
from xidmet.cases.rows_file import Found
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.tables.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from xidmet.tables.refused import BadTable
from xidmet.tables.writing import CSV, KINDS, XLSX

from xidmet_ui.build.rows_file import about, header_lines
from xidmet_ui.handed_out import handed_table
from xidmet_ui.multipart_form import Pairs, form_with_files
from xidmet_ui.pages.rows_mend import result_page
from xidmet_ui.rendering import page, wants_fragment
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in, words_of

BASE = "/cases/{number:str}/rows/{field:str}"
FILE = BASE + "/{file:uuid}"
LARGEST = 5 * MOST_BYTES  # of the whole request: what is too large is told as a page, unless it is larger than this
NO_FILE = Mistake(_("Choose a file."))


@get(BASE, guards=[signed_in], include_in_schema=False)
async def choose(request: Asked, number: FromPath[str], field: FromPath[str]) -> Response[str]:
    return await _choose(request, number, field)


async def _choose(
    request: Asked, number: str, field: str, wrong: BadTable | Mistake | None = None, status: int = 200
) -> Response[str]:
    case, part = await rows_file.the_part(site_of(request), need_actor(request), number, field)
    words = words_of(request, case.service.slug)
    error = words.text(wrong.why if isinstance(wrong, BadTable) else wrong.text, **wrong.values) if wrong else ""
    values = {
        "about": about(case, part, words),
        "columns": rows_file.columns_of(part, words),
        "files": await rows_file.files_of(case, field),
        "error": error,
        "mend": words.text(wrong.mend) if isinstance(wrong, BadTable) else "",
        "most": {"bytes": MOST_BYTES, "rows": MOST_ROWS, "columns": MOST_COLUMNS},
    }
    return await page(request, "rows_upload.html", values, here="cases", status=status)


@post(BASE, guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST)
async def upload(request: Asked, number: FromPath[str], field: FromPath[str]) -> Response[str] | Redirect:
    site, actor = site_of(request), need_actor(request)

    async def keep(name: str, file: str, content: AsyncIterator[bytes], pairs: Pairs) -> str:
        if name != "file" or value_in(pairs, name):
            return ""
        await rows_file.the_part(site, actor, number, field)
        return str((await rows_file.keep_file(site, actor, number, field, file, await whole_of(content))).id)

    try:
        kept = value_in(await form_with_files(request, keep), "file")
    except BadTable as bad:
        return await _choose(request, number, field, bad, bad.status)
    if not kept:
        return await _choose(request, number, field, NO_FILE, 422)
    return Redirect(f"/cases/{number}/rows/{field}/{kept}", status_code=303)


async def whole_of(content: AsyncIterator[bytes]) -> bytes:
    """The file, or one byte more than may be read; the rest passes by, so that the answer reaches the browser."""
    whole = bytearray()
    async for piece in content:
        whole += piece[: MOST_BYTES + 1 - len(whole)]
    return bytes(whole)


@get(BASE + "/template/{kind:str}", guards=[signed_in], include_in_schema=False)
async def template(request: Asked, number: FromPath[str], field: FromPath[str], kind: FromPath[str]) -> Response[bytes]:
    """An empty table with the names of the columns."""
    case, part = await rows_file.the_part(site_of(request), need_actor(request), number, field)
    words = words_of(request, case.service.slug)
    if kind not in KINDS:
        raise NotFound
    return handed_table(await asyncio.to_thread(rows_file.template, part, kind, words), words.text(part.label), kind)


@get(FILE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID]) -> Response[str]:
    """Where the file is: at its columns, being read, or read."""
    found = await rows_file.found_file(site_of(request), need_actor(request), number, field, file)
    if found.file.state == rows_file.MATCHING:
        return await _columns(request, found, found.file.columns, {})
    if found.file.state == rows_file.READ:
        if wants_fragment(request) and request.query_params.get("watch"):
            return Response("", headers={"HX-Redirect": _path(found)})
        return await result_page(request, found)
    words = words_of(request, found.case.service.slug)
    values = {"about": about(found.case, found.part, words), "file": found.file, "path": _path(found)}
    return await page(request, "rows_progress.html", values, here="cases", block="progress")


def _path(found: Found) -> str:
    return f"/cases/{found.case.number}/rows/{found.file.field}/{found.file.id}"


async def _columns(
    request: Asked, found: Found, chosen: list[str], errors: Mapping[int, Mistake], status: int = 200
) -> Response[str]:
    words = words_of(request, found.case.service.slug)
    missing = errors.get(-1)
    values: dict[str, Any] = {
        "about": about(found.case, found.part, words),
        "file": found.file,
        "path": _path(found),
        "lines": header_lines(found.file, chosen, errors, words),
        "columns": rows_file.columns_of(found.part, words),
        "missing": words.text(missing.text, **missing.values) if missing else "",
    }
    return await page(request, "rows_columns.html", values, here="cases", status=status)


@post(FILE + "/columns", guards=[signed_in], include_in_schema=False)
async def columns(
    request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID]
) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    found = await rows_file.found_file(site, actor, number, field, file)
    chosen = [value_in(pairs, f"column-{place}") for place in range(len(found.file.headers))]
    words = words_of(request, found.case.service.slug)
    errors = await rows_file.match(site, actor, number, field, file, chosen, version_in(pairs), words)
    if errors:
        return await _columns(request, found, chosen, errors, 422)
    return Redirect(_path(found), status_code=303)


@post(FILE + "/again", guards=[signed_in], include_in_schema=False)
async def again(request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """Back to the columns."""
    pairs = await form_of(request)
    await rows_file.match_again(site_of(request), need_actor(request), number, field, file, version_in(pairs))
    return Redirect(f"/cases/{number}/rows/{field}/{file}", status_code=303)


@post(FILE + "/drop", guards=[signed_in], include_in_schema=False)
async def drop(request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """Throw the file away."""
    await form_of(request)
    await rows_file.throw_away(site_of(request), need_actor(request), number, field, file)
    return Redirect(f"/cases/{number}/rows/{field}", status_code=303)


@get(FILE + "/result/{kind:str}", guards=[signed_in], include_in_schema=False)
async def result(
    request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """The file back, with what became of each row."""
    found = await rows_file.found_file(site_of(request), need_actor(request), number, field, file)
    if kind not in (CSV, XLSX) or found.file.state != rows_file.READ:
        raise NotFound
    words = words_of(request, found.case.service.slug)
    written = await asyncio.to_thread(rows_file.write_table, kind, await rows_file.result(found, words))
    return handed_table(written, words.text(_("result {name}"), name=found.file.name.rpartition(".")[0] or "1"), kind)


ROUTES = [choose, upload, template, show, columns, again, drop, result]
