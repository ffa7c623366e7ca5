"""Pages of organisations, agencies and their powers, as people meet them."""

from __future__ import annotations

import datetime as dt

from playwright.async_api import Page
from xidmet import clock

from tests.core.certificate import token
from tests.journeys.belongings import Owned
from tests.journeys.state import State, sent, unfold
from tests.ui.browser import SLUG, boxes

BODY = "/organisations/{voen:str}"
NOBODYS = "00000000-0000-4000-8000-000000000000"  # an invitation to sign
AGENCY, NOTICE = "/offices/{agency:str}", "{slug:str}/{move:str}/{place:int}"


# Somebody whom the portal does not know.
PRESENT = {
    "agency": "labour",
    "kind": "citizen",
    "fin": "6ZR4CD8",
    "surname": "Sadıqova",
    "given_name": "Nərgiz",
    "sex": "f",
    "proof": "card",
    "proof_last": "4711",
}


async def to_paper(page: Page, owned: Owned) -> None:
    await sent(PRESENT)(page, owned)
    async with page.expect_navigation():
        await page.click("main a[href$='/paper']")


async def make_a_token(page: Page, owned: Owned) -> None:
    """For a program of another name each time: the page is looked at in many ways."""
    later = clock.today() + dt.timedelta(days=90)
    for scope in await page.locator("input[name=scopes]").all():
        await scope.check()
    await sent({"name": f"Kadrlar {token()[:10]}", **boxes(later, "until")})(page, owned)


async def register_an_address(page: Page, owned: Owned) -> None:
    await sent({"address": f"https://hr.example.az/{token()[:10]}"})(page, owned)


OF_POWERS = (
    State("/organisations", "", "/organisations", "kamran"),
    State("/organisations", "of a head", "/organisations", "aynur"),
    State("/organisations", "none, just asked", "/organisations?asked=1", "leyla"),
    State("/organisations/ask", "", "/organisations/ask", "leyla"),
    State("/organisations/ask", "nothing answered", "/organisations/ask", "leyla", sent({})),
    State("/organisations/ask", "in vain", "/organisations/ask?role=operator&voen=9900000001", "leyla", sent({})),
    State(BODY, "", "/organisations/1400000101", "aynur", unfold),
    State(BODY, "seen by a seal holder", "/organisations/1400000101", "rashad", unfold),
    State(f"{BODY}/grant", "", "/organisations/1400000101/grant", "aynur"),
    State(f"{BODY}/grant", "nothing answered", "/organisations/1400000101/grant", "aynur", sent({})),
    State(f"{BODY}/grant", "for others", "/organisations/1400000101/grant", "rashad"),
    State(f"{BODY}/mandates/{{mandate:uuid}}/end", "", "/organisations/1400000101/mandates/{mandate}/end", "aynur"),
    State(
        f"{BODY}/mandates/{{mandate:uuid}}/end",
        "last head",
        "/organisations/1400000101/mandates/{mandate}/end",
        "aynur",
        sent({}),
    ),
    State(f"{BODY}/requests/{{wanted:uuid}}", "", "/organisations/1400000101/requests/{asked}", "aynur"),
    State(
        f"{BODY}/requests/{{wanted:uuid}}",
        "declined without a reason",
        "/organisations/1400000101/requests/{asked}",
        "aynur",
        sent({}, "button[name=answer][value=decline]"),
    ),
    State(f"{BODY}/tokens/new", "", "/organisations/1400000101/tokens/new", "aynur"),
    State(f"{BODY}/tokens/new", "nothing answered", "/organisations/1400000101/tokens/new", "aynur", sent({})),
    State(f"{BODY}/tokens/new", "made", "/organisations/1400000101/tokens/new", "aynur", make_a_token),
    State(f"{BODY}/webhooks/new", "", "/organisations/1400000101/webhooks/new", "aynur"),
    State(f"{BODY}/webhooks/new", "nothing answered", "/organisations/1400000101/webhooks/new", "aynur", sent({})),
    State(
        f"{BODY}/webhooks/new",
        "added, with its secret",
        "/organisations/1400000101/webhooks/new",
        "aynur",
        register_an_address,
    ),
    State(f"{BODY}/webhooks/{{hook:uuid}}", "", "/organisations/1400000101/webhooks/{hook}", "aynur"),
    State(f"{BODY}/webhooks/{{hook:uuid}}/secret", "", "/organisations/1400000101/webhooks/{hook}/secret", "aynur"),
    State(f"{BODY}/webhooks/{{hook:uuid}}/end", "", "/organisations/1400000101/webhooks/{hook}/end", "aynur"),
    State(f"{BODY}/tokens/{{token:uuid}}/end", "", "/organisations/1400000101/tokens/{token}/end", "aynur"),
    State("/offers/{offer:uuid}", "", "/offers/{offer}", "kamran"),
    State("/offers/{offer:uuid}", "for people who sign in", "/offers/{offer}"),
    State("/office-offers/{token:str}", "", "{office_offer}", "kamran"),
    State("/office-offers/{token:str}", "for people who sign in", "/office-offers/no-such-link"),
    State("/office-offers/{token:str}", "unknown", "/office-offers/no-such-link", "leyla"),
    State("/co-sign/{wanted:uuid}", "for people who sign in", f"/co-sign/{NOBODYS}"),
    State("/co-sign/{wanted:uuid}", "of somebody else", f"/co-sign/{NOBODYS}", "leyla"),
    State("/offices", "", "/offices", "nigar"),
    State("/offices", "none", "/offices", "leyla"),
    State(AGENCY, "", "/offices/labour", "nigar"),
    State(f"{AGENCY}/visits", "none", "/offices/labour/visits", "nigar"),
    State("/assist", "", "/assist", "nigar"),
    State("/assist", "nothing answered", "/assist", "nigar", sent({})),
    State("/assist/{wanted:uuid}", "", "/assist", "nigar", sent(PRESENT)),
    State("/assist/{wanted:uuid}/paper", "", "/assist", "nigar", to_paper),
    State("/assisted", "none", "/assisted", "leyla"),
    State(f"{AGENCY}/figures", "", "/offices/labour/figures", "nigar"),
    State(f"{AGENCY}/figures", "no such days", "/offices/labour/figures?period=own&first=1999-01-01", "nigar"),
    State(f"{AGENCY}/appointments", "none", "/offices/labour/appointments", "nigar"),
    State(f"{AGENCY}/calendar", "", "/offices/labour/calendar", "nigar"),
    State(f"{AGENCY}/calendar", "nothing answered", "/offices/labour/calendar", "nigar", sent({})),
    State(f"{AGENCY}/tables", "", "/offices/labour/tables", "nigar"),
    State(f"{AGENCY}/texts", "", "/offices/labour/texts", "nigar"),
    State(f"{AGENCY}/texts/{NOTICE}", "", f"/offices/labour/texts/{SLUG}/confirm/0", "nigar"),
    State(
        f"{AGENCY}/texts/{NOTICE}",
        "wrong braces",
        f"/offices/labour/texts/{SLUG}/confirm/0",
        "nigar",
        sent({"az": "{{number", "en": "{{fin.x}}", "ru": "A"}, "form[novalidate] .primary"),
    ),
    State(f"{AGENCY}/offer", "", "/offices/labour/offer", "nigar"),
    State(f"{AGENCY}/offer", "nothing answered", "/offices/labour/offer", "nigar", sent({})),
    State(f"{AGENCY}/offers/{{number:int}}", "", "/offices/labour/offers/1", "nigar"),
    State(f"{AGENCY}/held/{{office:uuid}}/end", "", "/offices/labour/held/{office}/end", "nigar"),
    State(
        f"{AGENCY}/held/{{office:uuid}}/end",
        "last administrator",
        "/offices/labour/held/{office}/end",
        "nigar",
        sent({}),
    ),
)
