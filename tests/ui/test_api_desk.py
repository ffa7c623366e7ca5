"""The desk for an officer's own system: the page's queues, taking a case, putting it back, handing it over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from xidmet import journal
from xidmet.cases.desk import look
from xidmet.settings import Settings
from xidmet.store.tables import Message

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.terms_site import MONDAY, OFFICE, at, case_of, sent, terms_site
from tests.ui.browser import Portal, portal_on
from tests.ui.machine import Machine, machine

DESK = "/api/v1/desk"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as opened:
        at(MONDAY)
        await holds("nigar", OFFICE)
        await holds("fuad", OFFICE)
        yield opened


async def system(portal: Portal, who: str) -> Machine:
    return await machine(portal, await portal.signed_in(who, "en"), "en")


async def kinds(portal: Portal, number: str) -> list[str]:
    return [one.kind for one in await journal.entries((await case_of(portal.site, number)).record.id)]


async def test_a_queue_is_read_page_by_page_as_on_the_desk(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    leyla = await signed_in("leyla")
    numbers = [await sent(portal.site, leyla, name=f"Ləman {n}") for n in range(5)]
    monkeypatch.setattr(look, "PER_PAGE", 2)
    nigar = await system(portal, "nigar")
    before = await kinds(portal, numbers[0])
    found, where = list[str](), f"{DESK}?queue=free&sort=sending"
    pages = list[list[str]]()
    while where:
        page = await nigar.get(where)
        assert page["queue"] == "free" and page["counts"]["free"] == 5
        pages.append([one["number"] for one in page["cases"]])
        found, where = [*found, *pages[-1]], page["next"]
    assert found == numbers and len(pages) == 3
    assert [one["number"] for one in (await nigar.get(page["previous"]))["cases"]] == pages[1]
    line = (await nigar.get(f"{DESK}?q=ləman+3"))["cases"][0]
    assert (line["number"], line["can_be_taken"], line["officer"], line["late"]) == (numbers[3], True, "", False)
    assert line["deadline"] and "Ləman 3" in line["about"]
    assert await kinds(portal, numbers[0]) == before, "a queue is no look at a case"
    for wrong in ("queue=nobodys", "sort=luck"):
        assert (await nigar.ask("GET", f"{DESK}?{wrong}")).status_code == 400, wrong
    assert (await nigar.ask("GET", f"{DESK}?after=x")).status_code == 404


async def test_a_case_is_taken_once_and_put_back_by_who_has_it(portal: Portal) -> None:
    number = await sent(portal.site, await signed_in("leyla"))
    nigar, fuad = await system(portal, "nigar"), await system(portal, "fuad")
    take, release = f"/api/v1/cases/{number}/take", f"/api/v1/cases/{number}/release"
    for _twice in range(2):
        had = await nigar.ask("POST", take)
        assert had.status_code == 200 and had.json()["mine"] and had.json()["officer"] == "Nigar Həsənova"
    assert (await fuad.ask("POST", take)).status_code == 409
    assert "Nigar Həsənova" in (await fuad.ask("POST", take)).json()["detail"]
    assert (await fuad.ask("POST", release)).status_code == 409
    assert (await nigar.get(f"{DESK}?queue=mine"))["cases"][0]["mine"]
    for _twice in range(2):
        free = await nigar.ask("POST", release)
        assert free.status_code == 200 and (free.json()["officer"], free.json()["mine"]) == ("", False)
    assert (await kinds(portal, number))[-2:] == ["taken", "put-back"]


async def test_nobody_else_takes_anything(portal: Portal) -> None:
    """Neither the applicant, nor somebody without an office, nor a page of another site in the officer's browser."""
    number = await sent(portal.site, await signed_in("leyla"))
    take = f"/api/v1/cases/{number}/take"
    for who, status in (("leyla", 403), ("kamran", 404)):  # he holds an office, of another agency
        other = await system(portal, who)
        assert (await other.ask("POST", take)).status_code == status
        assert (await other.ask("GET", DESK)).status_code == 403
    nigar = await system(portal, "nigar")
    assert (await nigar.ask("POST", "/api/v1/cases/2026-00000000/take")).status_code == 404
    nigar.csrf = "x"
    assert (await nigar.ask("POST", take)).status_code == 403
    assert (await case_of(portal.site, number)).record.officer is None


async def test_a_case_is_handed_over_once_with_a_word_why(portal: Portal) -> None:
    number = await sent(portal.site, await signed_in("leyla"))
    nigar, fuad = await system(portal, "nigar"), await system(portal, "fuad")
    await nigar.ask("POST", f"/api/v1/cases/{number}/take")
    hand = f"/api/v1/cases/{number}/hand-over"
    (colleague,) = (await nigar.get(f"{DESK}/colleagues"))["colleagues"]
    body = {"to": colleague["id"], "why": "Məzuniyyət <b>"}
    for wrong, at_ in (({"to": "x"}, "/to"), ({"why": " "}, "/why"), ({"to": str(uuid4())}, "/to")):
        answer = await nigar.ask("POST", hand, {**body, **wrong})
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [at_])
    mine = (await fuad.get(f"{DESK}/colleagues"))["colleagues"][0]["id"]
    answer = await fuad.ask("POST", hand, {"to": mine, "why": "x"})
    assert answer.status_code == 200 and answer.json()["officer"] == "Nigar Həsənova", "she has it: nothing happens"
    for _twice in range(2):
        had = await nigar.ask("POST", hand, body)
        assert (had.status_code, had.json()["officer"], had.json()["mine"]) == (200, colleague["name"], False)
    assert (await kinds(portal, number))[-2:] == ["taken", "handed-over"], "and once only"
    await portal.settle()
    assert len([one for one in await Message.select() if "Məzuniyyət <b>" in one["text"] and not one["address"]]) == 1
    await nigar.ask("POST", f"/api/v1/cases/{number}/take")
    assert (await case_of(portal.site, number)).record.officer == UUID(colleague["id"])


async def test_nobody_hands_over_what_is_not_theirs(portal: Portal) -> None:
    """Whose it is stays said: 409 for a colleague who neither has it nor stands in; nothing for everybody else."""
    number = await sent(portal.site, await signed_in("leyla"))
    await holds("sevda", OFFICE)
    nigar, fuad = await system(portal, "nigar"), await system(portal, "fuad")
    await nigar.ask("POST", f"/api/v1/cases/{number}/take")
    hand = f"/api/v1/cases/{number}/hand-over"
    third = next(one for one in (await fuad.get(f"{DESK}/colleagues"))["colleagues"] if "Nigar" not in one["name"])
    stolen = await fuad.ask("POST", hand, {"to": third["id"], "why": "x"})
    assert stolen.status_code == 409 and "Nigar Həsənova has this case." in stolen.json()["detail"]
    for who in ("leyla", "kamran"):  # he holds an office, of another agency
        other = await system(portal, who)
        answer = await other.ask("POST", hand, {"to": third["id"], "why": "x"})
        assert answer.status_code in (403, 404, 422), answer.text
        assert "Nigar" not in answer.text
        found = await other.ask("GET", f"{DESK}/colleagues")
        assert found.status_code == (403 if who == "leyla" else 200) and "Nigar" not in found.text
    unknown = await nigar.ask("POST", "/api/v1/cases/2026-00000000/hand-over", {"to": third["id"], "why": "x"})
    assert unknown.status_code == 404
    nigar.csrf = "x"
    assert (await nigar.ask("POST", hand, {"to": third["id"], "why": "x"})).status_code == 403
    assert (await kinds(portal, number))[-1] == "taken"
