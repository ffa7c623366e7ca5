"""Pages through the whole application, against the shortest answer it gives."""

from __future__ import annotations

from typing import Any

import httpx

from xidmet.bench.figure import Figure, compared

PATHS = ("/", "/services", "/sign-in", "/verify")


async def pages(app: Any, first: str) -> list[Figure]:
    """app: the ASGI application. first: slug of a service whose page is asked for too."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as visitor:
        return [await _page(visitor, path) for path in (*PATHS, f"/services/{first}")]


async def _page(visitor: httpx.AsyncClient, path: str) -> Figure:
    async def ours() -> None:
        (await visitor.get(path)).raise_for_status()

    async def theirs() -> None:
        (await visitor.get("/healthz")).raise_for_status()

    return await compared(f"GET {path}", "GET /healthz", ours, theirs, times=20)
