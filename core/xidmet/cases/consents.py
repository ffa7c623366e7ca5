"""To what somebody consented: kept when the box is sent, with its text as it stood that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.consents import consents_in
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused
from xidmet.language import LANGUAGES, translator
from xidmet.store import consents, transaction
from xidmet.store.consents import Given

__all__ = ["Consents", "Given", "consents_of", "keep_consents", "withdraw"]

PER_PAGE = 50
NEEDED = Refusal(
    why=_("The application could not have been sent without this consent, so it stands with it."),
    mend=_("Withdraw the application itself, where its page offers it."),
)


@dataclass(frozen=True)
class Consents:
    """One page of them, the newest first. more: there is a next page."""

    given: tuple[Given, ...]
    more: bool


async def keep_consents(site: Site, mover: Mover, case: Case, forms: tuple[Form, ...], moment: dt.datetime) -> None:
    """Inside the transaction of the move that sends them; only what the party itself ticked.

    A text is kept in every language: which of them was read is the reader's, and all say the same.
    """
    if not isinstance(mover, Actor) or mover.party != case.party:
        return
    domain = site.catalogue.plugin_of(case.service.slug).name
    for answers in forms:
        for path, box in consents_in(answers):
            texts = {language: translator(language, domain).text(box.label) for language in LANGUAGES}
            where = (case.record.id, mover.account, type(answers).__name__, path)
            await consents.keep(*where, texts, moment, optional=not box.required)


async def withdraw(site: Site, actor: Actor, wanted: UUID) -> None:
    """For the time to come: what was done on its ground until now stays right. Again: nothing new.

    Raises NotFound, Refused for one without which the case could not have been sent.
    """
    found = await consents.by_id(wanted)
    if found is None or found.party != actor.party or not actor.reaches(found.service):
        raise NotFound
    if not found.optional:
        raise Refused(NEEDED)
    async with transaction():
        if await consents.withdraw(wanted, clock.now()):
            facts = {**actor.marks, "form": found.form, "path": found.path}
            await journal.append(found.case, "withdrew", facts, actor.signature)
    site.wake.ring()


async def consents_of(actor: Actor, page: int = 1) -> Consents:
    """In the cases of the party this person acts for. page: from 1."""
    found = await consents.of_party(actor.party, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return Consents(tuple(found[:PER_PAGE]), len(found) > PER_PAGE)
