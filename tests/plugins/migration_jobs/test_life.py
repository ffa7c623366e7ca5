"""From the application to the appointment: exams failed, disputed and missed, the interview, the order."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.cases.appointments.book import Wanted, book
from xidmet.cases.appointments.offered import offered, standing_for
from xidmet.cases.appointments.telling import UNDONE
from xidmet.cases.appointments.visitors import mark
from xidmet.cases.find import find_case
from xidmet.errors import Refused
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import appointments
from xidmet.store.appointments import Place

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.plugins.declared_life import registered, switched_on
from tests.plugins.migration_jobs.test_migration_jobs import applied

LATER = {"day": "1", "month": "3", "year": "2090"}
EARLIER = {"day": "1", "month": "11", "year": "2026"}
APPOINTED: dict[str, Any] = {"order_number": "1", "order_date": EARLIER, "begins": LATER, "months": "6"}


async def test_a_failed_exam_is_disputed_and_leads_to_the_service_after_all(settings: Settings, tmp_path: Path) -> None:
    async with switched_on(settings, "migration_jobs", tmp_path) as site:
        life, leyla = await registered(site, "migration-jobs", applied().so_far), await signed_in("leyla")
        personnel = await holds("rafiq", "migration:personnel", "migration:competition")
        commission = await holds("sevda", "migration:competition", "migration:head")
        assert await life.goes(personnel, "admit") == "admitted"
        assert await life.goes(personnel, "invite") == "invited"
        with pytest.raises(Refused, match="70"):
            await life.goes(personnel, "record_pass", points="69")
        assert await life.goes(personnel, "record_fail", points="69") == "failed"
        assert await life.goes(leyla, "dispute", disputed="Question 7 has two right answers.") == "disputed"
        with pytest.raises(Refused, match="yourself"):
            await life.goes(personnel, "mend_result", points="70")
        assert await life.goes(commission, "mend_result", points="70") == "passed"
        assert await life.goes(personnel, "invite_interview") == "interview"
        assert await life.goes(commission, "assess", assessment="suitable") == "decision"
        with pytest.raises(Refused, match="yourself"):
            await life.goes(commission, "appoint", **APPOINTED)
        head = await holds("vusal", "migration:head")
        assert await life.goes(head, "appoint", **APPOINTED) == "trainee"
        assert await life.goes(head, "confirm") == "appointed"


async def test_who_does_not_come_to_the_exam_is_out_of_the_competition(settings: Settings, tmp_path: Path) -> None:
    async with switched_on(settings, "migration_jobs", tmp_path) as site:
        life, leyla = await registered(site, "migration-jobs", applied().so_far), await signed_in("leyla")
        personnel = await holds("rafiq", "migration:personnel")
        await life.goes(personnel, "admit")
        await life.goes(personnel, "invite")
        place = uuid4()
        hours = {"opens": 540, "closes": 1080, "break_from": None, "break_to": None}
        await appointments.add(
            Place(
                place,
                "migration",
                "migration.jobs-exam",
                "Hall",
                "Bakı",
                "",
                20,
                **hours,
                days_ahead=30,
                hours_before=2,
            )
        )
        found = await offered((await standing_for(site, leyla, life.number)).appointment, place, None)
        assert found.first is not None
        booked = await book(site, leyla, life.number, Wanted(place, found.first.starts, None))
        clock.advance(booked.starts_at - clock.now() + UNDONE)
        await mark(site, personnel, booked.id, "missed")
        clock.advance(UNDONE)
        while await Worker(site).once():
            pass
        case = await find_case(site, life.number)
        assert case is not None and case.state.name == "absent"
