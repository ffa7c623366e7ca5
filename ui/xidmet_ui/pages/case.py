"""One case: where it stands, what happened, what can be done; and doing it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import known
from xidmet.auth import Actor, may
from xidmet.cases import Case, case_for, history, move, move_files
from xidmet.cases.appointments.offered import standing
from xidmet.cases.checklist import checks_of, proposed_marks
from xidmet.cases.desk.lease import take_over
from xidmet.cases.drafts import removed_at
from xidmet.cases.extension import extension_of
from xidmet.cases.listing import listed
from xidmet.cases.lists import lists_with
from xidmet.cases.printed import helped_lines
from xidmet.cases.proposed import proposed
from xidmet.cases.register_age import copied_at, rests_on_registers
from xidmet.cases.terms import calendar_of, usual_days
from xidmet.check.reading import is_reopening
from xidmet.contract.form import Marks
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale, WrongAnswers
from xidmet.language import Translator
from xidmet.notifications.inbox import told_in

from xidmet_ui.build.appointments import Panel, panel
from xidmet_ui.build.case import case_page, is_theirs
from xidmet_ui.build.lists import in_lists
from xidmet_ui.build.mandates import lack_of
from xidmet_ui.build.opinions import late_effects, opinions_shown
from xidmet_ui.build.preview import PreviewShown, can_be_previewed
from xidmet_ui.build.sending import how_signed, loses_force, told
from xidmet_ui.build.terms import TermsShown, terms_shown
from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import LARGEST_FORM
from xidmet_ui.pages.asked_in_move import asked_in
from xidmet_ui.pages.contact import contact_of
from xidmet_ui.pages.desk_lease import lease_on
from xidmet_ui.pages.desk_on_case import on_desk
from xidmet_ui.pages.files import Failed, rows_of
from xidmet_ui.pages.files_in_move import at_hand_in_move, posted_in_move, texts_of_move
from xidmet_ui.pages.paying import due_in
from xidmet_ui.pages.previewed import previewed, proposal_in
from xidmet_ui.pages.roster_back import back_of, done_in, with_back
from xidmet_ui.pages.signatures import lines_of
from xidmet_ui.pages.talk import way_in
from xidmet_ui.pages.to_sign import to_sign
from xidmet_ui.pages.until_when import until_when
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, token_in, version_in, words_of

MOVE = "/cases/{number:str}/move/{name:str}"


@dataclass(frozen=True)
class MovePage:
    number: str
    name: str
    service: str
    label: str
    action: str
    back: str
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
    entries = await history(case)
    shown = case_page(case, actor, papers, checks, entries, messages, done, words, steps, until)
    values = {
        "case": shown,
        "being_signed": case.record.being_signed,
        "helped": helped_lines(case, words),
        "files": await rows_of(request, case),
        "signatures": await lines_of(request, case),
        "lists": in_lists(case, await lists_with(case.service, case.number), words),
        "term": await _terms(case, words),
        "extend": _extension(request, case),
        "due": await due_in(request, case),
        "on_desk": await on_desk(request, case),
        "talk": await way_in(request, case),
        "contact": await contact_of(request, case),
        "opinions": opinions_shown(case, actor, entries, words),
        "copied_at": copied_at(case) if rests_on_registers(steps) else None,
        "visit": await _visit(case, actor, words),
        "kept_until": await until_when(request, case),
    }
    return await page(request, "case.html", values, here="cases" if shown.is_theirs else "desk")


async def _terms(case: Case, words: Translator) -> TermsShown:
    """Asks the store for nothing where no term runs, nor one stands still."""
    service, record = case.service, case.record
    if record.deadline is None and record.term_left is None:
        return TermsShown((), "", "")
    return terms_shown(case, await calendar_of(service), await usual_days(service), words)


async def _visit(case: Case, actor: Actor, words: Translator) -> Panel | None:
    """Asks the store for nothing where no visit is to be booked."""
    now = await standing(case)
    return panel(now, actor, words) if now else None


def _extension(request: Asked, case: Case) -> tuple[str, str]:
    """Address and title of the service that extends what is in force; "" and "" where there is none."""
    catalogue = site_of(request).catalogue
    found = extension_of(catalogue, case.service) if case.state_now.in_force else None
    return (f"/services/{found.slug}", words_of(request, found.slug).text(found.title)) if found else ("", "")


@get(MOVE, guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    """What the move will do, before it is done."""
    case, transition = await _wanted(request, number, name)
    refusal = may(need_actor(request), transition, case)
    return await move_page(request, case, transition, await _begun(request, case, transition), {}, refusal)


async def _begun(request: Asked, case: Case, transition: Transition) -> dict[str, object]:
    """What the form begins with: a colleague's proposal, and what the checklist says of documents."""
    said = proposed(case, transition)
    said = {**said, **await move_files.begun(need_actor(request), case, transition)}
    marks = transition.asks and any(isinstance(one, Marks) for one in transition.asks.fields.values())
    if not marks or is_theirs(case, need_actor(request)):
        return said
    words = words_of(request, case.service.slug)
    return {**proposed_marks(case, transition, await checks_of(case), words), **said}


@post(MOVE, guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def do(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    posted = await posted_in_move(request, number, name)
    pairs = posted.pairs
    case, transition = await _wanted(request, number, name)
    asked = raw_of(transition.asks.fields.values(), pairs) if transition.asks else {}
    if posted.failed or posted.dropped:
        return await move_page(request, case, transition, asked, posted.errors, None, failed=posted.failed)
    try:
        if shown := await previewed(request, case, transition, pairs, asked):
            return await move_page(request, case, transition, asked, {}, None, shown, token_in(pairs))
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
        return await move_page(request, case, transition, asked, wrong.errors, None)
    except Refused as refused:
        return await move_page(request, case, transition, asked, {}, refused.refusal)
    except Stale as stale:
        return await late(request, number, name, asked, stale)
    back = back_of(request)
    return Redirect(done_in(back, number) if back else f"/cases/{number}?done={name}", status_code=303)


@post(
    f"{MOVE}/over",
    guards=[signed_in],
    include_in_schema=False,
    status_code=200,
    request_max_body_size=LARGEST_FORM,
)
async def over(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    """Take the decision over from whoever is at it. What was typed by then is shown again."""
    pairs = await texts_of_move(request)
    case, transition = await _wanted(request, number, name)
    asked = raw_of(transition.asks.fields.values(), pairs) if transition.asks else {}
    refusal = may(need_actor(request), transition, case)
    if refusal is None:
        await take_over(case, transition, need_actor(request))
    return await move_page(request, case, transition, asked, {}, refusal)


async def late(request: Asked, number: str, name: str, asked: dict[str, object], stale: Stale) -> Response[str]:
    """The case as it is now, with what was typed: whoever decides looks again, and presses again."""
    case, transition = await _wanted(request, number, name)
    refusal = may(need_actor(request), transition, case) or Refusal(why=stale.why, mend=stale.mend)
    return await move_page(request, case, transition, asked, {}, refusal)


async def _wanted(request: Asked, number: str, name: str) -> tuple[Case, Transition]:
    case = await case_for(site_of(request), need_actor(request), number)
    transition = case.service.transition(name)
    if transition is None or case.is_draft or not transition.by or is_reopening(case.service, transition):
        raise NotFound
    return case, transition


async def move_page(
    request: Asked,
    case: Case,
    transition: Transition,
    typed: dict[str, object],
    errors: dict[str, Mistake],
    refusal: Refusal | None,
    preview: PreviewShown | None = None,
    token: str = "",
    *,
    late: bool = False,
    failed: Failed | None = None,
) -> Response[str]:
    """preview: as its button asked; token: of the form, which stays the same. late: an opinion after its term.

    failed: files that were not taken just now, by path.
    """
    words = words_of(request, case.service.slug)
    files = await at_hand_in_move(request, case, transition, failed or {})
    asked = await asked_in(request, case, transition.asks, typed, errors, files) if transition.asks else ()
    shown = _move_shown(request, case, transition, token, late=late)
    values = {
        "move": shown,
        "questions": asked,
        "has_files": files.in_move,
        "found": [(q.first, f"{q.label}: {q.error}") for q in asked if q.error],
        "refusal": refusal and _told(refusal, words),
        "lack": lack_of(refusal),
        "preview": preview,
        "proposal": await proposal_in(request, case, transition),
        "can_preview": not late and not refusal and can_be_previewed(transition, need_actor(request), case),
        "lease": None if late else await lease_on(request, case, transition),
    }
    return await _answered(request, shown, values)


def _move_shown(request: Asked, case: Case, transition: Transition, token: str, *, late: bool) -> MovePage:
    words, back = words_of(request, case.service.slug), back_of(request)
    return MovePage(
        number=case.number,
        name=transition.name,
        service=words.text(case.service.title),
        label=words.text(transition.label),
        is_theirs=is_theirs(case, need_actor(request)),
        version=case.version,
        token=token or secrets.token_urlsafe(24),
        action=with_back(f"/cases/{case.number}/{'opinion' if late else 'move'}/{transition.name}", back),
        back=back,
        effects=late_effects(case, words) if late else _effects(case, transition, need_actor(request), words),
        ends=case.state.in_force and not transition.target.in_force,
    )


async def _answered(request: Asked, shown: MovePage, values: dict[str, Any]) -> Response[str]:
    here = "cases" if shown.is_theirs else "desk"
    status = 409 if values["refusal"] else 422 if values["found"] else 200
    return await page(request, "move.html", values, here=here, status=status, block="step")


def _told(refusal: Refusal, words: Translator) -> dict[str, str]:
    return {"why": words.text(refusal.why, **refusal.values), "mend": words.text(refusal.mend, **refusal.values)}


def _effects(case: Case, transition: Transition, actor: Actor, words: Translator) -> tuple[tuple[str, str], ...]:
    rows = [
        (words.text(_("Case")), case.number),
        (words.text(_("State now")), words.text(case.state_now.label)),
        (words.text(_("State afterwards")), words.text(transition.target.label)),
    ]
    if loses := loses_force(case, transition, words):
        rows.append((words.text(_("The document")), loses))
    if transition.signed_alone:
        rows.append((words.text(_("Signature")), words.text(how_signed(transition))))
    named = dict.fromkeys(told(case, transition, actor, words))
    if named:
        rows.append((words.text(_("Will be told")), ", ".join(named)))
    return tuple(rows)


ROUTES = [show, ask, do, over]
