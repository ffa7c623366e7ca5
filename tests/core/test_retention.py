"""A case that is over is erased when its time of keeping ends; what hangs on it holds it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, move
from xidmet.cases.lists import sweep_lists
from xidmet.cases.retention import AT_ONCE, ends, sweep_ended
from xidmet.cases.roster.place import place_old
from xidmet.errors import NotFound, Stale
from xidmet.plugins import load
from xidmet.store import complaints, effects, retention
from xidmet.store.tables import (
    Booking,
    Case,
    CaseField,
    CaseTotal,
    DataCopy,
    Document,
    Effect,
    Issued,
    JournalRow,
    JournalValue,
    MoveList,
    MoveListItem,
    Payment,
    SigningRound,
)

from tests.conftest import ROOT
from tests.core.certificate import SLUG, certificate, draft, token
from tests.core.many import breaks
from tests.core.retention import DAY, ended, husk, kinds, years_later
from tests.visits_site import hall


async def test_the_day_before_nothing_happens(site: Site, leyla: Actor) -> None:
    case = await ended(site, leyla)
    await years_later(site, days=0)
    assert await sweep_ended(site) == {} and (await husk(case))["party"] == leyla.party
    clock.advance(DAY)
    before = await husk(case)
    assert await sweep_ended(site) == {SLUG: 1}
    left = await husk(case)
    assert left["number"] == before["number"] and left["state"] == "deactivated"
    assert left["version"] == before["version"] + 1 and left["journal_rows"] == before["journal_rows"] + 1
    assert (left["party"], left["answers"], left["asked"], left["sent_at"]) == ("", "{}", "{}", None)
    (row,) = await JournalRow.select(JournalRow.body).where((JournalRow.chain == case) & (JournalRow.kind == "erased"))
    assert '"facts":{"by":"time","code":"keeping","length":5,' in row["body"]
    assert await JournalValue.count() == 0 and await breaks() == []
    assert await find_case(site, left["number"]) is None
    assert await sweep_ended(site) == {}, "once"


async def test_what_is_not_over_stays(site: Site, leyla: Actor) -> None:
    await certificate(site, leyla)
    await draft(site, leyla)
    await Effect.update({Effect.state: "done"}, force=True)
    await Case.update({Case.due_at: None}, force=True)
    await years_later(site)
    assert await sweep_ended(site) == {}


@pytest.mark.parametrize(
    ("slug", "over"),
    [
        (SLUG, {"deactivated", "expired", "lapsed", "revoked"}),
        ("movement-permit", {"expired", "cancelled", "revoked"}),  # who was entered waits to be activated
        ("labour-quota-forecast", {"counted", "withdrawn"}),  # what was filed is counted at the end of the window
        ("work-permit", {"not_accepted", "refused", "withdrawn", "unpaid", "expired", "annulled"}),
    ],
)
def test_where_a_case_is_over(slug: str, over: set[str]) -> None:
    service = load(ROOT / "plugins.toml").services[slug]
    assert {one.name for one in service.states if ends(service, one)} == over


async def _effect(case: UUID, account: UUID) -> None:
    await effects.write_effect("notice", {}, token(), case=case, run_at=clock.now() + 4000 * DAY)


async def _complaint(case: UUID, account: UUID) -> None:
    said = complaints.Kept(uuid4(), case, SLUG, "1", account, "Leyla", "Şikayət", clock.now())
    await complaints.add(said)


async def _paper(case: UUID, account: UUID) -> None:
    await Issued.update({Issued.in_force: True}).where(Issued.case == case)


async def _payment(case: UUID, account: UUID) -> None:
    at = {"made_at": clock.now(), "ends_at": clock.now(), "state": "to pay back"}
    await Payment.insert(Payment(id=uuid4(), case=case, reference="r", token="t", means="card", amount=500, **at))


async def _round(case: UUID, account: UUID) -> None:
    at = {"started_at": clock.now(), "ends_at": clock.now()}
    of = {"transition": "confirm", "version": 1, "token": "t"}
    await SigningRound.insert(SigningRound(id=uuid4(), case=case, account=account, **of, **at))


async def _booking(case: UUID, account: UUID) -> None:
    at = {"starts_at": clock.now(), "ends_at": clock.now(), "booked_at": clock.now()}
    of = {"number": 1, "kind": "x", "place": await hall(), "seat": 1, "state": "booked", "account": account}
    await Booking.insert(Booking(id=uuid4(), case=case, **of, **at))


async def _capsule(case: UUID, account: UUID) -> None:
    at = {"asked_at": clock.now(), "ends_at": clock.now() + DAY}
    number = (await husk(case))["number"]
    await DataCopy.insert(DataCopy(id=uuid4(), account=account, language="az", state="making", number=number, **at))


async def _timer(case: UUID, account: UUID) -> None:
    await Case.update({Case.due_at: clock.now() + 4000 * DAY}).where(Case.id == case)


HINDERED = {
    "effect": _effect,
    "complaint": _complaint,
    "issued": _paper,
    "payment": _payment,
    "signing_round": _round,
    "booking": _booking,
    "data_copy": _capsule,
    "due_at": _timer,
}


def test_each_hindrance_is_tried() -> None:
    assert set(HINDERED) == {*retention.HELD_BY, "due_at"}


@pytest.mark.parametrize("what", HINDERED)
async def test_what_hangs_on_a_case_keeps_it(site: Site, leyla: Actor, what: str) -> None:
    held, free = await ended(site, leyla), await ended(site, leyla)
    await HINDERED[what](held, leyla.account)
    await years_later(site)
    assert await sweep_ended(site) == {SLUG: 1}
    assert (await husk(free))["party"] == "" and (await husk(held))["party"] == leyla.party
    assert await CaseField.count().where(CaseField.case == held) > 0


async def test_a_service_without_a_term_or_switched_off_is_left_alone(site: Site, leyla: Actor) -> None:
    case, service = await ended(site, leyla), site.catalogue.services[SLUG]
    await years_later(site)
    assert await sweep_ended(site, only="work-permit") == {}
    says = service.keep_years
    type.__setattr__(service, "keep_years", 0)  # a service itself does not let it be changed
    assert await sweep_ended(site) == {}
    type.__setattr__(service, "keep_years", says)
    with pytest.MonkeyPatch.context() as patched:
        patched.delitem(site.catalogue.services, SLUG)  # type: ignore[arg-type]
        assert await sweep_ended(site) == {}
    assert (await husk(case))["party"] == leyla.party


async def test_killed_half_way_nothing_has_happened(site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await ended(site, leyla)
    await years_later(site)
    before, rows = await husk(case), await kinds(case)

    async def killed(_husks: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(retention, "forget_values", killed)
        assert await sweep_ended(site) == {}, "it is logged, and tried again"
    assert await husk(case) == before and await kinds(case) == rows
    assert await JournalValue.count() > 0 and await CaseField.count().where(CaseField.case == case) > 0
    assert await sweep_ended(site) == {SLUG: 1}


async def test_two_sweeps_at_once_erase_once(site: Site, leyla: Actor) -> None:
    cases = [await ended(site, leyla) for _one in range(3)]
    await years_later(site)
    done = await asyncio.gather(*(sweep_ended(site) for _worker in range(3)))
    assert sum(one.get(SLUG, 0) for one in done) == len(cases)
    for case in cases:
        assert (await kinds(case)).count("erased") == 1
    assert await breaks() == []


async def test_who_writes_at_the_same_time_wins_or_loses_wholly(site: Site, leyla: Actor) -> None:
    """A look, which writes to the chain, and a move: either the case is there with both, or nothing of them is."""
    made = await certificate(site, leyla)
    await Effect.update({Effect.state: "done"}, force=True)
    case, number, version = made.case.record.id, made.case.number, made.case.version
    await Case.update({Case.state: "deactivated", Case.due_at: None}).where(Case.id == case)
    await Issued.update({Issued.in_force: False}, force=True)
    await years_later(site)

    async def moved() -> bool:
        await Case.update({Case.state: "active"}).where((Case.id == case) & (Case.party != ""))
        try:
            await move(site, leyla, number, "deactivate", version=version, token=token())
        except (NotFound, Stale):
            return False
        return True

    won, swept = await asyncio.gather(moved(), sweep_ended(site))
    assert won is not bool(swept)
    assert ((await husk(case))["party"] == "") is bool(swept)
    assert ("erased" in await kinds(case)) is bool(swept)
    assert await breaks() == []


async def test_nothing_is_written_behind_the_last_row(site: Site, leyla: Actor) -> None:
    case = await ended(site, leyla)
    await years_later(site)
    await sweep_ended(site)
    with pytest.raises(NotFound):
        await journal.append(case, "looked", {}, {"who": "Nigar"})
    assert (await kinds(case))[-1] == "erased" and await JournalValue.count() == 0


async def test_the_counts_of_parties_stay_honest_and_name_nobody(site: Site, leyla: Actor, kamran: Actor) -> None:
    cases = [await ended(site, leyla) for _one in range(2)]
    of = {"service": SLUG, "place": 0, "span": "2026", "first": "a", "second": "", "third": "", "labels": "", "adds": 1}
    for case, party in zip(cases, (leyla.party, leyla.party), strict=True):
        await CaseTotal.insert(CaseTotal(id=uuid4(), case=case, party=party, **of))
    await years_later(site)
    assert await sweep_ended(site) == {SLUG: 2}
    parties = await CaseTotal.select(CaseTotal.party).output(as_list=True)
    assert len(parties) == 2 and len(set(parties)) == 1 and leyla.party not in parties


async def test_a_list_whose_cases_are_erased_proves_nothing_any_more(site: Site, leyla: Actor) -> None:
    case = await ended(site, leyla)
    number, moment, wanted = (await husk(case))["number"], clock.now(), uuid4()
    of = {"party": leyla.party, "account": leyla.account, "service": SLUG, "move": "deactivate", "language": "az"}
    at = {"made_at": moment, "ends_at": moment, "done_at": moment, "state": "done", "means": "x", "level": "high"}
    paper = await Document.select(Document.id).first()
    signed = paper["id"] if paper else None
    await MoveList.insert(MoveList(id=wanted, **of, **at, token="t", total=1, signature=signed))
    told = {"place": 1, "number": number, "version": 1, "state": "made", "shown": '["Leyla"]', "why": "Leyla"}
    await MoveListItem.insert(MoveListItem(id=uuid4(), of_list=wanted, **told))
    await years_later(site)
    assert await sweep_ended(site) == {SLUG: 1}
    (item,) = await MoveListItem.select(MoveListItem.shown, MoveListItem.why)
    assert item == {"shown": "[]", "why": ""}
    await sweep_lists(site)
    assert await MoveList.count() == 0


async def test_three_hundred_are_erased_in_few_statements(
    site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await husk(await ended(site, leyla))
    many = 2 * AT_ONCE - 100
    for at in range(many):
        copied = {name: value for name, value in one.items() if name not in ("id", "number", "journal_rows")}
        more = {"id": uuid4(), "number": f"T-{at:06}", "journal_rows": 0, "journal_head": "", "unique_key": None}
        await Case.insert(Case(**{**copied, **more}))
    await years_later(site)
    engine, asked = type(Case._meta.db), list[str]()
    really = engine.run_querystring

    async def counted(self: Any, querystring: Any, *given: Any, **more: Any) -> Any:
        asked.append(str(querystring))
        return await really(self, querystring, *given, **more)

    monkeypatch.setattr(engine, "run_querystring", counted)
    assert await sweep_ended(site) == {SLUG: many + 1}
    assert 50 < len(asked) < 150, "some thirty for each two hundred; a look for each state in which a case is over"


async def test_nobody_looks_for_a_place_in_a_roster_for_what_is_erased(site: Site, leyla: Actor) -> None:
    case = await ended(site, leyla)
    await years_later(site)
    assert await sweep_ended(site) == {SLUG: 1}
    await Case.update({Case.service: "movement-permit"}).where(Case.id == case)
    async with asyncio.timeout(60):
        await place_old(site)
    assert (await husk(case))["sort_name"] == ""
