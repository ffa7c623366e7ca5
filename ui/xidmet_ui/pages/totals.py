"""The totals of a service, for the officer it declares: tables with bars, and each as CSV and XLSX."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases.totals import totals_for
from xidmet.errors import NotFound
from xidmet.tables.writing import KINDS, write_table

from xidmet_ui.build.totals import sheet, shown
from xidmet_ui.handed_out import handed_table
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of

PATH = "/desk/totals/{slug:str}"


@get(PATH, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str]) -> Response[str]:
    service, spans, span, tables = await totals_for(site_of(request), need_actor(request), slug, _span(request))
    words, asked = words_of(request, slug), urlencode({"span": span})
    values = {
        "title": words.text(service.title),
        "spans": spans,
        "span": span,
        "tables": [shown(table, words) for table in tables],
        "downloads": {
            table.place: [(kind, f"/desk/totals/{slug}/{table.place}/{kind}?{asked}") for kind in KINDS]
            for table in tables
        },
    }
    return await page(request, "totals.html", values, here="desk")


@get(f"{PATH}/{{place:int}}/{{table:str}}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, slug: FromPath[str], place: FromPath[int], table: FromPath[str]) -> Response[bytes]:
    found = await totals_for(site_of(request), need_actor(request), slug, _span(request), place)
    if table not in KINDS:
        raise NotFound
    words = words_of(request, slug)
    made = sheet(shown(found[3][0], words), words)
    return handed_table(await asyncio.to_thread(write_table, table, made), f"{made.title} {found[2]}", table)


def _span(request: Asked) -> str:
    return str(request.query_params.get("span", ""))[:80]


ROUTES = [show, download]
