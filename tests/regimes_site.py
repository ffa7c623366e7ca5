"""A site whose one service lets people out while a regime is in force: a dated table with moments, lists and hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, move, open_case, open_site
from xidmet.cases.answer import answer
from xidmet.cases.follow import keep_row
from xidmet.settings import Settings

from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.mandates import actor
from tests.core.offices import holds
from tests.roster_site import TEMPLATE, fin

PLUGIN = """
import datetime as dt

from xidmet import (
    Agency, Appeal, Attestation, Choice, Codelist, Facts, Form, KeptHere, LegalTerms, Lookup, Moment, Notice, Officer,
    Party, Refusal, Register, Service, State, Text, Totals, Transition, derived, hookimpl, rule,
)

town = Agency("town", "Town")
keeper = Officer("keeper", "Keeper of regimes", town)
second = Officer("second", "Second keeper", town)
organisation = Party(
    "Organisation", kinds=("legal_entity", "entrepreneur", "state_body"), mandates=("head", "seal_holder")
)
legal = LegalTerms("town.legal-terms", "Terms of the law", kept_by=keeper)
trades = Codelist("town.trades", "Trades", kept_by=keeper)
zones = Codelist("town.zones", "Zones", kept_by=keeper)


class Regime(Form):
    act = Text("Legal act")
    opens = Moment("From")
    closes = Moment("To")
    hour_from = Text("Daily from", format="time")
    permitted = Lookup("Permitted trades", trades).many()


regimes = Register("town.regimes", "Regimes", Regime, kept_by=keeper, valid=(Regime.opens, Regime.closes))


class Person(Form):
    surname = Text("Surname")
    fin = Text("FIN", format="fin")
    trade = Lookup("Trade", trades)
    zone = Lookup("Zone", zones)


class Activation(Form):
    regime = Lookup("Regime", regimes)

    @derived("In force until")
    def ends(self) -> dt.datetime:
        return self.regime.closes


class Reason(Form):
    text = Text("Explanation", format="long")


class Pass(Form):
    number = Text("Number")
    surname = Person.surname
    regime = Activation.regime
    ends = Activation.ends


employee = Party("Employee", who=Person.fin)
paper = Attestation("town.passes", "Pass", of=Pass, template="pass.typ", valid_until=Pass.ends, holder=employee)


@rule(law="Law, 1", label="A permitted trade")
def permitted(asked: Person, facts: Facts) -> Refusal | None:
    if asked.trade.code not in [one.code for one in facts.asked(Activation).regime.permitted]:
        return Refusal(Person.trade, why="{trade} is closed.", mend="Wait until it opens.", trade=asked.trade.name)
    return None


class Outings(Service):
    slug, title, agency, law, purpose, keep_years = "outings", "Outings", town, "Law", "To go out", legal["keeping"]
    form, applicant, one_per = Person, organisation, (Person.fin,)
    columns = (Person.surname, Person.fin, Person.trade, Person.zone)
    appeal = Appeal("The keeper of regimes", days=legal["complaint"])
    draft = State("Being entered", waits_for=organisation)
    entered, active, expired = State("Entered"), State("Active", in_force=True), State("Expired")
    revoked = State("Revoked")
    starts = draft
    enter = Transition("Enter", draft, entered, by=organisation, bulk=True)
    activate = Transition(
        "Activate", [entered, expired], active, by=organisation, asks=Activation, bulk=True, needs=[permitted],
        issues=paper, tells=[Notice(employee, "Your pass is active until {ends}.")],
    )
    expire = Transition("Expire", active, expired, at=Activation.ends, tells=[Notice(employee, "Your pass is over.")])
    propose = Transition("Propose to revoke", active, active, by=keeper)
    revoke = Transition(
        "Revoke", [entered, active, expired], revoked, by=(keeper, second), asks=Reason, bulk=True,
        apart_from=[propose],
        tells=[
            Notice(organisation, "The pass of {surname} was revoked: {text}"),
            Notice(employee, "Your pass was revoked: {text}"),
        ],
    )
    totals = (Totals("By trade and zone", (Person.trade, Person.zone), (active,), keeper),)


@hookimpl
def services():
    return [Outings]


@hookimpl
def registers(options):
    return [*(KeptHere(one) for one in (trades, zones, regimes)), KeptHere(legal, "legal_terms.csv")]
"""
LEGAL = """code,name,name_az,name_ru,length,unit,law,law_az,law_ru,since,until,note
complaint,Objecting to a revocation,,,30,days,"Law, 2",,,,,
keeping,Keeping what is over,,,1,years,Law on archives,,,,,
"""
SLUG, AGENCY, KEEPER, SECOND, REGIMES = "outings", "town", "town:keeper", "town:second", "town.regimes"
ACT = "Decision 120"


def regimes_site(folder: Path) -> Path:
    plugin = write_site(folder, {"town": PLUGIN})
    templates = folder / "plugins" / "town" / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(TEMPLATE, encoding="utf-8")
    (templates.parent / "data").mkdir(exist_ok=True)
    (templates.parent / "data/legal_terms.csv").write_text(LEGAL, encoding="utf-8")
    return plugin.parent


async def rows(site: Site, *, days: int = 10, permitted: tuple[str, ...] = ("food", "fun")) -> None:
    """Trades, zones, and one regime that is in force since yesterday."""
    for name, codes in (("town.trades", ("food", "fun")), ("town.zones", ("north", "south"))):
        register = site.registers.register(name)
        for code in codes:
            await keep_row(site, register, "", register.of(code=code, name=code.capitalize(), version="1"))
    await regime(site, days=days, permitted=permitted)


async def regime(site: Site, *, days: int = 10, permitted: tuple[str, ...] = ("food", "fun")) -> None:
    register, trades = site.registers.register(REGIMES), site.registers.register("town.trades")
    chosen = tuple(trades.of(code=code, name=code.capitalize(), version="1") for code in permitted)
    today = clock.end_of(clock.today())
    opens, closes = today - dt.timedelta(days=2), today + dt.timedelta(days=days)
    row = register.of(act=ACT, opens=opens, closes=closes, hour_from="06:00", permitted=chosen)
    await keep_row(site, register, "", row)


async def entered(site: Site, actor: Actor, n: int, trade: str = "food", zone: str = "north") -> str:
    """The number of a person's case, entered by somebody who acts for an organisation."""
    case = await open_case(site, actor, SLUG, token())
    given = {"surname": f"Məmmədov{n}", "fin": fin(n), "trade": trade, "zone": zone}
    assert not (await answer(site, actor, case.number, given, 1)).errors
    await done(site, actor, case.number, "enter")
    return case.number


async def active(site: Site, actor: Actor, n: int, trade: str = "food", zone: str = "north") -> str:
    number = await entered(site, actor, n, trade, zone)
    await done(site, actor, number, "activate", regime=ACT)
    return number


async def done(site: Site, actor: Actor, number: str, name: str, **asked: str) -> None:
    before = await find_case(site, number)
    assert before is not None
    await move(site, actor, number, name, version=before.version, token=token(), asked=asked)


@pytest.fixture
async def town(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    """The site with its registers filled, on each engine; a module calls it `site`, its people `holder`, `keeper`."""
    async with open_site(settings.model_copy(update={"site": regimes_site(tmp_path / "town")})) as opened:
        assert opened.catalogue.faults == ()
        await rows(opened)
        yield opened


@pytest.fixture
async def town_holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


@pytest.fixture
async def town_keeper(site: Site) -> Actor:
    return await holds("nigar", KEEPER)
