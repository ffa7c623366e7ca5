"""Totals that a service declares: the labour quota's own, on both engines; who sees them, and as what."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from xidmet import Organisation, clock
from xidmet.auth import Actor
from xidmet.cases import Site, open_case, open_site
from xidmet.cases.answer import answer
from xidmet.cases.figures import count_before
from xidmet.cases.follow import keep_row
from xidmet.cases.totals import totals_for
from xidmet.contract.form import Form
from xidmet.errors import NotFound
from xidmet.settings import Settings
from xidmet.store.tables import CaseTotal

from tests.conftest import ROOT, signed_in
from tests.core.certificate import token
from tests.core.offices import holds
from tests.terms_site import done
from tests.ui.browser import portal_on
from tests.ui.test_terms import said

SLUG, MINISTRY = "labour-quota-forecast", "labour:quota-analyst"
WELDER, COOK = "7212", "5120"


def quota_site(folder: Path) -> Path:
    """The site's folder: the labour quota, and nothing else."""
    shutil.copytree(ROOT / "plugins/labour_quota", folder / "plugins/labour_quota")
    (folder / "plugins.toml").write_text('[[plugins]]\nname = "labour_quota"\n', encoding="utf-8")
    return folder


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": quota_site(tmp_path / "quota")})) as opened:
        await years(opened)
        yield opened


async def years(site: Site) -> None:
    register = site.registers.register("labour-quota.years")
    for year in (2030, 2031):
        row = register.of(year=year, opens=clock.now(), closes=clock.now() + dt.timedelta(days=30))
        await keep_row(site, register, "", row)


async def filed(site: Site, who: str, activity: str, needs: dict[str, int], year: int = 2031) -> tuple[Actor, str]:
    """A forecast of somebody's organisation. needs: code of an occupation -> how many people."""
    actor = await signed_in(who)
    actor = replace(actor, kind="legal_entity", organisation=actor.powers[0].organisation, party=f"o:{activity}")
    body: Form = Organisation(voen="1400000101", name=activity, activity=activity, address="Bakı")
    await keep_row(site, site.registers.register("organisations"), actor.party, body)
    case = await open_case(site, actor, SLUG, token())
    rows = [_need(code, people) for code, people in needs.items()]
    answers = {"year": str(year), "employer": "1400000101", "staff": "90", "foreigners": "1", "needs": rows}
    answered = await answer(site, actor, case.number, answers, 1)
    assert not answered.errors, answered.errors
    return actor, await done(site, actor, case.number, "file")


def _need(code: str, people: int) -> dict[str, object]:
    return {"occupation": code, "people": str(people), "countries": ["TR"], "months": "6", "reason": "x"}


async def seen(site: Site, span: str = "") -> list[list[tuple[tuple[str, ...], int, int, int]]]:
    tables = (await totals_for(site, await holds("nigar", MINISTRY), SLUG, span))[3]
    return [[(one.keys, one.cases, one.parties, one.adds) for one in (*table.lines, table.whole)] for table in tables]


async def test_rows_within_answers_are_summed_while_the_case_counts(site: Site) -> None:
    rashad, first = await filed(site, "aynur", "Building", {WELDER: 10, COOK: 2})
    await filed(site, "rashad", "Hotels", {COOK: 5})
    await filed(site, "rashad", "Hotels", {COOK: 500}, year=2030)
    by_occupation = [((WELDER,), 1, 1, 10), ((COOK,), 2, 2, 7), ((), 2, 2, 17)]
    by_activity = [(("Building",), 1, 1, 12), (("Hotels",), 1, 1, 5), ((), 2, 2, 17)]
    assert await seen(site) == [by_occupation, by_activity]
    assert (await seen(site, "2030"))[0] == [((COOK,), 1, 1, 500), ((), 1, 1, 500)]
    kept = sorted(map(str, await CaseTotal.select(CaseTotal.case, CaseTotal.first, CaseTotal.adds)))
    await CaseTotal.delete(force=True)
    await count_before(site, {}, "")
    assert sorted(map(str, await CaseTotal.select(CaseTotal.case, CaseTotal.first, CaseTotal.adds))) == kept
    await done(site, rashad, first, "withdraw")
    assert (await seen(site))[0] == [((COOK,), 1, 1, 5), ((), 1, 1, 5)]


async def test_nobody_else_sees_them(site: Site) -> None:
    await filed(site, "aynur", "Building", {WELDER: 10})
    for actor in (await signed_in("aynur"), await holds("kamran", "migration:reviewer", "labour:administrator")):
        for slug, place in ((SLUG, None), (SLUG, 0), (SLUG, 9), ("no-such", None)):
            with pytest.raises(NotFound):
                await totals_for(site, actor, slug, "", place)


async def test_the_page_and_its_files(embedded: Settings, tmp_path: Path) -> None:
    async with portal_on(embedded.model_copy(update={"site": quota_site(tmp_path / "quota")})) as portal:
        await years(portal.site)
        await filed(portal.site, "aynur", "=Building", {WELDER: 10, COOK: 2})
        await holds("nigar", MINISTRY)
        nigar = await portal.signed_in("nigar", "en")
        assert f'href="/desk/totals/{SLUG}"' in (await nigar.get("/offices")).text
        page = (await nigar.get(f"/desk/totals/{SLUG}?span=2031")).text
        assert "By occupation" in page and f"({WELDER}) 1 1 10" in said(page)
        assert f"({WELDER}) 1 1 10" in said((await nigar.get(f"/desk/totals/{SLUG}?span=%3Cx")).text)
        answer = await nigar.get(f"/desk/totals/{SLUG}/1/csv?span=2031")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1:] == [["'=Building", "1", "1", "12"], ["In all", "1", "1", "12"]]
        assert (await nigar.get(f"/desk/totals/{SLUG}/0/xlsx")).content.startswith(b"PK")
        for path in ("0/pdf", "7/csv"):
            assert (await nigar.get(f"/desk/totals/{SLUG}/{path}")).status_code == 404
        leyla = await portal.signed_in("leyla")
        for path in ("", "/0/csv"):
            assert (await leyla.get(f"/desk/totals/{SLUG}{path}")).status_code == 404
