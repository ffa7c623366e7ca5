"""Rows from a file that were read: mend them in the page, and take the right ones."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import rows_file
from xidmet.cases.rows_file import Found, Mended

from xidmet_ui.build import rows_file as build
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in, words_of

FILE = "/cases/{number:str}/rows/{field:str}/{file:uuid}"
FIRST, LAST = 1, 100_000


async def result_page(request: Asked, found: Found) -> Response[str]:
    """Numbers, and the rows that need somebody, so many a page."""
    words = words_of(request, found.case.service.slug)
    shows_out = request.query_params.get("show") == "out"
    states = rows_file.LEFT_OUT if shows_out else rows_file.OPEN
    per_page, wanted = build.rows_per_page(found.part), page_wanted(str(request.query_params.get("page", "")))
    last = max(1, -(-sum(found.counts.get(state, 0) for state in states) // per_page))
    place = min(wanted, last)  # after mending there may be fewer pages
    rows = await rows_file.rows_of(found.file, states, per_page, (place - 1) * per_page)
    twins = await rows_file.twins_of(found, rows)
    values = {
        "about": build.about(found.case, found.part, words),
        "file": found.file,
        "path": f"/cases/{found.case.number}/rows/{found.file.field}/{found.file.id}",
        "result": build.result_page(found, rows, twins, place, shows_out, words),
    }
    return await page(request, "rows_result.html", values, here="cases")


def page_wanted(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and FIRST <= int(text[:9]) <= LAST else FIRST


@post(FILE + "/mend", guards=[signed_in], include_in_schema=False)
async def mend(request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """One page of rows; what is mended is read at once."""
    pairs = await form_of(request)
    given = {row: mended_in(row, pairs) for row in numbers_in(pairs)}
    await rows_file.mend(site_of(request), need_actor(request), number, field, file, given, version_in(pairs))
    asked = f"?page={page_wanted(value_in(pairs, 'page'))}" + ("&show=out" if value_in(pairs, "show") == "out" else "")
    return Redirect(f"/cases/{number}/rows/{field}/{file}{asked}", status_code=303)


def numbers_in(pairs: Sequence[tuple[str, str]]) -> list[int]:
    return [
        int(value) for name, value in pairs if name == "row" and value.isascii() and value.isdigit() and len(value) < 8
    ]


def mended_in(row: int, pairs: Sequence[tuple[str, str]]) -> Mended:
    before = f"r{row}-"
    mine = {name.removeprefix(before): value for name, value in pairs if name.startswith(before)}
    return Mended(
        typed={name: value for name, value in mine.items() if not name.endswith("-sure")},
        out=("out", str(row)) in pairs,
        back=("back", str(row)) in pairs,
        choice=value_in(pairs, f"choice-{row}"),
        sure=frozenset(name.removesuffix("-sure") for name, value in mine.items() if name.endswith("-sure") and value),
    )


@post(FILE + "/take", guards=[signed_in], include_in_schema=False)
async def take(request: Asked, number: FromPath[str], field: FromPath[str], file: FromPath[UUID]) -> Redirect:
    """The right rows come into the draft; the same press twice takes them once."""
    pairs = await form_of(request)
    await rows_file.take(site_of(request), need_actor(request), number, field, file, version_in(pairs))
    return Redirect(f"/cases/{number}/rows/{field}/{file}", status_code=303)


ROUTES = [mend, take]
