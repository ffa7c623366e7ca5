"""A parent or guardian acts for a child, as the register says; and no longer."""

from __future__ import annotations

import datetime as dt

import pytest
from xidmet import clock
from xidmet.auth import could_open, sessions
from xidmet.auth.parties import person_key
from xidmet.auth.wards import Guardianship, guardianship, wards
from xidmet.cases import Site, case_for, history, my_cases, open_case
from xidmet.contract.plain import to_store
from xidmet.errors import NotAllowed, NotFound
from xidmet.store import accounts, registers
from xidmet.store.tables import Session

from tests.core.certificate import token
from tests.core.mandates import actor

CHILD = "4CHD7MN"
TODAY = dt.date(2026, 11, 25)


def row(born: dt.date, since: dt.date, until: dt.date | None = None) -> Guardianship:
    return Guardianship(key="k", guardian="6LWT8HD", ward="4CHD9AA", name="Uşaq", born=born, since=since, until=until)


TERMS = [
    (row(dt.date(2015, 1, 1), TODAY), True),
    (row(dt.date(2015, 1, 1), TODAY + dt.timedelta(days=1)), False),
    (row(dt.date(2015, 1, 1), dt.date(2020, 1, 1), TODAY), True),
    (row(dt.date(2015, 1, 1), dt.date(2020, 1, 1), TODAY - dt.timedelta(days=1)), False),
    (row(dt.date(2008, 11, 26), dt.date(2020, 1, 1)), True),
    (row(dt.date(2008, 11, 25), dt.date(2020, 1, 1)), False),
]


@pytest.mark.parametrize(("kept", "cared_for"), TERMS)
async def test_the_terms_of_a_row(site: Site, kept: Guardianship, cared_for: bool) -> None:
    await registers.keep(guardianship.name, "k", person_key("5VBK5VR"), to_store(kept), "")
    assert bool(await wards("5VBK5VR", TODAY)) == cared_for


async def test_whoever_was_born_on_a_leap_day_comes_of_age_in_march(site: Site) -> None:
    kept = row(dt.date(2008, 2, 29), dt.date(2020, 1, 1))
    await registers.keep(guardianship.name, "k", person_key("5VBK5VR"), to_store(kept), "")
    assert await wards("5VBK5VR", dt.date(2026, 2, 28)) and not await wards("5VBK5VR", dt.date(2026, 3, 1))


async def test_acting_for_a_child(site: Site) -> None:
    person = await accounts.by_demo_key("aynur")
    assert person is not None
    opened = await sessions.start(person.id, "demo", "az", level="high")
    await sessions.act_for(opened.session, None, CHILD)
    session = await sessions.find(opened.token)
    assert session is not None
    parent = await sessions.actor_of(session)
    assert parent is not None and parent.ward is not None
    assert (parent.party, parent.kind, parent.acts_for_organisation) == (f"p:{CHILD}", "citizen", False)
    service = site.catalogue.services["employment-certificate"]
    assert could_open(parent, service) is None
    case = await open_case(site, parent, service.slug, token())
    (entry,) = await history(case)
    assert entry.personal == {"who": parent.name, "for": parent.ward.name} and CHILD not in str(entry.facts)
    assert [one.number for one in await my_cases(site, parent)] == [case.number]
    for other in ("aynur", "leyla"):
        with pytest.raises(NotFound):
            await case_for(site, await actor(other), case.number)
    clock.advance(dt.timedelta(days=365 * 10))
    # as if one could be signed in that long
    await Session.update({Session.ends_at: clock.now() + dt.timedelta(hours=1)}, force=True)
    grown = await sessions.actor_of(session)
    assert grown is not None and not grown.acts_for_other and grown.wards == ()


@pytest.mark.parametrize(("who", "ward"), [("leyla", CHILD), ("aynur", "4CHD2PK"), ("aynur", "5VBK5VR")])
async def test_nobody_acts_for_whom_they_do_not_care(site: Site, who: str, ward: str) -> None:
    person = await accounts.by_demo_key(who)
    assert person is not None
    opened = await sessions.start(person.id, "demo", "az", level="high")
    with pytest.raises(NotAllowed):
        await sessions.act_for(opened.session, None, ward)
