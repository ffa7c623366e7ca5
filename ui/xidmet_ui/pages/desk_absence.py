"""Who stands in while somebody is away: one's own absences on the desk; anybody's on the page of the agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.offices import agencies
from xidmet.cases.desk import absence
from xidmet.contract.answers import read
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.errors import WrongAnswers

from xidmet_ui.build.absences import absence_form, asked_of, options
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, words_of

OWN, AGENCY = "/desk/absence", "/offices/{agency:str}/absences"


def _no_rows(ask: object) -> tuple[()]:
    return ()


async def _form(request: Asked, agency: str) -> type[Form]:
    """agency: as whose administrator; "" for one's own absence."""
    site, actor, language = site_of(request), need_actor(request), words_of(request).language
    if agency:
        people = options(await absence.colleagues_at(site, agency))
        return absence_form((), people, people)
    here, own = agencies(site.catalogue), absence.own_agencies(site, actor)
    found = await absence.colleagues_at(site, *own)
    named = tuple((code, here[code].name(language)) for code in own if code in here)
    return absence_form(named, (), options(found, actor.account))


@get(OWN, guards=[signed_in], include_in_schema=False)
async def show_own(request: Asked) -> Response[str]:
    return await _page(request, "", {}, {})


@post(OWN, guards=[signed_in], include_in_schema=False, status_code=200)
async def enter_own(request: Asked) -> Response[str] | Redirect:
    return await _enter(request, "")


@post(f"{OWN}/{{wanted:uuid}}/end", guards=[signed_in], include_in_schema=False)
async def end_own(request: Asked, wanted: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await absence.end(site_of(request), need_actor(request), wanted)
    return Redirect(OWN, status_code=303)


@get(AGENCY, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str]) -> Response[str]:
    return await _page(request, agency, {}, {})


@post(AGENCY, guards=[signed_in], include_in_schema=False, status_code=200)
async def enter(request: Asked, agency: FromPath[str]) -> Response[str] | Redirect:
    return await _enter(request, agency)


@post(f"{AGENCY}/{{wanted:uuid}}/end", guards=[signed_in], include_in_schema=False)
async def end(request: Asked, agency: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await absence.end(site_of(request), need_actor(request), wanted, agency)
    return Redirect(f"/offices/{agency}/absences", status_code=303)


async def _enter(request: Asked, agency: str) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    await _seen(request, agency)
    form = await _form(request, agency)
    typed = raw_of(form.fields.values(), pairs)
    answers = read(form, typed, _no_rows)
    if answers.errors or not form.fields:
        return await _page(request, agency, typed, answers.errors)
    alone = next(iter(absence.own_agencies(site, actor)), "")
    try:
        await absence.be_away(site, actor, asked_of(vars(answers.so_far), agency or alone, actor.account))
    except WrongAnswers as wrong:
        return await _page(request, agency, typed, wrong.errors)
    return Redirect(f"/offices/{agency}/absences" if agency else OWN, status_code=303)


async def _seen(request: Asked, agency: str) -> list[absence.Absence]:
    """Also who may look at all: raises NotFound, NotAllowed, SurerNeeded."""
    if agency:
        return await absence.at_agency(site_of(request), need_actor(request), agency)
    return await absence.own(site_of(request), need_actor(request))


async def _page(request: Asked, agency: str, typed: Mapping[str, Any], errors: Mapping[str, Mistake]) -> Response[str]:
    words, found = words_of(request), await _seen(request, agency)
    form = await _form(request, agency)
    so_far = read(form, typed, _no_rows).so_far
    asked = questions(list(form.fields.values()), Asking(words, so_far, typed, errors, {}, {})) if form.fields else ()
    here = agencies(site_of(request).catalogue)
    path = f"/offices/{agency}/absences" if agency else OWN
    back = (f"/offices/{agency}", here[agency].name(words.language)) if agency else ("/desk", "")
    values = {
        "path": path,
        "back": back,
        "absences": [(one, here[one.agency].name(words.language) if one.agency in here else "") for one in found],
        "questions": asked,
        "found": [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
    }
    return await page(request, "desk_absence.html", values, here="desk", status=422 if errors else 200)


ROUTES = [show_own, enter_own, end_own, show, enter, end]
