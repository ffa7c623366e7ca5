"""Tables that an agency keeps: the list of them, one with its rows and changes, and the whole of it as a file."""

from __future__ import annotations

import asyncio

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases import agency_tables
from xidmet.errors import NotFound
from xidmet.tables.writing import KINDS, write_table

from xidmet_ui.build.agency_tables import (
    WHEN,
    change_lines,
    label_of,
    path_of,
    row_lines,
    shown_columns,
    table_lines,
    words_for,
)
from xidmet_ui.handed_out import handed_table
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, page_number, signed_in, site_of, words_of

BASE = "/offices/{agency:str}/tables"
TABLE = BASE + "/{name:str}"


@get(BASE, guards=[signed_in], include_in_schema=False)
async def show_all(request: Asked, agency: FromPath[str]) -> Response[str]:
    words = words_of(request)
    site = site_of(request)
    here, found = await agency_tables.listed(site, need_actor(request), agency)
    lines = table_lines(found, site.catalogue, words)
    values = {"code": here.code, "name": here.name(words.language), "tables": lines}
    return await page(request, "agency_tables.html", values)


@get(TABLE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str], name: FromPath[str]) -> Response[str]:
    words, shown = words_of(request), str(request.query_params.get("rows", "now"))
    place = page_number(str(request.query_params.get("page", "1")))
    seen = await agency_tables.seen(site_of(request), need_actor(request), agency, name, shown, place)
    own = words_for(seen.table, words)
    values = {
        "code": agency,
        "agency": seen.table.here.name(words.language),
        "label": label_of(seen.table, words),
        "path": path_of(seen.table),
        "changes_it": seen.table.changes,
        "keeper": own.text(seen.table.kept.keeper.label),
        "second": seen.second,
        "when": [(at, words.text(said), seen.counts[at], at == seen.when) for at, said in WHEN.items()],
        "columns": [own.text(one.label) for one in shown_columns(seen.table)],
        "dated": bool(seen.table.kept.period or seen.table.kept.moments),
        "rows": row_lines(seen, words),
        "newer": f"?rows={seen.when}&page={place - 1}" if place > 1 else "",
        "older": f"?rows={seen.when}&page={place + 1}" if seen.more else "",
        "changes": change_lines(seen, words),
    }
    return await page(request, "agency_table.html", values)


@get(TABLE + "/download/{kind:str}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, agency: FromPath[str], name: FromPath[str], kind: FromPath[str]) -> Response[bytes]:
    """The whole table, with the columns by which it is read again."""
    found = agency_tables.table_for(site_of(request).catalogue, need_actor(request), agency, name)
    if kind not in KINDS:
        raise NotFound
    sheet = await agency_tables.sheet_of(found, words_for(found, words_of(request)))
    return handed_table(await asyncio.to_thread(write_table, kind, sheet), label_of(found, words_of(request)), kind)


ROUTES = [show_all, show, download]
