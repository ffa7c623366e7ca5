"""Who is expected on a day, place by place: for the officers who receive people; on paper, too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.cases.appointments.visitors import FACTS, DayList, Said, Visitor, day_list, mark
from xidmet.contract.shown import show as show_answer
from xidmet.contract.shown import value_of
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotFound, Refused
from xidmet.language import Translator
from xidmet.working_days import ONE

from xidmet_ui.build.appointments import day_text, needs_text
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, words_of

STATES = {"booked": _("Expected"), "came": _("Came"), "missed": _("Did not come")}
DOTS = {"booked": "wait", "came": "ok", "missed": "off"}
BACK = dt.timedelta(days=366)
DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")  # of our own links; as people write it


@dataclass(frozen=True)
class VisitorLine:
    """about: what tells the case apart. says: (value, label) of the buttons. follows: what "did not come" leads to."""

    id: UUID
    time: str
    name: str
    about: str
    number: str
    needs: str
    state: str
    dot: str
    says: tuple[tuple[str, str], ...]


@get("/desk/appointments", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    place, typed = _place(str(request.query_params.get("place", ""))), str(request.query_params.get("day", "")).strip()
    day = _day(typed)
    return await _page(request, place, day or clock.today(), None, "" if day else typed)


@post("/desk/appointments/{booking:uuid}", guards=[signed_in], include_in_schema=False)
async def say(request: Asked, booking: FromPath[UUID]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    said, place, day = value_in(pairs, "said"), _place(value_in(pairs, "place")), _day(value_in(pairs, "day"))
    if day is None:
        raise NotFound
    try:
        if said not in FACTS:
            await day_list(site_of(request), need_actor(request), place, day)  # a stranger is told nothing else
            raise BadInput
        await mark(site_of(request), need_actor(request), booking, cast("Said", said))
    except Refused as refused:
        return await _page(request, place, day, refused)
    return Redirect(f"{_address(place, day)}#v-{booking}", status_code=303)


def _place(text: str) -> UUID | None:
    """Raises NotFound for what is no place."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def _day(text: str) -> dt.date | None:
    """Today when nothing was typed; None for what is no day, or none near."""
    if not text:
        return clock.today()
    for form in DAY_FORMS:
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        return day if abs(day - clock.today()) <= BACK else None
    return None


async def _page(
    request: Asked, place: UUID | None, day: dt.date, refused: Refused | None, wrong: str = ""
) -> Response[str]:
    found = await day_list(site_of(request), need_actor(request), place, day)
    words = words_of(request)
    values = {
        "groups": _groups(request, found, words),
        "day": day,
        "typed_day": wrong or f"{day:%d.%m.%Y}",
        "wrong_day": words.text(_("Write a day within a year from today, such as 31.12.2026.")) if wrong else "",
        "day_text": day_text(day, words),
        "chosen": str(place or ""),
        "places": [(str(one.id), one.name, found.kinds[one.kind].label(words.language)) for one in found.places],
        "earlier": _address(place, day - ONE),
        "later": _address(place, day + ONE),
        "today": "" if day == clock.today() else _address(place, clock.today()),
        "refusal": refused and (words.text(refused.why, **refused.values), words.text(refused.mend, **refused.values)),
    }
    return await page(request, "visitors.html", values, here="desk", status=409 if refused else 422 if wrong else 200)


def _address(place: UUID | None, day: dt.date) -> str:
    asked = {"place": str(place), "day": day.isoformat()} if place else {"day": day.isoformat()}
    return f"/desk/appointments?{urlencode(asked)}"


def _groups(request: Asked, found: DayList, words: Translator) -> list[tuple[str, str, list[VisitorLine]]]:
    """(place, what for, who) of each place that is looked at."""
    shown = [found.place] if found.place else found.places
    return [
        (
            f"{one.name}, {one.address}",
            found.kinds[one.kind].label(words.language),
            [_line(request, visitor) for visitor in found.visitors if visitor.booking.place == one.id],
        )
        for one in shown
    ]


def _line(request: Asked, visitor: Visitor) -> VisitorLine:
    booking, case = visitor.booking, visitor.case
    words = words_of(request, case.service.slug)
    about = [show_answer(field, value_of(field, case.answers), words) for field in case.service.columns]
    return VisitorLine(
        id=booking.id,
        time=f"{clock.local(booking.starts_at):%H:%M}",
        name=visitor.name,
        about=" · ".join(part for part in about if part),
        number=case.number,
        needs=needs_text(booking.needs, words),
        state=words.text(STATES[booking.state]),
        dot=DOTS[booking.state],
        says=tuple((said, _label(said, visitor, words)) for said in visitor.can),
    )


def _label(said: str, visitor: Visitor, words: Translator) -> str:
    labels = {"came": _("Came"), "missed": _("Did not come"), "booked": _("Take it back")}
    return words.text(labels[said])


ROUTES = [show, say]
