"""Every text that people read is there in Azerbaijani and Russian, with the same {names} in it; msgids are English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.architecture.texts import ROOT, plugin_texts, portal_texts, texts_of

TRANSLATED = ("az", "ru")
SPEAK_TO_NOBODY = {"sms_http"}  # but to a gateway
PLUGINS = sorted(
    folder
    for folder in (ROOT / "plugins").iterdir()
    if (folder / "__init__.py").is_file() and folder.name not in SPEAK_TO_NOBODY
)
NAMES = re.compile(r"\{(\w*)")
PORTAL = (ROOT / "core/xidmet/locale", ROOT / "ui/xidmet_ui/locale")


def read(language: str, *folders: Path) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for file in sorted(file for folder in folders for file in (folder / language).glob("*.po")):
        with file.open("rb") as source:
            found |= {_key(message): message for message in read_po(source, locale=language) if message.id}
    return found


def _key(message: Message) -> str:
    """A text that depends on a number is known by what is said of one."""
    return str(message.id[0] if message.pluralizable else message.id)


def _forms(message: Message) -> list[str]:
    return [str(form) for form in message.string] if message.pluralizable else [str(message.string)]


def untranslated(texts: set[str], catalogue: dict[str, Message]) -> list[str]:
    return sorted(text for text in texts if text and not _said(catalogue.get(text)))


def _said(message: Message | None) -> bool:
    return message is not None and all(form.strip() for form in _forms(message)) and not message.fuzzy


def test_there_are_texts_to_translate() -> None:
    assert len(portal_texts()) > 200
    assert all(plugin_texts(folder) for folder in PLUGINS)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_portal_is_translated(language: str) -> None:
    assert untranslated(portal_texts(), read(language, *PORTAL)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_core_needs_no_pages_to_be_translated(language: str) -> None:
    """A worker that runs apart from the pages writes letters and copies of data, and knows core's texts alone."""
    said = {text for kind in ("*.py", "*.html") for file in (ROOT / "core").rglob(kind) for text in texts_of(file)}
    assert untranslated(said, read(language, ROOT / "core/xidmet/locale")) == []


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda folder: folder.name)
def test_every_text_of_a_plugin_is_translated(plugin: Path, language: str) -> None:
    assert untranslated(plugin_texts(plugin), read(language, plugin / "locale", *PORTAL)) == []


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    "folders", [PORTAL, *((folder / "locale",) for folder in PLUGINS)], ids=lambda f: f[0].parent.name
)
def test_a_translation_has_the_same_names_in_it(folders: tuple[Path, ...], language: str) -> None:
    catalogue = read(language, *folders)
    assert catalogue
    other = {
        text: form for text, message in catalogue.items() for form in _forms(message) if _names(text) != _names(form)
    }
    assert other == {}


def _names(text: str) -> set[str]:
    return set(NAMES.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda folder: folder.name)
def test_no_plugin_keeps_a_translation_that_nobody_reads(plugin: Path, language: str) -> None:
    assert sorted(set(read(language, plugin / "locale")) - plugin_texts(plugin)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_portal_keeps_no_translation_that_nobody_reads(language: str) -> None:
    assert sorted(set(read(language, *PORTAL)) - portal_texts()) == []
