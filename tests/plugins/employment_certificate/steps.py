"""What is done with a certificate again and again, and what stands on a page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from typing import Any

import httpx
import pypdf
import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from xidmet.store import issued, mailbox
from xidmet.store.tables import Case

from tests.ui.browser import Browser, Portal, hidden

BODY, BODY_NAME, BODY_MAIL = "1400000101", "“Nümunə Logistika” MMC", "info@numune-logistika.example"
TOLD_IF_LOST = {"deliver": "addressed", "addressee": BODY, "tell": "yes"}


@dataclass(frozen=True)
class Made:
    """case: the number of the case; number: the certificate's own."""

    case: str
    number: str


async def made(portal: Portal, person: Browser, **answers: str) -> Made:
    """A confirmed certificate whose letters have left."""
    case = await person.draft(**answers)
    confirmed = await person.confirm(case)
    assert confirmed.headers.get("location") == f"/cases/{case}?done=confirm", confirmed.text
    await portal.settle()
    return Made(case, await number_of(case))


async def number_of(case: str) -> str:
    row = await Case.select(Case.id).where(Case.number == case).first()
    assert row is not None
    return (await issued.of_case(row["id"]))[0].number


async def moved(person: Browser, case: str, name: str, **asked: str) -> None:
    """Press the button behind the page that says what it will do."""
    page = await person.get(f"/cases/{case}/move/{name}")
    fields = {field: hidden(page.text, field) for field in ("version", "token")}
    answer = await person.post(f"/cases/{case}/move/{name}", {**fields, **asked})
    assert answer.headers.get("location") == f"/cases/{case}?done={name}", answer.text


async def checked(person: Browser, number: str) -> httpx.Response:
    await person.get("/verify")
    return await person.post("/verify", {"number": number})


async def by_machine(person: Browser, number: str) -> dict[str, Any]:
    told: dict[str, Any] = (await person.client.get(f"/api/v1/attestations/{number}")).json()
    return told


def rows(answer: httpx.Response) -> list[list[str]]:
    """The cells of the page's table, row by row."""
    body = re.search(r"<tbody>(.*?)</tbody>", answer.text, re.S)
    found = re.findall(r"<tr>(.*?)</tr>", body[1], re.S) if body else []
    return [[plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)] for row in found]


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def offered(answer: httpx.Response, name: str) -> list[str]:
    """What the options of a question are, as they would be posted."""
    options = re.findall(rf'<input class="ds-input" type="radio"[^>]* name="{name}" value="([^"]*)"', answer.text)
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', answer.text, re.S)
    return [unescape(value) for value in options + (re.findall(r'value="([^"]+)"', select[0]) if select else [])]


async def letters_to(address: str) -> list[Any]:
    """The e-mails to an address, the latest first."""
    kept = [await mailbox.letter(one.message_id) for one in await mailbox.letters() if one.to == address]
    return [message_from_bytes(one.source, policy=policy.default) for one in kept if one]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def qr_in(pdf: bytes) -> str:
    """What a camera reads from the first page."""
    (found,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=3).to_pil())
    return str(found.text)


def version_of(answer: httpx.Response) -> int:
    return int(hidden(answer.text, "version"))
