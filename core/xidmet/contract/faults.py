"""What is said of input that is missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from xidmet.contract.fields import Choice, Consent, Field, Upload, YesNo
from xidmet.contract.form import Marks
from xidmet.contract.formats import one_line
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _

NOW_TYPED = _("The register does not answer. Type what it says; it is checked later.")


def empty(raw: Any) -> bool:
    if isinstance(raw, str):
        return not raw.strip() or (not raw.isprintable() and not one_line(raw))  # signs that can't be seen are none
    return (
        raw is None or raw in ((), [], {}) or (isinstance(raw, Mapping) and not any(_filled(v) for v in raw.values()))
    )


def _filled(value: Any) -> bool:
    return not empty(value)


def missing(one: Field[Any]) -> str:
    if isinstance(one, Choice | YesNo):
        return _("Choose one of the answers.")
    if isinstance(one, Consent):
        return _("Tick the box to go on; without it the application can't be sent.")
    if isinstance(one, Lookup):
        return _("Choose from the list.")
    if isinstance(one, Upload):
        return _("Add the document.")
    if isinstance(one, Marks):
        return _("Write beside at least one answer what is wrong with it.")
    return _("Answer this question.")


def said_by(error: ValidationError) -> Mistake:
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    if first["type"] == "said":
        return Mistake(context["text"], context["values"])
    return Mistake(_("This does not look right. Check it and type it again."))
