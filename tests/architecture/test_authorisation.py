"""Who may do what, as a page that is made from declarations and routes; what nothing covers fails the build."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar, get
from xidmet.cli import main
from xidmet.settings import Settings
from xidmet_ui.app import create_app
from xidmet_ui.doors import WHO, entries
from xidmet_ui.requests import PUBLIC, Asked, signed_in

from tests.conftest import ROOT, demo_settings
from tests.ui.permissions_table import PEOPLE, SIGN_IN, TABLE

STRANGERS = frozenset({"newcomer", "employee", "holder", "organisation", "inspector"})  # to her case
ALL_BUT_OWNER = STRANGERS | {"officer"}
# By the rule of a route: who of the table of permissions comes in nowhere. None of them heads the organisation.
NEVER = {
    "see": STRANGERS,
    "have": STRANGERS,
    "capsule": STRANGERS,
    "move": STRANGERS,
    "fill": ALL_BUT_OWNER,
    "attach": ALL_BUT_OWNER,
    "remove": ALL_BUT_OWNER,
    "open": frozenset({"newcomer", "organisation"}),
    "deciding": STRANGERS | {"owner"},
    "desk": STRANGERS | {"owner"},
    "holder": frozenset({"newcomer", "owner", "employee", "officer", "inspector"}),
    "head": frozenset(PEOPLE) - {"anonymous"},
    "mandate": frozenset(PEOPLE) - {"anonymous"},
    "offer": frozenset(PEOPLE) - {"anonymous"},
    "administrator": STRANGERS | {"owner"},
}
TURNED_AWAY = (SIGN_IN, "400", "401", "403", "404", "409", "410")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return demo_settings(tmp_path_factory.mktemp("matrix"))


@pytest.fixture(scope="module")
def app(settings: Settings) -> Litestar:
    return create_app(settings)


def test_the_page_is_as_it_is_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`XIDMET_DEMO=1 xidmet check --matrix > docs/authorisation.md` makes it anew."""
    for name in ("site", "data", "static"):
        monkeypatch.setenv(f"XIDMET_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("XIDMET_DEMO", "1")
    assert main(["check", "--matrix"]) == 0
    assert (ROOT / "docs" / "authorisation.md").read_text("utf-8") == capsys.readouterr().out


def test_every_route_is_covered(app: Litestar) -> None:
    assert {f"{one.method} {one.path}": one.fault for one in entries(app) if one.fault} == {}


def test_the_rules_say_what_the_table_of_permissions_says(app: Litestar) -> None:
    """That table is what the portal really answers; so a rule that promises too much, or too little, is found."""
    wrong = dict[str, str]()
    for one in entries(app):
        route = f"{one.method} {one.path}"
        line = dict(zip(PEOPLE, TABLE[route].split(), strict=True))
        let_in = {who for who, said in line.items() if said not in TURNED_AWAY}
        if (one.door == "signed in") != (line["anonymous"] in (SIGN_IN, "401")):
            wrong[route] = f"its door is {one.door}, but nobody signed in is answered {line['anonymous']}"
        if never := let_in & NEVER.get(one.who, frozenset()):
            wrong[route] = f"lets in {sorted(never)}, its rule: {WHO[one.who]}"
    assert wrong == {}


def test_a_narrower_guard_is_told(app: Litestar) -> None:
    """A public route that only some may read does not stand there as anybody's."""
    only = {one.path: one.only for one in entries(app) if one.only}
    assert set(only) == {"/metrics", "/readyz"} and all("monitors" in said for said in only.values())


UNCOVERED: list[tuple[str, dict[str, Any], str]] = [
    ("/things/{thing:str}", {"guards": [signed_in]}, "no rule"),
    ("/things/{thing:str}", {"opt": PUBLIC}, "no rule"),
    ("/cases/{other:str}", {"guards": [signed_in]}, "no rule"),
    ("/things", {}, "neither guarded nor public"),
    ("/organisations/{voen:str}/things", {}, "neither guarded nor public"),
    ("/cases/{number:str}/things", {"guards": [signed_in], "opt": PUBLIC}, "neither guarded nor public"),
    ("/cases/{number:str}/things", {"opt": PUBLIC}, "its rule says"),
    ("/recover/{token:str}/things", {"guards": [signed_in]}, "its rule says"),
]


@pytest.mark.parametrize(("path", "declared", "fault"), UNCOVERED, ids=[f"{p} {f}" for p, _declared, f in UNCOVERED])
def test_a_route_that_nothing_covers_is_found(path: str, declared: dict[str, Any], fault: str) -> None:
    @get(path, sync_to_thread=False, **declared)
    def added(request: Asked) -> None: ...

    (found,) = entries(Litestar([added], openapi_config=None))
    assert fault in found.fault
