"""The catalogue, a service's passport, and who provides what."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from litestar import Response, get
from litestar.params import FromPath
from xidmet.auth import Actor, could_open, powers_for
from xidmet.auth.mandates import has_asked
from xidmet.cases import Site
from xidmet.cases.find import officers_of
from xidmet.cases.roster import keeping, people
from xidmet.cases.windows import closed, windows
from xidmet.contract.roles import ORGANISATIONS
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.language import Translator, translator

from xidmet_ui.build.catalogue import Asked as Wanted
from xidmet_ui.build.catalogue import cards, domain_of, facets, found
from xidmet_ui.build.mandates import lack_of
from xidmet_ui.build.passport import main_way, papers, passport, taken, visits_of
from xidmet_ui.build.prices import prices_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, actor_of, site_of, visit_of, words_of

BODIES = frozenset(ORGANISATIONS)


@dataclass(frozen=True)
class AgencyCard:
    name: str
    site: str
    phone: str
    services: tuple[tuple[str, str], ...]


@get("/services", opt=PUBLIC, include_in_schema=False)
async def catalogue(request: Asked) -> Response[str]:
    many = request.query_params.getall
    wanted = Wanted(
        q=str(request.query_params.get("q", ""))[:200],
        audience=tuple(many("audience", [])),
        agency=tuple(many("agency", [])),
        event=tuple(many("event", [])),
    )
    site, language = site_of(request), visit_of(request).language
    values = {
        "services": cards(site.catalogue, found(site.catalogue, wanted), language),
        "facets": facets(site.catalogue, wanted, language),
        "asked": wanted,
    }
    return await page(request, "catalogue.html", values, here="services", block="results")


@get("/services/{slug:str}", opt=PUBLIC, include_in_schema=False)
async def service(request: Asked, slug: FromPath[str]) -> Response[str]:
    declared = site_of(request).catalogue.services.get(slug)
    if declared is None:
        raise NotFound
    words, actor = words_of(request, slug), actor_of(request)
    site = site_of(request)
    open_in = await windows(site, declared)
    refusal = (could_open(actor, declared) if actor else None) or closed(open_in)
    said = {**refusal.values, "who": words.text(str(refusal.values.get("who", "")))} if refusal else {}
    lack = lack_of(refusal)
    return await page(
        request,
        "service.html",
        {
            "service": passport(declared, words),
            "papers": papers(declared, words),
            "way": main_way(declared, words),
            "prices": await prices_of(site, declared, words),
            "decided": bool(officers_of(declared)),
            "visits": visits_of(declared, words),
            "taken": taken(open_in, words),
            "lack": lack,
            "waits": bool(actor and lack and await has_asked(actor, lack.voen, lack.role, lack.service)),
            "could": powers_for(actor, declared) if actor and refusal else [],
            "asks": bool(
                refusal
                and actor
                and not (actor.acts_for_other or actor.assistant)
                and set(declared.applicant.kinds) & BODIES
            ),
            "refusal": refusal and {"why": words.text(refusal.why, **said), "mend": words.text(refusal.mend)},
            "form_token": secrets.token_urlsafe(24),
            "menu": await _menu(site, actor, declared, words),
        },
        here="services",
    )


async def _menu(
    site: Site, actor: Actor | None, declared: type[Service], words: Translator
) -> list[tuple[str, str, str]]:
    """Address, text and icon of what this person finds beside the service."""
    checks = [("/verify", words.text(_("Check a document")), "verify")] if declared.attestations() else []
    if actor is None or actor.assistant:
        return checks
    own = [(f"/my-cases?service={declared.slug}", words.text(_("History")), "track")]
    if declared in keeping(site, actor):
        count = words.number(await people(actor, declared))
        own.insert(0, (f"/roster/{declared.slug}", words.text(_("Your roster: {count}"), count=count), "hands"))
    looked = [
        ("/my-data/checked", words.text(_("Who checked my documents")), "eye"),
        ("/my-data/checks", words.text(_("Documents I checked")), "check"),
    ]
    return [*own, *checks, *(looked if checks else [])]


@get("/agencies", opt=PUBLIC, include_in_schema=False)
async def agencies(request: Asked) -> Response[str]:
    site, language = site_of(request), visit_of(request).language
    services: dict[str, list[tuple[str, str]]] = {}
    known = {}
    for one in site.catalogue.services.values():
        if one.agency:
            words = translator(language, domain_of(site.catalogue, one))
            known[one.agency.code] = (words.text(one.agency.name), one.agency)
            services.setdefault(one.agency.code, []).append((one.slug, words.text(one.title)))
    shown = [AgencyCard(name, a.site, a.phone, tuple(services[code])) for code, (name, a) in known.items()]
    return await page(request, "agencies.html", {"agencies": shown})


ROUTES = [catalogue, service, agencies]
