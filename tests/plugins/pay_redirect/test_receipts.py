"""A payment that was made elsewhere: its receipt is given here, and an officer of the agency judges it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock, journal
from xidmet.cases import find_case
from xidmet.cases.follow import run_due
from xidmet.settings import Settings
from xidmet.store.tables import Document

from tests.attachments import pdf
from tests.core.certificate import token
from tests.core.offices import holds
from tests.plugins.pay_redirect.town import Town, payments, town_on
from tests.ui.answered import words
from tests.ui.browser import Browser, boxes
from tests.ui.stall import give

TODAY = clock.today()


@pytest.fixture
async def town(settings: Settings, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(settings, tmp_path / "site") as found:
        yield found


async def given(town: Town, leyla: Browser) -> tuple[str, str]:
    """Number of the case, and the page on which the receipt is judged."""
    number = await town.case(leyla)
    done = await give(leyla, number)
    assert done.status_code == 303, words(done)
    payment = (await leyla.get(f"/cases/{number}/pay")).text.partition(f"/cases/{number}/pay/")[2]
    while "/receipt" not in payment[:45]:
        payment = payment.partition(f"/cases/{number}/pay/")[2]
    return number, f"/cases/{number}/pay/{payment[:36]}/check"


async def test_a_receipt_is_confirmed_and_the_case_moves(town: Town, leyla: Browser, clerk: Browser) -> None:
    number, check = await given(town, leyla)
    assert await town.state(leyla, number) == "unpaid" and await payments() == [("told", 1100)]
    assert "Vəzifəli şəxs onu yoxlayır" in words(await leyla.get(f"/cases/{number}"))
    assert check in (await clerk.get("/desk/payments")).text and check in (await clerk.get(f"/cases/{number}")).text
    shown = await clerk.get(check)
    assert "GPP123" in shown.text
    file = await clerk.get(check.replace("/check", "/receipt"))
    assert file.content == pdf(1) and "attachment" in file.headers["content-disposition"]
    done = [await clerk.post(check, {"does": "confirm"}) for _twice in range(2)]
    assert [one.status_code for one in done] == [303, 303]
    assert await town.state(leyla, number) == "had" and await payments() == [("paid", 1100)]
    case = await find_case(town.portal.site, number)
    assert case is not None
    kinds = [one.kind for one in await journal.entries(case.record.id)]
    assert kinds.count("receipt-given") == 1 and kinds.count("paid") == 1
    assert number not in (await clerk.get("/desk/payments")).text
    assert "ödənildi" in words(await leyla.get("/inbox"))


async def test_a_receipt_is_refused_with_a_reason_and_another_is_given(
    town: Town, leyla: Browser, clerk: Browser
) -> None:
    number, check = await given(town, leyla)
    await clerk.get(check)
    assert (await clerk.post(check, {"does": "refuse", "why": ""})).status_code == 422
    assert (await clerk.post(check, {"does": "refuse", "why": "Belə ödəniş yoxdur."})).status_code == 303
    assert (await clerk.post(check, {"does": "confirm"})).status_code == 409
    assert "Belə ödəniş yoxdur." in words(await leyla.get(f"/cases/{number}/pay"))
    await town.portal.settle()
    assert "Belə ödəniş yoxdur." in words(await leyla.get("/inbox"))
    assert await town.state(leyla, number) == "unpaid"
    assert (await give(leyla, number)).status_code == 303
    assert sorted(await payments()) == [("refused", 1100), ("told", 1100)]


async def test_two_officers_at_once(town: Town, leyla: Browser, clerk: Browser) -> None:
    _number, check = await given(town, leyla)
    await holds("fuad", "mayor:clerk")
    other = await town.portal.signed_in("fuad")
    for one in (clerk, other):
        await one.get(check)
    found = await asyncio.gather(
        clerk.post(check, {"does": "confirm"}), other.post(check, {"does": "refuse", "why": "Yoxdur."})
    )
    assert sorted(one.status_code for one in found) == [303, 409]
    assert len(await payments()) == 1 and (await payments())[0][0] in ("paid", "refused")


async def test_nobody_judges_their_own_and_no_other_body_does(town: Town, leyla: Browser) -> None:
    number, check = await given(town, leyla)
    await holds("leyla", "mayor:clerk")
    leyla = await town.portal.signed_in("leyla")
    assert (await leyla.get(check)).status_code == 403
    assert (await leyla.post(check, {"does": "confirm"})).status_code == 403
    await holds("rashad", "elsewhere:clerk")
    assert (await (await town.portal.signed_in("rashad")).get(check)).status_code == 404
    assert await town.state(leyla, number) == "unpaid"


async def test_one_number_counts_for_one_case(town: Town, leyla: Browser, clerk: Browser) -> None:
    first, check = await given(town, leyla)
    second, again = await given(town, leyla)
    await clerk.get(check)
    assert first in words(await clerk.get(again))
    assert (await clerk.post(check, {"does": "confirm"})).status_code == 303
    told = await clerk.post(again, {"does": "confirm"})
    assert told.status_code == 409 and first in words(told)
    assert [await town.state(leyla, one) for one in (first, second)] == ["had", "unpaid"]


@pytest.mark.parametrize(
    ("file", "more", "told"),
    [
        (None, {}, "Qəbzin faylını seçin."),
        (b"MZ no receipt", {}, "q.pdf"),
        (pdf(1), {"amount": "10.99"}, "Ödənilməli məbləğdən azdır"),
        (pdf(1), {"number": ""}, "Ödənişin nömrəsi"),
        (pdf(1), boxes(TODAY + dt.timedelta(days=1), "paid_on"), "Bu gün hələ gəlməyib."),
        (pdf(1), {"amount": "NaN"}, "Məbləğ"),
    ],
    ids=["no file", "no kind", "too little", "no number", "tomorrow", "no amount"],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(
    town: Town, leyla: Browser, file: bytes | None, more: dict[str, str], told: str
) -> None:
    number = await town.case(leyla)
    documents = await Document.count()
    answer = await give(leyla, number, file, **more)
    assert answer.status_code == 422 and told in words(answer)
    assert 'value="GPP 123"' in answer.text or "number" in more
    assert await payments() == [] and await Document.count() == documents
    folder = town.portal.site.settings.data / "files"
    assert not [path for path in folder.glob("??/*") if path.is_file()]


async def test_the_same_form_twice_is_one_receipt(town: Town, leyla: Browser) -> None:
    number, same = await town.case(leyla), token()
    found = [await give(leyla, number, token=same) for _twice in range(2)]
    assert [one.status_code for one in found] == [303, 303]
    assert await payments() == [("told", 1100)] and await Document.count() == 1


async def test_the_term_waits_for_the_officer(town: Town, leyla: Browser, clerk: Browser) -> None:
    number, check = await given(town, leyla)
    clock.advance(dt.timedelta(days=40))
    assert await run_due(town.portal.site) == 0
    clerk = await town.portal.signed_in("nigar")
    await clerk.get(check)
    assert (await clerk.post(check, {"does": "refuse", "why": "Yoxdur."})).status_code == 303
    assert await run_due(town.portal.site) == 1
    assert await town.state(await town.portal.signed_in("leyla"), number) == "lapsed"
