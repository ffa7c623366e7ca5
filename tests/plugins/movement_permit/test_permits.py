"""The life of a permit: entered once, activated by one press, over with its regime, activated again."""

from __future__ import annotations

import datetime as dt

from movement_permit.registers import AgeLimit, Staff, age_limits, limits
from movement_permit.roster import Worker
from xidmet import clock
from xidmet.cases.numbers import keep_numbers
from xidmet.contract.plain import to_store
from xidmet.jobs import Worker as Jobs
from xidmet.store import issued, registers

from tests.plugins.movement_permit.scene import LEYLA, SLUG, Scene, next_regime, worker
from tests.ui.browser import hidden
from tests.ui.machine import machine
from tests.ui.people import acting

EMPLOYER = "1400000101"


async def test_one_press_activates_and_the_regime_ends_it(scene: Scene) -> None:
    one = worker()
    number = await scene.active(one)
    clock.advance(dt.timedelta(days=11))
    await Jobs(scene.portal.site)._due()
    assert await scene.state(number) == "expired"
    holder = await machine(scene.portal, await acting(await scene.portal.signed_in("rashad")))
    refused = await holder.move(await holder.get(f"/api/v1/cases/{number}"), "activate")
    assert refused.status_code == 422 and await scene.state(number) == "expired"  # no regime is open
    await next_regime()
    again = await holder.move(await holder.get(f"/api/v1/cases/{number}"), "activate")
    assert again.status_code == 200 and await scene.state(number) == "active", again.text
    kamran = await scene.portal.signed_in("kamran")
    paper = (await issued.about(f"p:{one.fin}"))[0].number
    early = await kamran.post("/verify/here", {"number": paper, "place": one.territory})
    assert "Bu yerdə və ya indi etibarlı deyil" in early.text  # it opens tomorrow


async def test_each_refusal_says_why(scene: Scene) -> None:
    old, cook, away = worker("entered"), worker("entered", field="10"), worker("entered", territory="QBA")
    assert (old.born, cook.field, away.territory) == ("1958-05-17", "10", "QBA")
    for one, why in ((old, "65"), (cook, "Restoran və kafelər"), (away, "Quba")):
        refused = await scene.goes(await scene.entered(one), "activate")
        assert refused.status_code == 409 and why in refused.json()["detail"], refused.text
        assert refused.json()["law"]


async def test_who_has_no_contract_or_another_name_is_not_entered(scene: Scene) -> None:
    left = worker("entered", left=True)
    stranger = Worker("1NLZZZZ", "Əliyev", "Əli", "", "1990-01-01", "Sürücü", "3.1", "BA", "entered")
    for one, why in ((left, left.fin), (stranger, "1NLZZZZ")):
        refused = await scene.goes(await scene.drafted(one), "enter")
        assert refused.status_code == 409 and why in refused.json()["detail"], refused.text
    named = await scene.goes(await scene.drafted(worker(), surname="Başqası"), "enter")
    assert named.status_code == 409 and worker().surname in named.json()["detail"]


async def test_one_person_has_one_permit(scene: Scene) -> None:
    await scene.active(worker())
    twice = await scene.goes(await scene.drafted(worker()), "enter")
    assert twice.status_code == 409


async def test_no_more_than_the_staff_limit_are_on_the_move(scene: Scene) -> None:
    """By the API, by the page, and in the dialog that says beforehand what a press brings."""
    await registers.keep(limits.name, EMPLOYER, "", to_store(Staff(voen=EMPLOYER, most=1)), "")
    first, second = await scene.active(worker()), await scene.entered(LEYLA)
    refused = await scene.goes(second, "activate")
    assert refused.status_code == 409 and "1 işçiyə icazə verilib" in refused.json()["detail"]
    page = (await scene.browser.get(f"/cases/{second}/move/activate")).text
    said = {name: hidden(page, name) for name in ("version", "token")}
    pressed = await scene.browser.post(f"/cases/{second}/move/activate", {**said, "regime": hidden(page, "regime")})
    assert pressed.status_code == 409 and await scene.state(second) == "entered"
    assert (await scene.goes(first, "cancel")).status_code == 200
    assert (await scene.goes(second, "activate")).status_code == 200


async def test_only_a_seal_holder_or_head_does_it(scene: Scene) -> None:
    number = await scene.entered(worker())
    leyla = await machine(scene.portal, await scene.portal.signed_in("leyla"))
    assert (await leyla.ask("GET", f"/api/v1/cases/{number}")).status_code == 404
    refused = await leyla.ask("POST", "/api/v1/cases", {"service": SLUG, "answers": {}})
    assert refused.status_code == 409


async def test_it_ends_by_the_organisation_and_by_the_authority(scene: Scene) -> None:
    cancelled, revoked = await scene.active(worker()), await scene.active(LEYLA)
    assert (await scene.goes(cancelled, "cancel")).status_code == 200
    await scene.revoked(revoked)
    assert [await scene.state(cancelled), await scene.state(revoked)] == ["cancelled", "revoked"]
    for number in (cancelled, revoked):
        assert (await scene.goes(number, "activate")).status_code == 409
    papers = await issued.about(f"p:{LEYLA.fin}")
    assert [one.in_force for one in papers] == [False]


async def test_who_was_cancelled_is_entered_anew_and_who_was_revoked_is_not(scene: Scene) -> None:
    """Wrong data are cancelled and entered again; what the authority revoked only the authority lets in again."""
    first = await scene.active(LEYLA)
    assert (await scene.goes(first, "cancel")).status_code == 200
    second = await scene.active(LEYLA)
    assert [await scene.state(one) for one in (first, second)] == ["cancelled", "active"]
    await scene.revoked(second)
    anew = await scene.goes(await scene.drafted(LEYLA), "enter")
    assert anew.status_code == 409 and await scene.state(second) == "revoked"
    nigar, holder = await scene.portal.signed_in("nigar"), scene.browser
    assert "/move/lift" not in (await holder.get(f"/cases/{second}")).text
    page = (await nigar.get(f"/cases/{second}/move/lift")).text
    said = {name: hidden(page, name) for name in ("version", "token")}
    assert (await holder.post(f"/cases/{second}/move/lift", said)).status_code == 409
    assert (await nigar.post(f"/cases/{second}/move/lift", said)).status_code == 303
    assert await scene.state(second) == "entered"
    assert (await scene.goes(second, "activate")).status_code == 200
    await scene.portal.settle()
    leyla = await scene.portal.signed_in("leyla", "ru")
    assert "Отзыв отменён" in (await leyla.get("/inbox")).text or "ləğv edildi" in (await leyla.get("/inbox")).text


async def test_live_numbers_name_each_organisation_once(scene: Scene) -> None:
    """The employer of a permit is who applies: the page and the files hold one table of both."""
    for one in (worker(), LEYLA):
        await scene.active(one)
    clock.advance(dt.timedelta(seconds=60))
    await keep_numbers(scene.portal.site)
    nigar = await scene.portal.signed_in("nigar", "en")
    page = (await nigar.get(f"/desk/numbers/{SLUG}")).text
    assert page.count("Nümunə Logistika") == 1 and "In force: Employer" not in page and "In force: Zone" in page
    table = (await nigar.get(f"/desk/numbers/{SLUG}/table/csv")).content.decode("utf-8-sig")
    assert table.count("Nümunə Logistika") == 1


async def test_who_is_too_old_is_what_the_authority_says(scene: Scene) -> None:
    number = await scene.entered(worker("entered"))
    assert "65" in (await scene.goes(number, "activate")).json()["detail"]
    row = AgeLimit(code="home", age=90, law="Act 2")
    await registers.keep(age_limits.name, "home", "", to_store(row), "")
    assert (await scene.goes(number, "activate")).status_code == 200
