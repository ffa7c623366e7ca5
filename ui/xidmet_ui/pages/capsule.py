"""The capsule of a case: asked for after a fresh proof, made by a worker, taken while kept; and where to check one."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases import capsule, my_copy
from xidmet.errors import NotFound

from xidmet_ui.assets_build import ALONE
from xidmet_ui.build.case import is_theirs
from xidmet_ui.handed_out import HANDED_OUT, handed_out
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, form_of, need_actor, signed_in, site_of, visit_of, words_of
from xidmet_ui.static import Static

HERE = "/cases/{number:str}/capsule"
CHECK = "/check-capsule"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    """What there is, and how far; a script asks for the list alone, while one is being made."""
    actor = need_actor(request)
    case, found = await capsule.capsules(site_of(request), actor, number)
    theirs = is_theirs(case, actor)
    values = {
        "number": number,
        "title": words_of(request, case.service.slug).text(case.service.title),
        "is_theirs": theirs,
        "copies": found,
        "making": any(one.state == my_copy.MAKING for one in found),
        "days": my_copy.KEPT.days,
    }
    return await page(request, "capsule.html", values, block="copies", here="cases" if theirs else "desk")


@post(HERE, guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, number: FromPath[str]) -> Redirect:
    await form_of(request)
    here, actor = f"/cases/{number}/capsule", need_actor(request)
    await capsule.view_of(site_of(request), actor, number)  # before a proof is asked for, so that it tells nothing
    if surer := await to_prove_first(request, here):
        return Redirect(surer, status_code=303)
    await capsule.ask(site_of(request), actor, number, visit_of(request).language)
    return Redirect(here, status_code=303)


@post(HERE + "/{copy:uuid}/case.asice", guards=[signed_in], include_in_schema=False, status_code=200)
async def take(request: Asked, number: FromPath[str], copy: FromPath[UUID]) -> Stream | Redirect:
    """A post, for it is written down that the file was taken; no other site can make a browser fetch it."""
    await form_of(request)
    actor = need_actor(request)
    await capsule.view_of(site_of(request), actor, number)
    if surer := await to_prove_first(request, f"/cases/{number}/capsule"):
        return Redirect(surer, status_code=303)
    stored = await capsule.take(site_of(request), actor, number, copy)
    return handed_out(site_of(request).files, stored)


@get(CHECK, opt=PUBLIC, include_in_schema=False)
async def check(request: Asked) -> Response[str]:
    """The browser checks; nothing is sent."""
    return await page(request, "check_capsule.html", {}, here="verify")


@get(CHECK + "/verifier.html", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def verifier(request: Asked) -> Response[bytes]:
    """One file that checks capsules anywhere, without the portal; and not within it: a browser can only save it."""
    static: Static = request.app.state.static
    if ALONE not in static.names:
        raise NotFound
    disposition = {"Content-Disposition": 'attachment; filename="xidmet-capsule-verifier.html"'}
    return Response(
        static.files[static.names[ALONE]].content,
        headers=HANDED_OUT | disposition,
        media_type="application/octet-stream",
    )


ROUTES = [show, ask, take, check, verifier]
