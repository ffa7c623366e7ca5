"""The form that asks every kind of question, as somebody without a script fills it in."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from xidmet.store.tables import Case

from tests.ui.answered import text, words
from tests.ui.applicant import CHOSEN, IDENTITY, PLAIN, Applicant, worker
from tests.ui.browser import Portal


async def typed(number: str) -> dict[str, Any]:
    return await _json(number, Case.typed)


async def answers(number: str) -> dict[str, Any]:
    return await _json(number, Case.answers)


async def _json(number: str, column: Any) -> dict[str, Any]:
    row = await Case.select(column).where(Case.number == number).first()
    assert row is not None
    found: dict[str, Any] = json.loads(next(iter(row.values())))
    return found


async def test_everything_is_understood_as_it_was_meant(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    await applicant.fill()
    sent = await applicant.confirm()
    assert sent.status_code == 303, words(sent)
    kept = await answers(applicant.number)
    expected = {
        "name": "Kitab yarmarkası",
        "about": "Kitablar və\noxucular.",
        "people": 120,
        "budget": 123450,
        "starts": "2027-05-05",
        "lasts": {"first": "2027-05-05", "last": "2027-05-07"},
        "hour": "09:30",
        "topics": ["art", "work"],
        "other": None,
        "contact": "office1@numune.example",
        "fin": "5VBK5VR",
        "card": "AA1234567",
        "account": "AZ21NABZ00000000137010001944",
        "phone": "+994501234567",
        "truth": True,
    }
    assert {name: kept[name] for name in expected} == expected
    assert kept["leader"]["patronymic"] == "Rəşid oğlu" and kept["home"]["postal_code"] == "AZ1000"
    assert [one["voen"] for one in kept["partners"]] == ["9000000021", "9000000031"]
    assert [(one["salary"], one["passport"]) for one in kept["workers"]] == [(85000, "C12345678")]
    assert await typed(applicant.number) == {}


async def test_what_is_wrong_is_told_beside_the_question_and_stays_as_it_was_typed(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    wrong = {**PLAIN, "people": "many", "budget": "1,2,3", "starts-month": "no month", "lasts-last-year": "2026"}
    answer = await applicant.send("plain", **wrong)
    assert answer.status_code == 422
    page = words(answer)
    for said in (
        "Type a whole number, like 12.",
        "Type an amount like 1 234,50.",
        "There is no such day. Type day, month and year, like 31 12 2026.",
        "The last day is before the first one. Exchange them, or correct one.",
    ):
        assert text(said) in page
    assert all(f'value="{value}"' in answer.text for value in ("many", "1,2,3", "no month"))


async def test_a_doubtful_number_is_taken_once_one_is_sure(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    answer = await applicant.send("identity", **{**IDENTITY, "voen": "1525 855 852"})
    assert answer.status_code == 422 and 'name="voen-sure" value="1525855852"' in answer.text
    other = await applicant.send("identity", **{**IDENTITY, "voen": "1525855862", "voen-sure": "1525855852"})
    assert other.status_code == 422, "sure of one number is not sure of another"
    sure = await applicant.send("identity", **{**IDENTITY, "voen": "1525855852", "voen-sure": "1525855852"})
    assert sure.status_code == 303


async def test_what_a_register_knows_is_shown_and_may_be_corrected(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    assert (await applicant.send("chosen", **CHOSEN)).status_code == 303
    page = await applicant.look(applicant.at("chosen"))
    assert "office1@numune.example" in page.text and '<details class="notright">' in page.text
    corrected = await applicant.send("chosen", **{**CHOSEN, "contact": "other@numune.example"})
    assert corrected.status_code == 303
    page = await applicant.look(applicant.at("chosen"))
    assert '<details class="notright" open>' in page.text and 'value="other@numune.example"' in page.text


async def test_hidden_answers_are_gone_from_the_draft_too(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    await applicant.send("plain", **PLAIN)
    row = await applicant.add_row()
    await applicant.send("staff", **worker(row))
    await applicant.send("plain", **{**PLAIN, "public": "no"})
    await applicant.send("staff", **worker(row, foreign="no"))
    kept = await typed(applicant.number)
    assert "where" not in kept and "passport" not in kept["workers"][0]


async def test_words_that_mean_one_row_are_enough(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    by_name = {**CHOSEN, "employer": "", "employer-text": "numune sirket 005 mmc"}
    assert (await applicant.send("chosen", **by_name)).status_code == 303
    assert (await typed(applicant.number))["employer"] == "9000000051"
    several = await applicant.send("chosen", **{**CHOSEN, "employer": "", "employer-text": "Nümunə"})
    assert several.status_code == 422 and several.text.count('name="employer-pick"') == 8


async def test_several_rows_of_a_register_are_found_added_and_dropped(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    found = await applicant.send("chosen", "find:partners", **{**CHOSEN, "partners": [], "partners-text": "şirkət 00"})
    assert found.status_code == 200
    takes = re.findall(r'value="(take:partners:\d+)"', found.text)
    assert len(takes) == 8
    await applicant.send("chosen", takes[0], **{**CHOSEN, "partners": []})
    await applicant.send(
        "chosen", "find:partners", **{**CHOSEN, "partners": ["9000000001"], "partners-text": "9000000071"}
    )
    assert (await typed(applicant.number))["partners"] == ["9000000001", "9000000071"]
    await applicant.send("chosen", "drop:partners:9000000001", **{**CHOSEN, "partners": ["9000000001", "9000000071"]})
    assert (await typed(applicant.number))["partners"] == ["9000000071"]


async def test_rows_keep_their_ids_whatever_is_added_or_taken_out(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    first, second = await applicant.add_row(), ""
    await applicant.look(applicant.at("staff"))
    second = await applicant.add_row(**worker(first))
    await applicant.send("staff", f"del:workers:{first}", **worker(first, second))
    kept = (await typed(applicant.number))["workers"]
    assert [(one["_id"], one["fin"]) for one in kept] == [(second, "7AB1001")]


async def test_a_row_twice_is_told_at_the_second_one(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    first = await applicant.add_row()
    second = await applicant.add_row(**worker(first))
    answer = await applicant.send("staff", **worker(first, second, fin="7AB1000"))
    assert answer.status_code == 422
    assert text("This is the same as in row {row}. Change it, or remove one of the two.").format(row=1) in words(answer)
    assert f'href="#workers-{second}-fin"' in answer.text


async def test_many_rows_stand_in_a_table_and_have_pages_of_their_own(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    rows: list[str] = []
    for _row in range(10):
        rows.append(await applicant.add_row(**worker(*rows)))
    await applicant.send("staff", **worker(*rows))
    last = await applicant.add_row(**worker(*rows))
    page = await applicant.look(applicant.at("staff"))
    assert page.text.count('<td data-c="no">') == 11 and "workers-row" not in page.text
    at = f"{applicant.at('staff')}/workers/{last}"
    assert (await applicant.send("staff")).status_code == 422, "the new row is still empty"
    await applicant.look(at)
    empty = await applicant.post(at)
    assert empty.status_code == 422 and f'href="#workers-{last}-fin"' in empty.text
    filled = {
        name.replace("workers-x-", f"workers-{last}-"): value for name, value in worker("x").items() if "-x-" in name
    }
    await applicant.look(at)
    saved = await applicant.post(at, **{**filled, f"workers-{last}-fin": "7AB1099"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"{applicant.at('staff')}#workers-{last}")
    assert (await applicant.send("staff")).status_code == 303
    await applicant.send("staff", f"del:workers:{last}")
    assert len((await typed(applicant.number))["workers"]) == 10


async def test_two_windows_on_different_questions_do_not_disturb_each_other(gallery: Portal) -> None:
    one = await Applicant.of(gallery)
    other = Applicant(one.browser, one.number)
    await one.send("plain", **PLAIN)
    await one.look(one.at("plain"))
    await other.look(one.at("plain"))
    assert (await one.post(one.at("plain"), **{**PLAIN, "people": "7"})).status_code == 303
    assert (await other.post(one.at("plain"), **{**PLAIN, "budget": "99"})).status_code == 303
    kept = await typed(one.number)
    assert (kept["people"], kept["budget"]) == ("7", "99")


async def test_two_windows_on_one_question_are_told_and_one_chooses(gallery: Portal) -> None:
    one = await Applicant.of(gallery)
    other = Applicant(one.browser, one.number)
    await one.look(one.at("plain"))
    await other.look(one.at("plain"))
    await one.post(one.at("plain"), **{**PLAIN, "people": "7"})
    told = await other.post(one.at("plain"), **{**PLAIN, "people": "8"})
    assert told.status_code == 409
    assert set(re.findall(r'name="(\w+)-whose"', told.text)) == {"people"}, "only that question is asked about"
    assert 'value="8"' in told.text and text("The other one: {answer}").format(answer="7") in words(told)
    assert "Leyla" in unescape(told.text.split('class="other"')[1].split("</div>")[0]), "by whom"
    assert (await typed(one.number))["people"] == "7", "nothing is overwritten before one chooses"
    other.seen(told)
    chosen = await other.post(one.at("plain"), **{**PLAIN, "people": "8", "people-whose": "theirs"})
    assert chosen.status_code == 303 and (await typed(one.number))["people"] == "7"


@pytest.mark.parametrize("whose", ["mine", "theirs"])
async def test_either_answer_may_be_chosen(gallery: Portal, whose: str) -> None:
    one = await Applicant.of(gallery)
    other = Applicant(one.browser, one.number)
    await other.look(one.at("plain"))
    await one.send("plain", **{**PLAIN, "people": "7"})
    other.seen(await other.post(one.at("plain"), **{**PLAIN, "people": "8"}))
    await other.post(one.at("plain"), **{**PLAIN, "people": "8", "people-whose": whose})
    assert (await typed(one.number))["people"] == {"mine": "8", "theirs": "7"}[whose]


async def test_a_page_that_saved_by_itself_does_not_quarrel_with_itself(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    await applicant.look(applicant.at("plain"))
    kept = await applicant.post(f"/cases/{applicant.number}/keep/plain", **{**PLAIN, "name": "Ki"})
    assert kept.status_code == 200 and "hx-partial" in kept.text
    sent = await applicant.post(applicant.at("plain"), **PLAIN)  # the answer to the first one never came
    assert sent.status_code == 303 and (await typed(applicant.number))["name"] == PLAIN["name"]


async def test_what_follows_from_an_answer_comes_back_while_one_types(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    await applicant.send("plain", **PLAIN)
    kept = await applicant.keep("chosen", **CHOSEN)
    assert 'hx-target="#f-fee"' in kept.text and "1 200" in words(kept)
    assert 'hx-target="#f-contact"' in kept.text and "office1@numune.example" in kept.text
    applicant.seen(kept)
    again = await applicant.post(f"/cases/{applicant.number}/keep/chosen", **CHOSEN)
    assert "#f-fee" not in again.text, "what looks as it did is not sent again"


async def test_an_answer_from_elsewhere_is_not_overwritten_by_saving(gallery: Portal) -> None:
    one = await Applicant.of(gallery)
    other = Applicant(one.browser, one.number)
    await other.look(one.at("plain"))
    await one.send("plain", **{**PLAIN, "people": "7"})
    kept = await other.post(f"/cases/{one.number}/keep/plain", **{**PLAIN, "people": "8"})
    assert text("Meanwhile answered elsewhere") not in kept.text and 'hx-target="#stand"' not in kept.text
    assert (await typed(one.number))["people"] == "7"


async def test_help_of_an_author_is_shown_without_anything_that_runs(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    page = await applicant.look(applicant.at("plain"))
    assert "<strong>what</strong>" in page.text and '<a href="https://example.gov.az"' in page.text


async def test_a_row_is_the_applicants_alone(gallery: Portal) -> None:
    applicant = await Applicant.of(gallery)
    row = f"{applicant.at('staff')}/workers/{await applicant.add_row()}"
    before = await typed(applicant.number)
    stranger = gallery.browser()
    assert (await stranger.get(row)).headers["location"].startswith("/sign-in")
    for person in ("nigar", "kamran"):
        other = await gallery.signed_in(person)
        assert (await other.get(row)).status_code == 404
        assert (await other.post(row, {"version": "2", "seen": ""})).status_code == 404
        assert (await other.post(f"/cases/{applicant.number}/keep/staff", {"version": "2"})).status_code == 404
    assert (await applicant.browser.get(row.replace("workers/", "workers/x"))).status_code == 404
    assert await typed(applicant.number) == before


async def test_a_row_changed_in_two_windows_is_told(gallery: Portal) -> None:
    one = await Applicant.of(gallery)
    other = Applicant(one.browser, one.number)
    row = await one.add_row()
    at = f"{one.at('staff')}/workers/{row}"
    await one.look(at)
    await other.look(at)
    await one.post(at, "save", **{f"workers-{row}-surname": "Birinci"})
    told = await other.post(at, "save", **{f"workers-{row}-surname": "İkinci"})
    assert told.status_code == 409 and 'value="İkinci"' in told.text
    assert (await typed(one.number))["workers"][0]["surname"] == "Birinci"
    other.seen(told)
    assert (await other.post(at, "save", **{f"workers-{row}-surname": "İkinci"})).status_code == 303
    assert (await typed(one.number))["workers"][0]["surname"] == "İkinci"
