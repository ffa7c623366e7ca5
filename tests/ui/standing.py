"""The people of the authorisation matrix, each signed in to a running portal in a browser of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.parties import person_key
from xidmet.auth.wards import Guardianship, guardianship
from xidmet.cases.authorisation import Sheet, Standing
from xidmet.contract.plain import to_store
from xidmet.store import accounts, registers
from xidmet.store.mandates import written
from xidmet.store.tables import Account, Case, Session

from tests.core.mandates import OTHERS, account, organisation
from tests.ui.browser import Browser, Portal
from tests.ui.machine import Machine, machine
from tests.ui.programs import made, program

OWNER, ANOTHER = "leyla", "1400000111"
NOBODY = "nobody who is signed in"
UNCONFIRMED = "the applicant, whose registration is not confirmed"
ACTS_FOR_OTHER = "the applicant, who acts for an organisation just now"
GUARDIAN = "the applicant's parent or guardian, who acts for them"
STRANGERS = ("kamran", *OTHERS)  # kamran holds no office at these sites
HIGHER = count(1000)  # versions; what was caused at another version is another cause


@dataclass
class Stander:
    """One column of the matrix. page, program: of the same person."""

    standing: Standing
    place: int
    page: Browser
    program: Machine
    has_pages: bool = True


@dataclass
class Scene:
    """A portal, everybody of a sheet, and one case, of which rows were kept as a draft and as sent."""

    portal: Portal
    sheet: Sheet
    number: str
    standers: list[Stander]
    draft: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)

    async def kept(self) -> dict[str, Any]:
        columns = Case.all_columns(exclude=[Case.id, Case.journal_head, Case.journal_rows])
        row = await Case.select(*columns).where(Case.number == self.number).first()
        assert row is not None
        return row

    async def put_into(self, state: str) -> int:
        """The case stands there now, with nothing that is due; its version."""
        row = self.draft if state == self.sheet.service.starts.name else self.sent
        version = next(HIGHER)
        changed = {**row, "state": state, "version": version, "due_at": None, "due_move": ""}
        await Case.update(changed).where(Case.number == self.number)
        return version


async def standers(portal: Portal, sheet: Sheet) -> list[Stander]:
    """Everybody of the sheet but registers and time."""
    found: list[Stander] = []
    strangers = iter(STRANGERS)
    for place, standing in enumerate(sheet.side.standing):
        if standing.mover is None or not (standing.who == NOBODY or isinstance(standing.mover, Actor)):
            continue
        browser = portal.browser("en", place=f"10.0.0.{place}")
        if isinstance(standing.mover, Actor) and standing.mover.program:
            found.append(await _program(portal, standing, place))
            continue
        await _come(portal, browser, standing, strangers)
        found.append(Stander(standing, place, browser, await machine(portal, browser, "en")))
    return found


async def _come(portal: Portal, browser: Browser, standing: Standing, strangers: Iterator[str]) -> None:
    if standing.who == NOBODY:
        await browser.get("/sign-in")
    elif standing.who in ("the applicant", UNCONFIRMED, ACTS_FOR_OTHER):
        await browser.sign_in(OWNER)
        if standing.who == ACTS_FOR_OTHER:
            await _as_head(browser)
    elif standing.who == GUARDIAN:
        await _guards("aynur")
        await browser.sign_in("aynur")
        assert (await browser.post("/acting", {"party": f"w:{await _fin(OWNER)}"})).status_code == 303
    else:
        await _stranger(browser, standing, next(strangers))
    await browser.get("/account")


async def _program(portal: Portal, standing: Standing, place: int) -> Stander:
    """Pages take no token, so that it has none."""
    by_token = program(portal, await made(await head_of(portal)), "en", f"10.0.0.{place}")
    return Stander(standing, place, by_token.browser, by_token, has_pages=False)


async def head_of(portal: Portal) -> Browser:
    """Whose case it is where an organisation applies."""
    browser = await portal.browser("en").sign_in("aynur")
    assert (await browser.post("/acting", {"organisation": str(await organisation())})).status_code == 303
    return browser


async def _as_head(browser: Browser) -> None:
    person, body = await accounts.by_demo_key(OWNER), await organisation()
    assert person is not None
    await accounts.add_mandate(person.id, body, "head", "demonstration", clock.now())
    assert (await browser.post("/acting", {"organisation": str(body)})).status_code == 303


async def _guards(name: str) -> None:
    guardian, ward, today = await _fin(name), await _fin(OWNER), clock.today()
    since = today - dt.timedelta(days=1)
    row = Guardianship(
        key=f"{guardian}-{ward}", guardian=guardian, ward=ward, name="Leyla", born=since, since=since, until=None
    )
    await registers.keep(guardianship.name, row.key, person_key(guardian), to_store(row), "")


async def _fin(name: str) -> str:
    person = await accounts.by_demo_key(name)
    assert person is not None and person.fin
    return person.fin


async def _stranger(browser: Browser, standing: Standing, name: str) -> None:
    """Somebody who held nothing, with the offices and mandates of this column, acting as it says."""
    person, mover, moment = await accounts.by_demo_key(name) or await account(name), standing.mover, clock.now()
    assert isinstance(mover, Actor)
    for office in mover.offices | mover.unproved_offices:
        await accounts.add_office(person.id, office, moment)
    await browser.sign_in(name)
    await Session.update({Session.level: mover.level}).where(Session.account == person.id)
    for power in mover.powers:
        body = await organisation() if power.voen == "OWNER00" else await _another_organisation()
        more = {"services": written(power.services)}
        await accounts.add_mandate(person.id, body, power.role, "demonstration", moment, **more)
        if mover.organisation:
            assert (await browser.post("/acting", {"organisation": str(body)})).status_code == 303


async def _another_organisation() -> UUID:
    found = await accounts.organisation(ANOTHER)
    if found is not None:
        return UUID(str(found["id"]))
    return await accounts.add_organisation(ANOTHER, "Başqa", "legal_entity", "Bakı", clock.now())


async def confirmed(is_confirmed: bool) -> None:
    """Of the owner: a registration that is not complete has no way to sign in, so it is taken back meanwhile."""
    await Account.update({Account.confirmed_at: clock.now() if is_confirmed else None}).where(Account.demo_key == OWNER)
