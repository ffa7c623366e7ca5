"""The rows of a register that a question offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from xidmet.auth import could_be, could_open
from xidmet.auth.beyond import turned_down
from xidmet.cases.find import officers_of
from xidmet.contract.answers import Ask, row_key
from xidmet.contract.form import Form, Part
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of
from xidmet.errors import NotFound
from xidmet.registers.registers import FEW

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.models import Row, Rows
from xidmet_ui.api.natural import columns_of
from xidmet_ui.api.reading import who_of
from xidmet_ui.api.services import service_of
from xidmet_ui.pages.choosing import hit
from xidmet_ui.requests import Asked, signed_in, site_of, words_of

MOST = 20


@get(
    "/api/v1/services/{slug:str}/lookups/{path:str}",
    guards=[signed_in],
    opt=told(
        "searchRows",
        "Rows that a look-up offers: its search address stands in the form's JSON Schema",
        scope="fill",
        gives={200: Rows},
        asks={
            "text": "Every word must occur in the row, in any letters; codes are found by what is likeliest meant. "
            "Without it: the first rows.",
            "move": "For a look-up in what a move asks: the move's name.",
            "match": "Of a look-up that depends on other answers (x-lookup.match): column:value, once for each column.",
        },
    ),
)
async def rows(request: Asked, slug: FromPath[str], path: FromPath[str]) -> Response[Any]:
    """path: the question's name; inside rows and parts the names joined by dots."""
    site, actor, asked = site_of(request), who_of(request), request.query_params
    service = service_of(request, slug)
    _may_ask(actor, service)
    field = _lookup(service, str(asked.get("move", "")), path)
    text = str(asked.get("text", ""))[:100].strip()
    match = dict(pair.partition(":")[::2] for pair in asked.getall("match", []) if isinstance(pair, str))
    words = words_of(request, slug)
    if text and not field.own:
        found: Sequence[Form] = await site.registers.search(field, text, actor.party, MOST)
    else:
        wanted = tuple((column, match.get(column, "")) for column in field.match)
        offered = await site.registers.offered(Ask(field.register.name, field.own, None, wanted), actor.party)
        found = [row for row in offered if hit(row, text, words)]
    fitting = [row for row in found if _fits(row, field, match)]
    most = len(fitting) if field.own else MOST
    given = [
        Row(key=row_key(row), name=name_of(row, words.language), columns=columns_of(row)) for row in fitting[:most]
    ]
    return answered(request, Rows(rows=given, more=not field.own and len(found) >= min(MOST, FEW)))


def _may_ask(actor: Any, service: type[Service]) -> None:
    """Registers are searched by whoever may apply or decide, as on the pages. Raises Refused."""
    refusal = could_open(actor, service)
    if refusal and not any(could_be(actor, officer, service.slug) for officer in officers_of(service)):
        raise turned_down(refusal)


def _lookup(service: type[Service], move: str, path: str) -> Lookup[Any]:
    transition = service.transition(move) if move else None
    if move and (transition is None or transition.asks is None):
        raise NotFound
    form = transition.asks if transition and transition.asks else service.form
    *parts, name = path.split(".")
    for one in parts:
        part = form.fields.get(one)
        if not isinstance(part, Part):
            raise NotFound
        form = part.of
    field = form.fields.get(name)
    if not isinstance(field, Lookup):
        raise NotFound
    return field


def _fits(row: Form, field: Lookup[Any], match: Mapping[str, str]) -> bool:
    known = columns_of(row)
    return all(str(known.get(column, "")) == match.get(column, "") for column in field.match)


ROUTES = [rows]
