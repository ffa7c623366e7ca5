"""The rest of a list's way by machine: it is ready, signed by a person, worked off or stopped, and its result."""

from __future__ import annotations

from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.cases import lists
from xidmet.cases.signing import LARGEST
from xidmet.errors import NotFound, Stale, TooLarge

from xidmet_ui.api.description import told
from xidmet_ui.api.models import FILE, NOTHING
from xidmet_ui.api.models_rosters import MoveList
from xidmet_ui.api.problems import headers_for
from xidmet_ui.api.raw import sent_file
from xidmet_ui.api.reading import from_this_session, key_of, who_of
from xidmet_ui.api.roster_lists import HERE, as_it_is, list_in
from xidmet_ui.api.roster_lists import ROUTES as LISTS
from xidmet_ui.handed_out import handed_out
from xidmet_ui.requests import Asked, signed_in, site_of, visit_of


@post(
    f"{HERE}/ready",
    guards=[signed_in],
    status_code=200,
    opt=told(
        "readyList",
        "With those that can be done: to the signature, or to the work where none is due",
        scope="submit",
        gives={200: MoveList},
        changes=True,
    ),
)
async def ready(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    """Again: nothing more happens."""
    from_this_session(request)
    key_of(request)
    found = await list_in(request, slug, wanted)
    await lists.make_ready(site_of(request), who_of(request), found, visit_of(request).language)
    return await as_it_is(request, slug, wanted)


@get(
    f"{HERE}/head",
    guards=[signed_in],
    opt=told("downloadHead", "The very bytes that are signed", scope="read", gives={200: FILE}),
)
async def head(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[bytes]:
    """It names the move, what was asked and how many rows there are, and binds each of them by a hash tree."""
    found = await list_in(request, slug, wanted)
    if not found.listed.head:
        raise NotFound
    headers = headers_for(visit_of(request).language)
    return Response(found.listed.head.encode(), media_type="application/octet-stream", headers=headers)


@post(
    f"{HERE}/signature",
    guards=[signed_in],
    status_code=200,
    request_max_body_size=LARGEST,
    opt=told(
        "signList",
        "Bring the signature; then the list is worked off",
        takes=FILE,
        scope="submit",
        gives={200: MoveList},
    ),
)
async def sign(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    """The moves are made in the name of the person who signed, by the power that they hold for the organisation.

    The same again, after the work began: nothing more happens.
    """
    file, site, actor = sent_file(request), site_of(request), who_of(request)
    content = b""
    async for piece in file.content:
        content += piece
        if len(content) > LARGEST:
            raise TooLarge
    found = await list_in(request, slug, wanted)
    if found.listed.state in (lists.CHECKING, lists.CHECKED, lists.ASKING):
        raise Stale
    bring = lists.sign_with_brought if actor.program else lists.sign_with_file
    await bring(site, actor, found, content, visit_of(request).language)
    return await as_it_is(request, slug, wanted)


@post(
    f"{HERE}/stop",
    guards=[signed_in],
    status_code=200,
    opt=told(
        "stopList", "Stop it half-way: the rest stays as it is", scope="submit", gives={200: MoveList}, changes=True
    ),
)
async def stop(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    from_this_session(request)
    key_of(request)
    await lists.stop(site_of(request), await list_in(request, slug, wanted))
    return await as_it_is(request, slug, wanted)


@delete(
    HERE,
    guards=[signed_in],
    status_code=204,
    opt=told("dropList", "Throw it away before it is signed", scope="submit", gives={204: NOTHING}, changes=True),
)
async def drop(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[None]:
    """Nothing was done. Once more: nothing happens."""
    from_this_session(request)
    found = await list_in(request, slug, wanted)
    if found.is_open:
        await lists.drop(site_of(request), found)
    elif found.listed.state not in (lists.DROPPED, lists.EXPIRED):
        raise Stale
    return Response(None, status_code=204, headers=headers_for(visit_of(request).language))


@get(
    f"{HERE}/result",
    guards=[signed_in],
    opt=told(
        "downloadListResult",
        "The sealed container: what was signed, the signature, and what became of each row",
        scope="read",
        gives={200: FILE},
    ),
)
async def result(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Stream:
    found = await list_in(request, slug, wanted)
    given = handed_out(site_of(request).files, await lists.result_of(found))
    given.headers.update(headers_for(visit_of(request).language))
    return given


ROUTES = [*LISTS, ready, head, sign, stop, drop, result]
