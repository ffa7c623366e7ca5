"""The sealed file of a case through the pages: asked for after a fresh proof, by those who see the case, and whole."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from xidmet import clock
from xidmet.store.tables import DataCopy, Session

from tests.core.capsules import found, judge_of
from tests.ui.answered import is_page, text, words
from tests.ui.browser import Browser, Portal

FILE = re.compile(r'action="(/cases/[0-9-]+/capsule/[0-9a-f-]{36}/case\.asice)"')


async def sent(portal: Portal, browser: Browser) -> str:
    number = await browser.draft()
    assert (await browser.confirm(number)).status_code == 303
    await portal.settle()
    return number


async def ready(portal: Portal, browser: Browser, here: str) -> str:
    """Where the file that was just asked for can be downloaded."""
    await browser.get(here)
    assert (await browser.post(here)).headers["location"] == here
    await portal.settle()
    return FILE.findall((await browser.get(here)).text)[0]


async def test_it_is_asked_for_downloaded_and_checked(portal: Portal, leyla_there: Browser, tmp_path: Path) -> None:
    number = await sent(portal, leyla_there)
    here = f"/cases/{number}/capsule"
    assert here in (await leyla_there.get(f"/cases/{number}")).text
    is_page(await leyla_there.get(here), 200, text("There is none yet."))
    given = await leyla_there.post(await ready(portal, leyla_there, here))
    assert given.status_code == 200 and f"xidmet-{number}.asice" in given.headers["content-disposition"]
    assert int(given.headers["content-length"]) == len(given.content) and "content-encoding" not in given.headers
    report = await found(given.content, tmp_path, judge_of(portal.site.settings))
    assert (report["indication"], report["number"], report["broken"]) == ("TOTAL-PASSED", number, [])
    history = words(await leyla_there.get(f"/cases/{number}"))
    for happened in ("The case was asked for as a sealed file", "The case was taken as a sealed file"):
        assert text(happened) in history
    assert text("The sealed file of a case is ready") in words(await leyla_there.get("/inbox"))


async def test_an_officer_has_one_of_their_own_and_the_applicant_reads_it(portal: Portal, leyla_there: Browser) -> None:
    number = await sent(portal, leyla_there)
    here, nigar = f"/cases/{number}/capsule", await portal.signed_in("nigar")
    theirs = await ready(portal, nigar, here)
    is_page(await leyla_there.get(here), 200, text("There is none yet."))
    assert (await leyla_there.post(theirs)).status_code == 404
    assert (await nigar.post(theirs)).status_code == 200
    assert text("Looked at by an official") in words(await leyla_there.get(f"/cases/{number}"))


async def test_it_needs_a_fresh_proof(portal: Portal, leyla_there: Browser) -> None:
    here = f"/cases/{await sent(portal, leyla_there)}/capsule"
    where = await ready(portal, leyla_there, here)
    assert (await leyla_there.post(where, {"csrf": "of another session"})).status_code == 403
    await Session.update({Session.proved_at: clock.now() - dt.timedelta(hours=1)}, force=True)
    for path in (where, here):
        assert (await leyla_there.post(path)).headers["location"].startswith("/step-up?")
    assert await DataCopy.count() == 1


async def test_the_verifier_is_one_file_that_reaches_nothing(portal: Portal) -> None:
    stranger = portal.browser()
    shown = await stranger.get("/check-capsule")
    assert re.search(r'<script src="/static/capsule\.[0-9a-f]{12}\.js" defer>', shown.text)
    given = await stranger.get("/check-capsule/verifier.html")
    assert (
        given.headers["content-disposition"].startswith("attachment")
        and "sandbox" in given.headers["content-security-policy"]
    )
    assert "default-src 'none'" in given.text and "</script>" in given.text
    assert not re.search(r"""(src|href)=["']|@import|fetch\(|XMLHttpRequest|\bimport\(""", given.text)
    assert all(said in given.text for said in ("Heç nə dəyişdirilməyib", "Nothing was changed", "Ничего не изменено"))
