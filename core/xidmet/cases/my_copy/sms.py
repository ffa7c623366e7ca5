"""The number to which SMS go, in the copy of a person's data."""

from __future__ import annotations

from xidmet.auth import Actor
from xidmet.cases.my_copy.section import Column, Section
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.store import sms_numbers


async def number_for_sms(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("number", _("Mobile phone")),
        Column("confirmed_at", _("Confirmed")),
        Column("wanted", _("Waits for its code")),
    )
    found = await sms_numbers.of_account(actor.account)
    return Section("sms", _("Number for SMS"), columns, [vars(found)] if found else [])
