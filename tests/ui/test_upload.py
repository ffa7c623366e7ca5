"""Files go with the form, without a script: what is taken, what is refused in words, and nothing that is lost by it."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import httpx
import pytest
from xidmet.documents.files import one_piece
from xidmet.store import documents
from xidmet.store.tables import Document, JournalRow

from tests.attachments import MACROS, large_pdf, pdf, picture
from tests.core.uploading import rows, typed
from tests.ui.answered import is_page, words
from tests.ui.applicant import Applicant
from tests.ui.browser import Portal
from tests.ui.uploads import ID, File, listed, send


@pytest.fixture
async def leyla(gallery: Portal) -> Applicant:
    return await Applicant.of(gallery, language="en")


async def test_files_go_with_the_form_and_are_listed(leyla: Applicant) -> None:
    answer = await send(leyla, ("plan", ("Plan №1.pdf", pdf())), *[("photos", (f"{n}.jpg", picture())) for n in "ab"])
    assert answer.status_code == 303
    assert await listed(leyla) == [("plan", "Plan №1.pdf"), ("photos", "a.jpg"), ("photos", "b.jpg")]
    assert "not scanned for viruses" in (await leyla.look(leyla.at("documents"))).text
    assert (await send(leyla)).status_code == 303 and len(await listed(leyla)) == 3, "once more changes nothing"


KINDS: dict[str, tuple[tuple[str, bytes, str], str]] = {
    "a program that calls itself a PDF": (("plan.pdf", b"MZ" * 500, "application/pdf"), "not of a kind"),
    "a page that calls itself a PDF": (("plan.pdf", b"<html><script>", "application/pdf"), "not of a kind"),
    "a picture": (("plan.pdf", picture(), "application/pdf"), "not of a kind that can be added here. Add PDF."),
    "macros": (("plan.pdf", MACROS, "application/pdf"), "not of a kind"),
    "nothing": (("plan.pdf", b"", "application/pdf"), "“plan.pdf” is empty"),
    "a locked PDF": (("plan.pdf", pdf(1, "secret"), "application/pdf"), "protected by a password"),
    "too much": (("big.pdf", large_pdf(31_400_000), "x/y"), "“big.pdf” is larger than 20\xa0MB: it has 31.4\xa0MB"),
}


@pytest.mark.parametrize("what", KINDS)
async def test_what_is_refused_is_told_beside_the_question_and_costs_nothing_else(leyla: Applicant, what: str) -> None:
    file, text = KINDS[what]
    answer = await send(leyla, ("plan", file), ("photos", ("good.jpg", picture())))
    is_page(answer, 422, language="en")
    assert text in unescape(answer.text), words(answer)[:800]
    assert await listed(leyla) == [("photos", "good.jpg")], "the other one is kept"


async def test_the_content_counts_and_the_name_does_not(leyla: Applicant) -> None:
    assert (await send(leyla, ("plan", ("plan.exe", pdf(), "text/html")))).status_code == 303
    assert await listed(leyla) == [("plan", "plan.exe.pdf")]


async def test_no_more_than_may_be_are_kept(leyla: Applicant) -> None:
    answer = await send(leyla, *[("photos", (f"{n}.jpg", picture())) for n in range(7)])
    assert answer.status_code == 422 and "There are 5 files already" in answer.text
    assert [name for _path, name in await listed(leyla)] == [f"{n}.jpg" for n in range(5)]
    assert 'class="drop" hidden' in (await leyla.look(leyla.at("documents"))).text


async def test_a_button_removes_one_and_keeps_the_rest(gallery: Portal, leyla: Applicant) -> None:
    await send(leyla, ("plan", ("p.pdf", pdf())), *[("photos", (f"{n}.jpg", picture())) for n in "ab"])
    shown = await leyla.look(leyla.at("documents"))
    path, document = ID.findall(shown.text)[1]
    answer = await send(leyla, op=f"drop:{path}:{document}")
    assert answer.status_code == 303 and answer.headers["location"].endswith("#f-photos")
    assert await listed(leyla) == [("plan", "p.pdf"), ("photos", "b.jpg")]
    await gallery.settle()
    assert len(await rows()) == 2
    assert (await leyla.browser.client.get(f"/cases/{leyla.number}/files/{document}")).status_code == 404


async def test_documents_of_others_can_not_be_named_or_had(gallery: Portal, leyla: Applicant) -> None:
    rashad = await Applicant.of(gallery, "rashad")
    await send(rashad, ("plan", ("his.pdf", pdf())))
    theirs = (await Document.select(Document.id).first())["id"]  # type: ignore[index]
    assert (await send(leyla, plan=str(theirs), photos=[str(theirs)])).status_code == 303
    assert await listed(leyla) == [] and (await typed(leyla.number))["plan"] == ""
    for number in (leyla.number, rashad.number):
        for path in ("", "/preview", "/preview/1", "/state?path=plan"):
            answer = await leyla.browser.client.get(f"/cases/{number}/files/{theirs}{path}")
            assert answer.status_code == 404, (number, path)
        assert (await leyla.browser.post(f"/cases/{number}/files/{theirs}/remove")).status_code == 404
    assert await listed(rashad) == [("plan", "his.pdf")]


async def test_a_page_from_before_takes_no_file_away(leyla: Applicant) -> None:
    await leyla.look(leyla.at("documents"))
    old = dict(leyla.page)
    await send(leyla, ("photos", ("a.jpg", picture())))
    data = {"csrf": leyla.browser.csrf, **old, "op": "next"}
    await leyla.browser.client.post(leyla.at("documents"), data=data, files=[("photos", ("b.jpg", picture()))])
    assert [name for _path, name in await listed(leyla)] == ["a.jpg", "b.jpg"]


async def one(who: Applicant, *files: File, **headers: str) -> httpx.Response:
    """As the script sends it."""
    wanted = {"X-CSRF-Token": who.browser.csrf, "Accept": "application/problem+json", **headers}
    return await who.browser.client.post(f"/cases/{who.number}/files", files=list(files), headers=wanted)


async def test_a_script_sends_one_alone_and_is_answered_in_words(leyla: Applicant) -> None:
    await leyla.look(leyla.at("documents"))
    answer = await one(leyla, ("photos", ("a.jpg", picture())))
    assert answer.status_code == 201 and answer.headers["x-versions"] == "1 2" and "a.jpg" in answer.text
    refused = await one(leyla, ("photos", ("a.jpg", pdf())))
    assert refused.status_code == 422 and refused.headers["content-type"] == "application/problem+json"
    assert "not of a kind" in refused.json()["detail"]
    document = ID.findall(answer.text)[0][1]
    removed = await leyla.browser.post(f"/cases/{leyla.number}/files/{document}/remove")
    assert removed.status_code == 200 and removed.headers["x-versions"] == "2 3"
    assert await listed(leyla) == []
    assert (await one(leyla)).status_code in (400, 415)
    assert (await one(leyla, ("name", ("a.jpg", picture())))).status_code == 404


async def test_what_is_handed_out_can_not_run(leyla: Applicant) -> None:
    content = pdf() + b"<script>alert(1)</script>"
    await send(leyla, ("plan", ("p.pdf", content, "text/html")))
    document = ID.findall((await leyla.look(leyla.at("documents"))).text)[0][1]
    given = await leyla.browser.client.get(f"/cases/{leyla.number}/files/{document}")
    assert given.content == content and given.headers["content-type"] == "application/pdf"
    assert (
        given.headers["x-content-type-options"] == "nosniff" and "sandbox" in given.headers["content-security-policy"]
    )
    assert (
        given.headers["content-disposition"].startswith("attachment") and given.headers["cache-control"] == "no-store"
    )


async def test_pages_of_a_file_are_shown_as_pictures(leyla: Applicant) -> None:
    await send(leyla, ("plan", ("p.pdf", pdf(3))), ("photos", ("a.png", picture("PNG"))))
    for (path, document), pages in zip(ID.findall((await leyla.look(leyla.at("documents"))).text), (3, 1), strict=True):
        where = f"/cases/{leyla.number}/files/{document}/preview"
        shown = await leyla.browser.get(f"{where}?page={pages}")
        is_page(shown, 200, f"Page {pages} of {pages}", language="en")
        assert f'src="{where}/{pages}"' in shown.text and 'alt="' in shown.text, path
        made = await leyla.browser.client.get(f"{where}/{pages}")
        assert made.content.startswith(b"\x89PNG") and made.headers["content-type"] == "image/png"
        assert (await leyla.browser.client.get(f"{where}/{pages + 1}")).status_code == 404
        is_page(await leyla.browser.get(f"{where}?page={pages + 1}"), 200, "can't be shown here", language="en")


async def test_officers_get_files_only_to_download_while_nothing_is_scanned(gallery: Portal, leyla: Applicant) -> None:
    await send(leyla, ("plan", ("p.pdf", pdf())), ("photos", ("a.jpg", picture())))
    await leyla.fill()
    dropped = ID.findall((await leyla.look(leyla.at("documents"))).text)[1][1]
    await leyla.browser.post(f"/cases/{leyla.number}/files/{dropped}/remove")
    left = await gallery.site.files.store(one_piece(pdf()), "x.pdf", "application/pdf", party="p:5VBK5VR", case=None)
    assert (await leyla.confirm()).status_code == 303
    officer = await gallery.signed_in("nigar", "en")
    shown = await officer.get(f"/cases/{leyla.number}")
    files = re.findall(r'href="(/cases/[^"]+/files/[0-9a-f-]+)"', shown.text)
    assert len(set(files)) == 1 and "/preview" not in shown.text and "not scanned for viruses" in shown.text
    looks = await JournalRow.count().where(JournalRow.kind == "looked")
    assert (await officer.client.get(files[0])).content == pdf()
    assert await JournalRow.count().where(JournalRow.kind == "looked") == looks + 1
    is_page(await officer.get(f"{files[0]}/preview"), 403, "Download it instead.", language="en")
    assert (await officer.client.get(f"/cases/{leyla.number}/files/{left.id}")).status_code == 404
    assert (await officer.client.get(f"{files[0]}/state?path=plan")).status_code == 404
    await documents.scanned(UUID(files[0].rpartition("/")[2]), "infected", "Test.Pattern")
    for somebody in (officer, leyla.browser):
        is_page(await somebody.get(files[0]), 403, "Test.Pattern", language="en")


async def test_readiness_says_that_nothing_is_scanned(gallery: Portal) -> None:
    answer = (await gallery.browser().get("/readyz")).json()
    assert answer["scanner"] == "off" and "XIDMET_SCANNER" in answer["warnings"][0]
