"""People from a file: choose it, match its columns, watch it being read. What follows is in roster_file_rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import roster_file
from xidmet.cases.roster_file import Found
from xidmet.contract.mistake import Mistake
from xidmet.errors import NotFound
from xidmet.tables.limits import MOST_BYTES, MOST_COLUMNS, MOST_PEOPLE
from xidmet.tables.refused import BadTable
from xidmet.tables.writing import KINDS

from xidmet_ui.build.roster_file import about
from xidmet_ui.build.rows_file import header_lines
from xidmet_ui.handed_out import handed_table
from xidmet_ui.multipart_form import Pairs, form_with_files
from xidmet_ui.pages.roster_file_rows import result_page
from xidmet_ui.pages.rows_file import LARGEST, NO_FILE, whole_of
from xidmet_ui.rendering import page, wants_fragment
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in, words_of

BASE = "/roster/{slug:str}/file"
FILE = BASE + "/{file:uuid}"


@get(BASE, guards=[signed_in], include_in_schema=False)
async def choose(request: Asked, slug: FromPath[str]) -> Response[str]:
    return await _choose(request, slug)


async def _choose(
    request: Asked, slug: str, wrong: BadTable | Mistake | None = None, status: int = 200
) -> Response[str]:
    entry = roster_file.entry_of(site_of(request), need_actor(request), slug)
    words = words_of(request, slug)
    error = words.text(wrong.why if isinstance(wrong, BadTable) else wrong.text, **wrong.values) if wrong else ""
    values = {
        "about": about(entry, words),
        "columns": roster_file.columns_of(entry.part, words),
        "files": await roster_file.files_of(entry),
        "error": error,
        "mend": words.text(wrong.mend, **wrong.values) if isinstance(wrong, BadTable) else "",
        "most": {"bytes": MOST_BYTES, "rows": MOST_PEOPLE, "columns": MOST_COLUMNS},
        "days": roster_file.MONTH.days,
    }
    return await page(request, "roster_file_upload.html", values, here="roster", status=status)


@post(BASE, guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST)
async def upload(request: Asked, slug: FromPath[str]) -> Response[str] | Redirect:
    site, actor = site_of(request), need_actor(request)

    async def keep(name: str, file: str, content: AsyncIterator[bytes], pairs: Pairs) -> str:
        if name != "file" or value_in(pairs, name):
            return ""
        roster_file.entry_of(site, actor, slug)
        return str((await roster_file.keep_file(site, actor, slug, file, await whole_of(content))).id)

    try:
        kept = value_in(await form_with_files(request, keep), "file")
    except BadTable as bad:
        return await _choose(request, slug, bad, bad.status)
    if not kept:
        return await _choose(request, slug, NO_FILE, 422)
    return Redirect(f"/roster/{slug}/file/{kept}", status_code=303)


@get(BASE + "/template/{kind:str}", guards=[signed_in], include_in_schema=False)
async def template(request: Asked, slug: FromPath[str], kind: FromPath[str]) -> Response[bytes]:
    """An empty table with the names of the columns, and the lists that its cells are chosen from."""
    site = site_of(request)
    entry, words = roster_file.entry_of(site, need_actor(request), slug), words_of(request, slug)
    if kind not in KINDS:
        raise NotFound
    sheet = await roster_file.template(site, entry, words)
    return handed_table(await asyncio.to_thread(roster_file.write_table, kind, sheet), sheet.title, kind)


@get(FILE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str], file: FromPath[UUID]) -> Response[str]:
    """Where the file is: at its columns, being read, read, or being entered."""
    found = await roster_file.found_file(site_of(request), need_actor(request), slug, file)
    if found.file.state == roster_file.MATCHING:
        return await _columns(request, found, found.file.columns, {})
    if found.file.state == roster_file.READ:
        if wants_fragment(request) and request.query_params.get("watch"):
            return Response("", headers={"HX-Redirect": path_of(found)})
        return await result_page(request, found)
    return await _progress(request, found)


def path_of(found: Found) -> str:
    return f"/roster/{found.entry.service.slug}/file/{found.file.id}"


async def _progress(request: Asked, found: Found) -> Response[str]:
    entering, made = found.file.state == roster_file.ENTERING, found.count(roster_file.MADE)
    values = {
        "about": about(found.entry, words_of(request, found.entry.service.slug)),
        "file": found.file,
        "path": path_of(found),
        "entering": entering,
        "done": made if entering else found.file.done,
        "total": made + found.count(roster_file.READY) if entering else found.file.total,
    }
    return await page(request, "roster_file_progress.html", values, here="roster", block="progress")


async def _columns(
    request: Asked, found: Found, chosen: list[str], errors: Mapping[int, Mistake], status: int = 200
) -> Response[str]:
    words = words_of(request, found.entry.service.slug)
    missing = errors.get(-1)
    values: dict[str, Any] = {
        "about": about(found.entry, words),
        "file": found.file,
        "path": path_of(found),
        "lines": header_lines(found.file, chosen, errors, words),
        "columns": roster_file.columns_of(found.entry.part, words),
        "missing": words.text(missing.text, **missing.values) if missing else "",
    }
    return await page(request, "rows_columns.html", values, here="roster", status=status)


@post(FILE + "/columns", guards=[signed_in], include_in_schema=False)
async def columns(request: Asked, slug: FromPath[str], file: FromPath[UUID]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    found = await roster_file.found_file(site, actor, slug, file)
    chosen = [value_in(pairs, f"column-{place}") for place in range(len(found.file.headers))]
    errors = await roster_file.match(site, actor, slug, file, chosen, version_in(pairs), words_of(request, slug))
    if errors:
        return await _columns(request, found, chosen, errors, 422)
    return Redirect(path_of(found), status_code=303)


@post(FILE + "/again", guards=[signed_in], include_in_schema=False)
async def again(request: Asked, slug: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """Back to the columns."""
    pairs = await form_of(request)
    await roster_file.match_again(site_of(request), need_actor(request), slug, file, version_in(pairs))
    return Redirect(f"/roster/{slug}/file/{file}", status_code=303)


@post(FILE + "/drop", guards=[signed_in], include_in_schema=False)
async def drop(request: Asked, slug: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """Throw the file away."""
    await form_of(request)
    await roster_file.throw_away(site_of(request), need_actor(request), slug, file)
    return Redirect(f"/roster/{slug}/file", status_code=303)


ROUTES = [choose, upload, template, show, columns, again, drop]
