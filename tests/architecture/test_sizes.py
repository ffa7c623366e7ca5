"""Small files, short functions, imports where a reader looks for them, names that say something."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import OWN, files, functions, imports, named
from tests.architecture.texts import ROOT

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
WIDEST = 120  # signs; a template's longer line counts as several
WRITTEN_BY_HAND = ("*.html", "*.css", "*.js", "*.typ")
GENERATED = {"ui/xidmet_ui/assets/portal-theme.css"}  # the design system's own tool writes it
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
PLUGINS = {folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "__init__.py").is_file()}
OURS = {"xidmet", "xidmet_ui", "tests", *PLUGINS}


def test_there_is_something_to_measure() -> None:
    assert all(files(folder) for folder in OWN)


def test_no_file_is_too_long() -> None:
    lengths = {named(file): len(file.read_text(encoding="utf-8").splitlines()) for file in files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_template_style_or_script_is_too_long() -> None:
    found = [file for folder in OWN for kind in WRITTEN_BY_HAND for file in sorted((ROOT / folder).rglob(kind))]
    lengths = {named(file): _lines(file) for file in found if named(file) not in GENERATED}
    assert {name.rpartition(".")[2] for name in lengths} == {"html", "css", "js", "typ"}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def _lines(file: Path) -> int:
    return sum(max(1, -(-len(line) // WIDEST)) for line in file.read_text(encoding="utf-8").splitlines())


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{named(file)}:{function.lineno} {function.name}": _length(function)
        for file in files()
        for function in functions(file)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


@pytest.mark.parametrize("folder", OWN)
def test_nothing_of_ours_is_imported_inside_a_function(folder: str) -> None:
    hidden = [
        f"{named(file)}:{function.lineno} {function.name} imports {module}"
        for file in files(folder)
        for function in functions(file)
        for module, _names in imports(function)
        if module.startswith(".") or module.split(".")[0] in OURS
    ]
    assert hidden == []


def test_no_name_that_says_nothing() -> None:
    assert [named(file) for file in files() if {file.stem, *_folders(file)} & SAY_NOTHING] == []


def _folders(file: Path) -> set[str]:
    return {part.name for part in file.relative_to(ROOT).parents}
