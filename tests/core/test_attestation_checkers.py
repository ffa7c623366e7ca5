"""Only those may check an attestation whom its declaration names; the others are not told that it exists."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.attestations import check
from xidmet.auth import Actor
from xidmet.cases import Site, answer, move, open_case, open_site
from xidmet.errors import SignInNeeded
from xidmet.settings import Settings
from xidmet.store import accounts

from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import token

PLUGIN = """
from xidmet import Agency, Attestation, Form, Officer, Party, Service, State, Text, Transition, hookimpl

person, fairies = Party("Applicant"), Agency("fairies", "Fairies")


class Wish(Form):
    whom = Text("For whom?", format="fin")


class Charm(Form):
    number = Text("Number")
    whom = Wish.whom


inspector, company = Officer("inspector", "Inspector", fairies), Party("Company", kinds=("legal_entity",))
charm = Attestation(
    "fairies.charms", "Charm", Charm, template="charm.typ",
    checked_by=(inspector, company, Party("Whom it is for", who=Wish.whom)),
)


class Charmed(Service):
    slug, title, law, purpose = "charmed-wish", "A wish", "No law", "To be granted a wish"
    agency, form, applicant = fairies, Wish, person
    draft, granted = State("Draft", waits_for=person), State("Granted", in_force=True)
    starts, keep_years = draft, 1
    send = Transition("Send", draft, granted, by=person, issues=charm)


@hookimpl
def services():
    return [Charmed]
"""


@pytest.fixture
async def charmed(embedded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    folder = write_site(tmp_path / "site", {"charmed_wish": PLUGIN}).parent
    (folder / "plugins" / "charmed_wish" / "templates").mkdir()
    (folder / "plugins" / "charmed_wish" / "templates" / "charm.typ").write_text("A charm.")
    async with open_site(embedded.model_copy(update={"site": folder})) as opened:
        assert [str(fault) for fault in opened.catalogue.faults] == []
        yield opened
    sys.modules.pop("charmed_wish")


async def test_those_who_are_named_are_told_and_nobody_else(charmed: Site) -> None:
    leyla, kamran, nigar, rashad = [await signed_in(key) for key in ("leyla", "kamran", "nigar", "rashad")]
    number = await issued_for(charmed, leyla, kamran.fin)

    async def told(checker: Actor) -> bool:
        return (await check(charmed.catalogue, number, checker, "number")).active

    assert [await told(one) for one in (leyla, kamran, nigar, rashad)] == [False, True, False, False]
    assert await told(await signed_in("rashad", for_organisation=True))
    await accounts.add_office(nigar.account, "fairies:inspector", clock.now())
    assert await told(await signed_in("nigar"))
    with pytest.raises(SignInNeeded):
        await check(charmed.catalogue, number, None, "number")


async def issued_for(site: Site, applicant: Actor, whom: str | None) -> str:
    case = await open_case(site, applicant, "charmed-wish", token())
    await answer(site, applicant, case.number, {"whom": whom}, 1)
    return (await move(site, applicant, case.number, "send", version=2, token=token())).issued or ""
