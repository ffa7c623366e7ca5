"""Tables of workers, and somebody who sends them into a draft of the gallery's service."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx
import xlsxwriter
from xidmet.store import cases
from xidmet.store import rows_file as store

from tests import gallery
from tests.ui.browser import Browser, Portal, hidden

HEADERS = ("FİN", "Soyad", "Əməkhaqqı", "İşə qəbul tarixi", "Göndərən", "Əcnəbi", "Pasport")
NAMES = ("fin", "surname", "salary", "since", "employer", "foreign", "passport")
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Rows = Sequence[Sequence[str]]
SECONDS = 120  # only against waiting for ever


def fin(place: int) -> str:
    """Another one for each place."""
    signs = ""
    for _sign in range(5):
        place, rest = divmod(place, len(LETTERS))
        signs = LETTERS[rest] + signs
    return f"5A{signs}"


def worker(place: int, **more: str) -> list[str]:
    row = {
        "fin": fin(place),
        "surname": "Məmmədov",
        "salary": f"{1000 + place % 500},50",
        "since": "01.09.2020",
        "employer": "",
        "foreign": "xeyr",
        "passport": "",
    }
    return list((row | more).values())


def csv_of(rows: Rows, headers: Sequence[str] = NAMES, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    return "".join(delimiter.join(row) + "\r\n" for row in (headers, *rows)).encode(encoding)


def xlsx_of(rows: Rows, headers: Sequence[str] = NAMES) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for place, row in enumerate((headers, *rows)):
        page.write_row(place, 0, row)
    book.close()
    return out.getvalue()


class Sender:
    """Somebody who brings rows into a draft of the gallery's service. number: of the draft."""

    def __init__(self, browser: Browser, number: str) -> None:
        self.browser, self.number = browser, number

    @property
    def base(self) -> str:
        return f"/cases/{self.number}/rows/workers"

    async def send(self, content: bytes, name: str = "işçilər.csv", base: str = "", csrf: str = "") -> httpx.Response:
        return await self.browser.client.post(
            base or self.base,
            data={"csrf": csrf or self.browser.csrf},
            files={"file": (name, content, "application/octet-stream")},
        )

    async def sent(self, content: bytes, name: str = "işçilər.csv") -> str:
        """The page of a file that was taken."""
        answer = await self.send(content, name)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def match(self, path: str, **columns: str) -> httpx.Response:
        """With what was guessed, but for columns given as column_0="fin"."""
        page = await self.browser.get(path)
        chosen = dict(_chosen(page.text))
        chosen |= {name.replace("_", "-"): value for name, value in columns.items()}
        return await self.browser.post(f"{path}/columns", {"version": hidden(page.text, "version"), **chosen})

    async def mend(self, path: str, fields: dict[str, str], page: str = "") -> httpx.Response:
        shown = await self.browser.get(f"{path}{page}")
        return await self.browser.post(f"{path}/mend", {"version": version_of(shown.text), "page": "1", **fields})

    async def take(self, path: str, version: str = "") -> httpx.Response:
        shown = await self.browser.get(path)
        found = re.search(r'/take".*?name="version" value="(\d+)"', shown.text, re.DOTALL)
        return await self.browser.post(f"{path}/take", {"version": version or (found[1] if found else "1")})


def _chosen(page: str) -> list[tuple[str, str]]:
    found = list[tuple[str, str]]()
    for name, options in re.findall(r'name="(column-\d+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="(\w*)" selected', options)
        found.append((name, chosen[1] if chosen else ""))
    return found


def version_of(page: str) -> str:
    found = re.search(r'/mend".*?name="version" value="(\d+)"', page, re.DOTALL)
    return found[1] if found else "1"


async def sender(portal: Portal, person: str = "leyla") -> Sender:
    """With a new draft."""
    browser = await portal.signed_in(person)
    number = await browser.open(gallery.SLUG)
    await browser.get(f"/cases/{number}/rows/workers")
    return Sender(browser, number)


async def read(me: Sender, path: str) -> str:
    """The page once the worker has read every row."""
    async with asyncio.timeout(SECONDS):
        while True:
            page = (await me.browser.get(path)).text
            if 'id="progress"' not in page:
                return page
            await asyncio.sleep(0.05)


async def checked(me: Sender, rows: list[list[str]], name: str = "işçilər.csv") -> str:
    """The path of a file whose rows are read."""
    path = await me.sent(csv_of(rows), name)
    assert (await me.match(path)).status_code == 303
    await read(me, path)
    return path


async def taken(me: Sender) -> list[dict[str, Any]]:
    record = await cases.by_number(me.number)
    assert record is not None
    rows: list[dict[str, Any]] = record.typed.get("workers", [])
    return rows


async def states(path: str) -> dict[str, int]:
    return await store.counts(UUID(path.rpartition("/")[2]))
