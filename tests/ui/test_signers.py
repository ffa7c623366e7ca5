"""The pages on which several people sign one application, without a script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from xidmet.settings import Settings

from tests.conftest import demo_settings
from tests.signers_site import signers_site
from tests.signing import FINS, Parties, parties_on
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.show_signers import filled_in, link_in
from tests.ui.signing_scene import beside, bring, certificate, checked_in_this_process, document, press, state


@dataclass
class Scene:
    portal: Portal
    parties: Parties
    leyla: Browser
    number: str

    @property
    def page(self) -> str:
        return f"/cases/{self.number}/signers"

    async def sign(self, browser: Browser, key: str, where: str) -> str:
        """Where it leads."""
        file = await beside(certificate(self.parties, key), await document(browser, where))
        return str((await bring(browser, where, file)).headers.get("location"))


@pytest.fixture
async def scene(embedded: Settings, tmp_path: Path) -> AsyncIterator[Scene]:
    """Leyla has signed; Rashad is asked to."""
    settings = demo_settings(embedded.data, site=signers_site(tmp_path / "registry"))
    async with portal_on(settings) as portal, parties_on(settings.data) as parties:
        leyla = await portal.signed_in("leyla")
        number = await filled_in(leyla)
        with checked_in_this_process():
            made = Scene(portal, parties, leyla, number)
            pressed = await press(leyla, f"/cases/{number}/review", move="send")
            where = str(pressed.headers["location"])
            said = (await leyla.get(where)).text
            assert FINS["rashad"] in said, "who signs after her"
            assert await made.sign(leyla, "leyla", where) == made.page
            yield made


async def test_the_whole_way(scene: Scene) -> None:
    leyla, rashad = scene.leyla, await scene.portal.signed_in("rashad")
    shown = (await leyla.get(scene.page)).text
    assert "İmzaları gözləyir" in (await leyla.get(f"/cases/{scene.number}")).text
    assert "İmzaları gözləyir" in (await leyla.get("/my-cases")).text
    (action,) = set(re.findall(rf'action="({scene.page}/[0-9a-f-]{{36}})"', shown))
    for wrong in ("", "no address"):
        refused = await leyla.post(action, {"address": wrong})
        assert refused.status_code == 422 and 'aria-invalid="true"' in refused.text and wrong in refused.text
    sent = await leyla.post(action, {"address": "r@example.az"})
    assert sent.status_code == 303 and "r@example.az" in (await leyla.get(sent.headers["location"])).text
    assert (await leyla.post(action, {"address": "r@example.az"})).status_code == 422, "not twice a day"
    link = await link_in(rashad)
    shown = (await rashad.get(link)).text
    assert f"{link}/page/1" in shown and f"{link}/refuse" in shown and f"/cases/{scene.number}" not in shown
    assert (await rashad.client.get(f"{link}/page/1")).content.startswith(b"\x89PNG")
    assert (await rashad.get(f"/cases/{scene.number}")).status_code == 404
    wrong_file = await bring(rashad, link, b"nothing")
    assert wrong_file.status_code == 422 and 'id="file-e"' in wrong_file.text
    assert await scene.sign(rashad, "rashad", link) == link
    assert await state(leyla, scene.number) == "sent"
    assert (await leyla.get(scene.page)).headers["location"] == f"/cases/{scene.number}?done=send"
    assert len(set(re.findall(r"/signatures/[0-9a-f-]{36}\"", (await leyla.get(f"/cases/{scene.number}")).text))) == 2
    shown = (await rashad.get(link)).text
    assert "/refuse" not in shown and (await rashad.get(f"{link}/signed")).status_code == 200
    assert (await rashad.get(f"{link}/document.pdf")).status_code == 200


async def test_a_stranger_learns_nothing(scene: Scene) -> None:
    rashad, link = await scene.portal.signed_in("rashad"), ""
    link = await link_in(rashad)
    door = await scene.portal.browser().get(link)
    nowhere = f"/co-sign/{'0' * 8}-0000-4000-8000-{'0' * 12}"
    other = await scene.portal.browser().get(nowhere)
    for text in (door.text, other.text):
        assert "Joint wish" not in text and scene.number not in text
    aynur = await scene.portal.signed_in("aynur")
    for way in ("", "/document.pdf", "/page/1", "/signed"):
        assert (await aynur.get(link + way)).status_code == (await aynur.get(nowhere + way)).status_code == 404
    assert (await aynur.post(f"{link}/refuse", {"word": "x"})).status_code == 404
    assert (await aynur.post(f"{scene.page}/take-back")).status_code == 404
    assert (await scene.leyla.get(link)).status_code == 404, "she signs once"


async def test_refused_with_a_word(scene: Scene) -> None:
    rashad = await scene.portal.signed_in("rashad")
    link = await link_in(rashad)
    assert (await rashad.post(f"{link}/refuse", {"word": " "})).status_code == 422
    assert (await rashad.post(f"{link}/refuse", {"word": "Razı <b>deyiləm</b>"})).status_code == 303
    shown = (await scene.leyla.get(scene.page)).text
    assert "Razı &lt;b&gt;deyiləm" in shown and "review" in shown
    assert "/refuse" not in (await rashad.get(link)).text
    assert (await scene.leyla.get(f"/cases/{scene.number}/review")).status_code == 200


async def test_taken_back(scene: Scene) -> None:
    rashad = await scene.portal.signed_in("rashad")
    link = await link_in(rashad)
    assert (await scene.leyla.get(f"/cases/{scene.number}/review")).status_code == 303, "it stands still"
    for _time in range(2):
        assert (await scene.leyla.post(f"{scene.page}/take-back")).status_code == 303
    assert (await scene.leyla.get(f"/cases/{scene.number}/review")).status_code == 200
    assert "/refuse" not in (await rashad.get(link)).text
    assert (await rashad.get(f"{link}/document.pdf")).status_code == 404
