"""Showing who one is: one page for every step of every means of signing in, made from what the means answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post, route
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import ceremonies, proof
from xidmet.auth.ceremonies import Under
from xidmet.auth.my_means import able_to_prove, level_to_prove
from xidmet.contract.answers import read
from xidmet.contract.levels import LEVELS, Level
from xidmet.contract.means import Call, Given, Proven, Purpose, Script, SignThis
from xidmet.contract.rule import Refusal
from xidmet.errors import BadInput, NotFound, TooLarge
from xidmet.language import Translator, translator

from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import form_with_one_file
from xidmet_ui.pages.means_step import Way, asked_of, no_rows, script_of, step_page
from xidmet_ui.rendering import gone_to, page
from xidmet_ui.requests import (
    PUBLIC,
    Asked,
    form_of,
    local_path,
    need_actor,
    place_of,
    signed_in,
    site_of,
    value_in,
    visit_of,
)

MACHINES = {**PUBLIC, "machines": True}
LARGEST_SIGNATURE = 200_000  # bytes
LARGEST_CALL = 100_000  # bytes that an outside party's app may send
PURPOSES: tuple[Purpose, ...] = ("sign-in", "step-up", "add", "seal")


@get("/step-up", guards=[signed_in], include_in_schema=False)
async def choose_surer(request: Asked) -> Response[str]:
    """The means that prove as much as is wanted; afterwards back to where they were."""
    asked = str(request.query_params.get("level", "high"))
    level: Level = next((one for one in LEVELS if one == asked), "high")
    entrance = site_of(request).entrance
    able = [_named(request, name) for name in await able_to_prove(entrance, need_actor(request), level)]
    after = local_path(str(request.query_params.get("next", "/")))
    return await page(request, "step_up.html", {"means": able, "next": after, "level": level})


@post("/sign-in/{name:str}", opt=PUBLIC, include_in_schema=False)
async def begin(request: Asked, name: FromPath[str]) -> Response[Any]:
    """To sign in, to step up, to add this means to the account that is signed in, or to show a seal."""
    pairs = await form_of(request)
    wanted = value_in(pairs, "purpose") or "sign-in"
    purpose = next((one for one in PURPOSES if one == wanted), None)
    if purpose is None:
        raise BadInput
    actor = None if purpose == "sign-in" else need_actor(request)
    if purpose == "add" and (surer := await to_prove_first(request, "/account/means")):
        return Redirect(surer, status_code=303)
    after = local_path(value_in(pairs, "next"))
    session, entrance = await visit_of(request).begin(), site_of(request).entrance
    under = await ceremonies.begin(entrance, session, name, purpose, after, place_of(request), actor)
    return await _shown(request, under, begun=True)


@get("/sign-in/{name:str}/back", opt=PUBLIC, include_in_schema=False)
async def come_back(request: Asked, name: FromPath[str]) -> Response[Any]:
    """From an outside party, which says of which try by "state"; only the session that began it may go on."""
    query = {key: str(value)[:4000] for key, value in request.query_params.items()}
    under = await _go_on(request, name, query.get("state", ""), Given(query=query))
    return await _shown(request, under, ends=True)


@get("/sign-in/{name:str}/{wanted:str}", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, name: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    """Where the try stands. What is proved meanwhile is taken by a post: looking signs nobody in."""
    return await _shown(request, await _go_on(request, name, wanted, Given()), looks=True)


@post("/sign-in/{name:str}/{wanted:str}", opt=PUBLIC, include_in_schema=False, status_code=200)
async def go_on(request: Asked, name: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    pairs, file = await form_with_one_file(request, LARGEST_SIGNATURE)
    under = await _go_on(request, name, wanted, Given())
    ask = asked_of(under.step)
    if isinstance(under.step, SignThis):
        under = await _go_on(request, name, wanted, Given(file=file))
    elif ask is not None:
        answers = read(ask.form, raw_of(ask.form.fields.values(), pairs), no_rows)
        if answers.errors:
            return await step_page(request, under, _way(request, under), answers, pairs)
        under = await _go_on(request, name, wanted, Given(answers=answers.so_far))
    elif isinstance(under.step, Script):
        under = await _go_on(request, name, wanted, Given(script=script_of(value_in(pairs, "script"))))
    else:  # a page that waits sends nothing: it asks what has happened elsewhere
        return await _shown(request, under, ends=True, looks=all(key == "csrf" for key, _value in pairs))
    return await _shown(request, under, ends=True)


@get("/sign-in/{name:str}/{wanted:str}/file", opt=PUBLIC, include_in_schema=False)
async def to_sign(request: Asked, name: FromPath[str], wanted: FromPath[str]) -> Response[bytes]:
    """The bytes to be signed, as a file."""
    step = (await _go_on(request, name, wanted, Given())).step
    if not isinstance(step, SignThis):
        raise NotFound
    return file_of(step)


def file_of(step: SignThis) -> Response[bytes]:
    disposition = f"attachment; filename*=UTF-8''{quote(step.name, safe='')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(step.content, media_type="application/octet-stream", headers=headers)


@route(
    "/sign-in/{name:str}/calls/{rest:path}",
    http_method=["GET", "POST"],
    opt=MACHINES,
    include_in_schema=False,
    request_max_body_size=LARGEST_CALL,
)
async def called(request: Asked, name: FromPath[str], rest: FromPath[str]) -> Response[Any]:
    """An outside party's server or app asks or tells something. It has no session; the means judges what it says."""
    answer = await ceremonies.called(site_of(request).entrance, name, await call_of(request, rest))
    return Response(dict(answer.body), status_code=answer.status, media_type=MediaType.JSON)


async def call_of(request: Asked, rest: str) -> Call:
    """Raises TooLarge."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_CALL:
            raise TooLarge
    query = request.scope["query_string"].decode("latin-1")
    return Call(str(request.method), rest.strip("/"), query, dict(request.headers), bytes(body))


async def _go_on(request: Asked, name: str, wanted: str, given: Given) -> Under:
    session = visit_of(request).session
    if session is None:
        raise NotFound
    return await ceremonies.go_on(site_of(request).entrance, session, name, wanted, given, place_of(request))


async def _shown(
    request: Asked, under: Under, *, begun: bool = False, ends: bool = False, looks: bool = False
) -> Response[Any]:
    """The page of a step, or where it leads. begun: a new try, which gets its own address. ends: a proof counts now.
    looks: nothing was sent that could be wrong, so that the page of a refusal is an answer like any other.

    An outside address gets a page that leads there, for the answer to a form may only lead to this site (CSP).
    """
    if isinstance(under.step, Proven) and (ends or begun):
        return await _taken(request, under, under.step)
    if begun and not isinstance(under.step, Refusal):
        return Redirect(f"/sign-in/{under.kept.means}/{under.kept.id}", status_code=303)
    return await step_page(request, under, _way(request, under), looks=looks)


async def _taken(request: Asked, under: Under, proven: Proven) -> Response[Any]:
    """Signed in, or known more surely, under a new session token. Who has no e-mail address is asked for one."""
    visit = visit_of(request)
    accepted = await proof.accept(site_of(request).entrance, under, proven, visit.language)
    if under.kept.purpose == "sign-in":
        await visit.sign_in(accepted.account, accepted.means, accepted.level, place_of(request))
    elif under.kept.purpose == "step-up":
        await visit.step_up(accepted.means, accepted.level)
    site_of(request).wake.ring()
    if accepted.voen:
        return gone_to(request, f"/organisations/{accepted.voen}")
    after = local_path(under.kept.next)
    asks = under.kept.purpose == "sign-in" and visit.actor is not None and not visit.actor.email
    return gone_to(request, f"/account/email?next={quote(after, safe='')}" if asks else after)


def _way(request: Asked, under: Under) -> Way:
    name = under.kept.means
    begins = under.kept.purpose in site_of(request).entrance.means_named(name).purposes
    return Way("sign-in", _named(request, name), _words(request, name), f"/sign-in/{name}", begins)


def _words(request: Asked, name: str) -> Translator:
    """Of the plugin that offers this means; the portal's own for its own."""
    return translator(visit_of(request).language, site_of(request).entrance.domain_of(name))


def _named(request: Asked, name: str) -> dict[str, str]:
    means, words = site_of(request).entrance.means_named(name), _words(request, name)
    return {"name": name, "title": words.text(means.title), "about": words.text(means.about)}


def title_of(request: Asked, name: str) -> str:
    """What a means is called, also one that is offered no more."""
    known = site_of(request).entrance.means
    return _named(request, name)["title"] if name in known else name


def offered(request: Asked, purpose: Purpose = "sign-in") -> list[dict[str, str]]:
    """The means for this purpose, as the pages name them."""
    means = site_of(request).entrance.means.values()
    return [_named(request, one.name) for one in means if purpose in one.purposes]


async def to_prove_first(request: Asked, after: str) -> str:
    """Where to show once more who one is, before one changes how one signs in; "" when that was done just now."""
    session = visit_of(request).session
    assert session is not None
    level = await level_to_prove(site_of(request).entrance, session, need_actor(request))
    return f"/step-up?level={level}&next={quote(after, safe='')}" if level else ""


ROUTES = [choose_surer, begin, come_back, show, go_on, to_sign, called]
