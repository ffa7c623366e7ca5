"""What plugins.toml switches on is loaded; what is wrong with the rest is told all at once, each with its mend."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from xidmet.check import Fault
from xidmet.plugins import Catalogue, load

from tests.contract.sites import OPTIONS, source, write_site

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(file.parent.name for file in (ROOT / "plugins").glob("*/__init__.py"))
SIGNING = "http://127.0.0.1:8100"


@pytest.fixture(autouse=True)
def _imports() -> Iterator[None]:
    """What a test imports from its own site is forgotten after it."""
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def faults_of(catalogue: Catalogue, name: str) -> list[Fault]:
    return [fault for fault in catalogue.faults if fault.service == name]


def test_what_this_site_switches_on_has_no_fault() -> None:
    catalogue = load(ROOT / "plugins.toml", SIGNING)
    assert catalogue.faults == () and "employment-certificate" in catalogue.services


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_plugin_loads_without_a_fault(tmp_path: Path, name: str) -> None:
    path = write_site(tmp_path, {}, _switched_on(name))
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    catalogue = load(path, SIGNING)
    assert [str(fault) for fault in catalogue.faults] == []
    given = catalogue.services or catalogue.means or catalogue.signing or catalogue.payment or catalogue.sms
    assert given and list(catalogue.plugins) == [name]


def _switched_on(name: str) -> str:
    """As this site's plugins.toml does, with its options; else without any."""
    head = f'[[plugins]]\nname = "{name}"\n'
    _before, _head, rest = (ROOT / "plugins.toml").read_text("utf-8").partition(head)
    return head + rest.partition("[[plugins]]\n")[0]


def test_nobodys_word_is_taken_from_the_demonstrations_server_outside_one() -> None:
    catalogue = load(ROOT / "plugins.toml")
    assert not catalogue.means and not catalogue.signing and not catalogue.payment and not catalogue.sms
    told = [fault.wrong for fault in catalogue.faults]
    assert len(told) == 6 and all("only in a demonstration" in one for one in told)


@pytest.mark.parametrize(
    "address", ["http://operator.example.az", "ftp://127.0.0.1", "//operator.example.az", "https://"]
)
def test_an_outside_party_is_asked_over_an_encrypted_line(tmp_path: Path, address: str) -> None:
    path = write_site(tmp_path, {}, _switched_on("sign_in_mobile").replace("{demo_signing}/mid", address))
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    catalogue = load(path, SIGNING)
    assert not catalogue.means and "https://" in catalogue.faults[0].wrong


def test_the_odd_ones_are_among_the_shipped() -> None:
    assert {"labour_quota", "movement_permit"} <= set(SHIPPED)


BROKEN = {
    "bad_import": "import there_is_no_such_module\n",
    "misspelt": source("misspelt-hook", hook="servises"),
    "wrong_argument": source("wrong-argument", more="\n@hookimpl\ndef demo(nobody):\n    return None\n"),
    "islands": source(
        "islands",
        states='lost = State("Lost")\nstuck = State("Stuck", waits_for=person)\n'
        'get_stuck = Transition("Get stuck", draft, stuck, by=person)',
    ),
    "talks": source("talks", tells=', tells=[Notice(person, "It costs {fee}.")]'),
    "wrong_options": source("wrong-options", more=OPTIONS),
    "no_options": source("no-options"),
    "silent": "",
}
SETTINGS = """
[[plugins]]
name = "nowhere"
[[plugins]]
name = "good"
[[plugins]]
title = "a plugin without a name"
"""
TOLD = {
    "bad_import": ["there_is_no_such_module"],
    "misspelt": ["unknown hook 'servises'"],
    "wrong_argument": ["nobody"],
    "islands": ["No case ever comes here", "It waits, but nothing leads out", "who can do nothing here"],
    "talks": ["speaks of {fee}"],
    "wrong_options": ["wishes: Input should be a valid integer"],
    "no_options": ["it has no options, but plugins.toml gives wishes"],
    "silent": ["no service, no register and no means"],
    "nowhere": ["no folder plugins/nowhere and no installed distribution"],
    "good": ["needs a name of its own"],
    "plugins.toml": ["needs a name of its own"],
}


@pytest.fixture
def broken(tmp_path: Path) -> Catalogue:
    path = write_site(tmp_path, {"good": source("good"), **BROKEN, "last": source("last", more=OPTIONS)})
    text = path.read_text(encoding="utf-8")
    for name, value in (("wrong_options", '"many"'), ("no_options", "1"), ("last", "7")):
        row = f'name = "{name}"\n'
        text = text.replace(row, f"{row}[plugins.options]\nwishes = {value}\n")
    path.write_text(text + SETTINGS, encoding="utf-8")
    return load(path)


def test_every_fault_is_told_at_once(broken: Catalogue) -> None:
    for name, texts in TOLD.items():
        told = " ".join(fault.wrong for fault in faults_of(broken, name))
        assert all(text in told for text in texts), f"{name}: {told}"
    assert {fault.service for fault in broken.faults} == set(TOLD)


def test_every_fault_has_its_mend(broken: Catalogue) -> None:
    assert [str(fault) for fault in broken.faults if not (fault.about and fault.wrong and fault.mend)] == []


def test_the_good_ones_still_load(broken: Catalogue) -> None:
    assert list(broken.services) == ["good", "last"]
    assert broken.plugins["last"].options.wishes == 7  # type: ignore[union-attr]  # the plugin's own model


def test_the_report_names_each_plugin_with_its_faults(broken: Catalogue) -> None:
    rows = {(row["plugin"], row["slug"]): row["faults"] for row in broken.report()["services"]}
    assert rows["last", "last"] == []
    assert len(rows["islands", "islands"]) == len(faults_of(broken, "islands")) == 3
    assert "there_is_no_such_module" in rows["bad_import", ""][0]


def test_one_slug_twice_is_a_fault(tmp_path: Path) -> None:
    catalogue = load(write_site(tmp_path, {"first": source("same"), "second": source("same"), "third": source("own")}))
    assert [fault.wrong for fault in catalogue.faults] == ["Another service has this slug."]
    assert "own" in catalogue.services


@pytest.mark.parametrize("toml", ["[[plugins", "plugins = 'good'", '[[plugins]]\nname = ""'])
def test_a_wrong_plugins_toml_is_told_and_loads_nothing(tmp_path: Path, toml: str) -> None:
    (tmp_path / "plugins.toml").write_text(toml, encoding="utf-8")
    catalogue = load(tmp_path / "plugins.toml")
    assert {fault.service for fault in catalogue.faults} == {"plugins.toml"} and not catalogue.services


def test_a_missing_plugins_toml_is_told(tmp_path: Path) -> None:
    assert [fault.service for fault in load(tmp_path / "plugins.toml").faults] == ["plugins.toml"]
