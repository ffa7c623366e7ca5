"""Moves, looks and checks are in the journal; what is about people stands beside its rows, never in them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock, journal
from xidmet.attestations import check
from xidmet.auth import Actor
from xidmet.cases import Case, Moved, Site, answer, case_for, find_case, move, open_case, open_site
from xidmet.errors import NotFound
from xidmet.jobs import Worker
from xidmet.journal.append import commitment
from xidmet.settings import Settings
from xidmet.store import accounts
from xidmet.store import journal as rows
from xidmet.store import tables as kept

from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import certificate, token
from tests.registers import row_goes

PLUGIN = """
from xidmet import Agency, Form, Officer, Party, Service, State, Text, Transition, hookimpl

person, agency = Party("Applicant"), Agency("fairies", "Fairies")


class Wish(Form):
    what = Text("What do you wish?")


class Judged(Service):
    slug, title, law, purpose = "judged-wish", "A wish", "No law", "To be granted a wish"
    agency, form, applicant = agency, Wish, person
    draft, sent, granted = State("Being filled in", waits_for=person), State("Sent"), State("Granted")
    thanked, starts = State("Thanked"), draft
    send = Transition("Send", draft, sent, by=person)
    grant = Transition("Grant", sent, granted, by=Officer("judge", "Judge", agency))
    thank = Transition("Thank", granted, thanked, by=person)


@hookimpl
def services():
    return [Judged]
"""


async def test_every_change_and_every_check_is_said(site: Site, leyla: Actor, kamran: Actor) -> None:
    moved = await story(site, leyla, kamran)
    told = [(one.kind, one.personal) for one in await history_of(site, moved)]
    said = [(kind, ", ".join(who[name] for name in ("who", "for") if name in who)) for kind, who in told]
    own, theirs = leyla.name, kamran.name
    assert said == [
        *(("opened", own), ("moved", own), ("issued", "")),
        *(("checked", theirs), ("checked", ""), ("checked", "Quliyev Rəşad Tofiq oğlu, “Nümunə Logistika” MMC")),
        *(("moved", own), ("ended", "")),
    ]


async def test_a_register_that_moves_a_case_is_said(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    register = site.catalogue.sources["labour.contracts"].register
    await row_goes(site, register, moved.case.answers.contract.number)  # type: ignore[attr-defined]
    while await Worker(site).once():
        pass
    last = (await history_of(site, moved))[-2]
    assert (last.facts["transition"], last.facts["by"], set(last.personal)) == (
        "lapse",
        "labour.contracts",
        {"answers"},
    )


async def test_nothing_about_anybody_is_in_a_row(site: Site, leyla: Actor, kamran: Actor) -> None:
    moved = await story(site, leyla, kamran)
    case, number = moved.case, moved.issued or ""
    contract: Any = case.answers.contract  # type: ignore[attr-defined]
    about = {leyla.fin, leyla.surname, leyla.given_name, leyla.email, leyla.party, contract.number, contract.voen}
    about |= {kamran.fin, kamran.surname, kamran.given_name, "Quliyev", "Nümunə", "1400000101", number, "+994501234567"}
    everything = "\n".join(str(row) for row in await kept.JournalRow.select())
    assert case.number not in about and len(everything) > 2_000
    assert [value for value in about if value and value.lower() in everything.lower()] == []
    assert {value["value"] for value in await kept.JournalValue.select()} >= {leyla.name, kamran.name, number}


async def test_a_short_value_cannot_be_guessed_from_its_commitment(site: Site, leyla: Actor, kamran: Actor) -> None:
    """The same value gets another commitment in every row, under a salt of its own of 128 bits."""
    moved = await story(site, leyla, kamran)
    values = [value for row in await rows.rows_of(moved.case.record.id) for value in row.values]
    assert len([value for value in values if value.value == leyla.name]) == 3
    assert len({value.salt for value in values}) == len(values) and all(len(v.salt) == 32 for v in values)
    assert len({commitment(value) for value in values}) == len(values)


async def test_an_officers_look_is_said_and_nobody_elses(judged: Site) -> None:
    leyla, nigar, kamran = [await signed_in(key) for key in ("leyla", "nigar", "kamran")]
    case = await sent(judged, leyla)
    await case_for(judged, leyla, case.number)
    with pytest.raises(NotFound):
        await case_for(judged, kamran, case.number)
    for _time in range(2):
        assert (await case_for(judged, nigar, case.number)).version == case.version
    looks = [entry for entry in await journal.entries(case.record.id) if entry.kind == "looked"]
    assert [look.personal for look in looks] == [{"who": nigar.name}] * 2
    assert [look.facts["account"] for look in looks] == [str(nigar.account)] * 2
    assert [found async for found in journal.verify() if found] == []


async def test_an_officer_does_not_see_a_draft(judged: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await signed_in("nigar")
    draft = await open_case(judged, leyla, "judged-wish", token())
    with pytest.raises(NotFound):
        await case_for(judged, nigar, draft.number)
    assert [entry.kind for entry in await journal.entries(draft.record.id)] == ["opened"]


@pytest.fixture
async def judged(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """A site of one service on which nigar decides."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    folder = write_site(tmp_path / "site", {"judged_wish": PLUGIN}).parent
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        assert [str(fault) for fault in opened.catalogue.faults] == []
        person = await accounts.by_demo_key("nigar")
        assert person is not None
        await accounts.add_office(person.id, "fairies:judge", clock.now())
        yield opened
    sys.modules.pop("judged_wish")


async def sent(site: Site, applicant: Actor) -> Case:
    case = await open_case(site, applicant, "judged-wish", token())
    await answer(site, applicant, case.number, {"what": "A garden"}, 1)
    return (await move(site, applicant, case.number, "send", version=2, token=token())).case


async def story(site: Site, leyla: Actor, kamran: Actor) -> Moved:
    """A certificate that was checked by three, then given up."""
    moved = await certificate(site, leyla, phone="+994501234567")
    assert moved.issued
    await check(site.catalogue, moved.issued, kamran, "number")
    await check(site.catalogue, moved.issued, None, "qr")
    await check(site.catalogue, moved.issued, await signed_in("rashad", for_organisation=True), "api")
    await move(site, leyla, moved.case.number, "deactivate", version=3, token=token())
    return moved


async def history_of(site: Site, moved: Moved) -> list[journal.Entry]:
    case = await find_case(site, moved.case.number)
    assert case is not None
    return await journal.entries(case.record.id)
