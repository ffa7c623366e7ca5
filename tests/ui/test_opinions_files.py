"""A body gives its opinion with a paper: nobody but officers learns of it, in time or late, whatever is pressed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import httpx
from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases.move_files import sweep_ungiven
from xidmet.cases.my_copy.own_cases import own_case
from xidmet.store.tables import Document, MoveFile

from tests.attachments import pdf
from tests.core.certificate import token
from tests.talks_site import (
    MONDAY,
    SECRET,
    browser_of,
    case_of,
    wish_asked,
    wishes,
    wishes_people,
)
from tests.terms_site import at, passes
from tests.ui.browser import Browser, Portal

portal, people, number = wishes, wishes_people, wish_asked

DROP = re.compile(r'value="(drop:paper:[0-9a-f-]{36})"')
LINK = re.compile(r'/cases/[\w-]+/files/[0-9a-f-]{36}(?=")')


async def say(
    who: Browser, page: str, version: int, text: str, file: bytes | None = None, op: str = "", once: str = ""
) -> httpx.Response:
    """The form of the move, as a browser without a script posts it, with what waits there."""
    waiting = [one.rpartition(":")[2] for one in DROP.findall((await who.get(page)).text)]
    fields: dict[str, Any] = {"csrf": who.csrf, "version": str(version), "token": once or token(), "police": text}
    fields |= {"paper": waiting, **({"op": op} if op else {})}
    named = ("rəy.pdf", file, "application/pdf") if file else ("", b"", "application/octet-stream")
    return await who.client.post(page, data=fields, files=[("paper", named)])


async def test_a_paper_goes_with_an_opinion_and_stays_inside(
    portal: Portal, people: dict[str, Actor], number: str
) -> None:
    page, version = f"/cases/{number}/move/say_police", (await case_of(portal.site, number)).version
    police, leyla = await browser_of(portal, "police"), await portal.signed_in("leyla", "en")
    wrong = await say(police, page, version, SECRET, b"MZ\x90\0" * 9)
    assert wrong.status_code == 422 and "rəy.pdf" in wrong.text and SECRET in wrong.text
    kept = await say(police, page, version, " ", pdf())
    assert kept.status_code == 422 and len(DROP.findall(kept.text)) == 1, "what was added stays"
    document = DROP.findall(kept.text)[0].rpartition(":")[2]
    doctor, clerk = await browser_of(portal, "doctor"), await browser_of(portal, "clerk")
    for who in (doctor, clerk, leyla, police):
        assert (await who.get(f"/cases/{number}/files/{document}")).status_code == 404, "it is not given yet"
    case = await case_of(portal.site, number)
    assert (await own_case(portal.site, case.record, "az")).files == []
    once = token()
    answers = [await say(police, page, version, SECRET, None, once=once) for _twice in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert await MoveFile.count() == 0
    assert document in LINK.findall((await clerk.get(f"/cases/{number}")).text)[0]
    assert (await clerk.get(f"/cases/{number}/files/{document}")).status_code == 200
    assert document not in (await leyla.get(f"/cases/{number}")).text
    assert (await leyla.get(f"/cases/{number}/files/{document}")).status_code == 404
    case = await case_of(portal.site, number)
    assert (await own_case(portal.site, case.record, "az")).files == []
    assert [broken async for broken in journal.verify() if broken] == []


async def test_nobody_else_adds_anything(portal: Portal, number: str) -> None:
    page, version = f"/cases/{number}/move/say_police", (await case_of(portal.site, number)).version
    for who in ("doctor", "clerk"):
        other = await browser_of(portal, who)
        assert (await say(other, page, version, SECRET, pdf())).status_code in (403, 404, 409), who
    leyla = await portal.signed_in("leyla")
    assert (await say(leyla, page, version, SECRET, pdf())).status_code in (403, 404, 409)
    kamran = await portal.signed_in("kamran")
    assert (await say(kamran, page, version, SECRET, pdf())).status_code == 404
    assert await MoveFile.count() == 0 and await Document.count().where(Document.name == "rəy.pdf") == 0


async def test_one_is_taken_back_or_swept(portal: Portal, number: str) -> None:
    page, version = f"/cases/{number}/move/say_police", (await case_of(portal.site, number)).version
    police = await browser_of(portal, "police")
    for _twice in range(2):
        kept = await say(police, page, version, "", pdf())
    (button,) = DROP.findall(kept.text)
    dropped = await say(police, page, version, SECRET, None, op=button)
    assert dropped.status_code == 200 and DROP.findall(dropped.text) == [] and SECRET in dropped.text
    assert await MoveFile.count() == 1, "the one that another took the place of"
    assert await sweep_ungiven(portal.site) == 0
    at(MONDAY + dt.timedelta(days=2))
    assert await sweep_ungiven(portal.site) == 1 and await MoveFile.count() == 0
    await portal.settle()


async def test_a_late_opinion_has_its_paper_too(portal: Portal, people: dict[str, Actor], number: str) -> None:
    await passes(portal.site, MONDAY.replace(day=12))
    case = await case_of(portal.site, number)
    page, police = f"/cases/{number}/opinion/say_police", await browser_of(portal, "police")
    given = await say(police, page, case.version, SECRET, pdf())
    assert given.status_code == 303 and await MoveFile.count() == 0
    clerk, leyla = await browser_of(portal, "clerk"), await portal.signed_in("leyla")
    link = LINK.findall((await clerk.get(f"/cases/{number}")).text)[0]
    assert (await clerk.get(link)).status_code == 200 and (await leyla.get(link)).status_code == 404
