"""None of our services has a number of the law in code where a table of terms can say it; its law stands beside it."""

from __future__ import annotations

import pytest
from xidmet import LegalTerms
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.service import Service
from xidmet.plugins import load

from tests.architecture.texts import ROOT

CATALOGUE = load(ROOT / "plugins.toml", demo_signing="http://127.0.0.1:1")


def test_all_services_are_switched_on() -> None:
    assert len(CATALOGUE.services) == 12


@pytest.mark.parametrize("slug", list(CATALOGUE.services))
def test_the_term_of_complaints_and_of_keeping_is_a_row_of_a_table_that_an_agency_keeps(slug: str) -> None:
    service: type[Service] = CATALOGUE.services[slug]
    terms = [service.keep_years, *([service.appeal.days, service.appeal.court] if service.appeal else [])]
    for term in terms:
        assert isinstance(term, LegalTerm) and isinstance(term.table, LegalTerms) and term.table.kept_by is not None
        assert term.table.kept_by.agency is not None
        row = CATALOGUE.first_row(term)
        assert all((row.law, row.law_az, row.law_ru, row.name_az, row.name_ru)), "in three languages"
