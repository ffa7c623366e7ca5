"""Pages that exist only in a demonstration: sign in as an invented person, and the mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth.demo import demo_person
from xidmet.errors import NotFound
from xidmet.notifications import inbox

from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, form_of, local_path, place_of, settings_of, value_in, visit_of, words_of

LINK = re.compile(r"https?://\S+")
PLACE = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Letter:
    """lines: each a list of (text, href); attached: (name, bytes, place)."""

    subject: str
    sender: str
    to: str
    arrived: str
    message_id: str
    language: str
    lines: tuple[tuple[tuple[str, str], ...], ...]
    attached: tuple[tuple[str, int, int], ...]


@post("/sign-in/demo", opt=PUBLIC, include_in_schema=False)
async def enter(request: Asked) -> Redirect:
    pairs = await form_of(request)
    person = await demo_person(value_in(pairs, "person"))
    if person is None:
        raise NotFound
    await visit_of(request).sign_in(person, "demo", "high", place_of(request))
    return Redirect(local_path(value_in(pairs, "next")), status_code=303)


@get("/mailbox", opt=PUBLIC, include_in_schema=False)
async def letters(request: Asked) -> Response[str]:
    return await page(request, "mailbox.html", {"letters": await inbox.letters()})


@get("/mailbox/letter", opt=PUBLIC, include_in_schema=False)
async def letter(request: Asked) -> Response[str]:
    kept = await _kept(request)
    mail = _mail(kept.source)
    shown = Letter(
        subject=str(mail["Subject"]),
        sender=str(mail["From"]),
        to=str(mail["To"]),
        arrived=words_of(request).moment(kept.arrived_at),
        message_id=kept.message_id,
        language=str(mail["Content-Language"] or "az"),
        lines=tuple(_lines(_text(mail), settings_of(request).address)),
        attached=tuple(
            (str(part.get_filename()), len(_bytes(part)), at) for at, part in enumerate(mail.iter_attachments())
        ),
    )
    return await page(request, "letter.html", {"letter": shown})


@get("/mailbox/attachment", opt=PUBLIC, include_in_schema=False)
async def attachment(request: Asked) -> Response[bytes]:
    parts = list(_mail((await _kept(request)).source).iter_attachments())
    place = str(request.query_params.get("place", "0"))
    if not PLACE.fullmatch(place) or int(place) >= len(parts):
        raise NotFound
    part = parts[int(place)]
    name = quote(str(part.get_filename()))
    return Response(
        _bytes(part),
        media_type="application/pdf",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


async def _kept(request: Asked) -> inbox.Letter:
    found = await inbox.letter(str(request.query_params.get("id", ""))[:120])
    if found is None:
        raise NotFound
    return found


def _mail(source: bytes) -> EmailMessage:
    return message_from_bytes(source, policy=policy.default)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _lines(text: str, origin: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Paragraphs, with the links to this site as links."""
    for line in (part for part in text.splitlines() if part.strip()):
        pieces, at = [], 0
        for link in LINK.finditer(line):
            inside = link[0].startswith(origin)
            pieces += [(line[at : link.start()], ""), (link[0], link[0].removeprefix(origin) if inside else "")]
            at = link.end()
        yield tuple(piece for piece in (*pieces, (line[at:], "")) if piece[0])


ROUTES = [enter, letters, letter, attachment]
