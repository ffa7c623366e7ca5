"""An officer marks what is wrong; the applicant may answer that anew, and nothing else; then it goes back."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest
from xidmet import clock

from tests.core.certificate import token
from tests.ui.browser import Browser, Portal, boxes, hidden
from tests.ui.fair import answer, filled, line, send

WRONG = "Adda səhv var."


@pytest.fixture
async def leyla(gallery: Portal) -> Browser:
    return await gallery.signed_in("leyla")


@pytest.fixture
async def clerk(gallery: Portal) -> Browser:
    return await gallery.signed_in("nigar")


@pytest.fixture
async def sent(leyla: Browser) -> str:
    number = await filled(leyla)
    assert (await send(leyla, number)).status_code == 303
    return number


async def _ask(clerk: Browser, number: str, **marks: str) -> httpx.Response:
    shown = await clerk.get(f"/cases/{number}/move/ask_mending")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    return await clerk.post(
        f"/cases/{number}/move/ask_mending", {**fields, **{f"what-{name}": text for name, text in marks.items()}}
    )


async def _send_mended(browser: Browser, number: str) -> httpx.Response:
    shown = await browser.get(f"/cases/{number}/review")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    return await browser.post(f"/cases/{number}/review", {**fields, "move": "mend"})


async def test_each_answer_can_be_marked_beside_what_it_says(clerk: Browser, sent: str) -> None:
    page = (await clerk.get(f"/cases/{sent}/move/ask_mending")).text
    for name in ("title", "kind", "permit", "square", "day", "stands", "email"):
        assert f'name="what-{name}"' in page, name
    assert "Kitab yarmarkası" in page
    assert 'name="what-fee"' not in page


async def test_something_must_be_marked_and_what_was_written_stays(clerk: Browser, sent: str) -> None:
    assert (await _ask(clerk, sent)).status_code == 422
    wrong = await _ask(clerk, sent, title=WRONG, nothing="x")
    assert wrong.status_code == 422
    assert WRONG in wrong.text
    assert (await _ask(clerk, sent, title="x" * 1001)).status_code == 422


async def test_the_applicant_is_told_and_only_the_marked_answer_is_open(
    gallery: Portal, leyla: Browser, clerk: Browser, sent: str
) -> None:
    assert (await _ask(clerk, sent, title=WRONG)).status_code == 303
    await gallery.settle()
    assert WRONG in (await leyla.get("/inbox")).text
    case = (await leyla.get(f"/cases/{sent}")).text
    assert WRONG in case
    assert f'href="/cases/{sent}/fill"' in case
    page = (await leyla.get(f"/cases/{sent}/fill/what")).text
    assert WRONG in page
    assert 'name="title"' in page
    assert 'value="Kitab yarmarkası"' in page
    assert 'name="kind"' not in page
    assert (await leyla.get(f"/cases/{sent}/fill/when")).status_code == 404


async def test_it_goes_back_with_the_new_answer_and_the_others_as_they_were(
    leyla: Browser, clerk: Browser, sent: str
) -> None:
    await _ask(clerk, sent, title=WRONG)
    assert (await answer(leyla, sent, "what", title="Payız yarmarkası", kind="books")).status_code == 303
    assert "Kitab yarmarkası" in (await clerk.get(f"/cases/{sent}")).text  # what was sent stands until it is sent anew
    assert (await _send_mended(leyla, sent)).status_code == 303
    page = (await clerk.get(f"/cases/{sent}")).text
    assert line(page, "What is it called?") == "Payız yarmarkası"
    assert line(page, "Növü") == "Food"
    assert line(page, "Number of the food permit") == "Q-17"
    assert (await leyla.get(f"/cases/{sent}/fill/what")).status_code == 403


async def test_what_a_new_answer_asks_for_can_be_answered(leyla: Browser, clerk: Browser) -> None:
    """The permit was not asked for books; for food it is, though nobody marked it."""
    number = await filled(leyla, kind="books", permit="")
    await send(leyla, number)
    await _ask(clerk, number, kind="Yemək satılır.")
    assert (await answer(leyla, number, "what", kind="food", permit="")).status_code == 422
    assert (await answer(leyla, number, "what", kind="food", permit="Q-99")).status_code == 303
    assert (await _send_mended(leyla, number)).status_code == 303
    assert line((await clerk.get(f"/cases/{number}")).text, "Number of the food permit") == "Q-99"


async def test_rules_hold_for_it_too(leyla: Browser, clerk: Browser, sent: str) -> None:
    await _ask(clerk, sent, day="Başqa gün seçin.")
    past = boxes(clock.today() - dt.timedelta(days=3), "day")
    await answer(leyla, sent, "when", **past)
    assert (await _send_mended(leyla, sent)).status_code == 409


async def test_nobody_else_may_mend_it_and_it_is_sent_once(
    gallery: Portal, leyla: Browser, clerk: Browser, sent: str
) -> None:
    await _ask(clerk, sent, title=WRONG)
    stranger = await gallery.signed_in("rashad")
    assert (await stranger.get(f"/cases/{sent}/fill/what")).status_code == 404
    assert (await clerk.get(f"/cases/{sent}/fill/what")).status_code == 403
    await answer(leyla, sent, "what", title="Bir dəfə")
    shown = await leyla.get(f"/cases/{sent}/review")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    for _twice in range(2):
        assert (await leyla.post(f"/cases/{sent}/review", {**fields, "move": "mend"})).status_code == 303
    late = {"version": fields["version"], "token": token(), "move": "mend"}
    assert (await leyla.post(f"/cases/{sent}/review", late)).status_code == 409
