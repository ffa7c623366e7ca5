"""Live numbers of a service, for the officers who watch it: a page that stays current, and the same as CSV and XLSX."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases.numbers import Numbers, numbers_for, watches
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.tables.writing import KINDS, write_table

from xidmet_ui.build.numbers import sheet, shown
from xidmet_ui.handed_out import handed_table
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of

PATH = "/desk/numbers/{slug:str}"


def numbers_there(request: Asked) -> list[tuple[str, str]]:
    """(address, text) of every service whose numbers this officer watches."""
    site, actor, words = site_of(request), need_actor(request), words_of(request)
    return [
        (
            f"/desk/numbers/{service.slug}",
            words.text(_("Live numbers: {service}"), service=words_of(request, service.slug).text(service.title)),
        )
        for service in site.catalogue.services.values()
        if watches(actor, service)
    ]


@get(PATH, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str]) -> Response[str]:
    found, words = await _numbers(request, slug), words_of(request, slug)
    values: dict[str, Any] = {
        "path": f"/desk/numbers/{slug}",
        "title": words.text(found.service.title),
        "shown": shown(found, words),
        "downloads": [(kind, f"/desk/numbers/{slug}/table/{kind}") for kind in KINDS],
    }
    return await page(request, "numbers.html", values, here="desk", block="numbers")


@get(f"{PATH}/table/{{table:str}}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, slug: FromPath[str], table: FromPath[str]) -> Response[bytes]:
    found, words = await _numbers(request, slug), words_of(request, slug)
    if table not in KINDS:
        raise NotFound
    title = words.text(_("Live numbers: {service}"), service=words.text(found.service.title))
    made = sheet(title, shown(found, words), words)
    return handed_table(await asyncio.to_thread(write_table, table, made), title, table)


async def _numbers(request: Asked, slug: str) -> Numbers:
    return await numbers_for(site_of(request), need_actor(request), slug)


ROUTES = [show, download]
