"""Forms with files: read as a stream, so that no file is ever whole in memory or unencrypted on the disk."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header
from xidmet.errors import BadInput, TooLarge, Unreadable

from xidmet_ui.arriving import arriving
from xidmet_ui.requests import (
    LONGEST_BODY,
    LONGEST_FIELD,
    MOST_FIELDS,
    Asked,
    form_of,
    of_this_session,
    posted,
    same_origin,
)

MULTIPART = "multipart/form-data"
LARGEST_FORM = 600 * 1000 * 1000  # bytes of a form with its files
OF_STRANGERS = 30 * 1000 * 1000  # bytes of files that are read, and thrown away, for somebody who is not signed in
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{1,70}")  # RFC 2046, section 5.1.1
MOST_BYTES_A_CHARACTER = 4
Pairs = list[tuple[str, str]]
Keep = Callable[[str, str, AsyncIterator[bytes], Pairs], Awaitable[str]]
Event = Any  # a MultipartSegment, some of its bytes, or None behind it


async def form_with_files(request: Asked, keep: Keep) -> Pairs:
    """What was posted, in order, like form_of; each file is handed to keep as it comes.

    keep: is given the field's name, the file's name, its bytes and the pairs before it; what it returns stands among
    the pairs under the field's name, "" leaves it out. Raises NotAllowed before any file when the session's token is
    not the first field or a header.
    """
    if not _is_multipart(request):
        return await form_of(request)
    same_origin(request)
    token = request.headers.get("x-csrf-token", "")
    if token:
        of_this_session(request, token)
    return await _read(request, keep, checked=bool(token))


async def form_with_one_file(request: Asked, most: int) -> tuple[Pairs, bytes | None]:
    """What was posted, and the content of its last file, if there is one. Raises TooLarge above so many bytes."""
    found: bytes | None = None

    async def kept(name: str, file: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        nonlocal found
        whole = bytearray()
        async for piece in content:
            whole += piece
            if len(whole) > most:
                raise TooLarge
        found = bytes(whole) or found
        return ""

    return await form_with_files(request, kept), found


async def texts_of_form(request: Asked) -> Pairs:
    """What was posted, without its files and in whatever session, like posted: change nothing by it.

    Raises TooLarge when the files beside the texts are larger than somebody without a session may send.
    """
    if not _is_multipart(request):
        return await posted(request)
    same_origin(request)
    left = OF_STRANGERS

    async def passed_over(name: str, file: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        nonlocal left
        async for piece in content:
            left -= len(piece)
            if left < 0:
                raise TooLarge
        return ""

    return await _read(request, passed_over, checked=True)


def _is_multipart(request: Asked) -> bool:
    kind: str = parse_options_header(request.headers.get("content-type", ""))[0]
    return kind == MULTIPART


async def _read(request: Asked, keep: Keep, *, checked: bool) -> Pairs:
    boundary = parse_options_header(request.headers.get("content-type", ""))[1].get("boundary", "")
    if not BOUNDARY.fullmatch(boundary):
        raise BadInput
    try:
        return await _Form(request, boundary, keep, checked=checked).read()
    except ParserLimitReached:
        raise TooLarge from None
    except MultipartError:
        raise BadInput from None
    except UnicodeDecodeError:
        raise Unreadable from None


class _Form:
    """One form as it comes in."""

    def __init__(self, request: Asked, boundary: str, keep: Keep, *, checked: bool) -> None:
        self._request, self._keep, self._checked = request, keep, checked
        self._parser = PushMultipartParser(boundary, max_segment_count=MOST_FIELDS, strict=True)
        self._events = self._read()
        self._pairs: Pairs = []
        self._left = LONGEST_BODY  # bytes of all fields that are no files

    async def _read(self) -> AsyncGenerator[Event, None]:
        async for piece in arriving(self._request):
            for event in self._parser.parse(piece):
                yield event
            if self._parser.closed:
                break
        self._parser.close()  # raises when the end is missing

    async def read(self) -> Pairs:
        async for event in self._events:
            if not isinstance(event, MultipartSegment):
                continue
            if event.filename is None:
                await self._field(event.name or "")
            else:
                await self._file(event.name or "", event.filename)
        self._check("")
        return self._pairs

    async def _field(self, name: str) -> None:
        value = bytearray()
        async for piece in self._content():
            value += piece
            self._left -= len(piece)
            if self._left < 0 or len(value) > LONGEST_FIELD * MOST_BYTES_A_CHARACTER:
                raise TooLarge
        text = value.decode("utf-8")
        if "\x00" in text or "\x00" in name:
            raise Unreadable
        if len(text) > LONGEST_FIELD:
            raise TooLarge
        if name == "csrf":
            self._check(text)
            return
        self._check("")
        self._pairs.append((name, text))

    def _check(self, token: str) -> None:
        """Once, at the first field; a browser sends them in the order of the page."""
        if not self._checked:
            of_this_session(self._request, token)
            self._checked = True

    async def _file(self, name: str, file: str) -> None:
        self._check("")
        content = self._content()
        if file:  # none was chosen otherwise
            kept = await self._keep(name, file, content, self._pairs)
            if kept:
                self._pairs.append((name, kept))
        async for _rest in content:
            pass

    async def _content(self) -> AsyncIterator[bytes]:
        """The bytes of the part that has just begun."""
        async for event in self._events:
            if event is None:
                return
            assert isinstance(event, bytes | bytearray)
            yield bytes(event)
        raise BadInput  # it was cut off
