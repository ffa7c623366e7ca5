"""Cases as rows of a list: number, service, what tells them apart, state, document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from xidmet.attestations import Attested
from xidmet.cases import Case
from xidmet.contract.shown import show, value_of
from xidmet.language import translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.case import kind_of
from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.build.terms import deadline_of

NOTHING: Mapping[UUID, int] = {}


@dataclass(frozen=True)
class CaseRow:
    number: str
    title: str
    about: str
    state: str
    kind: str
    changed: dt.datetime
    pdf: str
    is_draft: bool
    deadline: str = ""
    late: bool = False
    unread: int = 0


def case_rows(
    catalogue: Catalogue,
    cases: Iterable[Case],
    papers: Mapping[UUID, Attested],
    language: str,
    unread: Mapping[UUID, int] = NOTHING,
) -> tuple[CaseRow, ...]:
    """papers: the newest attestation of each case that has one. unread: how many messages are new in it."""
    rows = ((case, _row(catalogue, case, papers.get(case.record.id), language)) for case in cases)
    return tuple(replace(row, unread=unread.get(case.record.id, 0)) for case, row in rows)


def _row(catalogue: Catalogue, case: Case, paper: Attested | None, language: str) -> CaseRow:
    words = translator(language, domain_of(catalogue, case.service))
    deadline, late = deadline_of(case, words)
    about = [show(field, value_of(field, case.answers), words) for field in case.service.columns]
    return CaseRow(
        number=case.number,
        title=words.text(case.service.title),
        about=" · ".join(part for part in about if part),
        state=words.text(case.label_now),
        kind=kind_of(case),
        changed=case.record.changed_at,
        pdf=f"/attestations/{paper.number}/pdf" if paper else "",
        is_draft=case.is_filled_in,
        deadline=deadline,
        late=late,
    )
