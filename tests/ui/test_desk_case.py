"""The officer's page of a case: who may see it, what stands on it, what it leads to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.settings import Settings
from xidmet.store.tables import Case, CaseNote, Document, DocumentCheck, JournalRow, JournalValue

from tests.attachments import pdf
from tests.conftest import signed_in
from tests.core.offices import holds
from tests.desk_site import CLERK, HEAD, KEEPER, PAPERS, desk_site, done, firm, ids_of, planted, sent
from tests.ui.browser import Browser, Portal, hidden, portal_on
from tests.ui.test_queries import statements

WHY = "Tərcümə notariatda təsdiq edilməyib: Əliyeva."
NOTE = "Zəng etdim, bazar günü gələcək."


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": desk_site(tmp_path / "desk")})) as opened:
        await firm()
        await holds("nigar", CLERK)
        await holds("fuad", HEAD)
        await holds("kamran", KEEPER)
        yield opened


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


PATHS = ("", "?pane=registers", "?pane=earlier", "?pane=notes", "?file={file}")
POSTS = {
    "documents/{file}": {"taken": "taken", "version": "0"},
    "notes": {"note": "{fresh}", "text": NOTE},
    "notes/{note}": {"before": "x", "text": NOTE},
    "notes/{note}/strike": {},
    "registers": {},
}


@pytest.mark.parametrize(
    ("who", "expected"), [("", "in"), ("leyla", "404"), ("rashad", "404"), ("kamran", "404"), ("fuad", "200")]
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
        where = "in" if answer.headers.get("location", "").startswith("/sign-in") else str(answer.status_code)
        assert where == expected, path
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


@pytest.mark.parametrize("query", ["pane=x", "file=x", "page=0", "turn=45", "near=9", "turn=-90", "file={}&page=99999"])
async def test_what_no_link_leads_to_is_not_found(nigar: Browser, number: str, query: str) -> None:
    asked = query.format((await ids_of(number))["diplom.pdf"])
    assert (await nigar.get(f"/desk/cases/{number}?{asked}")).status_code == 404


async def test_a_document_is_leafed_through_turned_and_enlarged(nigar: Browser, number: str) -> None:
    file = (await ids_of(number))["diplom.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}&page=2&turn=90&near=2")).text
    assert 'alt="diplom.pdf, page 2 of 3, as a picture"' in page
    picture = unescape(re.findall(r'<img src="(/cases/[^"]+/preview/[^"]+)"', page)[0])
    drawn = await nigar.client.get(picture)
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")
    assert drawn.headers["content-security-policy"] == "default-src 'none'; sandbox"
    width, height = int.from_bytes(drawn.content[16:20]), int.from_bytes(drawn.content[20:24])
    assert (width, height) == (2100, 1575), "300 by 400 points, turned, one and a half times as large"
    for key in ("n", "p", "+", "-", "r", "t", "j"):
        assert f'data-key="{key}"' in page, key
    part = await nigar.client.get(
        f"/desk/cases/{number}?file={file}", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert part.text.lstrip().startswith('<section class="side" id="pane"') and "data-focus" in part.text
    assert (await nigar.client.get(picture.replace("near=2", "near=7"))).status_code == 404


async def test_the_text_of_a_page_stands_there_as_text(portal: Portal, nigar: Browser) -> None:
    number = await sent(portal.site, await signed_in("leyla"), ("letter", "m.pdf", written("Salam <b>dünya</b>")))
    file = (await ids_of(number))["m.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}&text=yes")).text
    assert "Salam &lt;b&gt;" in page and '<img src="/cases/' not in page
    blank = (await nigar.get(f"/desk/cases/{number}?file={file}")).text
    assert "Salam" not in blank


def written(text: str) -> bytes:
    """A PDF with a line of text."""
    stream = f"BT /F1 24 Tf 20 200 Td ({text.encode('latin-1', 'replace').decode('latin-1')}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for place, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj" % place + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )
    return bytes(out)


HOSTILE = {
    "endless.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9"
    b">>endobj\ntrailer<</Root 1 0 R/Prev 0>>\n%%EOF\n",
    "huge.pdf": written("x").replace(b"[0 0 400 300]", b"[0 0 1e9 1e9]"),
    "thin.pdf": written("x").replace(b"[0 0 400 300]", b"[0 0 9e6 .001]"),
    "rubbish.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 50 + b"\n%%EOF\n",
    "many.pdf": written("x").replace(b"/Count 1", b"/Count 2000000000"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_harms_nobody(portal: Portal, nigar: Browser, name: str) -> None:
    number = await sent(portal.site, await signed_in("leyla"), ("letter", name, HOSTILE[name]))
    file = (await ids_of(number))[name]
    for more in ("", "&near=3&turn=270", "&text=yes", "&page=9999"):
        page = await nigar.get(f"/desk/cases/{number}?file={file}{more}")
        assert page.status_code == 200
        assert "can't be shown here" in said(page.text) or "1e9" not in page.text and "as a picture" in page.text, more
    assert (await nigar.get(f"/desk/cases/{number}")).status_code == 200


async def test_ten_thousand_pages_are_one_page_at_a_time(portal: Portal, nigar: Browser) -> None:
    number = await sent(portal.site, await signed_in("leyla"), ("letter", "long.pdf", pdf(10_000)))
    file = (await ids_of(number))["long.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}&page=9999")).text
    assert "page 9999 of 10000" in page


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        ("waiting", "once the virus scanner"),
        ("infected", "A virus was found"),
        ("too large", "too large for the virus scanner"),
        ("not scanned", "Download it with care"),
    ],
)
async def test_what_was_not_found_clean_is_not_drawn(nigar: Browser, number: str, scan: str, words: str) -> None:
    await Document.update({Document.scan: scan}, force=True)
    file = (await ids_of(number))["diplom.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}")).text
    assert words in said(page) and '<img src="/cases/' not in page
    assert (f'href="/cases/{number}/files/{file}"' in page) == (scan == "not scanned")


async def test_a_document_that_was_taken_back_is_none_of_the_officers_business(nigar: Browser, number: str) -> None:
    assert (await nigar.get(f"/desk/cases/{number}?file={uuid4()}")).status_code == 404
    other = (await nigar.get("/desk")).status_code
    assert other == 200


async def test_a_document_is_taken_or_not_with_a_reason(nigar: Browser, number: str, portal: Portal) -> None:
    assert await say(nigar, number, "diplom.pdf", taken="refused") == 422
    assert await say(nigar, number, "diplom.pdf", taken="refused", why="x" * 1001) == 422
    assert await say(nigar, number, "diplom.pdf", taken="burned") == 400
    assert await say(nigar, number, "diplom.pdf", taken="refused", why=WHY) == 303
    assert await say(nigar, number, "məktub.pdf", taken="taken", original="yes") == 303
    page = said((await nigar.get(f"/desk/cases/{number}")).text)
    assert "Not taken" in page and WHY in page and "Original seen" in page and "Nigar" in page
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
    assert "It says something else today." in changed and "then: Nizami 1 now: Xaqani 2" in changed
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
