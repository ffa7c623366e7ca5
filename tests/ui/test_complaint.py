"""A decision is disputed: its term, a complaint that is filed here, heard by others, and what comes of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Any

import httpx
import pytest
from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases import move
from xidmet.cases.capsule.complaints import complaints_for
from xidmet.cases.capsule.content import files_for
from xidmet.cases.capsule.view import OPERATOR, View
from xidmet.cases.complaint_files import sweep_unfiled
from xidmet.cases.my_copy.own_cases import own_case
from xidmet.errors import NotFound
from xidmet.store import mailbox
from xidmet.store.tables import Case, Complaint, ComplaintFile

from tests.attachments import pdf
from tests.core.certificate import token
from tests.core.offices import holds
from tests.talks_site import (
    MONDAY,
    RULING,
    browser_of,
    case_of,
    done,
    refused,
    sent,
    wishes,
    wishes_people,
)
from tests.terms_site import at
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal

portal, people = wishes, wishes_people

DROP = re.compile(r'value="drop:([0-9a-f-]{36})"')
LINK = re.compile(r"/cases/\S+/complaint/files/[0-9a-f-]{36}")
Files = list[tuple[str, tuple[str, bytes, str]]]
WHY, BECAUSE = "Sənədlərə baxılmayıb <i>heç</i>", "Sənədlərə yenidən baxılmalıdır"


@pytest.fixture
async def leyla(portal: Portal) -> Browser:
    return await portal.signed_in("leyla", "en")


async def file(who: Browser, number: str, text: str = WHY, once: str = "") -> httpx.Response:
    await who.get(f"/cases/{number}/complaint")
    return await who.post(f"/cases/{number}/complaint", {"token": once or token(), "text": text})


async def hear(who: Browser, number: str, upheld: str, once: str = "", reason: str = BECAUSE) -> httpx.Response:
    await who.get("/desk/complaints")
    said = {"token": once or token(), "upheld": upheld, "reason": reason}
    return await who.post(f"/cases/{number}/complaint/decision", said)


async def test_the_term_is_computed_and_shown(portal: Portal, people: dict[str, Actor], leyla: Browser) -> None:
    number = await refused(portal.site, people)
    assert f'href="/cases/{number}/complaint"' in (await leyla.get(f"/cases/{number}")).text
    shown = words(await leyla.get(f"/cases/{number}/complaint"))
    assert "June 2, 2027" in shown or "2 June 2027" in shown
    for part in (
        "30 days are left",
        "Law on appeals",
        "The council",
        "Last day to go to court 3 August 2027",
        "Qəti səbəb",
    ):
        assert part in shown, part
    file_ = (await leyla.get(f"/cases/{number}/complaint.ics")).text
    assert "DTSTART;VALUE=DATE:20270602" in file_ and number in file_ and "Qəti" not in file_
    at(MONDAY + dt.timedelta(days=30))
    leyla = await portal.signed_in("leyla", "en")
    assert "today is the last day" in words(await leyla.get(f"/cases/{number}/complaint"))
    at(MONDAY + dt.timedelta(days=31))
    leyla = await portal.signed_in("leyla", "en")
    late = await leyla.get(f"/cases/{number}/complaint")
    assert "The term is over" in words(late) and "<textarea" not in late.text
    assert (await file(leyla, number)).status_code == 409
    assert (await leyla.get(f"/cases/{number}/messages")).status_code == 200
    assert "This case is over" in words(await leyla.get(f"/cases/{number}/messages")), "nor is anything written"
    assert await Complaint.count() == 0


async def test_filed_once_whatever_is_pressed(portal: Portal, people: dict[str, Actor], leyla: Browser) -> None:
    number, once = await refused(portal.site, people), token()
    assert (await file(leyla, number, "  ")).status_code == 422
    answers = await asyncio.gather(*(file(leyla, number, once=once) for _ in range(3)))
    assert {one.status_code for one in answers} == {303}
    other = await file(leyla, number, "Başqa")
    assert other.status_code == 409 and await Complaint.count() == 1
    shown = await leyla.get(f"/cases/{number}/complaint")
    assert "&lt;i&gt;heç" in shown.text and "The complaint waits to be heard" in words(shown)
    assert f"{number}-" in words(shown) and "<textarea" not in shown.text
    await portal.settle()
    letters = [await mailbox.letter(one.message_id) for one in await mailbox.letters()]
    about = [one for one in letters if one and b"/complaint" in one.source]
    assert {one.to for one in await mailbox.letters()} >= {"leyla@numune.example", people["council"].email}
    assert about and all("Sənədlərə".encode() not in one.source for one in about)
    assert "A complaint was filed" in words(await leyla.get(f"/cases/{number}"))


async def test_upheld_opens_the_case_again(portal: Portal, people: dict[str, Actor], leyla: Browser) -> None:
    number = await refused(portal.site, people)
    await file(leyla, number)
    council = await browser_of(portal, "council")
    assert number in (await council.get("/desk/complaints")).text
    assert WHY.split(" <")[0] in (await council.get(f"/cases/{number}/complaint")).text
    assert (await hear(council, number, "")).status_code == 422
    once = token()
    answers = await asyncio.gather(*(hear(council, number, "yes", once) for _ in range(2)))
    assert {one.status_code for one in answers} == {303}
    case = await case_of(portal.site, number)
    assert (case.state.name, [one.transition for one in case.done].count("reopen")) == ("review", 1)
    assert number not in (await council.get("/desk/complaints")).text
    assert (await hear(council, number, "no")).status_code == 409, "it is decided"
    await portal.settle()
    shown = words(await leyla.get(f"/cases/{number}/complaint"))
    assert "The complaint was upheld" in shown and BECAUSE in shown
    assert "is reviewed again" in words(await leyla.get("/inbox"))
    await done(portal.site, people["clerk"], number, "propose", **RULING)
    await done(portal.site, people["chief"], number, "refuse", **RULING)
    assert (await file(leyla, number, "Yenə")).status_code == 303, "another decision, another complaint"
    assert [broken async for broken in journal.verify() if broken] == []


async def test_not_upheld_leaves_it_as_it_is(portal: Portal, people: dict[str, Actor], leyla: Browser) -> None:
    number = await refused(portal.site, people)
    before = await Case.select(Case.version, Case.state).where(Case.number == number).first()
    await file(leyla, number)
    assert (await hear(await browser_of(portal, "council"), number, "no")).status_code == 303
    assert await Case.select(Case.version, Case.state).where(Case.number == number).first() == before
    shown = words(await leyla.get(f"/cases/{number}/complaint"))
    assert "The complaint was not upheld" in shown and BECAUSE in shown
    assert (await file(leyla, number)).status_code == 409


async def test_whoever_had_a_hand_in_it_does_not_hear_it(
    portal: Portal, people: dict[str, Actor], leyla: Browser
) -> None:
    number = await refused(portal.site, people)
    await holds("chief", "wishes:council")
    await file(leyla, number)
    chief = await browser_of(portal, "chief")
    assert "A colleague must hear the complaint." in words(await chief.get("/desk/complaints"))
    tried = await hear(chief, number, "yes")
    assert tried.status_code == 409 and "You had a hand in this case yourself." in words(tried)
    assert (await case_of(portal.site, number)).state.name == "refused"
    await portal.settle()
    told = {one.to for one in await mailbox.letters() if one.subject == "Baxılmalı şikayət"}
    assert told == {people["council"].email}


async def test_only_a_complaint_opens_it_again(portal: Portal, people: dict[str, Actor], leyla: Browser) -> None:
    number = await refused(portal.site, people)
    council = await browser_of(portal, "council")
    assert (await council.get(f"/cases/{number}/move/reopen")).status_code == 404
    with pytest.raises(NotFound):
        await move(portal.site, people["council"], number, "reopen", version=4, token=token())
    assert (await hear(council, number, "yes")).status_code == 409, "nobody has complained"
    for who in ("clerk", "chief", "police"):
        officer = await browser_of(portal, who)
        tried = await officer.post(f"/cases/{number}/complaint", {"token": token(), "text": WHY})
        assert tried.status_code in (404, 409)
    kamran = await portal.signed_in("kamran")
    assert (await kamran.get(f"/cases/{number}/complaint")).status_code == 404
    assert (await file(kamran, number)).status_code == 404
    await file(leyla, number)
    assert (await hear(leyla, number, "yes")).status_code == 404, "nobody hears their own"
    assert (await hear(await browser_of(portal, "clerk"), number, "yes")).status_code == 404
    assert (await case_of(portal.site, number)).state.name == "refused"


async def test_there_is_nothing_to_dispute_before_a_decision(portal: Portal, leyla: Browser) -> None:
    number = await sent(portal.site)
    assert (await leyla.get(f"/cases/{number}/complaint")).status_code == 404
    assert (await leyla.get(f"/cases/{number}/complaint.ics")).status_code == 404


async def test_who_has_the_case_is_named_to_its_applicant(
    portal: Portal, people: dict[str, Actor], leyla: Browser
) -> None:
    number = await sent(portal.site)
    assert "Telephone of the agency" not in words(await leyla.get(f"/cases/{number}"))
    await Case.update({Case.officer: people["clerk"].account}).where(Case.number == number)
    shown = words(await leyla.get(f"/cases/{number}"))
    assert people["clerk"].name in shown and "Clerk, Wishes" in shown and "1234" in shown
    assert people["clerk"].email not in shown


async def with_files(who: Browser, number: str, text: str, files: Files, once: str = "", op: str = "send") -> Any:
    """The page's own form, as a browser without a script posts it, with what waits there."""
    waiting = DROP.findall((await who.get(f"/cases/{number}/complaint")).text)
    fields = {"csrf": who.csrf, "token": once or token(), "text": text, "files": waiting, "op": op}
    return await who.client.post(f"/cases/{number}/complaint", data=fields, files=files)


def a_file(name: str, content: bytes | None = None) -> Files:
    return [("files", (name, pdf() if content is None else content, "application/pdf"))]


async def test_files_go_along_and_are_read_by_whoever_hears_it(
    portal: Portal, people: dict[str, Actor], leyla: Browser
) -> None:
    number = await refused(portal.site, people)
    page_ = f"/cases/{number}/complaint"
    empty = await with_files(leyla, number, " ", a_file("sübut.pdf"))
    assert empty.status_code == 422 and "sübut.pdf" in empty.text, "what was added stays"
    wrong = await with_files(leyla, number, WHY, a_file("proqram.pdf", b"MZ\x90\0" * 9))
    assert wrong.status_code == 422 and "proqram.pdf" in wrong.text and WHY[:20] in wrong.text
    assert (await with_files(leyla, number, "", a_file("artıq.pdf"))).status_code == 422
    extra = DROP.findall((await leyla.get(page_)).text)[1]
    council = await browser_of(portal, "council")
    assert (await council.get(f"{page_}/files/{extra}")).status_code == 404, "it is not filed"
    dropped = await leyla.post(page_, {"op": f"drop:{extra}", "text": WHY, "token": token()})
    assert dropped.status_code == 200 and "artıq.pdf" not in dropped.text and WHY[:20] in dropped.text
    assert (await leyla.post(page_, {"op": f"drop:{extra}", "token": token()})).status_code == 404
    once = token()
    answers = [await with_files(leyla, number, WHY, a_file("şəkil.pdf"), once) for _twice in range(2)]
    assert {one.status_code for one in answers} == {303}
    assert await ComplaintFile.count() == 2, "those of the second post are taken back"
    shown = (await council.get(page_)).text
    links = LINK.findall(shown)
    assert "sübut.pdf" in shown and len(set(links)) == 2
    given = await council.get(links[0])
    assert given.status_code == 200 and given.headers["content-disposition"].startswith("attachment")
    assert (await leyla.get(links[0])).content == given.content
    for who in ("clerk", "chief", "police"):
        officer = await browser_of(portal, who)
        assert (await officer.get(links[0])).status_code == 404, who
        assert "sübut.pdf" not in (await officer.get(page_)).text
    kamran = await portal.signed_in("kamran")
    assert (await kamran.get(links[0])).status_code == 404
    other = await refused(portal.site, people)
    assert (await leyla.get(links[0].replace(number, other))).status_code == 404, "of another case"
    assert (await with_files(leyla, number, "Yenə", a_file("gec.pdf"))).status_code == 409
    assert await ComplaintFile.count() == 2, "what can't be filed is not kept"
    assert [broken async for broken in journal.verify() if broken] == []


async def test_files_are_in_the_copy_and_in_the_capsule_of_whoever_reads_them(
    portal: Portal, people: dict[str, Actor], leyla: Browser
) -> None:
    number = await refused(portal.site, people)
    await with_files(leyla, number, WHY, a_file("sübut.pdf"))
    case = await case_of(portal.site, number)
    copied = await own_case(portal.site, case.record, "az")
    assert [one.name for _path, one in copied.files] == ["sübut.pdf"]
    views = {"party": View(case.party, staff=False), "clerk": View("wishes:clerk", staff=True), "all": OPERATOR}
    views["council"] = View("wishes:council", staff=True)
    found = {
        name: [one.stored.name for one in await files_for(portal.site, case, view)] for name, view in views.items()
    }
    assert found == {"party": ["sübut.pdf"], "clerk": [], "all": ["sübut.pdf"], "council": ["sübut.pdf"]}
    assert [one.text for one in await complaints_for(case, views["council"])] == [WHY]
    assert await complaints_for(case, views["clerk"]) == []


async def test_what_nobody_files_is_removed(portal: Portal, people: dict[str, Actor], leyla: Browser) -> None:
    number = await refused(portal.site, people)
    await with_files(leyla, number, "", a_file("sübut.pdf"))
    assert await sweep_unfiled(portal.site) == 0
    at(MONDAY + dt.timedelta(days=2))
    assert await sweep_unfiled(portal.site) == 1 and await ComplaintFile.count() == 0
    await portal.settle()
