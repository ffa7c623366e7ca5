"""Check a signed file: anybody, signed in or not. The file is looked at in a process of its own and kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from litestar import Response, get, post
from xidmet.auth import throttle
from xidmet.contract.texts import _
from xidmet.errors import TooMany
from xidmet.signatures import Anchors
from xidmet.signatures.apart import Asked as FileAsked
from xidmet.signatures.apart import checked_apart
from xidmet.signatures.fetching import private_hosts

from xidmet_ui.build.check_signature import shown
from xidmet_ui.multipart_form import Pairs, form_with_files
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, place_of, settings_of, visit_of, words_of

MOST_BYTES = 20_000_000  # of one file
LARGEST = 2 * MOST_BYTES + 100_000
AT_ONCE, MOST_WAITING = 2, 8  # checks of this process; each takes a processor and up to 300 MB for some seconds
TRY_AGAIN = 10  # seconds
NAMES = ("file", "content")


class Queue:
    """At most so many checks at once; whoever comes when too many wait is told to come again."""

    def __init__(self) -> None:
        self._free, self._waiting = asyncio.Semaphore(AT_ONCE), 0

    async def __aenter__(self) -> None:
        if self._waiting >= MOST_WAITING:
            raise TooMany(TRY_AGAIN)
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(self, *_error: object) -> None:
        self._free.release()


QUEUE = Queue()


class Sent:
    """What somebody sent, no more of each file than may be checked, and a byte."""

    def __init__(self, request: Asked) -> None:
        self._request = request
        self.files: dict[str, bytes] = {}

    async def keep(self, name: str, _file: str, content: AsyncIterator[bytes], _before: Pairs) -> str:
        if not self.files:
            await throttle.take(throttle.CHECK_SIGNATURE, place_of(self._request))
        whole = bytearray()
        async for piece in content:
            whole += piece[: MOST_BYTES + 1 - len(whole)]
        if name in NAMES:
            self.files[name] = bytes(whole)
        return ""

    @property
    def problem(self) -> tuple[str, str] | None:
        """The name of a field, and what is wrong with it."""
        if not self.files.get("file"):
            return "file", _("Choose a file.")
        large = next((name for name in NAMES if len(self.files.get(name, b"")) > MOST_BYTES), None)
        return (large, _("This file is too large.")) if large else None


@get("/check-signature", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    await visit_of(request).begin()
    return await _form(request, None)


@post("/check-signature", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST)
async def check(request: Asked) -> Response[str]:
    sent, settings, words = Sent(request), settings_of(request), words_of(request)
    await form_with_files(request, sent.keep)
    if sent.problem:
        return await _form(request, sent.problem)
    anchors = partial(Anchors.unpacked, (await asyncio.to_thread(Anchors.from_settings, settings)).packed())
    wanted = FileAsked(sent.files["file"], anchors, sent.files.get("content") or None, private=private_hosts(settings))
    async with QUEUE:
        report = await asyncio.to_thread(checked_apart, wanted)
    return await page(request, "check_signature.html", {"result": shown(report, words), "problem": None}, here="verify")


async def _form(request: Asked, problem: tuple[str, str] | None) -> Response[str]:
    said = (problem[0], words_of(request).text(problem[1])) if problem else None
    values = {"result": None, "problem": said, "most": MOST_BYTES}
    return await page(request, "check_signature.html", values, here="verify", status=422 if said else 200)


ROUTES = [show, check]
