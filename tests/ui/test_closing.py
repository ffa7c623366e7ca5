"""An account is closed: what was kept for it alone is gone from every table; what others need stays, and is said."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor, sessions
from xidmet.cases import Site, find_case
from xidmet.cases import closing as cases_closing
from xidmet.cases.closing import close
from xidmet.errors import Refused
from xidmet.store import accounts, closing, mailbox
from xidmet.store.tables import (
    TABLES,
    Account,
    Case,
    Document,
    JournalRow,
    Mandate,
    Message,
    Session,
)

from tests.conftest import signed_in
from tests.core.certificate import certificate, draft
from tests.core.mandates import VOEN, holder
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal
from tests.ui.everywhere import EMAIL, FIN, PHONE, SURNAME, everywhere
from tests.ui.walk import Belongings

HERE = "/account/close"
SURE = {"sure": "yes"}

# What may still stand in each table when the account is closed, and why. A table that is not here fails the test:
# whoever adds one says what becomes of it, here and in store/closing.py.
STAYS: dict[str, set[str]] = {
    "account": {"id"},  # the husk, to which others point
    "organisation": set(),
    "mandate": {"id"},  # that it was held, and ended
    "mandate_offer": {"id"},  # answered, without a name
    "mandate_request": {"id"},
    "organisation_act": {"id", "name"},  # the organisation's own record
    "office": set(),  # who holds one can't close
    "agency": set(),
    "office_offer": {"id"},  # answered, without a name
    "office_act": {"id", "name", "email"},  # the agency's own record
    "calendar_decision": {"id", "name"},  # the agency's own record
    "agency_change": {"id", "name"},  # the agency's own record
    "appointment_place": set(),
    "appointment_day": set(),
    "booking": {"id"},  # of sent cases: by an id that says nothing any more
    "api_token": {"id"},  # ended with the mandate of who made it
    "webhook": {"id"},  # the organisation's: who added it, by an id that says nothing any more
    "webhook_delivery": set(),
    "case_event": set(),  # of organisations' cases
    "feed_place": set(),
    "session": set(),
    "one_time_link": set(),
    "throttle": {"id", "email"},  # for a day at most
    "case_": {"id", "fin", "name", "email"},  # sent ones: the agency's duty
    "case_field": {"fin", "name", "email"},
    "case_row": {"fin"},
    "case_concern": {"fin"},
    "case_note": {"name"},  # of sent cases, as the notes of an officer's file
    "document_check": {"name"},
    "submission": set(),
    "case_lease": set(),  # who holds an office can't close; then it goes with the account's other things
    "absence": set(),
    "saved_filter": set(),
    "bulk_run": set(),
    "bulk_item": set(),
    "move_list": {"id", "name"},  # an organisation's: who signed it
    "move_list_item": {"fin", "name"},  # an organisation's, of people in its cases
    "rule_search": set(),
    "rule_hit": set(),  # for 30 days
    "live_number": set(),
    "case_figure": set(),  # of sent cases, without a name
    "month_figure": set(),
    "case_total": set(),  # of sent cases; here no service declares any
    "roster_count": set(),  # how many there are
    "journal_row": {"id"},  # evidence: by an id that says nothing any more
    "journal_value": {"name"},
    "journal_root": set(),
    "journal_leaf": set(),
    "document": {"fin"},  # of sent cases
    "issued": {"fin", "name"},
    "status_counter": set(),
    "status_list": set(),  # bits
    "status_statement": set(),
    "check_": {"id", "fin", "name"},  # whoever a document is about may see who checked it
    "assist_visit": {"id", "fin"},  # the agency's record: for whom, by an id that says nothing any more
    "assist_case": set(),
    "signing": {"id"},  # of sent cases, for a week at most
    "case_message": {"id", "name"},  # of sent cases, as are the answers
    "case_message_file": {"id"},
    "complaint": {"id", "name"},  # of sent cases
    "complaint_file": {"id"},
    "move_file": {"id"},  # for a day
    "signing_round": set(),  # of drafts, which go; and of sent cases, as are their signatures
    "co_signer": set(),
    "signature": {"id", "fin", "name"},  # what was signed stays signed
    "payment": {"id"},  # of sent cases: who paid, by an id that says nothing any more
    "roster_file": {"name"},  # an organisation's, for a month: by whom it was sent
    "roster_file_row": {"fin"},
    "rows_file": set(),
    "rows_file_row": set(),
    "effect": {"id"},
    "message": {"fin", "name", "email"},  # of sent cases; and the last letter, until it has left
    "mail": {"name", "email"},  # a demonstration's letter boxes: nothing of the portal's
    "register_row": {"fin", "name"},  # what the state's registers know is theirs
    "remembered": set(),
    "sms_number": set(),
    "heartbeat": set(),
    "unsent": set(),
    "means": set(),
    "attribute": set(),
    "ceremony": set(),
    "sign_in": set(),
    "device": set(),
    "consented": {"id"},  # of sent cases: the ground on which data was used
    "data_copy": set(),
}


async def found(account: object) -> dict[str, set[str]]:
    """What says something about her in each table, whatever its columns."""
    signs = {"id": str(account), "fin": FIN, "name": SURNAME, "email": EMAIL, "phone": PHONE}
    there = {}
    for table in TABLES:
        said = " ".join(str(row) for row in await table.select()).casefold()
        there[table._meta.tablename] = {name for name, sign in signs.items() if sign.casefold() in said}
    return there


NOTHING_ABOUT_THEM = {
    *("organisation", "office", "agency", "heartbeat", "submission", "journal_root", "journal_leaf"),
    *("case_lease", "absence", "saved_filter", "bulk_run", "bulk_item", "appointment_place", "appointment_day"),
    *("signing_round", "co_signer"),
    *("case_figure", "month_figure", "case_total", "roster_count", "status_counter", "status_list", "status_statement"),
    *("rule_search", "rule_hit", "live_number"),
    "assist_case",
    *("rule_search", "rule_hit", "live_number", "webhook_delivery", "case_event", "feed_place"),
    *(
        "case_lease",
        "assist_case",
        "absence",
        "saved_filter",
        "bulk_run",
        "bulk_item",
        "appointment_place",
        "appointment_day",
    ),
    *("case_figure", "month_figure", "case_total", "status_counter", "status_list", "status_statement"),
}


async def test_nothing_is_left_that_need_not_be(portal: Portal, leyla_there: Browser) -> None:
    elsewhere = await portal.signed_in("leyla")
    owned, account = await everywhere(portal, leyla_there), (await signed_in("leyla")).account
    await portal.settle()
    before = await found(account)
    assert set(before) == set(STAYS), "a table is new: what becomes of it when an account is closed?"
    empty = {name for name, may in STAYS.items() if not may and not before[name]}
    assert empty == NOTHING_ABOUT_THEM, "else nothing is shown about them"
    shown = words(await leyla_there.get(HERE))
    for part in (EMAIL, PHONE, "Nümunə Logistika", owned.case, text("What is erased"), text("The journal")):
        assert part in shown, part
    assert (await leyla_there.post(HERE)).status_code == 422, "the box was not ticked"
    done = await leyla_there.post(HERE, SURE)
    assert (done.status_code, done.headers["location"]) == (303, "/account/closed")
    assert "session=" in done.headers["set-cookie"] and "Max-Age=0" in done.headers["set-cookie"]
    await portal.settle()
    after = await found(account)
    assert {name: left - STAYS[name] for name, left in after.items() if left - STAYS[name]} == {}
    husk = await Account.select().where(Account.id == account).first()
    assert husk is not None
    assert (husk["fin"], husk["demo_key"], husk["email_key"], husk["confirmed_at"]) == (
        None,
        None,
        f"none:{account}",
        None,
    )
    assert await Mandate.count().where((Mandate.account == account) & Mandate.revoked_at.is_null()) == 0
    assert await Message.count().where(Message.case.is_null() & (Message.address == EMAIL)) == 0, "the last letter, too"
    await _sealed_off(portal, elsewhere, owned)
    files = [path for path in (portal.site.settings.data / "files").glob("??/*") if path.is_file()]
    assert len(files) == await Document.count(), "the bytes went with their rows"
    assert await Document.count().where(Document.case.is_null()) == 0
    letters = [one for one in await mailbox.letters() if one.subject == text("Your account was closed")]
    assert [one.to for one in letters] == [EMAIL]


async def _sealed_off(portal: Portal, elsewhere: Browser, owned: Belongings) -> None:
    assert (await elsewhere.get("/account")).headers["location"].startswith("/sign-in")
    assert (await elsewhere.get("/api/v1/session")).status_code == 401
    assert (await elsewhere.post(HERE, SURE)).headers["location"].startswith("/sign-in"), "again: nothing new"
    assert await Case.count().where(Case.sent_at.is_null() & (Case.party != "")) == 0
    nigar = await portal.signed_in("nigar")
    seen = words(await nigar.get(f"/cases/{owned.case}"))
    assert text("The applicant closed their account: no message reaches them here any more") in seen


async def test_who_proves_the_fin_anew_finds_what_was_sent(portal: Portal, leyla_there: Browser) -> None:
    owned, before = await everywhere(portal, leyla_there), (await signed_in("leyla")).account
    assert (await leyla_there.post(HERE, SURE)).status_code == 303
    again = await portal.signed_in("leyla")
    assert (await signed_in("leyla")).account != before
    assert owned.case in (await again.get("/my-cases")).text
    assert (await again.get(f"/cases/{owned.draft}")).status_code == 404
    assert (await again.get("/inbox")).status_code == 200
    kamran = await portal.signed_in("kamran")
    for page in ("/my-data/checked", "/account/looks"):
        assert FIN in words(await kamran.get(page)), "who checked is still told"
    assert f"{SURNAME} Leyla" not in words(await again.get("/my-data/checked"))


async def test_an_old_proof_closes_nothing(portal: Portal, leyla_there: Browser) -> None:
    await leyla_there.get(HERE)
    await Session.update({Session.proved_at: clock.now() - dt.timedelta(hours=1)}, force=True)
    for answer in (await leyla_there.get(HERE), await leyla_there.post(HERE, SURE)):
        assert answer.headers["location"].startswith("/step-up?")
    assert await Account.count().where(Account.closed_at.is_not_null()) == 0


async def test_a_last_head_and_an_officer_are_told_what_to_do_first(portal: Portal) -> None:
    aynur, nigar = await portal.signed_in("aynur"), await portal.signed_in("nigar")
    for browser, why in ((aynur, "/organisations/1400000101/grant"), (nigar, text(cases_closing.OFFICE_ENDS))):
        shown = await browser.get(HERE)
        assert why in shown.text and 'name="sure"' not in shown.text
        assert (await browser.post(HERE, SURE)).status_code == 409
    await holder("sevda", "head")
    assert (await aynur.post(HERE, SURE)).status_code == 303
    assert await Account.count().where(Account.closed_at.is_not_null()) == 1


async def test_an_organisation_that_has_nobody_else_needs_no_successor(site: Site) -> None:
    aynur, rashad = await signed_in("aynur"), await signed_in("rashad")
    with pytest.raises(Refused):
        await close(site, aynur)
    await close(site, rashad)
    await close(site, aynur)
    organisation = await accounts.organisation(VOEN)
    assert organisation is not None and not await accounts.has_head(organisation["id"])


async def test_two_at_once_and_a_crash_half_way(site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    moved, number = await certificate(site, leyla), await draft(site, leyla)
    before = await found(leyla.account)

    async def killed(*_given: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(closing, "empty", killed)
        await close(site, leyla)
    assert await found(leyla.account) == before
    assert (await find_case(site, number) or moved.case).record.party == leyla.party
    await asyncio.gather(close(site, leyla), close(site, leyla))
    assert await closing.is_closed(leyla.account)
    rows = await JournalRow.select(JournalRow.kind).where(JournalRow.chain == moved.case.record.id).output(as_list=True)
    assert rows.count("left") == 1
    assert [broken async for broken in journal.verify() if broken] == []


async def test_what_a_guardian_began_for_them_stays(site: Site, leyla: Actor, kamran: Actor) -> None:
    mine, guardians = await draft(site, leyla), await draft(site, leyla)
    await Case.update({Case.opened_by: kamran.account}).where(Case.number == guardians)
    await close(site, leyla)
    left = await Case.select(Case.number).where(Case.party == leyla.party).output(as_list=True)
    assert left == [guardians] and mine not in left


async def test_a_session_that_began_meanwhile_is_nobodys(site: Site, leyla: Actor) -> None:
    await close(site, leyla)
    opened = await sessions.start(leyla.account, "demo", "az", level="high")
    found_again = await sessions.visitor(opened.token)
    assert found_again is None or found_again.actor is None
