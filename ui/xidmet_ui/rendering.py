"""Templates: one environment per language, so that texts and macros need no context; whole pages and fragments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from litestar import Response
from litestar.enums import MediaType
from litestar.response import Redirect
from markupsafe import Markup
from xidmet import clock
from xidmet.attestations import written
from xidmet.auth import Actor
from xidmet.cases.roster import keeping
from xidmet.language import LANGUAGES, NAMES, Translator, register_catalogues, translator

from xidmet_ui.build.mandates import ROLES, named
from xidmet_ui.drawing import Drawing
from xidmet_ui.folding import FoldingEnvironment
from xidmet_ui.requests import Asked, settings_of, site_of, visit_of
from xidmet_ui.static import Static, address_of

HERE = Path(__file__).parent


BACK = "back"  # note of a session: for whom its person acted before, a blank, and on which page they were


@dataclass(frozen=True)
class ActedFor:
    """One of those a person may act for. value: as it is posted. label: "" for the person. now: acted for."""

    value: str
    label: str
    about: str
    now: bool


@dataclass(frozen=True)
class WayBack:
    party: str
    label: str
    path: str


@dataclass(frozen=True)
class Assisting:
    """For whom an officer of a service centre fills in just now, and until when."""

    name: str
    until: dt.datetime


@dataclass(frozen=True)
class Frame:
    """What the layout around every page shows.

    idle, lasts: seconds until a session ends in which nothing is done, and until it ends anyway; 0 for a stranger.
    """

    language: str
    languages: tuple[tuple[str, str], ...]
    path: str
    here: str
    name: str
    initials: str
    acting: str
    parties: tuple[ActedFor, ...]
    limited: str
    back: WayBack | None
    is_officer: bool
    has_roster: bool
    unread: int
    idle: int
    lasts: int
    csrf: str
    demo: bool
    phones: str
    year: int
    assisting: Assisting | None


class Templates:
    """The portal's templates in every language."""

    def __init__(self, static: Static) -> None:
        register_catalogues("", HERE / "locale")
        files = frozenset(static.names.items())
        self.environments = {language: _environment(language, files) for language in LANGUAGES}

    def whole(self, language: str, template: str, values: dict[str, Any]) -> str:
        return self.environments[language].get_template(template).render(values)

    def block(self, language: str, template: str, block: str, values: dict[str, Any]) -> str:
        return render_block(self.environments[language], template, block, **values)


@cache
def _environment(language: str, files: frozenset[tuple[str, str]]) -> Environment:
    words = translator(language)
    environment = FoldingEnvironment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    part = lambda name: Markup(environment.get_template(name).render())  # noqa: E731, S704 (a template of ours)
    environment.answers.update({"_": words.text, "static": partial(address_of, dict(files)), "part": part})
    environment.globals.update(environment.answers, lang=language)
    environment.filters.update(
        date=lambda day: words.date(clock.local(day).date() if isinstance(day, dt.datetime) else day),
        moment=words.moment,
        money=words.money,
        number=words.number,
        size=words.size,
        written=written,
        iso=lambda moment: moment.isoformat(),
    )
    drawn = Drawing()
    environment.globals["drawn"] = drawn
    kit: Any = environment.get_template("kit.html").module
    environment.globals["kit"], environment.answers["kit.icon"] = kit, kit.icon
    fields: Any = environment.get_template("fields.html").module  # uses kit
    environment.globals["fields"], drawn.field = fields, fields.field
    return environment


async def page(
    request: Asked,
    template: str,
    values: dict[str, Any] | None = None,
    *,
    here: str = "",
    block: str = "",
    status: int = 200,
) -> Response[str]:
    """A page, or only its named block when a fragment was asked for.

    here: which entry of the menu this page belongs to. values: what the template is given, beside the frame.
    """
    return rendered(request, template, values or {}, frame_of(request, here), block, status)


def page_without_store(request: Asked, template: str, values: dict[str, Any], status: int) -> Response[str]:
    """A page that asks the store nothing: for errors, of which the store may be one."""
    return rendered(request, template, values, frame_of(request, ""), "", status)


def rendered(
    request: Asked, template: str, values: dict[str, Any], frame: Frame, block: str, status: int
) -> Response[str]:
    templates: Templates = request.app.state.templates
    given = {"frame": frame, **values}
    if block and wants_fragment(request):
        text = templates.block(frame.language, template, block, given)
    else:
        text = templates.whole(frame.language, template, given)
    return Response(text, status_code=status, media_type=MediaType.HTML, headers=dict(HEADERS))


# A page differs for htmx, and holds personal data once somebody is signed in.
HEADERS = {"Vary": "HX-Request, Cookie", "Cache-Control": "no-store"}


def wants_fragment(request: Asked) -> bool:
    """htmx asks for a part; a history restore or a boosted link wants the whole page."""
    return (
        request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type", "partial") == "partial"
    )


def gone_to(request: Asked, path: str) -> Response[str] | Redirect:
    """On to another page, also for a script that asked for a part of this one."""
    if wants_fragment(request):
        return Response("", headers={"HX-Redirect": path, **HEADERS}, media_type=MediaType.HTML)
    return Redirect(path, status_code=303)


def frame_of(request: Asked, here: str) -> Frame:
    visit = visit_of(request)
    actor, session = visit.actor, visit.session
    return Frame(
        language=visit.language,
        languages=tuple((code, NAMES[code]) for code in LANGUAGES),
        path=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        here=here,
        name=_name(actor) if actor else "",
        initials=actor.initials if actor and not actor.assistant else "",
        acting=actor.party_name if actor and actor.acts_for_other else "",
        parties=_parties(actor, translator(visit.language)) if actor else (),
        limited=_limited(request, actor) if actor and actor.scope is not None else "",
        back=_back(actor, str(session.notes.get(BACK, ""))) if actor and session else None,
        is_officer=bool(actor and actor.decides),
        has_roster=bool(actor and actor.acts_for_organisation and keeping(site_of(request), actor)),
        unread=visit.unread,
        idle=int(visit.idle.total_seconds()) if actor else 0,
        lasts=int((session.ends_at - clock.now()).total_seconds()) if actor and session else 0,
        csrf=session.csrf if session else "",
        demo=settings_of(request).demo,
        phones=settings_of(request).demo_signing,
        year=clock.today().year,
        assisting=Assisting(actor.party_name, actor.assistant.until) if actor and actor.assistant else None,
    )


def _name(actor: Actor) -> str:
    """Of whoever sits there."""
    return actor.assistant.name if actor.assistant else f"{actor.given_name} {actor.surname}"


def _parties(actor: Actor, words: Translator) -> tuple[ActedFor, ...]:
    """Each once, whatever the number of mandates; the person first."""
    roles: dict[str, list[str]] = {}
    for power in actor.powers:
        roles.setdefault(str(power.organisation), []).append(words.text(ROLES[power.role]))
    names = {str(power.organisation): power.name for power in actor.powers}
    bodies = [ActedFor(at, name, ", ".join(roles[at]), at == str(actor.organisation)) for at, name in names.items()]
    wards = [ActedFor(f"w:{one.fin}", one.name, "", one == actor.ward) for one in actor.wards]
    return (ActedFor("", "", "", not actor.acts_for_other), *bodies, *wards)


def _limited(request: Asked, actor: Actor) -> str:
    """The services that the mandates reach, when they do not reach all."""
    return named(site_of(request).catalogue, actor.scope or (), translator(visit_of(request).language))


def _back(actor: Actor, note: str) -> WayBack | None:
    """To whoever was acted for before, if that may still be done."""
    party, blank, path = note.partition(" ")
    known = {str(power.organisation): power.name for power in actor.powers}
    known |= {f"w:{one.fin}": one.name for one in actor.wards}
    return WayBack(party, known.get(party, ""), path) if blank and (not party or party in known) else None
