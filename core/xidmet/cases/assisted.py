"""What was done in somebody's name at a service centre: kept with the case, and told to the person each time."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from xidmet.auth.actor import Actor, Assistant
from xidmet.auth.assisting.told import tell
from xidmet.cases.case import ASSISTED, Case
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.store.cases import Record

BEGUN = (
    _("An application was begun with you at a service centre"),
    _("{who}, {agency}, began with you: {service}, case {number}. If you were not there, say so on this page."),
)
SENT = (
    _("An application was sent with you at a service centre"),
    _("{who}, {agency}, sent in your name: {service}, case {number}. If you were not there, say so on this page."),
)
SIGNED = (
    _("An application was signed with you at a service centre"),
    _(
        "{who}, {agency}, had you sign: {service}, case {number}. It waits for the signatures of others. If you were "
        "not there, say so on this page."
    ),
)


def helped_by(actor: Actor) -> dict[str, Any]:
    """What a draft that is begun says of who fills it in with the applicant."""
    one = actor.assistant
    return {ASSISTED: [{"account": str(one.account), "name": one.name, "centre": one.agency_name}]} if one else {}


async def tell_person(site: Site, actor: Actor, by: Assistant, about: Case | Record, said: tuple[str, str]) -> None:
    """Inside the transaction in which it happens. said: subject and text."""
    record = about.record if isinstance(about, Case) else about
    service = site.catalogue.services[record.service]
    words = translator(actor.language, site.catalogue.plugin_of(record.service).name)
    values = {"who": by.name, "agency": words.text(by.agency_name), "service": words.text(service.title)}
    person = (actor.party, actor.email, actor.language)
    await tell(person, by.visit, said, f"assisted:{uuid4()}", number=record.number, **values)
