"""A page that asks a short form by itself. The one register that such a form may ask for is that of countries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litestar import Response
from xidmet.auth.identity import country_rows
from xidmet.contract.answers import Answers, Ask, read
from xidmet.contract.code_lists import countries
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Code, Lookup
from xidmet.contract.shown import name_of
from xidmet.language import Translator, fold

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, words_of

Pairs = Sequence[tuple[str, str]]
ALL = Ask(countries.name)


def answers_in(form: type[Form], pairs: Pairs) -> Answers[Any]:
    return read(form, raw_of(form.fields.values(), pairs), country_rows)


async def form_page(
    request: Asked,
    form: type[Form],
    values: Mapping[str, Any],
    pairs: Pairs = (),
    errors: Mapping[str, Mistake] | None = None,
) -> Response[str]:
    """values: title, lead, button, back and what else the template is told. errors: by field."""
    asked = asked_in(request, form, pairs, errors)
    given = {"lead": "", "back": ("/account", ""), "other": None, "sent": "", **asked}
    return await page(request, "asked.html", {**given, **values}, status=422 if asked["found"] else 200)


def asked_in(
    request: Asked, form: type[Form], pairs: Pairs = (), errors: Mapping[str, Mistake] | None = None
) -> dict[str, Any]:
    """The questions of a form, and what is wrong with the answers, for a template. errors: by field."""
    words, fields = words_of(request), list(form.fields.values())
    typed = raw_of(fields, pairs) if pairs else {}
    shown = read(form, typed, country_rows)
    asked = questions(fields, Asking(words, shown.so_far, typed, dict(errors or {}), _offered(fields, words), {}))
    return {"questions": asked, "found": [(q.first, f"{q.label}: {q.error}") for q in _each(asked) if q.error]}


def _each(asked: Sequence[Question]) -> Iterator[Question]:
    """With those that stand below an option of another."""
    for one in asked:
        yield one
        yield from _each(one.dependent)


def _offered(fields: Sequence[Field[Any]], words: Translator) -> dict[str, list[Code]]:
    """Countries, by their names in the reader's language."""
    asked = [one.name for one in fields if isinstance(one, Lookup)]
    rows = sorted(country_rows(ALL), key=lambda row: fold(name_of(row, words.language))) if asked else []
    return dict.fromkeys(asked, rows)
