"""Of a person whose cases are over nothing is left in any table, when their time of keeping ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from xidmet import clock
from xidmet.attestations import status
from xidmet.attestations.number import new_number
from xidmet.cases import find_case, move
from xidmet.cases.closing import close
from xidmet.cases.daily_root import close_yesterday, published
from xidmet.cases.retention import sweep_ended
from xidmet.settings import Settings
from xidmet.store import complaints
from xidmet.store.tables import (
    TABLES,
    Booking,
    Case,
    Complaint,
    Document,
    Issued,
)

from tests.conftest import signed_in
from tests.core.certificate import SLUG, token
from tests.core.many import breaks
from tests.core.retention import DAY, years_later
from tests.core.test_journal import command
from tests.ui.browser import Portal, portal_on
from tests.ui.everywhere import everywhere
from tests.ui.test_closing import found

# Of whose cases are all erased and whose account is closed: what may still stand in a table, and why. A table that is
# not here fails the test: whoever adds one says what becomes of it, here and in store/retention.py.
LEFT: dict[str, set[str]] = {name: set() for name in (table._meta.tablename for table in TABLES)} | {
    "account": {"id"},  # the husk of the closed account
    "mandate": {"id"},  # the organisation's record of its own powers
    "mandate_offer": {"id"},
    "mandate_request": {"id"},
    "organisation_act": {"id", "name"},
    "office_offer": {"id"},
    "office_act": {"id", "name", "email"},  # the agency's record of its own powers
    "calendar_decision": {"id", "name"},
    "agency_change": {"id", "name"},
    "api_token": {"id"},
    "webhook": {"id"},
    "assist_visit": {"id", "fin"},  # the agency's record of whom it helped, of no one case
    "effect": {"id"},  # that the closed account's copies were erased
    "journal_row": {"id"},  # evidence: by an id that says nothing any more
    "roster_file": {"name"},  # an organisation's, for a month
    "roster_file_row": {"fin"},
    "mail": {"name", "email"},  # a demonstration's letter boxes
    "message": {"fin", "name", "email"},  # what was told about no case, until it is old
    "register_row": {"fin", "name"},  # what the state's registers know is theirs
}
KNOWN = frozenset(table._meta.tablename for table in TABLES)
SAID = {"case_", "case_message", "complaint", "journal_value", "document", "issued", "signature"}
SAID |= {"consented", "payment", "booking", "case_note", "document_check"}  # of the person, before


POINTING = {"issued", "payment"}  # without a word about anybody; here no service declares totals


async def pointing() -> dict[str, int]:
    """How many rows of each table belong to a case."""
    found = dict[str, int]()
    for table in TABLES:
        for column in table._meta.foreign_key_columns:
            if column._foreign_key_meta.resolved_references is Case:
                found[table._meta.tablename] = await table.count().where(column.is_not_null())
    return found


@pytest.fixture
async def portal(settings: Settings) -> AsyncIterator[Portal]:
    async with portal_on(settings) as opened:
        yield opened


async def test_of_a_person_nothing_is_left_in_any_table(portal: Portal, settings: Settings) -> None:
    leyla, site = await portal.signed_in("leyla"), portal.site
    owned, actor = await everywhere(portal, leyla), await signed_in("leyla")
    await leyla.get(f"/cases/{owned.case}")
    case = await find_case(site, owned.case)
    assert case is not None
    await move(site, actor, owned.case, "deactivate", version=case.version, token=token())
    await _nothing_hangs_on_it(actor.account)
    await portal.settle()
    await close(site, actor)
    await portal.settle()
    assert {name for name, signs in (await found(actor.account)).items() if signs} >= SAID, "else it shows nothing"
    clock.advance(DAY)
    assert await close_yesterday(site)
    papers = await Issued.select(Issued.number, Issued.status_index)
    await years_later(site)
    assert await sweep_ended(site) == {SLUG: 2}
    await portal.settle()
    left = await found(actor.account)
    assert set(left) == KNOWN
    assert {name: signs - LEFT[name] for name, signs in left.items() if signs - LEFT[name]} == {}
    assert {name for name, count in (await pointing()).items() if count} == POINTING
    files = [path for path in (settings.data / "files").glob("??/*") if path.is_file()]
    assert len(files) == await Document.count(), "the bytes went with their rows"
    await _proofs_hold(portal, settings)
    await _nobody_finds_it(portal, owned.case, papers)


async def _nothing_hangs_on_it(account: UUID) -> None:
    moment = clock.now()
    await Booking.update({Booking.state: "over"}, force=True)
    for one in await Complaint.select(Complaint.id).output(as_list=True):
        assert await complaints.decide(one, False, "No", account, "Nigar", moment)
    await Issued.update({Issued.in_force: False, Issued.ended_at: moment}, force=True)
    other = Case.state == "active"
    await Case.update({Case.state: "deactivated", Case.due_at: None}).where(other)


async def _proofs_hold(portal: Portal, settings: Settings) -> None:
    assert await breaks() == []
    clock.advance(DAY)
    assert await close_yesterday(portal.site)
    (last, *_before) = await published(dt.date.max)
    assert '"leaves":2' in last["body"], "that they were erased is bound by a root of its own"
    code, said = await command(settings)
    assert code == 0 and "0 broken" in said, said


async def _nobody_finds_it(portal: Portal, number: str, papers: list[dict[str, Any]]) -> None:
    nigar, visitor = await portal.signed_in("nigar"), portal.browser()
    await visitor.get("/verify")
    unknown_number = new_number()
    unknown = await visitor.post("/verify", {"number": unknown_number})
    for browser in (nigar, visitor, await portal.signed_in("leyla")):
        for page in (f"/cases/{number}", f"/api/v1/cases/{number}"):
            assert (await browser.get(page)).status_code in ((303, 401) if browser is visitor else (404,)), page
    for paper in papers:
        asked = await visitor.post("/verify", {"number": paper["number"]})
        assert (asked.status_code, _plain(asked)) == (unknown.status_code, _plain(unknown))
        for way in ("/api/v1/attestations", "/v"):
            known, none = [await visitor.get(f"{way}/{number}") for number in (paper["number"], unknown_number)]
            assert (known.status_code, _plain(known)) == (none.status_code, _plain(none)), way
    await status.publish(portal.site.qr_key, portal.site.settings.address)
    rows = await Issued.select(Issued.in_force, Issued.status_index, Issued.holder)
    assert [(one["in_force"], one["holder"]) for one in rows] == [(False, "")] * len(papers)
    assert {one["status_index"] for one in rows} == {one["status_index"] for one in papers}, "ended for ever"


def _plain(answer: httpx.Response) -> str:
    """What is said, without what is drawn for each answer."""
    return re.sub(r"[0-9A-HJKMNP-TV-Z]{13}|[\w-]{32,}|[0-9a-f-]{36}", "", answer.text)
