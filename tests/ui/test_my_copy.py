"""Download my data through the pages: after a fresh proof, by its person alone, and whole."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

from xidmet import clock
from xidmet.store.tables import TABLES, DataCopy, Session

from tests.ui.answered import is_page, text, words
from tests.ui.browser import Browser, Portal
from tests.ui.everywhere import FIN, everywhere

HERE = "/account/data"
ZIP = re.compile(r'action="(/account/data/[0-9a-f-]{36}/data\.zip)"')

# Under which name each table stands in data.json, or why it does not. A table that is not here fails the test: whoever
# adds one says here whether it belongs to the person, and gathers it in cases/my_copy.
COPIED = {
    "account": "account",
    "attribute": "proved",
    "means": "means",
    "session": "sessions",
    "device": "devices",
    "sign_in": "sign_ins",
    "mandate": "mandates",
    "mandate_request": "mandate_requests",
    "case_": "cases",
    "journal_row": "cases",
    "journal_value": "cases",
    "document": "cases",
    "issued": "papers",
    "check_": "checks",
    "consented": "consents",
    "signature": "cases",
    "payment": "cases",
    "case_note": "cases",
    "document_check": "cases",
    "case_message": "cases",
    "case_message_file": "cases",
    "complaint": "cases",
    "complaint_file": "cases",
    "remembered": "remembered",
    "sms_number": "sms",
    "message": "messages",
    "booking": "appointments",
    "assist_visit": "visits",
    "assist_case": "visits",
}
NOT_COPIED = {
    "move_file": "waits for a day until it is given with a move",
    "organisation": "an organisation's",
    "mandate_offer": "an organisation's, until it is accepted",
    "organisation_act": "an organisation's",
    "office": "an agency's",
    "agency": "an agency's",
    "office_offer": "an agency's, until it is accepted",
    "office_act": "an agency's",
    "calendar_decision": "an agency's",
    "agency_change": "an agency's",
    "appointment_place": "an agency's",
    "appointment_day": "an agency's",
    "api_token": "an organisation's",
    "webhook": "an organisation's",
    "webhook_delivery": "an organisation's",
    "case_event": "numbers of an organisation's cases, for 30 days",
    "feed_place": "a counter",
    "throttle": "counts, for a day at most",
    "one_time_link": "opens the account",
    "ceremony": "opens the account",
    "unsent": "encrypted, for an hour",
    "case_field": "said again, for search",
    "case_row": "said again, to follow registers",
    "case_concern": "said again, to find cases about somebody",
    "submission": "tokens of forms",
    "case_lease": "who is deciding a case, for minutes",
    "absence": "an agency's",
    "saved_filter": "an officer's work, for an agency",
    "bulk_run": "an officer's work, for an agency",
    "bulk_item": "an officer's work, for an agency",
    "move_list": "an organisation's",
    "move_list_item": "an organisation's",
    "rule_search": "an officer's work, for an agency",
    "rule_hit": "said again, for an agency's work, for 30 days",
    "live_number": "sums over cases",
    "case_figure": "counted, without a name",
    "month_figure": "sums over cases",
    "case_total": "said again, for sums",
    "roster_count": "says of nobody anything",
    "signing": "on its way to a signature, for a week",
    "signing_round": "on its way to the signatures of several, for two weeks; then each stands in the case",
    "co_signer": "in somebody else's case: what was signed is handed out there, to the signer, too",
    "roster_file": "an organisation's people on their way into its list, for a month",
    "roster_file_row": "an organisation's people on their way into its list, for a month",
    "rows_file": "on its way into a draft, for a week",
    "rows_file_row": "on its way into a draft, for a week",
    "effect": "the worker's",
    "heartbeat": "the worker's",
    "journal_root": "hashes over journals of all cases",
    "journal_leaf": "hashes over journals of all cases",
    "status_counter": "what places on the status lists are drawn from",
    "status_list": "bits of all attestations",
    "status_statement": "hashes of the status lists",
    "mail": "a demonstration's letter boxes",
    "register_row": "the registers' own",
    "data_copy": "the copy itself",
}


async def ready(portal: Portal, browser: Browser) -> str:
    """Where the copy that was just asked for can be downloaded."""
    await browser.get(HERE)
    assert (await browser.post(HERE)).headers["location"] == HERE
    await portal.settle()
    return ZIP.findall((await browser.get(HERE)).text)[0]


async def test_every_table_is_in_it_or_has_a_reason(portal: Portal, leyla_there: Browser) -> None:
    assert {table._meta.tablename for table in TABLES} == {*COPIED, *NOT_COPIED}, "a table is new: is it in the copy?"
    await everywhere(portal, leyla_there)
    given = await leyla_there.post(await ready(portal, leyla_there))
    data = json.loads(zipfile.ZipFile(io.BytesIO(given.content)).read("data.json"))
    assert {name: bool(data[name]) for name in COPIED.values()} == dict.fromkeys(COPIED.values(), True)
    assert data["account"]["fin"] == FIN
    assert "password" not in json.dumps(data["account"]) and "sealed" not in json.dumps(data["means"])


async def test_it_is_asked_for_watched_and_downloaded(portal: Portal, leyla_there: Browser) -> None:
    shown = await leyla_there.get(HERE)
    is_page(shown, 200, text("There is none yet."))
    where = await ready(portal, leyla_there)
    shown = await leyla_there.get(HERE)
    assert "hx-trigger" not in shown.text, "nothing is watched once it is ready"
    given = await leyla_there.post(where)
    assert given.status_code == 200 and given.content.startswith(b"PK")
    assert given.headers["content-disposition"].startswith("attachment; filename*=UTF-8''xidmet-")
    assert int(given.headers["content-length"]) == len(given.content) and "content-encoding" not in given.headers
    assert (given.headers["cache-control"], given.headers["x-content-type-options"]) == ("no-store", "nosniff")
    history = words(await leyla_there.get("/account/sessions"))
    for happened in ("A copy of your data was asked for", "A copy of your data was downloaded"):
        assert text(happened) in history
    assert text("The copy of your data is ready") in words(await leyla_there.get("/inbox"))
    assert text("First downloaded {moment}.", moment="").rstrip(" .") in words(await leyla_there.get(HERE))


async def test_while_it_is_made_the_page_watches_and_offers_no_second_one(portal: Portal, leyla_there: Browser) -> None:
    where = await ready(portal, leyla_there)
    await DataCopy.update({DataCopy.state: "making"}, force=True)
    shown = await leyla_there.get(HERE)
    assert 'hx-trigger="every 2s"' in shown.text and 'http-equiv="refresh"' in shown.text
    assert text("Put a copy together") not in words(shown)
    part = await leyla_there.get(HERE, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.text.lstrip().startswith('<section id="copies"')
    assert (await leyla_there.post(where)).status_code == 404, "it is not ready"


async def test_it_is_nobody_elses_and_needs_a_fresh_proof(portal: Portal, leyla_there: Browser) -> None:
    where = await ready(portal, leyla_there)
    kamran = await portal.signed_in("kamran")
    assert (await kamran.post(where)).status_code == 404
    stranger = portal.browser()
    await stranger.get("/sign-in")
    assert (await stranger.post(where)).headers["location"].startswith("/sign-in")
    assert (await leyla_there.post(where, {"csrf": "of another session"})).status_code == 403
    await Session.update({Session.proved_at: clock.now() - dt.timedelta(hours=1)}, force=True)
    for path in (where, HERE):
        assert (await leyla_there.post(path)).headers["location"].startswith("/step-up?")
    assert await DataCopy.count() == 1
