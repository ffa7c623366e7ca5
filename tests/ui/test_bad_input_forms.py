"""Wrong answers: a message beside the field in the reader's language, nothing typed is lost, nothing hidden is kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from xidmet import clock
from xidmet.attestations import parse
from xidmet.store.tables import Case, Issued

from tests.ui import kept
from tests.ui.answered import is_page, text, words
from tests.ui.browser import CERTIFICATE, CONTACT, Browser, Portal, hidden

NO_DAY = "There is no such day. Type day, month and year, like 31 12 2026."
YEAR = str(clock.today().year + 1)
LONG_YEAR = "Write the year with four digits."
INCOMPLETE = "Give the day, the month and the year."
Boxes = tuple[str, str, str]
DATES: list[tuple[Boxes, str]] = [
    (("31", "2", YEAR), NO_DAY),
    (("1", "13", YEAR), NO_DAY),
    (("-1", "1", YEAR), NO_DAY),
    (("bir", "yanvar", YEAR), NO_DAY),
    (("1", "1", "0000"), NO_DAY),
    (("<b>1</b>", "1", YEAR), NO_DAY),
    (("9" * 30, "1", YEAR), NO_DAY),
    (("1", "9" * 5000, YEAR), NO_DAY),
    (("1", "1", "27"), LONG_YEAR),
    (("1", "1", "99999"), LONG_YEAR),
    (("1", "", YEAR), INCOMPLETE),
    (("", "", YEAR), INCOMPLETE),
    (("", " ", ""), "Answer this question."),
]


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"valid_until-day": day, "valid_until-month": month, "valid_until-year": year}


@pytest.mark.parametrize(("typed", "said"), DATES, ids=[" ".join(typed)[:24] for typed, _said in DATES])
async def test_a_wrong_date(leyla_there: Browser, typed: Boxes, said: str) -> None:
    number = await leyla_there.open()
    answer = await leyla_there.fill(number, "certificate", 1, **{**CERTIFICATE, **boxes(*typed)})
    is_page(answer, 422, text(said))
    assert beside(answer.text, "valid_until") == text(said)
    for page in (answer, await leyla_there.get(f"/cases/{number}/fill/certificate")):
        assert page.status_code in (422, 200) and shown_in_boxes(page.text) == list(typed)
    assert (await leyla_there.fill(number, "certificate", 2, **CERTIFICATE)).status_code == 303


def beside(page: str, field: str) -> str:
    """The message that stands beside a field, without the word that only a screen reader says."""
    found = re.search(rf'id="{field}-e">.*?</span>(.*?)</span></p>', page, re.S)
    return found[1] if found else ""


def shown_in_boxes(page: str) -> list[str]:
    typed = [re.search(rf'id="valid_until-{part}"[^>]* value="([^"]*)"', page) for part in ("day", "month", "year")]
    return [re.sub("&lt;", "<", re.sub("&gt;", ">", found[1])) for found in typed if found]


RULES: list[tuple[Boxes, str, str]] = [
    (("1", "1", "2020"), "This day has passed.", "Choose today or a later date."),
    (("1", "2", "9999"), "The contract ends on {ends}.", "Choose that date or an earlier one."),
]


@pytest.mark.parametrize(("typed", "why", "mend"), RULES)
async def test_a_date_against_a_rule(leyla_there: Browser, typed: Boxes, why: str, mend: str) -> None:
    """Told where it is answered, and again on the last page, with the law and the way to the question."""
    number = await leyla_there.draft()
    fixed = await contract_that_ends(leyla_there, number)
    assert (await leyla_there.fill(number, "employment", 4, contract=fixed)).status_code == 303
    law, ends = text("User guide of the service, clause 2.5.2"), clock.today() + dt.timedelta(days=120)
    there = await leyla_there.fill(number, "certificate", 5, **{**CERTIFICATE, **boxes(*typed)})
    is_page(there, 422, f"{text(why, ends=ends)} {text(mend)} ({law})")
    before = await kept.everything()
    answer = await leyla_there.confirm(number, version=6)
    is_page(answer, 409, text(why, ends=ends), text(mend), law)
    assert f'href="/cases/{number}/fill/certificate?back=review#f-valid_until"' in answer.text
    assert await kept.everything() == before


async def contract_that_ends(browser: Browser, number: str) -> str:
    """The second of Leyla's contracts ends in 120 days."""
    page = await browser.get(f"/cases/{number}/fill/employment")
    return str(re.findall(r'name="contract" value="([^"]+)"', page.text)[1])


async def test_an_unknown_contract_and_a_strangers_are_refused_alike(portal: Portal, leyla_there: Browser) -> None:
    kamran = await portal.signed_in("kamran")
    theirs = await kamran.contract(await kamran.open())
    number = await leyla_there.open()
    for version, wanted in enumerate((theirs, "ƏM-1900-0", "' OR 1=1 --", "../../etc/passwd"), 1):
        answer = await leyla_there.fill(number, "employment", version, contract=wanted)
        is_page(answer, 422, text("Choose from the list."))
        assert f'value="{theirs}"' not in answer.text, "a stranger's contract is offered"
    confirmed = await leyla_there.confirm(number, version=5)
    assert (confirmed.status_code, confirmed.headers["location"]) == (
        303,
        f"/cases/{number}/fill/employment?back=review",
    )
    assert await Issued.count() == 0


WRONG = [
    ("certificate", {"kind": "gold"}, "Choose from the list."),
    ("certificate", {"purpose": "no-such-purpose"}, "Choose from the list."),
    ("certificate", {"deliver": "addressed", "addressee": "0000000000", "tell": "yes"}, "Choose from the list."),
    ("certificate", {"deliver": "addressed", "addressee": "1400000101", "tell": "maybe"}, "Choose yes or no."),
    ("contact", {"email": "leyla"}, "Type an e-mail address like name@example.az."),
    ("contact", {"email": "a@b.az\r\nBcc: c@d.az"}, "Type an e-mail address like name@example.az."),
    ("contact", {"phone": "12"}, "There is no such phone number. Type it like +994 50 123 45 67."),
    ("contact", {"copy": ""}, "Choose one of the answers."),
]


@pytest.mark.parametrize(("step", "typed", "said"), WRONG)
async def test_a_wrong_answer(leyla_there: Browser, step: str, typed: dict[str, str], said: str) -> None:
    number = await leyla_there.open()
    good = CERTIFICATE if step == "certificate" else CONTACT
    is_page(await leyla_there.fill(number, step, 1, **{**good, **typed}), 422, text(said))


async def test_markup_that_was_typed_is_shown_as_text(leyla_there: Browser) -> None:
    number = await leyla_there.open()
    answer = await leyla_there.fill(number, "contact", 1, email='"><script>alert(1)</script>', copy="yes")
    is_page(answer, 422)
    assert "<script>alert" not in answer.text and "&lt;script&gt;alert" in answer.text


HIDDEN = {"addressee": "1400000101", "tell": "yes", "surname": "SMUGGLED", "contract_number": "SMUGGLED-1"}
INNER = {"state": "active", "party": "SMUGGLED", "salary": "99999", "number": "SMUGGLED", "__class__": "SMUGGLED"}


async def test_what_is_not_asked_never_reaches_the_store(portal: Portal, leyla_there: Browser) -> None:
    """Neither answers that a condition hides, nor names that the form does not have, nor values that are derived."""
    number = await leyla_there.open()
    contract = await leyla_there.contract(number)
    await leyla_there.post(f"/cases/{number}/fill/employment", {**INNER, "version": "1", "contract": contract})
    answered = await leyla_there.fill(number, "certificate", 2, **{**CERTIFICATE, **HIDDEN, "kind": "plain"})
    assert answered.status_code == 303
    await leyla_there.fill(number, "contact", 3, **CONTACT)
    await leyla_there.get(f"/cases/{number}/review")
    done = await leyla_there.post(
        f"/cases/{number}/review", {**HIDDEN, **INNER, "version": "4", "token": "s" * 32, "move": "confirm"}
    )
    assert done.headers["location"] == f"/cases/{number}?done=confirm"
    await portal.settle()
    case, paper = await only(Case), await only(Issued)
    assert "SMUGGLED" not in str(await kept.everything()) and "99999" not in f"{case['answers']}{paper['record']}"
    assert case["typed"] in ("{}", {}) and "1400000101" not in str(case["answers"]["addressee"])
    assert case["answers"]["tell"] is None and paper["record"]["addressee"] is None
    assert paper["record"]["salary"] is None and parse(paper["number"])


async def only(table: type[Any]) -> dict[str, Any]:
    """The one row, with its JSON read."""
    rows = await table.select().output(load_json=True)
    assert len(rows) == 1
    return dict(rows[0])


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_message_is_in_the_readers_language(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    number = await leyla.open()
    answer = await leyla.fill(number, "certificate", 1, **{**CERTIFICATE, **boxes("31", "2", YEAR)})
    is_page(answer, 422, text(NO_DAY, language), language=language)
    assert hidden(answer.text, "version") == "2" and text(NO_DAY) not in words(answer)
