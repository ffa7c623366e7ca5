"""A notice says what was so when its move was made, however late the worker comes to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.attestations import written
from xidmet.auth import Actor
from xidmet.cases import Site, open_site
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import issued
from xidmet.store.tables import Message

from tests.talks_site import MONDAY, RULING, case_of, done, offices, sent, talks_site
from tests.terms_site import at


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": talks_site(tmp_path / "talks")})) as opened:
        at(MONDAY)
        yield opened


@pytest.fixture
async def people(site: Site) -> dict[str, Actor]:
    return await offices()


async def test_a_receipt_does_not_name_the_document_that_was_issued_after_it(
    site: Site, people: dict[str, Actor]
) -> None:
    number = await sent(site)
    clock.advance(dt.timedelta(minutes=1))
    await done(site, people["clerk"], number, "propose", **RULING)
    await done(site, people["chief"], number, "grant", **RULING)
    while await Worker(site).once():
        pass
    case = (await case_of(site, number)).record.id
    (paper,) = await issued.of_case(case)
    letters = "\n".join(await Message.select(Message.text).where(Message.case == case).output(as_list=True))
    assert f"Wish {number} has arrived" in letters
    assert f"Your wish {written(paper.number)} was granted" in letters
