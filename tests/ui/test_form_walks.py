"""Whatever somebody answers, in whatever order: hidden is absent, and what was reviewed is what is sent.

The walks are drawn by hypothesis over the form that asks every kind of question, through the real application.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xidmet.contract.plain import from_json
from xidmet.contract.shown import show, value_of
from xidmet.language import translator
from xidmet.store.tables import Case

from tests import gallery
from tests.conftest import demo_settings
from tests.ui.applicant import STEPS, Applicant, worker
from tests.ui.browser import Portal, portal_on

WALKS = 40 if os.environ.get("XIDMET_TEST_FULL") == "1" else 5
TOGGLES: dict[str, dict[str, list[str]]] = {
    "plain": {"public": ["yes", "no", ""], "people": ["7", "many", ""], "where": ["Arxa qapı", ""]},
    "chosen": {
        "kind": ["fair", "course", "other"],
        "other": ["Sərgi", ""],
        "fee_due": ["yes", "no"],
        "reduced": ["yes", "no", ""],
        "contact": ["", "other@numune.example", "wrong"],
        "employer": ["9000000011", "9000000001", "no such"],
    },
    "identity": {"voen": ["1400057421", "1525855852"], "leader-patronymic": ["", "Rauf"], "fin": ["5VBK5VR", "?"]},
}


@st.composite
def sent(draw: st.DrawFn) -> tuple[str, ...]:
    """A step, sent as usual but for a few answers; by "Continue", by "Save and leave", or kept by itself."""
    step = draw(st.sampled_from(sorted(TOGGLES)))
    names = draw(st.lists(st.sampled_from(sorted(TOGGLES[step])), unique=True, max_size=3))
    changed = {name: draw(st.sampled_from(TOGGLES[step][name])) for name in names}
    return "send", step, draw(st.sampled_from(["next", "save", "keep"])), json.dumps(changed)


ROWS = st.sampled_from([("add",), ("del",), ("yes",), ("no",)])
WALK = st.lists(sent() | ROWS, min_size=2, max_size=7)


@settings(max_examples=WALKS, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(walk=WALK)
def test_a_walk_through_the_form(seeded_gallery: Path, walk: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(seeded_gallery, data)
        asyncio.run(_walk(data, walk))


async def _walk(data: Path, walk: list[tuple[str, ...]]) -> None:
    async with portal_on(demo_settings(data, site=gallery.SITE)) as portal:
        applicant = await Applicant.of(portal)
        rows: list[str] = []
        for deed in walk:
            await _done(applicant, rows, deed)
            kept = await _typed(applicant)
            assert orphans(kept) == [], deed
            assert [row["_id"] for row in kept.get("workers", [])] == rows
            await _part_is_page(applicant)
        await _finish(portal, applicant, rows)


def orphans(kept: dict[str, Any]) -> list[str]:
    """Answers to questions that are not asked; the conditions of the form are written out here once more."""
    hidden = {
        "where": kept.get("public") == "no",
        "other": kept.get("kind") in ("fair", "course"),
        "reduced": kept.get("fee_due") == "no" or kept.get("kind") in ("fair", "other"),
    }
    found = [name for name, is_hidden in hidden.items() if is_hidden and name in kept]
    return found + [row["_id"] for row in kept.get("workers", []) if row.get("foreign") == "no" and "passport" in row]


async def _done(applicant: Applicant, rows: list[str], deed: tuple[str, ...]) -> None:
    if deed[0] == "add":
        rows.append(await applicant.add_row(**worker(*rows)))
    elif deed[0] == "del" and rows:
        gone = rows.pop(len(rows) // 2)
        await applicant.send("staff", f"del:workers:{gone}", **worker(*rows, gone))
    elif deed[0] in ("yes", "no"):
        await applicant.send("staff", "save", **worker(*rows, foreign=deed[0]))
    elif deed[0] == "send":
        _send, step, op, changed = deed
        answers = {**STEPS[step], **json.loads(changed)}
        answer = await (applicant.keep(step, **answers) if op == "keep" else applicant.send(step, op, **answers))
        assert answer.status_code in (200, 303, 422)


async def _typed(applicant: Applicant) -> dict[str, Any]:
    row = await Case.select(Case.typed).where(Case.number == applicant.number).first()
    assert row is not None
    found: dict[str, Any] = json.loads(row["typed"])
    return found


async def _part_is_page(applicant: Applicant) -> None:
    """What a script gets in the place of the step is what the whole page shows there."""
    await applicant.look(applicant.at("staff"))
    kept = await _typed(applicant)
    rows = [row["_id"] for row in kept.get("workers", [])]
    posted = {"csrf": applicant.browser.csrf, **applicant.page, "op": "drop:workers:none", **worker(*rows)}
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    part = await applicant.browser.client.post(applicant.at("staff"), data=posted, headers=headers)
    assert part.status_code == 200 and "<html" not in part.text
    page = await applicant.look(applicant.at("staff"))
    assert _fields(part.text) == _fields(page.text)


def _fields(page: str) -> str:
    return page.split('<div class="fields">')[1].split('<div class="actions">')[0]


async def _finish(portal: Portal, applicant: Applicant, rows: list[str]) -> None:
    """Everything right at last: what the review shows is what is stored, and nothing else."""
    for step, answers in STEPS.items():
        assert (await applicant.send(step, **answers)).status_code == 303
    if not rows:
        rows.append(await applicant.add_row())
    assert (await applicant.send("staff", **worker(*rows))).status_code == 303
    form = portal.site.catalogue.services[gallery.SLUG].form
    reviewed = unescape((await applicant.look(f"/cases/{applicant.number}/review")).text)
    assert (await applicant.confirm()).status_code == 303
    row = await Case.select(Case.answers, Case.typed).where(Case.number == applicant.number).first()
    assert row is not None and json.loads(row["typed"]) == {}
    stored = from_json(form, json.loads(row["answers"]))
    words = translator("az", "every_field")
    for field in form.fields.values():
        shown = show(field, value_of(field, stored), words)
        if shown and not field.rows and not hasattr(field, "of"):
            assert shown in re.sub(r"<[^>]+>", "", reviewed), field.name
    assert value_of(form.fields["other"], stored) is None
