"""Messages of a case, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.cases import talk
from xidmet.cases.talk import Conversation, Line
from xidmet.documents import Stored
from xidmet.errors import WrongAnswers

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.files import SCANS, document_in
from xidmet_ui.api.models import FILE
from xidmet_ui.api.problems import headers_for
from xidmet_ui.api.reading import LONGEST_JSON, sent, who_of
from xidmet_ui.api.talk_models import MessageFile, MessageLine, Messages, NewMessage
from xidmet_ui.build.talk import office_named
from xidmet_ui.handed_out import handed_out
from xidmet_ui.requests import Asked, signed_in, site_of, visit_of, words_of

HERE = "/api/v1/cases/{number:str}/messages"


@get(
    HERE,
    guards=[signed_in],
    opt=told(
        "listMessages", "What the applicant and the officers wrote to each other", scope="read", gives={200: Messages}
    ),
)
async def every(request: Asked, number: FromPath[str]) -> Response[Any]:
    """Reading them here marks none as read: that is for people, on the portal, or for whoever answers."""
    found = await talk.conversation(site_of(request), who_of(request), number, reads=False)
    return answered(request, _whole(request, found))


@post(
    HERE,
    guards=[signed_in],
    request_max_body_size=LONGEST_JSON,
    opt=told("writeMessage", "Write a message", takes=NewMessage, scope="submit", gives={201: Messages}),
)
async def write(request: Asked, number: FromPath[str]) -> Response[Any]:
    given = await sent(request, NewMessage, keyed=True)
    site, actor = site_of(request), who_of(request)
    try:
        await talk.write(site, actor, number, given.body.text, (), given.key, given.digest)
    except WrongAnswers as wrong:
        raise WrongAnswers({f"/{name}": mistake for name, mistake in wrong.errors.items()}) from None
    return answered(request, _whole(request, await talk.conversation(site, actor, number, reads=False)), 201)


@get(
    f"{HERE}/files/{{file:str}}/content",
    guards=[signed_in],
    opt=told("downloadMessageFile", "A file that came along with a message", scope="read", gives={200: FILE}),
)
async def content(request: Asked, number: FromPath[str], file: FromPath[str]) -> Stream:
    found = await talk.file_along(site_of(request), who_of(request), number, document_in(file))
    given = handed_out(site_of(request).files, found.stored)
    given.headers.update(headers_for(visit_of(request).language))
    return given


def _whole(request: Asked, found: Conversation) -> Messages:
    case = found.place.case
    lines = [_line(request, found, one) for one in found.lines]
    return Messages(messages=lines, until=talk.open_until(case), can_write=talk.may_write(case) is None)


def _line(request: Asked, found: Conversation, line: Line) -> MessageLine:
    case, said = found.place.case, line.said
    return MessageLine(
        id=str(said.id),
        who=said.name,
        office=office_named(case, said.office, words_of(request, case.service.slug)),
        mine=line.mine,
        text=said.text,
        sent_at=said.sent_at,
        read_at=said.read_at,
        files=[_file(case.number, one) for one in line.files],
    )


def _file(number: str, stored: Stored) -> MessageFile:
    return MessageFile(
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        scan=SCANS[stored.scan],
        content=f"/api/v1/cases/{number}/messages/files/{stored.id}/content",
    )


ROUTES = [every, write, content]
