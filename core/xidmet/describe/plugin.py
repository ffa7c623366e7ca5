"""The README of one plugin."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from xidmet.contract.sources import KeptHere
from xidmet.describe.length import INVENTED, length_of
from xidmet.describe.markdown import cell, table
from xidmet.describe.service import described, questions
from xidmet.plugins import Plugin

README = "README.md"
MADE = "Made by `xidmet describe --write` from the declaration; whatever is written here by hand is lost."
SMALL = 150  # lines of Python, of one service


def as_readme(plugin: Plugin) -> str:
    blocks = [f"# {plugin.name}", _told(plugin), MADE, *_length(plugin)]
    blocks += [block for service in plugin.services for block in described(service, plugin)]
    blocks += [*_means(plugin), *_tables(plugin)]
    return "\n\n".join(blocks) + "\n"


def _told(plugin: Plugin) -> str:
    return inspect.getdoc(sys.modules[plugin.name]) or ""


def _length(plugin: Plugin) -> Iterator[str]:
    length, html = length_of(plugin.folder), len(list(plugin.folder.rglob("*.html")))
    count, invented = len(plugin.services), length.files.get(INVENTED, 0)
    of = f" for {count} services, {length.declared // count} for each of them" if count > 1 else ""
    apart = f"Blank lines, comments and {invented} lines of demo cases" if invented else "Blank lines and comments"
    yield f"**{length.declared} lines of Python**{of}, {html} files of HTML. {apart} do not count."
    if count and length.declared > SMALL * count:
        yield _why_long(plugin)
    yield table(("File", "Lines"), [(f"`{name}`", str(lines)) for name, lines in length.files.items()])


def _why_long(plugin: Plugin) -> str:
    asked = max(len(list(questions(one.form))) for one in plugin.services)
    states = max(len(one.states) for one in plugin.services)
    moves = max(len(one.transitions) for one in plugin.services)
    return (
        f"That is more than the {SMALL} that a service of 20 questions and 6 states may take: its largest has {asked} "
        f"questions, {states} states and {moves} moves."
    )


def _means(plugin: Plugin) -> Iterator[str]:
    kinds: dict[str, Sequence[Any]] = {
        "Sign-in": plugin.means,
        "Signing": plugin.signing,
        "Payment": plugin.payment,
        "SMS": plugin.sms,
    }
    rows = [(kind, f"`{one.name}`") for kind, offered in kinds.items() for one in offered]
    if rows:
        yield "## What it offers"
        yield table(("Kind", "Name"), rows)


def _tables(plugin: Plugin) -> Iterator[str]:
    """Where they come from, and who keeps them."""
    if not plugin.sources:
        return
    yield "## Registers and tables"
    rows = []
    for source in plugin.sources:
        register = source.register
        keeper = f"{register.kept_by.label}, {register.kept_by.agency.name}" if register.kept_by else "another body"
        begins = f"`data/{source.begins_with}`" if isinstance(source, KeptHere) and source.begins_with else ""
        dated = "from and until" if register.valid else ""
        count = str(len(plugin.begins.get(register.name, ()))) if begins else ""
        rows.append((f"`{register.name}`", cell(register.label), cell(keeper), dated, begins, count))
    yield table(("Name", "What", "Who keeps it", "Dated", "Begins with", "Rows"), rows)
