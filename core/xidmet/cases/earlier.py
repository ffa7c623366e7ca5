"""Other cases of those whom a case is about: of the applicant, of the same person, employer or passport."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases.case import Case, case_of
from xidmet.cases.concerned import concerned
from xidmet.cases.desk import services_of
from xidmet.cases.site import Site
from xidmet.contract.fields import Field
from xidmet.store import concerns

SHOWN = 10  # cases of one key
KEYS = 6  # whose cases are looked for


@dataclass(frozen=True)
class Earlier:
    """Cases with the same key, the newest first. asked: the question that names it; None: the applicant.

    shown: the key as people write it. more: there are more of them than are shown.
    """

    asked: Field[object] | None
    shown: str
    cases: tuple[Case, ...]
    more: bool


async def earlier_cases(site: Site, actor: Actor, case: Case) -> tuple[Earlier, ...]:
    """Only of services in which this officer has a role; a key without another case is left out."""
    services = [service.slug for service in services_of(site, actor)]
    keys: dict[str, Field[object] | None] = {case.party: None}
    keys |= {key: named for key, named in concerned(case.answers).items() if key not in keys}
    asked = list(keys.items())[:KEYS]
    found = [await concerns.of_key(key, services, case.record.id, SHOWN + 1) for key, _field in asked]
    records = await concerns.records({one for ids in found for one in ids})
    listed = []
    for (key, field), ids in zip(asked, found, strict=True):
        rows = [records[one] for one in ids[:SHOWN] if one in records]
        if cases := tuple(made for record in rows if (made := case_of(site, record))):
            listed.append(Earlier(field, key.partition(":")[2], cases, len(ids) > SHOWN))
    return tuple(listed)
