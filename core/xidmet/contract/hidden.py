"""Hidden means absent: raw input without the answers to questions that other answers hide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.contract.answers import ROW_ID, SURE, Answers, Raw, read, row_name, shown
from xidmet.contract.conditions import NotYet
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form, Part


def without_hidden(form: type[Form], raw: Raw, found: Answers[Any] | None = None) -> dict[str, Any]:
    """Raw input without what the answers beside it hide, in parts and rows too.

    A question whose condition still waits for an answer is not hidden yet. found: how it was read, with the rows of
    registers; without it, no rows are known.
    """
    found = found or read(form, raw, lambda ask: None)
    return _visible(form, raw, found.so_far, found.parts, "")


def _visible(form: type[Form], raw: Raw, so_far: Form, parts: Mapping[str, Form], at: str) -> dict[str, Any]:
    kept = dict[str, Any]()
    for name, value in raw.items():
        one = form.fields.get(name.removesuffix(SURE))
        if (one is None and name != ROW_ID) or (one is not None and _ruled_out(one, so_far)):
            continue
        kept[name] = _inside(one, value, parts, f"{at}{name}") if isinstance(one, Part) else value
    return kept


def _inside(one: Part[Any], value: Any, parts: Mapping[str, Form], at: str) -> Any:
    if isinstance(value, list | tuple):
        return [_inside(one, row, parts, f"{at}-{row_name(row, place)}") for place, row in enumerate(value)]
    if not isinstance(value, Mapping) or at not in parts:
        return value
    return _visible(one.of, value, parts[at], parts, f"{at}-")


def _ruled_out(one: Field[Any], so_far: Form) -> bool:
    """These answers hide the question; its condition does not still wait for one."""
    if one.condition is None or shown(one, so_far):
        return False
    return not any(_waits(other, so_far) for other in one.condition.reads)


def _waits(one: Field[Any], so_far: Form) -> bool:
    """Is it not known yet? What follows from a register's row is not, as long as the row is not fetched."""
    if one.name in vars(so_far) or not isinstance(one, Derived):
        return one.name not in vars(so_far)
    try:
        one.value(so_far)
    except NotYet:
        return True
    except (AttributeError, TypeError):  # of an answer that is hidden itself
        return False
    return False
