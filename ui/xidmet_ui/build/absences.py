"""The questions about an absence, and absences in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from xidmet.cases.desk.absence import Asked, Colleague
from xidmet.contract.fields import Choice, Date
from xidmet.contract.form import Form
from xidmet.contract.texts import _

Options = tuple[tuple[str, str], ...]


@lru_cache(64)  # one for each agency's people: how its questions look is remembered by the questions themselves
def absence_form(agencies: Options, people: Options, substitutes: Options) -> type[Form]:
    """agencies, people: of which one is chosen; of a single one nothing is asked. Without anybody who could
    stand in there are no questions.
    """
    asked: dict[str, Any] = {}
    if not substitutes:
        return type("Absence", (Form,), asked)
    if len(agencies) > 1:
        asked["agency"] = Choice(_("Agency"), dict(agencies))
    if people:
        asked["account"] = Choice(_("Who is away"), dict(people))
    asked["substitute"] = Choice(_("Who stands in"), dict(substitutes))
    asked["first"] = Date(_("From"))
    asked["last"] = Date(_("To and with"))
    return type("Absence", (Form,), asked)


def options(colleagues: list[Colleague], without: UUID | None = None) -> Options:
    return tuple((str(one.account), one.name) for one in colleagues if one.account != without)


def asked_of(given: Mapping[str, Any], agency: str, account: UUID) -> Asked:
    """agency, account: where they are not asked."""
    return Asked(
        agency=given.get("agency", agency),
        account=UUID(given["account"]) if "account" in given else account,
        substitute=UUID(given["substitute"]),
        first=given["first"],
        last=given["last"],
    )
