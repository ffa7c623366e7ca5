"""Errors for machines: RFC 9457, with the codes and the words of the pages."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from litestar import Response
from xidmet import errors
from xidmet.errors import FileRefused, InsufficientScope, Refused, WrongAnswers, XidmetError
from xidmet.language import Translator

from xidmet_ui.api.codes import code_of
from xidmet_ui.api.mistakes import RefusedAt, wrongs
from xidmet_ui.api.models import Problem, Wrong

MOST = 100  # mistakes told of one request
PROBLEM = "application/problem+json"


def problem(error: XidmetError, title: str, words: Translator, reference: str = "") -> Response[dict[str, Any]]:
    """title: in the reader's language."""
    values = {name: words.text(value) if isinstance(value, str) else value for name, value in error.values.items()}
    said = Problem(
        type=kind_of(type(error)),
        title=title,
        status=error.status,
        detail=words.text(error.why, **values),
        mend=words.text(error.mend, **values),
        code=_code(error),
        law=(words.text(error.refusal.law) or None) if isinstance(error, Refused) else None,
        errors=_errors(error, words, values),
        reference=reference or None,
    )
    body = said.model_dump(mode="json", exclude_none=True)
    return Response(body, status_code=error.status, media_type=PROBLEM, headers=headers_for(words.language))


def _code(error: XidmetError) -> str | None:
    if isinstance(error, InsufficientScope):
        return "insufficient_scope"  # as RFC 6750 calls it
    if isinstance(error, FileRefused):
        return code_of(error.mistake.text)
    return code_of(error.refusal.why) if isinstance(error, Refused) else None


def headers_for(language: str) -> dict[str, str]:
    """An answer differs by who asks and in which language, and is kept by nobody else."""
    return {"Cache-Control": "no-store", "Vary": "Accept-Language, Authorization, Cookie", "Content-Language": language}


def kind_of(error: type[XidmetError]) -> str:
    """urn:xidmet:not-found, after the nearest of our own kinds of error."""
    known = next(kind for kind in error.__mro__ if kind.__module__ == errors.__name__)
    name = "Unforeseen" if known is XidmetError else known.__name__
    return f"urn:xidmet:{re.sub(r'(?<!^)(?=[A-Z])', '-', name).lower()}"


def _errors(error: XidmetError, words: Translator, values: dict[str, Any]) -> list[Wrong] | None:
    if isinstance(error, WrongAnswers):
        return wrongs(dict(islice(error.errors.items(), MOST)), words)
    if not isinstance(error, RefusedAt) or not error.pointer:
        return None
    why, mend = words.text(error.refusal.why, **values), words.text(error.refusal.mend, **values)
    return [Wrong(pointer=error.pointer, code=code_of(error.refusal.why), message=why, mend=mend)]
