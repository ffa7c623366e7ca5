"""Messages between an applicant and the officers of a case: read, written, told of; bounded, and nobody else's."""

from __future__ import annotations

import asyncio
import re
from email import message_from_bytes, policy

import httpx
import pytest
from xidmet import clock
from xidmet.cases.talk import LONGEST, MOST_FILES, sweep_unsent
from xidmet.cases.talk.rules import A_DAY
from xidmet.store import documents, mailbox
from xidmet.store.tables import Case, CaseMessage, CaseMessageFile, Document, JournalRow, Office

from tests.attachments import pdf, picture
from tests.core.certificate import token
from tests.core.offices import holds
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal
from tests.ui.machine import is_problem, machine
from tests.ui.people import somebody
from tests.ui.programs import made, program

QUESTION, ANSWER = "Arayışı ingilis dilində almaq olar?\nTəşəkkürlər <b>əvvəlcədən</b>.", "Bəli, bir günə hazır olar."
DROP = re.compile(r'value="drop:([0-9a-f-]{36})"')
LINK = re.compile(r"/cases/\S+/messages/files/[0-9a-f-]{36}")
Files = list[tuple[str, tuple[str, bytes, str]]]


@pytest.fixture
async def number(portal: Portal, leyla_there: Browser) -> str:
    found = await leyla_there.draft()
    await leyla_there.confirm(found)
    await portal.settle()
    return found


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar")


async def say(who: Browser, number: str, said: str, *, once: str = "", files: Files | None = None) -> httpx.Response:
    """The page's own form, as a browser without a script posts it."""
    where = f"/cases/{number}/messages"
    waiting = DROP.findall((await who.get(where)).text)
    fields = {"csrf": who.csrf, "token": once or token(), "text": said, "files": waiting, "op": "send"}
    none: Files = [("files", ("", b"", "application/octet-stream"))]
    return await who.client.post(where, data=fields, files=files or none)


def a_file(name: str = "sual.pdf", content: bytes | None = None) -> Files:
    return [("files", (name, pdf() if content is None else content, "application/pdf"))]


async def letters_to(address: str) -> list[str]:
    found = [await mailbox.letter(one.message_id) for one in await mailbox.letters() if one.to == address]
    return [str(message_from_bytes(one.source, policy=policy.default)) for one in found if one]


async def test_a_question_and_its_answer(portal: Portal, leyla_there: Browser, nigar: Browser, number: str) -> None:
    before = await Case.select(Case.version).where(Case.number == number).first()
    assert text("Nothing was written yet.") in (await leyla_there.get(f"/cases/{number}/messages")).text
    assert (await say(leyla_there, number, QUESTION)).headers["location"] == f"/cases/{number}/messages#last"
    await portal.settle()
    assert f'href="/cases/{number}/messages">1 yeni mesaj' in (await nigar.get("/desk")).text
    assert text("{count} new").format(count=1) in (await nigar.get(f"/cases/{number}")).text
    unread = words(await leyla_there.get(f"/cases/{number}/messages"))
    assert text("not read yet") in unread
    shown = (await nigar.get(f"/cases/{number}/messages")).text
    assert "&lt;b&gt;əvvəlcədən" in shown and text("New") in shown
    assert text("not read yet") not in words(await leyla_there.get(f"/cases/{number}/messages")), "she opened it"
    assert (await say(nigar, number, ANSWER)).status_code == 303
    await portal.settle()
    assert "1 yeni mesaj" in (await leyla_there.get("/my-cases")).text
    assert text("{count} new").format(count=1) in (await leyla_there.get(f"/cases/{number}")).text
    answered = words(await leyla_there.get(f"/cases/{number}/messages"))
    assert ANSWER in answered and text("New") in answered
    assert "yeni mesaj" not in (await leyla_there.get("/my-cases")).text
    after = await Case.select(Case.version).where(Case.number == number).first()
    assert before == after, "who decides just now need not look at the case again"


async def test_letters_say_where_and_nothing_else(
    portal: Portal, leyla_there: Browser, nigar: Browser, number: str
) -> None:
    await say(leyla_there, number, "Sirr: " + QUESTION, files=a_file("gizli-ad.pdf"))
    await portal.settle()
    officers = await letters_to("nigar@numune.example")
    await nigar.get(f"/cases/{number}/messages")
    await say(nigar, number, "Sirr: " + ANSWER)
    await portal.settle()
    hers = [one for one in await letters_to("leyla@numune.example") if "/messages" in one]
    assert len(hers) == 1 and any("/messages" in one for one in officers)
    for letter in (*hers, *officers):
        assert "Sirr" not in letter and "gizli" not in letter and "5VBK5VR" not in letter
    assert "Sirr" not in (await leyla_there.get("/inbox")).text


async def test_nobody_is_told_what_they_have_read(portal: Portal, leyla_there: Browser, number: str) -> None:
    everybody = await Office.select(Office.account.email).where(Office.officer == "labour:certificates")
    await say(leyla_there, number, QUESTION)
    await portal.settle()
    told = [one for person in everybody for one in await letters_to(person["account.email"]) if "/messages" in one]
    assert len(told) == len(everybody)


async def test_who_has_taken_the_case_is_told_alone(portal: Portal, leyla_there: Browser, number: str) -> None:
    other = await holds("fuad", "labour:certificates")
    await Case.update({Case.officer: other.account}).where(Case.number == number)
    await say(leyla_there, number, QUESTION)
    await portal.settle()
    told = {one.to for one in await mailbox.letters() if one.subject == text("A message about a case")}
    assert told == {other.email}


@pytest.mark.parametrize("who", ["anonymous", "employee", "holder", "organisation", "inspector"])
async def test_nobody_else_has_a_part_in_it(portal: Portal, leyla_there: Browser, number: str, who: str) -> None:
    await say(leyla_there, number, QUESTION, files=a_file())
    link = LINK.findall((await leyla_there.get(f"/cases/{number}/messages")).text)[0]
    stranger = await somebody(portal, who)
    for path in (f"/cases/{number}/messages", link, f"/api/v1{link}/content"):
        answer = await stranger.client.get(path)
        assert answer.status_code in (303, 401, 404), (who, path, answer.status_code)
        assert QUESTION[:10] not in answer.text
    posted = await stranger.post(f"/cases/{number}/messages", {"text": "Mən", "token": token()})
    assert posted.status_code in (303, 404) and await CaseMessage.count() == 1


async def test_the_same_post_twice_is_one_message(portal: Portal, leyla_there: Browser, number: str) -> None:
    once = token()
    answers = await asyncio.gather(*(say(leyla_there, number, QUESTION, once=once, files=a_file()) for _ in range(3)))
    assert {one.status_code for one in answers} == {303}
    assert await CaseMessage.count() == 1
    again = await say(leyla_there, number, "Başqa mətn", once=once)
    assert again.status_code == 303 and await CaseMessage.count() == 1
    await portal.settle()
    assert DROP.findall((await leyla_there.get(f"/cases/{number}/messages")).text) == [], "no file is left over"
    assert await CaseMessageFile.count() == 1
    assert len([one for one in await JournalRow.select() if one["kind"] == "message"]) == 1


async def test_a_token_of_another_form_is_refused(leyla_there: Browser, nigar: Browser, number: str) -> None:
    once = token()
    await say(leyla_there, number, QUESTION, once=once)
    answer = await say(nigar, number, ANSWER, once=once)
    assert answer.status_code == 409 and ANSWER in answer.text
    assert await CaseMessage.count() == 1


async def test_what_was_typed_and_added_is_not_lost(portal: Portal, leyla_there: Browser, number: str) -> None:
    answer = await say(leyla_there, number, "  \n ", files=a_file())
    assert answer.status_code == 422 and text("Write what you want to say.") in answer.text
    assert len(DROP.findall(answer.text)) == 1 and "sual.pdf" in answer.text
    long = "ə" * (LONGEST + 1)
    answer = await say(leyla_there, number, long)
    assert answer.status_code == 422 and long in answer.text
    wrong = await say(leyla_there, number, QUESTION, files=a_file("proqram.pdf", b"MZ\x90\0" * 9))
    assert wrong.status_code == 422 and "proqram.pdf" in wrong.text and len(DROP.findall(wrong.text)) == 1
    assert (await say(leyla_there, number, QUESTION)).status_code == 303
    shown = await leyla_there.get(f"/cases/{number}/messages")
    assert len(LINK.findall(shown.text)) >= 1 and DROP.findall(shown.text) == []


async def test_a_file_is_taken_back_and_forgotten(
    portal: Portal, leyla_there: Browser, nigar: Browser, number: str
) -> None:
    for place in range(MOST_FILES):
        await say(leyla_there, number, "", files=a_file(f"{place}.pdf"))
    full = await say(leyla_there, number, "", files=a_file("bir-də.pdf"))
    assert full.status_code == 422 and len(DROP.findall(full.text)) == MOST_FILES
    first = DROP.findall(full.text)[0]
    where = f"/cases/{number}/messages"
    answer = await leyla_there.post(where, {"op": f"drop:{first}", "text": QUESTION, "token": token()})
    assert answer.status_code == 200 and len(DROP.findall(answer.text)) == MOST_FILES - 1
    assert "Təşəkkürlər" in answer.text
    assert (await leyla_there.post(where, {"op": f"drop:{first}", "token": token()})).status_code == 404
    second = DROP.findall(answer.text)[0]
    assert (await nigar.post(where, {"op": f"drop:{second}", "token": token()})).status_code == 404, "it is hers"
    assert (await nigar.get(f"{where}/files/{second}")).status_code == 404, "she has not sent it"
    assert (await nigar.get(f"/cases/{number}/files/{second}")).status_code == 404
    moment = clock.now()
    await CaseMessageFile.update({CaseMessageFile.added_at: moment.replace(year=moment.year - 1)}, force=True)
    assert await sweep_unsent(portal.site) == MOST_FILES - 1
    assert await CaseMessageFile.count() == 0


async def test_a_file_goes_to_the_other_side_and_into_no_answer(
    portal: Portal, leyla_there: Browser, nigar: Browser, number: str
) -> None:
    await say(leyla_there, number, QUESTION, files=[("files", ("şəkil.png", picture("PNG"), "image/png"))])
    link = LINK.findall((await nigar.get(f"/cases/{number}/messages")).text)[0]
    given = await nigar.get(link)
    assert given.content == picture("PNG") and given.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in given.headers["content-security-policy"]
    document = link.rpartition("/")[2]
    await Document.update({Document.scan: "infected", Document.finding: "Test"}, force=True)
    assert (await nigar.get(link)).status_code == 403
    assert (await leyla_there.get(link)).status_code == 403
    assert (await leyla_there.post(f"/cases/{number}/files/{document}/remove")).status_code in (403, 404, 409)
    assert await Document.exists().where(Document.id == document)


async def test_a_day_has_its_bounds(leyla_there: Browser, number: str) -> None:
    await leyla_there.get(f"/cases/{number}/messages")
    for place in range(A_DAY):
        fields = {"text": f"{place}", "token": token(), "op": "send"}
        assert (await leyla_there.post(f"/cases/{number}/messages", fields)).status_code == 303
    more = await say(leyla_there, number, QUESTION)
    assert more.status_code == 409 and "Təşəkkürlər" in more.text
    assert await CaseMessage.count() == A_DAY


async def test_a_draft_has_nobody_to_talk_to(leyla_there: Browser) -> None:
    draft = await leyla_there.draft()
    assert (await leyla_there.get(f"/cases/{draft}/messages")).status_code == 404
    assert f"/cases/{draft}/messages" not in (await leyla_there.get(f"/cases/{draft}")).text


async def test_the_journal_commits_to_what_was_said(portal: Portal, leyla_there: Browser, number: str) -> None:
    await say(leyla_there, number, QUESTION)
    row = next(one for one in await JournalRow.select() if one["kind"] == "message")
    assert QUESTION[:10] not in str(row) and '"said"' in row["body"]
    assert text("A message was written") in words(await leyla_there.get(f"/cases/{number}"))


async def test_programs_read_and_write(portal: Portal, leyla_there: Browser, number: str) -> None:
    hers = await machine(portal, leyla_there)
    where, once = f"/api/v1/cases/{number}/messages", token()
    for _twice in range(2):
        answer = await hers.ask("POST", where, {"text": QUESTION}, key=once)
        assert answer.status_code == 201, answer.text
    is_problem(await hers.ask("POST", where, {"text": "Başqa"}, key=once), "used-elsewhere")
    is_problem(await hers.ask("POST", where, {"text": "   "}), "wrong-answers")
    nigar = await machine(portal, await portal.signed_in("nigar"))
    read = await nigar.get(where)
    assert [(one["text"], one["mine"], one["read_at"]) for one in read["messages"]] == [(QUESTION, False, None)]
    assert (await hers.get(where))["messages"][0]["read_at"] is None, "a program's look is none"
    assert (await nigar.ask("POST", where, {"text": ANSWER})).status_code == 201
    assert (await hers.get(where))["messages"][0]["read_at"], "whoever answers has read"
    machine_of_others = program(portal, await made(await portal.signed_in("aynur")))
    assert (await machine_of_others.ask("GET", where)).status_code == 404


async def test_a_file_that_came_without_a_scanner_is_scanned_later(
    portal: Portal, leyla_there: Browser, number: str
) -> None:
    await say(leyla_there, number, QUESTION, files=a_file())
    assert [one.name for one in await documents.unscanned(9)] == ["sual.pdf"]
