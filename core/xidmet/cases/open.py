"""Open a case: a draft that only its party sees."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.auth import Actor, could_open, could_prepare
from xidmet.auth.beyond import turned_down
from xidmet.cases.assisted import BEGUN, helped_by, tell_person
from xidmet.cases.case import WRONG, Case, case_of
from xidmet.cases.once import USED_ELSEWHERE, case_of_token, one_already
from xidmet.cases.roster.place import index_typed
from xidmet.cases.site import Site
from xidmet.cases.windows import closed, windows
from xidmet.contract.service import Service
from xidmet.errors import NotFound, Refused, UsedElsewhere, XidmetError
from xidmet.store import assisting, cases, documents, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.cases import Record
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect

TRIES = 8  # of a number; a million cases in one year leave one of a hundred taken


@dataclass(frozen=True)
class Beginning:
    """What a new draft begins with. typed: raw input. follows: number of the case it comes from. files: their rows.

    unique_key: held from the beginning, for drafts that are made many at a time. source: the file they come from.
    wrong: question -> what was found wrong with it in the case that it follows.
    """

    typed: Mapping[str, Any] = field(default_factory=dict)
    follows: str = ""
    files: tuple[Stored, ...] = ()
    unique_key: str | None = None
    source: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


EMPTY = Beginning()


async def open_case(
    site: Site, actor: Actor, slug: str, token: str, digest: str = "", beginning: Beginning = EMPTY
) -> Case:
    """A new draft for the party this person acts for. token: of the form that was posted; the same one again finds the
    first draft. digest: of what came with the token by machine. Raises NotFound for an unknown service, Refused when
    this person may not apply, it is not taken now or stands already, UsedElsewhere for a token of something else.
    """
    service = site.catalogue.services.get(slug)
    if service is None:
        raise NotFound
    # A row of people that was let in by roster_file.entry_of() may be a draft that somebody else will sign.
    refusal = could_prepare(actor, service) if beginning.source else could_open(actor, service)
    if refusal:
        raise turned_down(refusal)
    first = await _first(site, actor, slug, token, digest)
    if first:
        return first
    if shut := closed(await windows(site, service)):
        raise Refused(shut)
    for _try in range(TRIES):
        made = case_of(site, draft_of(service, actor.party, actor.account, beginning, helped_by(actor)))
        assert made is not None
        try:
            await _keep(site, made, actor, token, digest, beginning)
        except Exception as error:
            if not is_unique_violation(error):
                raise
            first = await _first(site, actor, slug, token, digest)
            if first:
                return first
            if beginning.unique_key and await cases.holds(beginning.unique_key):
                raise Refused(one_already(service)) from error
            continue  # another case has drawn this number
        return made
    raise XidmetError


async def _keep(site: Site, case: Case, actor: Actor, token: str, digest: str, beginning: Beginning) -> None:
    async with transaction():
        await _write(site, case, actor, token, digest, beginning)


async def _write(site: Site, case: Case, actor: Actor, token: str, digest: str, beginning: Beginning) -> None:
    record = case.record
    facts: dict[str, str | int | bool | None] = {"service": record.service, "means": actor.means, **actor.marks}
    facts |= {"follows": record.follows} if record.follows else {}
    facts |= {"file": beginning.source} if beginning.source else {}
    await cases.add(record)
    await index_typed(case, record.typed)
    await cases.spend(token, record.id, "", digest, record.opened_at)
    await journal.append(record.id, "opened", facts, actor.signature)
    if actor.assistant:
        await assisting.add_case(actor.assistant.visit, record.id)
        await tell_person(site, actor, actor.assistant, record, BEGUN)
    for stored in beginning.files:
        await documents.keep(replace(stored, case=record.id, created_at=record.opened_at))
        if stored.scan == "waiting":  # the scan that is under way is of the old row alone
            await write_effect("scan", {"document": str(stored.id)}, f"scan:{stored.id}", case=record.id)


def draft_of(
    service: type[Service],
    party: str,
    account: UUID,
    beginning: Beginning = EMPTY,
    asked: Mapping[str, Any] = MappingProxyType({}),
) -> Record:
    """A draft as it would be kept."""
    moment = clock.now()
    return Record(
        id=uuid4(),
        number=new_number(),
        service=service.slug,
        party=party,
        opened_by=account,
        state=service.starts.name,
        state_since=moment,
        version=1,
        typed=dict(beginning.typed),
        answers={},
        asked={**asked, **({WRONG: dict(beginning.wrong)} if beginning.wrong else {})},
        unique_key=beginning.unique_key,
        due_at=None,
        due_move="",
        officer=None,
        opened_at=moment,
        sent_at=None,
        changed_at=moment,
        follows=beginning.follows,
    )


async def _first(site: Site, actor: Actor, slug: str, token: str, digest: str) -> Case | None:
    """The draft that this form opened before. Raises UsedElsewhere for a token that something else has spent."""
    spent = await case_of_token(site, token, digest)
    if spent is None:
        return None
    case, moved = spent
    if moved or (case.service.slug, case.party) != (slug, actor.party):
        raise UsedElsewhere(USED_ELSEWHERE)
    return case


def new_number() -> str:
    """Year and eight digits drawn at random: nobody learns from it how many cases there are, or meets another's."""
    return f"{clock.today().year}-{secrets.randbelow(10**8):08}"
