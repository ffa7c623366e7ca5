"""Check your answers, then send."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import may
from xidmet.cases import Case, case_for, move, read_answers
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.contract.shown import show as shown_text
from xidmet.contract.shown import value_of
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, Refused, Stale, WrongAnswers
from xidmet.language import Translator

from xidmet_ui.build.steps import REVIEW, first_unfinished
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, value_in, version_in, words_of


@dataclass(frozen=True)
class ReviewedStep:
    title: str
    href: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReviewPage:
    slug: str
    service: str
    steps: tuple[ReviewedStep, ...]
    moves: tuple[tuple[str, str], ...]
    next: str
    back: str
    version: int
    token: str


@get("/cases/{number:str}/review", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    site = site_of(request)
    case = await case_for(site, need_actor(request), number)
    if not case.is_draft:
        return Redirect(f"/cases/{number}", status_code=303)
    answers = await read_answers(site, case.service.form, case.record.typed, case.party)
    missing = first_unfinished(case, answers.errors)
    if missing != REVIEW:
        return Redirect(f"/cases/{number}/fill/{missing}", status_code=303)
    return await _page(request, case, answers.so_far, None)


@post("/cases/{number:str}/review", guards=[signed_in], include_in_schema=False)
async def send(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    name = value_in(pairs, "move")
    await case_for(site, actor, number)  # first: to a stranger a case of others is none, whatever its version
    try:
        await move(site, actor, number, name, version=version_in(pairs), token=token_in(pairs))
    except WrongAnswers as wrong:
        case = await case_for(site, actor, number)
        return Redirect(f"/cases/{number}/fill/{first_unfinished(case, wrong.errors)}", status_code=303)
    except Refused as refused:
        case = await case_for(site, actor, number)
        if not case.is_draft:
            raise Stale(number) from refused
        answers = await read_answers(site, case.service.form, case.record.typed, case.party)
        return await _page(request, case, answers.so_far, refused.refusal)
    return Redirect(f"/cases/{number}?done={name}", status_code=303)


async def _page(request: Asked, case: Case, answers: Form, refusal: Refusal | None) -> Response[str]:
    words, actor = words_of(request, case.service.slug), need_actor(request)
    moves = tuple(
        (t.name, words.text(t.label)) for t in case.service.leaving(case.state) if t.by and may(actor, t, case) is None
    )
    if not moves:
        raise NotAllowed
    steps = tuple(_step(case, step.name, answers, words) for step in case.service.form.steps)
    issues = any(t.issues for t in case.service.leaving(case.state))
    shown = ReviewPage(
        slug=case.service.slug,
        service=words.text(case.service.title),
        steps=steps,
        moves=moves,
        next=words.text(_("The document is made at once, sealed and numbered.")) if issues else "",
        back=steps[-1].href if steps else f"/cases/{case.number}",
        version=case.version,
        token=secrets.token_urlsafe(24),
    )
    values = {"review": shown, "refusal": _refusal(case, refusal, words)}
    return await page(request, "review.html", values, here="cases", status=409 if refusal else 200)


def _step(case: Case, name: str, answers: Form, words: Translator) -> ReviewedStep:
    step = next(s for s in case.service.form.steps if s.name == name)
    rows = tuple(
        (words.text(field.label), shown_text(field, value, words))
        for field in step.fields
        if (value := value_of(field, answers)) is not None
    )
    return ReviewedStep(
        words.text(step.label or case.service.title), f"/cases/{case.number}/fill/{name}?back=review", rows
    )


def _refusal(case: Case, refusal: Refusal | None, words: Translator) -> dict[str, str] | None:
    """The rule's reason, its law, and a link to the question it is about."""
    if refusal is None:
        return None
    at = refusal.at.name if refusal.at is not None else ""
    step = next((s.name for s in case.service.form.steps if any(f.name == at for f in s.fields)), "")
    href = f"/cases/{case.number}/fill/{step}?back=review" if step else "#main"
    return {
        "why": words.text(refusal.why, **refusal.values),
        "mend": words.text(refusal.mend, **refusal.values),
        "law": words.text(refusal.law),
        "href": href,
    }


ROUTES = [show, send]
