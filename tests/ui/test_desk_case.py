"""The officer's page of a case: who may see it, what stands on it, what it leads to."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.store.tables import Case, CaseNote, DocumentCheck, JournalRow, JournalValue

from tests.conftest import signed_in
from tests.desk_site import PAPERS, done, firm, ids_of, planted, sent
from tests.ui.browser import Browser, Portal, hidden
from tests.ui.test_queries import statements

WHY = "Tərcümə notariatda təsdiq edilməyib: Əliyeva."
NOTE = "Zəng etdim, bazar günü gələcək."


@pytest.fixture
async def portal(desk_portal: Portal) -> Portal:
    return desk_portal


@pytest.fixture
async def number(portal: Portal) -> str:
    return await sent(portal.site, await signed_in("leyla"), *PAPERS)


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar", "en")


def said(page: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


async def say(officer: Browser, number: str, name: str, **fields: str) -> int:
    """What the checklist's form posts, as the page shows it."""
    document = (await ids_of(number))[name]
    page = (await officer.get(f"/desk/cases/{number}?file={document}")).text
    given = {"version": hidden(page, "version"), **fields}
    return (await officer.post(f"/desk/cases/{number}/documents/{document}", given)).status_code


async def test_answers_stand_by_step_with_their_documents_beside(nigar: Browser, number: str) -> None:
    page = await nigar.get(f"/desk/cases/{number}")
    assert page.status_code == 200
    text = said(page.text)
    for part in ("Who", "Papers", "Aşpaz", "diplom.pdf", "Not looked at yet", "Original to be seen", "deadline"):
        assert part in text, part
    assert [
        re.findall(rf"moves-\d\">({one})<", page.text) for one in ("Forward", "Ask the applicant", "End the case")
    ] == [
        ["Forward"],
        ["Ask the applicant"],
        ["End the case"],
    ]
    assert f'href="/desk/cases/{number}"' in (await nigar.get(f"/cases/{number}")).text


OWN = "/cases/{}"
PATHS = ("", "?pane=registers", "?pane=earlier", "?pane=notes", "?file={file}")
POSTS = {
    "documents/{file}": {"taken": "taken", "version": "0"},
    "notes": {"note": "{fresh}", "text": NOTE},
    "notes/{note}": {"before": "x", "text": NOTE},
    "notes/{note}/strike": {},
    "registers": {},
}


@pytest.mark.parametrize(
    ("who", "expected"), [("", "in"), ("leyla", "own"), ("rashad", "404"), ("kamran", "404"), ("fuad", "200")]
)
async def test_only_officers_of_its_service(
    portal: Portal, nigar: Browser, number: str, who: str, expected: str
) -> None:
    """leyla: whose case it is. kamran: an officer of another service. fuad: another officer of this one."""
    note = str(uuid4())
    await nigar.get("/desk")
    await nigar.post(f"/desk/cases/{number}/notes", {"note": note, "text": NOTE})
    browser = await portal.signed_in(who, "en") if who else portal.browser()
    await browser.get("/sign-in")
    file = (await ids_of(number))["diplom.pdf"]
    for path in PATHS:
        answer = await browser.get(f"/desk/cases/{number}{path.format(file=file)}")
        location = answer.headers.get("location", "")
        where = "in" if location.startswith("/sign-in") else "own" if location == OWN.format(number) else ""
        assert (where or str(answer.status_code)) == expected, path
    if expected != "200":
        before = [await table.count() for table in (DocumentCheck, CaseNote, JournalRow)]
        for path, fields in POSTS.items():
            given = {name: value.format(fresh=uuid4()) for name, value in fields.items()}
            answer = await browser.post(f"/desk/cases/{number}/{path.format(file=file, note=note)}", given)
            assert (
                answer.status_code in (303, 403, 404) and answer.headers.get("location", "/sign-in")[:8] == "/sign-in"
            )
        assert [await table.count() for table in (DocumentCheck, CaseNote, JournalRow)] == before
    if expected == "200":
        answer = await browser.post(f"/desk/cases/{number}/notes/{note}/strike")
        assert answer.status_code == 403, "a colleague's note is not theirs to strike"


async def test_a_forged_form_changes_nothing(nigar: Browser, number: str) -> None:
    file = (await ids_of(number))["diplom.pdf"]
    for path, fields in POSTS.items():
        where = f"/desk/cases/{number}/{path.format(file=file, note=uuid4())}"
        answer = await nigar.client.post(where, data={**fields, "csrf": "x" * 43})
        assert answer.status_code == 403, path
    assert await DocumentCheck.count() == await CaseNote.count() == 0


async def test_a_draft_is_nobodys_work(portal: Portal, nigar: Browser, number: str) -> None:
    await Case.update({Case.state: "draft"}).where(Case.number == number)
    assert (await nigar.get(f"/desk/cases/{number}")).status_code == 404


async def test_a_document_is_taken_or_not_with_a_reason(nigar: Browser, number: str, portal: Portal) -> None:
    assert await say(nigar, number, "diplom.pdf", taken="refused") == 422
    assert await say(nigar, number, "diplom.pdf", taken="refused", why="x" * 1001) == 422
    assert await say(nigar, number, "diplom.pdf", taken="burned") == 400
    assert await say(nigar, number, "diplom.pdf", taken="refused", why=WHY) == 303
    assert await say(nigar, number, "məktub.pdf", taken="taken", original="yes") == 303
    page = said((await nigar.get(f"/desk/cases/{number}")).text)
    assert "It is not taken" in page and WHY in page and "Original seen" in page and "Nigar" in page
    rows = [row["body"] for row in await JournalRow.select().where(JournalRow.kind == "document-checked")]
    assert len(rows) == 2 and not any(WHY in row for row in rows)
    assert await JournalValue.count().where(JournalValue.value == WHY) == 0
    leyla = await portal.signed_in("leyla", "en")
    for path in (f"/cases/{number}", f"/api/v1/cases/{number}", f"/api/v1/cases/{number}/history"):
        assert WHY not in (await leyla.get(path)).text


async def test_the_later_of_two_officers_is_told_and_loses_nothing(portal: Portal, nigar: Browser, number: str) -> None:
    fuad, file = await portal.signed_in("fuad", "en"), (await ids_of(number))["diplom.pdf"]
    where = f"/desk/cases/{number}/documents/{file}"
    await fuad.get(f"/desk/cases/{number}")
    assert await say(nigar, number, "diplom.pdf", taken="taken") == 303
    late = await fuad.post(where, {"taken": "refused", "why": WHY, "version": "0"})
    assert late.status_code == 409
    assert "A colleague wrote something" in said(late.text) and WHY in late.text
    assert (await fuad.post(where, {"taken": "taken", "why": "", "version": "0"})).status_code == 303, (
        "the same: no quarrel"
    )
    again = {"taken": "refused", "why": WHY, "version": hidden(late.text, "version")}
    assert (await fuad.post(where, again)).status_code == 303
    assert (await fuad.post(where, again)).status_code == 303, "pressed twice"
    assert await JournalRow.count().where(JournalRow.kind == "document-checked") == 2


async def test_what_was_not_taken_is_proposed_where_answers_are_marked(
    nigar: Browser, number: str, portal: Portal
) -> None:
    await say(nigar, number, "məktub.pdf", taken="refused", why=WHY)
    marks = (await nigar.get(f"/cases/{number}/move/ask")).text
    assert re.search(rf'name="what-letter"[^>]*>{WHY}</textarea>', marks)
    assert 'name="what-diploma" rows="1" maxlength="1000" placeholder="What is wrong?"></textarea>' in marks
    owed = (await nigar.get(f"/cases/{number}/move/accept_but")).text
    assert re.search(r'name="originals-diploma"[^>]*>diplom.pdf: Bring the original.</textarea>', owed)
    await say(nigar, number, "diplom.pdf", taken="taken", original="yes")
    assert "Bring the original" not in (await nigar.get(f"/cases/{number}/move/accept_but")).text


async def test_a_note_is_the_officers_and_is_struck_never_removed(portal: Portal, nigar: Browser, number: str) -> None:
    where, note = f"/desk/cases/{number}/notes", str(uuid4())
    page = await nigar.get(f"/desk/cases/{number}?pane=notes")
    assert hidden(page.text, "note")
    assert (await nigar.post(where, {"note": note, "text": " "})).status_code == 422
    assert (await nigar.post(where, {"note": "x", "text": NOTE})).status_code == 400
    for _press in range(2):
        assert (await nigar.post(where, {"note": note, "text": NOTE})).status_code == 303
    assert await CaseNote.count() == 1
    fuad = await portal.signed_in("fuad", "en")
    assert NOTE in (await fuad.get(f"/desk/cases/{number}?pane=notes")).text
    assert (await fuad.post(f"{where}/{note}", {"before": "", "text": "x"})).status_code == 403
    before = hidden((await nigar.get(f"/desk/cases/{number}?pane=notes")).text, "before")
    assert (await nigar.post(f"{where}/{note}", {"before": before, "text": NOTE + "!"})).status_code == 303
    stale = await nigar.post(f"{where}/{note}", {"before": before, "text": "Başqa söz"})
    assert stale.status_code == 409 and "Başqa söz" in stale.text
    clock.advance(dt.timedelta(minutes=16))
    nigar = await portal.signed_in("nigar", "en")
    late = hidden((await nigar.get(f"/desk/cases/{number}?pane=notes")).text, "before")
    assert late == "" and (await nigar.post(f"{where}/{note}", {"before": before, "text": "x"})).status_code == 403
    for _press in range(2):
        assert (await nigar.post(f"{where}/{note}/strike")).status_code == 303
    assert f"<s>{NOTE}!</s>" in (await nigar.get(f"/desk/cases/{number}?pane=notes")).text
    kinds = [row["kind"] for row in await JournalRow.select().where(JournalRow.kind.like("not%"))]
    assert sorted(kinds) == ["note-changed", "note-struck", "noted"]
    said_of_it = " ".join(
        [row["body"] for row in await JournalRow.select()] + [row["value"] for row in await JournalValue.select()]
    )
    assert "Zəng" not in said_of_it
    leyla = await portal.signed_in("leyla", "en")
    for path in (f"/cases/{number}", f"/api/v1/cases/{number}", "/my-data"):
        assert "Zəng" not in (await leyla.get(path)).text


async def test_other_cases_of_person_employer_and_passport(portal: Portal, nigar: Browser, number: str) -> None:
    leyla, rashad = await signed_in("leyla"), await signed_in("rashad")
    same_passport = await sent(portal.site, rashad)
    await firm(voen="1500000111", name="Başqa")
    elsewhere = await planted(portal.site, leyla)
    page = said((await nigar.get(f"/desk/cases/{number}?pane=earlier")).text)
    assert same_passport in page and "Passport C12345678" in page and "Employer 1400000101" in page
    assert elsewhere not in page and "The applicant" not in page, "the parks are not her office's"
    again = await sent(portal.site, leyla, passport="D7654321")
    page = said((await nigar.get(f"/desk/cases/{number}?pane=earlier")).text)
    assert "The applicant 5VBK5VR" in page and again in page
    assert f'href="/desk/cases/{again}"' in (await nigar.get(f"/desk/cases/{number}?pane=earlier")).text
    kamran = await portal.signed_in("kamran", "en")
    page = said((await kamran.get(f"/desk/cases/{elsewhere}?pane=earlier")).text)
    assert number not in page and "There is no other case" in page


async def test_registers_are_compared_when_asked(portal: Portal, nigar: Browser, number: str) -> None:
    page = said((await nigar.get(f"/desk/cases/{number}?pane=registers")).text)
    assert "Register of firms, kept by House of hiring" in page and "Nizami 1" in page and "Days since then: 0" in page
    assert "It says" not in page
    same = await nigar.post(f"/desk/cases/{number}/registers")
    assert same.status_code == 200 and "It says the same today." in said(same.text)
    await firm(address="Xaqani 2")
    changed = said((await nigar.post(f"/desk/cases/{number}/registers")).text)
    assert "It says something else today." in changed and "It said: Nizami 1 Now it says: Xaqani 2" in changed
    assert await JournalRow.count().where(JournalRow.kind == "compared") == 2
    assert "Nizami 1" in (await nigar.get(f"/desk/cases/{number}?pane=registers")).text, "the case stays as it was sent"


async def test_every_look_stands_in_the_journal(portal: Portal, nigar: Browser, number: str) -> None:
    await nigar.get(f"/desk/cases/{number}")
    leyla = await portal.signed_in("leyla")
    assert "Nigar" in (await leyla.get("/account/looks")).text
    assert await JournalRow.count().where(JournalRow.kind == "looked") == 1
    before = await Case.select(Case.version).where(Case.number == number).first()
    await nigar.get(f"/desk/cases/{number}?pane=notes")
    assert before == await Case.select(Case.version).where(Case.number == number).first()


@pytest.mark.parametrize("query", ["", "?pane=registers", "?pane=earlier", "?pane=notes"])
async def test_a_page_costs_few_statements(portal: Portal, nigar: Browser, number: str, query: str) -> None:
    leyla = await signed_in("leyla")
    for _more in range(3):
        await sent(portal.site, leyla)
    await nigar.get(f"/desk/cases/{number}{query}")
    with statements() as asked:
        assert (await nigar.get(f"/desk/cases/{number}{query}")).status_code == 200
    reads = [one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(reads) <= 11, "\n".join(one[:120] for one in reads)


async def test_a_decided_case_has_no_moves_and_its_checklist_stays(portal: Portal, nigar: Browser, number: str) -> None:
    await say(nigar, number, "diplom.pdf", taken="taken", original="yes")
    await done(portal.site, await signed_in("nigar"), number, "accept")
    await done(portal.site, await signed_in("fuad"), number, "grant", reason="Hamısı var.")
    page = (await nigar.get(f"/desk/cases/{number}")).text
    assert 'id="moves"' not in page and "Original seen" in said(page)
