"""The PDF of an attestation, for those it belongs to."""

from __future__ import annotations

from urllib.parse import quote

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.attestations import Attested
from xidmet.cases.papers import paper_for, pdf_of

from xidmet_ui.requests import Asked, need_actor, signed_in, site_of

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@get("/attestations/{number:str}/pdf", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str]) -> Stream:
    """For the holder, and for whoever may see the case it was issued in."""
    return await stream_pdf(request, await paper_for(site_of(request), need_actor(request), number))


async def stream_pdf(request: Asked, attested: Attested) -> Stream:
    """The sealed file; made now if the worker has not come to it yet."""
    site = site_of(request)
    stored = await pdf_of(site, attested.number)
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    return Stream(
        site.files.stream(stored),
        media_type="application/pdf",
        headers={**HEADERS, "Content-Disposition": disposition, "Content-Length": str(stored.size)},
    )


ROUTES = [download]
