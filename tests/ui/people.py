"""Everybody who may stand in front of the portal, each in a browser of their own."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import Any

from xidmet.auth import sessions
from xidmet.store import accounts, mailbox
from xidmet.store.tables import Office

from tests.ui.browser import Browser, Portal

PASSWORD = "dörd söz bir parol"
PERSON = {
    "surname": "Sadıqova",
    "given_name": "Nərgiz",
    "sex": "f",
    "fin": "6AB4CD9",
    "email": "nergiz@numune.example",
    "password": PASSWORD,
}
LINK = re.compile(r"/sign-up/confirm/\S+")


async def somebody(portal: Portal, who: str) -> Browser:
    """who: anonymous, newcomer (not confirmed), owner, employee, holder, organisation, officer or inspector.

    holder: of an organisation's seal, acting for himself. organisation: the same man, acting for it.
    """
    if who == "anonymous":
        return await anonymous(portal)
    if who in ("newcomer", "employee"):
        return await registered(portal, confirmed=who == "employee")
    keys = {"owner": "leyla", "holder": "rashad", "organisation": "rashad", "officer": "nigar", "inspector": "kamran"}
    browser = await portal.signed_in(keys[who])
    if who == "inspector":  # of no agency: what he may look at for another service is nothing to this one
        await Office.delete().where(Office.account.demo_key == "kamran")
    return await acting(browser) if who == "organisation" else browser


async def anonymous(portal: Portal) -> Browser:
    browser = portal.browser()
    await browser.get("/sign-in")
    return browser


async def registered(portal: Portal, *, confirmed: bool) -> Browser:
    """Somebody new. Unconfirmed they cannot sign in, so that a session of theirs is put into the browser's hand."""
    browser = await anonymous(portal)
    answer = await browser.post("/sign-up/person", PERSON)
    assert answer.headers.get("location") == "/sign-up/sent", answer.text
    await portal.settle()
    if confirmed:
        link = await link_in_the_letter()
        await browser.get(link)
        assert (await browser.post(link)).status_code == 303
    else:
        account = await accounts.by_email(PERSON["email"])
        assert account is not None
        browser.client.cookies.clear()
        token = (await sessions.start(account.id, "password", "az")).token
        browser.client.cookies.set("session", token, domain="localhost.local", path="/")
    await browser.get("/account")
    return browser


async def link_in_the_letter() -> str:
    """Of the newest letter: the path that completes a registration."""
    letter = await mailbox.letter((await mailbox.letters())[0].message_id)
    assert letter is not None
    mail: Any = message_from_bytes(letter.source, policy=policy.default)
    found = LINK.search(mail.get_body(("plain",)).get_content())
    assert found
    return found[0]


async def acting(browser: Browser) -> Browser:
    """From now on for the first organisation that gave a mandate."""
    account = await browser.get("/account")
    chosen = re.findall(r'name="organisation" value="([^"]+)"', account.text)[0]
    assert (await browser.post("/acting", {"organisation": chosen})).status_code == 303
    return browser
