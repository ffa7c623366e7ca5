"""Many drafts in one transaction: the same rows as by open_case(), each table in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, could_prepare
from xidmet.auth.beyond import turned_down
from xidmet.cases.case import Case, case_of
from xidmet.cases.many.reading import in_turns
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.open import TRIES, Beginning, draft_of, new_number
from xidmet.cases.roster.place import placed_typed
from xidmet.cases.site import Site
from xidmet.cases.windows import closed, windows
from xidmet.contract.service import Service
from xidmet.errors import NotFound, Refused, UsedElsewhere, XidmetError
from xidmet.journal.together import Together
from xidmet.store import concerns, transaction
from xidmet.store import many as store
from xidmet.store import many_drafts as drafts
from xidmet.store.cases import DATA, Record
from xidmet.store.drawn import Drawn
from xidmet.store.many import NAMES, Row

Wanted = tuple[str, Beginning]  # token and beginning


async def open_many(site: Site, actor: Actor, slug: str, wanted: Sequence[Wanted]) -> list[Case]:
    """In the same order. A token that opened a draft before gives that case, as it is now.

    Raises what open_case raises; or a unique violation, where one stands already: then none is opened, and the caller
    opens them one by one.
    """
    service = site.catalogue.services.get(slug)
    if service is None:
        raise NotFound
    if refusal := could_prepare(actor, service):
        raise turned_down(refusal)
    if actor.assistant or any(beginning.files for _token, beginning in wanted):
        raise ValueError("With files, or with somebody's help, a draft is opened by itself.")
    there = await _opened_before(site, actor, service, [token for token, _beginning in wanted])
    new = [one for one in wanted if one[0] not in there]
    if new and (shut := closed(await windows(site, service))):
        raise Refused(shut)
    made = [case for record in await _records(service, actor, new) if (case := case_of(site, record))]
    if made:
        await _write(actor, made, new)
    there |= {token: case for (token, _beginning), case in zip(new, made, strict=True)}
    return [there[token] for token, _beginning in wanted]


async def _opened_before(site: Site, actor: Actor, service: type[Service], tokens: Sequence[str]) -> dict[str, Case]:
    spent = await store.spent(tokens)
    records = await concerns.records(case for case, _move, _digest in spent.values()) if spent else {}
    found = dict[str, Case]()
    for token, (wanted, move, _digest) in spent.items():
        case = case_of(site, records[wanted]) if wanted in records else None
        if case is None or move or (case.service, case.party) != (service, actor.party):
            raise UsedElsewhere(USED_ELSEWHERE)
        found[token] = case
    return found


async def _records(service: type[Service], actor: Actor, new: Sequence[Wanted]) -> list[Record]:
    """With numbers that nobody has. Of a million drawn in a year one of a hundred is taken."""
    records = [draft_of(service, actor.party, actor.account, beginning) for _token, beginning in new]
    moment = clock.now()
    for _try in range(TRIES):
        taken = await drafts.taken(record.number for record in records)
        seen = set[str]()
        doubled = [place for place, one in enumerate(records) if one.number in taken or _again(one.number, seen)]
        if not doubled:
            return [replace(one, opened_at=moment, state_since=moment, changed_at=moment) for one in records]
        for place in doubled:
            records[place] = replace(records[place], number=new_number())
    raise XidmetError


def _again(number: str, seen: set[str]) -> bool:
    if number in seen:
        return True
    seen.add(number)
    return False


async def _write(actor: Actor, made: Sequence[Case], new: Sequence[Wanted]) -> None:
    moment, drawn = made[0].record.opened_at, Drawn()
    at = store.plain(moment)
    chains, signature = Together(moment, at, drawn), actor.signature
    cases, fields, rows, values, tokens = list[Row](), list[Row](), list[Row](), list[Row](), list[Row]()
    async for some in in_turns(zip(made, new, strict=True)):
        for case, (token, beginning) in some:
            id_ = str(case.record.id)
            row, personal = chains.row(id_, "", 1, "opened", _facts(case.record, actor, beginning), signature)
            there = placed_typed(case, case.record.typed)
            cases.append((*_columns(case.record), there.name if there else "", row[-1], 1))
            rows.append(row)
            values += personal
            if there:
                about = (id_, case.record.service, there.party)
                fields += [(drawn.id(), *about, path, value) for path, value in there.fields]
            tokens.append((token, id_, "", "", at))
    async with transaction():
        await drafts.add_cases(cases)
        await drafts.add_fields(fields)
        await store.append(rows, values)
        await store.spend(tokens)


def _facts(record: Record, actor: Actor, beginning: Beginning) -> dict[str, str | int | bool | None]:
    """As open_case() has them."""
    return {
        "service": record.service,
        "means": actor.means,
        **actor.marks,
        **({"follows": record.follows} if record.follows else {}),
        **({"file": beginning.source} if beginning.source else {}),
    }


def _columns(record: Record) -> Iterable[Any]:
    said = vars(record)
    moment = store.plain(record.opened_at)
    for name in NAMES:
        value = said[name]
        if name in DATA:
            yield json.dumps(value, ensure_ascii=False)
        elif value is record.opened_at:
            yield moment
        else:
            yield str(value) if isinstance(value, UUID) else value
