"""What the verifier of capsules says in each language: the findings in core's own words, so that both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xidmet.capsules.findings import BROKEN, HOLDS, UNKNOWN
from xidmet.cases.my_copy.own_cases import TOLD
from xidmet.contract.texts import _
from xidmet.language import LANGUAGES, NAMES, Translator, register_catalogues, translator

LOCALE = Path(__file__).parent / "locale"
PAGE: Mapping[str, str] = {
    "language": _("Language"),
    "title": _("Check a sealed file of a case"),
    "lead": _("Was anything changed since the case was sealed? The file is checked on this device and sent nowhere."),
    "file": _("Sealed file"),
    "file-hint": _("A file that ends in .asice. You can also drop it on this page."),
    "root": _("Certificate that you trust"),
    "root-hint": _("Not required. Without it this page can't say whether the seal is genuine. PEM or DER."),
    "kept": _("Copy of the daily roots"),
    "kept-hint": _("Not required. What somebody kept of /.well-known/xidmet-journal.json."),
    "check": _("Check"),
    "wait": _("It is being checked…"),
    "no-file": _("Choose the sealed file."),
    "bad-root": _("The certificate can't be read."),
    "bad-kept": _("The copy of the daily roots can't be read."),
    "ok": _("Nothing was changed, and the seal is genuine"),
    "ok-then": _("All of it was sealed under the certificate that you trust."),
    "unsure": _("Nothing was changed since it was sealed"),
    "unsure-then": _("Whose seal it is, this page can't say: compare the fingerprint below with the published one."),
    "no": _("Not good: do not rely on it"),
    "no-then": _("What is broken stands below, each with its place."),
    "unreadable": _("This file can't be checked"),
    "broken": _("Broken"),
    "holds": _("Holds"),
    "unknown": _("Not known"),
    "seal": _("The seal"),
    "seal-of": _("Name in its certificate"),
    "print": _("Fingerprint of its certificate (SHA-256)"),
    "print-then": _(
        "Anybody can write any name into a certificate. The fingerprint must be the one that the agency says."
    ),
    "case": _("What it says of the case"),
    "service": _("Service"),
    "number": _("Number of the case"),
    "state": _("State"),
    "sent": _("Sent on"),
    "made": _("Sealed on"),
    "files": _("Files"),
    "answers": _("Answers"),
    "history": _("History"),
    "when": _("When"),
    "what": _("What"),
    "who": _("Who"),
}


def capsule_words() -> dict[str, dict[str, str]]:
    """Language -> key -> text. f:CODE: a finding, with {where} in it; k:KIND: what happened."""
    register_catalogues("", LOCALE)
    return {language: _in(language) for language in LANGUAGES}


def _in(language: str) -> dict[str, str]:
    words = translator(language)
    return {
        "name": NAMES[language],
        **{key: words.text(text) for key, text in PAGE.items()},
        **{f"f:{code}": _told(words, text) for part in (BROKEN, UNKNOWN, HOLDS) for code, text in part.items()},
        **{f"k:{kind}": words.text(text) for kind, text in TOLD.items()},
    }


def _told(words: Translator, text: str) -> str:
    return words.text(text, where="{where}")
