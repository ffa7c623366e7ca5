"""Signing in with an app that reads a QR code: the demonstration's real app."""

from __future__ import annotations

import datetime as dt

import pytest
from xidmet import Refusal, clock
from xidmet.means import Proven, Wait

from tests.plugins.sign_in_web2app.scene import CHANGES, Scene, means_of, resealed
from tests.signing import FINS


async def test_the_app_signs_and_its_certificate_says_who_it_is(scene: Scene) -> None:
    one, link = await scene.begun()
    assert "Sign in as yourself?" in await scene.opened(link)
    assert isinstance(await one.go_on(), Wait), "handed out is not signed"
    await scene.parties.answer("leyla")
    assert "The portal took the signature." in await scene.parties.phone("leyla")
    proven = await one.go_on()
    assert isinstance(proven, Proven)
    assert (proven.key, proven.level, proven.says["fin"]) == (FINS["leyla"], "high", FINS["leyla"])
    assert await one.go_on() == proven
    assert [(call.method, call.path) for call in scene.portal.calls] == [("GET", "getfile"), ("POST", "callback")]


async def test_the_link_opens_the_app_on_the_same_device(scene: Scene) -> None:
    one, picture = await scene.begun()
    waits = await one.go_on()
    assert isinstance(waits, Wait) and waits.picture == picture
    page = (await scene.parties.client.get(waits.link)).text
    assert "On whose phone?" in page and "tsquery" in page
    deep, _link = await scene.begun(means=means_of())
    told = await deep.go_on()
    assert isinstance(told, Wait) and told.link.startswith("sima://web-to-app?data=http")
    assert "Sign in as yourself?" in await scene.opened(told.link)


async def test_a_refusal_on_the_phone_proves_nothing(scene: Scene) -> None:
    one, link = await scene.begun()
    await scene.opened(link)
    await scene.parties.answer("leyla", "no")
    assert isinstance(await one.go_on(), Wait) and len(scene.portal.calls) == 1
    clock.advance(dt.timedelta(minutes=6))
    told = await one.go_on()
    assert isinstance(told, Refusal) and "in time" in told.why


@pytest.mark.parametrize("change", CHANGES)
async def test_the_app_follows_no_link_that_was_changed(scene: Scene, change: str) -> None:
    _one, link = await scene.begun()
    page = await scene.opened(resealed(link, CHANGES[change]))
    assert 'role="alert"' in page and not scene.portal.calls


@pytest.mark.parametrize("link", ["", "x", "https://x/?tsquery=", "sima://web-to-app?data=", "https://x/?tsquery=e30="])
async def test_the_app_takes_nothing_for_a_link_that_is_none(scene: Scene, link: str) -> None:
    assert 'role="alert"' in await scene.opened(link or " ")


async def test_the_app_asks_nobody_but_the_assignee_and_not_late(scene: Scene) -> None:
    _one, link = await scene.begun(purpose="step-up", fin=FINS["leyla"])
    assert "asked of somebody else" in await scene.opened(link, "rashad")
    clock.advance(dt.timedelta(minutes=6))
    assert "The link is over" in await scene.opened(link)
    assert not scene.portal.calls
