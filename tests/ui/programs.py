"""Programs of an organisation: a site with a service for them, and a head who makes their tokens in the pages."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from xidmet import clock
from xidmet.settings import Settings

from tests.contract.sites import write_site
from tests.core.mandates import VOEN
from tests.ui.browser import Browser, Portal, boxes, hidden, portal_on
from tests.ui.machine import Machine

HERE = f"/organisations/{VOEN}"
ROSTER, SEALED, OTHER = "roster", "sealed", "other"
EVERY = ("read", "fill", "submit")
PLUGIN = """
from xidmet import Agency, Form, Party, Service, State, Text, Transition, Upload, hookimpl

agency = Agency("office", "Office")
anybody = Party("Employer", kinds=("legal_entity",), mandates=("head", "seal_holder", "operator"))
holder = Party("Seal holder", kinds=("legal_entity",), mandates=("head", "seal_holder"))


class Said(Form):
    what = Text("What?", remember=True)
    plan = Upload("Plan", kinds=("pdf",)).optional()
    whose = Text("Whose?", format="voen").optional()


named = Party("Named employer", who=Said.whose, kinds=("legal_entity",), mandates=("head", "seal_holder"))


class Roster(Service):
    slug, title, law, purpose = "roster", "Roster", "No law", "To say who works"
    agency, form, applicant, columns, keep_years = agency, Said, anybody, (Said.what,), 1
    draft, active = State("Being filled in", waits_for=anybody), State("Active")
    sent = State("Entered", waits_for=anybody)
    starts = draft
    send = Transition("Enter", draft, sent, by=anybody)
    surely = Transition("Activate surely", sent, active, by=anybody, level="high")
    signed = Transition("Sign", sent, active, by=anybody, signed=True)
    seal = Transition("Activate", sent, active, by=holder)
    agree = Transition("Agree", sent, active, by=named)


class Sealed(Service):
    slug, title, law, purpose = "sealed", "Sealed", "No law", "To be let through"
    agency, form, applicant, columns, keep_years = agency, Said, holder, (Said.what,), 1
    draft, sent = State("Being filled in", waits_for=holder), State("Sent")
    starts = draft
    send = Transition("Send", draft, sent, by=holder)


class Other(Service):
    slug, title, law, purpose = "other", "Other", "No law", "To have another one"
    agency, form, applicant, columns, keep_years = agency, Said, anybody, (Said.what,), 1
    draft, sent = State("Being filled in", waits_for=anybody), State("Sent")
    starts = draft
    send = Transition("Send", draft, sent, by=anybody)


@hookimpl
def services():
    return [Roster, Sealed, Other]
"""


@asynccontextmanager
async def portal_for_programs(settings: Settings, folder: Path) -> AsyncIterator[Portal]:
    """A site with services for organisations."""
    found = list(sys.path)
    site = write_site(folder, {"for_programs": PLUGIN}).parent
    try:
        async with portal_on(settings.model_copy(update={"site": site})) as opened:
            assert [str(fault) for fault in opened.site.catalogue.faults] == []
            yield opened
    finally:
        sys.path[:] = found
        sys.modules.pop("for_programs", None)


async def asked(head: Browser, **typed: object) -> dict[str, object]:
    """What the form posts, as it was shown. typed: in place of the usual answers."""
    shown = await head.get(f"{HERE}/tokens/new")
    usual = {"name": "1C Kadr", "scopes": EVERY, **boxes(clock.today() + dt.timedelta(days=30), "until")}
    return {"token": hidden(shown.text, "token"), **usual, **typed}


async def send(head: Browser, fields: dict[str, object]) -> httpx.Response:
    return await head.client.post(f"{HERE}/tokens/new", data={"csrf": head.csrf, **fields})


async def made(head: Browser, **typed: object) -> str:
    """The token, as the page shows it once."""
    answer = await send(head, await asked(head, **typed))
    assert answer.status_code == 200, answer.text
    (token,) = re.findall(
        r'<input class="ds-input secret-one" id="made" type="text" value="([^"]+)" readonly', answer.text
    )
    return str(token)


def program(portal: Portal, token: str, language: str = "az", place: str = "127.0.0.1") -> Machine:
    """It sends the token with every request, and no cookie but the language's."""
    browser = portal.browser(language, place)
    browser.client.headers["Authorization"] = f"Bearer {token}"
    return Machine(browser, portal.app.state.openapi, language)
