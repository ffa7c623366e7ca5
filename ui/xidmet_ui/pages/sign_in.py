"""Sign in and out."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth import ceremonies
from xidmet.auth.demo import DEMO_PEOPLE
from xidmet.auth.sign_in import by_password, has_second
from xidmet.contract.sources import DemoPerson
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed
from xidmet.language import Translator

from xidmet_ui.pages.means import offered
from xidmet_ui.pages.unsent import had_typed
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    PUBLIC,
    Asked,
    form_of,
    local_path,
    place_of,
    settings_of,
    signed_in,
    site_of,
    value_in,
    visit_of,
    words_of,
)

ACTS_AS = {"head": _("Head of {organisation}"), "seal_holder": _("Seal holder of {organisation}")}
ABOUT = {
    "officer": _("Officer"),
    "head": _("Head of an agency, decides what an officer proposes"),
    "inspector": _("Inspector"),
    "adviser": _("Officer of another body, asked for an opinion"),
    "foreigner": _("Foreigner with a residence permit"),
    "stateless": _("Person without citizenship"),
    "citizen": _("Employee with three contracts"),
}


FORGET = {"Clear-Site-Data": '"cache", "storage"'}  # not "cookies": the browser stays one that the account knows
DONE = {
    "password": _("The new password is set. Sign in with it."),
    "email": _("The old e-mail address is kept. Every device is signed out."),
}


@get("/sign-in", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    return await _page(request, str(request.query_params.get("next", "/")), "", None)


@post("/sign-in", opt=PUBLIC, include_in_schema=False)
async def enter(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    wanted, visit = value_in(pairs, "next"), visit_of(request)
    try:
        person = await by_password(
            value_in(pairs, "email"), value_in(pairs, "password"), place_of(request), visit.device, visit.agent
        )
    except NotAllowed as refused:
        words = words_of(request)
        problem = {"why": words.text(refused.why), "mend": words.text(refused.mend)}
        return await _page(request, wanted, value_in(pairs, "email"), problem)
    if await has_second(person.id):
        return await _second(request, person.id, local_path(wanted))
    await visit.sign_in(person.id, "password", "low", place_of(request))
    return Redirect(local_path(wanted), status_code=303)


async def _second(request: Asked, account: UUID, after: str) -> Redirect:
    """The password was right, and the code of the app is asked for; until then nobody is signed in."""
    session, entrance = await visit_of(request).begin(), site_of(request).entrance
    under = await ceremonies.begin(entrance, session, "password", "sign-in", after, place_of(request), account=account)
    return Redirect(f"/sign-in/{under.kept.means}/{under.kept.id}", status_code=303)


async def _page(request: Asked, wanted: str, email: str, problem: dict[str, str] | None) -> Response[str]:
    await visit_of(request).begin()
    words = words_of(request)
    people = [_person(person, words) for person in DEMO_PEOPLE] if settings_of(request).demo else []
    there = local_path(wanted)
    done = DONE.get(str(request.query_params.get("done", "")), "")
    waits = await had_typed(request, there.partition("?")[0]) is not None
    values = {
        "next": there,
        "email": email,
        "problem": problem,
        "people": people,
        "waits": waits,
        "means": offered(request),
        "done": words.text(done),
    }
    return await page(request, "sign_in.html", values, status=422 if problem else 200)


def _person(person: DemoPerson, words: Translator) -> dict[str, str]:
    about = ACTS_AS[person.mandate] if person.mandate else ABOUT[person.role or person.kind]
    return {
        "key": person.key,
        "name": f"{person.given_name} {person.surname}",
        "initials": f"{person.given_name[:1]}{person.surname[:1]}",
        "about": words.text(about, organisation=person.organisation),
    }


@post("/sign-out", guards=[signed_in], include_in_schema=False)
async def leave(request: Asked) -> Redirect:
    await form_of(request)
    await visit_of(request).sign_out()
    return Redirect("/", status_code=303, headers=FORGET)


ROUTES = [show, enter, leave]
