"""An account that is opened at a service centre for somebody who has none: a record of who they are, with no means of
signing in.

Its FIN is not proved by it, so that it stands in nobody's way: whoever proves the FIN or the passport takes it over,
and whoever proves it in an account of their own finds the cases there, because they are kept by the FIN.
"""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from xidmet import clock
from xidmet.store import accounts, assisting
from xidmet.store.accounts import Person
from xidmet.store.assisting import Visit


async def recorded(fin: str, passport: str, born: dt.date | None = None) -> Person | None:
    """The record of this person, as long as nobody has taken it over.

    Somebody who showed a passport and a residence card the first time may come with the passport alone the next, so the
    passport that stands in a record finds it too. born: as on the passport that an officer sees; a record with another
    day is another person's, for numbers of passports come again.
    """
    for said in (fin, passport):
        if said and (found := await assisting.record_of(_key(said))):
            person = await accounts.person(found)
            return person if said == fin or _same_day(person, born) else None
    if not passport or (found := await assisting.record_with(passport)) is None:
        return None
    person = await accounts.person(found)
    other = person is not None and bool(fin) and person.claimed_fin not in ("", fin)
    return person if _same_day(person, born) and not other else None


def _same_day(person: Person | None, born: dt.date | None) -> bool:
    return person is None or born is None or person.born in (None, born)


async def person_of(visit: Visit) -> Person:
    """The account of whom a visit is for: their own, else the record, which is made if need be. In a transaction."""
    known = await known_by(visit.fin, visit.passport) or await recorded(visit.fin, visit.passport, visit.born)
    return known or await _made(visit)


async def known_by(fin: str, passport: str) -> Person | None:
    """An account for which this FIN, or this passport, is proved; what was only typed counts for nothing."""
    if fin:
        return await accounts.by_fin(fin)
    return await accounts.by_passport(passport) if passport else None


def recorded_fin(person: Person) -> str | None:
    """Of somebody who has a record alone: the FIN that an officer saw before, under which their cases are kept."""
    return person.claimed_fin or None if not person.email and not person.password and not person.fin else None


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
