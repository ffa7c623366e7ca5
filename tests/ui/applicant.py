"""Somebody who fills in the form that asks every kind of question, without a script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import httpx

from tests import gallery
from tests.core.certificate import token
from tests.ui.browser import Browser, Portal, hidden

FIRST_EMPLOYER = "9000000011"  # the second invented organisation, which has an e-mail address in the register
PLAIN = {
    "name": "Kitab yarmarkası",
    "about": "Kitablar və\r\noxucular.",
    "people": "120",
    "budget": "1 234,50 ₼",
    "starts-day": "5",
    "starts-month": "may",
    "starts-year": "2027",
    "lasts-first-day": "05",
    "lasts-first-month": "05",
    "lasts-first-year": "2027",
    "lasts-last-day": "7",
    "lasts-last-month": "5",
    "lasts-last-year": "2027",
    "hour": "9.30",
    "public": "yes",
    "where": "Əsas giriş",
}
CHOSEN = {
    "kind": "course",
    "month": "spring",
    "topics": ["art", "work"],
    "purpose": "study",
    "employer": FIRST_EMPLOYER,
    "partners": ["9000000021", "9000000031"],
    "fee_due": "yes",
    "reduced": "no",
}
IDENTITY = {
    "leader-surname": "Əliyeva",
    "leader-given_name": "Leyla",
    "leader-patronymic": "Rəşid oglu",
    "leader-born-day": "1",
    "leader-born-month": "5",
    "leader-born-year": "1990",
    "fin": "5vbk5vr",
    "card": "aa 1234567",
    "voen": "1400057421",
    "account": "AZ21 NABZ 0000 0000 1370 1000 1944",
    "email": "leyla@numune.example",
    "phone": "050 123 45 67",
    "home-city": "Bakı",
    "home-street": "Nizami küçəsi",
    "home-postal_code": "1000",
}
WORKER = {
    "fin": "7AB12CD",
    "surname": "Məmmədov",
    "salary": "850",
    "since-day": "1",
    "since-month": "9",
    "since-year": "2024",
    "foreign": "yes",
    "passport": "c12345678",
}
Posted = dict[str, str | list[str]]
STEPS: dict[str, Posted] = {
    "plain": {**PLAIN},
    "chosen": {**CHOSEN},
    "identity": {**IDENTITY},
    "lists": {"country": "TR", "occupation": "4321"},
    "documents": {},
    "agreed": {"truth": "yes"},
}


@dataclass
class Applicant:
    """A browser with one draft. page: the page it saw last, whose hidden fields it posts."""

    browser: Browser
    number: str
    page: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def of(cls, portal: Portal, person: str = "leyla", language: str = "az") -> Applicant:
        browser = await portal.signed_in(person, language)
        return cls(browser, await browser.open(gallery.SLUG))

    def at(self, step: str) -> str:
        return f"/cases/{self.number}/fill/{step}"

    async def look(self, path: str) -> httpx.Response:
        """Open a page, and keep what it says of itself."""
        answer = await self.browser.get(path)
        self.seen(answer)
        return answer

    def seen(self, answer: httpx.Response) -> None:
        self.page = {name: hidden(answer.text, name) for name in ("version", "window", "seen", "looks")}

    async def send(self, step: str, op: str = "next", **answers: str | list[str]) -> httpx.Response:
        """Open a step and send it with these answers."""
        await self.look(self.at(step))
        return await self.post(self.at(step), op, **answers)

    async def post(self, path: str, op: str = "next", **answers: str | list[str]) -> httpx.Response:
        """Send a page that was seen before."""
        fields = {"csrf": self.browser.csrf, **self.page, **answers, "op": op}
        return await self.browser.client.post(path, data=fields)

    async def keep(self, step: str, **answers: str | list[str]) -> httpx.Response:
        """What the page does by itself while somebody types."""
        await self.look(self.at(step))
        return await self.post(f"/cases/{self.number}/keep/{step}", **answers)

    async def add_row(self, **answers: str | list[str]) -> str:
        """Press "Add" on the page of the workers; the id of the new row."""
        await self.look(self.at("staff"))
        added = await self.post(self.at("staff"), "add:workers", **{"workers-row": [""], **answers})
        assert added.status_code == 303, added.text
        return added.headers["location"].rpartition("-" if "#" in added.headers["location"] else "/")[2]

    async def fill(self) -> None:
        """Answer everything, with one worker."""
        for step, answers in STEPS.items():
            sent = await self.send(step, **answers)
            assert sent.status_code == 303, re.findall(r'class="err"[^>]*>.*?</p>', unescape(sent.text))
        row = await self.add_row()
        sent = await self.send("staff", **worker(row))
        assert sent.status_code == 303

    async def confirm(self) -> httpx.Response:
        page = await self.look(f"/cases/{self.number}/review")
        assert page.status_code == 200
        fields = {"version": self.page["version"], "token": token(), "move": "send"}
        return await self.browser.post(f"/cases/{self.number}/review", fields)


def worker(*rows: str, **more: str) -> Posted:
    """What is posted for rows of workers: the marks that they stand on the page, and what is typed in them."""
    posted: Posted = {"workers-row": ["", *rows]}
    for place, row in enumerate(rows):
        typed = {**WORKER, "fin": f"7AB1{place:03}", **more}
        posted |= {f"workers-{row}-{name}": value for name, value in typed.items()}
    return posted
