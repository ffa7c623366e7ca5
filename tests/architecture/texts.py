"""Every text that is marked for translation, read out of the code and the templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IN_TEMPLATES = re.compile(r'_\(\s*"((?:[^"\\]|\\.)*)"')


def portal_texts() -> set[str]:
    """Of core and the pages."""
    files = [file for part in ("core", "ui") for kind in ("*.py", "*.html") for file in (ROOT / part).rglob(kind)]
    return {text for file in files for text in texts_of(file)}


def plugin_texts(folder: Path) -> set[str]:
    return {text for file in folder.rglob("*.py") for text in texts_of(file)}


def texts_of(file: Path) -> Iterator[str]:
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        yield from (found.replace('\\"', '"') for found in IN_TEMPLATES.findall(source))
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
            yield from _strings(node.args[0])


def _strings(node: ast.AST) -> Iterator[str]:
    """The text itself, or both texts of a choice between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)
