"""Code lists for everybody: searched, walked through by their groups, and what took the place of older codes."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.language import Translator
from xidmet.tables.writing import CSV, write_table

from xidmet_ui.build.code_lists import Shown, WholeList, browsed, found, list_lines, sheet, successions, whole_list
from xidmet_ui.handed_out import handed_table
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, site_of, visit_of, words_of

PATH = "/code-lists"
ONE = PATH + "/{name:str}"
MOST = 50  # hits of a search
OPEN = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}


@get(PATH, opt=PUBLIC, include_in_schema=False)
async def show_all(request: Asked) -> Response[str]:
    lines = list_lines(site_of(request), visit_of(request).language)
    return await page(request, "code_lists.html", {"lists": lines}, here="services")


@get(ONE, opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, name: FromPath[str]) -> Response[str]:
    one = await _whole(request, name)
    text = str(request.query_params.get("q", "")).strip()[:100]
    inside = str(request.query_params.get("in", ""))[:40]
    shown = found(one, one.codes.find(text, MOST)) if text else browsed(one, inside)
    if shown is None:
        raise NotFound
    values = {
        "name": name,
        "label": one.label,
        "versions": one.versions,
        "q": text,
        "shown": shown,
        "crumbs": _crumbs(name, one.label, shown, words_of(request)),
        "replaced": await successions(site_of(request), one) if not text and not inside else (),
    }
    return await page(request, "code_list.html", values, here="services")


def _crumbs(name: str, label: str, shown: Shown, words: Translator) -> list[tuple[str, str]]:
    above = [(f"{PATH}/{name}?in={quote(code)}", text) for code, text in shown.way]
    here = [("", shown.at.name)] if shown.at else []
    begin = [("/services", words.text(_("Services"))), (PATH, words.text(_("Code lists"))), (f"{PATH}/{name}", label)]
    return [*begin, *above, *here]


@get(f"{ONE}/csv", opt=PUBLIC, include_in_schema=False)
async def download(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Every code that may be chosen today, in the columns in which a site loads a list."""
    one = await _whole(request, name)
    answer = handed_table(await asyncio.to_thread(write_table, CSV, sheet(one)), name, CSV)
    answer.headers.update(OPEN)
    return answer


async def _whole(request: Asked, name: str) -> WholeList:
    """Raises NotFound for a list that no service uses."""
    one = await whole_list(site_of(request), name, visit_of(request).language)
    if one is None:
        raise NotFound
    return one


ROUTES = [show_all, show, download]
