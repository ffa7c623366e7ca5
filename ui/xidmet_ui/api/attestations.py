"""Check an attestation by machine, and fetch one's own."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.attestations import check, told_record, written
from xidmet.auth import throttle
from xidmet.cases.papers import paper_for

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.models import FILE, Checked
from xidmet_ui.api.natural import columns_of
from xidmet_ui.api.problems import headers_for
from xidmet_ui.api.reading import who_of
from xidmet_ui.pages.papers import stream_pdf
from xidmet_ui.requests import PUBLIC, Asked, actor_of, place_of, signed_in, site_of, visit_of


@get(
    "/api/v1/attestations/{number:str}",
    opt=PUBLIC | told("checkAttestation", "Is an attestation in force?", gives={200: Checked}),
)
async def attestation(request: Asked, number: FromPath[str]) -> Response[Any]:
    """Whether an attestation is in force, and what it shows.

    The answer is {"active": false} for one that is not in force and for one that never existed, alike.
    """
    await throttle.take(throttle.CHECK_API, place_of(request))
    result = await check(site_of(request).catalogue, number, actor_of(request), "api")
    record = told_record(result)
    if not result.active or record is None or result.attested is None:
        return answered(request, {"active": False})
    attested = result.attested
    body = {
        "active": True,
        "number": written(attested.number),
        "attestation": attested.attestation,
        "issued_at": attested.issued_at.isoformat(),
        "valid_until": attested.valid_until.isoformat() if attested.valid_until else None,
        "shows": columns_of(record),
    }
    return answered(request, body)


@get(
    "/api/v1/attestations/{number:str}/pdf",
    guards=[signed_in],
    opt=told("downloadAttestation", "The sealed PDF of an attestation", scope="read", gives={200: FILE}),
)
async def pdf(request: Asked, number: FromPath[str]) -> Stream:
    """For its holder, and for whoever may see the case it was issued in."""
    given = await stream_pdf(request, await paper_for(site_of(request), who_of(request), number))
    given.headers.update(headers_for(visit_of(request).language))
    return given


ROUTES = [attestation, pdf]
