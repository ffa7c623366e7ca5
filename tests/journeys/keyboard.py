"""A visitor without a mouse: goes from stop to stop, and sees at each of them where the focus is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

FIRST = "body > .skip"
MOST = 120  # stops on a page before the way counts as endless


@dataclass(frozen=True)
class Stop:
    """Where the focus is. box: left, top, right, bottom on the page. seen: does the page show that it is here?"""

    html: str
    box: tuple[float, float, float, float]
    seen: bool
    inside: bool  # on the screen, and in no closed part of the page

    def comes_after(self, other: Stop) -> bool:
        """Down, or to the right; into the next column one may go up again."""
        left, top, right, bottom = self.box
        above = bottom <= other.box[1] and left < other.box[2]
        before = right <= other.box[0] and top < other.box[3] and bottom > other.box[1]
        return not above and not before


async def stop(page: Page) -> Stop | None:
    """None: the focus is on nothing."""
    found: dict[str, Any] | None = await page.evaluate(STOP)
    return None if found is None else Stop(found["html"], tuple(found["box"]), found["seen"], found["inside"])


async def stops(page: Page, key: str = "Tab") -> list[Stop]:
    """Every stop from here to the end of the page: behind it comes nothing, or the first stop of all."""
    found: list[Stop] = []
    for _press in range(MOST):
        await page.keyboard.press(key)
        here = await stop(page)
        if here is None or (found and await is_on(page, FIRST)):
            return found
        found.append(here)
    raise AssertionError(f"The focus comes to no end: {found[-1].html}")


async def go_to(page: Page, what: str) -> None:
    """Press Tab until the focus is on what matches; it must be seen there."""
    for _press in range(MOST):
        await page.keyboard.press("Tab")
        if await is_on(page, what):
            here = await stop(page)
            assert here is not None and here.seen and here.inside, here
            return
    raise AssertionError(f"Tab never comes to {what}")


async def is_on(page: Page, what: str) -> bool:
    return bool(await page.evaluate("what => !!document.activeElement?.matches(what)", what))


async def press(page: Page, what: str) -> None:
    """Go to a link or a button, and wait for the page to which it leads."""
    await go_to(page, what)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


# The marks of focus are those that go when the focus goes; a control may leave them to what surrounds it.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const around = [one, one.parentElement, one.parentElement?.parentElement, one.nextElementSibling].filter(Boolean);
  const marks = () => around.map((el) => {
    const style = getComputedStyle(el);
    return [style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.borderColor].join();
  }).join("|");
  const box = one.getBoundingClientRect();
  const inside = one.checkVisibility({ visibilityProperty: true }) && box.right > 0 && box.left < innerWidth
    && box.bottom > 0 && box.top < innerHeight && box.width > 1;
  const focused = marks();
  one.blur();
  const plain = marks();
  one.focus({ preventScroll: true });
  return { html: one.outerHTML.slice(0, 160), seen: focused !== plain, inside,
    box: [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY] };
}"""
