"""An application is signed: what is shown is what is signed, by whom it must be, once; all else moves nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.settings import Settings

from tests.core.certificate import token
from tests.signing import Parties, parties_on
from tests.ui.browser import Browser, Portal, hidden, portal_on
from tests.ui.answered import words

SLUG = "signed-request"


@pytest.fixture
async def parties(gallery_settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(gallery_settings.data) as opened:
        yield opened


async def test_smoke(gallery: Portal, parties: Parties) -> None:
    leyla = await gallery.signed_in("leyla")
    opened = await leyla.post(f"/services/{SLUG}/start", {"token": token()})
    number = opened.headers["location"].split("/")[2]
    shown = await leyla.get(opened.headers["location"])
    print(opened.headers["location"], words(shown))
    shown = await leyla.client.get(f"/cases/{number}/fill", follow_redirects=True)
    step = str(shown.url).rpartition("/")[2]
    fields = {n: hidden(shown.text, n) for n in ("version", "seen", "window")}
    said = await leyla.post(f"/cases/{number}/fill/{step}", {**fields, "wish": "Ağac"})
    print(said.status_code, said.headers.get("location"))
    review = await leyla.get(f"/cases/{number}/review")
    print(words(review))
    fields = {n: hidden(review.text, n) for n in ("version", "token")}
    sent = await leyla.post(f"/cases/{number}/review", {**fields, "move": "send"})
    print(sent.status_code, sent.headers.get("location"), words(sent)[:300])
    page = await leyla.get(sent.headers["location"])
    print(page.status_code, words(page))
    pdf = (await leyla.client.get(sent.headers["location"] + "/document.pdf")).content
    Path("/tmp/sc.pdf").write_bytes(pdf)
    made = await parties.client.post("/tool", data={"signer": "person-leyla"}, files={"file": ("a.pdf", pdf)})
    assert made.status_code == 200
    done = await leyla.client.post(sent.headers["location"] + "/file", data={"csrf": leyla.csrf}, files={"file": ("a.p7s", made.content)})
    print(done.status_code, done.headers.get("location"), words(done)[:400])
    case = await leyla.get(f"/cases/{number}?done=send")
    print(words(case))
    href = re.findall(r'href="(/cases/[^"]+/signatures/[^"/]+)"', case.text)[0]
    one = await leyla.get(href)
    print(words(one))
    again = await leyla.post(href + "/check")
    print(again.status_code, words(again)[:300])
    assert 0
