"""The document that a case issued, for those who may have it."""

from __future__ import annotations

from uuid import UUID

from xidmet.attestations import Attested, Signs, parse, rendered
from xidmet.auth import Actor
from xidmet.cases.find import case_for
from xidmet.cases.site import Site
from xidmet.documents import Stored
from xidmet.errors import NotFound
from xidmet.store import documents, issued


async def paper_for(site: Site, actor: Actor, number: str) -> Attested:
    """An attestation that is about this person, or that was issued in a case they may see.

    Raises NotFound, alike for one that does not exist and for one that is none of their business.
    """
    attested = await issued.by_number(parse(number) or "")
    if attested is None:
        raise NotFound
    if not is_holder(actor, attested):
        await case_for(site, actor, await issued.case_number(attested.case), "paper")
    return attested


def is_holder(actor: Actor, attested: Attested) -> bool:
    """Is it about this person, or about whom they act for, in a service that their mandate reaches?"""
    mine = attested.holder == actor.party and actor.reaches(attested.service)
    return mine or attested.holder == actor.own_party


async def pdf_of(site: Site, number: str) -> Stored:
    """The PDF of an attestation, whoever asks; made now unless it was. Raises NotFound for an unknown number."""
    signs = Signs(site.qr_key, site.settings.address)
    return await rendered(site.catalogue, site.files, site.seal, signs, number)


async def paper_file(site: Site, number: str, service: str, document: UUID | None) -> Stored | None:
    """The same, for one whose file may be there already; None when it is not and its service is switched off."""
    if document is not None:
        return await documents.document(document)
    return await pdf_of(site, number) if service in site.catalogue.services else None
