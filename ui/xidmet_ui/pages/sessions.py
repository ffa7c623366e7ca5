"""Where I am signed in, with a way to end it, and what happened at the door of my account."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import door, sessions
from xidmet.auth.sessions import Kept
from xidmet.errors import NotFound, SignInNeeded

from xidmet_ui.build.sessions import happened_rows, session_rows
from xidmet_ui.pages.means import title_of, to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, page_number, place_of, signed_in, visit_of, words_of

HERE = "/account/sessions"
PER_PAGE = 30


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    account, words, here = need_actor(request).account, words_of(request), _session(request)
    number = page_number(str(request.query_params.get("page", "1")))
    found = await door.happened(account, (number - 1) * PER_PAGE, PER_PAGE + 1)
    values = {
        "sessions": session_rows(await sessions.open_ones(account), here, words, lambda name: title_of(request, name)),
        "happened": happened_rows(found[:PER_PAGE], place_of(request), words, lambda name: title_of(request, name)),
        "number": number,
        "more": len(found) > PER_PAGE,
        "idle": int(visit_of(request).idle.total_seconds()) // 60,
        "longest": int(sessions.LONGEST.total_seconds()) // 3600,
    }
    return await page(request, "sessions.html", values)


@post(HERE + "/{session:uuid}/end", guards=[signed_in], include_in_schema=False)
async def end_one(request: Asked, session: FromPath[UUID]) -> Redirect:
    """Another one only after a fresh proof: who found this browser open must not throw its owner out of theirs.

    Raises NotFound for what is no session of theirs, or has ended.
    """
    await form_of(request)
    here, visit = _session(request), visit_of(request)
    if session == here.id:
        await visit.sign_out()
        return Redirect("/", status_code=303)
    if surer := await to_prove_first(request, HERE):
        return Redirect(surer, status_code=303)
    ended = await sessions.end_one(need_actor(request).account, session)
    if ended is None:
        raise NotFound
    await door.note(ended, "ended")
    return Redirect(HERE, status_code=303)


@post(HERE + "/end-others", guards=[signed_in], include_in_schema=False)
async def end_others(request: Asked) -> Redirect:
    await form_of(request)
    if surer := await to_prove_first(request, HERE):
        return Redirect(surer, status_code=303)
    for ended in await sessions.end_all(need_actor(request).account, _session(request)):
        await door.note(ended, "ended")
    return Redirect(HERE, status_code=303)


def _session(request: Asked) -> Kept:
    """The guard has seen to it that there is one."""
    session = visit_of(request).session
    if session is None:
        raise SignInNeeded
    return session


ROUTES = [show, end_one, end_others]
