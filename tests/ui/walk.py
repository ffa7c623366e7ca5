"""Every address of the application, as somebody can open it who has a draft, a certificate, a letter and a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from xidmet import clock
from xidmet.auth import sessions, tokens
from xidmet.cases.find import officers_of
from xidmet.documents.files import one_piece
from xidmet.store import accounts, documents, issued, mailbox, mandates, office_offers, webhooks
from xidmet.store.tables import Case, Mandate, Message, Office

from tests.attachments import picture
from tests.core.certificate import token
from tests.core.mandates import VOEN
from tests.core.offices import ADMINISTRATOR, AGENCY, ROLE
from tests.ui.browser import SLUG, Browser, Portal
from tests.ui.walk_names import API, Belongings, names_in

CHANGES = ("POST", "PATCH", "DELETE")
# What these services do not have; tries to sign in, none of which is under way; posts of no page.
NOT_WALKED = (
    ("{row", "/rows/", "/calls/", "/roster/{", "/rosters/{"),
    (
        "{row",
        "/rows/",
        "{wanted:str}",
        "{step:str}",
        "{wanted:uuid}",
        "/messages/files/",
        "}/complaint",
        "/opinion/",
        "/account/means/{",
        "/back",
        "/calls/",
        "/term.ics",
        "/appointment",
        "/tables/{name",
        "/totals/",
        "/by-rule/",
        "/assist/{",
        "/assisted/{",
        "/visits/{",
        "/my-data/{",
        "/numbers/",
        "}/pay",
        "/roster/{",
        "/rosters/{",
    ),
)
PARAMETER = re.compile(r"\{(\w+):\w+\}")


async def belongings(portal: Portal, person: Browser) -> Belongings:
    """Give this person one of each, and every office there is, so that no page is closed to them."""
    await offices(portal, person)
    found = replace(await things(portal, person), **await _as_head(person), link=await _invited(person))
    await portal.settle()
    return found


async def _as_head(person: Browser) -> dict[str, str]:
    """A mandate that is offered to them, one that somebody asks them for, and a token of theirs."""
    session, moment = await sessions.find(person.client.cookies["session"]), clock.now()
    organisation, asker = await accounts.organisation(VOEN), await accounts.by_demo_key("kamran")
    assert session is not None and session.account is not None and organisation is not None and asker is not None
    await accounts.add_mandate(session.account, organisation["id"], "head", "demonstration", moment)
    same = {"organisation": organisation["id"], "role": "operator"}
    to = {"account": session.account, "address": "", "recipient": f"a:{session.account}"}
    offer = await mandates.add_offer(**same, **to, offered_by=session.account, offered_at=moment)
    asked = await mandates.add_request(**same, account=asker.id, asked_at=moment)
    actor = await sessions.actor_of(session)
    assert actor is not None
    wanted = tokens.Wanted("Kadr", frozenset({"read"}), frozenset(), clock.today())
    made = await tokens.make(actor, VOEN, wanted, token())
    hook = await a_webhook(session.account, organisation["id"])
    return {"offer": str(offer), "asked": str(asked), "token": str(made.id), "hook": str(hook)}


async def a_webhook(account: UUID, organisation: UUID) -> UUID:
    """Switched off: nobody is there."""
    made, moment = uuid4(), clock.now()
    more = {"claims": 0, "lease_until": None, "tries": 0, "failing_since": None, "next_at": moment, "sent_at": None}
    await webhooks.add(
        webhooks.Hook(
            id=made,
            organisation=organisation,
            party=f"o:{VOEN}",
            address="https://hr.example.az/told",
            services=frozenset(),
            secret=b"",
            old_secret=None,
            old_until=None,
            state=webhooks.OFF,
            made_by=account,
            created_at=moment,
            place=0,
            nth=0,
            newest=0,
            **more,
        ),
        token(),
    )
    return made


async def things(portal: Portal, person: Browser) -> Belongings:
    """The same to somebody who holds no office."""
    number = await person.draft()
    assert (await person.confirm(number)).status_code == 303
    await portal.settle()
    case = await Case.select(Case.id).where(Case.number == number).first()
    assert case is not None
    paper = (await issued.of_case(case["id"]))[0].number
    letter = await _letter_with_the_paper()
    message = await Message.select(Message.id).where(Message.channel == "inbox").first()
    assert message is not None
    document, mandate, offices_ = await _document(portal, case["id"]), await _mandate(), await _office()
    return Belongings(await person.draft(), number, paper, letter, str(message["id"]), document, mandate, *offices_)


async def _office() -> tuple[str, str]:
    """The only administrator's, at the demonstration's agency, and the number of a role that she offers."""
    held = await Office.select(Office.id, Office.account).where(Office.officer == ADMINISTRATOR).first()
    assert held is not None
    return str(held["id"]), str(await _offered("yeni@numune.example", "no such token", held["account"]))


async def _offered(address: str, token: str, by: UUID) -> int:
    to = {"officer": ROLE, "address": address, "recipient": address, "digest": sessions.digest(token)}
    return await office_offers.add(AGENCY, **to, proposed_by=by, proposed_at=clock.now())


async def _invited(person: Browser) -> str:
    """The link's token of a role that is offered to them by the administrator."""
    session = await sessions.find(person.client.cookies["session"])
    known = await accounts.person(session.account) if session and session.account else None
    by = await accounts.by_demo_key("nigar")
    assert known is not None and by is not None
    await _offered(known.email, "t" * 43, by.id)
    return "t" * 43


async def _mandate() -> str:
    """Of the head of the demonstration's organisation."""
    found = await Mandate.select(Mandate.id).where(Mandate.account.demo_key == "aynur").first()
    assert found is not None
    return str(found["id"])


async def _letter_with_the_paper() -> str:
    for one in await mailbox.letters():
        whole = await mailbox.letter(one.message_id)
        if whole and b"application/pdf" in whole.source:
            return one.message_id
    raise AssertionError("no letter brought the certificate")


async def _document(portal: Portal, case: Any) -> str:
    """A picture that was attached to the case, although its service asks for none."""
    content = one_piece(picture("PNG"))
    stored = await portal.site.files.store(content, "a.png", "image/png", party="p:5VBK5VR", case=case)
    await documents.keep(replace(stored, kind="png"))
    return str(stored.id)


async def offices(portal: Portal, person: Browser) -> None:
    session = await sessions.find(person.client.cookies["session"])
    assert session is not None
    assert session.account is not None
    for service in portal.site.catalogue.services.values():
        for officer in officers_of(service):
            for key in (officer.key, *(f"{officer.agency.code}:{own}" for own in ("administrator", "assistant"))):
                await accounts.add_office(session.account, key, clock.now())


def handlers(portal: Portal) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """(method, path, handler) of each route of ours."""
    for route in portal.app.routes:
        assert isinstance(route, HTTPRoute), "only HTTP is served"
        for handler in route.route_handlers:
            for method in sorted({str(method) for method in handler.http_methods} - {"OPTIONS"}):
                yield method, route.path, handler


def is_for_machines(handler: HTTPRouteHandler) -> bool:
    """Called by servers of others: no session, no token; what they say proves itself, or nothing."""
    return handler.opt.get("machines") is True


def is_public(handler: HTTPRouteHandler) -> bool:
    return handler.opt.get("public") is True


def addresses(portal: Portal, method: str, owned: Belongings) -> list[str]:
    """Every address that takes this method, as the owner opens it."""
    return [
        address(portal, path, owned)
        for taken, path, _handler in handlers(portal)
        if taken == method and not any(part in path for part in NOT_WALKED[method == "GET"])
    ]


def address(portal: Portal, path: str, owned: Belongings) -> str:
    """A route's path, filled in. Raises KeyError for one that nobody has said anything about."""
    known = names_in(portal, path, owned)
    return PARAMETER.sub(lambda found: known[found[1]], path) + QUERIES.get(path, "").format(letter=owned.letter)


async def sent(
    browser: Browser,
    method: str,
    path: str,
    fields: dict[str, str],
    *,
    csrf: str,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """A change as a page of the portal makes it, or, under the API, as a program does."""
    if not path.startswith(API):
        return await browser.post(path, {"csrf": csrf, **fields}, headers=headers)
    said = {"X-CSRF-Token": csrf, "Idempotency-Key": token(), **(headers or {})}
    if "/files/" in path:
        said = {**A_FILE, **said}
        return await browser.client.request(method, path, content=picture("PNG"), headers=said)
    return await browser.client.request(method, path, json=BODIES.get(path.rpartition("/")[2], {}), headers=said)


# What a program would send, by the last part of the address; a move's name says nothing of its body.
BODIES: dict[str, Any] = {
    "cases": {"service": SLUG},
    "answers": {"version": 4, "answers": {"email": "l@numune.example"}},
    "deactivate": {"version": 1},
    "messages": {"text": ""},
}
A_FILE = {"Content-Type": "image/png", "Content-Disposition": "attachment; filename*=UTF-8''a.png"}
QUERIES = {"/mailbox/letter": "?id={letter}", "/mailbox/attachment": "?id={letter}&place=0"}
