"""How long a plugin is: lines of Python with something in them, as the project counts them."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
INVENTED = "demo.py"  # people and cases of a demonstration; a real site has no use for it


@dataclass(frozen=True)
class Length:
    """files: name -> lines. declared: without what is invented for a demonstration."""

    files: dict[str, int]

    @property
    def declared(self) -> int:
        return sum(lines for name, lines in self.files.items() if name != INVENTED)


def length_of(folder: Path) -> Length:
    return Length({file.name: lines_in(file.read_text("utf-8")) for file in sorted(folder.glob("*.py"))})


def lines_in(source: str) -> int:
    """Blank lines and lines with nothing but a comment are not counted; a text over several lines is."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            found |= set(range(token.start[0], token.end[0] + 1))
    lines = source.splitlines()
    return sum(bool(lines[number - 1].strip()) for number in found)
