"""The API's description, where tools look for it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from xidmet_ui.requests import PUBLIC, Asked


@get("/schema/openapi.json", opt=PUBLIC, include_in_schema=False)
async def openapi(request: Asked) -> Response[Any]:
    """The same for everybody, for as long as the application runs."""
    return Response(request.app.state.openapi, headers={"Cache-Control": "public, max-age=300"})


ROUTES = [openapi]
