"""How a decision is disputed: the term, where, under which law; a complaint filed here, heard here, and its queue."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.auth import surer_for_office
from xidmet.cases import complaint_files, complaints
from xidmet.cases.about_me import is_concerned
from xidmet.cases.complaints import Disputed
from xidmet.contract.fields import Choice, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import FileRefused, NotAllowed, NotFound, Refused, Stale, WrongAnswers

from xidmet_ui.build.along import ACCEPT, rules
from xidmet_ui.build.case import decision, is_theirs
from xidmet_ui.build.complaint import complaint_file, complaint_shown, waiting_row
from xidmet_ui.handed_out import handed_out
from xidmet_ui.multipart_form import LARGEST_FORM, Keep, Pairs, form_with_files
from xidmet_ui.pages.asked import asked_in
from xidmet_ui.pages.papers import HEADERS
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    page_number,
    signed_in,
    site_of,
    token_in,
    uuids_in,
    value_in,
    words_of,
)

HERE, FILES, DROP = "/cases/{number:str}/complaint", "files", "drop:"
UPHELD = {"yes": True, "no": False}


class Complaining(Form):
    text = Text(_("Why is the decision wrong?"), format="long", hint=_("At most 4,000 characters."))


class Deciding(Form):
    upheld = Choice(
        _("Decision on the complaint"),
        {"yes": _("Upheld: the case is opened again"), "no": _("Not upheld: the decision stands")},
    )
    reason = Text(_("Reasons, as the applicant will read them"), format="long")


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    return await _page(request, number)


@post(HERE, guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def file(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    """Files that came with a complaint that can't be filed yet stay on the page, with the text."""
    site, actor, refused_files = site_of(request), need_actor(request), dict[str, Mistake]()
    pairs = await form_with_files(request, _keeping(request, number, refused_files))
    if dropped := uuids_in([value_in(pairs, "op").removeprefix(DROP)]):
        await complaint_files.drop(site, actor, number, dropped[0])
        return await _page(request, number, pairs)
    if refused_files:
        return await _page(request, number, pairs, refused_files)
    files = uuids_in([value for name, value in pairs if name == FILES])
    try:
        await complaints.file(site, actor, number, value_in(pairs, "text"), token_in(pairs), files)
    except WrongAnswers as wrong:
        return await _page(request, number, pairs, wrong.errors)
    except Refused as refused:
        return await _page(request, number, pairs, {}, refused.refusal)
    return Redirect(f"/cases/{number}/complaint", status_code=303)


def _keeping(request: Asked, number: str, wrong: dict[str, Mistake]) -> Keep:
    """Keeps each file of the form; what is wrong with one is said beside them."""

    async def kept(path: str, name: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        try:
            stored = await complaint_files.keep(site_of(request), need_actor(request), number, content, name)
        except FileRefused as refused:
            wrong.setdefault(FILES, refused.mistake)
            return ""
        except Refused:  # said when it is filed
            return ""
        return str(stored.id)

    return kept


@post(f"{HERE}/decision", guards=[signed_in], include_in_schema=False)
async def decide(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    upheld, reason = UPHELD.get(value_in(pairs, "upheld")), value_in(pairs, "reason")
    try:
        await complaints.decide(site_of(request), need_actor(request), number, upheld, reason, token_in(pairs))
    except WrongAnswers as wrong:
        return await _page(request, number, pairs, wrong.errors)
    except Refused as refused:
        return await _page(request, number, pairs, {}, refused.refusal)
    except Stale as stale:
        return await _page(request, number, pairs, {}, Refusal(why=stale.why, mend=stale.mend))
    return Redirect(f"/cases/{number}/complaint", status_code=303)


async def _page(
    request: Asked,
    number: str,
    pairs: Sequence[tuple[str, str]] = (),
    errors: Mapping[str, Mistake] | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    site = site_of(request)
    found = await complaints.disputed(site, need_actor(request), number)
    along = await complaint_files.files_of(need_actor(request), found)
    words = words_of(request, found.case.service.slug)
    beside = is_concerned(need_actor(request), found.case) and found.case.party != need_actor(request).party
    theirs = beside or is_theirs(found.case, need_actor(request))
    form = _form_for(found)
    values = {
        "it": complaint_shown(
            found, along, decision(found.case, words, to_staff=not theirs), words, scans=site.scanner is not None
        ),
        "rules": rules(words),
        "accept": ACCEPT,
        "files_wrong": _mistake((errors or {}).get(FILES), request),
        "is_theirs": theirs,
        "back": f"/my-data/{number}" if beside else f"/cases/{number}",
        "beside": beside,
        "token": secrets.token_urlsafe(24),
        "may_not": _told(found.may_not, request) if form is None else None,
        "refusal": _told(refusal, request),
        "action": f"/cases/{number}/complaint{'/decision' if found.hears else ''}",
        "asks": form is not None,
        **asked_in(request, form or Form, pairs, errors),
    }
    status = 409 if refusal else 422 if errors else 200
    return await page(request, "complaint.html", values, here="cases" if theirs else "desk", status=status)


def _form_for(found: Disputed) -> type[Form] | None:
    if found.may_not:
        return None
    return Deciding if found.hears else Complaining


def _mistake(mistake: Mistake | None, request: Asked) -> str:
    return words_of(request).text(mistake.text, **mistake.values) if mistake else ""


def _told(refusal: Refusal | None, request: Asked) -> tuple[str, str] | None:
    words = words_of(request)
    if refusal is None:
        return None
    return words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values)


@get(f"{HERE}/files/{{document:uuid}}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Stream:
    stored = await complaint_files.file_along(site_of(request), need_actor(request), number, document)
    return handed_out(site_of(request).files, stored)


@get(f"{HERE}.ics", guards=[signed_in], include_in_schema=False)
async def calendar(request: Asked, number: FromPath[str]) -> Response[bytes]:
    """The last day of the term, for somebody's own calendar."""
    site = site_of(request)
    found = await complaints.disputed(site, need_actor(request), number)
    if found.until is None or found.decided is None:
        raise NotFound
    text = complaint_file(found, words_of(request), site.settings.address)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{number}-complaint.ics"'}
    return Response(text.encode(), media_type="text/calendar; charset=utf-8", headers=headers)


@get("/desk/complaints", guards=[signed_in], include_in_schema=False)
async def waiting(request: Asked) -> Response[str]:
    """For whoever hears complaints."""
    site, actor, place = site_of(request), need_actor(request), page_number(str(request.query_params.get("page", "1")))
    if actor.unproved_offices and actor.decides:
        raise surer_for_office()
    if not actor.offices:
        raise NotAllowed
    found, more = await complaints.to_be_heard(site, actor, place)
    values = {
        "rows": [waiting_row(case, kept, actor, words_of(request, case.service.slug)) for case, kept in found],
        "newer": f"/desk/complaints?page={place - 1}" if place > 1 else "",
        "older": f"/desk/complaints?page={place + 1}" if more else "",
    }
    return await page(request, "complaints.html", values, here="desk")


ROUTES = [show, file, decide, download, calendar, waiting]
