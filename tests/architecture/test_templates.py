"""Every template compiles, is used, has the parts it is asked for, and is rendered with every name it reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta
from xidmet.language import LANGUAGES
from xidmet.settings import Settings
from xidmet_ui.assets_build import COMPONENTS
from xidmet_ui.rendering import Templates
from xidmet_ui.static import Static

from tests.architecture.sources import files
from tests.architecture.texts import ROOT
from tests.desk_site import desk_site
from tests.regimes_site import regimes_site
from tests.roster_site import roster_site
from tests.signers_site import signers_site
from tests.tables_site import tables_site
from tests.terms_site import terms_site
from tests.ui import fair
from tests.ui.applicant import Applicant
from tests.ui.browser import Portal, portal_on
from tests.ui.show_pages import (
    show_all_of_demonstration,
    show_by_rule,
    show_desk,
    show_many,
    show_paying,
    show_people_from_a_file,
    show_rows,
    show_rows_from_a_file,
    show_signing,
    show_tables,
    show_visits,
)
from tests.ui.show_rosters import show_assisting, show_lists, show_roster
from tests.ui.show_signers import show_signers
from tests.ui.trial_means import Trial, begun, offer
from tests.visits_site import visits_site

FOLDER = ROOT / "ui/xidmet_ui/templates"
NAMES = sorted(file.name for file in FOLDER.glob("*.html"))
OF_SYSTEM = re.compile(r"\bds-([a-z-]+)")
SHOW_A_PAGE = {"page": 1, "page_without_store": 1}  # function -> place of the template among its arguments


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates(Static(ROOT / "build/static"))


def environment(templates: Templates) -> Environment:
    return templates.environments[LANGUAGES[0]]


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_in_every_language(templates: Templates, name: str) -> None:
    for language in LANGUAGES:
        assert templates.environments[language].get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_the_kit_only_for_what_is_there(templates: Templates, name: str) -> None:
    for macros in ("kit", "fields"):
        there: Any = environment(templates).globals[macros]
        asked = re.findall(rf"\b{macros}\.(?!html)(\w+)", (FOLDER / name).read_text(encoding="utf-8"))
        assert sorted(part for part in set(asked) if not hasattr(there, part)) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_names_only_templates_that_are_there(templates: Templates, name: str) -> None:
    assert sorted(_named_in(environment(templates), name) - set(NAMES)) == []


def _named_in(env: Environment, name: str) -> set[str]:
    tree = env.parse((FOLDER / name).read_text(encoding="utf-8"))
    return {found for found in meta.find_referenced_templates(tree) if found}


def _shown() -> Iterator[tuple[str, str]]:
    """(template, block) of each page that the code shows."""
    for file in files("ui/xidmet_ui"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOW_A_PAGE:
                template = node.args[SHOW_A_PAGE[node.func.id]]
                assert isinstance(template, ast.Constant), f"{file.name}: the template's name is written out"
                yield str(template.value), _block(node)


def _block(call: ast.Call) -> str:
    said = [word.value for word in call.keywords if word.arg == "block"]
    return str(said[0].value) if said and isinstance(said[0], ast.Constant) else ""


def test_every_page_and_block_that_is_shown_exists(templates: Templates) -> None:
    shown = list(_shown())
    assert len(shown) > 15 and any(block for _template, block in shown)
    missing = [one for one in shown if one[0] not in NAMES or not _has(templates, *one)]
    assert missing == []


def _has(templates: Templates, template: str, block: str) -> bool:
    return not block or block in environment(templates).get_template(template).blocks


def test_every_component_of_the_design_system_is_built() -> None:
    named = {part for name in NAMES for part in OF_SYSTEM.findall((FOLDER / name).read_text(encoding="utf-8"))}
    assert named == set(COMPONENTS) - {"base", "data-size-workaround"}


def test_no_template_is_left_over(templates: Templates) -> None:
    named = {name: _named_in(environment(templates), name) for name in NAMES}
    reached, new = set[str](), {template for template, _block in _shown()} | {"kit.html", "fields.html", "icons.html"}
    while new:
        reached |= new
        new = {found for name in new for found in named[name]} - reached
    assert sorted(set(NAMES) - reached) == []


async def test_every_page_is_rendered(
    embedded: Settings, gallery_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With StrictUndefined: a name that nobody gives would be an error page."""
    rendered: set[str] = set()
    whole, part = Templates.whole, Templates.block

    def remember(self: Templates, language: str, template: str, values: dict[str, Any]) -> str:
        rendered.add(template)
        return whole(self, language, template, values)

    def remember_block(self: Templates, language: str, template: str, block: str, values: dict[str, Any]) -> str:
        rendered.add(template)
        return part(self, language, template, block, values)

    monkeypatch.setattr(Templates, "whole", remember)
    monkeypatch.setattr(Templates, "block", remember_block)
    async with portal_on(embedded) as portal:
        await show_all_of_demonstration(portal)
        await show_assisting(portal, await portal.signed_in("leyla"))
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as portal:
        await show_many(portal)
    async with portal_on(embedded.model_copy(update={"site": tables_site(embedded.data / "licences")})) as portal:
        await show_tables(portal)
    async with portal_on(embedded.model_copy(update={"site": desk_site(embedded.data / "desk")})) as portal:
        await show_desk(portal)
    async with portal_on(gallery_settings) as portal:
        await show_gallery(portal)
    async with portal_on(embedded.model_copy(update={"site": roster_site(tmp_path / "gates")})) as portal:
        await show_people_from_a_file(portal)
        await show_roster(portal)
        await show_lists(portal)
    async with portal_on(embedded.model_copy(update={"site": regimes_site(tmp_path / "town")})) as portal:
        await show_by_rule(portal)
    several = embedded.model_copy(update={"site": signers_site(tmp_path / "registry")})
    async with portal_on(several) as portal:
        await show_signers(portal, several)
    async with portal_on(embedded.model_copy(update={"site": visits_site(tmp_path)})) as portal:
        await show_visits(portal)  # the last one: a reminder waits for its day
    assert sorted({template for template, _block in _shown()} - rendered) == []


async def show_gallery(portal: Portal) -> None:
    applicant = await Applicant.of(portal)
    await show_rows(applicant)
    await show_rows_from_a_file(applicant)
    leyla = await portal.signed_in("leyla")
    assert (await leyla.get(f"/cases/{await fair.begin(leyla)}/fill")).status_code == 200
    offer(portal, Trial())
    assert (await leyla.get(await begun(leyla, purpose="step-up"))).status_code == 200
    await show_signing(leyla)
    await show_paying(portal, leyla)
