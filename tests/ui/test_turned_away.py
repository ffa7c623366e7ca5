"""Whoever is turned away leaves a line in the log: which door, which session, whence; nothing that is secret."""

from __future__ import annotations

import pytest
import structlog.testing
from structlog.typing import EventDict
from xidmet import clock
from xidmet.store import accounts
from xidmet.store.tables import Session
from xidmet_ui.turned_away import MOST, WINDOW

from tests.core.certificate import token
from tests.ui.browser import Browser, Portal

SECRET = "SECRET-0123456789"


async def noted(browser: Browser, method: str, path: str, **sent: object) -> EventDict:
    """The one line that is written of a request."""
    with structlog.testing.capture_logs() as logs:
        answer = await browser.client.request(method, path, **sent)  # type: ignore[arg-type]
    (event,) = [entry for entry in logs if entry["event"] == "turned away"]
    assert event["status"] == answer.status_code and SECRET not in str(event)
    return event


@pytest.mark.parametrize(
    ("method", "path", "sent", "error", "route"),
    [
        ("POST", "/acting", {"data": {"csrf": SECRET}}, "NotAllowed", "/acting"),
        ("GET", f"/cases/{SECRET}", {}, "NotFound", "/cases/{number}"),
        ("GET", "/my-cases?q=%00", {}, "Unreadable", "/my-cases"),
        ("POST", "/acting", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, "Unsupported", "/acting"),
    ],
)
async def test_a_refusal_is_noted(
    portal: Portal, method: str, path: str, sent: dict[str, object], error: str, route: str
) -> None:
    leyla = await portal.signed_in("leyla")
    event = await noted(leyla, method, path, **sent)
    assert (event["error"], event["route"], event["method"]) == (error, route, method)
    assert event["session"] in {str(row["id"]) for row in await Session.select()}
    assert event["place"] and "127.0.0.1" not in str(event)


async def test_a_stranger_has_a_place_and_no_session(portal: Portal) -> None:
    event = await noted(portal.browser(), "POST", "/sign-in", data={"email": SECRET, "password": SECRET})
    assert (event["status"], event["session"]) == (403, "") and event["place"]


async def test_a_move_that_is_not_theirs_is_noted(portal: Portal) -> None:
    """With the account by its id, and no name of anybody."""
    leyla = await portal.signed_in("leyla")
    number = await leyla.draft()
    await leyla.confirm(number)
    with structlog.testing.capture_logs() as logs:
        await leyla.post(f"/cases/{number}/move/revoke", {"version": "5", "token": token(), "reason": SECRET})
    (event,) = [entry for entry in logs if entry["event"] == "may not move"]
    person = await accounts.by_demo_key("leyla")
    assert person is not None
    assert (event["case"], event["transition"], event["account"]) == (number, "revoke", str(person.id))
    assert SECRET not in str(event) and person.surname not in str(event)


async def test_what_went_well_is_not_noted(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    with structlog.testing.capture_logs() as logs:
        assert (await leyla.get("/my-cases")).status_code == 200
    assert not [entry for entry in logs if entry["event"] == "turned away"]


@pytest.mark.parametrize(("path", "route"), [(f"/no/such/{SECRET}", ""), (f"/static/{SECRET}.css", "/static/{name}")])
async def test_who_tries_addresses_that_there_are_not_is_noted(portal: Portal, path: str, route: str) -> None:
    clock.advance(WINDOW)
    leyla = await portal.signed_in("leyla")
    event = await noted(leyla, "GET", path)
    assert (event["status"], event["route"], event["session"]) == (404, route, "") and event["place"]


async def test_a_long_list_of_addresses_does_not_fill_the_log(portal: Portal) -> None:
    clock.advance(3 * WINDOW)  # after those of the tests before
    browser = portal.browser()
    with structlog.testing.capture_logs() as logs:
        for number in range(MOST + 20):
            assert (await browser.client.get(f"/wp-admin/{number}.php")).status_code == 404
        clock.advance(WINDOW)
        await browser.client.get("/wp-admin/last.php")
    found = [entry["event"] for entry in logs]
    assert found == ["turned away"] * MOST + ["turned away too often", "turned away"]
