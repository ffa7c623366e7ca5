"""What is known when questions are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from xidmet.contract.form import Form
from xidmet.contract.listed import Group
from xidmet.contract.mistake import Mistake
from xidmet.language import Translator

from xidmet_ui.build.files import AtHand


@dataclass(frozen=True)
class Asking:
    """What is known when questions are shown.

    so_far, typed: of the form these questions are of; at: its path, with a dash behind it. errors, rows, texts, parts,
    searchable: by path. rows: of registers that may be chosen. narrowed: they are what a search left, so a single one
    of them is not the only possible one. others: (answer, whose) of what was answered elsewhere meanwhile.
    row_page: address of a row's own page, before its path. case_page: of the case. notes: what an officer wrote beside
    an answer. about: the answers of a case that is judged, to mark some of them. silent: look-ups whose register does
    not answer.
    """

    words: Translator
    so_far: Form
    typed: Mapping[str, Any]
    errors: Mapping[str, Mistake]
    rows: Mapping[str, Sequence[Form]]
    remembered: Mapping[str, Sequence[str]]
    searchable: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Form] = field(default_factory=dict)
    others: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    narrowed: bool = False
    files: AtHand = field(default_factory=AtHand)
    row_page: str = ""
    case_page: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    about: Sequence[Group] = ()
    silent: frozenset[str] = frozenset()
    at: str = ""

    def inside(self, form: type[Form], path: str, typed: Any) -> Asking:
        """The same for a part or a row of it."""
        made = copy(self)  # replace() takes several times as long
        made.__dict__.update(
            so_far=self.parts.get(path) or form(),
            typed=typed if isinstance(typed, Mapping) else {},
            at=f"{path}-",
            others={},
            notes={},
        )
        return made
