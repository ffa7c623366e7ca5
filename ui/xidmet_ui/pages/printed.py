"""The answers of a case as a PDF."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases.printed import answers_pdf

from xidmet_ui.pages.papers import HEADERS
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, visit_of


@get("/cases/{number:str}/answers.pdf", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str]) -> Response[bytes]:
    """For its party, and for the officers of its service once it was sent."""
    case, pdf = await answers_pdf(site_of(request), need_actor(request), number, visit_of(request).language)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{case.number}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


ROUTES = [download]
