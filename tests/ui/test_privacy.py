"""Who looked at my file, and to what I consented: all of it, for the person concerned alone."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from xidmet import Consent, Form
from xidmet.auth import Actor
from xidmet.cases import Site, case_for, find_case
from xidmet.cases import looks as cases_looks
from xidmet.cases.consents import consents_of, keep_consents
from xidmet.cases.looks import looks_at
from xidmet.settings import Settings
from xidmet.store import consents, issued
from xidmet.store.tables import Check, Consented

from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import certificate, token
from tests.ui.answered import text
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.walk import things

LOOKS, CONSENTS = "/account/looks", "/account/consents"


async def test_each_look_and_each_check_stands_on_one_page(portal: Portal, leyla_there: Browser) -> None:
    assert "Hələ heç kim baxmayıb" in (await leyla_there.get(LOOKS)).text
    owned = await things(portal, leyla_there)
    nigar, kamran = await portal.signed_in("nigar"), await portal.signed_in("kamran")
    assert (await nigar.get(f"/cases/{owned.case}")).status_code == 200
    assert (await nigar.get(f"/cases/{owned.case}/answers.pdf")).status_code == 200
    await kamran.post("/verify", {"number": owned.paper})
    await portal.browser().get(f"/v/{owned.paper}")
    shown = (await leyla_there.get(LOOKS)).text
    said, unknown = unescape(shown), text("Somebody who was not signed in")
    assert shown.count("<tr>") == 5, "four of them below the heading"
    for part in ("Müraciət və cavabları", text("The answers as a PDF"), "Yoxlanıldı", owned.case, unknown):
        assert part in said, part
    person = await signed_in("nigar")
    assert person.name in said
    assert said.index("Yoxlanıldı") < said.index("Müraciət və cavabları"), "the newest first"


async def test_my_own_checks_and_looks_at_others_are_not_there(portal: Portal, leyla_there: Browser) -> None:
    owned = await things(portal, leyla_there)
    await leyla_there.post("/verify", {"number": owned.paper})
    assert "Hələ heç kim baxmayıb" in (await leyla_there.get(LOOKS)).text
    nigar = await portal.signed_in("nigar")
    await nigar.get(f"/cases/{owned.case}")
    for other in ("nigar", "kamran", "rashad"):
        assert owned.case not in (await (await portal.signed_in(other)).get(LOOKS)).text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "1;drop"])
async def test_there_is_no_such_page(leyla_there: Browser, page: str) -> None:
    for path in (LOOKS, CONSENTS):
        assert (await leyla_there.get(f"{path}?page={page}")).status_code == 404


async def test_looks_on_both_engines_page_by_page(
    site: Site, leyla: Actor, kamran: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_looks, "PER_PAGE", 2)
    moved = await certificate(site, leyla)
    officer = await signed_in("nigar")
    for _again in range(3):
        await case_for(site, officer, moved.case.number)
    paper = (await issued.of_case(moved.case.record.id))[0]
    at = moved.case.record.changed_at
    await Check.insert(Check(issued=paper.id, account=kamran.account, who=kamran.name, way="qr", happened_at=at))
    first, second = await looks_at(site, leyla), await looks_at(site, leyla, 2)
    assert (first.more, second.more, len(first.looks), len(second.looks)) == (True, False, 2, 2)
    every = [*first.looks, *second.looks]
    assert [one.staff for one in every] == [True, True, True, False]
    assert every == sorted(every, key=lambda one: one.happened_at, reverse=True)
    office = every[0].office
    assert office is not None
    assert every[0].agency == office.agency
    assert (every[0].at, every[0].number, every[-1].fin) == ("case", moved.case.number, kamran.fin)
    assert (await looks_at(site, leyla, 3)).looks == ()


class Agreed(Form):
    truth = Consent("What I wrote is true.")
    mail = Consent("Write to me.").optional()


async def test_a_box_that_was_ticked_is_kept_with_its_text(portal: Portal, leyla_there: Browser) -> None:
    owned = await things(portal, leyla_there)
    assert "razılıq verməmisiniz" in (await leyla_there.get(CONSENTS)).text
    actor, case = await signed_in("leyla"), await find_case(portal.site, owned.case)
    assert case is not None
    forms = (Agreed(truth=True),)
    await keep_consents(portal.site, await signed_in("nigar"), case, forms, case.record.changed_at)
    assert await Consented.count() == 0, "an official consents to nothing for somebody else"
    await keep_consents(portal.site, actor, case, forms, case.record.changed_at)
    assert await Consented.count() == 1, "only the box that was ticked"
    await Consented.update({Consented.texts: '{"az": "O günün mətni"}'}, force=True)
    shown = (await leyla_there.get(CONSENTS)).text
    assert owned.case in shown
    assert "O günün mətni" in shown, "what stood there that day, not what does now"
    assert owned.case not in (await (await portal.signed_in("rashad")).get(CONSENTS)).text


async def test_the_same_box_counts_once_on_both_engines(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    case, moment = moved.case.record, moved.case.record.changed_at
    for said in ("birinci", "ikinci"):
        await consents.keep(case.id, leyla.account, "Application", "truth", {"az": said}, moment)
    found = await consents_of(leyla)
    assert [one.texts["az"] for one in found.given] == ["birinci"]
    assert (found.given[0].number, found.more) == (case.number, False)


CONSENTING = """
from xidmet import Agency, Consent, Form, Party, Service, State, Text, Transition, hookimpl

person = Party("Applicant")


class Wish(Form):
    what = Text("What do you wish?")
    truth = Consent("What I wrote is true.")
    mail = Consent("Write to me about other wishes.").optional()


class Wished(Service):
    slug, title, law, purpose = "wish", "A wish", "No law", "To be granted a wish"
    agency, form, applicant = Agency("fairies", "Fairies"), Wish, person
    draft, granted = State("Being filled in", waits_for=person), State("Granted")
    starts = draft
    send = Transition("Send", draft, granted, by=person)


@hookimpl
def services():
    return [Wished]
"""
WITHDRAW = re.compile(r'action="(/account/consents/[0-9a-f-]{36}/withdraw)"')


async def test_boxes_of_a_real_submission_and_one_that_is_taken_back(embedded: Settings, tmp_path: Path) -> None:
    own = {"site": write_site(tmp_path / "site", {"wishing": CONSENTING}).parent}
    async with portal_on(embedded.model_copy(update=own)) as portal:
        leyla, rashad = await portal.signed_in("leyla"), await portal.signed_in("rashad")
        number = await leyla.open("wish")
        answers = {"what": "A cat", "truth": "yes", "mail": "yes"}
        step = (await leyla.get(f"/cases/{number}/fill")).headers["location"].rpartition("/")[2]
        assert (await leyla.fill(number, step, 1, **answers)).status_code == 303
        sent = await leyla.post(f"/cases/{number}/review", {"version": "2", "token": token(), "move": "send"})
        assert sent.status_code == 303
        shown = await leyla.get(CONSENTS)
        assert "What I wrote is true." in shown.text and "Write to me about other wishes." in shown.text
        (where,) = WITHDRAW.findall(shown.text)
        required = await Consented.select(Consented.id).where(Consented.path == "truth").first()
        assert required is not None
        assert (await leyla.post(f"{CONSENTS}/{required['id']}/withdraw")).status_code == 409, "sent only with it"
        assert (await rashad.post(where)).status_code == 404
        for _press in range(2):
            assert (await leyla.post(where)).headers["location"] == CONSENTS
        shown = await leyla.get(CONSENTS)
        assert WITHDRAW.findall(shown.text) == [] and "Geri götürülüb" in shown.text
        assert (await leyla.get(f"/cases/{number}")).text.count(text("A consent was withdrawn")) == 1
