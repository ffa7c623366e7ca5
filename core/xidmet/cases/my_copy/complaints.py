"""What a person wrote against decisions in cases that are not theirs, such as of the permit an employer asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.auth import Actor
from xidmet.cases.about_me import is_beside
from xidmet.cases.case import case_of
from xidmet.cases.my_copy.archive import safe_name
from xidmet.cases.my_copy.section import Column, Section
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Translator
from xidmet.store import cases, complaints
from xidmet.store.along import OF_COMPLAINTS
from xidmet.store.complaints import Kept


async def disputed_elsewhere(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("filed_at", _("Filed")),
        Column("number", _("Number")),
        Column("text", _("Text")),
        Column("decided_at", _("Decided on")),
        Column("upheld", _("Upheld")),
        Column("reason", _("Reason")),
        Column("decided_name", _("Decided by"), printed=False),
        Column("files", _("Files"), printed=False),
    )
    rows: list[Mapping[str, Any]] = []
    for one in await _theirs(site, actor):
        files = [path or stored.name for path, stored in await _files_of(one)]
        rows.append({**vars(one), "files": files})
    return Section("complaints", _("Complaints in the cases of others"), columns, rows)


async def files_elsewhere(site: Site, actor: Actor) -> list[tuple[str, Stored]]:
    """Path in the ZIP and what is stored; one in which a virus was found is given to nobody."""
    found = [pair for one in await _theirs(site, actor) for pair in await _files_of(one)]
    return [(path, stored) for path, stored in found if path]


async def _theirs(site: Site, actor: Actor) -> list[Kept]:
    """As somebody whom the case is about: what was written for an organisation is the organisation's."""
    found = list[Kept]()
    for one in await complaints.of_account(actor.account, but=actor.own_party):
        record = await cases.by_id(one.case)
        case = case_of(site, record) if record else None
        if case is not None and await is_beside(case, one.account):
            found.append(one)
    return found


async def _files_of(one: Kept) -> list[tuple[str, Stored]]:
    along = [file.stored for file in await OF_COMPLAINTS.of_case(one.case) if file.sent_with == one.id]
    return [
        ("" if stored.is_nobodys else f"complaints/{one.number}/{place:02}-{safe_name(stored.name)}", stored)
        for place, stored in enumerate(along, 1)
    ]
