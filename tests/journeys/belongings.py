"""What the demonstration's employee has, so that every page has something to show; made without a browser."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import sqlite3
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from html import unescape

import httpx
from xidmet import clock
from xidmet.cases.case import WRONG

from tests.core.certificate import token
from tests.journeys.portal import DATABASES
from tests.journeys.steps import TRIES, Made, until
from tests.ui.browser import Browser, boxes, hidden

MAIL = "leyla@numune.example"
WHO = ("leyla", "kamran", "nigar", "aynur")
HERE = "/organisations/1400000101"


@dataclass(frozen=True)
class Owned:
    """Numbers of cases, and of what was issued in them. letter: where the letter with the document is read.

    offer, asked: a mandate that is offered to the inspector, and one he asks for; mandate: of the head; token: of a
    program of her organisation; hook: an address that is told of its cases.
    office: of the agency's administrator; office_offer: where the role is answered that she offers to the inspector.

    empty, filled: drafts in which nothing and everything is answered. refused: one that will not be confirmed, for
    its contract ends too early. mended: one begun from a refused case. wrong: one to be answered wrongly. case: a
    certificate; gone: one that was given up; revoked: one that an officer took back.
    """

    empty: str
    filled: str
    refused: str
    mended: str
    wrong: str
    case: str
    paper: str
    gone: str
    gone_paper: str
    revoked: str
    letter: str
    offer: str
    asked: str
    mandate: str
    hook: str
    office: str
    office_offer: str
    token: str


async def belongings(address: str) -> Owned:
    """Of Leyla, in the portal at this address; an inspector has checked one of her documents."""
    async with AsyncExitStack() as visitors:
        clients = [await visitors.enter_async_context(httpx.AsyncClient(base_url=address)) for _ in WHO]
        leyla, kamran, nigar, aynur = [await Browser(one).sign_in(who) for one, who in zip(clients, WHO, strict=True)]
        case, paper = await _certificate(leyla)
        gone, gone_paper = await _certificate(leyla)
        revoked, _paper = await _certificate(leyla)
        await kamran.post("/verify", {"number": paper})
        await _move(leyla, gone, "deactivate")
        await _move(nigar, revoked, "revoke", ground="register", reason="Reyestrdəki vəzifə səhv olub.")
        return Owned(
            empty=await leyla.open(),
            filled=await _draft(leyla, until(60)),
            refused=await _draft(leyla, until(300), contract=1),
            mended=await _mended(address, await _draft(leyla, until(60))),
            wrong=await leyla.open(),
            case=case,
            paper=paper,
            gone=gone,
            gone_paper=gone_paper,
            revoked=revoked,
            letter=await _letter(leyla),
            **await _mandates(aynur, kamran),
            **await _offices(nigar),
        )


async def _mandates(head: Browser, other: Browser) -> dict[str, str]:
    """One that is offered, one that is asked for, and the head's own; by their ids."""
    to = {"to": "fin", "fin": "7RTQ4ZN", "surname": "Məmmədov", "role": "operator"}
    assert (await head.post(f"{HERE}/grant", to)).status_code == 303
    assert (await other.post("/organisations/ask", {"voen": HERE[-10:], "role": "operator"})).status_code == 303
    blank = await head.get(f"{HERE}/tokens/new")
    made = {
        "token": hidden(blank.text, "token"),
        "name": "Kadrlar",
        "scopes": "read",
        **boxes(clock.today() + dt.timedelta(days=90), "until"),
    }
    assert (await head.post(f"{HERE}/tokens/new", made)).status_code == 200
    blank = await head.get(f"{HERE}/webhooks/new")
    told = {"token": hidden(blank.text, "token"), "address": "https://hr.example.az/told"}
    (hook,) = set(re.findall(r"/webhooks/([0-9a-f-]{36})", (await head.post(f"{HERE}/webhooks/new", told)).text))
    for press in ("off", "test"):
        assert (await head.post(f"{HERE}/webhooks/{hook}", {"op": press})).status_code == 303
    shown, offered = (await head.get(HERE)).text, (await other.get("/organisations")).text
    return {
        "offer": re.findall(r'href="/offers/([^"]+)"', offered)[0],
        "asked": re.findall(rf'href="{HERE}/requests/([^"]+)"', shown)[0],
        "token": re.findall(rf"{HERE}/tokens/([^/]+)/end", shown)[0],
        "hook": hook,
        "mandate": re.findall(rf"İbrahimova.*?{HERE}/mandates/([^/]+)/end", shown, re.DOTALL)[0],
    }


async def _offices(administrator: Browser) -> dict[str, str]:
    to = {"address": "kamran@numune.example", "role": "certificates"}
    assert (await administrator.get("/offices/labour/offer")).status_code == 200
    assert (await administrator.post("/offices/labour/offer", to)).status_code == 303
    shown = (await administrator.get("/offices/labour")).text
    return {
        "office": re.findall(r">Administrator<.*?/offices/labour/held/([^/]+)/end", shown, re.DOTALL)[0],
        "office_offer": await _link_in_a_letter(administrator, r'href="(/office-offers/[^"]+)"'),
    }


async def _link_in_a_letter(browser: Browser, link: str) -> str:
    """Once the worker has sent it."""
    for _try in range(TRIES):
        for letter in re.findall(r'href="(/mailbox/letter[^"]+)"', (await browser.get("/mailbox")).text):
            found = re.findall(link, (await browser.get(unescape(letter))).text)
            if found:
                return str(found[0])
        await asyncio.sleep(0.1)
    raise AssertionError("The letter with the link did not come.")


async def certificate_of(address: str, who: str = "leyla") -> Made:
    """One that this person has just made in another browser."""
    async with httpx.AsyncClient(base_url=address) as client:
        return Made(*await _certificate(await Browser(client).sign_in(who)))


async def _mended(address: str, number: str) -> str:
    """As if it had been begun from a refused case in which an officer had marked an answer; see test_again."""
    wrong = json.dumps({WRONG: {"purpose": "Bu məqsəd müqaviləyə uyğun deyil."}})
    with closing(sqlite3.connect(DATABASES[address], timeout=120)) as store, store:
        assert store.execute("UPDATE case_ SET asked = ? WHERE number = ?", (wrong, number)).rowcount == 1
    return number


async def _draft(browser: Browser, date: dict[str, str], contract: int = 0) -> str:
    """contract: its place in the list; the first has no end, the second ends before long."""
    number = await browser.open()
    listed = await browser.get(f"/cases/{number}/fill/employment")
    chosen = unescape(re.findall(r'name="contract" value="([^"]+)"', listed.text)[contract])
    answers = {"kind": "salary", "purpose": "bank", "deliver": "anyone", **date}
    # The contract last: which date goes with it is told on the page of the date.
    steps = {"certificate": answers, "contact": {"email": MAIL, "copy": "yes"}, "employment": {"contract": chosen}}
    for version, (step, fields) in enumerate(steps.items(), 1):
        assert (await browser.fill(number, step, version, **fields)).status_code == 303
    return number


async def _certificate(browser: Browser) -> tuple[str, str]:
    number = await _draft(browser, until(60))
    assert (await browser.confirm(number)).status_code == 303
    shown = await browser.get(f"/cases/{number}")
    return number, re.findall(r'class="big num">([^<]+)<', shown.text)[0]


async def _move(browser: Browser, number: str, name: str, **asked: str) -> None:
    path = f"/cases/{number}/move/{name}"
    version = hidden((await browser.get(path)).text, "version")
    assert (await browser.post(path, {"version": version, "token": token(), **asked})).status_code == 303


async def _letter(browser: Browser) -> str:
    """Where the newest letter with a document is read, once the worker has sent it and told the inbox."""
    for _try in range(TRIES):
        for found in re.findall(r'href="(/mailbox/letter[^"]+)"', (await browser.get("/mailbox")).text):
            letter, inbox = await browser.get(unescape(found)), await browser.get("/inbox")
            if "/mailbox/attachment" in letter.text and "/read" in inbox.text:
                return unescape(found)
        await asyncio.sleep(0.1)
    raise AssertionError("The letter with the document did not come.")
