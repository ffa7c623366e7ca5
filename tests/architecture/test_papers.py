"""What is printed: each template reads only what it is given, compiles, and says everything in the state's language."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from xidmet.attestations.issue import LANGUAGE
from xidmet.attestations.render import FONTS, STANDARDS
from xidmet.cases.papers import pdf_of
from xidmet.contract.attestation import Attestation
from xidmet.language import translator
from xidmet.plugins import load
from xidmet.settings import Settings
from xidmet.store import issued

from tests.architecture.texts import ROOT, plugin_texts, portal_texts
from tests.contract.sites import write_site
from tests.ui.browser import portal_on
from tests.ui.walk import things

PLUGINS = sorted(file.parent.name for file in (ROOT / "plugins").glob("*/__init__.py"))
TEMPLATES = sorted((ROOT / "plugins").glob("*/templates/*.typ"))
# What every template is given, beside the values and the labels of the attestation's fields.
GIVEN = {"number", "label", "agency", "site", "law", "issued", "language", "check", "year", "month", "day"}
NAMES = re.compile(r"\bd\.labels\.(\w+)|\bf\.(\w+)|\bd\.(\w+)")
METHODS = {"pairs", "at", "keys", "values"}
QR = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
LETTERS = "Əə Ğğ Iı İi Öö Şş Üü Çç"


def attestations(folder: Path) -> Iterator[tuple[Path, Attestation[Any]]]:
    """(template, attestation) of every shipped plugin, switched on or not."""
    (folder / "plugins").symlink_to(ROOT / "plugins")
    catalogue = load(write_site(folder, {}, "".join(f'[[plugins]]\nname = "{name}"\n' for name in PLUGINS)))
    for service in catalogue.services.values():
        for one in service.attestations():
            yield catalogue.plugin_of(service.slug).folder / "templates" / one.template, one


def test_every_template_is_of_an_attestation(tmp_path: Path) -> None:
    assert {path.resolve() for path, _attestation in attestations(tmp_path)} == set(TEMPLATES) and TEMPLATES


def test_a_template_reads_only_what_it_is_given(tmp_path: Path) -> None:
    for path, attestation in attestations(tmp_path):
        fields = set(attestation.of.fields)
        for label, value, other in NAMES.findall(path.read_text(encoding="utf-8")):
            assert not label or label in fields | METHODS, (path, label)
            assert not value or value in fields | METHODS, (path, value)
            assert not other or other in GIVEN | {"fields", "labels"}, (path, other)


@pytest.mark.parametrize("answered", [True, False])
def test_a_template_prints_every_letter_and_bears_empty_values(tmp_path: Path, answered: bool) -> None:
    for path, attestation in attestations(tmp_path):
        pdf = compiled(path, attestation, LETTERS if answered else "")
        text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
        assert not answered or LETTERS in " ".join(text.split()), path


def compiled(path: Path, attestation: Attestation[Any], value: str) -> bytes:
    fields = dict.fromkeys(attestation.of.fields, value)
    data: dict[str, Any] = {**dict.fromkeys(GIVEN, "x"), "fields": fields, "labels": fields, "language": LANGUAGE}
    data |= {"year": 2026, "month": 1, "day": 2}
    made = typst.compile(
        {"main.typ": path.read_bytes(), "qr.svg": QR},  # type: ignore[call-overload]  # its types forget this input
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=STANDARDS,
    )
    return bytes(made)


async def test_an_issued_document_is_in_the_states_language_throughout(embedded: Settings) -> None:
    """Whatever its holder reads: no text that has a translation stands in it in English or Russian."""
    async with portal_on(embedded) as portal:
        number = (await things(portal, await portal.signed_in("leyla", "ru"))).paper
        attested, site = await issued.by_number(number), portal.site
        assert attested is not None
        pdf = await site.files.whole(await pdf_of(site, number))
        plugin = site.catalogue.plugin_of(attested.service)
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    texts = {one for one in plugin_texts(plugin.folder) | portal_texts() if len(one) > 6 and "{" not in one}
    said = {language: {translator(language, plugin.name).text(one) for one in texts} for language in ("az", "en", "ru")}
    assert [one for one in sorted(said["az"]) if one in text], "its labels stand in it"
    assert sorted(one for language in ("en", "ru") for one in said[language] - said["az"] if one in text) == []
