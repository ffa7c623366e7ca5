"""A list signed with a means of a plugin: from the button on its page to the moved cases; and what moves nothing."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from xidmet import journal
from xidmet.cases import find_case
from xidmet.settings import Settings
from xidmet.signatures.demo_people import Issued
from xidmet.store.tables import Document, MoveList

from tests.core.signing import der
from tests.roster_site import roster_site
from tests.signing import Parties, parties_on
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.signing_scene import certificate, checked_in_this_process
from tests.ui.test_lists import checked, people, rashad

PLUGIN = """
import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from xidmet import hookimpl
from xidmet.means import Answer, Wait
from xidmet.signing import SignedHash, SigningMeans

held = {}  # key and chain, as the token of a signer holds them


class Token(SigningMeans):
    name, title, about, hash_only = "token", "Office token", "You need the token of your office.", True

    async def begin(self, ceremony, paper):
        return Wait("Touch your token.", code=f"{paper.name} {ceremony.fin}")

    async def go_on(self, ceremony, paper, given):
        if ceremony.notes.get("touched") != paper.digest:
            return Wait("Touch your token.", code=f"{paper.name} {ceremony.fin}")
        when = ceremony.now.replace(microsecond=0)
        over = paper.to_be_signed(held["chain"], "sha384", when)
        return SignedHash(held["key"].sign(over, ec.ECDSA(hashes.SHA384())), held["chain"], "sha384", when)

    def try_of(self, call):
        return call.query

    async def called(self, ceremony, paper, call):
        ceremony.notes["touched"] = call.body.decode()
        return Answer({"title": paper.title, "digest": hashlib.sha256(paper.content).hexdigest()})


@hookimpl
def signing_means():
    return [Token()]
"""


@pytest.fixture
async def parties(embedded: Settings) -> AsyncIterator[Parties]:
    async with parties_on(embedded.data) as opened:
        yield opened


@pytest.fixture
async def portal(embedded: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Portal]:
    folder = roster_site(tmp_path / "gates")
    (folder / "plugins" / "office_token").mkdir()
    (folder / "plugins" / "office_token" / "__init__.py").write_text(PLUGIN, encoding="utf-8")
    with (folder / "plugins.toml").open("a", encoding="utf-8") as more:
        more.write('[[plugins]]\nname = "office_token"\n')
    settings = embedded.model_copy(update={"site": folder, "demo_signing_port": parties.settings.demo_signing_port})
    with checked_in_this_process():
        async with portal_on(settings) as opened:
            assert opened.site.catalogue.faults == ()
            yield opened


def holds(by: Issued) -> None:
    """Whose key is on the token."""
    plugin: Any = sys.modules["office_token"]
    plugin.held.update(key=by.key, chain=[der(one) for one in (by.certificate, *by.chain)])


async def begun(browser: Browser, where: str) -> str:
    """The address of a try to sign the list."""
    await browser.post(f"{where}/go")
    page = await browser.get(f"{where}/sign")
    assert "Office token" in page.text and f'action="{where}/sign/means/token"' in page.text
    answer = await browser.post(f"{where}/sign/means/token")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def touched(portal: Portal, step: str, head: bytes) -> dict[str, str]:
    calls = f"/sign/token/calls/touched?{step.rpartition('/')[2]}"
    answer = await portal.browser().client.post(calls, content=hashlib.sha256(head).hexdigest().encode())
    assert answer.status_code == 200
    return dict(answer.json())


async def listed() -> dict[str, Any]:
    row = await MoveList.select().first()
    assert row is not None
    return row


async def states(portal: Portal, numbers: list[str]) -> list[str]:
    cases = [await find_case(portal.site, number) for number in numbers]
    return [case.state.name for case in cases if case]


async def test_signed_with_a_means_and_worked_off(portal: Portal, parties: Parties) -> None:
    holds(certificate(parties, "rashad"))
    browser, numbers = await rashad(portal), await people(portal, 3)
    where = await checked(portal, browser, numbers)
    step = await begun(browser, where)
    waits = await browser.get(step)
    assert "Touch your token." in waits.text and "head.json" in waits.text
    assert (await browser.post(step)).status_code == 200 and (await listed())["state"] == "signing"
    head = (await browser.client.get(f"{where}/sign/head.json")).content
    told = await touched(portal, step, head)
    assert told["digest"] == hashlib.sha256(head).hexdigest() and "Activate" in told["title"]
    await browser.get(step)
    assert (await listed())["state"] == "signing", "looking and calling begin nothing"
    done = await browser.post(step)
    assert done.status_code == 303 and done.headers["location"] == where, done.text
    await portal.settle()
    assert await states(portal, numbers) == ["active"] * 3
    row = await listed()
    file = await Document.select().where(Document.id == row["signature"]).first()
    assert row["state"] == "done" and "Rəşad" in row["signer"].title() and file is not None
    for place, number in enumerate(numbers, 1):
        case = await find_case(portal.site, number)
        assert case is not None
        facts = [one for one in await journal.entries(case.record.id) if one.kind == "moved"][-1].facts
        assert (facts["list"], facts["item"]) == (str(row["id"]), f"{place}/3")
        assert (facts["list_signature"], facts["head"]) == (file["sha256"], told["digest"])
    assert "Signed by" in (await browser.get(where)).text
    assert (await browser.post(step)).status_code in (404, 409), "a try is used once"
    assert (await browser.post(f"{where}/sign/means/token")).status_code == 409, "nothing is left to sign"
    assert await MoveList.count() == 1 and (await listed())["signature"] == row["signature"]


async def test_what_a_means_brings_is_judged_and_is_over_this_very_list(portal: Portal, parties: Parties) -> None:
    holds(certificate(parties, "leyla"))
    browser, numbers = await rashad(portal), await people(portal, 2)
    where = await checked(portal, browser, numbers)
    step = await begun(browser, where)
    head = (await browser.client.get(f"{where}/sign/head.json")).content
    await touched(portal, step, head)
    refused = await browser.post(step)
    assert refused.status_code == 422 and (await listed())["state"] == "signing", "signed by somebody else"
    holds(certificate(parties, "rashad"))
    step = await begun(browser, where)
    aynur = await portal.signed_in("aynur", "en")
    assert (await aynur.get(step)).status_code == 404, "a try belongs to the browser that began it"
    await touched(portal, step, head)
    await browser.post(f"{where}/back")
    await browser.post(f"{where}/rows", {"place": "2", "op": "out"})
    late = await browser.post(step)
    assert late.status_code == 409, "the rows were gone back to"
    await browser.post(f"{where}/go")
    other = await browser.post(step)
    assert other.status_code == 200 and "Touch your token." in other.text, "the list is another one now"
    await portal.settle()
    assert (await listed())["state"] == "signing" and await states(portal, numbers) == ["entered"] * 2
