"""A receipt of a payment that was made elsewhere: given by the payer, handed out, and judged by an officer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases import case_for, paying
from xidmet.cases.paying import Receipt, Seen, payments_for
from xidmet.cases.paying.receipt import LARGEST_RECEIPT, receive
from xidmet.contract.answers import read
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.errors import BadInput, FileRefused, NotFound, WrongAnswers

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.handed_out import handed_out
from xidmet_ui.multipart_form import Pairs, form_with_files
from xidmet_ui.pages.means_step import no_rows
from xidmet_ui.pages.paying import HERE, TRY, due_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, token_in, visit_of, words_of

LARGEST_FORM = LARGEST_RECEIPT + 100_000
FILE = "file"
NO_FILE = Mistake(_("Choose the file of the receipt."))
AGAIN = Mistake(_("Choose the file of the receipt once more."))
Errors = Mapping[str, Mistake]


@get(f"{HERE}/receipt", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, number: FromPath[str]) -> Response[str]:
    seen = await payments_for(site_of(request), need_actor(request), number)
    shown = due_of(request, seen)
    if not shown.pays:
        raise NotFound
    return await _page(request, seen, {}, {})


@post(
    f"{HERE}/receipt",
    guards=[signed_in],
    include_in_schema=False,
    status_code=200,
    request_max_body_size=LARGEST_FORM,
)
async def give(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    site, actor, files = site_of(request), need_actor(request), list[Stored]()
    await case_for(site, actor, number)  # first: to a stranger a case of others is none, whatever is sent
    wrong: dict[str, Mistake] = {}

    async def kept(name: str, file: str, content: AsyncIterator[bytes], _before: Pairs) -> str:
        if files or name != FILE:
            raise BadInput
        try:
            files.append(await receive(site, actor, number, content, file))
        except FileRefused as refused:
            wrong[FILE] = refused.mistake
        return ""

    try:
        pairs = await form_with_files(request, kept)
        return await _given(request, number, pairs, files, wrong)
    except BaseException:
        await _erase(request, files)
        raise


async def _given(
    request: Asked, number: str, pairs: Pairs, files: list[Stored], wrong: dict[str, Mistake]
) -> Response[str] | Redirect:
    site, actor = site_of(request), need_actor(request)
    typed = raw_of(Receipt.fields.values(), pairs)
    answers = read(Receipt, typed, no_rows)
    wrong |= answers.errors
    if not files and FILE not in wrong:
        wrong[FILE] = NO_FILE
    try:
        if not wrong:
            more = {"token": token_in(pairs), "language": visit_of(request).language}
            await paying.tell_receipt(site, actor, number, answers.so_far, files[0], **more)
            return Redirect(f"/cases/{number}/pay", status_code=303)
    except WrongAnswers as found:
        wrong |= found.errors
    await _erase(request, files)
    seen = await payments_for(site, actor, number)
    return await _page(request, seen, typed, {FILE: AGAIN, **wrong} if files else wrong)


async def _erase(request: Asked, files: list[Stored]) -> None:
    """Nothing was written that names them."""
    for stored in files:
        await asyncio.shield(site_of(request).files.erase(stored.place))


async def _page(request: Asked, seen: Seen, typed: Mapping[str, Any], errors: Errors) -> Response[str]:
    words, shown = words_of(request), due_of(request, seen)
    fields = list(Receipt.fields.values())
    so_far = read(Receipt, typed, no_rows).so_far
    asked = questions(fields, Asking(words, so_far, typed, errors, {}, {}))
    found = [(q.first, f"{q.label}: {q.error}") for q in asked if q.error]
    file = words.text(errors[FILE].text, **errors[FILE].values) if FILE in errors else ""
    values = {
        "due": shown,
        "questions": asked,
        "found": [*found, *([(FILE, file)] if file else [])],
        "file_error": file,
        "most": LARGEST_RECEIPT,
        "token": secrets.token_urlsafe(24),
    }
    return await page(request, "pay_receipt.html", values, here="cases", status=422 if errors else 200)


@get(f"{TRY}/receipt", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str], payment: FromPath[UUID]) -> Stream:
    stored = await paying.receipt_file(site_of(request), need_actor(request), number, payment)
    return handed_out(site_of(request).files, stored)


ROUTES = [ask, give, download]
