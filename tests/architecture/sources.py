"""The project's own Python files, as they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.texts import ROOT

OWN = ("core", "ui", "plugins", "tests")
GENERATED = ("core/xidmet/store/migrations",)


def files(*folders: str) -> list[Path]:
    """Of these folders, all without any; what a program wrote is left out."""
    found = (file for folder in folders or OWN for file in sorted((ROOT / folder).rglob("*.py")))
    return [file for file in found if not named(file).startswith(GENERATED)]


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(module, names) of each import; a relative one begins with its dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), tuple(alias.name for alias in node.names)
