"""Anybody may check a signed file: what is said of it, in each language, and what happens to one that is wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from xidmet.auth import throttle
from xidmet.language import LANGUAGES
from xidmet.signatures.demo_revocation import issuing_crl, root_crl
from xidmet_ui.pages import check_signature

from tests.core import people, signed_files, signed_lists, stamping
from tests.core.ca_server import CaServer
from tests.core.seals import PLAIN_PDF
from tests.core.signing import CONTENT, cades
from tests.limits import window_begins
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal

PATH = "/check-signature"


@pytest.fixture
def ca(portal: Portal) -> CaServer:
    """The authority that the portal trusts; nobody answers at its address."""
    return CaServer(portal.site.settings.data / "keys", "http://localhost:1")


@pytest.fixture
async def visitor(portal: Portal) -> Browser:
    visitor = portal.browser()
    await visitor.get(PATH)
    return visitor


async def send(visitor: Browser, **files: bytes) -> httpx.Response:
    held: Any = {name: (name, content) for name, content in files.items()} or {"file": ("", b"")}
    return await visitor.client.post(PATH, data={"csrf": visitor.csrf}, files=held)


def lasting(ca: CaServer) -> bytes:
    """With all that shows that nothing was taken back."""
    lists = issuing_crl(ca.folder), root_crl(ca.folder)
    return signed_files.asice(people.person(ca), tsa=stamping.authority(ca), crls=lists)


async def test_what_is_said_of_good_ones_and_others(visitor: Browser, ca: CaServer) -> None:
    said = await send(visitor, file=lasting(ca))
    assert said.status_code == 200
    assert 'class="verdict ok"' in said.text
    assert "Əliyeva Leyla" in said.text and "5VBK5VR" in said.text and "map/plan.bin" in said.text
    signature = cades(people.person(ca))
    unsure = await send(visitor, file=signature, content=CONTENT)
    assert 'class="verdict unsure"' in unsure.text and "TRY_LATER" in unsure.text  # nobody answers about it
    no = await send(visitor, file=signature, content=b"other")
    assert 'class="verdict no"' in no.text and "HASH_FAILURE" in no.text


TITLES = {
    "az": "Bu faylı yoxlamaq mümkün deyil",
    "en": "This file can&#39;t be checked",
    "ru": "Этот файл нельзя проверить",
}


async def test_a_document_that_this_portal_sealed(portal: Portal, visitor: Browser) -> None:
    sealed = await asyncio.to_thread(portal.site.seal.seal_pdf, PLAIN_PDF, "for a test")
    said = await send(visitor, file=sealed)
    assert 'class="verdict ok"' in said.text and "1400000011" in said.text and text("page 1") in words(said)


async def test_one_item_of_a_signed_list(portal: Portal, visitor: Browser) -> None:
    head, lines = signed_lists.written([{"number": "P-1"}, {"number": "P-2", "ok": True, "name": "<b>Leyla</b>"}])
    signature = await asyncio.to_thread(portal.site.seal.sign_cms, head.content)
    proof = signed_lists.Made(head, lines, signature).proof(2)
    said = await send(visitor, file=proof)
    assert 'class="verdict ok"' in said.text and "P-2" in said.text and "P-1" not in said.text
    assert (
        text("item {item} of {count}", item=2, count=2) in words(said)
        and "<b>Leyla" not in said.text
        and signed_lists.ABOUT.text in said.text
    )
    no = await send(visitor, file=proof.replace(b"P-2", b"P-3"))
    assert 'class="verdict no"' in no.text and "P-3" not in no.text


async def test_in_each_language(portal: Portal) -> None:
    for language in LANGUAGES:
        visitor = portal.browser(language)
        await visitor.get(PATH)
        assert TITLES[language] in (await send(visitor, file=b"<a>I agree.</a>")).text


async def test_names_of_strangers_are_text(visitor: Browser, ca: CaServer) -> None:
    said = await send(visitor, file=signed_files.asice(people.person(ca), {"<b>a.txt": b"a"}))
    assert "&lt;b&gt;a.txt" in said.text and "<b>a.txt" not in said.text


async def test_what_is_wrong_with_the_form(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = await send(visitor)
    assert nothing.status_code == 422 and 'id="file-e"' in nothing.text
    elsewhere = await visitor.client.post(PATH, data={"csrf": "x" * 43}, files={"file": ("a", b"a")})
    assert elsewhere.status_code == 403
    monkeypatch.setattr(check_signature, "MOST_BYTES", 10)
    large = await send(visitor, file=b"a", content=b"0" * 11)
    assert large.status_code == 422 and 'id="content-e"' in large.text


async def test_not_without_end(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    window_begins(throttle.CHECK_SIGNATURE)
    monkeypatch.setattr(check_signature, "checked_apart", lambda _asked: _nothing())
    answers = [(await send(visitor, file=b"a")).status_code for _try in range(throttle.CHECK_SIGNATURE.most + 1)]
    assert answers == [200] * throttle.CHECK_SIGNATURE.most + [429]


def _nothing() -> dict[str, Any]:
    empty = dict.fromkeys(LANGUAGES, "")
    said = {"indication": "INDETERMINATE", "readable": False, "sentence": empty, "signers": [], "time_stamps": []}
    return said | {"list": None}
