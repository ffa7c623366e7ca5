"""Visits at service centres at which an officer filled in with the person, in the copy of their data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.auth import Actor
from xidmet.auth.assisting.ask import PROOFS
from xidmet.cases.my_copy.section import Column, Section
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.store import assisting

PIECE = 200  # visits in one question to the store
HOW = {
    "code": _("By a code from an e-mail"),
    "device": _("On a device of one's own"),
    "paper": _("On paper, signed"),
}


async def helped(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("begun_at", _("Begun")),
        Column("ended_at", _("Ended")),
        Column("officer", _("Officer who helped")),
        Column("agency", _("Agency")),
        Column("proof", _("Document that was seen"), PROOFS),
        Column("agreed", _("How it was agreed to"), HOW),
        Column("objected_at", _("I said that I was not there"), printed=False),
        Column("cases", _("Numbers of the cases")),
    )
    rows: list[Mapping[str, Any]] = []
    while found := await assisting.of_party(actor.own_party, PIECE, len(rows)):
        done = await assisting.done_in([one.id for one in found])
        for one in found:
            cases = ", ".join(case.number for case in done.get(one.id, []))
            named = {"officer": one.clerk_name, "agency": words.text(one.agency_name), "agreed": one.how}
            rows.append({**vars(one), **named, "ended_at": one.ended_at or one.ends_at, "cases": cases})
    return Section("visits", _("Help at service centres"), columns, rows)
