"""The services of this site, by machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from xidmet.contract.service import Service
from xidmet.errors import NotFound

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.form_schema import Asks, form_schema
from xidmet_ui.api.models import ServiceCard, ServicePassport
from xidmet_ui.build.catalogue import cards
from xidmet_ui.build.passport import passport
from xidmet_ui.requests import PUBLIC, Asked, site_of, visit_of, words_of


@get("/api/v1/services", opt=PUBLIC | told("listServices", "Every service", gives={200: list[ServiceCard]}))
async def services(request: Asked) -> Response[Any]:
    catalogue = site_of(request).catalogue
    found = cards(catalogue, catalogue.services.values(), visit_of(request).language)
    return answered(request, [ServiceCard(**vars(card)) for card in found])


@get(
    "/api/v1/services/{slug:str}",
    opt=PUBLIC | told("readService", "A service's passport: who, what, on which law", gives={200: ServicePassport}),
)
async def service(request: Asked, slug: FromPath[str]) -> Response[Any]:
    declared = service_of(request, slug)
    return answered(request, ServicePassport(**asdict(passport(declared, words_of(request, slug)))))


@get(
    "/api/v1/services/{slug:str}/form",
    opt=PUBLIC | told("readForm", "What a service asks, as JSON Schema 2020-12", gives={200: dict[str, Any]}),
)
async def form(request: Asked, slug: FromPath[str]) -> Response[Any]:
    """Steps are in x-steps, conditions in x-condition and as if/then, the search of a look-up's rows in x-lookup."""
    declared = service_of(request, slug)
    return answered(request, form_schema(declared.form, declared.title, Asks(slug, words_of(request, slug))))


def service_of(request: Asked, slug: str) -> type[Service]:
    declared = site_of(request).catalogue.services.get(slug)
    if declared is None:
        raise NotFound
    return declared


ROUTES = [services, service, form]
