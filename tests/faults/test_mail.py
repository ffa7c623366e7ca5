"""A mail server that is away, that says “later”, or that refuses: each letter comes to an end that can be seen."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Moved, Site, open_site
from xidmet.jobs import Worker
from xidmet.notifications import channels
from xidmet.notifications.deliver import LONGEST_PAUSE, OUTAGE
from xidmet.settings import Settings
from xidmet.store import effects, messages
from xidmet.store.messages import Told
from xidmet.store.tables import Effect

from tests.core.certificate import certificate
from tests.faults.mail_server import MailServer, mail_server
from tests.ui.answered import text, words
from tests.ui.browser import portal_on

UNKNOWN = "550 5.1.1 User unknown; see ticket 451"  # the number in the text is no answer
MOMENT = dt.timedelta(seconds=0.5)


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
def posting(embedded: Settings, mail: MailServer) -> Settings:
    return embedded.model_copy(update={"mail": mail.address})


@pytest.fixture
async def site(posting: Settings) -> AsyncIterator[Site]:
    async with open_site(posting) as opened:
        yield opened


async def told(site: Site, leyla: Actor) -> Moved:
    """A certificate of which one letter tells, and nothing else."""
    return await certificate(site, leyla, copy="no")


async def work(site: Site) -> None:
    while await Worker(site).once():
        pass


async def letter_of(moved: Moved) -> Told:
    return next(one for one in await messages.of_case(moved.case.record.id) if one.channel == "email")


async def delivery() -> dict[str, Any]:
    """The effect that delivers the letter: the only one that may still be open."""
    rows = await Effect.select().where((Effect.kind == "deliver") & (Effect.error != ""))
    assert len(rows) == 1
    return dict(rows[0])


async def next_try(site: Site) -> float:
    """Wait until it is tried again, and let it be tried; how long that was."""
    pause = (await delivery())["run_at"] - clock.now()
    clock.advance(pause + MOMENT)
    await work(site)
    return float(pause.total_seconds())


async def test_a_server_that_is_away_is_waited_for(site: Site, leyla: Actor, mail: MailServer) -> None:
    await mail.stop()
    moved = await told(site, leyla)
    await work(site)
    pauses = [await next_try(site) for _try in range(14)]
    for place, pause in enumerate(pauses[1:], 1):
        assert pause >= min(sum(pauses[:place]), LONGEST_PAUSE * 0.99), "it waits as long again as it has waited so far"
    assert pauses[0] < 60 and max(pauses) <= LONGEST_PAUSE
    assert (await letter_of(moved)).state == "waiting"
    assert "Connect" in (await delivery())["error"] and (await effects.counts())["pending"] == 1
    await mail.start()
    await next_try(site)
    assert list(mail.times().values()) == [1] and (await letter_of(moved)).state == "sent"
    assert await effects.counts() == {"done": await Effect.count()}


NOT_YET = [
    ("EHLO", "421 4.3.2 Going down"),
    ("MAIL", "451 4.3.0 Not now"),
    ("MAIL", "550 5.7.1 Who are you?"),  # the portal's own sender: its keeper will mend that
    ("RCPT", "450 4.2.0 Greylisted, error 550"),
    ("DATA", "452 4.3.1 Disk full"),
]


@pytest.mark.parametrize(("step", "answer"), NOT_YET)
async def test_refused_for_a_time(site: Site, leyla: Actor, mail: MailServer, step: str, answer: str) -> None:
    mail.refuse = {step: answer}
    moved = await told(site, leyla)
    await work(site)
    assert (await letter_of(moved)).state == "waiting" and answer[:3] in (await delivery())["error"]
    mail.refuse = {}
    await next_try(site)
    assert list(mail.times().values()) == [1] and (await letter_of(moved)).state == "sent"


FOR_GOOD = [("RCPT", UNKNOWN), ("DATA", "554 5.7.1 Not wanted"), ("MAIL", "552 5.3.4 Too large")]


@pytest.mark.parametrize(("step", "answer"), FOR_GOOD)
async def test_refused_for_good(site: Site, leyla: Actor, mail: MailServer, step: str, answer: str) -> None:
    mail.refuse = {step: answer}
    moved = await told(site, leyla)
    await work(site)
    clock.advance(dt.timedelta(hours=2))
    await work(site)
    letter = await letter_of(moved)
    assert (letter.state, letter.reason, mail.tries) == ("failed", answer, 1), "once is enough"
    assert await effects.counts() == {"done": await Effect.count()}


async def test_its_end_stands_on_the_page_of_the_case(posting: Settings, mail: MailServer) -> None:
    mail.refuse = {"RCPT": UNKNOWN}
    async with portal_on(posting) as portal:
        leyla = await portal.signed_in("leyla")
        number = await leyla.draft()
        await leyla.confirm(number)
        await portal.settle()
        said = words(await leyla.get(f"/cases/{number}"))
    assert f"{text('could not be delivered')}: {UNKNOWN}" in said


async def test_a_server_that_never_comes_back(site: Site, leyla: Actor, mail: MailServer) -> None:
    """Given up after days and ten more tries: dead, with the reason; the letter says so; once mended it is revived."""
    await mail.stop()
    moved = await told(site, leyla)
    await work(site)
    clock.advance(OUTAGE)
    await work(site)
    pauses = [await next_try(site) for _try in range(effects.MOST_ATTEMPTS - 1)]
    assert all(0.5 * 2**tried - 2 < pause < 1.5 * 2**tried for tried, pause in enumerate(pauses, 1)), pauses
    dead = await delivery()
    assert (dead["state"], dead["attempts"]) == ("dead", effects.MOST_ATTEMPTS) and "NotNow" in dead["error"]
    assert (await letter_of(moved)).state == "failed"
    clock.advance(dt.timedelta(days=7))
    assert await Worker(site).once() == 0
    await mail.start()
    await effects.revive(dead["id"])
    await work(site)
    assert list(mail.times().values()) == [1] and (await letter_of(moved)).state == "sent"


async def test_a_server_that_answers_no_more_is_left(
    site: Site, leyla: Actor, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "WHOLE", 0.3)
    mail.hold = "greeting"
    moved = await told(site, leyla)
    async with asyncio.timeout(channels.TIMEOUT / 2):
        await work(site)
    assert (await letter_of(moved)).state == "waiting" and "Timeout" in (await delivery())["error"]


async def test_letters_that_wait_hold_nothing_else_up(site: Site, leyla: Actor, mail: MailServer) -> None:
    """While a letter waits for the mail server's answer, everything else that comes is done."""
    mail.hold = "greeting"
    worker = Worker(site)
    working = asyncio.create_task(worker.run())
    try:
        await told(site, leyla)
        await mail.holds(1)
        moved = await told(site, leyla)
        async with asyncio.timeout(10):
            while not await Effect.exists().where(
                (Effect.case == moved.case.record.id) & (Effect.kind == "render") & (Effect.state == "done")
            ):
                await asyncio.sleep(0.02)
    finally:
        mail.let_go()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
