"""An account that is opened at a service centre for somebody who has none: a record of who they are, with no means of
signing in.

Its FIN is not proved by it, so that it stands in nobody's way: whoever proves the FIN or the passport takes it over,
and whoever proves it in an account of their own finds the cases there, because they are kept by the FIN.
"""

from __future__ import annotations

from uuid import uuid4

from xidmet import clock
from xidmet.store import accounts, assisting
from xidmet.store.accounts import Person
from xidmet.store.assisting import Visit


async def recorded(fin: str, passport: str) -> Person | None:
    """The record of this person, as long as nobody has taken it over."""
    for said in (fin, passport):
        if said and (found := await assisting.record_of(_key(said))):
            return await accounts.person(found)
    return None


async def person_of(visit: Visit) -> Person:
    """The account of whom a visit is for: their own, else the record, which is made if need be. In a transaction."""
    known = await known_by(visit.fin, visit.passport) or await recorded(visit.fin, visit.passport)
    return known or await _made(visit)


async def known_by(fin: str, passport: str) -> Person | None:
    """An account for which this FIN, or this passport, is proved; what was only typed counts for nothing."""
    if fin:
        return await accounts.by_fin(fin)
    return await accounts.by_passport(passport) if passport else None


async def _made(visit: Visit) -> Person:
    person = Person(
        id=uuid4(),
        kind=visit.kind,
        email="",
        password="",
        fin=None,
        claimed_fin=visit.fin,
        claimed_passport=visit.passport,
        surname=visit.surname,
        given_name=visit.given_name,
        patronymic=visit.patronymic,
        sex=visit.sex,
        born=visit.born,
        phone="",
        language=visit.language,
        confirmed_at=clock.now(),
        demo_key=None,
    )
    await accounts.add_person(person, clock.now())
    await assisting.key_record(person.id, _key(visit.fin or visit.passport))
    return person


def _key(said: str) -> str:
    """No e-mail address looks like it."""
    return f"record:{said}"
