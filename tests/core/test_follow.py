"""Moves that nobody presses a button for: they are made, the addressee is told, and no case holds up another."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Moved, Site, find_case, follow, move
from xidmet.cases.follow import keep_row, run_due, sweep
from xidmet.errors import RegisterDown
from xidmet.jobs import Worker
from xidmet.jobs.kinds import KINDS
from xidmet.store import mailbox, messages
from xidmet.store.messages import Told
from xidmet.store.tables import Case, RegisterRow

from tests.conftest import signed_in
from tests.core.certificate import UNTIL, certificate, token
from tests.registers import row_goes, row_goes_unsaid

ADDRESSEE = "1400000101"  # an organisation whose seal holder has an account
ITS_PEOPLE, ITS_ADDRESS = "rashad@numune.example", "info@numune-logistika.example"
HERE = {ITS_PEOPLE, ITS_ADDRESS}


async def addressed(site: Site, leyla: Actor, tell: str = "yes", **more: Any) -> Moved:
    """A certificate presented to an organisation, that is to hear of it or not."""
    return await certificate(site, leyla, deliver="addressed", addressee=ADDRESSEE, tell=tell, **more)


async def work(site: Site) -> None:
    while await Worker(site).once():
        pass


async def state(moved: Moved) -> str:
    rows = await Case.select(Case.state).where(Case.number == moved.case.number)
    return str(rows[0]["state"])


async def lose(site: Site, leyla: Actor, moved: Moved, how: str) -> None:
    """Every way in which a certificate loses force; the register's own are found by the worker."""
    contracts = site.catalogue.sources["labour.contracts"].register
    row: Any = moved.case.answers.contract  # type: ignore[attr-defined]
    if how == "deactivated":
        await move(site, leyla, moved.case.number, "deactivate", version=3, token=token())
    elif how == "revoked":
        said = {"ground": "false", "reason": "The contract was never made."}
        nigar = await signed_in("nigar")
        await move(site, nigar, moved.case.number, "revoke", version=3, token=token(), asked=said)
    elif how == "expired":
        clock.advance(dt.timedelta(days=2))
        await run_due(site)
    elif how == "gone":
        await row_goes(site, contracts, row.number)
    elif how == "ended":
        await keep_row(site, contracts, leyla.party, changed(row, ends=clock.today() - dt.timedelta(days=1)))
    elif how == "changed":
        await keep_row(site, contracts, leyla.party, changed(row, position="Direktor"))
    else:  # an outside register tells nobody
        await RegisterRow.delete().where(RegisterRow.key == row.number)
        await sweep(site)


def changed(row: Any, **more: object) -> Any:
    return type(row)(**{**vars(row), **more})


async def heard(moved: Moved) -> list[Told]:
    """What its addressee was told of a loss."""
    said = await messages.of_case(moved.case.record.id)
    return [one for one in said if one.party == f"o:{ADDRESSEE}" or one.address in HERE]


WAYS = {
    "deactivated": "deactivated",
    "revoked": "revoked",
    "expired": "expired",
    "gone": "lapsed",
    "ended": "lapsed",
    "changed": "lapsed",
    "swept": "lapsed",
}


@pytest.mark.parametrize(("how", "target"), WAYS.items())
async def test_any_loss_of_force_is_told_to_the_addressee(site: Site, leyla: Actor, how: str, target: str) -> None:
    moved = await addressed(site, leyla, valid_until=clock.today().isoformat())
    await work(site)
    assert await heard(moved) == []
    await lose(site, leyla, moved, how)
    await work(site)
    told = await heard(moved)
    assert await state(moved) == target
    assert {one.address for one in told if one.channel == "email"} == HERE
    assert [one.party for one in told if one.channel == "inbox"] == [f"o:{ADDRESSEE}"]
    assert {one.state for one in told} == {"sent", "delivered"}
    assert all("Əliyeva Leyla" in one.text and "arayış" in one.text for one in told)
    letters = [letter.to for letter in await mailbox.letters()]
    assert sorted(to for to in letters if to in HERE) == sorted(HERE)


@pytest.mark.parametrize("how", ["deactivated", "expired", "gone"])
async def test_who_was_not_to_be_told_is_not(site: Site, leyla: Actor, how: str) -> None:
    moved = await addressed(site, leyla, tell="no", valid_until=clock.today().isoformat())
    await lose(site, leyla, moved, how)
    await work(site)
    assert await heard(moved) == [] and await state(moved) != "active"


async def test_told_once_however_often_the_worker_begins(site: Site, leyla: Actor) -> None:
    """Killed after the messages were written, before it could say so, the worker tells again: nothing new."""
    moved = await addressed(site, leyla)
    await lose(site, leyla, moved, "deactivated")
    case = await find_case(site, moved.case.number)
    assert case is not None
    payload = {"case": case.number, "transition": "deactivate", "place": 0, "version": case.version, "number": ""}
    for _time in range(2):
        await KINDS["notice"](site, payload, "notice:again")
    await work(site)
    assert len(await heard(moved)) == 2 * 3, "once for the move, once here: two letters and one in the inbox each"


async def test_a_case_that_cannot_be_moved_in_time_does_not_hold_up_the_others(site: Site, leyla: Actor) -> None:
    """One is of a service that was switched off, the other's move is none; both were due before."""
    cases = [await certificate(site, leyla, valid_until=clock.today().isoformat()) for _number in range(4)]
    off, broken, *good = cases
    await Case.update({Case.service: "switched-off", Case.due_at: clock.now()}).where(Case.number == off.case.number)
    await Case.update({Case.due_move: "explode", Case.due_at: clock.now()}).where(Case.number == broken.case.number)
    clock.advance(dt.timedelta(days=2))
    assert await run_due(site, page=1) == len(good)
    assert [await state(one) for one in cases] == ["active", "active", "expired", "expired"]
    assert await run_due(site, page=1) == 0


async def test_a_register_that_is_down_does_not_hold_up_the_comparing(
    site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case that is down has waited longest; the other one has its turn all the same."""
    down, other = [await certificate(site, leyla, contract=number) for number in await numbers(site, leyla)]
    for hours, moved in ((3, down), (2, other)):
        await row_goes_unsaid("labour.contracts", key_of(moved))
        moment = clock.now() - dt.timedelta(hours=hours)
        await Case.update({Case.checked_at: moment}).where(Case.number == moved.case.number)
    real = site.registers.row

    async def row_of(register: str, key: str, party: str = "") -> Any:
        if key == key_of(down):
            raise RegisterDown("Contracts")
        return await real(register, key, party)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(site.registers, "row", row_of)
        assert [await sweep(site, limit=1) for _time in range(3)] == [0, 1, 0]
    assert [await state(down), await state(other)] == ["active", "lapsed"]
    assert await sweep(site, limit=1) == 0, "it is not asked about all the time"
    clock.advance(follow.AGAIN + dt.timedelta(seconds=1))
    assert await sweep(site, limit=1) == 1 and await state(down) == "lapsed"


def key_of(moved: Moved) -> str:
    return str(moved.case.answers.contract.number)  # type: ignore[attr-defined]


async def numbers(site: Site, leyla: Actor) -> list[str]:
    """Two of her contracts that last."""
    rows: list[Any] = await site.registers._rows["labour.contracts"].about(leyla.party)
    return [row.number for row in rows if row.ends is None or row.ends > UNTIL][:2]


async def test_what_is_as_it_was_is_compared_once_an_hour(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)

    async def compared() -> Any:
        rows = await Case.select(Case.checked_at, Case.version).where(Case.number == moved.case.number)
        return rows[0]

    assert await sweep(site) == 0
    first = await compared()
    clock.advance(follow.COMPARE_EVERY - dt.timedelta(minutes=1))
    await sweep(site)
    assert await compared() == first
    clock.advance(dt.timedelta(minutes=2))
    await sweep(site)
    later = await compared()
    assert later["checked_at"] > first["checked_at"] and later["version"] == first["version"] == 3
