"""Files on their way out: whatever one is, a browser must only save it."""

from __future__ import annotations

from urllib.parse import quote

from litestar.response import Stream
from xidmet.documents import Stored
from xidmet.documents.files import Files

# No type is guessed, nothing in it is run.
HANDED_OUT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def handed_out(files: Files, stored: Stored) -> Stream:
    """A stored file as an answer, streamed."""
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    return Stream(
        files.stream(stored),
        media_type=stored.media_type,
        headers={**HANDED_OUT, "Content-Disposition": disposition, "Content-Length": str(stored.size)},
    )
