"""Who looked at my file, and to what I consented: all of it, for the person concerned alone."""

from __future__ import annotations

from html import unescape

import pytest
from xidmet import Consent, Form
from xidmet.auth import Actor
from xidmet.cases import Site, case_for, find_case
from xidmet.cases import looks as cases_looks
from xidmet.cases.consents import consents_of, keep_consents
from xidmet.cases.looks import looks_at
from xidmet.store import consents, issued
from xidmet.store.tables import Consented

from tests.conftest import signed_in
from tests.core.certificate import certificate
from tests.ui.answered import text
from tests.ui.browser import Browser, Portal
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
    await issued.record_check(paper.id, kamran.account, kamran.name, "", "qr", moved.case.record.changed_at)
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
