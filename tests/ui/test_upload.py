"""Files go with the form, without a script: what is taken, what is refused in words, and nothing that is lost by it."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import httpx
import pytest
from xidmet.documents.files import one_piece
from xidmet.store import documents
from xidmet.store.tables import Document, JournalRow

from tests.attachments import MACROS, large_pdf, pdf, picture
from tests.core.uploading import rows, typed
from tests.gallery.seeded import gallery_settings, prepared
from tests.ui.answered import is_page, words
from tests.ui.applicant import Applicant
from tests.ui.browser import Portal, portal_on

File = tuple[str, tuple[str, bytes] | tuple[str, bytes, str]]
BOUNDARY = "xidmet-boundary"
ID = re.compile(r'value="drop:([\w-]+):([0-9a-f-]{36})"')


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    asyncio.run(prepared(gallery_settings(folder)))
    return folder


@pytest.fixture
async def portal(seeded: Path, tmp_path: Path) -> AsyncIterator[Portal]:
    shutil.copytree(seeded, tmp_path / "data")
    async with portal_on(gallery_settings(tmp_path / "data")) as opened:
        yield opened


@pytest.fixture
async def leyla(portal: Portal) -> Applicant:
    return await Applicant.of(portal, language="en")


async def send(who: Applicant, *files: File, op: str = "next", **fields: Any) -> httpx.Response:
    """The step "documents" with what it names already, as a browser posts it."""
    shown = await who.look(who.at("documents"))
    there: dict[str, list[str]] = {}
    for path, document in ID.findall(shown.text):
        there.setdefault(path, []).append(document)
    data = {"csrf": who.browser.csrf, **who.page, **there, **fields, "op": op}
    return await who.browser.client.post(who.at("documents"), data=data, files=list(files) or NOTHING)


NOTHING: list[File] = [("plan", ("", b""))]  # what a browser sends where no file was chosen


async def listed(who: Applicant) -> list[tuple[str, str]]:
    """(path, name) of each file on the page."""
    shown = (await who.look(who.at("documents"))).text
    found = re.findall(r'<li id="file-.*?</li>', shown, re.S)
    return [(ID.search(one)[1], unescape(re.search(r'class="nm">(?:<a[^>]*>)?([^<]+)', one)[1])) for one in found]  # type: ignore[index]


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


async def test_a_button_removes_one_and_keeps_the_rest(portal: Portal, leyla: Applicant) -> None:
    await send(leyla, ("plan", ("p.pdf", pdf())), *[("photos", (f"{n}.jpg", picture())) for n in "ab"])
    shown = await leyla.look(leyla.at("documents"))
    path, document = ID.findall(shown.text)[1]
    answer = await send(leyla, op=f"drop:{path}:{document}")
    assert answer.status_code == 303 and answer.headers["location"].endswith("#f-photos")
    assert await listed(leyla) == [("plan", "p.pdf"), ("photos", "b.jpg")]
    await portal.settle()
    assert len(await rows()) == 2
    assert (await leyla.browser.client.get(f"/cases/{leyla.number}/files/{document}")).status_code == 404


async def test_documents_of_others_can_not_be_named_or_had(portal: Portal, leyla: Applicant) -> None:
    rashad = await Applicant.of(portal, "rashad")
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


def part(name: str, content: bytes, *lines: str, file: str | None = None) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
    return "\r\n".join([f"--{BOUNDARY}", head, *lines, "", ""]).encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


async def post(who: Applicant, body: bytes, kind: str = f"multipart/form-data; boundary={BOUNDARY}") -> httpx.Response:
    return await who.browser.client.post(who.at("documents"), content=body, headers={"Content-Type": kind})


async def test_without_its_token_first_no_file_is_read(leyla: Applicant) -> None:
    await leyla.look(leyla.at("documents"))
    token, file = part("csrf", leyla.browser.csrf.encode()), part("plan", pdf(), file="a.pdf")
    for body in (file + token, part("version", b"1") + file + token, part("csrf", b"x") + file, file, b""):
        assert (await post(leyla, body + END)).status_code == 403, body[:80]
    assert await rows() == set()
    assert (await post(leyla, token + part("version", b"1") + file + END)).status_code == 303


HOSTILE = {
    "cut off in a file": part("plan", pdf(), file="a.pdf")[:-50],
    "cut off behind a file": part("plan", pdf(), file="a.pdf"),
    "cut off in a head": b'--xidmet-boundary\r\nContent-Disposition: form-data; name="pl',
    "a head without an end": part("plan", b"", "X: " + "x" * 100_000, file="a.pdf"),
    "too many heads": part("plan", b"", *["X: y"] * 50, file="a.pdf") + END,
    "no disposition": b"--xidmet-boundary\r\nContent-Type: x/y\r\n\r\nx\r\n" + END,
    "another boundary": b"--other\r\n\r\n" + END,
    "bare line feeds": part("plan", pdf(), file="a.pdf").replace(b"\r\n", b"\n") + END,
    "a field that is too long": part("name", b"x" * 200_000) + END,
    "too many fields": part("x", b"") * 3_000 + END,
    "text that is none": part("name", b"\xff\xfe") + END,
    "NUL in a field": part("name", b"a\0b") + END,
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_body_is_refused_soon_and_leaves_nothing(leyla: Applicant, what: str) -> None:
    await leyla.look(leyla.at("documents"))
    began = time.monotonic()
    answer = await post(leyla, part("csrf", leyla.browser.csrf.encode()) + HOSTILE[what])
    assert answer.status_code in (400, 403, 413) and time.monotonic() - began < 5, answer.status_code
    is_page(answer, answer.status_code, language="en")
    assert await typed(leyla.number) == {} and len(await rows()) <= ("behind" in what)


@pytest.mark.parametrize("boundary", ["", "x" * 71, "a\tb", "a@b", '"; x="'])
async def test_a_boundary_that_is_none(leyla: Applicant, boundary: str) -> None:
    await leyla.look(leyla.at("documents"))
    assert (await post(leyla, END, f"multipart/form-data; boundary={boundary}")).status_code in (400, 403)


async def test_a_long_form_without_files_is_still_refused(leyla: Applicant) -> None:
    """The route takes files of many megabytes, its other fields do not."""
    await leyla.look(leyla.at("documents"))
    body = b"csrf=" + leyla.browser.csrf.encode() + b"&name=" + b"x" * 5_000_000
    assert (await post(leyla, body, "application/x-www-form-urlencoded")).status_code == 413


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "a%0d%0aSet-Cookie:x.pdf": "a%0d%0aSet-Cookie:x.pdf",
    "<script>alert(1)</script>.pdf": "script>.pdf",
    "Gecə ‮fdp.exe": "Gecə fdp.exe.pdf",
}


@pytest.mark.parametrize("name", NAMES)
async def test_a_hostile_name_stays_a_name(leyla: Applicant, name: str) -> None:
    await leyla.look(leyla.at("documents"))
    token, version = part("csrf", leyla.browser.csrf.encode()), part("version", b"1")
    assert (await post(leyla, token + version + part("plan", pdf(), file=name) + END)).status_code == 303
    assert await listed(leyla) == [("plan", NAMES[name])]
    shown = (await leyla.look(leyla.at("documents"))).text
    assert "<script>alert" not in shown
    document = ID.findall(shown)[0][1]
    given = await leyla.browser.client.get(f"/cases/{leyla.number}/files/{document}")
    assert unquote(given.headers["content-disposition"]) == f"attachment; filename*=UTF-8''{NAMES[name]}"


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


async def test_officers_get_files_only_to_download_while_nothing_is_scanned(portal: Portal, leyla: Applicant) -> None:
    await send(leyla, ("plan", ("p.pdf", pdf())), ("photos", ("a.jpg", picture())))
    await leyla.fill()
    dropped = ID.findall((await leyla.look(leyla.at("documents"))).text)[1][1]
    await leyla.browser.post(f"/cases/{leyla.number}/files/{dropped}/remove")
    left = await portal.site.files.store(one_piece(pdf()), "x.pdf", "application/pdf", party="p:5VBK5VR", case=None)
    assert (await leyla.confirm()).status_code == 303
    officer = await portal.signed_in("nigar", "en")
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


async def test_readiness_says_that_nothing_is_scanned(portal: Portal) -> None:
    answer = (await portal.browser().get("/readyz")).json()
    assert answer["scanner"] == "off" and "XIDMET_SCANNER" in answer["warnings"][0]
