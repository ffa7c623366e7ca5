"""The working days of an agency: its administrators see a year, and enter the days that are moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.auth import offices
from xidmet.cases.calendar import calendar_for, decide
from xidmet.contract.answers import Answers, read
from xidmet.contract.fields import Choice, Date, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.calendar import SAID, day_lines, decision_lines
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, words_of

WORKED = {"off": False, "worked": True, "official": None}


class Decided(Form):
    day = Date(_("Which day?"))
    said = Choice(_("What is it?"), {name: SAID[worked] for name, worked in WORKED.items()})
    law = Text(
        _("By which decision?"),
        most=300,
        hint=_("Its number and date, such as a decision of the Cabinet of Ministers. It stands beside the day."),
    )


def _no_rows(ask: object) -> tuple[()]:
    return ()


@get("/offices/{agency:str}/calendar", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str]) -> Response[str]:
    return await _page(request, agency, read(Decided, {}, _no_rows), {}, {})


@post("/offices/{agency:str}/calendar", guards=[signed_in], include_in_schema=False)
async def enter(request: Asked, agency: FromPath[str]) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    offices.administered(site.catalogue, actor, agency)  # first: a stranger is told nothing about their answers
    typed = raw_of(Decided.fields.values(), pairs)
    answers = read(Decided, typed, _no_rows)
    if answers.errors:
        return await _page(request, agency, answers, typed, answers.errors)
    given = vars(answers.so_far)
    try:
        await decide(site, actor, agency, given["day"], WORKED[given["said"]], given["law"])
    except WrongAnswers as wrong:
        return await _page(request, agency, answers, typed, wrong.errors)
    return Redirect(f"/offices/{agency}/calendar?year={given['day'].year}#days", status_code=303)


async def _page(
    request: Asked, agency: str, answers: Answers[Any], typed: dict[str, object], errors: Mapping[str, Mistake]
) -> Response[str]:
    words, year = words_of(request), _year(request)
    seen = await calendar_for(site_of(request).catalogue, need_actor(request), agency, year)
    asked = questions(list(Decided.fields.values()), Asking(words, answers.so_far, typed, errors, {}, {}))
    values = {
        "code": seen.here.code,
        "name": seen.here.name(words.language),
        "year": year,
        "years": [one for one in range(clock.today().year - 1, clock.today().year + 3) if one != year],
        "days": day_lines(seen.days, words),
        "decisions": decision_lines(seen.decisions, words),
        "questions": asked,
        "found": [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
    }
    return await page(request, "offices_calendar.html", values, status=422 if errors else 200)


def _year(request: Asked) -> int:
    """Raises NotFound for what is no year."""
    said = str(request.query_params.get("year", clock.today().year))
    if not said.isascii() or not said.isdigit() or len(said) != 4:
        raise NotFound
    return int(said)


ROUTES = [show, enter]
