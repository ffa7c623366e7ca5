"""Questions, ready for a template: translated, with what was typed, what is wrong, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xidmet.cases.rows_file import comes_from_file
from xidmet.contract.answers import prefilled, shown
from xidmet.contract.compiled import tidied
from xidmet.contract.fields import Choice, Date, DateRange, Field, Text, Upload, YesNo
from xidmet.contract.form import Form, Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build import options
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.controls import Control, control, rendered_help
from xidmet_ui.build.files import drop_of
from xidmet_ui.build.question import Question, Row
from xidmet_ui.build.rows import cards, table
from xidmet_ui.build.typed import DATE_PARTS

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
    dependent = [_with_dependents(q, below) for option in one.options for q in below.get((one.name, option.value), ())]
    if not dependent:
        return one
    offered = tuple(replace(o, shows=tuple(q.name for q in below.get((one.name, o.value), ()))) for o in one.options)
    return replace(one, options=offered, dependent=tuple(dependent))


def _question(one: Field[Any], asking: Asking, *, anchored: bool) -> Question:
    words, path, how = asking.words, f"{asking.at}{one.name}", control(one)
    offer = _offer(one, path, how, asking)
    error = asking.errors.get(path)
    made = Question(
        name=path,
        label=words.text(one.label),
        widget=offer.widget,
        hint=_hint(one, how, words),
        help=rendered_help(words.text(one.help)) if one.help else None,
        required=one.required and not (one.rows and not one.rows[0]),
        value=_value(one, asking),
        error=said(error, words) if error else "",
        first=_first(path, offer),
        options=offer.options,
        columns=offer.columns,
        remembered=tuple(asking.remembered.get(one.name, ())) if one.remember else (),
        autocomplete=how.autocomplete,
        inputmode=how.inputmode,
        narrow=how.narrow,
        capitals=how.capitals,
        most=how.most,
        shown_as=_shown_as(one, path, offer.widget, asking),
        sure=_sure(one, asking) if error and error.doubt else "",
        known=_known(one, asking),
        other=asking.others.get(one.name),
        later=not anchored and not _applies(one, asking.so_far),
        live=_is_live(one, anchored=anchored),
    )
    return _filled(one, made, asking)


def said(mistake: Mistake, words: Translator) -> str:
    """What is wrong, what mends it, and under which law, in the reader's language."""
    parts = [words.text(text, **mistake.values) for text in (mistake.text, mistake.mend) if text]
    return " ".join([*parts, *([f"({words.text(mistake.law)})"] if mistake.law else [])])


def _applies(one: Field[Any], so_far: Form) -> bool:
    if not one.asked:
        return value_of(one, so_far) is not None
    return shown(one, so_far)


def _is_live(one: Field[Any], *, anchored: bool) -> bool:
    matched = isinstance(one, Lookup) and bool(one.match)
    return not one.asked or (one.condition is not None and not anchored) or matched or one.prefill is not None


def _filled(one: Field[Any], made: Question, asking: Asking) -> Question:
    """What only some kinds of questions have: boxes of a date, questions inside a part, rows."""
    typed = asking.typed.get(one.name)
    if isinstance(one, Date):
        return replace(made, parts=boxes(made.name, typed, asking.words))
    if isinstance(one, DateRange):
        given = typed if isinstance(typed, Mapping) else {}
        labels = {"first": asking.words.text(_("First day")), "last": asking.words.text(_("Last day"))}
        ends = ((label, boxes(f"{made.name}-{end}", given.get(end), asking.words)) for end, label in labels.items())
        return replace(made, ends=tuple(ends))
    if isinstance(one, Upload):
        return replace(made, files=drop_of(one, made.name, typed, asking.files, asking.words))
    if isinstance(one, Part):
        return _part(one, made, typed, asking)
    return made


def _part(one: Part[Any], made: Question, typed: Any, asking: Asking) -> Question:
    if not one.rows:
        return replace(made, inner=questions(_asked(one.of), asking.inside(one.of, made.name, typed)))
    given = [row for row in typed if isinstance(row, Mapping)] if isinstance(typed, list | tuple) else []
    many = len(given) > CARDS
    rows = table(one, made.name, given, asking) if many else _cards(one, made.name, given, asking)
    columns = tuple(asking.words.text(f.label) for f in options.telling(_asked(one.of), 4)) if many else ()
    each = asking.words.text(one.each or _("Row"))
    limits = f"{len(given)} / {one.rows[1]}"
    from_file = f"{asking.case_page}/rows/{made.name}" if asking.case_page and comes_from_file(one) else ""
    return replace(made, rows=rows, columns=columns, each=each, limits=limits, many_rows=many, from_file=from_file)


def _cards(one: Part[Any], path: str, given: Sequence[Mapping[str, Any]], asking: Asking) -> tuple[Row, ...]:
    return cards(one, path, given, asking, lambda inner: questions(_asked(one.of), inner))


def _asked(form: type[Form]) -> list[Field[Any]]:
    return list(form.fields.values())


def _offer(one: Field[Any], path: str, how: Control, asking: Asking) -> options.Offer:
    typed = asking.typed.get(one.name)
    if isinstance(one, Lookup):
        rows, searched = asking.rows.get(path, ()), path in asking.searchable
        return options.lookup(one, rows, typed, asking.words, searched=searched, narrowed=asking.narrowed)
    if isinstance(one, Choice | YesNo):
        return options.Offer(how.widget, options.choice(one, typed, asking.words))
    return options.Offer(how.widget, ())


def _hint(one: Field[Any], how: Control, words: Translator) -> str:
    hint = words.text(one.hint)
    if not (one.example or (how.example and not hint)):
        return hint
    example = words.text(_("For example: {example}"), example=words.text(one.example) or how.example)
    return f"{hint} {example}".strip()


def _value(one: Field[Any], asking: Asking) -> str:
    """What was typed, as it was typed; a number or an amount that another program sent, as people write it."""
    typed = asking.typed.get(one.name)
    if isinstance(typed, bool):
        return "yes" if typed else "no"
    return typed if isinstance(typed, str) else str(typed) if isinstance(typed, int | float) else ""


def _first(path: str, offer: options.Offer) -> str:
    first = {"date": f"{path}-{DATE_PARTS[0]}", "date-range": f"{path}-first-{DATE_PARTS[0]}"}
    if offer.widget in ("group", "rows", "upload"):
        return f"f-{path}"
    listed = offer.widget in ("radio", "table", "checks") and offer.options
    return f"{path}-1" if listed else first.get(offer.widget, path)


def boxes(name: str, typed: Any, words: Translator) -> tuple[tuple[str, str, str], ...]:
    """Day, month and year, each (name of its box, label, what was typed)."""
    labels = (words.text(_("Day")), words.text(_("Month")), words.text(_("Year")))
    line = zip(("year", "month", "day"), str(typed or "").split("-"), strict=False)
    given = typed if isinstance(typed, Mapping) else dict(line)
    named = zip(DATE_PARTS, labels, strict=True)
    return tuple((f"{name}-{part}", label, str(given.get(part, ""))) for part, label in named)


def _sure(one: Field[Any], asking: Asking) -> str:
    return tidied(one, asking.typed.get(one.name)) if isinstance(one, Text) else ""


def _known(one: Field[Any], asking: Asking) -> tuple[str, str] | None:
    value = prefilled(one, asking.so_far)
    if value is None or one.prefill is None:
        return None
    return show(one, value, asking.words), asking.words.text(one.prefill.source)


def _shown_as(one: Field[Any], path: str, widget: str, asking: Asking) -> str:
    if widget in ("search", "chips"):
        return asking.texts.get(path, "")
    if not one.asked or widget == "shown":
        value = value_of(one, asking.so_far)
        rows = asking.rows.get(path, ())
        return show(one, value if value is not None or not rows else rows[0], asking.words)
    return ""


__all__ = ["Asking", "Question", "boxes", "questions"]
