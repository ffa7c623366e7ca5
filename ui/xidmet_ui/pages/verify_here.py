"""Where a checker is: asked below an attestation that is good at some place and time, and remembered in the session."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet.attestations import CheckResult
from xidmet.auth import sessions
from xidmet.cases.good_here import good_here
from xidmet.contract.answers import read
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import name_of
from xidmet.errors import WrongAnswers
from xidmet.language import fold

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.build.verify import here_shown
from xidmet_ui.requests import Asked, site_of, visit_of, words_of

Pairs = Sequence[tuple[str, str]]
NOTHING: dict[str, Any] = {"place": None, "place_questions": (), "place_wrong": []}
NOTE = "here"  # in the session's notes: attestation -> what was typed last


async def here_values(request: Asked, result: CheckResult, typed: Pairs | None) -> dict[str, Any]:
    """The answer, if it is known where the checker is, and the question; nothing for who may not check."""
    attestation = result.attestation
    if not result.active or attestation is None or attestation.asks is None or result.attested is None:
        return NOTHING
    words = words_of(request, result.attested.service)
    said = _remembered(request, attestation) if typed is None else raw_of(attestation.asks.fields.values(), typed)
    shown, errors = None, dict[str, Mistake]()
    try:
        found = await good_here(site_of(request), result, said) if said or typed is not None else None
        if found is not None:
            shown = here_shown(found, words)
            if typed is not None:
                await _remember(request, attestation, said)
    except WrongAnswers as wrong:
        errors = dict(wrong.errors) if typed is not None else {}  # what was remembered may have left the list
    asked = await _questions(request, attestation.asks, said, errors, result.attested.service)
    return {
        "place": shown,
        "place_questions": asked,
        "place_wrong": [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
    }


def _notes(request: Asked) -> dict[str, Any]:
    session = visit_of(request).session
    kept = json.loads(str(session.notes.get(NOTE) or "{}")) if session else {}
    return kept if isinstance(kept, dict) else {}


def _remembered(request: Asked, attestation: Attestation[Any]) -> Mapping[str, Any]:
    said: Mapping[str, Any] = _notes(request).get(attestation.name, {})
    return said


async def _remember(request: Asked, attestation: Attestation[Any], said: Mapping[str, Any]) -> None:
    notes = _notes(request) | {attestation.name: dict(said)}
    await sessions.note(await visit_of(request).begin(), NOTE, json.dumps(notes))


async def _questions(
    request: Asked, form: type[Form], said: Mapping[str, Any], errors: Mapping[str, Mistake], service: str
) -> Any:
    """A place is chosen from one list of all: nobody types in the street."""
    words, fields = words_of(request, service), list(form.fields.values())
    rows: dict[str, list[Form]] = {}
    for one in fields:
        if isinstance(one, Lookup):
            found = await site_of(request).registers.places(one)
            rows[one.name] = sorted(found, key=lambda row: fold(name_of(row, words.language)))
    so_far = read(form, said, lambda ask: ()).so_far
    return questions(fields, Asking(words, so_far, dict(said), dict(errors), rows, {}))
