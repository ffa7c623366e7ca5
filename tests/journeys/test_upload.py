"""Files in Chromium: with scripts each goes alone, with its progress; without, they go with the form."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from tests import gallery
from tests.attachments import large_pdf, pdf, picture
from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import sign_in_as
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHOTOS = "#f-photos"
PATIENCE = 240.0  # seconds; only against waiting for ever
LINES = f"{PHOTOS} .files > li"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gallery")


@pytest.fixture(scope="module")
def address(chromium: str, folder: Path) -> Iterator[str]:
    with started(folder, site=gallery.SITE) as at:
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str, scripts: bool) -> AsyncIterator[Page]:
    visitors = Visitors(browser, address)
    shown = await visitors.enter(scripts=scripts)
    await sign_in_as(shown, "leyla", f"/services/{gallery.SLUG}")
    await shown.click("form.begin button")
    await shown.wait_for_url("**/fill**")
    await shown.goto(f"/cases/{shown.url.split('/')[4]}/fill/documents")
    yield shown
    refused = re.compile(r"422: \S+/files$")  # what a test sent to be refused
    assert [one for one in visitors.watch.taken() if not refused.match(one)] == []
    await visitors.close()


def photo(name: str, content: bytes | None = None) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture() if content is None else content}


async def test_several_files_are_added_and_one_is_taken_back(page: Page, scripts: bool) -> None:
    await page.set_input_files("#photos", [photo("a.jpg"), photo("b.jpg")])
    if not scripts:
        await page.click(".actions .primary")
        await page.go_back()
        await page.reload()
    await expect(page.locator(f"{PHOTOS} .files input[type=hidden]")).to_have_count(2)
    await page.locator(LINES, has_text="a.jpg").locator("button").press("Enter")
    await expect(page.locator(LINES)).to_have_count(1)
    await page.reload()
    await expect(page.locator(LINES)).to_contain_text("b.jpg")


@pytest.mark.parametrize("scripts", [True], ids=["scripts"], indirect=True)
async def test_what_fails_is_told_and_tried_again_without_losing_the_rest(page: Page) -> None:
    calls = list[int]()

    async def broken(route: Route) -> None:
        calls.append(1)
        await (route.abort() if len(calls) == 1 else route.continue_())

    await page.route("**/files", broken)
    await page.set_input_files("#plan", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    plan = page.locator("#f-plan .files > li")
    await expect(plan.locator("[role=alert]")).to_be_visible()
    await page.set_input_files("#photos", [photo("a.jpg"), photo("bad.jpg", b"MZ" * 99)])
    await expect(page.locator(LINES, has_text="bad.jpg").locator("[role=alert]")).to_contain_text("JPG, PNG")
    await plan.locator("[data-retry]").click()
    await expect(plan.locator("input[type=hidden]")).to_have_count(1)
    await page.locator(LINES, has_text="bad.jpg").locator("[data-cancel]").click()
    await expect(page.locator(LINES)).to_have_count(1)
    await expect(page.locator("#photos")).to_be_focused()
    await page.click(".actions .primary")
    await page.wait_for_url("**/staff")


@pytest.mark.parametrize("scripts", [True], ids=["scripts"], indirect=True)
async def test_progress_rises_and_what_is_stopped_on_its_way_leaves_nothing(page: Page, folder: Path) -> None:
    line = page.locator("#f-plan .files > li")
    plan: FilePayload = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": large_pdf(3_000_000)}
    before = stored(folder)
    await slowed(page, 1_000_000)
    await page.evaluate(
        """() => {
          window.seen = [];
          const plan = document.getElementById("f-plan");
          const look = () => plan.querySelectorAll("progress").forEach((one) => window.seen.push(one.value));
          new MutationObserver(look).observe(plan, { subtree: true, attributeFilter: ["value"] });
        }"""
    )
    await page.set_input_files("#plan", plan)
    seen = list[float]()
    async with asyncio.timeout(PATIENCE):
        while len({value for value in seen if 0 < value < 100}) < 3:
            seen = await page.evaluate("() => window.seen")
            await asyncio.sleep(0.05)
    assert seen == sorted(seen) and len(set(seen)) > 2, seen
    await line.locator("[data-cancel]").click()
    await expect(line).to_have_count(0)
    await expect(page.locator("#plan")).to_be_focused()
    await slowed(page, -1)
    await page.set_input_files("#plan", {**plan, "name": "other.pdf", "buffer": pdf()})
    await expect(line.locator("input[type=hidden]")).to_have_count(1)
    await page.reload()
    await expect(line).to_contain_text("other.pdf")
    assert len(stored(folder) - before) == 1, "of the one that was stopped nothing is left"


async def slowed(page: Page, upload: int) -> None:
    """upload: bytes in a second; -1 for as fast as it goes."""
    line = await page.context.new_cdp_session(page)
    await line.send("Network.enable")
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
    await line.send("Network.emulateNetworkConditions", conditions)


def stored(folder: Path) -> set[Path]:
    """What lies in the file store, whole or not."""
    return {path for path in folder.rglob("files/??/*") if path.is_file()}


@pytest.mark.parametrize("scripts", [True], ids=["scripts"], indirect=True)
async def test_files_are_dropped_from_another_window(page: Page, tmp_path: Path) -> None:
    """As the browser itself takes them; an event made by a script would prove nothing of it."""
    files = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    for one in files:
        one.write_bytes(picture())
    drop = page.locator(f"{PHOTOS} .drop")
    await drop.scroll_into_view_if_needed()
    box = await drop.bounding_box()
    assert box is not None
    line = await page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(one) for one in files], "dragOperationsMask": 1}
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    for kind in ("dragEnter", "dragOver"):
        await line.send("Input.dispatchDragEvent", {"type": kind, **where})
    await expect(drop).to_have_class(re.compile(r"\bover\b"))
    await line.send("Input.dispatchDragEvent", {"type": "drop", **where})
    await expect(page.locator(f"{PHOTOS} .files input[type=hidden]")).to_have_count(2)
    await expect(drop).not_to_have_class(re.compile(r"\bover\b"))
    await page.reload()
    await expect(page.locator(LINES)).to_have_count(2)


@pytest.mark.parametrize("scripts", [True], ids=["scripts"], indirect=True)
async def test_files_are_for_everybody(page: Page) -> None:
    await page.set_input_files("#plan", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": pdf(3)})
    await page.set_input_files("#photos", [photo("a.jpg"), photo("bad.jpg", b"MZ" * 99)])
    await expect(page.locator("#f-plan .files input[type=hidden]")).to_have_count(1)
    await expect(page.locator(LINES, has_text="bad.jpg").locator("[role=alert]")).to_be_visible()
    assert await axe.faults(page, axe.VIEWS) == []
    await page.goto(await page.locator("#f-plan .files a[href*=preview]").get_attribute("href") or "")
    picture_of_page = page.locator("main img")
    await expect(picture_of_page.first).to_be_visible()
    assert await picture_of_page.first.evaluate("one => one.complete && one.naturalWidth > 100")
    assert await axe.faults(page, axe.VIEWS) == []
