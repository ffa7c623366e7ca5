"""Check an attestation by machine."""

from __future__ import annotations

import datetime as dt
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from xidmet.attestations import check, told_record, written
from xidmet.auth.throttle import tried
from xidmet.contract.plain import to_json
from xidmet.errors import TooMany

from xidmet_ui.requests import PUBLIC, Asked, actor_of, place_of, site_of

WINDOW = dt.timedelta(minutes=1)
MOST = 60


@get("/api/v1/attestations/{number:str}", opt=PUBLIC, tags=["attestations"])
async def attestation(request: Asked, number: FromPath[str]) -> Response[dict[str, Any]]:
    """Whether an attestation is in force, and what it shows.

    The answer is {"active": false} for one that is not in force and for one that never existed, alike.
    """
    if await tried("api", place_of(request), WINDOW) > MOST:
        raise TooMany(int(WINDOW.total_seconds()))
    result = await check(site_of(request).catalogue, number, actor_of(request), "api")
    record = told_record(result)
    headers = {"Cache-Control": "no-store"}
    if not result.active or record is None or result.attested is None:
        return Response({"active": False}, status_code=200, headers=headers)
    attested = result.attested
    body = {
        "active": True,
        "number": written(attested.number),
        "attestation": attested.attestation,
        "issued_at": attested.issued_at.isoformat(),
        "valid_until": attested.valid_until.isoformat() if attested.valid_until else None,
        "shows": {name: value for name, value in to_json(record).items() if value is not None},
    }
    return Response(body, headers=headers)


ROUTES = [attestation]
