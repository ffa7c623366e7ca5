"""What a mandate reaches: by role, by service, by time; and what is said to whoever lacks one."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import MissingMandate, could_open, sessions
from xidmet.cases import Site, answer, case_for, my_cases, open_case
from xidmet.cases.find import page_of_cases
from xidmet.contract.service import Service
from xidmet.errors import NotAllowed, NotFound, OutOfReach, Refused
from xidmet.notifications.inbox import inbox, mark_read
from xidmet.notifications.tell import readers_of_party
from xidmet.settings import Settings
from xidmet.store import accounts
from xidmet.store.tables import Mandate, Message

from tests.core.certificate import token
from tests.core.mandates import FORECAST, PERMIT, VOEN, actor, holder, organisation, site_for_organisations

# role, services -> may open a forecast (head, seal holder or operator), a permit (head or seal holder)
REACH = [
    ("head", (), True, True),
    ("seal_holder", (), True, True),
    ("operator", (), True, False),
    ("operator", (FORECAST,), True, False),
    ("seal_holder", (FORECAST,), True, False),
    ("seal_holder", (PERMIT,), False, True),
    ("operator", (PERMIT,), False, False),
]


@pytest.fixture
async def site(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    async with site_for_organisations(settings, tmp_path / "site") as opened:
        yield opened
    sys.modules.pop("for_bodies")


def of(site: Site, slug: str) -> type[Service]:
    return site.catalogue.services[slug]


@pytest.mark.parametrize(("role", "services", "forecast", "permit"), REACH)
async def test_role_and_services(
    site: Site, role: str, services: tuple[str, ...], forecast: bool, permit: bool
) -> None:
    await holder("sevda", role, *services)
    sevda = await actor("sevda", acting=True)
    assert (sevda.mandate, sevda.party) == (role, f"o:{VOEN}")
    for slug, may in ((FORECAST, forecast), (PERMIT, permit)):
        refusal = could_open(sevda, of(site, slug))
        assert (refusal is None) == may, slug
        if may:
            continue
        assert isinstance(refusal, MissingMandate) and refusal.service == slug and refusal.organisation == VOEN
        assert refusal.role == ("operator" if slug == FORECAST else "seal_holder")
        with pytest.raises(Refused):
            await open_case(site, sevda, slug, token())


TIMES = [(-1, None, True), (-1, 1, True), (1, None, False), (-2, -1, False)]


@pytest.mark.parametrize(("starts", "ends", "in_force"), TIMES, ids=["open", "until tomorrow", "tomorrow", "yesterday"])
async def test_only_within_its_time(site: Site, starts: int, ends: int | None, in_force: bool) -> None:
    await holder("sevda", "operator", starts=starts, ends=ends)
    if in_force:
        assert (await actor("sevda", acting=True)).acts_for_organisation
        return
    assert (await actor("sevda")).powers == ()
    with pytest.raises(NotAllowed):
        await actor("sevda", acting=True)


async def test_two_mandates_reach_what_each_reaches(site: Site) -> None:
    await holder("sevda", "operator", FORECAST)
    await holder("sevda", "seal_holder", PERMIT)
    sevda = await actor("sevda", acting=True)
    assert sevda.scope == {FORECAST, PERMIT} and sevda.mandate == "seal_holder"
    assert sevda.roles_in(FORECAST) == {"operator"} and sevda.roles_in("citizenship") == set()
    assert could_open(sevda, of(site, FORECAST)) is None and could_open(sevda, of(site, PERMIT)) is None


async def test_a_case_of_another_service_is_out_of_reach(site: Site) -> None:
    await holder("sevda", "operator", FORECAST)
    rashad, sevda = await actor("rashad", acting=True), await actor("sevda", acting=True)
    permit = await open_case(site, rashad, PERMIT, token())
    forecast = await open_case(site, rashad, FORECAST, token())
    assert (await case_for(site, sevda, forecast.number)).number == forecast.number
    for attempt in (case_for(site, sevda, permit.number), answer(site, sevda, permit.number, {}, 1)):
        with pytest.raises(OutOfReach) as refused:
            await attempt
        assert isinstance(refused.value.refusal, MissingMandate) and refused.value.refusal.service == PERMIT
    assert [case.number for case in await my_cases(site, sevda)] == [forecast.number]
    assert [case.number for case in await page_of_cases(site, sevda, "", "", 9)] == [forecast.number]
    assert await page_of_cases(site, sevda, PERMIT, "", 9) == [] == await my_cases(site, sevda, PERMIT)


async def test_a_message_about_another_service_is_neither_seen_nor_marked(site: Site) -> None:
    await holder("sevda", "operator", FORECAST)
    rashad, sevda = await actor("rashad", acting=True), await actor("sevda", acting=True)
    told = {}
    for slug in (PERMIT, FORECAST, ""):
        case = (await open_case(site, rashad, slug, token())).record.id if slug else None
        told[slug] = uuid4()
        row = {"id": told[slug], "case": case, "party": sevda.party, "channel": "inbox", "state": "delivered"}
        await Message.insert(Message(**row, created_at=clock.now()))
    assert {one.id for one in (await inbox(sevda.party, sevda.scope))[0]} == {told[FORECAST], told[""]}
    for message in told.values():
        await mark_read(message, sevda.party, sevda.scope)
    assert {one.id for one in (await inbox(rashad.party, rashad.scope))[0] if one.read_at is None} == {told[PERMIT]}
    await mark_read(told[PERMIT], rashad.own_party, None)
    assert [one.state for one in (await inbox(rashad.party))[0] if one.id == told[PERMIT]] == ["delivered"]
    await mark_read(told[PERMIT], rashad.party, rashad.scope)
    assert {one.state for one in (await inbox(rashad.party))[0]} == {"read"}


@pytest.mark.parametrize("who", ["leyla", "nigar", "kamran"], ids=["stranger", "officer", "inspector"])
async def test_a_stranger_sees_none_of_it(site: Site, who: str) -> None:
    case = await open_case(site, await actor("rashad", acting=True), FORECAST, token())
    with pytest.raises(NotFound):
        await case_for(site, await actor(who), case.number)
    with pytest.raises(NotAllowed):
        await actor(who, acting=True)


async def test_an_end_reaches_sessions_that_are_open(site: Site) -> None:
    await holder("sevda", "operator", ends=1)
    person = await accounts.by_demo_key("sevda")
    assert person is not None
    opened = await sessions.start(person.id, "demo", "az", level="high")
    await sessions.act_for(opened.session, await organisation())
    await Mandate.update({Mandate.revoked_at: opened.session.created_at}).where(Mandate.account == person.id)
    session = await sessions.find(opened.token)
    assert session is not None
    now = await sessions.actor_of(session)
    assert now is not None and not now.acts_for_other and now.party == now.own_party


async def test_letters_go_to_those_whose_mandate_reaches(site: Site) -> None:
    await holder("sevda", "operator", FORECAST)
    told = {reader.address for reader in await readers_of_party(f"o:{VOEN}", "az", PERMIT)}
    assert "rashad@numune.example" in told and "sevda@numune.example" not in told
    assert "sevda@numune.example" in {one.address for one in await readers_of_party(f"o:{VOEN}", "az", FORECAST)}
