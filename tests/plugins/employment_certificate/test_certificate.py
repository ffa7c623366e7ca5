"""Rows E1 to E14 of what the employment certificate must do, each through the front door."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable

import pytest
from xidmet import clock
from xidmet.attestations import written
from xidmet.cases.follow import keep_row, run_due
from xidmet.settings import Settings
from xidmet.signatures import demo_authority
from xidmet.store.tables import Check
from xidmet_ui.pages import verify

from tests.core.certificate import UNTIL
from tests.core.seals import is_sealed
from tests.plugins.employment_certificate import steps
from tests.plugins.employment_certificate.steps import TOLD_IF_LOST, Made, made, rows, version_of
from tests.registers import row_goes
from tests.ui.answered import is_page, text, words
from tests.ui.browser import CERTIFICATE, SLUG, Browser, Portal, boxes
from tests.ui.people import acting

LEYLA, FIN = "Əliyeva Leyla Rauf qızı", "5VBK5VR"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_e1_the_five_menus_lead_to_their_pages(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    page = await leyla.get(f"/services/{SLUG}")
    is_page(page, 200, text("Apply online", language), language=language)
    assert f'action="/services/{SLUG}/start"' in page.text
    menus = {
        f"/my-cases?service={SLUG}": "History",
        "/verify": "Check a document",
        "/my-data/checked": "Who checked my documents",
        "/my-data/checks": "Documents I checked",
    }
    menu = re.search(r'<nav class="menu".*?</nav>', page.text, re.S)
    assert menu
    for path, said in menus.items():
        assert f'href="{path}"' in menu[0] and text(said, language) in steps.plain(menu[0])
        is_page(await leyla.get(path), 200, language=language)


async def test_e2_my_contracts_in_force_are_listed_and_searched_over_any_field(portal: Portal, leyla: Browser) -> None:
    case = await leyla.open()
    every = rows(await leyla.get(f"/cases/{case}/fill/employment"))
    assert len(every) == 3
    columns = {"ƏM-": 3, "numune LOGISTIKA": 1, "muhendis": 1, "1 850": 1, "əsas": 1, "Rauf": 3, "belə şey yoxdur": 0}
    columns[clock.today().replace(year=clock.today().year - 2, month=3, day=2).strftime("%Y-%m-%d")] = 1
    for find, hits in columns.items():
        page = await leyla.get(f"/cases/{case}/fill/employment", params={"find": find})
        assert len(steps.offered(page, "contract")) == hits and 'id="find"' in page.text, find
    chosen = steps.offered(await leyla.get(f"/cases/{case}/fill/employment", params={"find": "mühəndis"}), "contract")
    assert (await leyla.fill(case, "employment", 1, contract=chosen[0])).status_code == 303
    clock.advance(dt.timedelta(days=121))
    again = await portal.signed_in("leyla")
    left = rows(await again.get(f"/cases/{await again.open()}/fill/employment"))
    assert len(left) == 2, "a contract whose last day has passed is not offered"


async def test_e3_the_salary_is_shown_only_when_it_was_asked_for(portal: Portal, leyla: Browser) -> None:
    form = (await leyla.client.get(f"/api/v1/services/{SLUG}/form")).json()
    assert "kind" in form["properties"]
    assert steps.offered(await leyla.get(f"/cases/{await leyla.open()}/fill/certificate"), "kind") == [
        "plain",
        "salary",
    ]
    for kind, salary in (("plain", None), ("salary", "1850.00")):
        one = await made(portal, leyla, kind=kind)
        told = (await steps.by_machine(leyla, one.number))["shows"]
        pdf = steps.text_of((await leyla.client.get(f"/attestations/{one.number}/pdf")).content)
        page = words(await steps.checked(leyla, one.number))
        assert told.get("salary") in (salary, "1850") if salary else "salary" not in told
        assert ["1 850 ₼" in one.replace("\u00a0", " ") for one in (pdf, page)] == [bool(salary)] * 2


async def test_e4_it_ends_with_the_contract_at_the_latest(portal: Portal, leyla: Browser) -> None:
    case = await leyla.draft()
    fixed = steps.offered(await leyla.get(f"/cases/{case}/fill/employment"), "contract")[1]
    assert (await leyla.fill(case, "employment", 4, contract=fixed)).status_code == 303
    ends = clock.today() + dt.timedelta(days=120)
    late = {**CERTIFICATE, **boxes(ends + dt.timedelta(days=1))}
    told = await leyla.fill(case, "certificate", 5, **late)
    is_page(told, 422, text("The contract ends on {ends}.", ends=ends))  # on its own step already
    is_page(await leyla.confirm(case, 6), 409, text("The contract ends on {ends}.", ends=ends))
    assert (await leyla.fill(case, "certificate", 6, **{**CERTIFICATE, **boxes(ends)})).status_code == 303
    assert (await leyla.confirm(case, 7)).headers["location"] == f"/cases/{case}?done=confirm"


async def test_e5_phone_is_optional_mail_is_not_and_both_are_offered_again(leyla: Browser) -> None:
    first = await leyla.open()
    is_page(await leyla.fill(first, "contact", 1, email="", copy="no"), 422, text("Answer this question."))
    given = {"email": "ev@numune.example", "phone": "050 123 45 67", "copy": "no"}
    assert (await leyla.fill(first, "contact", 2, **given)).status_code == 303
    second = await leyla.open()
    assert (await leyla.fill(second, "contact", 1, email="is@numune.example", copy="no")).status_code == 303
    page = (await leyla.get(f"/cases/{await leyla.open()}/fill/contact")).text
    lists = {name: re.findall(rf'id="{name}-list">(.*?)</datalist>', page)[0] for name in ("email", "phone")}
    assert re.findall(r'value="([^"]+)"', lists["email"]) == ["is@numune.example", "ev@numune.example"]
    assert re.findall(r'value="([^"]+)"', lists["phone"]) == ["+994501234567"]


async def test_e6_a_copy_goes_to_the_given_address_only_when_wanted(portal: Portal, leyla: Browser) -> None:
    one = await made(portal, leyla, email="surət@numune.example", copy="yes")
    await made(portal, leyla, email="yox@numune.example", copy="no")
    (letter,) = await steps.letters_to("surət@numune.example")
    (pdf,) = letter.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", f"{written(one.number)}.pdf")
    assert pdf.get_payload(decode=True) == (await leyla.client.get(f"/attestations/{one.number}/pdf")).content
    assert await steps.letters_to("yox@numune.example") == []


@pytest.mark.parametrize(("language", "bank"), [("az", "Bank və ya kredit"), ("en", "Bank or loan"), ("ru", "Банк")])
async def test_e7_purpose_from_a_list_and_the_contracts_number_shown(portal: Portal, language: str, bank: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    case = await leyla.open()
    contract = await leyla.contract(case)
    await leyla.fill(case, "employment", 1, contract=contract)
    page = await leyla.get(f"/cases/{case}/fill/certificate")
    is_page(page, 200, contract, bank, language=language)
    assert {"bank", "embassy", "court", "other"} <= set(steps.offered(page, "purpose"))
    assert 'name="contract_number"' not in page.text
    refused = await leyla.fill(case, "certificate", version_of(page), **{**CERTIFICATE, "purpose": "gift"})
    is_page(refused, 422, text("Choose from the list.", language), language=language)


@pytest.mark.parametrize("typed", ["1400000101", "numune logistika", "“Nümunə Logistika” MMC"])
async def test_e8_the_addressee_is_found_by_voen_or_name(portal: Portal, leyla: Browser, typed: str) -> None:
    said = {"deliver": "addressed", "tell": "no", "addressee-text": typed, "addressee": ""}
    one = await made(portal, leyla, **said)
    assert steps.BODY_NAME in words(await leyla.get(f"/cases/{one.case}"))
    anyone = await made(portal, leyla, **{**said, "deliver": "anyone"})
    shown = [(await steps.by_machine(leyla, paper.number))["shows"] for paper in (one, anyone)]
    assert "addressee" in shown[0] and "addressee" not in shown[1]


async def test_e8_of_several_it_is_chosen_from_a_table(leyla: Browser) -> None:
    case, said = await leyla.open(), {**CERTIFICATE, "deliver": "addressed", "tell": "no", "addressee-text": "Araz"}
    several = await leyla.fill(case, "certificate", 1, **said)
    is_page(several, 422, text("Choose from the list."), text("Tax number (VÖEN)"), text("Economic activity"))
    table = rows(several)
    assert len(table) > 2 and all("Araz" in row[2] for row in table)
    picked = {**said, "addressee-pick": steps.offered(several, "addressee-pick")[1]}
    assert (await leyla.fill(case, "certificate", version_of(several), **picked)).status_code == 303
    assert table[1][2] in (await leyla.get(f"/cases/{case}/fill/certificate")).text.replace("&#34;", '"')
    nobody = await leyla.fill(case, "certificate", 3, **{**said, "addressee-text": "belə qurum yoxdur"})
    assert nobody.status_code == 422 and 'value="belə qurum yoxdur"' in nobody.text


async def deactivated(portal: Portal, leyla: Browser, one: Made) -> None:
    await steps.moved(leyla, one.case, "deactivate")


async def expired(portal: Portal, leyla: Browser, one: Made) -> None:
    clock.advance(clock.end_of(UNTIL) - clock.now())
    assert await run_due(portal.site) == 1


async def contract_ended(portal: Portal, leyla: Browser, one: Made) -> None:
    register = portal.site.catalogue.sources["labour.contracts"].register
    await row_goes(portal.site, register, (await steps.by_machine(leyla, one.number))["shows"]["contract_number"])


async def contract_changed(portal: Portal, leyla: Browser, one: Made) -> None:
    register = portal.site.catalogue.sources["labour.contracts"].register
    number = (await steps.by_machine(leyla, one.number))["shows"]["contract_number"]
    row = await portal.site.registers.row(register.name, number, f"p:{FIN}")
    assert row is not None
    vars(row)["position"] = "Direktor"
    await keep_row(portal.site, register, f"p:{FIN}", row)


async def revoked(portal: Portal, leyla: Browser, one: Made) -> None:
    officer = await portal.signed_in("nigar")
    await steps.moved(officer, one.case, "revoke", ground="court", reason="Məhkəmənin qərarı.")


WAYS: list[Callable[[Portal, Browser, Made], Awaitable[None]]] = [
    deactivated,
    expired,
    contract_ended,
    contract_changed,
    revoked,
]


@pytest.mark.parametrize("lose", WAYS)
@pytest.mark.parametrize("tell", ["yes", "no"])
async def test_e9_the_addressee_is_told_however_it_loses_force(
    portal: Portal, leyla: Browser, lose: Callable[[Portal, Browser, Made], Awaitable[None]], tell: str
) -> None:
    one = await made(portal, leyla, **{**TOLD_IF_LOST, "tell": tell})
    assert await steps.letters_to(steps.BODY_MAIL) == []
    await lose(portal, leyla, one)
    await portal.settle()
    said = f"Əliyeva Leyla adına verilmiş {written(one.number)}"
    told = [letter.get_body(("plain",)).get_content() for letter in await steps.letters_to(steps.BODY_MAIL)]
    inbox = words(await (await acting(await portal.signed_in("rashad"))).get("/inbox"))
    assert ([said in text for text in told], said in inbox) == (([True], True) if tell == "yes" else ([], False))


async def test_e10_it_is_made_at_once_with_number_qr_and_seal(
    portal: Portal, leyla: Browser, embedded: Settings
) -> None:
    case = await leyla.draft()
    await leyla.confirm(case)
    number = await steps.number_of(case)
    is_page(await leyla.get(f"/cases/{case}?done=confirm"), 200, written(number))
    answer = await leyla.client.get(f"/attestations/{number}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert all(said in steps.text_of(answer.content) for said in (written(number), "Əliyeva Leyla", FIN, "Mühəndis"))
    assert f"/v/{number}" in steps.qr_in(answer.content)
    assert await is_sealed(answer.content, demo_authority(embedded.data / "keys").root.read_bytes())
    await portal.settle()
    assert (await leyla.client.get(f"/attestations/{number}/pdf")).content == answer.content


async def test_e11_a_check_is_logged_downloads_and_asks_a_sum_when_suspicious(portal: Portal, leyla: Browser) -> None:
    one, checker = await made(portal, leyla), portal.browser(place="198.18.7.1")
    await checker.get("/verify")
    assert (await checker.post("/verify/pdf", {"number": one.number})).status_code == 404, "not without a check"
    is_page(await steps.checked(checker, written(one.number).lower()), 200, text("In force"), "Əliyeva", "Mühəndis")
    assert (await checker.post("/verify/pdf", {"number": one.number})).content.startswith(b"%PDF-")
    for _try in range(verify.SUSPECT):
        await steps.checked(checker, "7K3M9QXT2VBNE")
    asked = await steps.checked(checker, one.number)
    is_page(asked, 422, text("Result of the operation"), text("Write the result of the operation."))
    is_page(await checker.get(f"/v/{one.number}"), 200, text("In force"))
    assert (await steps.by_machine(checker, one.number))["active"] is True
    assert sorted(await Check.select(Check.way).output(as_list=True)) == ["api", "number", "qr"]


async def test_e12_history_downloads_again_and_deactivates_and_nothing_is_told_after(
    portal: Portal, leyla: Browser
) -> None:
    one, other = await made(portal, leyla), await made(portal, leyla)
    history = await leyla.get(f"/my-cases?service={SLUG}")
    assert {f"/cases/{one.case}", f"/attestations/{one.number}/pdf"} <= set(re.findall(r'href="([^"]+)"', history.text))
    assert f'href="/cases/{one.case}/move/deactivate"' in (await leyla.get(f"/cases/{one.case}")).text
    await deactivated(portal, leyla, one)
    clock.advance(clock.end_of(UNTIL) - clock.now())  # the other one expires, before the worker has come to it
    stranger = portal.browser()
    nobodys = words(await steps.checked(stranger, "7K3M9QXT2VBNE"))
    for number in (one.number, other.number):
        answer = await steps.checked(stranger, number)
        is_page(answer, 404, text("Not confirmed"))
        assert words(answer) == nobodys == words(await stranger.get(f"/v/{number}"))
        assert await steps.by_machine(stranger, number) == {"active": False}
        assert (await stranger.post("/verify/pdf", {"number": number})).status_code == 404
    again = await portal.signed_in("leyla")
    assert (await again.client.get(f"/attestations/{one.number}/pdf")).status_code == 200, "the holder keeps it"


async def test_e13_who_checked_with_fin_or_with_the_organisations_voen(portal: Portal, leyla: Browser) -> None:
    one, kamran = await made(portal, leyla), await portal.signed_in("kamran")
    await steps.checked(kamran, one.number)
    await steps.checked(await acting(await portal.signed_in("rashad")), one.number)
    await portal.browser().get(f"/v/{one.number}")
    table = rows(await leyla.get("/my-data/checked"))
    assert [row[0] for row in table] == [written(one.number)] * 3
    people = {row[1]: row[2:4] for row in table}
    assert people["Məmmədov Kamran Vaqif oğlu"] == ["7RTQ4ZN", "—"]
    (body,) = [who for who in people if steps.BODY_NAME in who]
    assert people[body] == ["—", steps.BODY] and people[text("Somebody who was not signed in")] == ["—", "—"]
    assert all(str(clock.today().year) in row[4] for row in table)
    assert rows(await kamran.get("/my-data/checked")) == []


async def test_e14_what_i_checked_with_the_persons_name_number_and_date(portal: Portal, leyla: Browser) -> None:
    one, kamran = await made(portal, leyla), await portal.signed_in("kamran")
    await kamran.client.get(f"/api/v1/attestations/{one.number}")
    await steps.checked(kamran, "7K3M9QXT2VBNE")
    (row,) = rows(await kamran.get("/my-data/checks"))
    assert row[:2] == [written(one.number), LEYLA] and str(clock.today().year) in row[2]
    assert rows(await leyla.get("/my-data/checks")) == []
