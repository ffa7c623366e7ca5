"""The list of steps, the review that leads to each question and back, what is told before sending and after it."""

from __future__ import annotations

import datetime as dt
import io
import json
import time

import pypdf
from xidmet import clock
from xidmet.cases import find_case
from xidmet.cases.printed import version_hash
from xidmet.store.tables import Case

from tests.ui import fair
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal, boxes, hidden


async def test_a_long_form_begins_with_the_list_of_its_steps(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.begin(leyla)
    shown = words(await leyla.get(f"/cases/{number}/fill"))
    assert "Done: 0 of 6 steps" in shown and shown.count("Not started") == 5 and "May be left out" in shown
    await fair.answer(leyla, number, "what", op="save", title="Yarmarka", kind="")
    await fair.answer(leyla, number, "when", **{"day-day": "31", "day-month": "2"})
    await fair.answer(leyla, number, "you")
    shown = words(await leyla.get(f"/cases/{number}/fill"))
    assert "Done: 1 of 6 steps" in shown and "Being filled in" in shown and "To correct: 1" in shown
    step = await leyla.get(f"/cases/{number}/fill/when")
    assert f'href="/cases/{number}/fill">' in step.text


async def test_a_short_form_goes_on_at_once(leyla_there: Browser) -> None:
    number = await leyla_there.open()
    resumed = await leyla_there.client.get(f"/cases/{number}/fill")
    assert resumed.status_code == 303 and resumed.headers["location"].endswith("/fill/employment")


async def test_the_review_says_everything_and_where_it_comes_from(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.filled(leyla)
    shown = (await leyla.get(f"/cases/{number}/review")).text
    assert fair.line(shown, "Square") == "Fountain Square"
    assert fair.line(shown, "E-mail of the square") == "square@numune.example From the register: Squares"
    assert fair.line(shown, "A note") == "Not answered"
    assert fair.line(shown, "Fee").startswith("20 ₼".replace(" ", "\N{NO-BREAK SPACE}")) or "₼" in shown
    assert fair.line(shown, "Number of the food permit") == "Q-17"
    assert "Rows: 2" in shown and "1. Stand: Əli" in shown and "2. Stand: Vəli" in shown
    assert f'href="/cases/{number}/fill/where?back=review#f-square"' in shown
    assert f'href="/cases/{number}/fill/stands_there?back=review#stands-a"' in shown
    assert fair.line(shown, "Who gets it") == "Clerk of the fairs — Mayor&#39;s office"
    assert "10 working days" in fair.line(shown, "Answer by")
    assert "You" in fair.line(shown, "Will be told") and "leyla@numune.example" in fair.line(shown, "Will be told")


async def test_a_correction_of_the_register_stands_beside_it(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.filled(leyla, contact="new@numune.example")
    shown = (await leyla.get(f"/cases/{number}/review")).text
    said = fair.line(shown, "E-mail of the square")
    assert said == "new@numune.example You corrected it: “Squares” says square@numune.example"


async def test_a_change_comes_back_to_the_review_and_hides_what_does_not_apply(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.filled(leyla)
    changed = await fair.answer(leyla, number, "what", "?back=review", kind="books", permit="")
    assert changed.headers["location"] == f"/cases/{number}/review"
    assert "food permit" not in (await leyla.get(f"/cases/{number}/review")).text
    wrong = await fair.answer(leyla, number, "what", "?back=review", kind="food", permit="")
    assert wrong.status_code == 422
    sent_back = await leyla.client.get(f"/cases/{number}/review")
    assert sent_back.headers["location"] == f"/cases/{number}/fill/what?back=review"
    mended = await fair.answer(leyla, number, "what", "?back=review")
    assert mended.headers["location"] == f"/cases/{number}/review"


async def test_a_row_that_is_added_on_the_way_leads_back_too(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla")
    number = await fair.filled(leyla)
    added = await fair.answer(leyla, number, "stands_there", "?back=review", op="add:stands")
    assert added.headers["location"].startswith(f"/cases/{number}/fill/stands_there?back=review#stands-")


async def test_a_rule_of_one_step_is_told_on_that_step(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.begin(leyla)
    refused = await fair.answer(leyla, number, "when", **boxes(clock.today() - dt.timedelta(days=3), "day"))
    assert refused.status_code == 422
    assert "This day has passed. Choose a later day. (Rules of the fairs, 1)" in words(refused)
    assert (await fair.answer(leyla, number, "when")).status_code == 303


async def test_a_rule_that_looks_at_later_answers_waits_for_the_review(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    rows = {f"stands-{place}-{name}": "x" for place in "abcd" for name in ("owner", "sells")}
    number = await fair.filled(leyla)
    assert (await fair.answer(leyla, number, "stands_there", **rows, **{"stands-row": list("abcd")})).status_code == 303
    shown = await leyla.get(f"/cases/{number}/review")
    assert shown.status_code == 200 and "There is room for 3 stands only." in words(shown)
    assert f'href="/cases/{number}/fill/where?back=review#f-square"' in shown.text
    assert 'name="move"' not in shown.text, "no button that will be refused"
    refused = await fair.send(leyla, number)
    assert refused.status_code == 409
    assert (await fair.answer(leyla, number, "where", "?back=review", square="2")).status_code == 303
    assert 'name="move" value="send"' in (await leyla.get(f"/cases/{number}/review")).text


async def test_the_confirmation_says_what_happens_next(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.filled(leyla)
    sent = await fair.send(leyla, number)
    shown = (await leyla.get(sent.headers["location"])).text
    assert "Your application was sent" in shown and f'data-copy="{number}"' in shown
    assert "leyla@numune.example" in fair.line(shown, "Messages went to")
    assert fair.line(shown, "What happens next") == "Clerk of the fairs — Mayor&#39;s office looks at it."
    assert str(clock.today().year) in fair.line(shown, "Answer by") or str(clock.today().year + 1) in shown
    assert f"/cases/{number}/answers.pdf" in shown
    later = (await leyla.get(f"/cases/{number}")).text
    assert "Messages went to" not in later


async def test_the_ground_of_a_decision_stands_on_the_case(gallery: Portal) -> None:
    leyla, nigar = await gallery.signed_in("leyla", "en"), await gallery.signed_in("nigar", "en")
    number = await fair.filled(leyla)
    await fair.send(leyla, number)
    asked = await nigar.get(f"/cases/{number}/move/refuse")
    fields = {name: hidden(asked.text, name) for name in ("version", "token")}
    done = await nigar.post(f"/cases/{number}/move/refuse", {**fields, "ground": "taken", "reason": "Bayramdır."})
    assert done.status_code == 303
    shown = (await leyla.get(f"/cases/{number}")).text
    assert fair.line(shown, "Ground") == "The square is taken" and fair.line(shown, "Reason") == "Bayramdır."


async def test_a_decision_on_an_older_page_keeps_what_was_typed(gallery: Portal) -> None:
    leyla, nigar = await gallery.signed_in("leyla"), await gallery.signed_in("nigar", "en")
    number = await fair.filled(leyla)
    await fair.send(leyla, number)
    typed = {"version": "1", "token": "t" * 32, "ground": "taken", "reason": "Bayramdır."}
    late = await nigar.post(f"/cases/{number}/move/refuse", typed)
    assert late.status_code == 409 and "Bayramdır." in late.text and "changed in another window" in words(late)
    fresh = {name: hidden(late.text, name) for name in ("version", "token")}
    assert (await nigar.post(f"/cases/{number}/move/refuse", {**typed, **fresh})).status_code == 303
    after = await nigar.post(f"/cases/{number}/move/grant", {**typed, "token": "u" * 32, "ground": "free"})
    assert after.status_code == 409 and "Bayramdır." in after.text and "can't be done" in words(after)


async def pdf_of(browser: Browser, number: str) -> tuple[str, bytes]:
    answer = await browser.get(f"/cases/{number}/answers.pdf")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), answer.content


async def test_the_answers_as_a_pdf_of_a_draft_and_of_a_sent_case(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.filled(leyla)
    text, pdf = await pdf_of(leyla, number)
    assert b"pdfaid" in pdf and "Not sent" in text and "Version" not in text
    for said in ("Kitab yarmarkası", "Fountain Square", "Q-17", "Əli", "Çay", "Signature", number, "From the register"):
        assert said in text, said
    await fair.answer(leyla, number, "what", kind="books", permit="")
    assert "food permit" not in (await pdf_of(leyla, number))[0]
    await fair.send(leyla, number)
    text, _pdf = await pdf_of(leyla, number)
    case = await find_case(gallery.site, number)
    assert case is not None and "Not sent" not in text and version_hash(case) in text.replace(" ", "")
    assert "Kitab yarmarkası" in (await pdf_of(await gallery.signed_in("nigar", "az"), number))[0], "the officer's too"
    assert (await (await gallery.signed_in("kamran")).get(f"/cases/{number}/answers.pdf")).status_code == 404


async def test_a_draft_with_mistakes_is_printed_as_it_is(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "az")
    number = await fair.begin(leyla)
    await fair.answer(leyla, number, "when", **{"day-day": "31", "day-month": "2", "day-year": "2030"})
    text, _pdf = await pdf_of(leyla, number)
    assert "31.2.2030" in text and "Hələ cavablandırılmalı" in text and "Göndərilməyib" in text


async def test_two_hundred_rows_stay_comfortable(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla", "en")
    number = await fair.filled(leyla, square="2")
    rows = [{"_id": str(place), "owner": f"Sahib {place}", "sells": "Kitab"} for place in range(200)]
    case = await find_case(gallery.site, number)
    assert case is not None
    await Case.update({Case.typed: json.dumps({**case.record.typed, "stands": rows})}).where(Case.number == number)
    began = time.process_time()
    shown = await leyla.get(f"/cases/{number}/review")
    assert time.process_time() - began < 30 and shown.text.count('class="onerow"') == 200
    assert "Sahib 199" in (await pdf_of(leyla, number))[0]
