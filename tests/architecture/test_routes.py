"""Every route is guarded or public; nothing is posted from elsewhere; reading changes nothing; HEAD is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from litestar.handlers.http_handlers import HTTPRouteHandler
from xidmet.settings import Settings
from xidmet_ui.requests import signed_in

from tests.ui import kept
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.walk import (
    API,
    CHANGES,
    Belongings,
    address,
    addresses,
    belongings,
    handlers,
    is_for_machines,
    is_public,
    sent,
)

ELSEWHERE = [{"Origin": "https://xidmet.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
POSTED = {"token": "t" * 32, "version": "4", "move": "confirm"}


@pytest.fixture
async def portal(embedded: Settings) -> AsyncIterator[Portal]:
    async with portal_on(embedded) as opened:
        yield opened


@pytest.fixture
async def owner(portal: Portal) -> Browser:
    return await portal.signed_in("leyla")


@pytest.fixture
async def owned(portal: Portal, owner: Browser) -> Belongings:
    return await belongings(portal, owner)


def test_every_route_is_guarded_or_marked_public(portal: Portal) -> None:
    unclear = [
        f"{method} {path}" for method, path, handler in handlers(portal) if is_public(handler) == _guarded(handler)
    ]
    assert unclear == []


def _guarded(handler: HTTPRouteHandler) -> bool:
    return any(getattr(guard, "func", guard) is signed_in for guard in handler.resolve_guards())


async def test_what_is_not_public_asks_a_stranger_to_sign_in(portal: Portal, owned: Belongings, owner: Browser) -> None:
    stranger, before = portal.browser(), await kept.everything()
    for method, path, handler in handlers(portal):
        if is_public(handler):
            continue
        answer = await stranger.client.request(method, address(portal, path, owned))
        api = path.startswith(API)
        assert (answer.status_code, answer.headers.get("location", "")[:8]) == ((401, "") if api else (303, "/sign-in"))
    assert await kept.everything() == before


async def test_what_is_public_sends_nobody_away(portal: Portal, owned: Belongings, owner: Browser) -> None:
    for method, path, handler in handlers(portal):
        if method == "GET" and is_public(handler):
            answer = await portal.browser().get(address(portal, path, owned))
            assert "/sign-in" not in answer.headers.get("location", ""), path


async def test_a_post_without_a_token_is_refused(portal: Portal, owned: Belongings, owner: Browser) -> None:
    await _all_refused(portal, owned, owner, csrf="")


async def test_a_post_with_a_token_of_somebody_else_is_refused(
    portal: Portal, owned: Belongings, owner: Browser
) -> None:
    somebody = await portal.signed_in("kamran")
    assert somebody.csrf != owner.csrf
    await _all_refused(portal, owned, owner, csrf=somebody.csrf)


@pytest.mark.parametrize("said", ELSEWHERE)
async def test_a_post_from_another_site_is_refused(
    portal: Portal, owned: Belongings, owner: Browser, said: dict[str, str]
) -> None:
    await _all_refused(portal, owned, owner, csrf=owner.csrf, headers=said)


async def _all_refused(
    portal: Portal, owned: Belongings, owner: Browser, csrf: str, headers: dict[str, str] | None = None
) -> None:
    before, changes = await kept.everything(), [(way, one) for way in CHANGES for one in addresses(portal, way, owned)]
    assert {way for way, _one in changes} == set(CHANGES)
    for way, one in changes:
        answer = await sent(owner, way, one, POSTED, csrf=csrf, headers=headers)
        assert answer.status_code == 403, one
        assert "location" not in answer.headers and "set-cookie" not in answer.headers, one
    assert await kept.everything() == before


async def test_a_post_without_a_session_is_refused(portal: Portal, owned: Belongings, owner: Browser) -> None:
    before = await kept.everything()
    public = [
        path
        for method, path, handler in handlers(portal)
        if method == "POST" and is_public(handler) and not is_for_machines(handler)
    ]
    assert public
    for path in public:
        assert (await portal.browser().post(address(portal, path, owned), POSTED)).status_code == 403, path
    assert await kept.everything() == before


async def test_a_post_with_the_token_is_let_in(portal: Portal, owned: Belongings, owner: Browser) -> None:
    """The counterpart: it is the token that makes the difference."""
    changes = [(way, one) for way in CHANGES for one in addresses(portal, way, owned)]
    for way, one in changes:
        if not one.startswith(("/sign-", "/verify/pdf", "/desk/appointments")):
            assert (await sent(owner, way, one, {}, csrf=owner.csrf)).status_code != 403, one


@pytest.mark.parametrize("who", ["leyla", "kamran", ""])
async def test_reading_changes_no_case(portal: Portal, owned: Belongings, owner: Browser, who: str) -> None:
    reader = owner if who == "leyla" else await portal.signed_in(who) if who else portal.browser()
    before = await kept.moves()
    assert before["cases"] and before["journal"]
    for one in addresses(portal, "GET", owned):
        for _twice in range(2):
            answer = await reader.get(one)
            assert answer.status_code < 400 or who != "leyla", (one, answer.status_code)
    await portal.settle()
    assert await kept.moves() == before


async def test_every_page_answers_head(portal: Portal, owned: Belongings, owner: Browser) -> None:
    other = {}
    for one in addresses(portal, "GET", owned):
        whole, head = await owner.get(one), await owner.client.head(one)
        if (head.status_code, head.content) != (whole.status_code, b""):
            other[one] = (whole.status_code, head.status_code, len(head.content))
    assert other == {}
