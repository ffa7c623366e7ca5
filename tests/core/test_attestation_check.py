"""A check tells what is in force and nothing of the rest, and both sides learn of it; time and registers end it."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.attestations import check, known, told_record
from xidmet.attestations.check import NOTHING, CheckResult
from xidmet.auth import Actor
from xidmet.cases import Moved, Site, find_case, move
from xidmet.contract.answers import row_key
from xidmet.contract.plain import to_json, to_store
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import issued, registers
from xidmet.store.tables import Issued

from tests.conftest import signed_in
from tests.core.certificate import UNTIL, certificate, token
from tests.ui.browser import Portal, portal_on

NOBODYS = "7K3M9QXT2VBNE"  # right in form, never issued
PATIENCE = 240.0  # seconds until a worker that does nothing is a failure
SAID = {"Əliyeva", "Leyla", "5VBK5VR"}


async def test_one_in_force_tells_what_it_shows(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    told: Any = told_record(await check(site.catalogue, moved.issued or "", None, "number"))
    contract: Any = moved.case.answers.contract  # type: ignore[attr-defined]
    assert (told.number, told.fin, told.salary) == (moved.issued, leyla.fin, contract.salary)
    assert told.valid_until == UNTIL and not hasattr(told, "email")


async def test_one_about_somebody_without_a_fin_is_no_less_in_force(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    await Issued.update({Issued.holder: ""}).where(Issued.number == moved.issued)
    assert (await check(site.catalogue, moved.issued or "", None, "number")).active


async def test_a_plain_one_does_not_tell_the_salary(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla, kind="plain")
    told = told_record(await check(site.catalogue, moved.issued or "", None, "number"))
    assert told is not None and to_json(told)["salary"] is None


async def test_both_sides_are_told_of_a_check(site: Site, leyla: Actor, kamran: Actor) -> None:
    """E13: who checked, with FIN or VÖEN. E14: whose certificate was checked, with its number."""
    moved, rashad = await certificate(site, leyla), await signed_in("rashad", for_organisation=True)
    for checker in (kamran, rashad, None):
        await check(site.catalogue, moved.issued or "", checker, "number")
    theirs = [(one.who, one.fin, one.voen) for one in reversed(await known.checks_of(leyla))]
    body = "“Nümunə Logistika” MMC"
    assert theirs == [(kamran.name, kamran.fin, ""), (f"{rashad.name}, {body}", rashad.fin, "1400000101"), ("", "", "")]
    for checker in (kamran, rashad):
        (mine,) = await known.checks_by(checker)
        assert (mine.holder_name, mine.number) == (leyla.name, moved.issued)
        assert abs(mine.happened_at - clock.now()) < dt.timedelta(minutes=5)
    assert await known.checks_by(leyla) == [] == await known.checks_of(kamran)


async def test_what_is_not_told_is_not_recorded(site: Site, leyla: Actor, kamran: Actor) -> None:
    moved = await certificate(site, leyla)
    await move(site, leyla, moved.case.number, "deactivate", version=3, token=token())
    for typed in (moved.issued or "", NOBODYS, "x", moved.case.number):
        assert await check(site.catalogue, typed, kamran, "number") == await check(site.catalogue, "", None, "qr")
    assert await known.checks_of(leyla) == [] == await known.checks_by(kamran)
    assert "checked" not in [entry.kind for entry in await journal.entries(moved.case.record.id)]


async def test_one_that_ends_while_it_is_checked_is_not_told_as_active(
    site: Site, leyla: Actor, kamran: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deactivation commits between the look-up and the answer."""
    moved, look_up = await certificate(site, leyla), issued.by_number

    async def ended_meanwhile(number: str) -> Any:
        found = await look_up(number)
        await move(site, leyla, moved.case.number, "deactivate", version=3, token=token())
        return found

    monkeypatch.setattr(issued, "by_number", ended_meanwhile)
    assert await check(site.catalogue, moved.issued or "", kamran, "number") == NOTHING
    assert await known.checks_of(leyla) == []
    assert [entry.kind for entry in await journal.entries(moved.case.record.id)][-1] == "ended"
    assert [found async for found in journal.verify() if found] == []


async def test_no_check_is_in_the_journal_behind_the_end(site: Site, leyla: Actor, kamran: Actor) -> None:
    """Checks and a deactivation at the same time, on both engines."""
    moved = await certificate(site, leyla)
    checks = [check(site.catalogue, moved.issued or "", kamran, "number") for _time in range(20)]
    end = move(site, leyla, moved.case.number, "deactivate", version=3, token=token())
    told = await asyncio.gather(*checks[:5], end, *checks[5:])
    kinds = [entry.kind for entry in await journal.entries(moved.case.record.id)]
    assert kinds[kinds.index("ended") :] == ["ended"]
    assert kinds.count("checked") == sum(isinstance(one, CheckResult) and one.active for one in told)
    assert len(await known.checks_of(leyla)) == kinds.count("checked")


async def test_what_is_not_in_force_looks_like_what_never_was(embedded: Settings) -> None:
    async with portal_on(embedded) as portal:
        leyla = await signed_in("leyla")
        gone, late, good = [await certificate(portal.site, leyla, valid_until=day) for day in days()]
        await move(portal.site, leyla, gone.case.number, "deactivate", version=3, token=token())
        clock.advance(dt.timedelta(days=2))
        status, page = await seen(portal, good.issued)
        assert status == 200 and all(said in page for said in SAID)
        nobodys = await seen(portal, NOBODYS)
        assert nobodys[0] == 404 and not any(said in nobodys[1] for said in SAID)
        for other in (gone.issued, late.issued, "not-a-number", good.case.number):
            assert await seen(portal, other) == nobodys, other


async def test_time_ends_it_by_the_worker(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla, valid_until=clock.today().isoformat())
    await worked(site, moved, "active")
    clock.advance(clock.end_of(clock.today()) - clock.now())
    await worked(site, moved, "expired")
    last = (await journal.entries(moved.case.record.id))[-2:]
    assert [(one.kind, one.facts.get("by")) for one in last] == [("moved", "time"), ("ended", None)]


async def test_a_register_that_announces_nothing_ends_it_by_the_workers_sweep(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    row: Any = moved.case.answers.contract  # type: ignore[attr-defined]
    await registers.keep("labour.contracts", row_key(row), leyla.party, {**to_store(row), "position": "Direktor"}, "")
    await worked(site, moved, "lapsed")
    assert not (await check(site.catalogue, moved.issued or "", None, "number")).active


def days() -> list[str]:
    """The last days of three certificates: the second is over after two days."""
    return [str(UNTIL), str(clock.today() + dt.timedelta(days=1)), str(UNTIL)]


async def seen(portal: Portal, number: str | None) -> tuple[int, str]:
    """What a visitor is shown who scans a QR, without what differs between any two pages."""
    answer = await portal.browser().get(f"/v/{number}")
    page = re.sub(r'(nonce|value|content)="[^"]*"', "", answer.text).replace(str(number), "")
    return answer.status_code, page


async def worked(site: Site, moved: Moved, state: str) -> None:
    """A worker runs until it did everything there is, and the case is in this state."""
    worker = asyncio.create_task(Worker(site).run())
    try:
        async with asyncio.timeout(PATIENCE):
            while not ((case := await find_case(site, moved.case.number)) and case.state.name == state):
                await asyncio.sleep(0.02)
    finally:
        worker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await worker
