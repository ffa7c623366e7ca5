"""Opinions on their pages, and a decision as it will be read, before it is made."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import Any

from xidmet.auth import Actor
from xidmet.cases.case import ASSISTED
from xidmet.store.tables import TABLES, Case, JournalRow, Message

from tests.core.certificate import token
from tests.core.offices import holds
from tests.core.test_opinions import LATER
from tests.talks_site import (
    ILL,
    RULING,
    SECRET,
    browser_of,
    case_of,
    done,
    offices,
    sent,
    wishes,
    wishes_people,
)
from tests.terms_site import passes
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal, hidden

REASON = "Qəti <b>səbəb</b>"


portal, people = wishes, wishes_people


async def proposed(portal: Portal, people: dict[str, Actor]) -> str:
    return await done(portal.site, people["clerk"], await sent(portal.site), "propose", **RULING)


async def press(who: Browser, path: str, op: str, **fields: str) -> Any:
    page = (await who.get(path)).text
    said = {"version": hidden(page, "version"), "token": hidden(page, "token"), "op": op, **fields}
    return await who.post(path, said)


async def everything() -> dict[str, list[Any]]:
    """All rows, but for looks, leases, sessions and what the worker counts."""
    left_out = {"session", "journal_row", "journal_value", "heartbeat", "case_", "throttle", "effect", "case_lease"}
    rows = {one._meta.tablename: await one.select() for one in TABLES if one._meta.tablename not in left_out}
    kinds = await JournalRow.select(JournalRow.kind).where(JournalRow.kind != "looked").output(as_list=True)
    return {**rows, "journal": sorted(kinds)}


async def test_the_preview_is_what_the_applicant_reads(portal: Portal, people: dict[str, Actor]) -> None:
    number = await proposed(portal, people)
    chief, leyla = await browser_of(portal, "chief"), await portal.signed_in("leyla")
    where, before = f"/cases/{number}/move/refuse", await everything()
    shown = await press(chief, where, "preview", ground="Bənd 2", reason=REASON)
    assert shown.status_code == 200 and await everything() == before, "nothing is written"
    assert "data:image/png" not in shown.text, "a refusal issues nothing"
    read = words(shown)
    letters = re.findall(r'<p class="text">(.*?)</p>', shown.text, re.S)
    assert len(letters) == 2, "inbox and e-mail"
    assert "Bənd 1" in read and "Bənd 2" in read, "what differs from the proposal stands side by side"
    assert 'value="Bənd 2"' in shown.text, "what was typed is still in the form"
    done_ = await chief.post(
        where,
        {
            "version": hidden(shown.text, "version"),
            "token": hidden(shown.text, "token"),
            "ground": "Bənd 2",
            "reason": REASON,
        },
    )
    assert done_.status_code == 303
    await portal.settle()
    told = await Message.select(Message.text).where(Message.text.like("%refused%"))
    for one in told:
        assert any(one["text"].replace("<", "&lt;").replace(">", "&gt;") in letter for letter in letters), one
    case = words(await leyla.get(f"/cases/{number}"))
    appeal = re.findall(r"The council, within[^.]*\.", read)
    assert REASON.replace("<b>", "").split()[0] in case
    assert appeal or "The council" in read


async def test_the_preview_speaks_each_language_and_by_parts(portal: Portal, people: dict[str, Actor]) -> None:
    number = await proposed(portal, people)
    chief = await browser_of(portal, "chief")
    where = f"/cases/{number}/move/grant"
    russian = await press(chief, where, "preview:ru", **RULING)
    assert 'lang="ru"' in russian.text and "(номер присваивается при выдаче)" in russian.text
    assert "Granted wish" in russian.text and "Arzu" in russian.text, "what the document will show"
    before = await everything()
    english = await press(chief, where, "preview:en", **RULING)
    assert await everything() == before, "the draft of the document is kept nowhere"
    drafts = re.findall(
        r'<img src="data:image/png;base64,([^"]+)" alt="Draft, page 1 of 1: as it would be', english.text
    )
    assert len(drafts) == 1 and b64decode(drafts[0]).startswith(b"\x89PNG") and len(drafts[0]) > 10_000
    other = await press(chief, where, "preview:en", **{**RULING, "ground": "Bənd 77"})
    assert drafts[0] not in other.text, "it shows what was typed now"
    assert "(its number is drawn when it is issued)" in english.text
    page = (await chief.get(where)).text
    said = {"csrf": chief.csrf, "version": hidden(page, "version"), "token": hidden(page, "token"), "op": "preview"}
    part = await chief.client.post(where, data={**said, **RULING}, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<form") and "What the applicant will read" in part.text


async def test_a_preview_of_what_is_wrong_says_what_is_wrong(portal: Portal, people: dict[str, Actor]) -> None:
    number = await proposed(portal, people)
    chief, where = await browser_of(portal, "chief"), f"/cases/{number}/move/refuse"
    wrong = await press(chief, where, "preview", ground="Bənd 2")
    assert wrong.status_code == 422 and 'value="Bənd 2"' in wrong.text and "What the applicant" not in wrong.text
    await done(portal.site, people["chief"], number, "grant", **RULING)
    late = await press(chief, where, "preview", **RULING)
    assert late.status_code == 409


async def test_nobody_else_previews(portal: Portal, people: dict[str, Actor]) -> None:
    number = await proposed(portal, people)
    said = {"version": "3", "token": token(), "op": "preview", **RULING}
    for who, status in (("leyla", 409), ("kamran", 404)):
        other = await portal.signed_in(who)
        tried = await other.post(f"/cases/{number}/move/refuse", said)
        assert tried.status_code == status and "will read" not in tried.text
    clerk = await browser_of(portal, "clerk")
    assert (await clerk.post(f"/cases/{number}/move/refuse", said)).status_code in (403, 409)


async def test_whoever_proposed_is_told_why_they_do_not_decide(portal: Portal, people: dict[str, Actor]) -> None:
    number = await sent(portal.site)
    await holds("chief", "wishes:clerk")
    both = (await offices())["chief"]
    await done(portal.site, both, number, "propose", **RULING)
    chief = await browser_of(portal, "chief")
    shown = await chief.get(f"/cases/{number}/move/refuse")
    assert shown.status_code == 409 and "You prepared this decision yourself." in words(shown)
    assert "Proposed: Propose a refusal" in words(shown) and RULING["reason"] in words(shown)


async def test_opinions_stand_side_by_side_for_who_decides_alone(portal: Portal, people: dict[str, Actor]) -> None:
    site = portal.site
    number = await done(site, people["clerk"], await sent(site), "ask")
    police, doctor = await browser_of(portal, "police"), await browser_of(portal, "doctor")
    listed = await police.get("/desk/opinions")
    assert number in listed.text and f"/cases/{number}/move/say_police" in listed.text
    assert "say_doctors" not in listed.text
    given = await press(police, f"/cases/{number}/move/say_police", "", police=SECRET)
    assert given.status_code == 303
    assert number not in (await police.get("/desk/opinions")).text
    own, other = await police.get(f"/cases/{number}"), await doctor.get(f"/cases/{number}")
    assert SECRET in own.text and SECRET not in other.text
    await press(doctor, f"/cases/{number}/move/say_doctors", "", doctors=ILL)
    clerk = words(await (await browser_of(portal, "clerk")).get(f"/cases/{number}"))
    assert SECRET in clerk and ILL in clerk and "Doctors" in clerk and "Opinions of other bodies" in clerk
    leyla = await portal.signed_in("leyla", "en")
    for path in ("", "/answers.pdf", "/capsule", "/messages"):
        page = await leyla.get(f"/cases/{number}{path}")
        assert SECRET not in page.text and ILL not in page.text and "Opinions of other bodies" not in page.text
    await done(site, people["clerk"], number, "propose", **RULING)
    assert RULING["reason"] not in (await leyla.get(f"/cases/{number}")).text, "a proposal is no decision"
    assert (await leyla.get("/desk/opinions")).status_code == 403
    assert number not in (await (await browser_of(portal, "clerk")).get("/desk/opinions")).text


async def test_a_late_opinion_by_its_page(portal: Portal, people: dict[str, Actor]) -> None:
    site = portal.site
    number = await done(site, people["clerk"], await sent(site), "ask")
    await passes(site, LATER)
    doctor = await browser_of(portal, "doctor")
    assert "late" in (await doctor.get("/desk/opinions")).text
    where = f"/cases/{number}/opinion/say_doctors"
    assert (await press(doctor, where, "")).status_code == 422
    kept = await press(doctor, where, "", doctors=ILL)
    assert kept.status_code == 303
    assert (await doctor.get(where)).status_code == 409, "once"
    clerk = words(await (await browser_of(portal, "clerk")).get(f"/cases/{number}"))
    assert ILL in clerk and "given late" in clerk and "not given, the term is over" in clerk
    police = await browser_of(portal, "police")
    assert (await police.get(where)).status_code == 404
    assert (await (await portal.signed_in("leyla")).get(where)).status_code == 404
    assert (await case_of(site, number)).state.name == "review"


async def test_who_filled_it_in_with_the_applicant_stands_before_who_decides(
    portal: Portal, people: dict[str, Actor]
) -> None:
    number = await sent(portal.site)
    row = await Case.select(Case.asked).where(Case.number == number).first().output(load_json=True)
    beside = {"account": str(people["police"].account), "name": "Sədaqət <i>", "centre": "Wishes"}
    await Case.update({Case.asked: json.dumps({**(row or {})["asked"], ASSISTED: [beside]})}).where(
        Case.number == number
    )
    clerk = await browser_of(portal, "clerk")
    for path in (f"/desk/cases/{number}", f"/cases/{number}"):
        assert "Filled in with the help of: Sədaqət <i>, service centre of Wishes" in words(await clerk.get(path)), path
