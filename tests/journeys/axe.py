"""What a machine can find that would keep somebody out of the page that is shown.

axe-core runs while the site's own content security policy holds: nothing is switched off for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from playwright.async_api import Page

from tests.journeys.portal import ROOT

Rules = Literal["all", "colours", "words"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class View:
    width: int
    height: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width} {self.scheme}"


WIDE = View(1440, 900, "light")
VIEWS = (WIDE, View(1440, 900, "dark"), View(390, 844, "light"), View(390, 844, "dark"), View(320, 640, "light"))


async def look_at(page: Page, view: View) -> None:
    """The page as it stands, on this screen: nothing is loaded again."""
    await page.set_viewport_size({"width": view.width, "height": view.height})
    await page.emulate_media(color_scheme=view.scheme, reduced_motion="reduce")


async def faults(page: Page, views: tuple[View, ...], *, words: bool = False) -> list[str]:
    """Everything wrong with this page, each with the views in which it is.

    Where all boxes are as in a view before, and as visible, only the rules about colours can find something new. What
    lies between the widest and the narrowest view, in the same colours, is looked at for its width alone.

    words: only the words are other ones than in a page that was looked at before, so no colour is.
    """
    await page.evaluate(_axe())
    await page.evaluate("() => document.fonts.ready.then(() => true)")
    seen: dict[str, list[str]] = {}
    shapes = set[str]()
    for view in views:
        await look_at(page, view)
        shape: str = await page.evaluate(SHAPE)
        found: list[str] = await page.evaluate(TOO_WIDE)
        if not _between(view, views):
            found += await _violations(page, "words" if words else "colours" if shape in shapes else "all")
            shapes.add(shape)
        for fault in found:
            seen.setdefault(fault, []).append(str(view))
    structure: list[str] = await page.evaluate(STRUCTURE)
    return [f"{fault} ({', '.join(where)})" for fault, where in seen.items()] + structure


def _between(view: View, views: tuple[View, ...]) -> bool:
    widths = [one.width for one in views if one.scheme == view.scheme]
    return min(widths) < view.width < max(widths)


async def _violations(page: Page, rules: Rules) -> list[str]:
    found: dict[str, Any] = await page.evaluate(RUN, [TAGS, rules])
    return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


RUN = """([tags, rules]) => {
  const wanted = (rule) => rule.tags.some((tag) => tags.includes(tag));
  const colours = axe.getRules(["cat.color"]).filter(wanted).map((rule) => rule.ruleId);
  const without = Object.fromEntries(colours.map((rule) => [rule, { enabled: false }]));
  return axe.run(document, {
    runOnly: rules === "colours" ? colours : tags,
    ...(rules === "words" && { rules: without }),
    resultTypes: ["violations"],
    preload: false,
  });
}"""

# Every element's box, and whether it is shown: all that a rule can depend on in a style sheet, but for colours.
SHAPE = """() => JSON.stringify([...document.querySelectorAll("body *")].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height, one.checkVisibility({ visibilityProperty: true, opacityProperty: true })];
}))"""

# A page must never be wider than the screen; the innermost element that reaches farthest to the right is named.
TOO_WIDE = """() => {
  const over = document.scrollingElement.scrollWidth - innerWidth;
  if (over <= 0) return [];
  const seen = (one) => one.checkVisibility() && !one.closest(".sheet, .vh");  // what scrolls or is clipped by itself
  const reach = (one) => one.getBoundingClientRect().left + Math.max(one.offsetWidth ?? 0, one.scrollWidth);
  const all = [...document.body.querySelectorAll("*")].filter(seen);
  const widest = all.reduce((one, other) => (reach(other) >= reach(one) ? other : one));
  return [`too wide by ${over} px: ${widest.outerHTML.slice(0, 160)}`];
}"""

# What axe leaves to taste, or looks at only in part.
STRUCTURE = """() => {
  const every = (what) => [...document.querySelectorAll(what)], found = [];
  if (every("h1").length !== 1) found.push(`${every("h1").length} headings of the first level`);
  const levels = every("h1, h2, h3, h4, h5, h6").map((one) => Number(one.tagName[1]));
  const skips = levels.filter((level, at) => at && level > levels[at - 1] + 1);
  if (skips.length) found.push(`levels of headings are left out: ${levels}`);
  if (!document.title.split("—")[0].trim()) found.push("no title");
  if (document.querySelector(".errs") && !/^[^—]+: /.test(document.title)) found.push("no error in the title");
  const unnamed = (one) => !one.closest("[aria-hidden=true]") && !one.getAttribute("aria-label") && !one.title;
  for (const one of every("img:not([alt]), svg").filter(unnamed)) found.push(`no name: ${one.outerHTML.slice(0, 160)}`);
  const ids = every("[id]").map((one) => one.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`twice the id ${id}`);
  return found;
}"""
