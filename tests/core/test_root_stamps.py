"""Each day's root gets a time-stamp by somebody else, so that one that was made later is named."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, open_site
from xidmet.cases.daily_root import close_yesterday, published
from xidmet.cases.root_stamps import KIND, stamp_judge, stamp_root, write_missing
from xidmet.jobs import Worker
from xidmet.journal.roots import said, tree_of
from xidmet.settings import DEMO_STAMPS, Settings
from xidmet.signatures.demo_people import people_root
from xidmet.signatures.demo_stamps import stamp_certificate
from xidmet.store import roots
from xidmet.store.tables import Effect, JournalRoot

from tests.conftest import signed_in
from tests.core.ca_server import CaServer, ca_server
from tests.core.certificate import certificate
from tests.core.test_stamp_authority import openssl

DAY = dt.timedelta(days=1)


@pytest.fixture
def ca(settings: Settings) -> Iterator[CaServer]:
    with ca_server(settings.data / "keys") as served:
        yield served


@pytest.fixture
async def stamping(settings: Settings, ca: CaServer) -> AsyncIterator[Site]:
    """A site with a time-stamp authority, on the day after a case was sent."""
    async with open_site(settings.model_copy(update={"timestamps": ca.address + DEMO_STAMPS})) as site:
        await certificate(site, await signed_in("leyla"))
        clock.advance(DAY)
        yield site


async def worked(site: Site) -> None:
    while await Worker(site).once():
        pass


async def breaks(site: Site) -> list[str]:
    judge = stamp_judge(site.settings)
    return [str(one) async for one in journal.verify_roots(judge) if one]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed")
async def test_it_is_published_and_anybody_can_check_it(
    stamping: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = stamping.settings
    assert await close_yesterday(stamping)
    assert (await published(dt.date.max))[0]["time_stamp"] is None
    await worked(stamping)
    (root,) = await published(dt.date.max)
    (tmp_path / "body").write_text(root["body"])
    (tmp_path / "token").write_bytes(base64.b64decode(root["time_stamp"]))
    chain = stamp_certificate(settings.data / "keys", address="http://localhost:1").chain
    (tmp_path / "chain.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    anchor = str(people_root(settings.data / "keys"))
    trusted = ("-CAfile", anchor, "-untrusted", "chain.pem")
    at = str(int(clock.now().timestamp()) + 60)
    asked = ("-verify", "-data", "body", "-token_in", "-in", "token", "-attime", at, *trusted)
    assert "Verification: OK" in await asyncio.to_thread(openssl, tmp_path, *asked)
    assert await breaks(stamping) == []
    assert await journal.run_verify(stamping.settings, stamp_judge(stamping.settings)) == 0
    assert capsys.readouterr().out.endswith("1 daily root(s) examined, 0 broken.\n1 of them with a time-stamp.\n")


async def test_it_waits_for_the_authority_for_a_week(stamping: Site, ca: CaServer) -> None:
    good = ca.answers[DEMO_STAMPS]
    ca.silence(DEMO_STAMPS)
    assert await close_yesterday(stamping)
    await worked(stamping)
    assert "503" in (await Effect.select().where(Effect.kind == KIND))[0]["error"]
    ca.answers[DEMO_STAMPS] = good
    clock.advance(DAY)
    await worked(stamping)
    assert (await published(dt.date.max))[0]["time_stamp"]
    ca.silence(DEMO_STAMPS)
    assert await close_yesterday(stamping)
    await worked(stamping)
    ca.answers[DEMO_STAMPS] = good
    clock.advance(10 * DAY)
    await worked(stamping)
    assert (await published(dt.date.max))[0]["time_stamp"] is None, "the next one names it"
    assert await Effect.count().where((Effect.kind == KIND) & (Effect.state != "done")) == 0
    assert await breaks(stamping) == []


async def test_days_from_before_there_was_an_authority(settings: Settings, ca: CaServer) -> None:
    async with open_site(settings) as site:
        await certificate(site, await signed_in("leyla"))
        clock.advance(DAY)
        assert await close_yesterday(site)
        await write_missing(site)
        assert await Effect.count().where(Effect.kind == KIND) == 0
    async with open_site(settings.model_copy(update={"timestamps": ca.address + DEMO_STAMPS})) as site:
        for _time in range(2):
            await write_missing(site)
        await worked(site)
        (root,) = await published(dt.date.max)
        stamp = root["time_stamp"]
        assert stamp
        await stamp_root(site, dt.date.fromisoformat(root["day"]))
        assert (await published(dt.date.max))[0]["time_stamp"] == stamp, "once is enough"


async def test_a_root_that_was_made_anew_is_named(stamping: Site, leyla: Actor) -> None:
    """With everything in the database made to fit, and then with a time-stamp of its own."""
    assert await close_yesterday(stamping)
    await worked(stamping)
    (root,) = [one async for one in roots.every()]
    await anew(root.day)
    assert await breaks(stamping) == [f"root of {root.day}: not the one that was time-stamped"]
    assert [one async for one in journal.verify_roots() if one] == [], "in itself it holds"
    clock.advance(30 * DAY)
    made = await roots.of_day(root.day)
    assert made and stamping.lasting
    token = await stamping.lasting.authority.stamp(bytes.fromhex(made.hash))
    await JournalRoot.update({JournalRoot.stamp: base64.b64encode(token.der).decode()}).where(
        JournalRoot.day == root.day
    )
    assert await breaks(stamping) == [f"root of {root.day}: time-stamped long after its day"]
    await JournalRoot.update({JournalRoot.stamp: "?"}).where(JournalRoot.day == root.day)
    assert await breaks(stamping) == [f"root of {root.day}: its time-stamp can't be read"]


async def anew(day: dt.date) -> None:
    """A leaf is taken out, and the root made to fit the rest."""
    await roots.JournalLeaf.delete().where(roots.JournalLeaf.day == day)
    made = said(day, await tree_of(day), "")
    assert json.loads(made.body)["leaves"] == 0
    await JournalRoot.update({JournalRoot.body: made.body, JournalRoot.hash: made.hash}).where(JournalRoot.day == day)


async def test_a_strangers_time_stamp_is_named_and_old_ones_hold(stamping: Site, ca: CaServer, tmp_path: Path) -> None:
    assert await close_yesterday(stamping)
    await worked(stamping)
    clock.advance(20 * 365 * DAY)  # long after the authority's certificate ended
    assert await breaks(stamping) == []
    anchors = tmp_path / "anchors"
    (anchors / "timestamps").mkdir(parents=True)
    stranger = people_root(tmp_path / "stranger")
    (anchors / "timestamps" / "root.pem").write_bytes(stranger.read_bytes())
    judge = stamp_judge(stamping.settings.model_copy(update={"anchors": anchors}))
    told = [str(one) async for one in journal.verify_roots(judge) if one]
    assert len(told) == 1 and "by somebody who is not trusted here" in told[0]
