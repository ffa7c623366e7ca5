"""What visitors do, each in one step. Pages are found by what does not change with the language."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect
from xidmet import clock

from tests.journeys.portal import DATABASES
from tests.ui.browser import hidden

SLUG = "employment-certificate"
ORGANISATION, ORGANISATION_MAIL = "“Nümunə Logistika” MMC", "info@numune-logistika.example"
SEND = ".actions .primary"
SUMMARY = ".errs"
WHO = ".me .who"  # who is signed in, on a wide screen
PASSWORD = "yeddi yaşıl nar ağacı"
TRIES = 150  # looks into the mailbox before a letter counts as lost


async def sign_in_as(page: Page, key: str, wanted: str = "") -> None:
    """One of the demonstration's people, signed in earlier in this browser. wanted: the page that is opened then."""
    shown = await page.context.request.get("/sign-in")
    fields = {"csrf": hidden(await shown.text(), "csrf"), "person": key, "next": "/"}
    entered = await page.context.request.post("/sign-in/demo", form=fields, max_redirects=0)
    assert entered.status == 303
    if wanted:
        await page.goto(wanted)


async def sign_in(page: Page, email: str, password: str) -> None:
    await page.goto("/sign-in")
    await page.fill("#email", email)
    await page.fill("#password", password)
    await page.click(SEND)


async def sign_out(page: Page) -> None:
    await page.goto("/account")
    await page.click("form[action='/sign-out'] button")
    await expect(page.locator(WHO)).to_have_count(0)


async def fill(page: Page, answers: dict[str, str]) -> None:
    """Answers by the names of their controls: a radio button or an option is chosen, everything else is typed."""
    for name, value in answers.items():
        if await page.locator(f"input[type=radio][name={name}]").count():
            await page.check(f"input[type=radio][name={name}][value='{value}']")
        elif await page.locator(f"select[name={name}]").count():
            await page.select_option(f"select[name={name}]", value)
        else:
            await page.fill(f"[name={name}]", value)


async def register(page: Page, kind: str, answers: dict[str, str]) -> None:
    """Send the registration; a letter is then on its way."""
    await page.goto(f"/sign-up/{kind}")
    await fill(page, answers)
    await page.click(SEND)
    await page.wait_for_url("**/sign-up/sent")


async def open_letter(page: Page, to: str, about: str = "") -> None:
    """The newest letter to this address that says these words; the worker may still be busy with it."""
    for _try in range(TRIES):
        if path := await _letter(page, to, about):
            await page.goto("/mailbox")
            await page.click(f"tbody a[href='{path}']")
            await page.wait_for_url("**/mailbox/letter?*")
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"No letter to {to} says {about!r}.")


async def _letter(page: Page, to: str, about: str) -> str:
    """Where it is read; "" while it has not come. Asked for without showing anything."""
    mailbox = await page.context.request.get("/mailbox")
    for row in re.findall(r"<tr>.*?</tr>", await mailbox.text(), re.DOTALL):
        for path in re.findall(r'href="(/mailbox/letter[^"]+)"', row) if to in row else ():
            letter = await page.context.request.get(unescape(path))
            if about in await letter.text():
                return unescape(path)
    return ""


async def complete(page: Page, email: str) -> None:
    """Follow the mailed link and press the button behind it."""
    await open_letter(page, email)
    await page.click(".letter a[href^='/sign-up/confirm/']")
    await page.click("main form button")
    await expect(page.locator(WHO)).to_be_visible()


def prove(page: Page, email: str) -> None:
    """As if they had shown a certificate with the FIN they registered with; how one does, other journeys show."""
    parts = urlsplit(page.url)
    with closing(sqlite3.connect(DATABASES[f"{parts.scheme}://{parts.netloc}"], timeout=120)) as store, store:
        done = store.execute(
            "UPDATE account SET fin = claimed_fin, claimed_fin = '' WHERE email = ? AND fin IS NULL", (email,)
        )
        assert done.rowcount == 1


async def act_for(page: Page, organisation: str) -> None:
    await page.goto("/account")
    await page.locator("label.choice", has_text=organisation).locator("input").check()
    await page.click("main form[action='/acting'] button")


async def begin(page: Page) -> str:
    """Open an application; its number. The first page is the first on which there is something to answer."""
    await page.goto(f"/services/{SLUG}")
    await page.click("form.begin button")
    await page.wait_for_url("**/fill/*")
    return page.url.split("/")[-3]


async def choose_contract(page: Page, place: int = 0) -> None:
    """The contract in this place of the list: the first of Leyla's three has no end. A single one is not asked for."""
    if page.url.endswith("/fill/certificate"):
        return
    await page.locator("input[name=contract]").nth(place).check()
    await page.click(SEND)
    await page.wait_for_url("**/fill/certificate")


async def describe(page: Page, scripts: bool, **more: str) -> None:
    """The second step: a certificate with salary for a bank, addressed to an organisation that wants to be told."""
    answers = {"kind": "salary", "purpose": "bank", **until(60), "deliver": "addressed", "tell": "yes"}
    await fill(page, answers | more)
    await name_addressee(page, "numune log", scripts)
    await page.click(SEND)
    await page.wait_for_url("**/fill/contact")


def until(days: int) -> dict[str, str]:
    """So many days from today, in the three boxes of "valid until"."""
    day = clock.today() + dt.timedelta(days=days)
    return {"valid_until-day": str(day.day), "valid_until-month": str(day.month), "valid_until-year": str(day.year)}


async def name_addressee(page: Page, words: str, scripts: bool) -> None:
    """With scripts it is chosen from the list that opens; without, the words alone must do."""
    if not scripts:
        await page.fill("#addressee", words)
        return
    await page.locator("#addressee").press_sequentially(words)
    await page.locator("#addressee-l [role=option]", has_text=ORGANISATION).click()
    await expect(page.locator("#addressee-v")).not_to_have_value("")


async def give_address(page: Page, email: str) -> None:
    await fill(page, {"email": email, "copy": "yes"})
    await page.click(SEND)
    await page.wait_for_url("**/review")


@dataclass(frozen=True)
class Made:
    """A certificate. case: the number of its case; number: its own, as it is written."""

    case: str
    number: str


async def make_certificate(page: Page, scripts: bool, email: str = "leyla@numune.example") -> Made:
    """The whole form, up to the page that shows the document's number."""
    case = await begin(page)
    await choose_contract(page)
    await describe(page, scripts)
    await give_address(page, email)
    await page.click("button[name=move][value=confirm]")
    await page.wait_for_url("**?done=confirm")
    return Made(case, await page.locator(".paper .big").inner_text())


async def check(page: Page, number: str) -> Locator:
    """Ask whether a document is in force; what is answered."""
    await page.goto("/verify")
    await page.fill("#number", number)
    await page.click(SEND)
    return page.locator(".verdict")


async def deactivate(page: Page, case: str) -> None:
    await page.goto(f"/cases/{case}")
    await page.click(".moves a[href$='/move/deactivate']")
    await page.click(SEND)
    await page.wait_for_url("**?done=deactivate")


async def texts_of(rows: Locator) -> list[str]:
    return [" ".join(text.split()) for text in await rows.all_inner_texts()]


def person(name: str, fin: str, **more: str) -> dict[str, str]:
    """A natural person's registration under an address made of the name."""
    return {
        "surname": "Sınaqova",
        "given_name": name.capitalize(),
        "sex": "f",
        "fin": fin,
        "email": f"{name}@sinaq.example",
        "password": PASSWORD,
        **more,
    }
