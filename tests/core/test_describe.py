"""A plugin's README is what its declaration says, and how long it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from xidmet.describe import as_readme
from xidmet.describe.length import length_of, lines_in
from xidmet.describe.plugin import README
from xidmet.plugins import Catalogue, load

from tests.commands import demo
from tests.conftest import ROOT

SOURCE = '''"""Two lines
of text."""

# a comment
name = (
    1,  # and a comment beside it

    2,
)
'''
READMES = sorted((ROOT / "plugins").glob(f"*/{README}"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(ROOT / "plugins.toml", "http://localhost:1")


def test_every_plugin_has_one(catalogue: Catalogue) -> None:
    assert {one.parent.name for one in READMES} == set(catalogue.plugins)


@pytest.mark.parametrize("file", READMES, ids=lambda file: file.parent.name)
def test_it_says_what_is_declared(catalogue: Catalogue, file: Path) -> None:
    """Made anew by `xidmet describe --write`."""
    assert file.read_text("utf-8") == as_readme(catalogue.plugins[file.parent.name])


def test_lines_are_counted_without_blank_ones_and_comments(tmp_path: Path) -> None:
    assert lines_in(SOURCE) == 6
    for name in ("form.py", "demo.py"):
        (tmp_path / name).write_text(SOURCE, "utf-8")
    length = length_of(tmp_path)
    assert (length.files, length.declared) == ({"demo.py": 6, "form.py": 6}, 6)


def test_it_tells_of_states_moves_terms_grounds_and_tables(catalogue: Catalogue) -> None:
    text = as_readme(catalogue.plugins["work_permit"])
    for said in (
        "## Work permit for a foreigner (`work-permit`)",
        "  review --> correction: Ask for corrections",
        "| **Sign and send** | Being filled in | Registered | Employer | or on paper |",
        "another than who did: Propose to grant, Propose to refuse",
        "| 1 | The quota of labour migration is used up |",
        "| `work-permit.tariffs` | Duties and terms | Head of department, State Migration Service | from and until |",
    ):
        assert said in text, said


def test_a_plugin_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = demo("describe", "nothing", data=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert "nothing" in told.stderr
