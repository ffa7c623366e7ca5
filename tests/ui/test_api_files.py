"""Files by machine: attached as bytes, each once, by the rules of the page; followed, handed out and removed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from xidmet.errors import NotAllowed, NotFound, Unsupported
from xidmet.store import documents

from tests.attachments import MACROS, large_pdf, pdf, picture
from tests.core.certificate import token
from tests.core.uploading import objects, rows, typed
from tests.gallery import SLUG
from tests.ui.browser import Portal
from tests.ui.machine import Machine, form_validator, is_problem, machine
from tests.ui.test_api_gallery import ANSWERS
from tests.ui.wire import served

RAW = {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename*=UTF-8''a.pdf"}


@pytest.fixture
async def leyla(gallery: Portal) -> Machine:
    return await machine(gallery, await gallery.signed_in("leyla"))


async def nothing_left(gallery: Portal, case: Any) -> None:
    """No row, no object, no answer."""
    await gallery.settle()
    assert await rows() == set() and objects(gallery.site) == set()
    assert not (await typed(case["number"])).get("plan")


async def test_the_main_job_with_files_by_machine_alone(gallery: Portal, leyla: Machine) -> None:
    """Open, answer, attach, send, follow: and an official reads what was attached."""
    form = await leyla.get(f"/api/v1/services/{SLUG}/form")
    assert form["properties"]["plan"]["anyOf"][0]["x-upload"] == {"kinds": ["pdf"], "mostBytes": 20_000_000}
    case = await leyla.answer(await leyla.open(SLUG), **ANSWERS)
    plan, photo = pdf(2), picture()
    answer = await leyla.attach(case, "plan", plan, "Plan №1.pdf")
    file = answer.json()
    assert answer.status_code == 201 and answer.headers["location"] == file["href"]
    assert (file["question"], file["name"], file["kind"], file["size"]) == ("plan", "Plan №1.pdf", "pdf", len(plan))
    assert file["sha256"] == hashlib.sha256(plan).hexdigest() and file["scan"] == "not-scanned"
    row = (await leyla.get(f"/api/v1/cases/{case['number']}"))["answers"]["workers"][0]["_id"]
    await leyla.answer({**case, "version": file["version"]}, workers=[{**ANSWERS["workers"][0], "_id": row}])
    for path in ("photos", "photos", f"workers-{row}-scan"):
        answer = await leyla.attach(case, path, photo, "a.jpg", headers={"Content-Type": "image/jpeg"})
        assert answer.status_code == 201 and answer.json()["question"] == path
    listed = await leyla.get(f"/api/v1/cases/{case['number']}/files")
    assert [one["question"] for one in listed["files"]] == ["plan", "photos", "photos", f"workers-{row}-scan"]
    case = await leyla.get(f"/api/v1/cases/{case['number']}")
    assert case["errors"] == [] and case["version"] == listed["version"]
    assert case["answers"]["plan"] == file["id"] and len(case["answers"]["photos"]) == 2
    form_validator(form).validate(case["answers"])
    sent = await leyla.move(case, "send")
    assert sent.status_code == 200, sent.text
    seen = await leyla.get(f"/api/v1/cases/{case['number']}/files")
    assert [one["question"] for one in seen["files"]] == ["plan", "photos", "photos", "workers-0-scan"]
    assert (await leyla.get(file["href"]))["version"] == sent.json()["version"]
    given = await leyla.ask("GET", file["content"])
    assert given.content == plan and unquote(given.headers["content-disposition"]).endswith("Plan №1.pdf")
    assert "sandbox" in given.headers["content-security-policy"] and given.headers["content-type"] == "application/pdf"
    nigar = await machine(gallery, await gallery.signed_in("nigar"))
    assert (await nigar.get(f"/api/v1/cases/{case['number']}/files"))["files"] == seen["files"]
    assert (await nigar.ask("GET", file["content"])).content == plan
    is_problem(await nigar.ask("DELETE", file["href"]), NotAllowed)
    is_problem(await leyla.ask("DELETE", file["href"]), "refused")


async def test_the_same_key_attaches_once(gallery: Portal, leyla: Machine) -> None:
    case, key = await leyla.open(SLUG), token()
    first = await leyla.attach(case, "photos", picture(), "a.jpg", key=key)
    again = await leyla.attach(case, "photos", picture(), "a.jpg", key=key)
    assert again.status_code == 201 and again.json() == first.json()
    assert len(await rows()) == 1 == len(objects(gallery.site))
    for path, content in (("photos", picture("PNG")), ("plan", pdf()), ("photos", b""), ("photos", picture()[:-1])):
        is_problem(await leyla.attach(case, path, content, key=key), "used-elsewhere")
    other = await leyla.open(SLUG)
    is_problem(await leyla.attach(other, "photos", picture(), "a.jpg", key=key), "used-elsewhere")
    body = {"service": SLUG, "answers": {}}
    is_problem(await leyla.ask("POST", "/api/v1/cases", body, key=key), "used-elsewhere")
    nigar = await machine(gallery, await gallery.signed_in("nigar"))
    is_problem(await nigar.attach(case, "photos", picture(), "a.jpg", key=key), NotFound)
    assert len(await rows()) == 1 == len(objects(gallery.site))
    assert (await leyla.ask("DELETE", first.json()["href"])).status_code == 204
    gone = is_problem(await leyla.attach(case, "photos", picture(), "a.jpg", key=key), "refused")
    assert gone["code"].startswith("the-file-that-came-with-this-key-was-removed")
    await gallery.settle()
    assert await rows() == set() == objects(gallery.site)


async def test_the_same_key_at_the_same_time_attaches_once(gallery: Portal, leyla: Machine) -> None:
    case, key = await leyla.open(SLUG), token()
    answers = await asyncio.gather(*[leyla.attach(case, "plan", pdf(), "a.pdf", key=key) for _ in range(6)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    await gallery.settle()
    assert len(await rows()) == 1 == len(objects(gallery.site))
    assert (await leyla.get(f"/api/v1/cases/{case['number']}"))["version"] == 2


async def test_a_repeat_is_answered_even_when_the_question_is_full_by_it_or_the_case_was_sent(
    leyla: Machine,
) -> None:
    case, keys = await leyla.open(SLUG, **ANSWERS), [token() for _ in range(5)]
    for key in keys:
        assert (await leyla.attach(case, "photos", picture(), "a.jpg", key=key)).status_code == 201
    full = is_problem(await leyla.attach(case, "photos", picture(), "a.jpg"), "file-refused")
    assert full["code"] == "too-many-files" and full["status"] == 422
    assert (await leyla.attach(case, "photos", picture(), "a.jpg", key=keys[4])).status_code == 201
    case = await leyla.get(f"/api/v1/cases/{case['number']}")
    assert (await leyla.move(case, "send")).status_code == 200
    assert (await leyla.attach(case, "photos", picture(), "a.jpg", key=keys[0])).status_code == 201
    is_problem(await leyla.attach(case, "plan", pdf()), "refused")


REFUSED: dict[str, tuple[bytes, str]] = {
    "a program": (b"MZ" * 500, "wrong-kind"),
    "a page": (b"<html><script>alert(1)</script>", "wrong-kind"),
    "a picture": (picture(), "wrong-kind"),
    "macros": (MACROS, "wrong-kind"),
    "nothing": (b"", "empty-file"),
    "a locked PDF": (pdf(1, "secret"), "locked-file"),
    "too much": (large_pdf(20_000_001), "file-too-large"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_refused_is_told_and_leaves_nothing(gallery: Portal, leyla: Machine, what: str) -> None:
    case, (content, code) = await leyla.open(SLUG), REFUSED[what]
    said = is_problem(await leyla.attach(case, "plan", content, "plan.pdf"), "file-refused")
    assert said["code"] == code and "plan.pdf" in said["detail"]
    await nothing_left(gallery, case)


HEADERS: dict[str, tuple[dict[str, str], int]] = {
    "no type": ({"Content-Type": ""}, 415),
    "a form": ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    "JSON": ({"Content-Type": "application/json"}, 415),
    "a page": ({"Content-Type": "text/html"}, 415),
    "no name": ({"Content-Disposition": "attachment"}, 400),
    "an empty name": ({"Content-Disposition": "attachment; filename*=UTF-8''%20"}, 400),
    "a name that is no text": ({"Content-Disposition": "attachment; filename*=UTF-8''%ff%fe"}, 400),
    "a name with NUL": ({"Content-Disposition": "attachment; filename*=UTF-8''a%00b"}, 400),
    "no key": ({"Idempotency-Key": ""}, 400),
    "a short key": ({"Idempotency-Key": "abc"}, 400),
    "no token": ({"X-CSRF-Token": ""}, 403),
    "another token": ({"X-CSRF-Token": "x" * 43}, 403),
    "from another site": ({"Origin": "https://elsewhere.example"}, 403),
    "more was said than came": ({"Content-Length": "100000"}, 400),
}


@pytest.mark.parametrize("what", HEADERS)
async def test_headers_that_do_not_do(gallery: Portal, leyla: Machine, what: str) -> None:
    case, (headers, status) = await leyla.open(SLUG), HEADERS[what]
    answer = await leyla.attach(case, "plan", pdf(), headers=headers)
    assert answer.status_code == status, answer.text
    await nothing_left(gallery, case)


PATHS = [
    "name",
    "none",
    "workers",
    "workers-r1",
    "workers-r1-fin",
    "plan-x",
    "..",
    "plan%20",
    "plan%2Fx",
    "%D0%B0",
    "a" * 300,
]


@pytest.mark.parametrize("path", PATHS)
async def test_where_no_file_is_asked(gallery: Portal, leyla: Machine, path: str) -> None:
    case = await leyla.open(SLUG)
    where = f"/api/v1/cases/{case['number']}/files/{path}"
    headers = {**RAW, "X-CSRF-Token": leyla.csrf, "Idempotency-Key": token()}
    answer = await leyla.browser.client.post(where, content=pdf(), headers=headers)
    assert answer.status_code in (404, 405), answer.text
    await nothing_left(gallery, case)


NAMES = {
    "attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd": "passwd.pdf",
    "attachment; filename*=utf-8'az'a%0D%0ASet-Cookie%3A%20x.pdf": "a Set-Cookie: x.pdf",
    "attachment; filename*=UTF-8''gec%C9%99%E2%80%AEfdp.exe": "gecəfdp.exe.pdf",
    'attachment; filename="plain.pdf"': "plain.pdf",
    "attachment; filename=\"x.pdf\"; filename*=UTF-8''%C3%A7ox.pdf": "çox.pdf",
    "attachment; filename*=UTF-8''" + "a" * 5000: "a" * 196 + ".pdf",
}


@pytest.mark.parametrize("disposition", NAMES)
async def test_a_hostile_name_stays_a_name(leyla: Machine, disposition: str) -> None:
    case = await leyla.open(SLUG)
    answer = await leyla.attach(case, "plan", pdf(), headers={"Content-Disposition": disposition})
    assert answer.status_code == 201 and answer.json()["name"] == NAMES[disposition], answer.text


async def test_a_file_that_is_cut_off_leaves_nothing(gallery: Portal, leyla: Machine) -> None:
    """Over a real connection, which ends in the middle of the body."""
    case, content = await leyla.open(SLUG), large_pdf(2_000_000)
    session = f"session={leyla.browser.client.cookies['session']}"
    lines = {**RAW, "Host": "localhost:8000", "Cookie": session, "X-CSRF-Token": leyla.csrf, "Idempotency-Key": token()}
    head = f"POST /api/v1/cases/{case['number']}/files/plan HTTP/1.1\r\n"
    for length in (f"Content-Length: {len(content)}", "Transfer-Encoding: chunked"):
        said = head + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + f"{length}\r\n\r\n"
        body = b"%x\r\n" % len(content) + content[:900_000] if "chunked" in length else content[:900_000]
        async with served(gallery) as wire:
            _reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
            writer.write(said.encode() + body)
            await writer.drain()
            await asyncio.sleep(0.2)
            writer.close()
            await writer.wait_closed()
        await nothing_left(gallery, case)


async def test_a_stream_is_never_whole_in_memory_nor_longer_than_may_be(gallery: Portal, leyla: Machine) -> None:
    """In pieces of unsaid length: the first bytes tell that it is no PDF, and nothing more is asked for."""
    case, asked = await leyla.open(SLUG), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while asked < 1_000:
            asked += 1
            yield b"MZ" * 32_768

    where = f"/api/v1/cases/{case['number']}/files/plan"
    headers = {**RAW, "X-CSRF-Token": leyla.csrf, "Idempotency-Key": token()}
    answer = await leyla.browser.client.post(where, content=endless(), headers=headers)
    is_problem(answer, "file-refused")
    assert asked < 50
    await nothing_left(gallery, case)


async def test_files_of_others_are_none(gallery: Portal, leyla: Machine) -> None:
    case = await leyla.open(SLUG, **ANSWERS)
    file = (await leyla.attach(case, "plan", pdf())).json()
    rashad = await machine(gallery, await gallery.signed_in("rashad"))
    theirs = await rashad.open(SLUG)
    is_problem(await rashad.attach(case, "plan", pdf()), NotFound)
    for number in (case["number"], theirs["number"]):
        for where in (f"/files/{file['id']}", f"/files/{file['id']}/content"):
            is_problem(await rashad.ask("GET", f"/api/v1/cases/{number}{where}"), NotFound)
        is_problem(await rashad.ask("DELETE", f"/api/v1/cases/{number}/files/{file['id']}"), NotFound)
    is_problem(await rashad.ask("GET", f"/api/v1/cases/{case['number']}/files"), NotFound)
    for wrong in (str(uuid4()), "x", "plan", file["id"][:-1]):
        for method, tail in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
            answer = await leyla.ask(method, f"/api/v1/cases/{case['number']}/files/{wrong}{tail}")
            is_problem(answer, NotFound)
    assert (await leyla.get(file["href"]))["id"] == file["id"]


async def test_a_file_is_removed_once_and_for_good(gallery: Portal, leyla: Machine) -> None:
    case = await leyla.open(SLUG)
    file = (await leyla.attach(case, "plan", pdf())).json()
    assert (await leyla.ask("DELETE", file["href"], headers={"X-CSRF-Token": ""})).status_code == 403
    assert (await leyla.ask("DELETE", file["href"])).status_code == 204
    for method, where in (("DELETE", file["href"]), ("GET", file["href"]), ("GET", file["content"])):
        is_problem(await leyla.ask(method, where), NotFound)
    await nothing_left(gallery, case)


async def test_a_single_file_takes_the_place_of_the_one_before(leyla: Machine) -> None:
    case = await leyla.open(SLUG)
    for name in ("a.pdf", "b.pdf"):
        assert (await leyla.attach(case, "plan", pdf(), name)).status_code == 201
    listed = await leyla.get(f"/api/v1/cases/{case['number']}/files")
    assert [one["name"] for one in listed["files"]] == ["b.pdf"]


async def test_what_the_scanner_found_is_told_and_given_to_nobody(leyla: Machine) -> None:
    case = await leyla.open(SLUG, **ANSWERS)
    file = (await leyla.attach(case, "plan", pdf())).json()
    await documents.scanned(UUID(file["id"]), "infected", "Test.Pattern")
    now = await leyla.get(file["href"])
    assert (now["scan"], now["finding"]) == ("infected", "Test.Pattern")
    assert "Test.Pattern" in (await leyla.ask("GET", file["content"])).json()["detail"]
    case = await leyla.get(f"/api/v1/cases/{case['number']}")
    is_problem(await leyla.move(case, "send"), "wrong-answers")


async def test_a_form_is_told_what_to_send_instead(leyla: Machine) -> None:
    case = await leyla.open(SLUG)
    answer = await leyla.attach(case, "plan", pdf(), headers={"Content-Type": "application/json"})
    assert answer.status_code == Unsupported.status and "octet-stream" in answer.json()["mend"]
