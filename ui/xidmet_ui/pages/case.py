"""One case: where it stands, what happened, what can be done; and doing it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import known
from xidmet.auth import Actor, may
from xidmet.cases import Case, case_for, history, move
from xidmet.cases.checklist import checks_of, proposed_marks
from xidmet.cases.drafts import removed_at
from xidmet.cases.extension import extension_of
from xidmet.cases.listing import listed
from xidmet.cases.proposed import proposed
from xidmet.cases.terms import calendar_of, usual_days
from xidmet.contract.form import Marks
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale, WrongAnswers
from xidmet.language import Translator
from xidmet.notifications.inbox import told_in

from xidmet_ui.build.case import case_page, is_theirs
from xidmet_ui.build.mandates import lack_of
from xidmet_ui.build.sending import how_signed, told
from xidmet_ui.build.terms import TermsShown, terms_shown
from xidmet_ui.build.typed import raw_of
from xidmet_ui.pages.asked_in_move import asked_in
from xidmet_ui.pages.files import rows_of
from xidmet_ui.pages.signatures import lines_of
from xidmet_ui.pages.to_sign import to_sign
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, version_in, words_of


@dataclass(frozen=True)
class MovePage:
    number: str
    name: str
    service: str
    label: str
    is_theirs: bool
    version: int
    token: str
    effects: tuple[tuple[str, str], ...]
    ends: bool


@get("/cases/{number:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    site, actor = site_of(request), need_actor(request)
    case = await case_for(site, actor, number)
    papers = await known.from_case(case.record.id)
    checks = await known.count_checks(papers)
    messages = await told_in(case.record.id, case.party)
    words = words_of(request, case.service.slug)
    done = str(request.query_params.get("done", ""))
    steps = () if case.is_draft else await listed(site, case, words)
    until = removed_at(site, case) if case.is_draft else None
    shown = case_page(case, actor, papers, checks, await history(case), messages, done, words, steps, until)
    values = {
        "case": shown,
        "files": await rows_of(request, case),
        "signatures": await lines_of(request, case),
        "term": await _terms(case, words),
        "extend": _extension(request, case),
    }
    return await page(request, "case.html", values, here="cases" if shown.is_theirs else "desk")


async def _terms(case: Case, words: Translator) -> TermsShown:
    """Asks the store for nothing where no term runs, nor one stands still."""
    service, record = case.service, case.record
    if record.deadline is None and record.term_left is None:
        return TermsShown((), "", "")
    return terms_shown(case, await calendar_of(service), await usual_days(service), words)


def _extension(request: Asked, case: Case) -> tuple[str, str]:
    """Address and title of the service that extends what is in force; "" and "" where there is none."""
    catalogue = site_of(request).catalogue
    found = extension_of(catalogue, case.service) if case.state.in_force else None
    return (f"/services/{found.slug}", words_of(request, found.slug).text(found.title)) if found else ("", "")


@get("/cases/{number:str}/move/{name:str}", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    """What the move will do, before it is done."""
    case, transition = await _wanted(request, number, name)
    refusal = may(need_actor(request), transition, case)
    return await _page(request, case, transition, await _begun(request, case, transition), {}, refusal)


async def _begun(request: Asked, case: Case, transition: Transition) -> dict[str, object]:
    """What the form begins with: a colleague's proposal, and what the checklist says of documents."""
    said = proposed(case, transition)
    marks = transition.asks and any(isinstance(one, Marks) for one in transition.asks.fields.values())
    if not marks or is_theirs(case, need_actor(request)):
        return said
    words = words_of(request, case.service.slug)
    return {**proposed_marks(case, transition, await checks_of(case), words), **said}


@post("/cases/{number:str}/move/{name:str}", guards=[signed_in], include_in_schema=False)
async def do(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    case, transition = await _wanted(request, number, name)
    asked = raw_of(transition.asks.fields.values(), pairs) if transition.asks else {}
    try:
        if signing := await to_sign(request, number, name, pairs, asked):
            return signing
        await move(
            site_of(request),
            need_actor(request),
            number,
            name,
            version=version_in(pairs),
            token=token_in(pairs),
            asked=asked,
        )
    except WrongAnswers as wrong:
        return await _page(request, case, transition, asked, wrong.errors, None)
    except Refused as refused:
        return await _page(request, case, transition, asked, {}, refused.refusal)
    except Stale as stale:
        return await late(request, number, name, asked, stale)
    return Redirect(f"/cases/{number}?done={name}", status_code=303)


async def late(request: Asked, number: str, name: str, asked: dict[str, object], stale: Stale) -> Response[str]:
    """The case as it is now, with what was typed: whoever decides looks again, and presses again."""
    case, transition = await _wanted(request, number, name)
    refusal = may(need_actor(request), transition, case) or Refusal(why=stale.why, mend=stale.mend)
    return await _page(request, case, transition, asked, {}, refusal)


async def _wanted(request: Asked, number: str, name: str) -> tuple[Case, Transition]:
    case = await case_for(site_of(request), need_actor(request), number)
    transition = case.service.transition(name)
    if transition is None or case.is_draft or not transition.by:
        raise NotFound
    return case, transition


async def _page(
    request: Asked,
    case: Case,
    transition: Transition,
    typed: dict[str, object],
    errors: dict[str, Mistake],
    refusal: Refusal | None,
) -> Response[str]:
    words = words_of(request, case.service.slug)
    asked = await asked_in(request, case, transition.asks, typed, errors) if transition.asks else ()
    shown = MovePage(
        number=case.number,
        name=transition.name,
        service=words.text(case.service.title),
        label=words.text(transition.label),
        is_theirs=is_theirs(case, need_actor(request)),
        version=case.version,
        token=secrets.token_urlsafe(24),
        effects=_effects(case, transition, need_actor(request), words),
        ends=case.state.in_force and not transition.target.in_force,
    )
    found = [(q.first, f"{q.label}: {q.error}") for q in asked if q.error]
    values: dict[str, object] = {
        "move": shown,
        "questions": asked,
        "found": found,
        "refusal": refusal
        and {"why": words.text(refusal.why, **refusal.values), "mend": words.text(refusal.mend, **refusal.values)},
    }
    values["lack"] = lack_of(refusal)
    here = "cases" if shown.is_theirs else "desk"
    return await page(request, "move.html", values, here=here, status=409 if refusal else 422 if found else 200)


def _effects(case: Case, transition: Transition, actor: Actor, words: Translator) -> tuple[tuple[str, str], ...]:
    rows = [
        (words.text(_("Case")), case.number),
        (words.text(_("State now")), words.text(case.state.label)),
        (words.text(_("State afterwards")), words.text(transition.target.label)),
    ]
    if case.state.in_force and not transition.target.in_force:
        rows.append(
            (words.text(_("The document")), words.text(_("Loses force for good; nobody can check it any more.")))
        )
    if transition.signed:
        rows.append((words.text(_("Signature")), words.text(how_signed(transition))))
    named = dict.fromkeys(told(case, transition, actor, words))
    if named:
        rows.append((words.text(_("Will be told")), ", ".join(named)))
    return tuple(rows)


ROUTES = [show, ask, do]
