"""A register falls silent before words that were typed can be looked up in it: what was typed is kept all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from xidmet.errors import RegisterDown
from xidmet.registers import Registers

from tests.core.uploading import typed
from tests.ui.answered import is_page, text
from tests.ui.applicant import CHOSEN, Applicant
from tests.ui.browser import Portal

WORDS = "Şirkət ki, tapılmır"


@pytest.fixture
async def leyla(gallery: Portal) -> Applicant:
    return await Applicant.of(gallery, language="en")


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register of organisations, from whichever side it is asked."""
    offered = Registers.offered_for

    async def search(self: Registers, one: Any, *more: Any) -> None:
        raise RegisterDown("Organisations")

    async def asked(self: Registers, asks: Sequence[Any], party: str) -> Any:
        if any("organisations" in ask.register for ask in asks):
            raise RegisterDown("Organisations")
        return await offered(self, asks, party)

    monkeypatch.setattr(Registers, "search", search)
    monkeypatch.setattr(Registers, "offered_for", asked)


async def test_what_was_typed_is_kept_and_the_words_stand_in_the_box(
    leyla: Applicant, request: pytest.FixtureRequest
) -> None:
    await leyla.look(leyla.at("chosen"))
    request.getfixturevalue("silent")
    fields = {"csrf": leyla.browser.csrf, **leyla.page, **CHOSEN, "employer": "", "employer-text": WORDS, "op": "next"}
    answer = await leyla.browser.client.post(leyla.at("chosen"), data=fields)
    is_page(answer, 503, text(RegisterDown.why, "en", register="Organisations"), language="en")
    kept = await typed(leyla.number)
    assert (kept["kind"], kept["month"], kept["topics"]) == ("course", "spring", ["art", "work"])
    assert kept["partners"] == CHOSEN["partners"] and not kept["employer"]
    assert f'value="{WORDS}"' in answer.text
