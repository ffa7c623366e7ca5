"""My cases: every case of the party I act for, with search; of one service this is its history."""

from __future__ import annotations

from litestar import Response, get
from xidmet.attestations import known
from xidmet.cases import my_cases
from xidmet.cases.drafts import removed_at
from xidmet.cases.talk import unread_by_party
from xidmet.language import translator

from xidmet_ui.build.cases_list import case_rows
from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, visit_of


@get("/my-cases", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    site, actor, language = site_of(request), need_actor(request), visit_of(request).language
    slug, text = str(request.query_params.get("service", "")), str(request.query_params.get("q", ""))[:100]
    found = await my_cases(site, actor, slug if slug in site.catalogue.services else "", text)
    papers = await known.from_cases([case.record.id for case in found])
    choices = [
        (s.slug, translator(language, domain_of(site.catalogue, s)).text(s.title))
        for s in site.catalogue.services.values()
    ]
    unread = await unread_by_party(actor, found)
    rows = case_rows(site.catalogue, [case for case in found if not case.is_filled_in], papers, language, unread)
    begun = [case for case in found if case.is_filled_in]
    expiring = zip(
        case_rows(site.catalogue, begun, {}, language), (removed_at(site, case) for case in begun), strict=True
    )
    values = {
        "cases": rows,
        "drafts": list(expiring),
        "choices": choices,
        "asked": {"q": text, "service": slug},
        "removed": "removed" in request.query_params,
    }
    return await page(request, "my_cases.html", values, here="cases")


ROUTES = [show]
