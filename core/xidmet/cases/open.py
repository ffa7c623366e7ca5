"""Open a case: a draft that only its party sees."""

from __future__ import annotations

import secrets
from uuid import uuid4

from xidmet import clock, journal
from xidmet.auth import Actor, could_open
from xidmet.cases.case import Case, case_of
from xidmet.cases.site import Site
from xidmet.errors import NotFound, Refused
from xidmet.store import cases, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.cases import Record


async def open_case(site: Site, actor: Actor, slug: str, token: str) -> Case:
    """A new draft for the party this person acts for. token: of the form that was posted; the same one again finds the
    first draft. Raises NotFound for an unknown service, Refused when this person may not apply.
    """
    service = site.catalogue.services.get(slug)
    if service is None:
        raise NotFound
    refusal = could_open(actor, service)
    if refusal:
        raise Refused(refusal)
    first = await _first(site, token)
    if first:
        return first
    record = _draft(slug, actor, service.starts.name)
    try:
        async with transaction():
            await cases.add(record)
            await cases.spend(token, record.id, "", record.opened_at)
            await journal.append(record.id, "opened", {"service": slug, "means": actor.means}, {"who": actor.name})
    except Exception as error:
        if is_unique_violation(error) and (first := await _first(site, token)):
            return first
        raise
    made = case_of(site, record)
    if made is None:
        raise NotFound
    return made


def _draft(slug: str, actor: Actor, state: str) -> Record:
    moment = clock.now()
    return Record(
        id=uuid4(),
        number=_number(),
        service=slug,
        party=actor.party,
        opened_by=actor.account,
        state=state,
        state_since=moment,
        version=1,
        typed={},
        answers={},
        asked={},
        unique_key=None,
        due_at=None,
        due_move="",
        officer=None,
        opened_at=moment,
        sent_at=None,
        changed_at=moment,
    )


async def _first(site: Site, token: str) -> Case | None:
    spent = await cases.submission(token)
    record = await cases.by_id(spent[0]) if spent else None
    return case_of(site, record) if record else None


def _number() -> str:
    """Year and eight digits drawn at random: nobody learns from it how many cases there are, or meets another's."""
    return f"{clock.today().year}-{secrets.randbelow(10**8):08}"
