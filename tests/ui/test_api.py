"""By machine: an attestation is checked, one that is not in force tells nothing, a flood is slowed down."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import httpx
import pytest
from xidmet import clock
from xidmet.attestations import written
from xidmet.auth import throttle
from xidmet.cases.daily_root import close_yesterday
from xidmet.language import fold
from xidmet.store.tables import Check, JournalRow
from xidmet_ui.build.verify import DIGITS
from xidmet_ui.pages import verify

from tests.core.certificate import UNTIL
from tests.limits import window_begins
from tests.ui import kept
from tests.ui.answered import is_page, text
from tests.ui.browser import Browser, Portal
from tests.ui.walk import Belongings, belongings

NOBODYS = "7K3M9QXT2VBNE"  # right in form, never issued
MALFORMED = [
    "7K3M9QXT2VBNX",
    "x",
    "7K3M-9QXT",
    "a" * 3_000,
    "%ff",
    "..%5c",
    "7K3M9QXT2VBN%D9%A2",
    "%F0%9F%98%80",
]


@pytest.fixture
async def owned(portal: Portal, leyla_there: Browser) -> Belongings:
    return await belongings(portal, leyla_there)


async def asked(browser: Browser, number: str) -> httpx.Response:
    return await browser.client.get(f"/api/v1/attestations/{number}")


async def test_one_in_force_tells_what_it_shows(portal: Portal, owned: Belongings) -> None:
    answer = await asked(portal.browser(), owned.paper)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"active", "number", "attestation", "issued_at", "valid_until", "shows"}
    assert (body["active"], body["number"]) == (True, written(owned.paper))
    assert body["attestation"] == "labour.employment-certificates"
    assert dt.datetime.fromisoformat(body["valid_until"]).tzinfo and dt.datetime.fromisoformat(body["issued_at"]).tzinfo
    assert {"surname", "employer", "position", "salary", "valid_until"} <= set(body["shows"])
    assert body["shows"]["surname"] == "Əliyeva"
    assert None not in body["shows"].values() and "addressee" not in body["shows"]


async def test_a_number_may_be_written_as_people_write_it(portal: Portal, owned: Belongings) -> None:
    machine = portal.browser()
    for typed in (written(owned.paper), owned.paper.lower(), f" {owned.paper} ", owned.paper.replace("0", "O")):
        assert (await asked(machine, typed)).json()["active"] is True, typed


@pytest.mark.parametrize("how", ["deactivated", "expired"])
async def test_one_not_in_force_is_as_if_it_never_was(
    portal: Portal, leyla_there: Browser, owned: Belongings, how: str
) -> None:
    machine = portal.browser()
    nobodys = as_seen(await asked(machine, NOBODYS))
    assert nobodys[:2] == (200, '{"active":false}')
    if how == "expired":
        clock.advance(clock.end_of(UNTIL) - clock.now())
    else:
        page = await leyla_there.get(f"/cases/{owned.case}/move/deactivate")
        fields = dict(re.findall(r'name="(version|token)" value="([^"]+)"', page.text))
        assert (await leyla_there.post(f"/cases/{owned.case}/move/deactivate", fields)).status_code == 303
    assert as_seen(await asked(machine, owned.paper)) == nobodys
    checks = await Check.count()
    for number in MALFORMED:
        assert as_seen(await asked(machine, number)) == nobodys, number
    assert await Check.count() == checks == 0


def as_seen(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    return answer.status_code, answer.text, dict(answer.headers)


async def test_a_check_is_recorded_for_both_sides(portal: Portal, leyla_there: Browser, owned: Belongings) -> None:
    before = await kept.moves()
    kamran = await portal.signed_in("kamran")
    await asked(kamran, owned.paper)
    await asked(portal.browser(), owned.paper)
    assert await kept.moves() == before, "a check moves nothing"
    assert sorted(row["way"] for row in await Check.select(Check.way)) == ["api", "api"]
    assert await JournalRow.count().where(JournalRow.kind == "checked") == 2
    theirs, hers = await kamran.get("/my-data/checks"), await leyla_there.get("/my-data/checked")
    assert written(owned.paper) in theirs.text and "Əliyeva" in theirs.text
    assert "Məmmədov" in hers.text and text("Somebody who was not signed in") in hers.text


async def test_a_flood_from_one_address_is_slowed_and_no_other_one(portal: Portal, owned: Belongings) -> None:
    flood, other = portal.browser(place="198.18.0.1"), portal.browser(place="198.18.0.2")
    window_begins(throttle.CHECK_API)
    for _one in range(throttle.CHECK_API.most):
        assert (await asked(flood, NOBODYS)).status_code == 200
    checks = await Check.count()
    answer = await asked(flood, owned.paper)
    assert answer.status_code == 429 and answer.headers["content-type"] == "application/problem+json"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.json()["status"] == 429 and owned.paper not in answer.text and "active" not in answer.text
    assert await Check.count() == checks
    assert (await asked(other, owned.paper)).json()["active"] is True
    clock.advance(dt.timedelta(seconds=int(answer.headers["retry-after"])))
    assert (await asked(flood, owned.paper)).json()["active"] is True


async def suspected(portal: Portal, language: str = "az") -> Browser:
    """Somebody who has asked so often that the portal suspects a machine."""
    browser = portal.browser(language, place="198.18.0.3")
    await browser.get("/verify")
    window_begins(throttle.CHECK)
    for _one in range(verify.SUSPECT):
        is_page(await browser.post("/verify", {"number": NOBODYS}), 404, language=language)
    return browser


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_the_suspected_are_asked_a_sum_and_a_right_answer_lets_them_through(
    portal: Portal, owned: Belongings, language: str
) -> None:
    browser = await suspected(portal, language)
    before = await Check.count()
    refused = await browser.post("/verify", {"number": owned.paper})
    is_page(refused, 422, text("Write the result of the operation.", language), language=language)
    wrong = await browser.post("/verify", {"number": owned.paper, "result": "99"})
    is_page(wrong, 422, text("Write the result of the operation.", language), language=language)
    assert await Check.count() == before, "without the answer nothing is looked up"
    assert f'value="{owned.paper}"' in wrong.text
    right = await browser.post("/verify", {"number": owned.paper, "result": str(solved(wrong, language))})
    is_page(right, 200, text("In force", language), language=language)


def solved(answer: httpx.Response, language: str) -> int:
    """As a person does it: the question is in words, so that a screen reader can say it."""
    asked_for = re.search(r'id="result-h">([^<]*)<', answer.text)
    assert asked_for and not re.search(r"\d", asked_for[1])
    said = re.findall(r"\w+", fold(asked_for[1]))
    digits = [fold(word) for word in DIGITS[language]]
    numbers = [digits.index(word) for word in said if word in digits]
    assert len(numbers) == 2, asked_for[1]
    return sum(numbers)


async def test_an_answered_sum_does_not_open_the_door_again(portal: Portal) -> None:
    browser = await suspected(portal)
    page = await browser.get("/verify")
    answer = {"number": NOBODYS, "result": str(solved(page, "az"))}
    assert (await browser.post("/verify", answer)).status_code == 404
    assert (await browser.post("/verify", answer)).status_code == 422


async def test_a_qr_code_never_asks_for_a_sum(portal: Portal, owned: Belongings) -> None:
    browser = await suspected(portal)
    is_page(await browser.get(f"/v/{owned.paper}"), 200, text("In force"))


async def test_a_flood_on_the_page_is_slowed_too(portal: Portal, owned: Belongings) -> None:
    browser = portal.browser(place="198.18.0.4")
    await browser.get("/verify")
    window_begins(throttle.CHECK)
    for _one in range(throttle.CHECK.most):
        await browser.get(f"/v/{NOBODYS}")
    answer = await browser.get(f"/v/{owned.paper}")
    seconds = int(answer.headers["retry-after"])
    is_page(answer, 429, text("Wait {seconds} seconds, then try again.", seconds=seconds))
    assert seconds > 0


async def test_answers_are_kept_by_nobody_they_are_not_for(portal: Portal, owned: Belongings) -> None:
    """What differs by who asks, or may change at any moment, is in no cache; no other site reads it with cookies."""
    machine = portal.browser()
    for path in (f"/api/v1/attestations/{owned.paper}", f"/api/v1/attestations/{NOBODYS}", "/readyz"):
        answer = await machine.client.get(path, headers={"Origin": "https://evil.example"})
        assert answer.headers["cache-control"] == "no-store", path
        assert "access-control-allow-credentials" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers, path
    services = await machine.client.get("/api/v1/services", headers={"Origin": "https://evil.example"})
    assert "cookie" in services.headers.get("vary", "").lower() or "no-store" in services.headers.get(
        "cache-control", ""
    )


async def test_the_api_describes_itself(portal: Portal) -> None:
    schema = await portal.browser().client.get("/schema/openapi.json")
    body = schema.json()
    ours = {path for path in (route.path for route in portal.app.routes) if path.startswith("/api/v1")}
    described = {re.sub(r"{(\w+)}", r"{\1:str}", path) for path in body["paths"]}
    assert described == ours and len(ours) >= 10
    assert body["openapi"] == "3.1.0" and "/my-cases" not in schema.text


async def test_a_services_form_is_a_schema(portal: Portal) -> None:
    browser = portal.browser()
    listed = (await browser.client.get("/api/v1/services")).json()
    assert "employment-certificate" in {one["slug"] for one in listed}
    form = (await browser.client.get("/api/v1/services/employment-certificate/form")).json()
    assert form["additionalProperties"] is False and {"contract", "kind", "valid_until"} <= set(form["properties"])
    unknown = await browser.client.get("/api/v1/services/no-such-service/form")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
    assert unknown.json()["status"] == 404 and unknown.json()["detail"]


async def test_machines_are_told_how_the_portal_is(portal: Portal) -> None:
    client = portal.browser().client
    alive, ready, metrics = [await client.get(path) for path in ("/healthz", "/readyz", "/metrics")]
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    body: dict[str, Any] = ready.json()
    assert ready.status_code == (200 if all(body["checks"].values()) else 503)
    assert body["checks"]["database"] is True and body["plugins"] == {"faults": 0}
    assert "xidmet_services 1" in metrics.text and "xidmet_plugin_faults 0" in metrics.text


async def test_the_keys_of_qr_codes_are_published(portal: Portal) -> None:
    """For inspectors' devices, which come from elsewhere and keep them for a while."""
    answer = await portal.browser().client.get("/.well-known/xidmet-keys.json")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*" and "max-age=3600" in answer.headers["cache-control"]
    assert answer.json() and "PRIVATE" not in answer.text and '"d"' not in answer.text


async def test_what_binds_the_journals_is_there_for_everybody(portal: Portal, owned: Belongings) -> None:
    clock.advance(dt.timedelta(days=1))
    assert await close_yesterday(portal.site)
    answer = await portal.browser().client.get("/.well-known/xidmet-journal.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    (root,) = answer.json()["roots"]
    assert owned.case not in answer.text and root["hash"] == hashlib.sha256(root["body"].encode()).hexdigest()
    older = await portal.browser().client.get(f"/.well-known/xidmet-journal.json?before={root['day']}")
    assert older.json()["roots"] == []
    assert (await portal.browser().client.get("/.well-known/xidmet-journal.json?before=x")).status_code == 400
