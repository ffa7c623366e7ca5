"""A service's guide: its pictures are its pages, in every language, and nobody can press anything in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.check.reading import all_fields
from xidmet.language import LANGUAGES, translator
from xidmet.plugins import load
from xidmet_ui.build.guide import guide

from tests.architecture.texts import ROOT
from tests.ui.browser import SLUG, Browser, Portal

GUIDE = f"/services/{SLUG}/guide"
LABEL = re.compile(r"<(?:legend|label)[^>]*>([^<]+)")
PLUGINS = sorted(folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "service.py").is_file())


def pictures(page: str) -> list[str]:
    return re.findall(r'<figure class="picture">(.*?)</figure>', page, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_its_pictures_are_the_pages_of_the_form(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    number = await leyla.draft()
    shown = pictures((await leyla.get(GUIDE)).text)
    steps = portal.site.catalogue.services[SLUG].form.steps
    assert len(shown) == len(steps)
    words = translator(language, "employment_certificate")
    for step, picture in zip(steps, shown, strict=True):
        page = (await leyla.get(f"/cases/{number}/fill/{step.name}")).text
        for field in step.fields:
            label = words.text(field.label)
            assert (label in picture) or (label not in page), label


async def test_nothing_in_a_picture_can_be_pressed(portal: Portal, visitor: Browser) -> None:
    page = (await visitor.get(GUIDE)).text
    for picture in pictures(page):
        assert picture.startswith('<div inert aria-hidden="true">') and "<fieldset disabled" in picture
        assert "<form" not in picture and 'name="csrf"' not in picture
        assert all(one.startswith("example-") for one in re.findall(r' id="([^"]+)"', picture) if one[:2] != "f-")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert (await visitor.get("/services/no-such/guide")).status_code == 404
    assert GUIDE in (await visitor.get(f"/services/{SLUG}")).text


async def test_every_question_of_every_kind_has_its_picture(gallery: Portal) -> None:
    browser, found = gallery.browser("en"), 0
    for slug in gallery.site.catalogue.services:
        answer = await browser.get(f"/services/{slug}/guide")
        assert answer.status_code == 200, slug
        found += len(pictures(answer.text))
    assert found > 3


@pytest.mark.parametrize("name", PLUGINS)
def test_every_service_of_ours_has_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    (tmp_path / "plugins.toml").write_text(f'[[plugins]]\nname = "{name}"\n', encoding="utf-8")
    catalogue = load(tmp_path / "plugins.toml")
    for service in catalogue.services.values():
        made = guide(service, clock.today(), "", translator("az", name))
        assert len(made.pages) == len(service.form.steps) and made.last
        assert sum(len(page.questions) for page in made.pages) > 0
        assert all(field.label for field in all_fields(service.form))


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (f'{SLUG} = "https://video.example/1"', 0),
        (f'{SLUG} = "javascript:alert(1)"', 1),
        ('other = "https://video.example/1"', 1),
    ],
)
def test_a_film_may_be_named(said: str, faults: int, tmp_path: Path) -> None:
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    row = f'[[plugins]]\nname = "employment_certificate"\n[plugins.videos]\n{said}\n'
    (tmp_path / "plugins.toml").write_text(row, encoding="utf-8")
    catalogue = load(tmp_path / "plugins.toml")
    assert len(catalogue.faults) == faults
    if not faults:
        assert catalogue.plugin_of(SLUG).videos == {SLUG: "https://video.example/1"}
