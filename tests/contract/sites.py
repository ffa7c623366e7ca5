"""A site's folder with plugins written for one test."""

from __future__ import annotations

from pathlib import Path

PLUGIN = """
from xidmet import Agency, Form, Notice, Party, Service, State, Text, Transition, hookimpl

person = Party("Applicant")


class Wish(Form):
    what = Text("What do you wish?")


class Granted(Service):
    slug, title, law, purpose = "{slug}", "A wish", "No law", "To be granted a wish"
    agency, form, applicant = Agency("fairies", "Fairies"), Wish, person
    draft, granted = State("Being filled in", waits_for=person), State("Granted")
    starts = draft
    wish = Transition("Wish", draft, granted, by=person{tells})
{states}

@hookimpl
def {hook}():
    return [Granted]
"""
OPTIONS = """
from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    wishes: int = 3


@hookimpl
def options():
    return Options
"""


def source(slug: str, *, hook: str = "services", states: str = "", tells: str = "", more: str = "") -> str:
    """A plugin of one service. states: lines of the service's body; tells: further arguments of its transition."""
    body = "".join(f"    {line}\n" for line in states.splitlines())
    return PLUGIN.format(slug=slug, hook=hook, states=body, tells=tells) + more


def write_site(folder: Path, plugins: dict[str, str], toml: str = "") -> Path:
    """The plugins.toml of a new site. plugins: source by name, switched on in this order; toml: lines behind them."""
    for name, text in plugins.items():
        (folder / "plugins" / name).mkdir(parents=True)
        (folder / "plugins" / name / "__init__.py").write_text(text, encoding="utf-8")
    rows = "".join(f'[[plugins]]\nname = "{name}"\n' for name in plugins)
    (folder / "plugins.toml").write_text(rows + toml, encoding="utf-8")
    return folder / "plugins.toml"
