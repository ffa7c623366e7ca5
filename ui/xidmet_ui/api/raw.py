"""A file as a program sends it: its bytes are the body, its name stands in a header."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import unquote

from multipart import parse_options_header
from xidmet.contract.attached import KINDS
from xidmet.contract.texts import _
from xidmet.errors import BadInput, Unreadable, Unsupported

from xidmet_ui.api.reading import from_this_session, key_of
from xidmet_ui.arriving import all_of_it
from xidmet_ui.requests import Asked

ANY = "application/octet-stream"
TYPES = {ANY, *(kind.media_type for kind in KINDS.values())}
IN_UTF_8 = re.compile(r";\s*filename\*\s*=\s*utf-8'[A-Za-z0-9-]*'([!#$&+.^_`|~0-9A-Za-z%-]+)\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True)
class SentFile:
    """name: as it was sent. key: the Idempotency-Key. content: what comes; it can be read once."""

    name: str
    key: str
    content: AsyncIterator[bytes]


def sent_file(request: Asked) -> SentFile:
    """Every handler that takes a file calls this first; nothing of the body is read by it.

    Raises NotAllowed when it did not come from this session, Unsupported for a form or JSON, BadInput.
    """
    from_this_session(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in TYPES:
        raise Unsupported(
            why=_("The body must be the file itself."),
            mend=_("Send its bytes, with the header “Content-Type: application/octet-stream”."),
        )
    return SentFile(_name(request.headers.get("content-disposition", "")), key_of(request), all_of_it(request))


def _name(disposition: str) -> str:
    """RFC 6266; what the name may look like is seen to where it is kept."""
    encoded = IN_UTF_8.search(disposition)
    name = _decoded(encoded[1]) if encoded else parse_options_header(disposition)[1].get("filename", "")
    if not name.strip():
        raise BadInput(
            why=_("The header “Content-Disposition” does not name the file."),
            mend=_("Send it as “attachment; filename*=UTF-8''plan.pdf”."),
        )
    if "\x00" in name:
        raise Unreadable
    return name


def _decoded(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise Unreadable from None
