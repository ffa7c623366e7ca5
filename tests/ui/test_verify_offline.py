"""What a browser keeps for the check without a network is the same for everybody, whole, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from xidmet.attestations import status
from xidmet.language import LANGUAGES
from xidmet.store.tables import StatusStatement
from xidmet_ui.pages import verify_offline

from tests.core.seals import decoded
from tests.ui.answered import is_page, text
from tests.ui.browser import Browser, Portal

PAGE, WORKER = "/verify/offline/az", "/verify/offline/worker.js"
STATEMENT, LISTS = "/.well-known/xidmet-status.jwt", "/.well-known/xidmet-status"


async def built(browser: Browser) -> dict[str, Any]:
    """What the worker keeps."""
    answer = await browser.get(WORKER)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    found: dict[str, Any] = json.loads(re.findall(r"^const BUILD = (.+);$", answer.text, re.M)[0])
    return found


async def test_everybody_gets_the_same_page(portal: Portal, leyla_there: Browser) -> None:
    for language in LANGUAGES:
        path = f"/verify/offline/{language}"
        hers, anybodys = await leyla_there.client.get(path), await portal.browser().client.get(path)
        assert hers.text == anybodys.text and f'<html lang="{language}"' in hers.text
        assert "set-cookie" not in hers.headers
        assert text("Employment certificate", language) in hers.text, "labels of what a QR carries"
    assert (await portal.browser("ru").client.get("/verify/offline")).headers["location"] == "/verify/offline/ru"
    is_page(await portal.browser().client.get("/verify/offline/xx"), 404)
    assert 'href="/verify"' in anybodys.text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert 'href="/verify/offline"' in (await portal.browser().get("/verify")).text


async def test_the_worker_keeps_the_page_and_its_files_and_nothing_else(portal: Portal) -> None:
    visitor = portal.browser()
    kept = await built(visitor)
    assert kept["pages"] == [f"/verify/offline/{language}" for language in LANGUAGES]
    for path in (*kept["pages"], *kept["files"]):
        assert (await visitor.client.get(path)).status_code == 200, path
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', (await visitor.get(PAGE)).text))
    for module in [path for path in kept["files"] if path.endswith(".js")]:
        source = (await visitor.client.get(module)).text
        named |= {f"/static/{name}" for name in re.findall(r'from "\./([\w.-]+)"', source)}
    for style in [path for path in kept["files"] if path.endswith(".css")]:
        named |= {f"/static/{name}" for name in re.findall(r"url\(([\w.-]+\.woff2)\)", (await visitor.get(style)).text)}
    assert set(kept["files"]) == named


async def test_another_page_makes_another_worker(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a browser would keep the page of an old build for ever."""
    before = (await built(portal.browser()))["version"]
    assert (await built(await portal.signed_in("leyla")))["version"] == before
    monkeypatch.setattr(verify_offline, "labels", lambda *_given: [("another", "Another")])
    assert (await built(portal.browser()))["version"] != before


async def test_the_lists_are_published(portal: Portal, leyla_there: Browser) -> None:
    await leyla_there.confirm(await leyla_there.draft())
    await StatusStatement.update({StatusStatement.claimed_at: None}, force=True)
    await status.publish(portal.site.qr_key, portal.site.settings.address)
    visitor = portal.browser().client
    answer = await visitor.get(STATEMENT)
    said = json.loads(decoded(answer.text.split(".")[1]))
    assert said["exp"] - said["iat"] == 7 * 86_400 and len(said["lists"]) == 1
    (name,) = said["lists"]
    bits = await visitor.get(f"{LISTS}/{name}")
    assert hashlib.sha256(bits.content).digest() == decoded(name) and "immutable" in bits.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == bits.headers["access-control-allow-origin"] == "*"
    again = await visitor.get(STATEMENT, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await visitor.get(f"{LISTS}/nothing")).status_code == 404
