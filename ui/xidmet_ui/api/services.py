"""The services of this site, by machine."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.params import FromPath
from xidmet.contract.compiled import model
from xidmet.errors import NotFound

from xidmet_ui.build.catalogue import cards
from xidmet_ui.requests import PUBLIC, Asked, site_of, visit_of


@get("/api/v1/services", opt=PUBLIC, tags=["services"])
async def services(request: Asked) -> list[dict[str, Any]]:
    """Every service, in the visitor's language."""
    catalogue = site_of(request).catalogue
    return [vars(card) for card in cards(catalogue, catalogue.services.values(), visit_of(request).language)]


@get("/api/v1/services/{slug:str}/form", opt=PUBLIC, tags=["services"])
async def form(request: Asked, slug: FromPath[str]) -> dict[str, Any]:
    """What a service asks, as a JSON Schema."""
    service = site_of(request).catalogue.services.get(slug)
    if service is None:
        raise NotFound
    return model(service.form).model_json_schema()


ROUTES = [services, form]
