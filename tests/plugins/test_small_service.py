"""How short a permit can be written: twenty questions, six states, grounds, notices, a document, and no page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xidmet import DemoCase, clock
from xidmet.cases import find_case, open_site
from xidmet.cases.demo import open_demo_case
from xidmet.cases.terms import state_days
from xidmet.describe import as_readme
from xidmet.describe.length import length_of
from xidmet.describe.plugin import SMALL
from xidmet.describe.service import questions
from xidmet.jobs import Worker
from xidmet.plugins import load
from xidmet.settings import Settings
from xidmet.store.tables import Issued

from tests.core.offices import holds

SITE = Path(__file__).parents[1] / "small_service"
PLUGIN, CLERK = "flower_stall", "markets:clerk"
PERSON = {"surname": "Sınaqova", "given_name": "Sevda", "born": "1990-01-01"}
ANSWERS: dict[str, Any] = {
    "person": PERSON,
    "lives_at": {"city": "Bakı", "street": "Nizami küçəsi", "house": "10", "postal_code": "AZ1000"},
    "phone": "+994501234567",
    "email": "sevda@sinaq.example",
    "market": "green",
    "sells": "food",
    "cooks": "yes",
    "metres": "3",
    "valid_from": f"{clock.today()}",
    "valid_until": f"{clock.today().replace(year=clock.today().year + 1)}",
}


def test_a_whole_permit_takes_no_more_than_a_hundred_and_fifty_lines() -> None:
    catalogue = load(SITE / "plugins.toml")
    assert catalogue.faults == ()
    plugin = catalogue.plugins[PLUGIN]
    (service,) = plugin.services
    assert len(list(questions(service.form))) >= 20
    assert (len(service.states), len(service.attestations())) == (6, 1)
    assert length_of(plugin.folder).declared <= SMALL
    assert list(plugin.folder.rglob("*.html")) == []
    assert "more than the" not in as_readme(plugin)


async def test_it_is_corrected_granted_and_issued(settings: Settings) -> None:
    async with open_site(settings.model_copy(update={"site": SITE})) as site:
        await holds("nigar", CLERK)
        (service,) = site.catalogue.services.values()
        asked = ("nigar", "ask", {"what": {"metres": "Üç metr yer yoxdur."}})
        number = await open_demo_case(site, DemoCase("leyla", service, ANSWERS, [("leyla", "send", {}), asked]))
        case = await find_case(site, number)
        assert case is not None and (case.state.name, state_days(case, case.state)) == ("correction", 5)
        granted = [("leyla", "send", {}), ("nigar", "grant", {})]
        number = await open_demo_case(site, DemoCase("leyla", service, ANSWERS, granted))
        while await Worker(site).once():
            pass
        row = await Issued.select().first()
        assert row is not None and row["document"] is not None
