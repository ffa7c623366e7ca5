"""Who has signed an application and who is waited for; the links to the others; taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import case_for
from xidmet.cases.signing import several
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, WrongAnswers

from xidmet_ui.build.signers import Wrong, signers_page
from xidmet_ui.pages.asked import answers_in
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, words_of

HERE = "/cases/{number:str}/signers"


class To(Form):
    address = Text(_("E-mail address"), format="email", most=320)


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[Any]:
    return await _page(request, number)


@post(f"{HERE}/{{other:uuid}}", guards=[signed_in], include_in_schema=False, status_code=200)
async def invite(request: Asked, number: FromPath[str], other: FromPath[UUID]) -> Response[Any] | Redirect:
    """Send the link, or remind."""
    pairs = await form_of(request)
    site, actor, words = site_of(request), need_actor(request), words_of(request)
    answers = answers_in(To, pairs)
    try:
        if answers.errors:
            await several.standing(site, actor, number)
            raise WrongAnswers(answers.errors)
        await several.invite(site, actor, number, other, answers.so_far.address)
    except WrongAnswers as wrong:
        said = wrong.errors["address"]
        told = " ".join(words.text(part, **said.values) for part in (said.text, said.mend) if part)
        return await _page(request, number, Wrong(other, value_in(pairs, "address"), told))
    except Stale:
        return Redirect(f"/cases/{number}/signers", status_code=303)
    return Redirect(f"/cases/{number}/signers?sent={other}", status_code=303)


@post(f"{HERE}/take-back", guards=[signed_in], include_in_schema=False)
async def take_back(request: Asked, number: FromPath[str]) -> Redirect:
    await form_of(request)
    await several.take_back(site_of(request), need_actor(request), number)
    return Redirect(f"/cases/{number}/signers", status_code=303)


async def _page(request: Asked, number: str, wrong: Wrong | None = None) -> Response[Any]:
    site, actor = site_of(request), need_actor(request)
    try:
        found = await several.standing(site, actor, number)
    except NotFound:
        case = await case_for(site, actor, number)
        if case.party != actor.party:
            raise
        sent = case.done[0].transition if len(case.done) == 1 else ""  # nobody else was named, so it has gone
        return Response(b"", status_code=303, headers={"Location": _of_case(case.number, sent)})
    if not found.case.is_draft:
        return Response(b"", status_code=303, headers={"Location": _of_case(number, found.round.transition)})
    words = words_of(request, found.case.service.slug)
    shown = signers_page(found, words, wrong, str(request.query_params.get("sent", "")))
    return await page(request, "signers.html", {"signers": shown}, here="cases", status=422 if wrong else 200)


def _of_case(number: str, done: str) -> str:
    return f"/cases/{number}?done={done}" if done else f"/cases/{number}"


ROUTES = [show, invite, take_back]
