"""A document that somebody else asked for about me: its state, what happened to it, and how I object."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases.about_me import about_me

from xidmet_ui.build.about_me import about_me_shown
from xidmet_ui.pages.until_when import until_when
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of


@get("/my-data/{number:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    """number: of the case or of the document. For whom it is about, and for nobody else."""
    found = await about_me(site_of(request), need_actor(request), number)
    words = words_of(request, found.case.service.slug)
    until = await until_when(request, found.case)
    return await page(request, "about_me.html", {"it": about_me_shown(found, words), "kept_until": until}, here="data")


ROUTES = [show]
