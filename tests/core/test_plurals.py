"""A text that depends on a number: each language has its own forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from xidmet import language
from xidmet.contract.texts import _
from xidmet.language import Translator, register_catalogues

WORKERS = _("{count} worker", "{count} workers")
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: {language}\\n"

msgid "{{count}} worker"
msgid_plural "{{count}} workers"
{forms}
"""
FORMS = {
    "ru": ["{count} работник", "{count} работника", "{count} работников"],
    "az": ["{count} işçi", "{count} işçi"],
}


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A plugin's catalogue with one such text."""
    monkeypatch.setattr(language, "_folders", {**language._folders})
    for code, forms in FORMS.items():
        (tmp_path / code).mkdir()
        said = "\n".join(f'msgstr[{place}] "{form}"' for place, form in enumerate(forms))
        (tmp_path / code / "texts.po").write_text(PO.format(language=code, forms=said), encoding="utf-8")
    register_catalogues("plural", tmp_path)
    return "plural"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", {1: "1 worker", 0: "0 workers", 2: "2 workers", 21: "21 workers"}),
        ("az", {1: "1 işçi", 2: "2 işçi"}),
        ("ru", {1: "1 работник", 3: "3 работника", 5: "5 работников", 11: "11 работников", 21: "21 работник"}),
    ],
)
def test_each_number_has_the_form_of_its_language(catalogue: str, code: str, expected: dict[int, str]) -> None:
    words = Translator(code, catalogue)
    assert {number: words.text(WORKERS, count=number) for number in expected} == expected
