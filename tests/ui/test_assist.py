"""An officer of a service centre fills in for somebody who is present: agreement, the visit, its traces, its end."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import httpx
import pytest
from xidmet import clock
from xidmet.auth import throttle
from xidmet.store import accounts, mailbox
from xidmet.store.tables import Account, AssistVisit, Case, Document, JournalRow, Office

from tests.attachments import pdf
from tests.core.offices import holds
from tests.limits import window_begins
from tests.ui.browser import CERTIFICATE, CONTACT, SLUG, Browser, Portal

ASSISTANT, LEYLA = "labour:assistant", "5VBK5VR"
PRESENT = {
    "agency": "labour",
    "kind": "citizen",
    "fin": LEYLA,
    "surname": "Əliyeva",
    "given_name": "Leyla",
    "patronymic": "Rauf",
    "sex": "f",
    "proof": "card",
    "proof_last": "4711",
}
NEWCOMER = {**PRESENT, "fin": "6AB4CD8", "surname": "Sadıqova", "given_name": "Nərgiz"}
HELP = "Doldurmağa kömək edib: Həsənova Nigar Elçin qızı"
SHUT = ("/my-cases", "/my-data", "/inbox", "/account", "/account/looks", "/account/consents", "/desk", "/step-up")


@pytest.fixture
async def clerk(portal: Portal) -> Browser:
    """She assists at the centre of the agency whose officer she is, too."""
    window_begins(throttle.ASSIST, throttle.ASSISTED)
    browser = await portal.signed_in("nigar", "en")
    await browser.get("/assist")
    return browser


async def asked(clerk: Browser, **more: str) -> str:
    answer = await clerk.post("/assist", {**PRESENT, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def code_sent(portal: Portal) -> str:
    await portal.settle()
    letters = [one for one in await mailbox.letters() if re.search(r": \d{6}$", one.subject)]
    assert [one.to for one in letters] == ["leyla@numune.example"]
    return letters[0].subject[-6:]


async def begun(portal: Portal, clerk: Browser) -> str:
    """A visit for Leyla, who tells the code."""
    where = await asked(clerk)
    answer = await clerk.post(f"{where}/code", {"code": await code_sent(portal)})
    assert answer.headers.get("location") == "/assist", answer.text
    await clerk.get("/assist")
    return where.rpartition("/")[2]


async def on_paper(clerk: Browser, where: str) -> httpx.Response:
    files = {"file": ("razilik.pdf", pdf(), "application/pdf")}
    return await clerk.client.post(f"{where}/paper", data={"csrf": clerk.csrf}, files=files)


def said(answer: httpx.Response) -> str:
    return re.sub(r"<[^>]+>", " ", unescape(answer.text))


async def test_from_agreement_to_what_was_sent(portal: Portal, clerk: Browser, leyla_there: Browser) -> None:
    visit = await begun(portal, clerk)
    shown = await clerk.get("/services")
    assert "You fill in for <b>Əliyeva Leyla Rauf qızı</b>" in unescape(shown.text) and "Həsənova Nigar" in shown.text
    assert 'href="/inbox"' not in shown.text and 'href="/my-cases"' not in shown.text
    number = await clerk.draft()
    assert (await clerk.get(f"/cases/{number}/review")).status_code == 200
    assert number in (await clerk.get("/assist")).text
    assert (await clerk.confirm(number)).status_code == 303
    shown = await clerk.get(f"/cases/{number}")
    assert shown.status_code == 200 and "leyla@numune.example" not in shown.text.split("<footer")[0].split("Content")[0]
    await portal.settle()
    case = await Case.select(Case.id, Case.opened_by, Case.party).where(Case.number == number).first()
    leyla, nigar = await accounts.by_demo_key("leyla"), await accounts.by_demo_key("nigar")
    assert case and leyla and nigar and (case["opened_by"], case["party"]) == (leyla.id, f"p:{LEYLA}")
    rows = await JournalRow.select(JournalRow.kind, JournalRow.body).where(JournalRow.chain == case["id"])
    for row in rows:
        if row["kind"] in ("opened", "moved"):
            assert str(leyla.id) in row["body"] and f'"assistant":"{nigar.id}"' in row["body"], row
    assert HELP in " ".join(said(await leyla_there.get(f"/cases/{number}")).split())
    inbox = (await leyla_there.get("/inbox")).text
    assert inbox.count(f"/assisted/{visit}") >= 3, "asked, begun, opened, sent"
    looks = await leyla_there.get("/assisted")
    assert number in looks.text and "Həsənova Nigar" in looks.text and visit in looks.text
    assert (await clerk.post("/assist/end")).headers["location"] == "/assist?ended=1"
    log = said(await clerk.get("/offices/labour/visits"))
    assert number in log and "Əliyeva Leyla" in log and "4711" in log and "by a code" in log
    fuad = await holds("fuad", "labour:administrator")
    assert fuad and number in (await (await portal.signed_in("fuad")).get("/offices/labour/visits")).text
    assert (await leyla_there.get("/offices/labour/visits")).status_code == 404


async def test_only_what_was_begun_in_this_visit_is_seen(portal: Portal, clerk: Browser, leyla_there: Browser) -> None:
    before = await leyla_there.draft()
    sent = await leyla_there.draft()
    await leyla_there.confirm(sent)
    await begun(portal, clerk)
    for number in (before, sent):
        for path in (f"/cases/{number}", f"/cases/{number}/answers.pdf", f"/cases/{number}/review"):
            assert (await clerk.get(path)).status_code == 404, path
        assert (await clerk.confirm(number)).status_code in (404, 409)
    for path in (*SHUT, f"/cases/{sent}/messages", f"/cases/{sent}/capsule", "/api/v1/cases", "/api/v1/session"):
        answer = await clerk.get(path)
        assert answer.status_code == 403 and "Salary" not in answer.text, path
    for path in ("/acting", "/account/email", "/services/work-permit/start"):
        assert (await clerk.post(path, {"token": "t" * 20})).status_code == 403, path
    assert "leyla@numune.example" not in (await clerk.get("/assist")).text


@pytest.mark.parametrize("who", ["leyla", "rashad", "kamran"])
async def test_who_assists_nowhere_finds_nothing(portal: Portal, clerk: Browser, who: str) -> None:
    where = await asked(clerk)
    other = await portal.signed_in(who)
    for path in ("/assist", where, f"{where}/paper"):
        assert (await other.get(path)).status_code == 404
    for path in ("/assist", f"{where}/code", f"{where}/device"):
        assert (await other.post(path, PRESENT)).status_code == 404


async def test_a_stranger_is_told_nothing(portal: Portal, clerk: Browser) -> None:
    """With an account, without one, and where somebody only typed the FIN: the same page; and no code begins it."""
    pages = []
    for fin in (LEYLA, "6AB4CD8"):
        where = await asked(clerk, fin=fin)
        shown = await clerk.get(where)
        pages.append(re.sub(r"[0-9a-f-]{36}|csrf\" value=\"[^\"]+|\d\d:\d\d", "", shown.text))
        for code in ("000000", "", "12 34 56"):
            assert (await clerk.post(f"{where}/code", {"code": code})).status_code == 422
        assert (await clerk.post(f"{where}/device")).status_code == 422
        assert (await clerk.post(f"/services/{SLUG}/start", {"token": "t" * 20})).headers["location"]
    assert pages[0] == pages[1]
    assert await AssistVisit.count().where(AssistVisit.begun_at.is_not_null()) == 0


async def test_codes_are_not_guessed(portal: Portal, clerk: Browser) -> None:
    where = await asked(clerk)
    right = await code_sent(portal)
    wrong = "000000" if right != "000000" else "000001"
    for _try in range(5):
        assert (await clerk.post(f"{where}/code", {"code": wrong})).status_code == 422
    assert (await clerk.post(f"{where}/code", {"code": right})).status_code == 422, "five tries"


async def test_a_code_holds_fifteen_minutes(portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    where = await asked(clerk)
    right = await code_sent(portal)
    later = clock.now() + dt.timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await clerk.post(f"{where}/code", {"code": right})).status_code == 422


async def test_nobody_assists_themselves(portal: Portal, clerk: Browser) -> None:
    answer = await clerk.post("/assist", {**PRESENT, "fin": "2XKH7PC", "surname": "Həsənova", "given_name": "Nigar"})
    assert answer.status_code == 422 and "Nobody assists themselves." in answer.text
    assert "Həsənova" in answer.text, "nothing that was typed is lost"


async def test_on_their_own_device(portal: Portal, clerk: Browser, leyla_there: Browser) -> None:
    where = await asked(clerk)
    visit = where.rpartition("/")[2]
    stranger = await portal.signed_in("rashad")
    assert (await stranger.get(f"/assisted/{visit}")).status_code == 404
    assert (await stranger.post(f"/assisted/{visit}/agree")).status_code == 404
    assert (await leyla_there.get(f"/assisted/{visit}")).status_code == 200
    for _twice in range(2):
        assert (await leyla_there.post(f"/assisted/{visit}/agree")).status_code == 303
    assert (await clerk.post(f"{where}/device")).headers["location"] == "/assist"
    assert (await clerk.post(f"{where}/device")).status_code == 403, "a second tab: it has begun already"


async def test_on_paper_for_somebody_who_has_no_account(portal: Portal, clerk: Browser) -> None:
    """They have a record of who they are; whoever proves the FIN finds the cases, and nobody can sign in by it."""
    where = await asked(clerk, **NEWCOMER)
    assert "6AB4CD8" not in (await clerk.get(f"{where}/paper")).text
    assert (await clerk.client.post(f"{where}/paper", data={"csrf": clerk.csrf})).status_code == 422, "no file"
    assert await AssistVisit.count().where(AssistVisit.begun_at.is_not_null()) == 0
    assert (await on_paper(clerk, where)).headers["location"] == "/assist"
    number = await clerk.open()
    row = await Account.select().where(Account.claimed_fin == "6AB4CD8").first()
    assert row and (row["fin"], row["email"], row["password"]) == (None, "", "")
    case = await Case.select(Case.party).where(Case.number == number).first()
    assert case and case["party"] == "p:6AB4CD8"
    visit = await AssistVisit.select().first()
    assert visit and (visit["surname"], visit["fin"], visit["code"], visit["how"]) == ("", "", "", "paper")
    assert await Document.count().where(Document.id == visit["document"]) == 1
    await clerk.post("/assist/end")
    consent = await clerk.get(f"/offices/labour/visits/{visit['id']}/consent")
    assert consent.content == pdf() and "attachment" in consent.headers["content-disposition"]
    again = await asked(clerk, **NEWCOMER)
    assert (await on_paper(clerk, again)).status_code == 303
    assert await Account.count().where(Account.claimed_fin == "6AB4CD8") == 1
    assert (await clerk.get(f"/cases/{number}")).status_code == 404, "of another visit"


async def test_a_paper_opens_nobody_elses_data(portal: Portal, clerk: Browser) -> None:
    """Another name than the account's; and the file goes with it."""
    where = await asked(clerk, surname="Quliyeva")
    answer = await on_paper(clerk, where)
    assert answer.status_code == 409 and "Leyla" not in answer.text.replace("Leyla Quliyeva", "")
    assert await Document.count().where(Document.case.is_null()) == 0
    assert [one for one in (portal.site.settings.data / "files").glob("??/*") if one.is_file()] == []


async def test_not_me_ends_it_for_good(portal: Portal, clerk: Browser, leyla_there: Browser) -> None:
    visit = await begun(portal, clerk)
    number = await clerk.draft()
    await leyla_there.get(f"/assisted/{visit}")
    for _twice in range(2):
        assert (await leyla_there.post(f"/assisted/{visit}/object")).status_code == 303
    assert (await clerk.get(f"/cases/{number}/review")).status_code == 404
    answer = await clerk.fill(number, "certificate", 4, **{**CERTIFICATE, "purpose": "visa"})
    assert answer.status_code == 404, "nothing is kept of it any more"
    assert "You fill in for" not in (await clerk.get("/services")).text
    await portal.settle()
    inbox, record = await clerk.get("/inbox"), said(await clerk.get("/offices/labour"))
    assert "/offices/labour/visits" in inbox.text and "say" in record
    assert "was not them" in said(await clerk.get("/offices/labour/visits"))
    kinds = await JournalRow.select(JournalRow.kind).where(JournalRow.kind == "assisted-objected")
    assert len(kinds) == 1
    assert (await leyla_there.get(f"/cases/{number}")).status_code == 200, "the draft is theirs, to remove or to send"


async def test_what_was_typed_is_kept_when_it_ends(portal: Portal, clerk: Browser, leyla_there: Browser) -> None:
    """In another tab it was ended while a page of the form was open."""
    await begun(portal, clerk)
    number = await clerk.draft()
    await clerk.post("/assist/end")
    answer = await clerk.fill(number, "contact", 4, **{**CONTACT, "email": "yeni@numune.example"})
    assert answer.status_code == 303
    over = await clerk.get(answer.headers["location"])
    assert over.status_code == 403 and "is kept in the draft" in over.text
    assert (await clerk.confirm(number, 5)).status_code == 403, "kept, and not sent"
    assert "yeni@numune.example" in (await leyla_there.get(f"/cases/{number}/review")).text
    sent = await Case.select(Case.sent_at).where(Case.number == number).first()
    assert sent and sent["sent_at"] is None


@pytest.mark.parametrize("how", ["time", "signed out", "office ended"])
async def test_it_ends_by_itself(portal: Portal, clerk: Browser, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    await begun(portal, clerk)
    number = await clerk.draft()
    if how == "time":
        for minutes in (20, 40, 59):
            later = clock.now() + dt.timedelta(minutes=minutes)
            with monkeypatch.context() as moved:
                moved.setattr(clock, "now", lambda at=later: at)
                assert (await clerk.get(f"/cases/{number}")).status_code == 200
        later = clock.now() + dt.timedelta(minutes=66)
        with monkeypatch.context() as moved:
            moved.setattr(clock, "now", lambda: later - dt.timedelta(minutes=10))
            await clerk.get("/services")
            moved.setattr(clock, "now", lambda: later)
            assert (await clerk.get(f"/cases/{number}")).status_code == 404
        return
    if how == "signed out":
        await clerk.post("/sign-out")
        await clerk.sign_in("nigar")
        visit = await AssistVisit.select(AssistVisit.end_reason).first()
        assert visit and visit["end_reason"] == "left"
    else:
        await Office.update({Office.ends: clock.now()}).where(Office.officer == ASSISTANT)
    assert (await clerk.get(f"/cases/{number}")).status_code == 404
    assert "You fill in for" not in (await clerk.get("/services")).text


async def test_one_person_at_a_time_in_one_browser(portal: Portal, clerk: Browser) -> None:
    visit = await begun(portal, clerk)
    other = await portal.signed_in("nigar", "en")
    assert "You fill in for" not in (await other.get("/services")).text, "the same officer in another browser"
    await other.get("/assist")
    where = await asked(other, **NEWCOMER)
    assert (await clerk.get(where)).status_code == 403
    assert (await on_paper(other, where)).status_code == 303
    assert "You fill in for" not in (await clerk.get("/services")).text
    row = await AssistVisit.select(AssistVisit.end_reason).where(AssistVisit.id == visit).first()
    assert row and row["end_reason"] == "next"


async def test_one_person_is_not_flooded(portal: Portal, clerk: Browser) -> None:
    for _try in range(5):
        await asked(clerk)
    assert (await clerk.post("/assist", PRESENT)).status_code == 429
    assert (await clerk.post("/assist", {**PRESENT, "fin": "6AB4CD8"})).status_code == 303
