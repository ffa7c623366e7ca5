"""To what somebody consented: kept when the box is sent, with its text as it stood that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.consents import consents_in
from xidmet.contract.form import Form
from xidmet.language import LANGUAGES, translator
from xidmet.store import consents
from xidmet.store.consents import Given

__all__ = ["Consents", "Given", "consents_of", "keep_consents"]

PER_PAGE = 50


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
            await consents.keep(case.record.id, mover.account, type(answers).__name__, path, texts, moment)


async def consents_of(actor: Actor, page: int = 1) -> Consents:
    """In the cases of the party this person acts for. page: from 1."""
    found = await consents.of_party(actor.party, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return Consents(tuple(found[:PER_PAGE]), len(found) > PER_PAGE)
