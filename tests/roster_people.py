"""Tables of people for the roster of tests/roster_site.py, and that site with a signed first move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xidmet.cases.roster_file import Row, mistakes_of
from xidmet.language import Translator

from tests import roster_site
from tests.contract.sites import write_site
from tests.roster_site import answers
from tests.rows_site import csv_of as table_of

FORM = ("surname", "given_name", "fin", "born", "trade")
NAME = "signed_gates"  # a plugin is loaded once a process, by its name
ENTER = 'enter = Transition("Enter", draft, entered, by=organisation, bulk=True)'
SIGNED = 'enter = Transition("Enter", draft, entered, by=organisation, bulk=True, signed=True, needs=[open_trade])'


def person(n: int, **more: str) -> list[str]:
    return [answers(n, **more)[name] for name in FORM]


def csv_of(rows: Sequence[Sequence[str]], headers: Sequence[str] = FORM) -> bytes:
    return table_of(rows, headers)


def told(row: Row, words: Translator) -> list[str]:
    return [words.text(one.text, **one.values) for one in mistakes_of(row.errors).values()]


def signed_people(folder: Path) -> Path:
    """The roster's site, but people are entered by a signed move that has a rule."""
    plugin = roster_site.PLUGIN.replace(ENTER, SIGNED)
    assert plugin != roster_site.PLUGIN
    made = write_site(folder, {NAME: plugin})
    templates = folder / "plugins" / NAME / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(roster_site.TEMPLATE, encoding="utf-8")
    return made.parent
