"""An attestation as it would look, for whoever decides: pictures of its pages. Never kept, never sealed, without a QR.

The pages are set by what sets the document itself; across each stands that it is a draft, and in the places of its
number and its QR stands nothing that anybody could check.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

import typst

from xidmet.attestations.render import FONTS, Printed, shown_in
from xidmet.contract.attestation import Attestation
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.plugins import Catalogue
from xidmet.turns import Turns

NO_NUMBER = "—" * 12  # as long as a number
MOST = 3  # pages that are shown
DOTS = 110.0  # to the inch
MARK = _("DRAFT")
AT_ONCE = 2  # a page takes a processor for some tens of milliseconds
TURNS = Turns(AT_ONCE)
AROUND = b"""#set page(foreground: rotate(-35deg, text(72pt, fill: rgb("#97203a55"), weight: "bold", sys.inputs.mark)))
#include "issued.typ"
"""
NO_QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect x="2" y="2" width="96" height="96" fill="none"'
    ' stroke="#97203a" stroke-width="2" stroke-dasharray="6 4"/><text x="50" y="54" font-size="13" text-anchor="middle"'
    ' fill="#97203a" font-family="Libertinus Serif">{mark}</text></svg>'
)


async def draft_pages(
    catalogue: Catalogue, service: type[Service], attestation: Attestation[Any], printed: Printed
) -> tuple[bytes, ...]:
    """PNG pictures of the first pages; nothing is written. printed: its number is left out, whatever it is."""
    plugin = catalogue.plugin_of(service.slug)
    words = translator(printed.attested.language, plugin.name)
    unnumbered = replace(printed, attested=replace(printed.attested, number=NO_NUMBER))
    template = (plugin.folder / "templates" / attestation.template).read_bytes()
    data = shown_in(service, attestation, unnumbered, words)
    async with TURNS.one():
        return await asyncio.to_thread(_drawn, template, data, words.text(MARK))


def _drawn(template: bytes, data: dict[str, Any], mark: str) -> tuple[bytes, ...]:
    """Blocks: run it in a thread. Data goes in as data, never as template source."""
    qr = NO_QR.format(mark=escape(mark)).encode()
    pages = typst.compile(
        {"main.typ": AROUND, "issued.typ": template, "qr.svg": qr},  # type: ignore[call-overload]  # its types forget this input
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "mark": mark},
        format="png",
        ppi=DOTS,
    )
    every = pages if isinstance(pages, list) else [pages]
    return tuple(bytes(one) for one in every[:MOST])
