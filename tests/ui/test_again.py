"""A refusal bars nobody: a new application begins with what was sent, files included."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, open_case
from xidmet.cases.follow import run_due
from xidmet.cases.open import Beginning
from xidmet.store import cases
from xidmet.store.documents import Stored
from xidmet.store.tables import Effect

from tests.conftest import signed_in
from tests.core.certificate import SLUG, token
from tests.ui.browser import Browser, Portal, hidden
from tests.ui.fair import answer, filled, line, send


@pytest.fixture
async def leyla(gallery: Portal) -> Browser:
    return await gallery.signed_in("leyla")


async def _refused(gallery: Portal, leyla: Browser) -> str:
    number = await filled(leyla)
    await send(leyla, number)
    await _refuse(await gallery.signed_in("nigar"), number)
    return number


async def _refuse(clerk: Browser, number: str) -> None:
    shown = await clerk.get(f"/cases/{number}/move/refuse")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    done = await clerk.post(f"/cases/{number}/move/refuse", {**fields, "ground": "taken", "reason": "Meydan tutulub."})
    assert done.status_code == 303


async def test_it_begins_with_the_old_answers_and_says_where_from(gallery: Portal, leyla: Browser) -> None:
    old = await _refused(gallery, leyla)
    page = (await leyla.get(f"/cases/{old}")).text
    assert f'action="/cases/{old}/again"' in page
    posted = {"token": token()}
    begun = [await leyla.post(f"/cases/{old}/again", posted) for _twice in range(2)]
    assert {one.status_code for one in begun} == {303}
    number = begun[0].headers["location"].split("/")[2]
    assert begun[1].headers["location"] == begun[0].headers["location"]
    review = (await leyla.get(f"/cases/{number}/review")).text
    assert line(review, "What is it called?") == "Kitab yarmarkası"
    assert line(review, "Number of the food permit") == "Q-17"
    assert "Vəli" in review
    assert (await send(leyla, number)).status_code == 303
    assert f'href="/cases/{old}"' in (await leyla.get(f"/cases/{number}")).text
    kept = await cases.by_number(number)
    assert kept is not None
    assert kept.follows == old


async def _marked(clerk: Browser, number: str, **marks: str) -> None:
    shown = await clerk.get(f"/cases/{number}/move/ask_mending")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    said = {f"what-{name}": text for name, text in marks.items()}
    assert (await clerk.post(f"/cases/{number}/move/ask_mending", {**fields, **said})).status_code == 303


async def _again(leyla: Browser, old: str) -> str:
    begun = await leyla.post(f"/cases/{old}/again", {"token": token()})
    return str(begun.headers["location"]).split("/")[2]


async def test_it_leads_only_through_what_was_wrong_and_the_rest_stays_open(gallery: Portal, leyla: Browser) -> None:
    number = await filled(leyla)
    await send(leyla, number)
    await _marked(await gallery.signed_in("nigar"), number, day="Bu gün meydan məşğuldur.")
    clock.advance(dt.timedelta(days=30))
    await run_due(gallery.site)
    leyla = await gallery.signed_in("leyla")
    new = await _again(leyla, number)
    first = await leyla.get(f"/cases/{new}/fill")
    assert first.headers["location"] == f"/cases/{new}/fill/when"
    page = (await leyla.get(f"/cases/{new}/fill/when")).text
    assert "Bu gün meydan məşğuldur." in page
    assert f"/cases/{new}/fill/where" not in page
    saved = await answer(leyla, new, "when")
    assert saved.headers["location"] == f"/cases/{new}/review"
    review = (await leyla.get(f"/cases/{new}/review")).text
    assert "Bu gün meydan məşğuldur." in review
    assert f"/cases/{new}/fill/what" in review
    changed = await answer(leyla, new, "what", title="Gül yarmarkası")
    assert changed.headers["location"] == f"/cases/{new}/fill/when"
    assert line((await leyla.get(f"/cases/{new}/review")).text, "What is it called?") == "Gül yarmarkası"
    assert (await send(leyla, new)).status_code == 303


async def test_what_was_corrected_since_leads_nobody(gallery: Portal, leyla: Browser) -> None:
    """A later refusal without a mark is about something else."""
    number, clerk = await filled(leyla), await gallery.signed_in("nigar")
    await send(leyla, number)
    await _marked(clerk, number, title="Adda səhv var.")
    shown = await leyla.get(f"/cases/{number}/review")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    assert (await leyla.post(f"/cases/{number}/review", {**fields, "move": "mend"})).status_code == 303
    await _refuse(clerk, number)
    review = (await leyla.get(f"/cases/{await _again(leyla, number)}/review")).text
    assert "Adda səhv var." not in review


async def test_only_from_ones_own_and_only_when_it_is_over(gallery: Portal, leyla: Browser) -> None:
    number = await filled(leyla)
    assert (await leyla.post(f"/cases/{number}/again", {"token": token()})).status_code == 409
    await send(leyla, number)
    assert (await leyla.post(f"/cases/{number}/again", {"token": token()})).status_code == 409
    assert "/again" not in (await leyla.get(f"/cases/{number}")).text
    old = await _refused(gallery, leyla)
    stranger, clerk = await gallery.signed_in("rashad"), await gallery.signed_in("nigar")
    assert (await stranger.post(f"/cases/{old}/again", {"token": token()})).status_code == 404
    assert (await clerk.post(f"/cases/{old}/again", {"token": token()})).status_code == 403


async def test_a_file_that_waits_for_its_scan_is_scanned_for_the_new_one_too(site: Site, leyla_here: Actor) -> None:
    """Else nobody at the agency would ever be handed it."""
    waiting = Stored(
        id=uuid4(),
        case=None,
        party=leyla_here.party,
        name="a.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        place="00/" + "0" * 32,
        scan="waiting",
        made_here=False,
        created_at=clock.now(),
        kind="pdf",
    )
    begun = Beginning(files=(waiting, replace(waiting, id=uuid4(), scan="clean")))
    case = await open_case(site, leyla_here, SLUG, token(), beginning=begun)
    rows = await Effect.select(Effect.once).where(Effect.case == case.record.id).output(as_list=True)
    assert rows == [f"scan:{waiting.id}"]


@pytest.fixture
async def leyla_here(site: Site) -> Actor:
    return await signed_in("leyla")
