"""The words a plugin may say, and that our own plugins say no others."""

from __future__ import annotations

import ast
from types import ModuleType

import pytest
import xidmet
from xidmet import means, paying, signing, sms

from tests.architecture.sources import files, imports, named
from tests.architecture.texts import ROOT

# Each one is a promise to plugins that strangers wrote: adding is easy, taking away is not.
WORDS = {
    *("Service", "Form", "Step", "Part", "Marks", "Totals", "Appeal"),
    *(
        "Text",
        "Number",
        "Money",
        "Date",
        "DateRange",
        "Days",
        "Moment",
        "Choice",
        "Consent",
        "YesNo",
        "Upload",
        "derived",
    ),
    *("Register", "Lookup", "Code", "Codelist", "KeptHere", "OverHttp", "StepTerms", "LegalTerms"),
    *("countries", "occupations", "payments"),
    *("Person", "Organisation", "Passport", "Address"),
    *("Party", "Officer", "Agency"),
    *("State", "Transition", "Attestation", "Notice", "Appointment"),
    *("rule", "Facts", "Refusal", "months_later"),
    *("hookimpl", "DemoCase", "DemoData", "DemoPerson", "DemoPlace", "_"),
}
# What plugins of means of signing in say besides.
WORDS_OF_MEANS = {
    *("SignInMeans", "Ceremony", "Given", "Call", "Answer", "Signatures", "Signer", "Purpose", "Level"),
    *("Step", "Ask", "Leave", "Wait", "SignThis", "Script", "Show", "Proven", "Mistake"),
    *("LEVELS", "reaches"),
    *("ask_outside", "Said", "NoAnswer", "OutsideAddress"),
}
WORDS_OF_PAYING = {
    *("PaymentMeans", "Due", "Paid", "NotPaid"),
    *("Leave", "Refusal", "Call", "Answer", "ask_outside", "Said", "NoAnswer", "OutsideAddress"),
}
WORDS_OF_SIGNING = {"SigningMeans", "SigningStep", "Paper", "SignedFile", "SignedHash", "HashName", "as_der"}
WORDS_OF_SMS = {
    *("SmsGateway", "Sms", "Taken", "NotTaken", "End"),
    *("ask_outside", "Said", "NoAnswer", "OutsideAddress"),
}
PLUGINS = sorted(folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "__init__.py").is_file())


def test_these_are_the_public_words() -> None:
    assert set(xidmet.__all__) == WORDS


def test_these_are_the_public_words_of_means() -> None:
    assert set(means.__all__) == WORDS_OF_MEANS
    assert set(signing.__all__) == WORDS_OF_SIGNING
    assert set(paying.__all__) == WORDS_OF_PAYING
    assert set(sms.__all__) == WORDS_OF_SMS


@pytest.mark.parametrize("module", [xidmet, means, signing, paying, sms], ids=lambda module: module.__name__)
def test_every_word_is_there_once(module: ModuleType) -> None:
    assert len(module.__all__) == len(set(module.__all__))
    assert [word for word in module.__all__ if not hasattr(module, word)] == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_says_only_public_words(plugin: str) -> None:
    said = [
        (named(file), module, names)
        for file in files(f"plugins/{plugin}")
        for module, names in _imports(file.read_text(encoding="utf-8"))
    ]
    assert any(module == "xidmet" for _file, module, _names in said)
    assert [one for one in said if not _allowed(plugin, one[1], one[2])] == []


def _imports(source: str) -> list[tuple[str, tuple[str, ...]]]:
    return list(imports(ast.parse(source)))


def _allowed(plugin: str, module: str, names: tuple[str, ...]) -> bool:
    if module == "xidmet":
        return bool(names) and set(names) <= WORDS
    if module == "xidmet.means":
        return bool(names) and set(names) <= WORDS_OF_MEANS
    if module == "xidmet.signing":
        return bool(names) and set(names) <= WORDS_OF_SIGNING
    if module == "xidmet.paying":
        return bool(names) and set(names) <= WORDS_OF_PAYING
    if module == "xidmet.sms":
        return bool(names) and set(names) <= WORDS_OF_SMS
    if module.startswith("."):
        return not module.startswith("..")
    return module.split(".")[0] not in {"xidmet", "xidmet_ui", "tests", *PLUGINS} - {plugin} and module != plugin
