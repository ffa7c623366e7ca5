"""The page of a form's step: drawn alone, and as a whole request; beside a bare page of as many bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from jinja2 import Environment
from litestar import Litestar, get
from litestar.response import Response

from xidmet.bench.figure import Figure, compared

Draw = Callable[[], Response[str]]
Draws = Callable[[Any, str, str, str], Awaitable[Draw]]  # of an application, a session, a case and a step
YARDSTICK = "bare Litestar + Jinja, same bytes"
BARE = """<!doctype html><html lang=en><title>{{ title }}</title><body><form method=post>
{% for row in rows %}<div class=f id="f-{{ row.name }}"><label for="{{ row.name }}">{{ row.label }}</label>
<p class=hint>{{ row.hint }}</p><input class=ds-input id="{{ row.name }}" name="{{ row.name }}" value="{{ row.value }}">
</div>{% endfor %}<p>{{ rest }}</p></form></body></html>"""


async def drawn(step: str, draw: Draw, controls: int) -> Figure:
    """From answers that were read to the page in the client's hands: what rendering costs, without the store."""
    async with _client(_serving(draw)) as ours:
        return await _against_bare(f"forms.draw {step}", ours, "/", controls)


async def whole(step: str, visitor: httpx.AsyncClient, path: str, controls: int) -> Figure:
    """Session, store, reading the answers, drawing, compression: what somebody waits for."""
    return await _against_bare(f"forms.page {step}", visitor, path, controls)


async def _against_bare(name: str, visitor: httpx.AsyncClient, path: str, controls: int) -> Figure:
    """controls: how many the bare page has."""
    size = len((await visitor.get(path)).raise_for_status().content)
    async with _client(_bare(size, controls)) as other:

        async def ours() -> None:
            (await visitor.get(path)).raise_for_status()

        async def theirs() -> None:
            (await other.get("/")).raise_for_status()

        return await compared(name, YARDSTICK, ours, theirs, times=10)


def _bare(size: int, controls: int) -> Litestar:
    template = Environment(autoescape=True).from_string(BARE)
    rows = [
        {"name": f"q{at}", "label": f"Question {at}", "hint": "A hint", "value": "Answer"} for at in range(controls)
    ]
    short = len(template.render(title="Bare", rows=rows, rest="").encode())
    rest = "x" * max(0, size - short)
    return _serving(lambda: Response(template.render(title="Bare", rows=rows, rest=rest), media_type="text/html"))


def _serving(draw: Draw) -> Litestar:
    @get("/", media_type="text/html", sync_to_thread=False)
    def page() -> Response[str]:
        return draw()

    return Litestar([page], openapi_config=None, logging_config=None)


def _client(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")
