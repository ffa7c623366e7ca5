"""Every question of a form with its answer, step by step, as people read it: on the review, on a case, on paper.

What the answers hide is absent. Of a draft, what is missing or wrong stands there too, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xidmet.contract.answers import ROW_ID, prefilled, shown
from xidmet.contract.attached import Attached
from xidmet.contract.fields import Derived, Field, Upload
from xidmet.contract.form import Form, Part
from xidmet.contract.shown import name_of, show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator


@dataclass(frozen=True)
class Line:
    """One question. path: of its answer. source: the register it comes from; instead: what that register says, where
    the person says otherwise. derived: it follows from other answers. open: it must still be answered, or mended.
    unconfirmed: how it stands with a row that was typed while its register was silent; settled: it is confirmed.
    """

    path: str
    label: str
    text: str = ""
    source: str = ""
    instead: str = ""
    derived: bool = False
    open: bool = False
    unconfirmed: str = ""
    settled: bool = False
    files: tuple[Attached, ...] = ()
    inner: tuple[Line, ...] = ()
    rows: tuple[RowOf, ...] | None = None


@dataclass(frozen=True)
class RowOf:
    """One of several rows. path: where it stands on the page of its step."""

    path: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """A step that has something to show."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Listing:
    """What is listed. typed, parts, wrong: of a draft, its raw input, what was understood of parts and rows, and the
    paths of what is wrong. unconfirmed: what is said of rows that were typed, and whether they are confirmed.
    """

    words: Translator
    typed: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Form] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()
    unconfirmed: Mapping[str, tuple[str, bool]] = field(default_factory=dict)

    def groups(self, form: type[Form], answers: Form) -> tuple[Group, ...]:
        made = (
            Group(step.name, self.words.text(step.label), tuple(self._lines(step.fields, answers, self.typed, "")))
            for step in form.steps
        )
        return tuple(group for group in made if group.lines)

    def _lines(self, fields: Sequence[Field[Any]], answers: Form, typed: Any, at: str) -> Iterator[Line]:
        raw = typed if isinstance(typed, Mapping) else {}
        for one in fields:
            value = value_of(one, answers)
            if isinstance(one, Derived):
                if value is not None:
                    yield self._derived(one, value, at)
            elif shown(one, answers):
                yield self._line(one, value, answers, raw.get(one.name), f"{at}{one.name}")

    def _derived(self, one: Derived[Any], value: Any, at: str) -> Line:
        words = self.words
        text, source = show(one, value, words), words.text(one.source)
        return Line(f"{at}{one.name}", words.text(one.label), text, source, derived=True)

    def _line(self, one: Field[Any], value: Any, answers: Form, raw: Any, path: str) -> Line:
        words, label = self.words, self.words.text(one.label)
        is_open = path in self._open
        if isinstance(one, Part) and one.rows:
            return Line(path, label, rows=self._rows(one, value, raw, path), open=path in self.wrong)
        if isinstance(one, Part):
            inside = value if isinstance(value, Form) else self.parts.get(path) or one.of()
            lines = tuple(self._lines(list(one.of.fields.values()), inside, raw, f"{path}-"))
            return Line(path, label, inner=lines)
        if isinstance(one, Upload):
            return Line(path, label, files=_files(value), open=is_open)
        if path in self.unconfirmed and isinstance(value, Form):
            said, settled = self.unconfirmed[path]
            lines = tuple(self._lines(list(type(value).fields.values()), value, raw, f"{path}-"))
            return Line(
                path, label, show(one, value, words), open=is_open, unconfirmed=said, settled=settled, inner=lines
            )
        known = prefilled(one, answers)
        source = words.text(one.prefill.source) if one.prefill is not None and known is not None else ""
        instead = show(one, known, words) if source and value is not None and value != known else ""
        text = show(one, value, words) if value is not None else as_typed(raw)
        return Line(path, label, text, source, instead, open=is_open)

    @cached_property
    def _open(self) -> frozenset[str]:
        """Every path in which something is wrong, at whatever depth."""
        names = (path.split("-") for path in self.wrong)
        return frozenset("-".join(parts[:end]) for parts in names for end in range(1, len(parts) + 1))

    def _rows(self, one: Part[Any], value: Any, raw: Any, path: str) -> tuple[RowOf, ...]:
        typed = [row for row in raw or () if isinstance(row, Mapping)] if isinstance(raw, list | tuple) else []
        names = [str(row.get(ROW_ID, at)) for at, row in enumerate(typed)]
        if isinstance(value, tuple):
            forms, names = list(value), names if len(names) == len(value) else [str(at) for at in range(len(value))]
        else:
            forms = [self.parts.get(f"{path}-{name}") or one.of() for name in names]
        raws: list[Any] = typed if len(typed) == len(forms) else [{}] * len(forms)
        fields = list(one.of.fields.values())
        return tuple(
            RowOf(
                f"{path}-{name}",
                row_title(one, place, form, self.words),
                tuple(self._lines(fields, form, given, f"{path}-{name}-")),
            )
            for place, (name, form, given) in enumerate(zip(names, forms, raws, strict=True), 1)
        )


def _files(value: Any) -> tuple[Attached, ...]:
    return tuple(one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Attached))


def as_typed(raw: Any) -> str:
    """What could not be understood, as it was typed; boxes of a date with dots between them."""
    if isinstance(raw, Mapping):
        return ".".join(text for part in raw.values() if (text := as_typed(part)))
    return raw.strip() if isinstance(raw, str) else ""


def row_title(one: Part[Any], place: int, so_far: Form, words: Translator) -> str:
    """2. Worker: Əliyev Kamran. One that begins with a choice from a register is called by that."""
    picked = vars(so_far).get(next(iter(one.of.fields)))
    named = {"name", "surname"} & set(vars(so_far))
    name = name_of(picked if isinstance(picked, Form) and not named else so_far, words.language)
    each = f"{place}. {words.text(one.each or _('Row'))}"
    return f"{each}: {name}" if name else each
