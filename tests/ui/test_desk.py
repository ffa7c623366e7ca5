"""The officer's desk: whose cases stand there, what is noted of each look, and what a revocation does to everybody."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from xidmet.store import issued, mailbox

from tests.core.certificate import token
from tests.ui.browser import Browser, Portal

CASE = "00000000-0000-4000-8000-000000000000"
REASON = "Reyestrdə müqavilə səhvən qeyd olunmuşdu."


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    """An officer for employment certificates."""
    return await portal.signed_in("nigar")


async def _made(portal: Portal, person: Browser) -> tuple[str, str]:
    """The number of a case, and of the certificate made in it."""
    number = await person.draft()
    await person.confirm(number)
    await portal.settle()
    found = re.search(r'href="/attestations/(\w+)/pdf"', (await person.get(f"/cases/{number}")).text)
    assert found
    return number, found[1]


async def _revoke(officer: Browser, number: str, **fields: str) -> int:
    await officer.get(f"/cases/{number}/move/revoke")
    said = {"version": "5", "token": token(), "ground": "register", "reason": REASON, **fields}
    return (await officer.post(f"/cases/{number}/move/revoke", said)).status_code


async def test_only_those_with_an_office_have_a_desk(portal: Portal, leyla_there: Browser) -> None:
    assert (await leyla_there.get("/desk")).status_code == 403
    assert 'href="/desk"' not in (await leyla_there.get("/")).text
    assert (await portal.browser().get("/desk")).status_code == 303


async def test_sent_cases_stand_on_it_and_drafts_do_not(portal: Portal, leyla_there: Browser, nigar: Browser) -> None:
    number, _paper = await _made(portal, leyla_there)
    draft = await leyla_there.draft()
    page = (await nigar.get("/desk")).text
    assert number in page
    assert draft not in page
    assert (await nigar.get(f"/cases/{draft}")).status_code == 404


@pytest.mark.parametrize("place", ["after=0", "after=-1.x", "before=", "after=12.no-case", f"after={'9' * 30}.{CASE}"])
async def test_a_place_that_no_address_names_is_not_found(nigar: Browser, place: str) -> None:
    assert (await nigar.get(f"/desk?{place}")).status_code == 404


async def test_it_is_searched_by_words_and_by_either_number(
    portal: Portal, leyla_there: Browser, nigar: Browser
) -> None:
    number, paper = await _made(portal, leyla_there)
    for text in (number, paper, "ƏM-"):
        assert number in (await nigar.get("/desk", params={"q": text})).text, text
    assert number not in (await nigar.get("/desk", params={"q": "heç-yerdə-yoxdur"})).text


async def test_the_person_sees_who_looked(portal: Portal, leyla_there: Browser, nigar: Browser) -> None:
    number, _paper = await _made(portal, leyla_there)
    assert "Nigar" not in (await leyla_there.get(f"/cases/{number}")).text
    assert (await nigar.get(f"/cases/{number}")).status_code == 200
    assert "Nigar" in (await leyla_there.get(f"/cases/{number}")).text


async def test_a_revocation_needs_a_ground_and_a_reason(portal: Portal, leyla_there: Browser, nigar: Browser) -> None:
    number, _paper = await _made(portal, leyla_there)
    assert await _revoke(nigar, number, ground="") == 422
    assert await _revoke(nigar, number, reason="") == 422
    assert await _revoke(nigar, number, ground="invented") == 422


async def test_a_revoked_certificate_is_told_to_everybody(portal: Portal, leyla_there: Browser, nigar: Browser) -> None:
    number, paper = await _made(portal, leyla_there)
    assert await _revoke(nigar, number) == 303
    await portal.settle()
    attested = await issued.by_number(paper)
    assert attested is not None
    assert not attested.in_force
    newest = await mailbox.letter((await mailbox.letters())[0].message_id)
    assert newest is not None
    assert newest.to == "leyla@numune.example"
    text = message_from_bytes(newest.source, policy=policy.default).get_body(("plain",))
    assert text is not None
    assert REASON in text.get_content()
    page = (await leyla_there.get(f"/cases/{number}")).text
    assert "30 gün ərzində" in page
    checker = portal.browser()
    await checker.get("/verify")
    assert (await checker.post("/verify", {"number": paper})).status_code == 404


async def test_the_holder_cannot_revoke_and_the_officer_cannot_deactivate(
    portal: Portal, leyla_there: Browser, nigar: Browser
) -> None:
    number, _paper = await _made(portal, leyla_there)
    for browser, name in ((leyla_there, "revoke"), (nigar, "deactivate")):
        await browser.get(f"/cases/{number}")
        said = {"version": "5", "token": token(), "ground": "register", "reason": REASON}
        assert (await browser.post(f"/cases/{number}/move/{name}", said)).status_code == 409
