"""What stands in the places of a route's address, for the walk over every route."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.attestations import status

from tests.core.mandates import VOEN
from tests.core.offices import AGENCY
from tests.ui.browser import SLUG, Portal

API = "/api/v1/"
NO_FILE = "00000000-0000-4000-8000-000000000000"
OF_DRAFTS = ("/fill", "/keep", "/lookup", "/remove", "/review", "/rows")


@dataclass(frozen=True)
class Belongings:
    draft: str
    case: str
    paper: str
    letter: str
    message: str
    document: str
    mandate: str
    office: str
    offered: str
    offer: str = NO_FILE
    asked: str = NO_FILE
    link: str = "no-such-link"
    token: str = NO_FILE
    hook: str = NO_FILE


ROWS = {"field": "workers", "file": NO_FILE, "kind": "csv"}


def names_in(portal: Portal, path: str, owned: Belongings) -> dict[str, str]:
    if path.startswith("/office"):
        return _of_office(path, owned)
    if path.startswith("/static/"):
        return {"name": next(iter(portal.app.state.static.names.values()))}
    if path.startswith((f"{API}cases/", "/cases/")):
        return _of_case(path, owned)
    found = (known for begins, known in _of_others(owned).items() if path.startswith(begins))
    return next(found, _usual(owned))


def _of_others(owned: Belongings) -> dict[tuple[str, ...], dict[str, str]]:
    """By how their addresses begin; the first that fits."""
    means = {"name": "no-such-means", "wanted": "w" * 32, "step": "w" * 32, "rest": "call"}
    body = {"mandate": owned.mandate, "offer": owned.offer, "wanted": owned.asked, "token": owned.token}
    body |= {"hook": owned.hook}
    return {
        ("/sign-in/{name", "/sign/{name"): means,
        ("/roster/{slug:str}/lists",): {**_usual(owned), "kind": "csv", "name": "no-such-means"},
        ("/code-lists/{name",): {"name": "labour.certificate-purposes"},
        ("/roster/{slug:str}/file",): {**_usual(owned), "kind": "csv"},
        ("/roster/{slug",): {"slug": SLUG, "number": owned.case, "name": "deactivate"},
        (f"{API}rosters/",): {"slug": SLUG, "people": NO_FILE, "wanted": NO_FILE},
        ("/pay/{name",): {"name": "no-such-means", "rest": "call"},
        ("/organisations/", "/offers/"): {"voen": VOEN, **body},
        ("/.well-known/",): {"name": status.hash_of(status.NONE_ENDED)},
        ("/desk/cases/",): {"number": owned.case, "document": owned.document, "wanted": NO_FILE, "name": "contract"},
    }


def _usual(owned: Belongings) -> dict[str, str]:
    return {
        "slug": SLUG,
        "name": "revoke",
        "code": "ru",
        "kind": "person",
        "table": "csv",
        "place": "0",
        "token": "no-such-link",
        "wanted": NO_FILE,
        "message": owned.message,
        "path": "addressee",
        "number": owned.paper,
        **dict.fromkeys(("session", "consent", "copy", "booking", "file", "which", "visit"), NO_FILE),
    }


def _of_office(path: str, owned: Belongings) -> dict[str, str]:
    known = {"agency": AGENCY, "office": owned.office, "number": owned.offered, "token": owned.link}
    place = NO_FILE if "/appointments" in path else "0"
    table = "no-such-table" if "/tables/" in path else "csv"
    more = {"kind": "csv", "row": NO_FILE, "slug": SLUG, "move": "confirm", "wanted": NO_FILE, "visit": NO_FILE}
    return {**known, "name": table, "table": "csv", "place": place, **more}


def _of_case(path: str, owned: Belongings) -> dict[str, str]:
    if path.startswith(API):
        number = owned.draft if path.endswith("/answers") else owned.case
        return {"number": number, "name": "deactivate", "file": owned.document}
    number = owned.draft if path.removeprefix("/cases/{number:str}").startswith(OF_DRAFTS) else owned.case
    name = "certificate" if "/fill" in path or "/keep" in path else "deactivate"
    nothing = dict.fromkeys(("copy", "wanted", "payment", "other"), NO_FILE)
    more = {"document": owned.document, "place": "1", **nothing, **ROWS}
    return {"number": number, "name": name, "path": "addressee", "row": "1", **more}
