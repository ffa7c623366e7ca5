"""How a service does what it promises: open to everybody, as a page and as open data."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases.figures import performance_of
from xidmet.errors import NotFound
from xidmet.tables.writing import CSV, write_table

from xidmet_ui.build.performance import as_data, sheet, shown
from xidmet_ui.handed_out import handed_table
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, site_of, words_of

PATH, JSON = "/services/{slug:str}/performance", "json"
OPEN = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}


@get(PATH, opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, slug: FromPath[str]) -> Response[str]:
    found = await performance_of(site_of(request), slug)
    return await page(request, "performance.html", {"shown": shown(found, words_of(request, slug))}, here="services")


@get(f"{PATH}/{{table:str}}", opt=PUBLIC, include_in_schema=False)
async def data(request: Asked, slug: FromPath[str], table: FromPath[str]) -> Response[Any]:
    found = await performance_of(site_of(request), slug)
    if table == JSON:
        return Response(as_data(found), headers=OPEN)
    if table != CSV:
        raise NotFound
    answer = handed_table(await asyncio.to_thread(write_table, CSV, sheet(found)), f"{slug}-performance", CSV)
    answer.headers.update(OPEN)
    return answer


ROUTES = [show, data]
