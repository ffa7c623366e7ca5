"""Search in a large register while somebody types."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases import case_for
from xidmet.contract.answers import row_key
from xidmet.contract.registers import Lookup
from xidmet.errors import NotFound

from xidmet_ui.build.questions import line_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of

MOST = 12


@get("/cases/{number:str}/lookup/{name:str}", guards=[signed_in], include_in_schema=False)
async def lookup(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    """The options of a combobox as a fragment; matched on the server, in any letters."""
    site = site_of(request)
    case = await case_for(site, need_actor(request), number)
    field = case.service.form.fields.get(name)
    if not isinstance(field, Lookup):
        raise NotFound
    text = str(request.query_params.get(f"{name}-text", ""))[:100]
    rows = await site.registers.search(field, text, case.party, MOST) if text.strip() and not field.own else []
    return await page(request, "options.html", {"name": name, "options": [(row_key(r), line_of(r)) for r in rows]})


ROUTES = [lookup]
