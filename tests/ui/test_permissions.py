"""Who is answered what, for every route of the application: about a case, a document and a letter of somebody else.

A new route must be written into the table, and a guard that was forgotten shows in its line.
"""

from __future__ import annotations

from typing import Any

import pytest
from xidmet.store.tables import Case, Issued, JournalRow, Message, Remembered

from tests.core.certificate import token
from tests.ui.browser import CERTIFICATE, Browser, Portal
from tests.ui.people import PERSON, somebody
from tests.ui.permissions_table import PEOPLE, ROWS_FILE, SIGN_IN, TABLE
from tests.ui.walk import CHANGES, Belongings, address, handlers, sent, things

LOOKS = [
    "looked",
    "checked",
    "capsule-asked",
    "noted",
    "compared",
]  # what an officer leaves in a journal without a change


PEOPLE_FROM = "/roster/{slug:str}/file/{file:uuid}"


def posted(route: str, owned: Belongings) -> dict[str, str]:
    """What a page of the portal would post there."""
    fields = {
        "/account/email": {"email": "basqa@numune.example"},
        "/account/sms": {"number": "+994 60 000 99 99"},
        "/acting": {"organisation": ""},
        "/organisations/ask": {"voen": "1400000101", "role": "operator"},
        "/cases/{number:str}/fill/{name:str}": {"version": "5", **CERTIFICATE, "kind": "plain"},
        "/cases/{number:str}/keep/{name:str}": {"version": "6", **CERTIFICATE, "kind": "plain"},
        "/cases/{number:str}/review": {"version": "6", "token": token(), "move": "confirm"},
        "/cases/{number:str}/again": {"token": token()},
        "/cases/{number:str}/messages": {"token": token()},
        "/cases/{number:str}/complaint": {"token": token(), "text": "Şikayət"},
        "/cases/{number:str}/complaint/decision": {"token": token()},
        "/cases/{number:str}/opinion/{name:str}": {"version": "5", "token": token()},
        "/cases/{number:str}/remove": {"version": "6", "token": token()},
        "/cases/{number:str}/move/{name:str}": {"version": "5", "token": token()},
        "/desk/chosen": {"do": "take", "case": owned.case},
        "/desk/filters/{wanted:uuid}": {"name": "Bu gün"},
        "/desk/filters": {"name": "Bu gün", "query": "queue=late"},
        "/cases/{number:str}/pay/means/{name:str}": {"token": token()},
        **{f"{PEOPLE_FROM}/{do}": {"version": "1"} for do in ("again", "columns", "mend", "enter")},
        **{f"{ROWS_FILE}/{do}": {"version": "1"} for do in ("again", "columns", "mend", "take")},
        "/desk/cases/{number:str}/documents/{document:uuid}": {"taken": "taken", "version": "0"},
        "/desk/cases/{number:str}/unconfirmed/{name:str}": {"version": "5", "why": "Seen on paper."},
        "/desk/cases/{number:str}/notes": {"note": "0b5c8d1e-6d0c-4a57-9f5e-111111111111", "text": "Zəng etdim."},
        "/recover": {"email": "leyla@numune.example"},
        "/recover/{token:str}": {"password": "dörd söz bir parol"},
        "/services/{slug:str}/start": {"token": token()},
        "/sign-in": {"email": "leyla@numune.example", "password": "bu parol deyil"},
        "/sign-in/demo": {"person": "kamran"},
        "/sign-up/{kind:str}": {**PERSON, "email": "yeni@numune.example", "fin": "6AB4CD8"},
        "/verify": {"number": owned.paper},
        "/verify/here": {"number": owned.paper},
        "/verify/pdf": {"number": owned.paper},
    }
    return fields.get(route, {})


def test_every_route_has_its_line(portal: Portal) -> None:
    assert {f"{method} {path}" for method, path, _handler in handlers(portal)} == set(TABLE)
    assert {line.count(" ") + 1 for line in TABLE.values()} == {len(PEOPLE)}


@pytest.mark.parametrize("who", PEOPLE)
async def test_what_is_answered(portal: Portal, who: str) -> None:
    owner = await portal.signed_in("leyla")
    owned = await things(portal, owner)
    person = owner if who == "owner" else await somebody(portal, who)
    before, answered = await of_the_owner(), dict[str, str]()
    for route in sorted(TABLE, key=lambda route: route.startswith(CHANGES)):
        answered[route] = await ask(portal, person, route, owned)
        assert who == "owner" or await of_the_owner() == before, f"{route} changed what is somebody else's"
    assert answered == {route: line.split()[PEOPLE.index(who)] for route, line in TABLE.items()}


async def ask(portal: Portal, person: Browser, route: str, owned: Belongings) -> str:
    method, _space, path = route.partition(" ")
    if route == "POST /sign-in/demo":
        await person.get("/sign-in")  # whoever has just signed out needs a new session
    where = address(portal, path, owned)
    if method == "GET":
        answer = await person.client.get(where)
    else:
        answer = await sent(person, method, where, posted(path, owned), csrf=person.csrf)
    if answer.headers.get("location", "").startswith("/sign-in"):
        return SIGN_IN
    return str(answer.status_code)


async def of_the_owner() -> dict[str, list[dict[str, Any]]]:
    """Her cases, documents, messages and remembered answers; looks and the like may come to her journal."""
    hers = Case.party == "p:5VBK5VR"
    chains = await Case.select(Case.id).where(hers).output(as_list=True)
    entries = JournalRow.chain.is_in(chains) & JournalRow.kind.not_in(LOOKS)
    columns = Case.all_columns(exclude=[Case.journal_head, Case.journal_rows])
    return {
        "cases": await Case.select(*columns).where(hers).order_by(Case.number),
        "issued": await Issued.select().where(Issued.holder == "p:5VBK5VR"),
        "messages": await Message.select().where(Message.party == "p:5VBK5VR").order_by(Message.id),
        "remembered": await Remembered.select().where(Remembered.account.fin == "5VBK5VR").order_by(Remembered.id),
        "journal": await JournalRow.select().where(entries).order_by(JournalRow.id),
    }


async def test_a_newcomer_cannot_even_sign_in(portal: Portal) -> None:
    await somebody(portal, "newcomer")
    visitor = await somebody(portal, "anonymous")
    answer = await visitor.post("/sign-in", {"email": PERSON["email"], "password": PERSON["password"]})
    assert answer.status_code == 422
    assert (await visitor.get("/my-cases")).status_code == 303


async def test_officers_decide_what_is_theirs_to_decide_and_nobody_else(portal: Portal) -> None:
    owner = await portal.signed_in("leyla")
    owned = await things(portal, owner)
    fields = {"version": "5", "ground": "court", "reason": "Məhkəmənin qərarı."}
    for who, status in (("employee", 404), ("organisation", 404), ("inspector", 404), ("owner", 409), ("officer", 303)):
        person = owner if who == "owner" else await somebody(portal, who)
        where = f"/cases/{owned.case}/move/revoke"
        assert (await person.client.get(where)).status_code == (200 if status == 303 else status), who
        assert (await person.post(where, {**fields, "token": token()})).status_code == status, who
