"""A service step by step, with pictures of its own pages."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from xidmet import clock
from xidmet.cases.step_days import days_in_force
from xidmet.errors import NotFound

from xidmet_ui.build.guide import guide
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, site_of, words_of


@get("/services/{slug:str}/guide", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, slug: FromPath[str]) -> Response[str]:
    catalogue = site_of(request).catalogue
    service = catalogue.services.get(slug)
    if service is None:
        raise NotFound
    video = catalogue.plugin_of(slug).videos.get(slug, "")
    terms = await days_in_force(site_of(request), service, service.states)
    made = guide(service, clock.today(), video, words_of(request, slug), terms)
    return await page(request, "guide.html", {"guide": made}, here="services")


ROUTES = [show]
