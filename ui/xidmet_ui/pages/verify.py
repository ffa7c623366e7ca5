"""Check a document: by its number, by its QR code, signed in or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.attestations import CheckResult, check, check_rate, parse
from xidmet.attestations.check import Way, in_force
from xidmet.auth import sessions, throttle
from xidmet.contract.texts import _
from xidmet.errors import NotFound

from xidmet_ui.build.verify import is_answer, new_sum, verdict
from xidmet_ui.pages.papers import stream_pdf
from xidmet_ui.pages.verify_here import here_values
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, actor_of, form_of, place_of, site_of, value_in, visit_of, words_of

SUSPECT = 5  # checks from one place in the window; from then on the sum is asked
DOWNLOADS = 20  # documents, the latest ones, that a session which was told "in force" may download


@get("/verify", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    await visit_of(request).begin()
    return await _form(request, "", None)


@post("/verify", opt=PUBLIC, include_in_schema=False)
async def ask(request: Asked) -> Response[str]:
    pairs = await form_of(request)
    words, typed = words_of(request), value_in(pairs, "number")
    if parse(typed) is None:
        return await _form(
            request, typed, ("number", words.text(_("This is not a number of a document. Compare it sign by sign.")))
        )
    suspect = await _suspect(request)
    await _count(request)
    if suspect and not await _solved(request, value_in(pairs, "result")):
        return await _form(request, typed, ("result", words.text(_("Write the result of the operation."))))
    return await _result(request, await _checked(request, typed, "number"))


@get("/v/{number:str}", opt=PUBLIC, include_in_schema=False)
async def scanned(request: Asked, number: FromPath[str]) -> Response[str]:
    """Where a QR code leads. The case stays as it is: only the check log and its journal are appended to."""
    await _count(request)
    await visit_of(request).begin()
    return await _result(request, await _checked(request, number, "qr"))


@post("/verify/pdf", opt=PUBLIC, include_in_schema=False, status_code=200)
async def download(request: Asked) -> Stream:
    """The document itself, for a session that was told that it is in force: so that check was counted and recorded."""
    pairs = await form_of(request)
    await _count(request)
    number = parse(value_in(pairs, "number")) or ""
    if number not in _told(request):
        raise NotFound
    result = await check(site_of(request).catalogue, number, actor_of(request), "number", record=False)
    attested = result.attested
    if not result.active or attested is None or not in_force(attested):
        raise NotFound
    return await stream_pdf(request, attested)


async def _suspect(request: Asked) -> bool:
    """Whoever is signed in is known and counted by themselves: no sum holds up their queue."""
    return actor_of(request) is None and await throttle.tries(throttle.CHECK, place_of(request)) >= SUSPECT


async def _count(request: Asked) -> None:
    await check_rate.count(actor_of(request), place_of(request), throttle.CHECK)


async def _checked(request: Asked, number: str, way: Way) -> CheckResult:
    """Once it was counted."""
    result = await check(site_of(request).catalogue, number, actor_of(request), way)
    await check_rate.count_result(actor_of(request), number, result)
    return result


async def _solved(request: Asked, typed: str) -> bool:
    """Is it the sum that was asked? Each sum opens the door once."""
    session = visit_of(request).session
    if session is None or not is_answer(typed, session.notes.get("sum")):
        return False
    await sessions.note(session, "sum", "")
    return True


def _told(request: Asked) -> list[str]:
    """Numbers that this session was told to be in force, the latest last."""
    session = visit_of(request).session
    return str(session.notes.get("told", "")).split() if session else []


async def _form(request: Asked, typed: str, problem: tuple[str, str] | None) -> Response[str]:
    question = ""
    if await _suspect(request):
        made = new_sum(words_of(request))
        question = made.question
        session = await visit_of(request).begin()
        await sessions.note(session, "sum", made.answer)
    values: dict[str, Any] = {
        "number": typed[:60],
        "problem": problem,
        "question": question,
        "result": None,
        "place_wrong": [],
    }
    return await page(request, "verify.html", values, here="verify", status=422 if problem else 200)


async def _result(request: Asked, result: CheckResult, typed: Sequence[tuple[str, str]] | None = None) -> Response[str]:
    """typed: where the checker says they are, if they just said it."""
    if result.active and result.attested:
        told = [number for number in _told(request) if number != result.attested.number][1 - DOWNLOADS :]
        await sessions.note(await visit_of(request).begin(), "told", " ".join([*told, result.attested.number]))
    shown = verdict(result, words_of(request, result.attested.service if result.attested else ""))
    values: dict[str, Any] = {"result": shown, "problem": None, **await here_values(request, result, typed)}
    status = 422 if values["place_wrong"] else 200 if shown.active else 404
    return await page(request, "verify.html", values, here="verify", status=status)


@post("/verify/here", opt=PUBLIC, include_in_schema=False)
async def here(request: Asked) -> Response[str]:
    """The same check, with where the checker is: remembered, for whoever checks a hundred papers in one street."""
    pairs = await form_of(request)
    await _count(request)
    return await _result(request, await _checked(request, value_in(pairs, "number"), "number"), pairs)


ROUTES = [show, ask, scanned, download, here]
