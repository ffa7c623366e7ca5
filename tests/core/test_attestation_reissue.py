"""An attestation that takes another's place ends it, and the journal says both."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import journal
from xidmet.attestations import check
from xidmet.cases import Site, answer, move, open_case, open_site
from xidmet.settings import Settings

from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import token

PLUGIN = """
from xidmet import Agency, Attestation, Form, Party, Service, State, Text, Transition, hookimpl

person = Party("Applicant")


class Wish(Form):
    what = Text("What do you wish?")


class Charm(Form):
    number = Text("Number")
    what = Wish.what


charm = Attestation("fairies.charms", "Charm", Charm, template="charm.typ")


class Renewed(Service):
    slug, title, law, purpose = "renewed-wish", "A wish", "No law", "To be granted a wish"
    agency, form, applicant = Agency("fairies", "Fairies"), Wish, person
    draft, granted, given_up = State("Draft", waits_for=person), State("Granted", in_force=True), State("Given up")
    starts = draft
    send = Transition("Send", draft, granted, by=person, issues=charm)
    renew = Transition("Renew", granted, granted, by=person, issues=charm)
    give_up = Transition("Give up", granted, given_up, by=person)


@hookimpl
def services():
    return [Renewed]
"""


@pytest.fixture
async def renewed(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    folder = write_site(tmp_path / "site", {"renewed_wish": PLUGIN}).parent
    (folder / "plugins" / "renewed_wish" / "templates").mkdir()
    (folder / "plugins" / "renewed_wish" / "templates" / "charm.typ").write_text("A charm.")
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        assert [str(fault) for fault in opened.catalogue.faults] == []
        yield opened
    sys.modules.pop("renewed_wish")


async def test_the_end_of_the_one_before_is_said(renewed: Site) -> None:
    leyla = await signed_in("leyla")
    case = await open_case(renewed, leyla, "renewed-wish", token())
    await answer(renewed, leyla, case.number, {"what": "A garden"}, 1)
    numbers = [
        (await move(renewed, leyla, case.number, name, version=version, token=token())).issued or ""
        for version, name in ((2, "send"), (3, "renew"))
    ]
    active = [(await check(renewed.catalogue, number, None, "number")).active for number in numbers]
    assert active == [False, True] and len(set(numbers)) == 2
    await move(renewed, leyla, case.number, "give_up", version=4, token=token())
    said = [(one.kind, one.personal.get("number", "")) for one in await journal.entries(case.record.id)]
    assert [one for one in said if one[0] in ("issued", "ended")] == [
        *(("issued", numbers[0]), ("ended", numbers[0]), ("issued", numbers[1])),
        ("ended", numbers[1]),
    ]
    assert [found async for found in journal.verify() if found] == []
