"""The figures of an agency, for whoever holds a role there: a page, and the same as CSV and XLSX."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath
from xidmet.auth.offices.administrators import office_in
from xidmet.cases.figures import NAMES, Figures, figures_for, period_of
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers
from xidmet.tables.writing import KINDS, write_table

from xidmet_ui.build.figures import PERIODS, sheet, shown, titles
from xidmet_ui.handed_out import handed_table
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of

PATH = "/offices/{agency:str}/figures"


@get(PATH, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str]) -> Response[str]:
    words, catalogue, wanted = words_of(request), site_of(request).catalogue, _wanted(request)
    here = office_in(catalogue, need_actor(request), agency)
    errors, found = dict[str, str](), None
    try:
        found = await _figures(request, agency, wanted)
    except WrongAnswers as wrong:
        errors = {name: words.text(said.text, **said.values) for name, said in wrong.errors.items()}
        every = (await figures_for(site_of(request), need_actor(request), agency, "", period_of(""))).every
    values: dict[str, Any] = {
        "name": here.name(words.language),
        "asked": wanted,
        "errors": errors,
        "periods": [(one, words.text(PERIODS[one])) for one in NAMES],
        "choices": titles(catalogue, found.every if found else every, words),
        "shown": shown(catalogue, found, words) if found else None,
        "downloads": [(kind, f"/offices/{agency}/figures/table/{kind}?{urlencode(wanted)}") for kind in KINDS],
    }
    return await page(request, "figures.html", values, here="desk", status=422 if errors else 200)


@get(f"{PATH}/table/{{table:str}}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, agency: FromPath[str], table: FromPath[str]) -> Response[bytes]:
    words, wanted = words_of(request), _wanted(request)
    try:
        found = await _figures(request, agency, wanted)
    except WrongAnswers:
        raise NotFound from None
    if table not in KINDS:
        raise NotFound
    title = words.text(_("Figures: {agency}"), agency=found.here.name(words.language))
    made = sheet(title, shown(site_of(request).catalogue, found, words), words)
    return handed_table(await asyncio.to_thread(write_table, table, made), title, table)


async def _figures(request: Asked, agency: str, wanted: dict[str, str]) -> Figures:
    period = period_of(wanted["period"], wanted["first"], wanted["last"])
    return await figures_for(site_of(request), need_actor(request), agency, wanted["service"], period)


def _wanted(request: Asked) -> dict[str, str]:
    asked = request.query_params
    return {name: str(asked.get(name, ""))[:80] for name in ("service", "period", "first", "last")}


ROUTES = [show, download]
