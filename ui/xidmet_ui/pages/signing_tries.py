"""Signing with a means of a plugin: the pages of a try, as for signing in; at its end what was signed is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post, route
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.ceremonies import Under
from xidmet.cases import signing
from xidmet.cases.signing import LARGEST, CaseToSign, ToSign, pending_for
from xidmet.cases.signing.tries import end_try
from xidmet.cases.to_sign import to_sign as find_to_sign
from xidmet.contract.answers import read
from xidmet.contract.means import Given, SignThis
from xidmet.contract.rule import Refusal
from xidmet.contract.signing import SignedFile, SignedHash
from xidmet.errors import NotFound, Refused, Stale
from xidmet.language import translator

from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import form_with_one_file
from xidmet_ui.pages.means import LARGEST_CALL, MACHINES, call_of, file_of
from xidmet_ui.pages.means_step import Way, asked_of, no_rows, step_page
from xidmet_ui.pages.signing import HERE, named, stale_page
from xidmet_ui.rendering import gone_to
from xidmet_ui.requests import Asked, form_of, need_actor, place_of, signed_in, site_of, visit_of

TRY = "/sign/{name:str}/{step:str}"


@post(f"{HERE}/means/{{name:str}}", guards=[signed_in], include_in_schema=False)
async def begin(request: Asked, number: FromPath[str], wanted: FromPath[UUID], name: FromPath[str]) -> Response[Any]:
    await form_of(request)
    pending = await pending_for(site_of(request), need_actor(request), number, wanted)
    return await begin_with(request, CaseToSign(pending), name)


async def begin_with(request: Asked, wanted: ToSign, name: str) -> Response[Any]:
    """Sign this with this means: the first step of a try, or its end."""
    site, actor, session = site_of(request), need_actor(request), await visit_of(request).begin()
    try:
        under = await signing.begin_try(site, session, actor, wanted, name, place_of(request))
    except Stale as stale:
        return await _stale(request, wanted, stale)
    if isinstance(under.step, SignedFile | SignedHash):
        return await _finished(request, under, wanted, under.step)
    if isinstance(under.step, Refusal):
        return await step_page(request, under, _way(request, under, wanted))
    return Redirect(f"/sign/{name}/{under.kept.id}", status_code=303)


async def _stale(request: Asked, wanted: ToSign, stale: Stale) -> Response[Any]:
    if isinstance(wanted, CaseToSign):
        return await stale_page(request, wanted.pending, stale)
    raise stale


@get("/sign/{name:str}/back", guards=[signed_in], include_in_schema=False)
async def come_back(request: Asked, name: FromPath[str]) -> Response[Any]:
    """From an outside party, which says of which try by "state"; only the session that began it may go on.

    What was signed there is shown, and taken by a post: an address that is opened moves no case.
    """
    query = {key: str(value)[:4000] for key, value in request.query_params.items()}
    under, wanted = await _go_on(request, name, query.get("state", ""), Given(query=query))
    return await step_page(request, under, _way(request, under, wanted), looks=True)


@get(TRY, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, name: FromPath[str], step: FromPath[str]) -> Response[Any]:
    """Where the try stands. What was signed meanwhile is taken by a post: looking moves no case."""
    under, wanted = await _go_on(request, name, step, Given())
    return await step_page(request, under, _way(request, under, wanted), looks=True)


@post(TRY, guards=[signed_in], include_in_schema=False, status_code=200, request_max_body_size=LARGEST + 100_000)
async def go_on(request: Asked, name: FromPath[str], step: FromPath[str]) -> Response[Any]:
    pairs, file = await form_with_one_file(request, LARGEST)
    under, wanted = await _go_on(request, name, step, Given())
    ask = asked_of(under.step)
    if isinstance(under.step, SignThis):
        under, wanted = await _go_on(request, name, step, Given(file=file or b""))
    elif ask is not None:
        answers = read(ask.form, raw_of(ask.form.fields.values(), pairs), no_rows)
        if answers.errors:
            return await step_page(request, under, _way(request, under, wanted), answers, pairs)
        under, wanted = await _go_on(request, name, step, Given(answers=answers.so_far))
    return await _ended(request, under, wanted, looks=not pairs and file is None)


@get(f"{TRY}/file", guards=[signed_in], include_in_schema=False)
async def to_sign(request: Asked, name: FromPath[str], step: FromPath[str]) -> Response[bytes]:
    """What a means wants to be signed, as a file."""
    under, _wanted = await _go_on(request, name, step, Given())
    if not isinstance(under.step, SignThis):
        raise NotFound
    return file_of(under.step)


@route(
    "/sign/{name:str}/calls/{rest:path}",
    http_method=["GET", "POST"],
    opt=MACHINES,
    include_in_schema=False,
    request_max_body_size=LARGEST_CALL,
)
async def called(request: Asked, name: FromPath[str], rest: FromPath[str]) -> Response[Any]:
    """An outside party's server or app asks or tells something. It has no session; the means judges what it says."""
    answer = await signing.called(site_of(request), name, await call_of(request, rest), find_to_sign)
    return Response(dict(answer.body), status_code=answer.status, media_type=MediaType.JSON)


async def _go_on(request: Asked, name: str, step: str, given: Given) -> tuple[Under, ToSign]:
    session = visit_of(request).session
    if session is None:
        raise NotFound
    return await signing.go_on(site_of(request), session, name, step, given, place_of(request), find_to_sign)


async def _ended(request: Asked, under: Under, wanted: ToSign, *, looks: bool = False) -> Response[Any]:
    if isinstance(under.step, SignedFile | SignedHash):
        return await _finished(request, under, wanted, under.step)
    return await step_page(request, under, _way(request, under, wanted), looks=looks)


async def _finished(request: Asked, under: Under, wanted: ToSign, step: SignedFile | SignedHash) -> Response[Any]:
    site, actor = site_of(request), need_actor(request)
    try:
        await wanted.from_step(site, actor, step, visit_of(request).language)
    except Refused as refused:
        said = Under(under.kept, refused.refusal, under.agent, under.place)
        return await step_page(request, said, _way(request, under, wanted))
    except Stale as stale:
        return await _stale(request, wanted, stale)
    await end_try(under)
    return gone_to(request, wanted.done)


def _way(request: Asked, under: Under, wanted: ToSign) -> Way:
    name, site = under.kept.means, site_of(request)
    words = translator(visit_of(request).language, site.catalogue.offers_signing(name))
    return Way("sign", named(request, name), words, f"{wanted.here}/means/{name}")


ROUTES = [begin, come_back, show, go_on, to_sign, called]
