"""Whoever began to enter the people of a file is told how it went: how many, and where; nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from xidmet.auth.people import themselves
from xidmet.cases.roster_file.states import MADE, OPEN, READY, RowState
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.notifications.direct import Addressee, send_directly
from xidmet.store import accounts
from xidmet.store import roster_file as store
from xidmet.store.roster_file import File

SUBJECT = _("A file of people is worked off")
TEXT = _("{service}: {entered} of {count} rows are entered, {open} have mistakes. Each row stands on the file's page.")
UNSIGNED = _(
    "{service}: {entered} of {count} rows are ready and wait for one signature, {open} have mistakes. "
    "Each row stands on the file's page."
)
STOPPED = _("{service}: it was stopped at {entered} of {count} rows, {left} still wait. Why stands on the file's page.")


async def tell_done(site: Site, account: UUID, file: File) -> None:
    """Inside the transaction that ends the work. file: at the version that was worked off."""
    person, actor = await accounts.person(account), await themselves(account)
    service = site.catalogue.services.get(file.service)
    if person is None or actor is None or service is None:
        return
    counts = await store.counts(file.id)

    words = translator(person.language, site.catalogue.plugin_of(file.service).name)
    values = {
        "service": words.text(service.title),
        "entered": _among(counts, MADE),
        "count": sum(counts.values()),
        "open": _among(counts, OPEN),
        "left": _among(counts, READY),
    }
    to = Addressee(actor.own_party, person.email, person.language)
    where = f"/roster/{file.service}/file/{file.id}"
    text = STOPPED if values["left"] else UNSIGNED if counts.get(RowState.DRAFT) else TEXT
    await send_directly(to, SUBJECT, text, where, f"people-file:{file.id}:{file.version}", **values)


def _among(counts: Mapping[str, int], states: Sequence[str]) -> int:
    return sum(counts.get(state, 0) for state in states)
