"""What the declaration alone says of a question, in one language: made once, and shared by all who are asked it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError
from xidmet import clock
from xidmet.contract.fields import Choice, Consent, Date, DateRange, Field, Moment, Upload, YesNo
from xidmet.contract.form import Marks, Part
from xidmet.contract.moments import moment
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build import options
from xidmet_ui.build.controls import Control, control, rendered_help
from xidmet_ui.build.question import BOXES, NAME, VALUE, Question
from xidmet_ui.build.typed import DATE_PARTS, MOMENT_PARTS

MOST = 8192  # kept at a time: a big site's questions in three languages, each with every option chosen


def blank(one: Field[Any], typed: Any, words: Translator, *, later: bool, anchored: bool) -> Question:
    """The question with marks (NAME, VALUE, BOXES) where its path and what was typed will stand.

    typed: decides which options are chosen; nothing else of it is kept. The options of a look-up are not its business.
    """
    return _blank(one, _chosen(one, typed), words, later, anchored)


def _chosen(one: Field[Any], typed: Any) -> tuple[str, ...]:
    if isinstance(one, Choice):
        given = typed if isinstance(typed, list | tuple) else (typed,)
        return tuple(value for value in one.options if value in given)
    if isinstance(one, YesNo | Consent):
        return tuple(value for value in ("yes", "no") if value == plain(typed))
    return ()


def plain(typed: Any) -> str:
    """What was typed, as it was typed; a number or an amount that another program sent, as people write it."""
    if isinstance(typed, str):
        return typed
    if isinstance(typed, bool):
        return "yes" if typed else "no"
    return str(typed) if isinstance(typed, int | float) else ""


@lru_cache(MOST)
def _blank(one: Field[Any], chosen: tuple[str, ...], words: Translator, later: bool, anchored: bool) -> Question:
    how = control(one)
    listed = options.choice(one, chosen, words) if isinstance(one, Choice | YesNo) else ()
    made = Question(
        name=NAME,
        label=words.text(one.label),
        widget=how.widget,
        hint=_hint(one, how, words),
        help=rendered_help(words.text(one.help)) if one.help else None,
        required=one.required and not (one.rows and not one.rows[0]),
        value="".join(chosen) if isinstance(one, Consent) else VALUE,
        first=first_of(NAME, how.widget, listed=bool(listed)),
        options=listed,
        parts=boxes(NAME, dict(zip(DATE_PARTS, BOXES, strict=True)), words) if isinstance(one, Date) else (),
        autocomplete=how.autocomplete,
        inputmode=how.inputmode,
        narrow=how.narrow,
        capitals=how.capitals,
        most=how.most,
        later=later,
        live=_is_live(one, anchored=anchored),
        simple=one.asked
        and one.prefill is None
        and not isinstance(one, Lookup | DateRange | Moment | Upload | Part | Marks),
    )
    return made.sparse()


def _hint(one: Field[Any], how: Control, words: Translator) -> str:
    hint = words.text(one.hint)
    if not (one.example or (how.example and not hint)):
        return hint
    example = words.text(_("For example: {example}"), example=words.text(one.example) or how.example)
    return f"{hint} {example}".strip()


def first_of(path: str, widget: str, *, listed: bool) -> str:
    """The id of the control that is looked at first; that of the whole question where it has many."""
    first = {
        "date": f"{path}-{DATE_PARTS[0]}",
        "moment": f"{path}-{MOMENT_PARTS[0]}",
        "date-range": f"{path}-first-{DATE_PARTS[0]}",
    }
    if widget in ("group", "rows", "upload", "marks"):
        return f"f-{path}"
    return f"{path}-1" if listed and widget in ("radio", "table", "checks") else first.get(widget, path)


def boxes(name: str, typed: Any, words: Translator) -> tuple[tuple[str, str, str], ...]:
    """Day, month and year, each (name of its box, label, what was typed)."""
    line = zip(("year", "month", "day"), str(typed or "").split("-"), strict=False)
    given = typed if isinstance(typed, Mapping) else dict(line)
    return tuple((f"{name}-{part}", label, str(given.get(part, ""))) for part, label in _labels(words))


def moment_boxes(name: str, typed: Any, words: Translator) -> tuple[tuple[str, str, str], ...]:
    """Date and time of day, each (name of its box, label, what stands in it): as a browser's own controls want it, else
    as it was typed.
    """
    given = typed if isinstance(typed, Mapping) else _parts_of(typed)
    labels = zip(MOMENT_PARTS, (words.text(_("Date")), words.text(_("Time"))), strict=True)
    return tuple((f"{name}-{part}", label, str(given.get(part, ""))) for part, label in labels)


def _parts_of(typed: Any) -> dict[str, str]:
    try:
        known = clock.local(moment(typed)) if typed else None
    except (ValueError, PydanticCustomError):
        return {"date": str(typed)}
    return {"date": f"{known:%Y-%m-%d}", "time": f"{known:%H:%M}"} if known else {}


@lru_cache
def _labels(words: Translator) -> tuple[tuple[str, str], ...]:
    return tuple(zip(DATE_PARTS, (words.text(_("Day")), words.text(_("Month")), words.text(_("Year"))), strict=True))


def _is_live(one: Field[Any], *, anchored: bool) -> bool:
    matched = isinstance(one, Lookup) and bool(one.match)
    return not one.asked or (one.condition is not None and not anchored) or matched or one.prefill is not None
