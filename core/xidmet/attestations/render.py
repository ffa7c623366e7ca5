"""An attestation as a sealed PDF/A-2b. Made once, by the worker; asked for again, the stored one is handed out."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass, replace
from typing import Any, Literal
from weakref import WeakValueDictionary

import segno
import typst
from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock
from xidmet.attestations.issue import signed_qr
from xidmet.attestations.number import written
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.service import Service
from xidmet.contract.shown import show
from xidmet.contract.texts import _
from xidmet.documents import Files, Stored
from xidmet.documents.files import one_piece
from xidmet.documents.raising import write_raise
from xidmet.errors import NotFound
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue
from xidmet.signatures import Level, Seal
from xidmet.store import documents, issued, transaction
from xidmet.store.issued import Attested

STANDARDS: list[Literal["a-2b"]] = ["a-2b"]  # ISO 19005-2, level B
_making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@dataclass(frozen=True)
class Signs:
    """What the QR of an attestation that has none yet is signed with. origin: the portal's public address."""

    key: ec.EllipticCurvePrivateKey
    origin: str


async def rendered(catalogue: Catalogue, files: Files, seal: Seal, signs: Signs, number: str) -> Stored:
    """The PDF of an attestation, made now unless it was. Raises NotFound for an unknown number.

    The letter that carries it, a reader and the worker may want it at once: in one process the first makes it, the
    others wait. Of two processes the first to attach its PDF counts.
    """
    async with _making.setdefault(number, asyncio.Lock()):
        attested = await issued.by_number(number)
        if attested is None:
            raise NotFound
        return await _kept(attested) or await _made(catalogue, files, seal, await _with_qr(catalogue, signs, attested))


async def _with_qr(catalogue: Catalogue, signs: Signs, attested: Attested) -> Attested:
    """What was issued with thousands of others has its QR signed when it is first wanted, and then keeps it."""
    if attested.qr:
        return attested
    plugin, service = catalogue.plugin_of(attested.service), catalogue.services[attested.service]
    attestation = declared(service, attested.attestation)
    made = signed_qr(attested, attestation, signs.key, signs.origin, plugin.name)
    return replace(attested, qr=await issued.keep_qr(attested.number, made))


async def _made(catalogue: Catalogue, files: Files, seal: Seal, attested: Attested) -> Stored:
    plugin, service = catalogue.plugin_of(attested.service), catalogue.services[attested.service]
    attestation = declared(service, attested.attestation)
    template = (plugin.folder / "templates" / attestation.template).read_bytes()
    words = translator(attested.language, plugin.name)
    record: Form = from_json(attestation.of, attested.record)
    data = shown_in(service, attestation, Printed(attested, record, _check_page(attested)), words)
    pdf = await asyncio.to_thread(_sealed, seal, template, data, attested.qr, words.text(_("Issued by the state")))
    stored = await files.store(
        one_piece(pdf),
        f"{written(attested.number)}.pdf",
        "application/pdf",
        party=attested.holder,
        case=attested.case,
        made_here=True,
    )
    sealed = replace(stored, seal=Level.B, renew_by=clock.now())
    if await _attached(attested, sealed, raises=seal.level != Level.B):
        return sealed
    await files.erase(stored.place)  # another process was faster
    again = await issued.by_number(attested.number)
    first = await _kept(again) if again else None
    if first is None:
        raise NotFound
    return first


async def _attached(attested: Attested, sealed: Stored, *, raises: bool) -> bool:
    """raises: its seal is to be raised later, when nobody waits for it."""
    try:
        async with transaction():
            await documents.keep(sealed)
            if not await issued.attach(attested.number, sealed.id):
                raise _Late
            if raises:
                await write_raise(sealed)
    except _Late:
        return False
    return True


class _Late(Exception):
    """It has its PDF already."""


async def _kept(attested: Attested) -> Stored | None:
    return await documents.document(attested.document) if attested.document else None


def declared(service: type[Service], name: str) -> Attestation[Any]:
    """The attestation of a service by its name."""
    return next(a for a in service.attestations() if a.name == name)


@dataclass(frozen=True)
class Printed:
    """record: what it shows. check: address of the page on which anybody checks it."""

    attested: Attested
    record: Form
    check: str


def _check_page(attested: Attested) -> str:
    return attested.qr.partition("#")[0].rpartition("/v/")[0] + "/verify"


def shown_in(
    service: type[Service], attestation: Attestation[Any], printed: Printed, words: Translator
) -> dict[str, Any]:
    """The data that the template of an attestation is given."""
    attested, agency = printed.attested, service.agency
    values, fields = vars(printed.record), attestation.of.fields
    day = clock.local(attested.issued_at).date()
    return {
        "number": written(attested.number),
        "label": words.text(attestation.label),
        "agency": words.text(agency.name) if agency else "",
        "site": agency.site if agency else "",
        "law": words.text(service.law),
        "issued": words.date(day),
        "language": attested.language,
        "fields": {name: show(field, values.get(name), words) for name, field in fields.items()},
        "labels": {name: words.text(field.label) for name, field in fields.items()},
        "check": printed.check,
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }


def _sealed(seal: Seal, template: bytes, data: dict[str, Any], qr: str, reason: str) -> bytes:
    """Blocks for some tens of milliseconds: run it in a thread. Data goes in as data, never as template source."""
    pdf = typst.compile(
        {"main.typ": template, "qr.svg": _qr_svg(qr)},  # type: ignore[call-overload]  # its types forget this input
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=STANDARDS,
    )
    return seal.seal_pdf(pdf, reason)


def qr_address(text: str) -> str:
    """The QR as an address of data, for a page: no other address shows it, so nothing is left to guess."""
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=2, dark="#0a3544", light="#fff"))


def _qr_svg(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=2, dark="#0a3544")
    return out.getvalue()
