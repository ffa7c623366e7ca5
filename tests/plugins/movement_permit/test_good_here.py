"""Is a permit good here and now? One answer on the page and by the API, for whoever may check."""

from __future__ import annotations

import datetime as dt
from typing import Any

from movement_permit.form import Pass, Permit
from movement_permit.rules import _age, _within
from xidmet import clock
from xidmet.store import issued

from tests.plugins.movement_permit.scene import LEYLA, Scene
from tests.ui.browser import Browser
from tests.ui.machine import machine


async def paper(scene: Scene) -> str:
    await scene.active(LEYLA)
    return (await issued.about(f"p:{LEYLA.fin}"))[0].number


async def says(browser: Browser, number: str, place: str) -> Any:
    return await browser.post("/verify/here", {"number": number, "place": place})


async def test_an_inspector_says_where_once_and_reads_one_answer(scene: Scene) -> None:
    number, kamran = await paper(scene), await scene.portal.signed_in("kamran")
    first = await kamran.post("/verify", {"number": number})
    assert "Haradasınız?" in first.text and ">Bu yerdə və indi etibarlıdır<" not in first.text
    nowhere = await says(kamran, number, "")
    assert nowhere.status_code == 422 and "Siyahıdan seçin" in nowhere.text
    here = await says(kamran, number, "BA")
    assert here.status_code == 200 and ">Bu yerdə və indi etibarlıdır<" in here.text
    again = await kamran.get(f"/v/{number}")  # the next paper of the street
    assert ">Bu yerdə və indi etibarlıdır<" in again.text
    elsewhere = await says(kamran, number, "GA")
    assert "Bu yerdə və ya indi etibarlı deyil" in elsewhere.text and "Bakı" in elsewhere.text
    assert len(await issued.checks_of(f"p:{LEYLA.fin}")) == 5


async def test_who_may_not_check_learns_nothing(scene: Scene) -> None:
    number = await paper(scene)
    samira = await scene.portal.signed_in("samira")
    for known in (number, "7K3M9QXT2VBNE"):
        told = await says(samira, known, "BA")
        assert told.status_code == 404 and LEYLA.surname not in told.text and "Haradasınız?" not in told.text
    nobody = scene.portal.browser()
    await nobody.get("/verify")
    stranger = await says(nobody, number, "BA")
    assert stranger.status_code in (303, 401) and LEYLA.surname not in stranger.text
    assert await issued.checks_of(f"p:{LEYLA.fin}") == []


async def test_the_api_gives_the_same_answer_and_why_not(scene: Scene) -> None:
    number, kamran = await paper(scene), await machine(scene.portal, await scene.portal.signed_in("kamran"))
    where = f"/api/v1/attestations/{number}/check"
    good = await kamran.ask("POST", where, {"said": {"place": "BA"}})
    assert good.status_code == 200 and good.json()["good"] is True, good.text
    wrong = (await kamran.ask("POST", where, {"said": {"place": "GA"}})).json()
    assert wrong["active"] and not wrong["good"] and wrong["broken"][0]["at"] == "place"
    unsaid = await kamran.ask("POST", where, {})
    assert unsaid.status_code == 422 and unsaid.json()["errors"][0]["pointer"] == "/said/place"
    samira = await machine(scene.portal, await scene.portal.signed_in("samira"))
    told = await samira.ask("POST", where, {"said": {"place": "BA"}})
    assert told.json() == {"active": False, "good": False}
    clock.advance(dt.timedelta(days=30))
    late = await machine(scene.portal, await scene.portal.signed_in("kamran"))
    assert (await late.ask("POST", where, {"said": {"place": "BA"}})).json() == {"active": False, "good": False}


async def test_an_inspector_is_told_that_it_was_ended(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    await scene.revoked(number)
    paper = (await issued.about(f"p:{LEYLA.fin}"))[0].number
    told = await (await scene.portal.signed_in("kamran")).get(f"/v/{paper}")
    assert told.status_code == 404 and "Artıq qüvvədə deyil" in told.text and LEYLA.surname not in told.text
    assert "Artıq qüvvədə deyil" not in (await (await scene.portal.signed_in("samira")).get(f"/v/{paper}")).text


def test_hours_cross_midnight_and_a_birthday_on_29_february_is_on_1_march() -> None:
    night = [hour for hour in ("20:59", "21:00", "00:30", "05:59", "06:00") if _within(hour, "21:00", "06:00")]
    assert night == ["21:00", "00:30", "05:59"]
    assert _within("12:00", "00:00", "00:00") and not _within("18:00", "09:00", "18:00")
    born = dt.date(1956, 2, 29)
    assert [_age(born, dt.date(2021, 2, 28)), _age(born, dt.date(2021, 3, 1))] == [64, 65]
    assert Pass.territory is Permit.territory
