"""The demonstration's time-stamp authority: RFC 3161 over HTTP."""

from __future__ import annotations

from litestar import Response, post

from xidmet.demo_signing.state import Asked, signing_of
from xidmet.settings import DEMO_STAMPS
from xidmet.signatures.demo_stamps import stamp_answer

REPLY = "application/timestamp-reply"


@post(DEMO_STAMPS, status_code=200)
async def stamp(request: Asked) -> Response[bytes]:
    return Response(stamp_answer(signing_of(request).stamps, await request.body()), media_type=REPLY)


ROUTES = [stamp]
