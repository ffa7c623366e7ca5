"""From the application to the appointment: a failed exam, disputed with success, the interview, the order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from migration_jobs.registers import announcements
from xidmet.contract.plain import to_store
from xidmet.errors import Refused
from xidmet.settings import Settings
from xidmet.store.registers import keep

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.plugins.declared_life import registered, switched_on
from tests.plugins.migration_jobs.test_migration_jobs import POST, applied

LATER = {"day": "1", "month": "3", "year": "2090"}
EARLIER = {"day": "1", "month": "11", "year": "2026"}
EXAM: dict[str, Any] = {"exam_on": LATER, "exam_at": "10:00", "exam_place": "Bakı"}
INTERVIEW: dict[str, Any] = {"interview_on": LATER, "interview_at": "10:00", "interview_place": "Bakı"}
APPOINTED: dict[str, Any] = {"order_number": "1", "order_date": EARLIER, "begins": LATER, "months": "6"}


async def test_a_failed_exam_is_disputed_and_leads_to_the_service_after_all(settings: Settings, tmp_path: Path) -> None:
    async with switched_on(settings, "migration_jobs", tmp_path) as site:
        await keep(announcements.name, POST.code, "", to_store(POST), POST.name)
        life, leyla = await registered(site, "migration-jobs", applied().so_far), await signed_in("leyla")
        personnel = await holds("rafiq", "migration:personnel", "migration:competition")
        commission = await holds("sevda", "migration:competition", "migration:head")
        assert await life.goes(personnel, "admit") == "admitted"
        assert await life.goes(personnel, "invite", **EXAM) == "invited"
        with pytest.raises(Refused, match="70"):
            await life.goes(personnel, "record_pass", points="69")
        assert await life.goes(personnel, "record_fail", points="69") == "failed"
        assert await life.goes(leyla, "dispute", disputed="Question 7 has two right answers.") == "disputed"
        with pytest.raises(Refused, match="yourself"):
            await life.goes(personnel, "mend_result", points="70")
        assert await life.goes(commission, "mend_result", points="70") == "passed"
        assert await life.goes(personnel, "invite_interview", **INTERVIEW) == "interview"
        assert await life.goes(commission, "assess", assessment="suitable") == "decision"
        with pytest.raises(Refused, match="yourself"):
            await life.goes(commission, "appoint", **APPOINTED)
        head = await holds("vusal", "migration:head")
        assert await life.goes(head, "appoint", **APPOINTED) == "trainee"
        assert await life.goes(head, "confirm") == "appointed"
