"""Files on their way out: whatever one is, a browser must only save it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream
from xidmet.documents import Stored
from xidmet.documents.files import Files
from xidmet.tables.writing import CSV, KINDS

# No type is guessed, nothing in it is run.
HANDED_OUT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def handed_table(content: bytes, name: str, kind: str) -> Response[bytes]:
    """A table to be saved, never shown. kind: csv or xlsx."""
    headers = {**HANDED_OUT, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.{kind}"}
    return Response(content, media_type=KINDS[kind], headers=headers)


def handed_json(content: bytes, name: str) -> Response[bytes]:
    """A file for machines, to be saved."""
    headers = {**HANDED_OUT, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type="application/json", headers=headers)


def handed_lines(lines: AsyncIterator[bytes], name: str) -> Stream:
    """A CSV to be saved that is written while it is sent: it may be of any length."""
    headers = {**HANDED_OUT, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.{CSV}"}
    return Stream(lines, media_type=KINDS[CSV], headers=headers)


def handed_out(files: Files, stored: Stored) -> Stream:
    """A stored file as an answer, streamed."""
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    return Stream(
        files.stream(stored),
        media_type=stored.media_type,
        headers={**HANDED_OUT, "Content-Disposition": disposition, "Content-Length": str(stored.size)},
    )
