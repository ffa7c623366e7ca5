"""Search in a large register while somebody types."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases import case_for
from xidmet.contract.form import Form, Part
from xidmet.contract.registers import Lookup
from xidmet.errors import NotFound

from xidmet_ui.build.options import hit_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of

MOST = 12


@get("/cases/{number:str}/lookup/{path:str}", guards=[signed_in], include_in_schema=False)
async def lookup(request: Asked, number: FromPath[str], path: FromPath[str]) -> Response[str]:
    """The options of a combobox as a fragment; matched on the server, in any letters."""
    site = site_of(request)
    case = await case_for(site, need_actor(request), number)
    field = _at(case.service.form, path.split("-"))
    text = str(request.query_params.get(f"{path}-text", ""))[:100]
    rows = await site.registers.search(field, text, case.party, MOST) if text.strip() and not field.own else []
    words = words_of(request)
    options = [hit_of(row, site.registers.above(field, row), words) for row in rows]
    return await page(request, "options.html", {"name": path, "options": options})


def _at(form: type[Form], path: list[str]) -> Lookup[Any]:
    """The look-up at a path: through parts by their name, through rows by name and id."""
    field = form.fields.get(path[0])
    if isinstance(field, Part):
        rest = path[2:] if field.rows else path[1:]
        if rest:
            return _at(field.of, rest)
    if not isinstance(field, Lookup) or len(path) > 1:
        raise NotFound
    return field


ROUTES = [lookup]
