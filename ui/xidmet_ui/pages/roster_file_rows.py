"""People from a file that were read: looked at by what would become of them, mended in the page, and entered."""

from __future__ import annotations

import asyncio
import secrets
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import roster_file
from xidmet.cases.roster_file import Found
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.tables.writing import CSV, XLSX

from xidmet_ui.build import roster_file as build
from xidmet_ui.handed_out import handed_table
from xidmet_ui.pages.rows_mend import mended_in, numbers_in, page_wanted
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in, words_of

FILE = "/roster/{slug:str}/file/{file:uuid}"
ONLY_WRONG = {"all": False, "wrong": True}


async def result_page(request: Asked, found: Found) -> Response[str]:
    """Numbers as filters, and the rows of one of them, so many a page."""
    entry, words = found.entry, words_of(request, found.entry.service.slug)
    state = build.shown_state(found, str(request.query_params.get("show", "")))
    per_page = build.per_page(entry, state)
    place = min(page_wanted(str(request.query_params.get("page", ""))), build.pages(found, state))
    rows = await roster_file.rows_of(found.file, (state,), per_page, (place - 1) * per_page)
    told = await roster_file.against(site_of(request), found, rows, words)
    values = {
        "about": build.about(entry, words),
        "file": found.file,
        "path": f"/roster/{entry.service.slug}/file/{found.file.id}",
        "result": build.result_page(found, rows, told, state, place, words),
        "alone": entry.alone,
        "move": {"name": entry.move.name, "label": words.text(entry.move.label), "from": entry.service.starts.name},
        "days": roster_file.MONTH.days,
        "form_token": secrets.token_urlsafe(24),
    }
    return await page(request, "roster_file_result.html", values, here="roster")


@post(FILE + "/mend", guards=[signed_in], include_in_schema=False)
async def mend(request: Asked, slug: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """One page of rows; what is mended is read at once."""
    pairs = await form_of(request)
    given = {row: mended_in(row, pairs) for row in numbers_in(pairs)}
    await roster_file.mend(site_of(request), need_actor(request), slug, file, given, version_in(pairs))
    show = value_in(pairs, "show")
    asked = f"?page={page_wanted(value_in(pairs, 'page'))}" + (f"&show={show}" if show in build.LABELS else "")
    return Redirect(f"/roster/{slug}/file/{file}{asked}", status_code=303)


@post(FILE + "/enter", guards=[signed_in], include_in_schema=False)
async def enter(request: Asked, slug: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """The worker enters the new people; the same press twice enters them once."""
    pairs = await form_of(request)
    await roster_file.enter(site_of(request), need_actor(request), slug, file, version_in(pairs))
    return Redirect(f"/roster/{slug}/file/{file}", status_code=303)


@get(FILE + "/{which:str}/{kind:str}", guards=[signed_in], include_in_schema=False)
async def result(
    request: Asked, slug: FromPath[str], file: FromPath[UUID], which: FromPath[str], kind: FromPath[str]
) -> Response[bytes]:
    """The file back, with what became of each row; or only the rows that need somebody."""
    site = site_of(request)
    found, words = await roster_file.found_file(site, need_actor(request), slug, file), words_of(request, slug)
    if which not in ONLY_WRONG or kind not in (CSV, XLSX) or found.file.state != roster_file.READ:
        raise NotFound
    sheet = await roster_file.result(site, found, words, wrong_only=ONLY_WRONG[which])
    written = await asyncio.to_thread(roster_file.write_table, kind, sheet)
    name = found.file.name.rpartition(".")[0] or "1"
    said = _("to be mended {name}") if ONLY_WRONG[which] else _("result {name}")
    return handed_table(written, words.text(said, name=name), kind)


ROUTES = [mend, enter, result]
