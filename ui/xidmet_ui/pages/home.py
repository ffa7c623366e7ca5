"""The first page: what do you need?"""

from __future__ import annotations

from litestar import Response, get

from xidmet_ui.build.catalogue import agency_code, cards, events
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, site_of, visit_of


@get("/", opt=PUBLIC, include_in_schema=False)
async def home(request: Asked) -> Response[str]:
    catalogue, language = site_of(request).catalogue, visit_of(request).language
    services = list(catalogue.services.values())
    return await page(
        request,
        "home.html",
        {
            "services": cards(catalogue, services, language),
            "agencies": {agency_code(service) for service in services},
            "events": events(catalogue, language),
        },
    )


ROUTES = [home]
