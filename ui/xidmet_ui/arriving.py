"""The body of a request as it comes, for what is too large to be whole in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from litestar.exceptions import InternalServerException
from xidmet.errors import BadInput

from xidmet_ui.requests import Asked

SILENCE, LONGEST = 60.0, 3600.0  # seconds between two pieces, and in all


async def arriving(request: Asked) -> AsyncIterator[bytes]:
    """Piece by piece. Raises BadInput when somebody goes away meanwhile, or takes too long."""
    pieces, clock = aiter(request.stream()), asyncio.get_running_loop()
    end = clock.time() + LONGEST
    while True:
        try:
            async with asyncio.timeout_at(min(end, clock.time() + SILENCE)):
                piece = await anext(pieces, b"")
        except (InternalServerException, TimeoutError):  # the framework's name for somebody who goes away
            raise BadInput from None
        if not piece:
            return
        yield piece


async def all_of_it(request: Asked) -> AsyncIterator[bytes]:
    """The same, for a body that says itself nowhere where it ends. Raises BadInput when less comes than was said."""
    said, size = request.headers.get("content-length", ""), 0
    async for piece in arriving(request):
        size += len(piece)
        yield piece
    if said and said != str(size):
        raise BadInput
