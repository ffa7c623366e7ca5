"""Check your answers, then send. What stands against sending is told before the button is pressed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import may
from xidmet.cases import Case, case_for, move, read_answers
from xidmet.cases.facts import first_broken
from xidmet.cases.listing import listed
from xidmet.cases.opened import opened, way
from xidmet.cases.step_days import days_in_force, with_days
from xidmet.cases.terms import calendar_of
from xidmet.contract.answers import Answers
from xidmet.contract.form import Form
from xidmet.contract.listed import Group
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.errors import NotAllowed, Refused, Stale, WrongAnswers
from xidmet.language import Translator

from xidmet_ui.build.corrections import wrong_before
from xidmet_ui.build.sending import Rows, sending
from xidmet_ui.build.steps import REVIEW, first_unfinished
from xidmet_ui.pages.roster_back import after_entering
from xidmet_ui.pages.to_sign import to_sign
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, value_in, version_in, words_of


@dataclass(frozen=True)
class Sending:
    """One way to send it. rows: what happens then. refused: why it can't be done as the answers stand."""

    name: str
    label: str
    rows: Rows
    refused: str


@dataclass(frozen=True)
class ReviewPage:
    """base: address of a step's page, before its name. wrong: what was wrong in the case that it was begun from."""

    number: str
    slug: str
    service: str
    base: str
    steps: tuple[Group, ...]
    moves: tuple[Sending, ...]
    wrong: Rows
    back: str
    version: int
    token: str


@get("/cases/{number:str}/review", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    site = site_of(request)
    case = await case_for(site, need_actor(request), number)
    if not opened(case):
        return Redirect(f"/cases/{number}", status_code=303)
    read = await read_answers(site, case.service.form, case.record.typed, case.party)
    missing = first_unfinished(case, read.errors)
    if missing != REVIEW:
        return Redirect(f"/cases/{number}/fill/{missing}?back={REVIEW}", status_code=303)
    return await _page(request, case, read, {})


@post("/cases/{number:str}/review", guards=[signed_in], include_in_schema=False)
async def send(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    name = value_in(pairs, "move")
    was = await case_for(site, actor, number)  # first: to a stranger a case of others is none, whatever its version
    try:
        if signing := await to_sign(request, number, name, pairs):
            return signing
        await move(site, actor, number, name, version=version_in(pairs), token=token_in(pairs))
    except WrongAnswers as wrong:
        case = await case_for(site, actor, number)
        return Redirect(f"/cases/{number}/fill/{first_unfinished(case, wrong.errors)}?back={REVIEW}", status_code=303)
    except Refused as refused:
        case = await case_for(site, actor, number)
        if not opened(case):
            raise Stale(number) from refused
        read = await read_answers(site, case.service.form, case.record.typed, case.party)
        return await _page(request, case, read, {name: refused.refusal})
    back = after_entering(request, was) if was.is_draft else ""
    return Redirect(back or f"/cases/{number}?done={name}", status_code=303)


async def _page(request: Asked, case: Case, read: Answers[Form], refused: Mapping[str, Refusal]) -> Response[str]:
    """refused: by the name of the move that was tried just now."""
    words, actor = words_of(request, case.service.slug), need_actor(request)
    able = [t for t in case.service.leaving(case.state) if sends(case, t) and may(actor, t, case) is None]
    if not able:
        raise NotAllowed
    broken = await _broken(request, case, able, read.so_far)
    terms = await days_in_force(site_of(request), case.service, [t.target for t in able])
    answered = with_days(replace(case, answers=read.so_far), terms)
    steps, days = way(case), await calendar_of(case.service)
    shown = ReviewPage(
        number=case.number,
        slug=case.service.slug,
        service=words.text(case.service.title),
        base=f"/cases/{case.number}/fill/",
        steps=await listed(site_of(request), case, words, read),
        moves=tuple(
            Sending(
                t.name, words.text(t.label), sending(answered, t, actor, words, days), _why(broken.get(t.name), words)
            )
            for t in able
        ),
        wrong=wrong_before(case, words),
        back=f"/cases/{case.number}/fill/{steps[-1].name}" if steps else f"/cases/{case.number}",
        version=case.version,
        token=secrets.token_urlsafe(24),
    )
    values = {"review": shown, "refusals": [_refusal(case, one, words) for one in {**broken, **refused}.values()]}
    return await page(request, "review.html", values, here="cases", status=409 if refused else 200)


def sends(case: Case, transition: Transition) -> bool:
    """Is it with this move that the answers go out?"""
    return bool(transition.by) and (case.is_draft or bool(transition.amends))


async def _broken(request: Asked, case: Case, able: list[Transition], answers: Form) -> dict[str, Refusal]:
    """The rules that do not hold just now, by the move; one that asks something first can't be judged before."""
    found = {t.name: await first_broken(site_of(request), case, t, answers, None) for t in able if not t.asks}
    return {name: refusal for name, refusal in found.items() if refusal}


def _why(refusal: Refusal | None, words: Translator) -> str:
    return words.text(refusal.why, **refusal.values) if refusal else ""


def _refusal(case: Case, refusal: Refusal, words: Translator) -> dict[str, str]:
    """The rule's reason, its law, and a link to the question it is about."""
    at = refusal.at.name if refusal.at is not None else ""
    step = next((s.name for s in case.service.form.steps if any(f.name == at for f in s.fields)), "")
    href = f"/cases/{case.number}/fill/{step}?back={REVIEW}#f-{at}" if step else "#main"
    return {
        "why": words.text(refusal.why, **refusal.values),
        "mend": words.text(refusal.mend, **refusal.values),
        "law": words.text(refusal.law),
        "href": href,
    }


ROUTES = [show, send]
