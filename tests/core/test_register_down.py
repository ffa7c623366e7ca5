"""A register goes down while somebody fills in the form: a plain message, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.cases import open_site
from xidmet.contract.plain import to_json
from xidmet.errors import RegisterDown
from xidmet.registers import breaker
from xidmet.settings import Settings
from xidmet.store.tables import Case, Issued

from tests.conftest import ROOT, signed_in
from tests.core.register_server import RegisterServer, register_server
from tests.ui.answered import is_page, text, words
from tests.ui.browser import CERTIFICATE, CONTACT, Browser, Portal, portal_on

LABEL = "Employment contracts in force"
OUTSIDE = """
[[plugins]]
name = "employment_certificate"
[plugins.options]
contracts_url = "{url}"
"""


@pytest.fixture
async def body(embedded: Settings) -> AsyncIterator[RegisterServer]:
    """The body that keeps the contracts: the same rows that the demonstration keeps itself."""
    async with register_server() as server:
        async with open_site(embedded) as site:
            leyla = await signed_in("leyla")
            rows = await site.registers._rows["labour.contracts"].about(leyla.party)
            server.rows = [(leyla.party, to_json(row)) for row in rows]
        yield server


@pytest.fixture
async def portal(embedded: Settings, body: RegisterServer, tmp_path: Path) -> AsyncIterator[Portal]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "plugins").symlink_to(ROOT / "plugins")
    (folder / "plugins.toml").write_text(OUTSIDE.format(url=body.url))
    async with portal_on(embedded.model_copy(update={"site": folder})) as opened:
        yield opened


@pytest.fixture
async def leyla(portal: Portal) -> Browser:
    return await portal.signed_in("leyla")


def said(language: str = "az") -> tuple[str, str]:
    return text(RegisterDown.why, language, register=text(LABEL, language)), text(RegisterDown.mend, language)


async def typed(number: str) -> dict[str, str]:
    found = await Case.select(Case.typed).where(Case.number == number).output(load_json=True).first()
    assert found is not None
    return dict(found["typed"])


async def test_while_it_answers_all_is_as_ever(leyla: Browser, body: RegisterServer) -> None:
    number = await leyla.draft()
    assert (await leyla.confirm(number)).headers["location"] == f"/cases/{number}?done=confirm"
    assert {"about": "p:5VBK5VR"} in body.asked


@pytest.mark.parametrize("how", ["refused", "500 Oops", "not JSON"])
async def test_what_was_typed_is_kept_and_shown(leyla: Browser, body: RegisterServer, how: str) -> None:
    number = await leyla.open()
    contract = await leyla.contract(number)
    await leyla.fill(number, "employment", 1, contract=contract)
    await down(body, how)
    answer = await leyla.fill(number, "contact", 2, **{**CONTACT, "email": "typed@numune.example"})
    is_page(answer, 503, *said())
    assert 'value="typed@numune.example"' in answer.text
    kept = await typed(number)
    assert (kept["email"], kept["contract"]) == ("typed@numune.example", contract)
    await up(body)
    shown = await leyla.get(f"/cases/{number}/fill/employment")
    is_page(shown, 200)
    assert said()[0] not in words(shown) and contract in shown.text


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_message_is_in_the_readers_language(portal: Portal, body: RegisterServer, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    number = await leyla.open()
    await down(body, "refused")
    answer = await leyla.fill(number, "certificate", 1, **CERTIFICATE)
    is_page(answer, 503, *said(language), language=language)


async def test_every_page_of_the_form_can_be_looked_at(leyla: Browser, body: RegisterServer) -> None:
    number = await leyla.draft()
    await down(body, "refused")
    for step in ("employment", "certificate", "contact"):
        is_page(await leyla.get(f"/cases/{number}/fill/{step}"), 200, *said())
    is_page(await leyla.get(f"/cases/{number}/review"), 503, *said())
    is_page(await leyla.get(f"/cases/{number}"), 200)


async def test_nothing_is_confirmed_from_an_old_copy(leyla: Browser, body: RegisterServer) -> None:
    """The row is fetched anew when the certificate is made; without it there is none, and the draft waits."""
    number = await leyla.draft()
    before = await typed(number)
    await down(body, "refused")
    is_page(await leyla.confirm(number), 503, *said())
    assert await Issued.count() == 0 and await typed(number) == before
    await up(body)
    assert (await leyla.confirm(number)).headers["location"] == f"/cases/{number}?done=confirm"
    assert await Issued.count() == 1


async def down(body: RegisterServer, how: str) -> None:
    if how == "refused":
        await body.stop()
    else:
        body.manners = [how]


async def up(body: RegisterServer) -> None:
    """And whatever pause it was given is over."""
    body.manners = ["right"]
    await body.stop()
    await body.start()
    clock.advance(breaker.LONGEST)
