"""An applicant who adds files to the step "documents", without a script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx

from tests.ui.applicant import Applicant

File = tuple[str, tuple[str, bytes] | tuple[str, bytes, str]]
ID = re.compile(r'value="drop:([\w-]+):([0-9a-f-]{36})"')


async def send(who: Applicant, *files: File, op: str = "next", **fields: Any) -> httpx.Response:
    """The step "documents" with what it names already, as a browser posts it."""
    shown = await who.look(who.at("documents"))
    there: dict[str, list[str]] = {}
    for path, document in ID.findall(shown.text):
        there.setdefault(path, []).append(document)
    data = {"csrf": who.browser.csrf, **who.page, **there, **fields, "op": op}
    return await who.browser.client.post(who.at("documents"), data=data, files=list(files) or NOTHING)


NOTHING: list[File] = [("plan", ("", b""))]  # what a browser sends where no file was chosen


async def listed(who: Applicant) -> list[tuple[str, str]]:
    """(path, name) of each file on the page."""
    shown = (await who.look(who.at("documents"))).text
    found = re.findall(r'<li id="file-.*?</li>', shown, re.S)
    return [(ID.search(one)[1], unescape(re.search(r'class="nm">(?:<a[^>]*>)?([^<]+)', one)[1])) for one in found]  # type: ignore[index]
