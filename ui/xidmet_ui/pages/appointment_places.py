"""Places in which an agency receives people: its administrators keep them, their hours, and the days that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import offices
from xidmet.cases.appointments.places import (
    Day,
    Place,
    PlaceSeen,
    change_place,
    enter_day,
    open_place,
    place_for,
    places_for,
)
from xidmet.cases.appointments.slots import clock_text
from xidmet.contract.answers import read
from xidmet.contract.fields import Choice, Consent, Date, Number, Text, YesNo
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, WrongAnswers

from xidmet_ui.build.appointments import day_text, hours_text
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in, words_of

ALL = "/offices/{agency:str}/appointments"
ONE = f"{ALL}/{{place:uuid}}"
HOURS = ("opens", "closes", "break_from", "break_to")


class Kept(Form):
    name = Text(_("Name of the place"), most=200)
    address = Text(_("Address"), most=300)
    notes = Text(
        _("How to get in"), most=300, hint=_("Entrance, floor, ramp, lift. People read it before they come.")
    ).optional()
    seats = Number(_("How many people at a time?"), least=1, most=200)
    opens = Text(_("Opens at"), format="time")
    closes = Text(_("Closes at"), format="time")
    break_from = Text(_("Break from"), format="time").optional()
    break_to = Text(_("Break until"), format="time").optional()
    days_ahead = Number(_("How many days ahead can a time be booked?"), least=1, most=180)
    hours_before = Number(_("Until how many hours before can it be booked, changed or cancelled?"), least=0, most=240)
    takes = YesNo(_("Can times be booked here?"), hint=_("What is booked already stays booked."))


class Otherwise(Form):
    day = Date(_("Which day?"))
    said = Choice(
        _("How is it then?"),
        {"closed": _("Closed"), "hours": _("Other hours"), "usual": _("As usual again")},
    )
    day_from = Text(_("Opens at"), format="time").when(said == "hours")
    day_to = Text(_("Closes at"), format="time").when(said == "hours")
    reason = Text(_("Why?"), most=300, hint=_("People whose visits are called off read this text.")).when(
        (said == "closed") | (said == "hours")
    )
    sure = Consent(_("Call off what is booked for the closed time, and tell the people.")).optional()


@get(ALL, guards=[signed_in], include_in_schema=False)
async def show_all(request: Asked, agency: FromPath[str]) -> Response[str]:
    seen = await places_for(site_of(request).catalogue, need_actor(request), agency)
    words = words_of(request)
    groups = [
        {
            "code": code,
            "label": kind.label(words.language),
            "minutes": kind.appointment.minutes,
            "places": [_line(one) for one in seen.places if one.kind == code],
        }
        for code, kind in seen.kinds.items()
    ]
    values = {"code": agency, "name": seen.here.name(words.language), "groups": groups}
    return await page(request, "offices_places.html", values)


def _line(place: Place) -> dict[str, Any]:
    return {**vars(place), "hours": hours_text(place)}


@get(f"{ALL}/new", guards=[signed_in], include_in_schema=False)
async def ask_new(request: Asked, agency: FromPath[str]) -> Response[str]:
    usual = {"opens": "09:00", "closes": "18:00", "break_from": "13:00", "break_to": "14:00", "takes": "yes"}
    typed: dict[str, Any] = {**usual, "seats": "1", "days_ahead": "30", "hours_before": "24"}
    return await _new(request, agency, str(request.query_params.get("kind", "")), typed, {})


@post(f"{ALL}/new", guards=[signed_in], include_in_schema=False)
async def add(request: Asked, agency: FromPath[str]) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    offices.administered(site.catalogue, actor, agency)  # first: a stranger is told nothing about their answers
    kind, typed = value_in(pairs, "kind"), raw_of(Kept.fields.values(), pairs)
    answers = read(Kept, typed, lambda ask: ())
    if answers.errors:
        return await _new(request, agency, kind, typed, answers.errors)
    try:
        made = await open_place(site.catalogue, actor, agency, kind, _given(answers.so_far))
    except WrongAnswers as wrong:
        return await _new(request, agency, kind, typed, wrong.errors)
    return Redirect(f"/offices/{agency}/appointments/{made}", status_code=303)


async def _new(
    request: Asked, agency: str, code: str, typed: dict[str, Any], errors: Mapping[str, Mistake]
) -> Response[str]:
    seen = await places_for(site_of(request).catalogue, need_actor(request), agency)
    kind = seen.kinds.get(code)
    if kind is None:
        raise NotFound
    language = words_of(request).language
    values = {
        "code": agency,
        "name": seen.here.name(language),
        "kind": code,
        "label": kind.label(language),
        "place": None,
    }
    return await _form(request, values, Kept, typed, errors)


def _given(answers: Form) -> dict[str, Any]:
    """As the store has it: minutes since midnight, and no None for a text."""
    given = {name: vars(answers).get(name) for name in Kept.fields}
    return {**given, "notes": given["notes"] or "", **{name: _minutes(given[name]) for name in HOURS}}


def _minutes(text: Any) -> int | None:
    if not text:
        return None
    hour, _colon, minute = str(text).partition(":")
    return int(hour) * 60 + int(minute)


@get(ONE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str], place: FromPath[UUID]) -> Response[str]:
    seen = await place_for(site_of(request).catalogue, need_actor(request), agency, place)
    return await _one(request, seen, _typed(seen.place), {})


def _typed(place: Place) -> dict[str, Any]:
    hours = {name: clock_text(value) if (value := vars(place)[name]) is not None else "" for name in HOURS}
    numbers = {name: str(vars(place)[name]) for name in ("seats", "days_ahead", "hours_before")}
    texts = {name: vars(place)[name] for name in ("name", "address", "notes")}
    return {**hours, **numbers, **texts, "takes": "yes" if place.takes else "no"}


@post(ONE, guards=[signed_in], include_in_schema=False)
async def change(request: Asked, agency: FromPath[str], place: FromPath[UUID]) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    seen = await place_for(site.catalogue, actor, agency, place)
    typed = raw_of(Kept.fields.values(), pairs)
    answers = read(Kept, typed, lambda ask: ())
    if answers.errors:
        return await _one(request, seen, typed, answers.errors)
    try:
        await change_place(site.catalogue, actor, agency, place, version_in(pairs), _given(answers.so_far))
    except WrongAnswers as wrong:
        return await _one(request, seen, typed, wrong.errors)
    except Stale as stale:
        return await _one(request, seen, typed, {}, stale=stale)
    return Redirect(f"/offices/{agency}/appointments", status_code=303)


@post(f"{ONE}/days", guards=[signed_in], include_in_schema=False)
async def enter(request: Asked, agency: FromPath[str], place: FromPath[UUID]) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    seen = await place_for(site.catalogue, actor, agency, place)
    typed = raw_of(Otherwise.fields.values(), pairs)
    answers = read(Otherwise, typed, lambda ask: ())
    if answers.errors:
        return await _one(request, seen, _typed(seen.place), {}, typed, answers.errors)
    given = vars(answers.so_far)
    hours = [_minutes(given.get(name)) for name in ("day_from", "day_to")]
    day = given["day"] if given["said"] == "usual" else Day(given["day"], hours[0], hours[1], given["reason"])
    try:
        await enter_day(site, actor, agency, place, day, sure=bool(given.get("sure")))
    except WrongAnswers as wrong:
        return await _one(request, seen, _typed(seen.place), {}, typed, wrong.errors)
    return Redirect(f"/offices/{agency}/appointments/{place}#days", status_code=303)


async def _one(
    request: Asked,
    seen: PlaceSeen,
    typed: dict[str, Any],
    errors: Mapping[str, Mistake],
    typed_day: dict[str, Any] | None = None,
    day_errors: Mapping[str, Mistake] | None = None,
    stale: Stale | None = None,
) -> Response[str]:
    words = words_of(request)
    days = [(day_text(one.day, words), _said(one), one.reason) for one in seen.days]
    asked = _questions(request, Otherwise, typed_day or {}, day_errors or {})
    values = {
        "code": seen.here.code,
        "name": seen.here.name(words.language),
        "kind": seen.place.kind,
        "label": seen.kind.label(words.language),
        "place": seen.place,
        "days": days,
        "ahead": seen.ahead,
        "otherwise": asked,
        "stale": stale and (words.text(stale.why), words.text(stale.mend)),
    }
    more = [(q.first, f"{q.label}: {q.error}") for q in asked if q.error]
    return await _form(request, values, Kept, typed, errors, more)


def _said(day: Day) -> str:
    """Its hours; "" when it is closed."""
    return "" if day.opens is None or day.closes is None else f"{clock_text(day.opens)}–{clock_text(day.closes)}"


def _questions(request: Asked, form: type[Form], typed: dict[str, Any], errors: Mapping[str, Mistake]) -> Any:
    so_far = read(form, typed, lambda ask: ()).so_far
    return questions(list(form.fields.values()), Asking(words_of(request), so_far, typed, errors, {}, {}))


async def _form(
    request: Asked,
    values: dict[str, Any],
    form: type[Form],
    typed: dict[str, Any],
    errors: Mapping[str, Mistake],
    more: list[tuple[str, str]] | None = None,
) -> Response[str]:
    asked = _questions(request, form, typed, errors)
    found = [(q.first, f"{q.label}: {q.error}") for q in asked if q.error] + (more or [])
    status = 409 if values.get("stale") else 422 if found else 200
    return await page(request, "offices_place.html", {**values, "questions": asked, "found": found}, status=status)


ROUTES = [show_all, ask_new, add, show, change, enter]
