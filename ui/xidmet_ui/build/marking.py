"""The answers of a case as an officer marks them: what is wrong is written beside each that must be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xidmet.contract.form import Marks
from xidmet.contract.listed import Group, Line

from xidmet_ui.build.question import Marked


def marked(one: Marks, path: str, typed: Any, about: Sequence[Group]) -> Iterator[Marked]:
    """typed: what was written so far, by the name of the question. about: the answers as they were sent."""
    written = typed if isinstance(typed, dict) else {}
    for group in about:
        step = group.title
        for line in group.lines:
            if line.derived or (one.documents and not line.files):
                continue
            yield Marked(f"{path}-{line.path}", line.label, _text(line), str(written.get(line.path, "")), step)
            step = ""


def _text(line: Line) -> str:
    if line.rows is not None:
        return "; ".join(row.title for row in line.rows)
    if line.inner:
        return ", ".join(text for inner in line.inner if (text := _text(inner)))
    return line.text or ", ".join(file.name for file in line.files)
