"""Forms with files that no browser sends: refused soon, in words, with nothing left behind."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

import httpx
import pytest

from tests.attachments import pdf
from tests.core.uploading import rows, typed
from tests.ui.answered import is_page
from tests.ui.applicant import Applicant
from tests.ui.browser import Portal
from tests.ui.uploads import ID, listed

BOUNDARY = "xidmet-boundary"


@pytest.fixture
async def leyla(gallery: Portal) -> Applicant:
    return await Applicant.of(gallery, language="en")


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

SOON = 60.0  # seconds; only against waiting for ever


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_body_is_refused_soon_and_leaves_nothing(leyla: Applicant, what: str) -> None:
    await leyla.look(leyla.at("documents"))
    async with asyncio.timeout(SOON):
        answer = await post(leyla, part("csrf", leyla.browser.csrf.encode()) + HOSTILE[what])
    assert answer.status_code in (400, 403, 413), answer.status_code
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
