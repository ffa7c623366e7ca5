"""What was asked with the moves of a case, as its column and its digest have it: written once where it is common."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring as quoted
from typing import Any

from xidmet.canonical_json import sorted_json
from xidmet.cases.case import Case
from xidmet.cases.internal import is_internal
from xidmet.cases.said import digest_of, internal_digest
from xidmet.contract.alike import AS_JSON, Alike
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.service import Service


@dataclass(frozen=True)
class Asked:
    """form: what the move asked; None for nothing. done: the move itself, as it stands behind the others. kept: what
    each case keeps besides.
    """

    service: type[Service]
    form: Form | None
    done: Mapping[str, str]
    alike: Alike
    kept: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        return type(self.form).__name__ if self.form is not None else ""

    @cached_property
    def plain(self) -> dict[str, Any]:
        return to_store(self.form) if self.form is not None else {}

    @cached_property
    def _text(self) -> str:
        return self.alike.text(self.form) if self.form is not None else ""

    @cached_property
    def _canonical(self) -> str:
        return sorted_json(self.plain)

    @cached_property
    def _done_text(self) -> str:
        return _texts(self.done)

    def after(self, was: Mapping[str, Any]) -> dict[str, Any]:
        """As consequences.case_after() has it. was: before the move."""
        forms = dict(was.get("forms", ()))
        if self.form is not None:
            forms.pop(self.name, None)
            forms[self.name] = self.plain
        return {**was, "forms": forms, "done": [*was.get("done", ()), self.done], **self.kept}

    def column(self, asked: Mapping[str, Any]) -> str:
        """The same text as json.dumps() would make of it. asked: after the move."""
        return f"{{{', '.join([f'{quoted(name)}: {self._part(name, part)}' for name, part in asked.items()])}}}"

    def _part(self, name: str, part: Any) -> str:
        if name == "done":
            return self._moves(part)
        return self._forms(part) if name == "forms" else AS_JSON(part)

    def _moves(self, done: Sequence[Mapping[str, Any]]) -> str:
        return f"[{', '.join([self._done_text if one is self.done else _texts(one) for one in done])}]"

    def _forms(self, forms: Mapping[str, Any]) -> str:
        said = [f"{quoted(name)}: {self._text if one is self.plain else AS_JSON(one)}" for name, one in forms.items()]
        return f"{{{', '.join(said)}}}"

    @cached_property
    def _is_open(self) -> bool:
        """Nothing in this service is for officers alone."""
        return not any(is_internal(self.service, move) for move in self.service.transitions)

    def digests(self, after: Case) -> tuple[str, str]:
        """As said.digest_of() and internal_digest() have them."""
        if not self._is_open:
            return digest_of(after), internal_digest(after)
        given = sorted(after.record.asked["forms"].items())
        texts = [f"{quoted(name)}:{self._canonical if one is self.plain else sorted_json(one)}" for name, one in given]
        text = f'{{"answers":{sorted_json(after.record.answers)},"given":{{{",".join(texts)}}}}}'
        return hashlib.sha256(text.encode()).hexdigest(), ""


def _texts(said: Mapping[str, Any]) -> str:
    """Of texts alone, as those of a move are."""
    if not all(type(one) is str for one in said.values()):
        return AS_JSON(said)
    return f"{{{', '.join([f'{quoted(name)}: {quoted(one)}' for name, one in said.items()])}}}"
