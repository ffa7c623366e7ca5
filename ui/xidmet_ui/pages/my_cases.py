"""My cases: every case of the party I act for, with search; of one service this is its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from litestar import Response, get
from xidmet.attestations import known
from xidmet.cases import my_cases
from xidmet.contract.shown import show as shown_text
from xidmet.contract.shown import value_of
from xidmet.language import translator

from xidmet_ui.build.case import kind_of
from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, visit_of


@dataclass(frozen=True)
class Row:
    number: str
    title: str
    about: str
    state: str
    kind: str
    changed: dt.datetime
    pdf: str
    is_draft: bool


@get("/my-cases", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    site, actor, language = site_of(request), need_actor(request), visit_of(request).language
    slug, text = str(request.query_params.get("service", "")), str(request.query_params.get("q", ""))[:100]
    found = await my_cases(site, actor, slug if slug in site.catalogue.services else "", text)
    papers = await known.from_cases([case.record.id for case in found])
    rows = []
    for case in found:
        words = translator(language, domain_of(site.catalogue, case.service))
        about = [shown_text(f, value_of(f, case.answers), words) for f in case.service.columns]
        paper = papers.get(case.record.id)
        rows.append(
            Row(
                number=case.number,
                title=words.text(case.service.title),
                about=" · ".join(part for part in about if part),
                state=words.text(case.state.label),
                kind=kind_of(case),
                changed=case.record.changed_at,
                pdf=f"/attestations/{paper.number}/pdf" if paper else "",
                is_draft=case.is_draft,
            )
        )
    choices = [
        (s.slug, translator(language, domain_of(site.catalogue, s)).text(s.title))
        for s in site.catalogue.services.values()
    ]
    values = {"cases": rows, "choices": choices, "asked": {"q": text, "service": slug}}
    return await page(request, "my_cases.html", values, here="cases")


ROUTES = [show]
