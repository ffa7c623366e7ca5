"""Front-end files: found by a name that holds their hash, kept in memory and compressed, cached for ever."""

from __future__ import annotations

import gzip
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from xidmet.errors import NotFound

from xidmet_ui.requests import PUBLIC

FOREVER = "public, max-age=31536000, immutable"
COMPRESSED = (".css", ".js", ".svg")


@dataclass(frozen=True)
class File:
    content: bytes
    packed: bytes | None
    media_type: str


class Static:
    """Every built file. Without any, pages are served plain: they work so too."""

    def __init__(self, folder: Path) -> None:
        manifest = folder / "manifest.json"
        self.names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
        self.files = {name: _file(folder / name) for name in self.names.values()}


def address_of(names: Mapping[str, str], name: str) -> str:
    """The address of a file by its plain name; "" when it was not built. names: those that Static found."""
    return f"/static/{names[name]}" if name in names else ""


def _file(path: Path) -> File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".woff2":
        kind = "font/woff2"
    if kind.endswith("+xml"):
        kind = f"{kind}; charset=utf-8"
    return File(content, gzip.compress(content, 9) if path.suffix in COMPRESSED else None, kind)


@get("/static/{name:str}", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    static: Static = request.app.state.static
    file = static.files.get(name)
    if file is None:
        raise NotFound
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding", "ETag": f'"{name}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


ROUTES = [static_file]
