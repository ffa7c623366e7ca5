"""What comes of lists later: tried again without asking what is known, and removed when they prove nothing any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, lists, open_site
from xidmet.cases.lists.sweep import sweep_lists
from xidmet.settings import Settings
from xidmet.store.tables import Document, MoveList, MoveListItem

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.core.offices import holds
from tests.lists import chosen, worked
from tests.regimes_site import ACT, KEEPER, SLUG, done, entered, regimes_site, rows


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": regimes_site(tmp_path / "town")})) as opened:
        await rows(opened)
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def _list(site: Site, holder: Actor, numbers: list[str], move: str, **asked: str) -> lists.TheList:
    """Checked, and confirmed: no signature is due here."""
    begun = await lists.begin(site, holder, SLUG, move, await chosen(numbers, site), token=token(), language="en")
    found = await lists.list_for(site, holder, SLUG, begun)
    if asked:
        await lists.answer(site, found, asked)
    await worked(site)
    await lists.make_ready(site, holder, await lists.list_for(site, holder, SLUG, begun), "en")
    return await lists.list_for(site, holder, SLUG, begun)


async def _state(site: Site, holder: Actor, wanted: object) -> str:
    return (await lists.list_for(site, holder, SLUG, wanted)).listed.state  # type: ignore[arg-type]


async def test_only_what_does_not_hold_any_more_is_asked_again(site: Site, holder: Actor) -> None:
    found = await _list(site, holder, [await entered(site, holder, n) for n in (1, 2)], "activate", regime=ACT)
    await lists.stop(site, found)
    await worked(site)
    stopped = await lists.list_for(site, holder, SLUG, found.listed.id)
    again = await lists.begin_again(site, holder, stopped, token=token())
    assert await _state(site, holder, again) == "checking"
    other = await lists.begin_again(site, holder, stopped, token=token(), asks=True)
    assert await _state(site, holder, other) == "asking"
    clock.advance(dt.timedelta(days=20))
    late = await lists.begin_again(site, holder, stopped, token=token())
    assert await _state(site, holder, late) == "asking", "the regime is over"


async def test_a_list_goes_when_its_service_keeps_cases_no_longer(site: Site, holder: Actor) -> None:
    """Without a signature it proves nothing; with one it stays while one of its cases is not over."""
    documents = await Document.count()
    numbers = [await entered(site, holder, n) for n in (1, 2)]
    plain, signed = [await _list(site, holder, [number], "activate", regime=ACT) for number in numbers]
    await worked(site)
    await MoveList.update({MoveList.signature: signed.listed.items}).where(MoveList.id == signed.listed.id)
    assert await sweep_lists(site) == 0
    clock.advance(dt.timedelta(days=400))
    assert await sweep_lists(site) == 1
    left = await MoveList.select(MoveList.id).output(as_list=True)
    assert left == [signed.listed.id] and plain.listed.id not in left
    await done(site, await holds("nigar", KEEPER), numbers[1], "revoke", text="x")
    assert await sweep_lists(site) == 0, "it was over just now"
    clock.advance(dt.timedelta(days=400))
    assert await sweep_lists(site) == 1
    await worked(site)
    assert await MoveList.count() == await MoveListItem.count() == 0
    assert await Document.count().where(Document.case.is_null()) == documents
