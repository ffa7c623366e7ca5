"""A look as a line of the page: who, for which body, at what, when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet.attestations import written
from xidmet.cases.looks import Look
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.catalogue import domain_of

LOOKED_AT = {
    "case": _("The case and its answers"),
    "file": _("A file of the case"),
    "answers": _("The answers as a PDF"),
    "paper": _("The document that was issued"),
    "messages": _("The messages of the case"),
}
WAYS_CHECKED = {"number": _("by its number"), "qr": _("by its QR code"), "api": _("by a program")}


@dataclass(frozen=True)
class LookRow:
    """office: for which body, or with which FIN or VÖEN. href: the case, when it is the reader's own."""

    when: dt.datetime
    who: str
    office: str
    what: str
    about: str
    number: str
    href: str
    why: str


def look_row(catalogue: Catalogue, look: Look, language: str) -> LookRow:
    portal, service = translator(language), catalogue.services.get(look.service)
    words = translator(language, domain_of(catalogue, service)) if service else portal
    return LookRow(
        when=look.happened_at,
        who=look.who or portal.text(_("Somebody who was not signed in")),
        office=_office(look, words, portal),
        what=portal.text(LOOKED_AT.get(look.at, LOOKED_AT["case"])) if look.staff else _checked(look, portal),
        about=_about(look, service, words),
        number=look.number,
        href=f"/cases/{look.number}" if look.number else "",
        why=look.why,
    )


def _office(look: Look, words: Translator, portal: Translator) -> str:
    if look.staff:
        label = words.text(look.office.label) if look.office else portal.text(_("Official"))
        return ", ".join(part for part in (label, words.text(look.agency.name) if look.agency else "") if part)
    if look.voen:
        return f"{portal.text(_('VÖEN'))} {look.voen}"
    return f"{portal.text(_('FIN'))} {look.fin}" if look.fin else ""


def _checked(look: Look, portal: Translator) -> str:
    way = portal.text(WAYS_CHECKED.get(look.way, WAYS_CHECKED["number"]))
    return portal.text(_("Checked: document {number}, {way}"), number=written(look.paper), way=way)


def _about(look: Look, service: type[Service] | None, words: Translator) -> str:
    if service is None:
        return look.service
    label = next((one.label for one in service.attestations() if one.name == look.attestation), service.title)
    return words.text(label)
