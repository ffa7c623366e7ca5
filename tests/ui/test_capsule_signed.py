"""A capsule holds what was signed, the signature, and what its check rested on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.cases.capsule.gathered import gathered, pieces
from xidmet.cases.capsule.view import OPERATOR
from xidmet.settings import Settings
from xidmet.signatures import verify
from xidmet.signatures.material import trust_of

from tests.signing import Parties, parties_on
from tests.ui.browser import Portal
from tests.ui.signing_scene import checked_in_this_process, sent


@pytest.fixture
async def parties(gallery_settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(gallery_settings.data) as opened:
        yield opened


async def test_what_was_signed_lies_in_it_and_can_be_judged_again(gallery: Portal, parties: Parties) -> None:
    with checked_in_this_process():
        number = await sent(await gallery.signed_in("leyla"), parties)
    it = await gathered(gallery.site, number, lambda case: OPERATOR)
    files = {}
    async for piece in pieces(it, "az"):
        files[Path(piece.name)] = b"".join([part async for part in piece.read()])
    (verdict,) = [json.loads(files[name]) for name in files if name.match("verdicts/*-send.json")]
    (document,) = [files[name] for name in files if name.match("signatures/*-send.pdf")]
    (signature,) = [files[name] for name in files if name.match("signatures/*-send-signed.*")]
    assert document.startswith(b"%PDF-")
    assert verdict["report"]["indication"] == "TOTAL-PASSED"
    again = await verify(signature, document, trust=trust_of(verdict["material"]))
    assert again.indication == "TOTAL-PASSED"
