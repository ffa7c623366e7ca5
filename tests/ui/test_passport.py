"""What somebody reads of a service before they sign in: what it costs, how long it takes, what must be brought."""

from __future__ import annotations

import re

import pytest

from tests.ui.answered import text, words
from tests.ui.browser import Portal

TABLE = re.compile(r"<tbody>(.*?)</tbody>", re.S)


@pytest.mark.parametrize(
    ("slug", "fee", "row"),
    [
        ("temporary-residence-extension", "15 ₼ – 480 ₼", "30 gün, 3 iş günü ərzində Yetkinlik yaşına çatıb 3 30 ₼"),
        ("work-permit", "350 ₼ – ", "3 ay, 10 iş günü"),
        ("citizenship-admission", "110 ₼", "110 ₼"),
    ],
)
async def test_its_duties_and_terms_are_read_before_signing_in(portal: Portal, slug: str, fee: str, row: str) -> None:
    shown = await portal.browser().get(f"/services/{slug}")
    said = words(shown)
    assert shown.status_code == 200 and text("Fee and time") in said
    assert fee in said.replace("\N{NO-BREAK SPACE}", " ") and row in said.replace("\N{NO-BREAK SPACE}", " ")
    assert text("As in the fee table") not in said


async def test_it_says_what_is_signed_and_shows_the_way_before_all_the_others(portal: Portal) -> None:
    said = words(await portal.browser().get("/services/movement-permit"))
    assert text("For several at once: by e-signature") in said and text("No signature needed") not in said
    assert said.index(text("What happens")) < said.index(text("Everything that can happen"))
    assert text("Fee and time") not in said, "it is free"
