"""The questions that a move asks, with what may be chosen in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.cases import Case, read_answers
from xidmet.cases.listing import listed
from xidmet.contract.answers import Answers, read
from xidmet.contract.form import Form, Marks
from xidmet.contract.mistake import Mistake
from xidmet.errors import RegisterDown

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.files import AtHand
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.pages import choosing
from xidmet_ui.requests import Asked, site_of, words_of


async def asked_in(
    request: Asked,
    case: Case,
    form: type[Form],
    typed: Mapping[str, Any],
    errors: Mapping[str, Mistake],
    files: AtHand | None = None,
) -> tuple[Question, ...]:
    """typed: raw input so far. What was typed is shown whether a register answers or not."""
    site, words, fields = site_of(request), words_of(request, case.service.slug), list(form.fields.values())
    found = await _read(request, case, form, typed)
    chosen = choosing.Chosen(case.party, found.so_far, typed, found.parts, {})
    offered = await choosing.offers(site, fields, chosen, "", words)
    about = await listed(site, case, words) if any(isinstance(one, Marks) for one in fields) else ()
    so_far, rows = found.so_far, offered.rows
    asking = Asking(
        words,
        so_far,
        typed,
        errors,
        rows,
        {},
        offered.searchable,
        parts=found.parts,
        about=about,
        files=files or AtHand(),
    )
    return questions(fields, asking)


async def _read(request: Asked, case: Case, form: type[Form], typed: Mapping[str, Any]) -> Answers[Any]:
    try:
        return await read_answers(site_of(request), form, typed, case.party)
    except RegisterDown:
        return read(form, typed, lambda ask: ())
