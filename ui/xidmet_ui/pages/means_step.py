"""One page for every step of every means, of signing in and of signing, made from what the means answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import segno
from litestar import Response
from xidmet.auth.ceremonies import Under
from xidmet.contract.answers import Answers, read
from xidmet.contract.means import Ask, Leave, Script, Show, SignThis, Wait
from xidmet.contract.rule import Refusal
from xidmet.errors import BadInput
from xidmet.language import Translator

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked

LARGEST_SCRIPT = 20_000  # characters of what the browser's own interface answers
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Way:
    """A means on its pages. place: where these stand. named: name, title and a sentence, in the reader's language.
    words: of the plugin that offers it. again: where a form begins a new try; begins: whether one may.
    """

    place: str
    named: Mapping[str, str]
    words: Translator
    again: str
    begins: bool = True


async def step_page(
    request: Asked,
    under: Under,
    way: Way,
    answers: Answers[Any] | None = None,
    pairs: Pairs = (),
    *,
    looks: bool = False,
) -> Response[str]:
    """looks: nothing was sent that could be wrong. answers, pairs: to a form that has mistakes."""
    words, step = way.words, under.step
    ask = asked_of(step)
    asked, found = _questions(words, ask, answers, pairs)
    why, mend = _said(words, step)
    values = {
        **way.named,
        "kind": type(step).__name__,
        "step": step,
        "here": f"/{way.place}/{under.kept.means}/{under.kept.id}",
        "again": way.again,
        "purpose": under.kept.purpose,
        "next": under.kept.next,
        "begins": way.begins,
        "questions": asked,
        "found": found,
        "why": why,
        "mend": mend,
        "says": words.text(step.text) if isinstance(step, Wait) else "",
        "picture": _qr(step.picture) if isinstance(step, Wait | Show) and step.picture else "",
        "host": urlsplit(step.address).hostname if isinstance(step, Leave) else "",
    }
    return await page(
        request, "means_step.html", values, block="step", status=422 if (found or mend) and not looks else 200
    )


def _said(words: Translator, step: Any) -> tuple[str, str]:
    """What went wrong, or what stands above a form, and what mends it."""
    refusal = step if isinstance(step, Refusal) else step.why if isinstance(step, SignThis | Script) else None
    if refusal is not None:
        return words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values)
    ask = asked_of(step)
    return (words.text(ask.why) if ask and ask.why else ""), ""


def asked_of(step: Any) -> Ask | None:
    return step.ask if isinstance(step, Show) else step if isinstance(step, Ask) else None


def _questions(
    words: Translator, ask: Ask | None, answers: Answers[Any] | None, pairs: Pairs
) -> tuple[Sequence[Any], list[tuple[str, str]]]:
    if ask is None:
        return [], []
    fields = list(ask.form.fields.values())
    typed = raw_of(fields, pairs) if pairs else dict(ask.typed)
    shown = answers or read(ask.form, typed, no_rows)
    errors = answers.errors if answers else ask.mistakes
    asked = questions(fields, Asking(words, shown.so_far, typed, errors, {}, {}))
    return asked, [(q.first, f"{q.label}: {q.error}") for q in asked if q.error]


def no_rows(ask: object) -> tuple[()]:
    return ()


def script_of(text: str) -> Mapping[str, Any]:
    """What the browser's own interface answered; nothing when it did not run. Raises BadInput for what is no JSON."""
    if not text:
        return {}
    try:
        found = json.loads(text[:LARGEST_SCRIPT])
    except (ValueError, RecursionError):
        raise BadInput from None
    if not isinstance(found, dict):
        raise BadInput
    return found


def _qr(text: str) -> str:
    """The figure around it says what it is."""
    drawn = str(segno.make(text, error="m").svg_inline(scale=4, border=2))
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)
