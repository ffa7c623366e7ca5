"""The desk of an officer: the sent cases of the services in which this person decides."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from litestar import Response, get
from xidmet.attestations import known
from xidmet.cases.appointments.kinds import kinds_for
from xidmet.cases.desk import desk, services_of
from xidmet.language import translator

from xidmet_ui.build.cases_list import CaseRow, case_rows
from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, page_number, signed_in, site_of, visit_of


@dataclass(frozen=True)
class DeskPage:
    """choices: (slug, title) of the officer's services. newer, older: addresses of the neighbouring pages, or ""."""

    rows: tuple[CaseRow, ...]
    choices: tuple[tuple[str, str], ...]
    text: str
    service: str
    newer: str
    older: str


@get("/desk", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    site, actor, language = site_of(request), need_actor(request), visit_of(request).language
    asked = request.query_params
    slug, text, place = (
        str(asked.get("service", "")),
        str(asked.get("q", ""))[:100],
        page_number(str(asked.get("page", "1"))),
    )
    found = await desk(site, actor, slug, text, place)
    shown = DeskPage(
        rows=case_rows(
            site.catalogue, found.cases, await known.from_cases([c.record.id for c in found.cases]), language
        ),
        choices=tuple(
            (s.slug, translator(language, domain_of(site.catalogue, s)).text(s.title)) for s in services_of(site, actor)
        ),
        text=text,
        service=slug,
        newer=_address(slug, text, place - 1) if place > 1 else "",
        older=_address(slug, text, place + 1) if found.more else "",
    )
    receives = bool(kinds_for(site.catalogue, actor.offices))
    return await page(request, "desk.html", {"desk": shown, "receives": receives}, here="desk")


def _address(slug: str, text: str, place: int) -> str:
    return "/desk?" + urlencode({"q": text, "service": slug, "page": place})


ROUTES = [show]
