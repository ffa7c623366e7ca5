"""Texts of the notices of an agency's services: its administrators see them, try another one, put it in force."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.cases import wordings
from xidmet.cases.wordings import Asked as Wanted
from xidmet.cases.wordings import Worded
from xidmet.contract.answers import SURE, read
from xidmet.contract.fields import Date, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers
from xidmet.language import LANGUAGES, NAMES

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.build.wordings import notice_line, overtaken_lines, path_of, service_lines, wording_lines
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    signed_in,
    site_of,
    token_in,
    value_in,
    version_in,
    words_of,
)

BASE = "/offices/{agency:str}/texts"
NOTICE = BASE + "/{slug:str}/{move:str}/{place:int}"
LOST = _("The declared text tells {names}, and this one does not. Is that meant?")
MOST = 2000  # characters of a notice
BACK = _("Back to the declared wording")


class Wording(Form):
    az = Text(_("Text in Azerbaijani"), format="long", most=MOST)
    en = Text(_("Text in English"), format="long", most=MOST)
    ru = Text(_("Text in Russian"), format="long", most=MOST)
    first = Date(_("From which day?"))
    reason = Text(_("Why is it worded anew?"), most=300)


def _no_rows(ask: object) -> tuple[()]:
    return ()


@get(BASE, guards=[signed_in], include_in_schema=False)
async def show_all(request: Asked, agency: FromPath[str]) -> Response[str]:
    words = words_of(request)
    here, found = await wordings.places_for(site_of(request).catalogue, need_actor(request), agency)
    values = {"code": here.code, "name": here.name(words.language), "services": service_lines(found, words)}
    return await page(request, "wordings.html", values)


@get(NOTICE, guards=[signed_in], include_in_schema=False)
async def show(
    request: Asked, agency: FromPath[str], slug: FromPath[str], move: FromPath[str], place: FromPath[int]
) -> Response[str]:
    found = await _found(request, agency, slug, move, place)
    today = clock.today()
    first = {"day": str(today.day), "month": str(today.month), "year": str(today.year)}
    return await _page(request, found, {**found.wording, "first": first}, {})


@post(NOTICE, guards=[signed_in], include_in_schema=False)
async def word(
    request: Asked, agency: FromPath[str], slug: FromPath[str], move: FromPath[str], place: FromPath[int]
) -> Response[str] | Redirect:
    """Looked at, or put in force, by the button that was pressed."""
    pairs = await form_of(request)
    found = await _found(request, agency, slug, move, place)
    typed = raw_of(Wording.fields.values(), pairs)
    looks = bool(value_in(pairs, "look"))
    answers = read(Wording, typed, _no_rows)
    errors = {**answers.errors, **_wrong(found, typed, vars(answers.so_far))}
    if looks or errors:
        only_texts = {name: said for name, said in errors.items() if name in LANGUAGES}
        return await _page(request, found, typed, only_texts if looks else errors, looked=True)
    given = vars(answers.so_far)
    wanted = Wanted({code: given[code] for code in LANGUAGES}, given["first"], given["reason"], version_in(pairs))
    at = (site_of(request), need_actor(request), agency, slug, move, place)
    try:
        await wordings.word(*at, wanted, token_in(pairs))
    except WrongAnswers as wrong:
        return await _page(request, found, typed, wrong.errors)
    return Redirect(f"{path_of(found.at)}#said", status_code=303)


def _wrong(found: Worded, typed: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Mistake]:
    """Braces that are wrong, and names that got lost, unless that is meant."""
    known = wordings.names_for(found.at.service, found.at.transition, found.at.notice.text)
    errors = dict[str, Mistake]()
    for code in LANGUAGES:
        text = given.get(code)
        if text is None:
            continue
        wrong = wordings.wrong_with(text, known)
        lost = [] if wrong else wordings.lost_names(found.at, text)
        if wrong:
            errors[code] = wrong
        elif lost and typed.get(code + SURE) != text:
            errors[code] = Mistake(LOST, {"names": ", ".join(lost)}, doubt=True)
    return errors


@post(NOTICE + "/declared", guards=[signed_in], include_in_schema=False)
async def back(
    request: Asked, agency: FromPath[str], slug: FromPath[str], move: FromPath[str], place: FromPath[int]
) -> Redirect:
    pairs, words = await form_of(request), words_of(request)
    await _found(request, agency, slug, move, place)  # first: a stranger is told nothing about what they sent
    at = (site_of(request), need_actor(request), agency, slug, move, place)
    await wordings.back_to_declared(*at, words.text(BACK), version_in(pairs), token_in(pairs))
    return Redirect(f"/offices/{agency}/texts/{slug}/{move}/{place}#said", status_code=303)


async def _found(request: Asked, agency: str, slug: str, move: str, place: int) -> Worded:
    return await wordings.place_for(site_of(request).catalogue, need_actor(request), agency, slug, move, place)


async def _page(
    request: Asked, found: Worded, typed: Mapping[str, Any], errors: Mapping[str, Mistake], *, looked: bool = False
) -> Response[str]:
    words, so_far = words_of(request), read(Wording, typed, _no_rows).so_far
    asked = questions(list(Wording.fields.values()), Asking(words, so_far, typed, errors, {}, {}))
    texts = {code: str(vars(so_far).get(code) or "") for code in LANGUAGES}
    known = wordings.names_for(found.at.service, found.at.transition, found.at.notice.text)
    values = {
        "code": found.at.here.code,
        "agency": found.at.here.name(words.language),
        "path": path_of(found.at),
        "line": notice_line(found, words),
        "overtaken": overtaken_lines(found),
        "declared": [(code, NAMES[code], said) for code, said in found.at.declared.items()],
        "previews": [
            (code, NAMES[code], wordings.preview(found.at, text, code))
            for code, text in texts.items()
            if text and not wordings.wrong_with(text, known)
        ],
        "looked": looked,
        "names": ["{" + name + "}" for name in known],
        "changes": wording_lines(found),
        "questions": asked,
        "found": [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
        "token": secrets.token_urlsafe(24),
        "seen": found.last,
    }
    return await page(request, "wording.html", values, status=422 if errors else 200)


ROUTES = [show_all, show, word, back]
