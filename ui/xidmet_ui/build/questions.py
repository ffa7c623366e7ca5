"""Questions, ready for a template: translated, with what was typed, what is wrong, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xidmet.cases.rows_file import comes_from_file
from xidmet.contract.answers import prefilled, shown
from xidmet.contract.compiled import tidied
from xidmet.contract.fields import Choice, DateRange, Field, Moment, Text, Upload, YesNo
from xidmet.contract.form import Form, Marks, Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build import options
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.blank import blank, boxes, first_of, moment_boxes, plain
from xidmet_ui.build.controls import control
from xidmet_ui.build.files import drop_of
from xidmet_ui.build.marking import marked
from xidmet_ui.build.question import NAME, Question, Row
from xidmet_ui.build.rows import cards, table

TYPED_NOW = _(
    "The register “{register}” does not answer just now. Type what it says, as far as you know it: it is checked there "
    "later, and marked as not confirmed until then. If the register says something else, you are told, and correct it."
)
CARDS = 10  # rows above which they stand in a table, each with a page of its own


def questions(fields: Sequence[Field[Any]], asking: Asking) -> tuple[Question, ...]:
    """The questions of a page. One that depends on another's answer stands below the option that shows it."""
    found: list[Question] = []
    below: dict[tuple[str, str], list[Question]] = {}
    for one in fields:
        anchor = _anchor(one, fields)
        made = _question(one, asking, anchored=anchor is not None)
        if anchor:
            below.setdefault((f"{asking.at}{anchor[0]}", anchor[1]), []).append(made)
        else:
            found.append(made)
    return tuple(_with_dependents(one, below) for one in found)


def _anchor(one: Field[Any], fields: Sequence[Field[Any]]) -> tuple[str, str] | None:
    """The option on the same page that shows this question: only for a plain "answer equals option"."""
    if one.condition is None:
        return None
    data = one.condition.data()
    if set(data) != {"eq"}:
        return None
    name, value = data["eq"]
    other = next((f for f in fields if f.name == name), None)
    if not isinstance(other, Choice | YesNo) or other.rows or control(other).widget != "radio":
        return None
    return name, {True: "yes", False: "no"}.get(value, str(value))


def _with_dependents(one: Question, below: Mapping[tuple[str, str], list[Question]]) -> Question:
    if not below:
        return one
    dependent = [_with_dependents(q, below) for option in one.options for q in below.get((one.name, option.value), ())]
    if not dependent:
        return one
    offered = tuple(replace(o, shows=tuple(q.name for q in below.get((one.name, o.value), ()))) for o in one.options)
    return one.but(options=offered, dependent=tuple(dependent), blank=None)


def _question(one: Field[Any], asking: Asking, *, anchored: bool) -> Question:
    """The blank question, with its path, what was typed, and whatever else is known of it here."""
    path, typed = f"{asking.at}{one.name}", asking.typed.get(one.name)
    later = not anchored and not _applies(one, asking.so_far)
    made = blank(one, typed, asking.words, later=later, anchored=anchored)
    more = _said_of(one, path, asking)
    if not made.simple:
        more |= _of_its_kind(one, path, typed, asking)
    told = {"name": path, "value": plain(typed), "first": made.first.replace(NAME, path), **more}
    if made.parts:
        told["parts"] = boxes(path, typed, asking.words)
    return made.but(blank=None if more.keys() - {"inner"} else made, **told)


def _said_of(one: Field[Any], path: str, asking: Asking) -> dict[str, Any]:
    """What registers, other windows and earlier applications say of it, and what is wrong with what was typed."""
    told: dict[str, Any] = {}
    error = asking.errors.get(path)
    if error:
        told |= {"error": said(error, asking.words), "sure": _sure(one, asking) if error.doubt else ""}
    if one.prefill is not None:
        told["known"] = _known(one, asking)
    if one.remember and one.name in asking.remembered:
        told["remembered"] = tuple(asking.remembered[one.name])
    if one.name in asking.others:
        told["other"] = asking.others[one.name]
    if asking.notes.get(one.name):
        told["note"] = asking.notes[one.name]
    return told


def said(mistake: Mistake, words: Translator) -> str:
    """What is wrong, what mends it, and under which law, in the reader's language."""
    parts = [words.text(text, **mistake.values) for text in (mistake.text, mistake.mend) if text]
    return " ".join([*parts, *([f"({words.text(mistake.law)})"] if mistake.law else [])])


def _applies(one: Field[Any], so_far: Form) -> bool:
    if not one.asked:
        return value_of(one, so_far) is not None
    return shown(one, so_far)


def _of_its_kind(one: Field[Any], path: str, typed: Any, asking: Asking) -> dict[str, Any]:
    """What only some kinds of questions have: what may be chosen, files, questions inside a part, rows."""
    if isinstance(one, Lookup):
        return _offered(one, path, typed, asking)
    if isinstance(one, DateRange):
        given = typed if isinstance(typed, Mapping) else {}
        labels = {"first": asking.words.text(_("First day")), "last": asking.words.text(_("Last day"))}
        ends = ((label, boxes(f"{path}-{end}", given.get(end), asking.words)) for end, label in labels.items())
        return {"ends": tuple(ends)}
    if isinstance(one, Moment):
        return {"parts": moment_boxes(path, typed, asking.words)}
    if isinstance(one, Upload):
        return {"files": drop_of(one, path, typed, asking.files, asking.words)}
    if isinstance(one, Part):
        return _part(one, path, typed, asking)
    if isinstance(one, Marks):
        return {"marks": tuple(marked(one, path, typed, asking.about))}
    return {} if one.asked else {"shown_as": _shown(one, path, asking)}


def _part(one: Part[Any], path: str, typed: Any, asking: Asking) -> dict[str, Any]:
    if not one.rows:
        return {"inner": questions(_asked(one.of), asking.inside(one.of, path, typed))}
    given = [row for row in typed if isinstance(row, Mapping)] if isinstance(typed, list | tuple) else []
    many = len(given) > CARDS
    return {
        "rows": table(one, path, given, asking) if many else _cards(one, path, given, asking),
        "columns": tuple(asking.words.text(f.label) for f in options.telling(_asked(one.of), 4)) if many else (),
        "each": asking.words.text(one.each or _("Row")),
        "limits": f"{len(given)} / {one.rows[1]}",
        "many_rows": many,
        "from_file": f"{asking.case_page}/rows/{path}" if asking.case_page and comes_from_file(one) else "",
    }


def _cards(one: Part[Any], path: str, given: Sequence[Mapping[str, Any]], asking: Asking) -> tuple[Row, ...]:
    return cards(one, path, given, asking, lambda inner: questions(_asked(one.of), inner))


def _asked(form: type[Form]) -> list[Field[Any]]:
    return list(form.fields.values())


def _offered(one: Lookup[Any], path: str, typed: Any, asking: Asking) -> dict[str, Any]:
    if path in asking.silent:
        return _typed_row(one, path, typed, asking)
    rows, searched = asking.rows.get(path, ()), path in asking.searchable
    offer = options.lookup(one, rows, typed, asking.words, searched=searched, narrowed=asking.narrowed)
    shown_as = asking.texts.get(path, "") if searched else _shown(one, path, asking) if offer.widget == "shown" else ""
    first = first_of(path, offer.widget, listed=bool(offer.options))
    return {
        "widget": offer.widget,
        "first": first,
        "options": offer.options,
        "columns": offer.columns,
        "shown_as": shown_as,
    }


def _typed_row(one: Lookup[Any], path: str, typed: Any, asking: Asking) -> dict[str, Any]:
    """The columns of a row whose register is silent, to be typed in its place."""
    form, words = one.register.of, asking.words
    given = typed if isinstance(typed, Mapping) else {one.register.key: typed}
    return {
        "widget": "group",
        "hint": words.text(TYPED_NOW, register=words.text(one.register.label)),
        "inner": questions(_asked(form), asking.inside(form, path, given)),
    }


def _sure(one: Field[Any], asking: Asking) -> str:
    return tidied(one, asking.typed.get(one.name)) if isinstance(one, Text) else ""


def _known(one: Field[Any], asking: Asking) -> tuple[str, str] | None:
    value = prefilled(one, asking.so_far)
    if value is None or one.prefill is None:
        return None
    return show(one, value, asking.words), asking.words.text(one.prefill.source)


def _shown(one: Field[Any], path: str, asking: Asking) -> str:
    value = value_of(one, asking.so_far)
    rows = asking.rows.get(path, ())
    row = value if value is not None or not rows else rows[0]
    if isinstance(one, Lookup) and one.may_be_typed and isinstance(row, Form):  # it may differ from what was typed
        return _whole(row, asking.words)
    return show(one, row, asking.words)


def _whole(row: Form, words: Translator) -> str:
    columns = type(row).fields.values()
    said = ((words.text(one.label), show(one, vars(row).get(one.name), words)) for one in columns)
    return "; ".join(f"{label}: {text}" for label, text in said if text)


__all__ = ["Asking", "Question", "boxes", "questions"]
