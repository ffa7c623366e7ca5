"""Check QR codes without a network: the page, what keeps it in the browser, and the status lists it asks.

The page is the same for everybody: a browser keeps it, and who is signed in must not stay behind in it. It has an
address of its own for each language, because the choice of another one needs a network.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import status
from xidmet.errors import NotFound
from xidmet.language import LANGUAGES

from xidmet_ui.build.verify_offline import compared, labels
from xidmet_ui.headers import ALWAYS, POLICY
from xidmet_ui.rendering import frame_of, page, rendered
from xidmet_ui.requests import PUBLIC, Asked, site_of, visit_of
from xidmet_ui.static import FOREVER, Static, address_of

HERE = "/verify/offline"
MAY = {
    "Content-Security-Policy": f"{POLICY}; worker-src 'self'",
    "Permissions-Policy": ALWAYS["Permissions-Policy"].replace("camera=()", "camera=(self)"),
}
ANYWHERE = {"Access-Control-Allow-Origin": "*"}  # other programs check papers too


@get(HERE, opt=PUBLIC, include_in_schema=False)
async def chosen(request: Asked) -> Redirect:
    return Redirect(f"{HERE}/{visit_of(request).language}", status_code=303)


@get(f"{HERE}/{{code:str}}", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, code: FromPath[str]) -> Response[str]:
    if code not in LANGUAGES:
        raise NotFound
    visit_of(request).language = code
    shown = await page(request, "offline.html", await _values(request, code), here="verify")
    shown.headers.update(MAY)
    return shown


async def _values(request: Asked, code: str) -> dict[str, Any]:
    site = site_of(request)
    compares = await compared(site.catalogue, site.registers, code)
    return {"home": HERE, "labels": labels(site.catalogue, code), "compares": compares}


@get(f"{HERE}/worker.js", opt=PUBLIC, include_in_schema=False)
async def worker(request: Asked) -> Response[str]:
    """The service worker, whose scope is the folder it lies in. Another page or another file makes it another one."""
    static: Static = request.app.state.static
    if "offline-worker.js" not in static.names:
        raise NotFound
    files = sorted(address_of(static.names, name) for name in static.names if _is_needed(name))
    pages = [await _as_for_everybody(request, code) for code in LANGUAGES]
    version = hashlib.sha256("\n".join([*files, *pages]).encode()).hexdigest()[:16]
    build = {"version": version, "pages": [f"{HERE}/{code}" for code in LANGUAGES], "files": files}
    source = static.files[static.names["offline-worker.js"]].content.decode()
    return Response(
        f"const BUILD = {json.dumps(build)};\n{source}",
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


def _is_needed(name: str) -> bool:
    """Of the built files: what the page loads."""
    return name.endswith((".woff2", ".css", "mark.svg")) or (name.startswith("offline-") and "worker" not in name)


async def _as_for_everybody(request: Asked, code: str) -> str:
    frame = replace(frame_of(request, "verify"), language=code)
    return rendered(request, "offline.html", await _values(request, code), frame, "", 200).content


@get("/.well-known/xidmet-status.jwt", opt=PUBLIC, include_in_schema=False)
async def statement(request: Asked) -> Response[str]:
    """Which status lists hold now, signed with the key of QR codes."""
    signed = await status.stated()
    if not signed:
        raise NotFound
    tag = f'"{hashlib.sha256(signed.encode()).hexdigest()[:16]}"'
    headers = {"Cache-Control": "public, max-age=30", "ETag": tag, **ANYWHERE}
    if request.headers.get("if-none-match") == tag:
        return Response("", status_code=304, media_type="application/jwt", headers=headers)
    return Response(signed, media_type="application/jwt", headers=headers)


@get("/.well-known/xidmet-status/{name:str}", opt=PUBLIC, include_in_schema=False)
async def status_list(name: FromPath[str]) -> Response[bytes]:
    """A status list by the hash that the statement names: what is here once never changes."""
    packed = await status.packed_list(name)
    if packed is None:
        raise NotFound
    return Response(packed, media_type="application/octet-stream", headers={"Cache-Control": FOREVER, **ANYWHERE})


ROUTES = [chosen, show, worker, statement, status_list]
