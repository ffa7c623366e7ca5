"""A visit to the agency: its party chooses place, day and time, changes it, gives it up, takes it into a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.cases.appointments.book import NoLongerFree, Wanted, book, cancel
from xidmet.cases.appointments.offered import Standing, offered, standing_for
from xidmet.contract.answers import read
from xidmet.contract.fields import Choice, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotFound, Refused, Stale
from xidmet.language import Translator

from xidmet_ui.build.appointments import NEEDS, months, rows_of, times, visit_file
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.pages.papers import HEADERS
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, settings_of, signed_in, site_of, value_in, words_of

HERE = "/cases/{number:str}/appointment"
CHOOSE = Mistake(_("Choose a time."))
FAR = dt.timedelta(days=400)
WHICH = Mistake(_("Say into which language."))


class Help(Form):
    needs = Choice(_("What do you need there?"), NEEDS).many(0, len(NEEDS))
    language = Text(_("Language of the interpreter"), most=60, hint=_("Only if you need an interpreter.")).optional()


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    now = await standing_for(site_of(request), need_actor(request), number)
    typed = _as_booked(now)
    asked = request.query_params
    return await _page(request, now, _uuid(str(asked.get("place", ""))), _day(str(asked.get("day", ""))), typed)


@post(HERE, guards=[signed_in], include_in_schema=False)
async def choose(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    now = await standing_for(site, actor, number)
    place, starts = _uuid(value_in(pairs, "place")), _moment(value_in(pairs, "starts"))
    typed = raw_of(Help.fields.values(), pairs)
    needs, errors = _needs(typed)
    if starts is None:
        errors = {"starts": CHOOSE, **errors}
    day = clock.local(starts).date() if starts else _day(value_in(pairs, "day"))
    if errors or place is None or starts is None:
        return await _page(request, now, place, day, typed, errors, chosen=value_in(pairs, "starts"))
    wanted = Wanted(place, starts, _uuid(value_in(pairs, "seen")), needs)
    try:
        await book(site, actor, number, wanted)
    except (NoLongerFree, Refused, Stale) as refused:
        after = await standing_for(site, actor, number)
        return await _page(request, after, place, day, typed, refused=refused)
    return Redirect(f"/cases/{number}#visit-h", status_code=303)


def _needs(typed: Mapping[str, object]) -> tuple[dict[str, str], dict[str, Mistake]]:
    """By name: "" or what was said about it."""
    answers = read(Help, typed, lambda ask: ())
    given = vars(answers.so_far)
    needs = dict.fromkeys(given.get("needs") or (), "")
    errors = dict(answers.errors)
    if "interpreter" in needs:
        needs["interpreter"] = given.get("language") or ""
        errors |= {} if needs["interpreter"] else {"language": WHICH}
    return needs, errors


def _as_booked(now: Standing) -> dict[str, object]:
    needs = now.current.needs if now.current else {}
    return {"needs": list(needs), "language": needs.get("interpreter", "")}


async def _page(
    request: Asked,
    now: Standing,
    place: UUID | None,
    day: dt.date | None,
    typed: dict[str, object],
    errors: Mapping[str, Mistake] | None = None,
    refused: Refused | Stale | None = None,
    chosen: str = "",
) -> Response[str]:
    words, address = words_of(request, now.case.service.slug), f"/cases/{now.case.number}/appointment"
    found = await offered(now.appointment, place, day)
    errors = errors or {}
    asked = questions(
        list(Help.fields.values()), Asking(words, read(Help, typed, lambda ask: ()).so_far, typed, errors, {}, {})
    )
    wrong = {name: words.text(one.text, **one.values) for name, one in errors.items()}
    first = found.first.starts if found.first else None
    values = {
        **_standing(now, words),
        "places": found.places,
        "place": found.place,
        "months": months(found, address, words),
        "day": found.day,
        "times": times(found.times),
        "chosen": chosen,
        "first": first,
        "first_day": first and clock.local(first).date(),
        "questions": asked,
        "wrong": wrong.get("starts", ""),
        "found": _found(wrong, asked),
        "refusal": refused and (words.text(refused.why, **refused.values), words.text(refused.mend, **refused.values)),
    }
    status = 409 if refused else 422 if errors else 200
    return await page(request, "appointment.html", values, here="cases", status=status)


def _standing(now: Standing, words: Translator) -> dict[str, object]:
    return {
        "number": now.case.number,
        "title": words.text(now.appointment.label),
        "bring": words.text(now.appointment.bring) if now.appointment.bring else "",
        "minutes": now.appointment.minutes,
        "now": rows_of(now, words),
        "seen": str(now.current.id) if now.current else "",
        "open": now.is_open,
    }


def _found(wrong: Mapping[str, str], asked: Sequence[object]) -> list[tuple[str, str]]:
    starts = [("starts-1", wrong["starts"])] if "starts" in wrong else []
    return starts + [(q.first, f"{q.label}: {q.error}") for q in asked if q.error]  # type: ignore[attr-defined]


@get(f"{HERE}/cancel", guards=[signed_in], include_in_schema=False)
async def ask_cancel(request: Asked, number: FromPath[str]) -> Response[str]:
    now = await standing_for(site_of(request), need_actor(request), number)
    if now.current is None or not now.is_open:
        raise NotFound
    words = words_of(request, now.case.service.slug)
    values = {"number": number, "title": words.text(now.appointment.label), "now": rows_of(now, words)}
    return await page(request, "appointment_cancel.html", {**values, "seen": str(now.current.id)}, here="cases")


@post(f"{HERE}/cancel", guards=[signed_in], include_in_schema=False)
async def do_cancel(request: Asked, number: FromPath[str]) -> Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    await standing_for(site, actor, number)  # first: a stranger is told nothing about their input
    seen = _uuid(value_in(pairs, "seen"))
    if seen is None:
        raise BadInput
    await cancel(site, actor, number, seen)
    return Redirect(f"/cases/{number}#visit-h", status_code=303)


@get("/cases/{number:str}/appointment.ics", guards=[signed_in], include_in_schema=False)
async def file(request: Asked, number: FromPath[str]) -> Response[bytes]:
    now = await standing_for(site_of(request), need_actor(request), number)
    if now.current is None:
        raise NotFound
    content = visit_file(now, words_of(request), settings_of(request).address).encode()
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{now.case.number}-visit.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> dt.datetime | None:
    """Of a time that the page may have offered: with a zone, and near enough to be reckoned with."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and abs(moment - clock.now()) < FAR else None


ROUTES = [show, choose, ask_cancel, do_cancel, file]
