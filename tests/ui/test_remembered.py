"""What is remembered is shown to its person, and removed one by one or all at once; only one's own."""

from __future__ import annotations

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site
from xidmet.cases.remembered import forget, forget_all, memories
from xidmet.store import cases
from xidmet.store.tables import Remembered

from tests.ui.answered import words
from tests.ui.browser import Browser, Portal


async def test_each_engine_forgets_only_ones_own(site: Site, leyla: Actor, kamran: Actor) -> None:
    for actor in (leyla, kamran):
        for value in ("a@numune.example", "b@numune.example"):
            await cases.remember(actor.account, "email", value, clock.now())
    await forget(leyla, "email", "a@numune.example")
    assert [one.value for one in await memories(site, leyla)] == ["b@numune.example"]
    assert len(await memories(site, kamran)) == 2
    await forget_all(leyla)
    assert await memories(site, leyla) == [] and len(await memories(site, kamran)) == 2


async def test_it_is_shown_in_words_and_removed(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla", "en")
    await leyla.draft(phone="050 123 45 67")
    shown = await leyla.get("/account")
    assert 'id="remembered"' in shown.text and "E-mail: leyla@numune.example" in words(shown).replace(" :", ":")
    before = await Remembered.count()
    removed = await leyla.post("/account/remembered/remove", {"name": "email", "value": "leyla@numune.example"})
    assert (removed.status_code, removed.headers["location"]) == (303, "/account#remembered")
    assert await Remembered.count() == before - 1
    await leyla.post("/account/remembered/remove-all")
    assert await Remembered.count() == 0 and "Nothing is remembered." in words(await leyla.get("/account"))


async def test_nobody_removes_somebody_elses(portal: Portal, leyla_there: Browser) -> None:
    await leyla_there.draft()
    before = await Remembered.select()
    kamran = await portal.signed_in("kamran")
    await kamran.post("/account/remembered/remove", {"name": "email", "value": "leyla@numune.example"})
    await kamran.post("/account/remembered/remove-all")
    assert await Remembered.select() == before
