"""The keys at the remote signing service: how each is used, and whether it works."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.response import Redirect

from xidmet.contract.texts import _
from xidmet.demo_signing.remote_keys import MODES, RemoteKey, keys_of
from xidmet.demo_signing.state import Asked, Signing, form_of, page, signing_of, text_in


@get("/csc")
async def keys(request: Asked) -> Response[str]:
    signing = signing_of(request)
    remote = signing.remote
    listed = [
        {
            "id": key.id,
            "name": signing.holders.seals[key.voen] if key.voen else key.holder.name,
            "by": key.holder.name if key.voen else "",
            "mode": remote.mode(key),
            "is_off": key.id in remote.off,
            "is_locked": remote.is_locked(key),
        }
        for key in _all(signing)
    ]
    return page(request, "remote_keys.html", keys=listed)


@post("/csc/keys")
async def change(request: Asked) -> Redirect:
    form, signing = await form_of(request), signing_of(request)
    key = next((one for one in _all(signing) if one.id == text_in(form, "key")), None)
    if key is None:
        raise ClientException(_("There is no such key."))
    does, remote = text_in(form, "does"), signing.remote
    for mode in MODES:
        if does == mode:
            remote.modes[key.id] = mode
    if does == "switch":
        remote.off ^= {key.id}
    if does == "unlock":
        remote.wrong.pop(key.id, None)
    return Redirect("/csc", status_code=303)


def _all(signing: Signing) -> list[RemoteKey]:
    return [key for holder in signing.holders.people.values() for key in keys_of(holder)]


ROUTES = [keys, change]
