"""From the registration to the President's order and the certificate: who does what, and who may not do both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from xidmet import payments
from xidmet.errors import Refused
from xidmet.settings import Settings
from xidmet.store import issued
from xidmet.store.tables import Issued

from tests.core.offices import holds
from tests.plugins.citizenship.answers import admission, restoration
from tests.plugins.declared_life import Life, registered, switched_on

ORDER: dict[str, Any] = {"order_number": "123", "order_date": {"day": "1", "month": "11", "year": "2026"}}
OPINION = {"stand": "for", "reason": "Nothing speaks against it.", "minutes": "5"}
BODIES = ("interior:migration-opinions", "security:migration-opinions", "citizenship-commission:secretary")


async def judged(life: Life) -> None:
    """All three bodies, in an order of their own; then the reviewer lays it before the President."""
    for key, name in zip(reversed(BODIES), ("commission", "security", "interior"), strict=True):
        one = await holds(name, key)
        assert await life.goes(one, f"{name}_opinion", **OPINION) == ("proposal" if name == "interior" else "opinions")
        with pytest.raises(Refused):
            await life.goes(one, f"{name}_opinion", **OPINION)
    assert await life.goes(await holds("rafiq", "migration:reviewer"), "lay_before") == "president"


async def test_admission_is_paid_judged_ordered_and_certified(settings: Settings, tmp_path: Path) -> None:
    async with switched_on(settings, "citizenship", tmp_path) as site:
        life = await registered(site, "citizenship-admission", admission().so_far)
        officer = await holds("rafiq", "migration:registrar", "migration:reviewer", "migration:head")
        assert await life.goes(officer, "accept") == "review"
        with pytest.raises(Refused, match="duty"):
            await life.goes(officer, "ask_opinions")
        assert await life.goes(officer, "ask_duty") == "unpaid"
        assert await life.goes(payments, "pay") == "opinions"
        await judged(life)
        with pytest.raises(Refused, match="yourself"):
            await life.goes(officer, "record_grant", **ORDER)
        head = await holds("sevda", "migration:head")
        assert await life.goes(head, "record_grant", **ORDER) == "granted"
        assert await life.goes(head, "repeal", **ORDER, reason="It was obtained with false data.") == "repealed"
        row = await Issued.select(Issued.number).first()
        assert row is not None
        paper = await issued.by_number(row["number"])
        assert paper is not None and not paper.in_force and "123" in str(paper.record)


async def test_restoration_is_free_and_refused_with_its_ground(settings: Settings, tmp_path: Path) -> None:
    async with switched_on(settings, "citizenship", tmp_path) as site:
        life = await registered(site, "citizenship-restoration", restoration().so_far)
        officer = await holds("rafiq", "migration:registrar", "migration:reviewer")
        assert await life.goes(officer, "accept") == "review"
        with pytest.raises(Refused, match="duty"):
            await life.goes(officer, "ask_duty")
        assert await life.goes(officer, "ask_opinions") == "opinions"
        await judged(life)
        head = await holds("sevda", "migration:head")
        assert await life.goes(head, "record_refusal", **ORDER, ground="3", reason="Public order.") == "refused"
        assert await Issued.count() == 0
