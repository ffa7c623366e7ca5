"""My data: documents about me, who checked them, and what I checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import Response, get
from xidmet.attestations import Attested, Checked, known, written
from xidmet.attestations.check import in_force
from xidmet.cases.retention import Until, kept_until_each
from xidmet.contract.texts import _
from xidmet.language import Translator, translator

from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.build.kept_until import kept_until_said
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, visit_of, words_of


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    href: str = ""
    more: str = ""
    kind: str = ""  # of the dot beside the third cell
    below: str = ""  # under the third cell


@dataclass(frozen=True)
class DataPage:
    title: str
    lead: str
    tabs: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str
    linked: bool = False


TABS = (
    ("/my-data", _("Documents about me")),
    ("/my-data/checked", _("Who checked my documents")),
    ("/my-data/checks", _("Documents I checked")),
)


@get("/my-data", guards=[signed_in], include_in_schema=False)
async def documents(request: Asked) -> Response[str]:
    """Every attestation about me or the organisation I act for, whoever applied."""
    actor, words = need_actor(request), words_of(request)
    found = await known.about(actor)
    over = await kept_until_each(site_of(request), (one.case for one in found if not in_force(one)))
    rows = tuple(_document(request, one, over.get(one.case), words) for one in found)
    columns = (_("Number"), _("Document"), _("Status"), _("Issued"), _("Holder"), "PDF")
    return await _page(
        request,
        words,
        _("My data"),
        _("Every document that the state issued about you."),
        columns,
        rows,
        _("There is no document about you yet."),
        linked=True,
    )


def _document(request: Asked, one: Attested, until: Until | None, words: Translator) -> Row:
    active = in_force(one)
    cells = (
        written(one.number),
        _label(request, one.attestation),
        words.text(_("In force") if active else _("No longer in force")),
        words.moment(one.issued_at),
        one.holder_name,
    )
    more = f"/my-data/{one.number}" if _asked_by_another(request, one) else ""
    below = kept_until_said(until, words)
    return Row(cells, f"/attestations/{one.number}/pdf", more, "ok" if active else "off", below)


def _asked_by_another(request: Asked, one: Attested) -> bool:
    """Its holder is named in somebody else's case, so that they have no case to open."""
    service = site_of(request).catalogue.services.get(one.service)
    found = (it for it in service.attestations() if it.name == one.attestation) if service else iter(())
    declared = next(found, None)
    return declared is not None and declared.holder is not None and declared.holder.who is not None


def _label(request: Asked, name: str) -> str:
    catalogue = site_of(request).catalogue
    for service in catalogue.services.values():
        for attestation in service.attestations():
            if attestation.name == name:
                return translator(visit_of(request).language, domain_of(catalogue, service)).text(attestation.label)
    return name


@get("/my-data/checked", guards=[signed_in], include_in_schema=False)
async def checked(request: Asked) -> Response[str]:
    """Who checked the documents about me: name, FIN, or the organisation's VÖEN and name, and when."""
    actor, words = need_actor(request), words_of(request)
    rows = tuple(_checker(one, words) for one in await known.checks_of(actor))
    columns = (_("Number"), _("Who checked"), _("FIN"), _("VÖEN"), _("When"))
    return await _page(
        request,
        words,
        _("Who checked my documents"),
        _("Each check that was told “in force”."),
        columns,
        rows,
        _("Nobody has checked your documents yet."),
    )


def _checker(one: Checked, words: Translator) -> Row:
    who = one.who or words.text(_("Somebody who was not signed in"))
    fin = "" if one.voen else one.fin  # who asked for an organisation is known by it, not by their own FIN
    return Row((written(one.number), who, fin, one.voen, words.moment(one.happened_at)))


@get("/my-data/checks", guards=[signed_in], include_in_schema=False)
async def checks(request: Asked) -> Response[str]:
    """The documents I checked: whose, which number, when."""
    actor, words = need_actor(request), words_of(request)
    found = await known.checks_by(actor)
    rows = tuple(Row((written(one.number), one.holder_name, words.moment(one.happened_at))) for one in found)
    columns = (_("Number"), _("Holder"), _("When"))
    return await _page(
        request,
        words,
        _("Documents I checked"),
        _("The checks you made while signed in."),
        columns,
        rows,
        _("You have not checked any document yet."),
    )


async def _page(
    request: Asked,
    words: Translator,
    title: str,
    lead: str,
    columns: Sequence[str],
    rows: tuple[Row, ...],
    empty: str,
    *,
    linked: bool = False,
) -> Response[str]:
    shown = DataPage(
        title=words.text(title),
        lead=words.text(lead),
        tabs=tuple((href, words.text(text)) for href, text in TABS),
        columns=tuple(words.text(column) for column in columns),
        rows=rows,
        empty=words.text(empty),
        linked=linked,
    )
    return await page(request, "my_data.html", {"data": shown}, here="data")


ROUTES = [documents, checked, checks]
