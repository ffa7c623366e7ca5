"""Issued documents are raised to the wanted level by the worker, and renewed for as long as they are kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pypdf
import pytest
from structlog.testing import capture_logs
from xidmet import clock
from xidmet.cases import Site, open_site
from xidmet.cases.papers import pdf_of
from xidmet.documents import Stored
from xidmet.documents.raising import KIND, raise_seal, write_due
from xidmet.jobs import Worker
from xidmet.settings import DEMO_STAMPS, Settings
from xidmet.signatures import Trust, algorithms, verify
from xidmet.store import documents
from xidmet.store.tables import Document, Effect

from tests.conftest import signed_in
from tests.core.ca_server import CaServer, ca_server
from tests.core.certificate import certificate

YEAR, DAY = dt.timedelta(days=365), dt.timedelta(days=1)
LEVELS = ("T", "LT", "LTA")


@pytest.fixture
def ca(settings: Settings) -> Iterator[CaServer]:
    with ca_server(settings.data / "keys") as served:
        yield served


@pytest.fixture
async def lasting_site(settings: Settings, ca: CaServer) -> AsyncIterator[Site]:
    async with open_site(reaching(settings, ca)) as opened:
        yield opened


def reaching(settings: Settings, ca: CaServer, level: str = "LTA") -> Settings:
    return settings.model_copy(update={"timestamps": ca.address + DEMO_STAMPS, "seal_level": level})


async def issued(site: Site) -> Stored:
    """A certificate's document, as it is when it was just made."""
    number = (await certificate(site, await signed_in("leyla"))).issued or ""
    return await pdf_of(site, number)


async def now(stored: Stored) -> Stored:
    found = await documents.document(stored.id)
    assert found is not None
    return found


async def worked(site: Site) -> None:
    """The worker does all that is due."""
    while await Worker(site).once():
        pass


async def waiting(kind: str = KIND) -> list[str]:
    found = await Effect.select(Effect.error).where((Effect.kind == kind) & (Effect.state == "pending"))
    return [one["error"] for one in found]


async def test_what_was_issued_is_raised_afterwards_and_its_first_bytes_stay_good(lasting_site: Site) -> None:
    site = lasting_site
    first = await issued(site)
    old = await site.files.whole(first)
    assert first.seal == "B" and (await told(site, old)) == ("TOTAL-PASSED", "B")
    await worked(site)
    raised = await now(first)
    pdf = await site.files.whole(raised)
    assert raised.seal == "LTA" and await told(site, pdf) == ("TOTAL-PASSED", "LTA")
    assert raised.renew_by and 2 * YEAR < raised.renew_by - clock.now() < 3 * YEAR
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == len(pypdf.PdfReader(io.BytesIO(old)).pages)
    assert await site.files.whole(first) == old, "somebody may still be reading them"
    clock.advance(dt.timedelta(minutes=11))
    await worked(site)
    with pytest.raises(FileNotFoundError):
        await site.files.whole(first)
    assert await Document.count() == 1 and await waiting() == []
    assert await write_due(site.lasting) == 0


async def told(site: Site, pdf: bytes) -> tuple[str, str | None]:
    assert site.lasting is not None
    report = await verify(pdf, trust=site.lasting.trust)
    return str(report.indication), report.level and str(report.level)


async def test_nobody_waits_for_an_authority_that_does_not_answer(lasting_site: Site, ca: CaServer) -> None:
    site, good = lasting_site, ca.answers[DEMO_STAMPS]
    ca.silence(DEMO_STAMPS)
    stored = await issued(site)
    await worked(site)
    assert (await now(stored)).seal == "B" and "answered 503" in (await waiting())[0]
    clock.advance(DAY)
    assert await write_due(site.lasting) == 0, "it is said already"
    await worked(site)
    assert [one["attempts"] for one in await Effect.select().where(Effect.kind == KIND)] == [0], (
        "through nobody's fault"
    )
    ca.answers[DEMO_STAMPS] = good
    clock.advance(dt.timedelta(minutes=10))
    await worked(site)
    assert (await now(stored)).seal == "LTA" and await waiting() == []


async def test_two_workers_replace_it_once(lasting_site: Site) -> None:
    site = lasting_site
    stored = await issued(site)
    await asyncio.gather(*(raise_seal(site.files, site.lasting, stored.id) for _worker in range(2)))
    raised = await now(stored)
    assert raised.seal == "LTA" and await told(site, await site.files.whole(raised)) == ("TOTAL-PASSED", "LTA")
    gone = [json.loads(one["payload"]) for one in await Effect.select().where(Effect.kind == "erase")]
    assert len(gone) == 2 and raised.place not in [place for one in gone for place in one["places"]]


async def test_what_was_issued_before_there_was_an_authority_is_raised_too(settings: Settings, ca: CaServer) -> None:
    async with open_site(settings) as site:
        stored = await issued(site)
        assert site.lasting is None and await write_due(site.lasting) == 0 and await waiting() == []
    for level in LEVELS:  # the site wants more each time
        async with open_site(reaching(settings, ca, level)) as site:
            assert await write_due(site.lasting) == 1 and await write_due(site.lasting) == 0
            await worked(site)
            raised = await now(stored)
            assert await told(site, await site.files.whole(raised)) == ("TOTAL-PASSED", level) and raised.seal == level
            assert (await write_due(site.lasting), await waiting()) == (0, [])
            clock.advance(dt.timedelta(minutes=2))


async def test_it_is_renewed_in_time_for_decades(embedded: Settings) -> None:
    """The seal's certificate ends after three years, each time-stamp's after three more."""
    with ca_server(embedded.data / "keys") as ca:
        async with open_site(reaching(embedded, ca)) as site:
            stored = await issued(site)
            await worked(site)
            for _time in range(4):
                renew_by = (await now(stored)).renew_by
                assert renew_by and renew_by - clock.now() > 2 * YEAR
                clock.advance(renew_by - clock.now() - DAY)
                assert await write_due(site.lasting) == 0
                clock.advance(2 * DAY)
                assert await write_due(site.lasting) == 1
                await worked(site)
                pdf = await site.files.whole(await now(stored))
                assert await told(site, pdf) == ("TOTAL-PASSED", "LTA"), clock.now()
            assert pdf.count(b"/DocTimeStamp") == 5
            assert site.lasting and not await is_good(site.lasting.trust, pdf, clock.now() + 4 * YEAR), (
                "the last is over"
            )


async def is_good(trust: Trust, pdf: bytes, at: dt.datetime) -> bool:
    return (await verify(pdf, trust=trust, at=at)).indication == "TOTAL-PASSED"


async def test_a_method_that_ends_is_left_before(lasting_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    end = (clock.now() + YEAR).date()
    monkeypatch.setitem(algorithms.CURVES_END, "secp256r1", end)
    stored = await issued(lasting_site)
    await worked(lasting_site)
    renew_by = (await now(stored)).renew_by
    assert renew_by and end - renew_by.date() == 90 * DAY
    clock.advance(2 * YEAR)  # what the authority still uses then is no reason to ask it every day
    await write_due(lasting_site.lasting)
    await worked(lasting_site)
    renew_by = (await now(stored)).renew_by
    assert renew_by and renew_by > clock.now() + YEAR


async def test_one_that_cannot_be_raised_is_named_and_left_alone(lasting_site: Site) -> None:
    """Its certificate ended before anything proved that it was sealed in time."""
    site = lasting_site
    stored = await issued(site)
    clock.advance(4 * YEAR)
    with capture_logs() as said:
        await worked(site)
    assert [one["document"] for one in said if one["event"] == "a seal can't be raised"] == [str(stored.id)]
    kept = await now(stored)
    assert (kept.seal, kept.renew_by, kept.place) == ("B", None, stored.place)
    assert await write_due(site.lasting) == 0


async def test_many_are_renewed_little_by_little(lasting_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """And those that nothing came of do not keep the others waiting."""
    site = lasting_site
    one = await issued(site)
    await worked(site)
    row = (await Document.select().where(Document.id == one.id).first()) or {}
    for number in range(6):
        moment = clock.now() - dt.timedelta(days=10 - number)
        await Document.insert(Document(**{**row, "id": UUID(int=number + 1), "renew_by": moment}))
    monkeypatch.setattr("xidmet.documents.raising.PAGE", 2)
    monkeypatch.setattr("xidmet.documents.raising.AT_ONCE", 3)
    assert [await write_due(site.lasting) for _look in range(4)] == [4, 2, 0, 0]
    times = [row["run_at"] for row in await Effect.select().where(Effect.kind == KIND).order_by(Effect.run_at)]
    assert len(set(times[1:])) >= 4, "one after the other, with room between for what is more urgent"
