"""Whatever a service declares, done in a browser: its questions answered, its document signed, its moves made.

Nothing here knows a service. What is answered comes from the invented cases of its plugin; what officers are asked is
made up by the kind of each question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page
from xidmet import clock
from xidmet.code_lists import country_codes

from tests.attachments import pdf, picture
from tests.journeys.steps import SEND

ROUNDS = 4  # an answer may show further questions, which only the next page has
COUNTRIES = {row.code: row.name_az or row.name for row in country_codes()}
AHEAD, LATER = 10, 300  # days; what is granted can still be extended in time
DAYS = {"valid_from": 0, "order_date": 0, "valid_until": LATER}
WORDS = {"test_at": "10:00", "exam_at": "10:00", "interview_at": "15:00", "points": "86", "months": "6"}
PICK = "td[data-c=pick] input"
NAMES = "els => els.map(e => [e.name, e.type, e.value, e.offsetParent !== null, e.className])"


@dataclass(frozen=True)
class Control:
    """One thing to fill in, as the page has it."""

    name: str
    type: str
    value: str
    seen: bool
    css: str


async def apply(page: Page, slug: str, answers: Mapping[str, Any]) -> str:
    """From the catalogue to the page on which everything can be checked; the number of the case."""
    await page.goto("/services")
    await page.locator(f"main a[href='/services/{slug}']").first.click()
    await page.click("form.begin button")
    await page.wait_for_url("**/fill**")
    number = page.url.split("/cases/")[1].split("/")[0]
    for _page in range(30):
        if page.url.endswith("/review"):
            return number
        await _answer(page, answers)
    raise AssertionError(f"{slug}: the form comes to no end, at {page.url}")


async def _answer(page: Page, answers: Mapping[str, Any]) -> None:
    before = page.url
    for _round in range(ROUNDS):
        await _add_rows(page, answers)
        for one in await _controls(page):
            await _fill(page, one, answers)
        await page.click(SEND)
        if page.url != before:
            return
    said = await page.locator(".errs").all_inner_texts()
    raise AssertionError(f"{before}: {said}")


async def _add_rows(page: Page, answers: Mapping[str, Any]) -> None:
    """One row, where the answers have rows and the page has none."""
    for name, rows in answers.items():
        add, there = page.locator(f"#f-{name} button[value='add:{name}']"), page.locator(f"#f-{name} .rowcard")
        if isinstance(rows, list) and isinstance(rows[0], Mapping) and await add.count() and not await there.count():
            await add.click()


async def _controls(page: Page) -> list[Control]:
    found = page.locator("main form:has(.actions .primary) :is(input, select, textarea):not([type=hidden])")
    return [Control(*one) for one in await found.evaluate_all(NAMES)]


async def _fill(page: Page, one: Control, answers: Mapping[str, Any]) -> None:
    name = one.name.removesuffix("-text")
    if one.type == "file":
        await _attach(page, name)
        return
    value = _value(answers, name.split("-"))
    if one.type == "radio" and value is None and one.seen and await page.locator(f"{PICK}[name='{name}']").count():
        await page.locator(f"{PICK}[name='{name}']").first.check()  # a row of one's own: any will do
    if value is None or not one.seen:
        return
    control = page.locator(f"[name='{one.name}']")
    if one.type == "radio":
        if one.value == value:
            await page.check(f"input[name='{one.name}'][value='{value}']")
    elif one.type == "checkbox":
        await control.first.check()
    elif one.type == "select-one":
        await control.select_option(value)
    elif one.name.endswith("-text"):
        await control.fill(COUNTRIES.get(value, value))
    else:
        await control.fill(value)


async def _attach(page: Page, name: str) -> None:
    """A file, unless one is there."""
    field = page.locator(f"input[type=file][name='{name}']")
    there = await page.locator(f"[data-path='{name}'] .files li").count()
    if there or not await field.evaluate("e => !!e.labels[0].offsetParent"):
        return
    only_pictures = "pdf" not in (await field.get_attribute("accept") or "")
    content, kind = (picture("PNG"), "png") if only_pictures else (pdf(1), "pdf")
    await field.set_input_files({"name": f"{name}.{kind}", "mimeType": "application/octet-stream", "buffer": content})


def _value(answers: Any, path: list[str]) -> str | None:
    """The answer at this path, as it is typed; a date by its boxes, several rows by the first of them."""
    if not path:
        return None if isinstance(answers, Mapping) else str(answers)
    if isinstance(answers, list):
        first = answers[0] if answers else None
        return _value(first, path[1:]) if isinstance(first, Mapping) else None
    if isinstance(answers, Mapping):
        found = answers.get(path[0])
        if isinstance(found, list) and len(path) == 1:
            return str(found[0]) if found else None
        return None if found is None else _value(found, path[1:])
    if len(path) == 1 and path[0] in ("year", "month", "day"):
        return str(getattr(dt.date.fromisoformat(str(answers)), path[0]))
    return None


async def sign(page: Page, move: str) -> None:
    """From the last page of the form: the document signed on paper, scanned and sent."""
    await page.click(f"button[name=move][value={move}]")
    await page.wait_for_url("**/sign/**")
    await page.set_input_files("#scan", {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": pdf(1)})
    await page.click("form[action$='/scan'] .actions button")
    await page.wait_for_url(f"**?done={move}")


async def make(page: Page, number: str, move: str, **said: str) -> None:
    """An officer's move, with whatever it asks made up. said: what is typed in place of that."""
    await begin_move(page, number, move, **said)
    await page.click(SEND)
    await page.wait_for_url(f"**/cases/{number}?done={move}")


async def begin_move(page: Page, number: str, move: str, **said: str) -> None:
    """The same up to the press, so that it can be seen first what the applicant will read."""
    await page.goto(f"/cases/{number}")
    await page.click(f".moves a[href$='/move/{move}']")
    for one in await _controls(page):
        await _invent(page.locator(f"[name='{one.name}']"), one, said)


async def _invent(control: Locator, one: Control, said: Mapping[str, str]) -> None:
    name, _dash, box = one.name.rpartition("-")
    if one.type == "radio":
        if not await control.and_(control.page.locator(":checked")).count():
            await control.first.check()
    elif one.type == "select-one":
        await control.select_option(index=1)
    elif one.type == "file":
        await control.set_input_files({"name": f"{one.name}.pdf", "mimeType": "application/pdf", "buffer": pdf(1)})
    elif box in ("year", "month", "day"):
        day = clock.today() + dt.timedelta(days=DAYS.get(name, AHEAD))
        await control.fill(str(getattr(day, box)))
    elif one.type == "textarea" and one.name.startswith(("what-", "reasons-", "originals-", "wrong-")):
        return  # a mark beside an answer
    else:
        await control.fill(said.get(one.name) or WORDS.get(one.name, "Nümunə mətn."))
