"""Lists on their pages, without a script: from marked rows to the proof on the page of a case; and what nobody may."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from xidmet.cases import find_case
from xidmet.demo_signing.tool import cades
from xidmet.settings import Settings
from xidmet.signatures.manifest.proofs import read_proof
from xidmet.store.tables import MoveList

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.roster_site import SLUG, entered, later, roster_site
from tests.signing import Parties, parties_on
from tests.ui.browser import Browser, Portal, hidden, portal_on
from tests.ui.people import acting
from tests.ui.signing_scene import certificate, checked_in_this_process

LISTS = f"/roster/{SLUG}/lists"


@pytest.fixture
async def parties(embedded: Settings) -> AsyncIterator[Parties]:
    async with parties_on(embedded.data) as opened:
        yield opened


@pytest.fixture
async def portal(embedded: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Portal]:
    more = {"site": roster_site(tmp_path / "gates"), "demo_signing_port": parties.settings.demo_signing_port}
    with checked_in_this_process():
        async with portal_on(embedded.model_copy(update=more)) as opened:
            yield opened


async def rashad(portal: Portal) -> Browser:
    return await acting(await portal.signed_in("rashad", "en"))


async def people(portal: Portal, count: int, **more: str) -> list[str]:
    """Numbers of people who are entered; more: answers of the last one."""
    holder = await actor("rashad", acting=True)
    usual = [await entered(portal.site, holder, n) for n in range(1, count)]
    return [*usual, await entered(portal.site, holder, count, **more)]


async def begun(browser: Browser, numbers: list[str], move: str = "activate", **more: str) -> str:
    """The address of a new list."""
    fields = [("csrf", browser.csrf), ("move", move), *(("chosen", f"{number}~3") for number in numbers)]
    answer = await browser.client.post(
        LISTS, content="&".join(f"{k}={v}" for k, v in [*fields, *more.items()]), headers=FORM
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def until() -> dict[str, str]:
    year, month, day = later(3).split("-")
    return {"until-day": day, "until-month": month, "until-year": year}


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def checked(portal: Portal, browser: Browser, numbers: list[str]) -> str:
    where = await begun(browser, numbers)
    assert (await browser.post(f"{where}/answer", until())).status_code == 303
    await portal.settle()
    return where


async def signed(portal: Portal, parties: Parties, browser: Browser, where: str, key: str = "rashad") -> None:
    await browser.post(f"{where}/go")
    head = (await browser.client.get(f"{where}/sign/head.json")).content
    held = {"file": ("head.json.p7s", await cades(certificate(parties, key), head))}
    answer = await browser.client.post(f"{where}/sign/file", data={"csrf": browser.csrf}, files=held)
    assert answer.status_code == 303, answer.text
    await portal.settle()


async def test_from_marked_rows_to_the_proof(portal: Portal, parties: Parties) -> None:
    browser = await rashad(portal)
    numbers = await people(portal, 4, born="1950-01-01")
    where = await begun(browser, numbers)
    asking = await browser.get(where)
    assert asking.status_code == 200 and "Until" in asking.text and "4 rows" in asking.text
    wrong = await browser.post(f"{where}/answer", {**until(), "until-day": "39"})
    assert wrong.status_code == 422 and 'value="39"' in wrong.text
    assert (await browser.post(f"{where}/answer", until())).headers["location"] == where
    await portal.settle()
    shown = await browser.get(where)
    assert "Məmmədov4 is over 65." in shown.text and "Məmmədov1" in shown.text
    assert "Məmmədov4 Əli" in (await browser.get(f"{where}?show=not")).text
    left = await browser.post(f"{where}/rows", {"place": "2", "op": "out"})
    assert left.status_code == 303
    assert "Məmmədov2" in (await browser.get(f"{where}?show=left")).text
    gone = await browser.post(f"{where}/go")
    assert gone.headers["location"] == f"{where}/sign"
    sign = await browser.get(f"{where}/sign")
    assert "Məmmədov3" in sign.text and "Məmmədov2" not in sign.text and "1400000101" in sign.text
    pdf = await browser.client.get(f"{where}/sign/list.pdf")
    assert pdf.content.startswith(b"%PDF-")
    none = await browser.client.post(
        f"{where}/sign/file", data={"csrf": browser.csrf}, files={"file": ("", b"", "application/octet-stream")}
    )
    assert none.status_code == 422 and "No file was chosen" in none.text
    await signed(portal, parties, browser, where)
    done = await browser.get(where)
    assert "Worked off" in done.text and "Signed by" in done.text
    with zipfile.ZipFile(io.BytesIO((await browser.client.get(f"{where}/result")).content)) as archive:
        assert "results.jsonl" in archive.namelist()
    table = (await browser.client.get(f"{where}/rows/csv")).content.decode("utf-8-sig")
    assert numbers[3] in table and "over 65" in table and table.count("\r\n") == 5
    case = await browser.get(f"/cases/{numbers[2]}")
    assert "Signed list of 2, item 2" in case.text
    (href,) = re.findall(rf'href="(/cases/{numbers[2]}/lists/[^"]+/proof)"', case.text)
    assert read_proof((await browser.client.get(unescape(href))).content).item.values["number"] == numbers[2]
    assert "Activate" in (await browser.get(LISTS)).text
    himself = await portal.signed_in("rashad", "en")
    assert "Siyahı icra olunub" in (await himself.get("/inbox")).text  # in the language that he asked for letters in


async def test_everything_that_the_filter_finds(portal: Portal) -> None:
    browser = await rashad(portal)
    await people(portal, 3)
    for fields, count in (({}, "3 rows"), ({"q": "Məmmədov2"}, "1 row"), ({"state": "active"}, "")):
        answer = await browser.post(LISTS, {"move": "activate", "all": "1", **fields})
        if not count:
            assert answer.status_code == 409 and "Nobody was chosen" in answer.text
            continue
        assert count in (await browser.get(answer.headers["location"])).text


async def test_only_failures_are_tried_again(portal: Portal, parties: Parties) -> None:
    browser = await rashad(portal)
    numbers = await people(portal, 3)
    where = await checked(portal, browser, numbers)
    await browser.post(f"{where}/go")
    case = await find_case(portal.site, numbers[1])
    assert case is not None
    cancelled = {"version": str(case.version), "token": token()}
    assert (await browser.post(f"/cases/{numbers[1]}/move/cancel", cancelled)).status_code == 303
    await signed(portal, parties, browser, where)
    shown = await browser.get(where)
    assert "1 row was not done" in shown.text and "changed since you chose it" in shown.text
    form = hidden(shown.text, "token")
    first = await browser.post(f"{where}/again", {"token": form})
    again = await browser.post(f"{where}/again", {"token": form})
    assert first.headers["location"] == again.headers["location"] != where
    await portal.settle()
    assert "It can be done in none of these" in (await browser.get(first.headers["location"])).text, "nothing is asked"
    other = await browser.post(
        f"{where}/again", {"token": hidden((await browser.get(where)).text, "token"), "op": "ask"}
    )
    asked = (await browser.get(other.headers["location"])).text
    assert f'value="{until()["until-year"]}"' in asked, "what was said before stands in the questions"


async def test_progress_and_stop(portal: Portal) -> None:
    browser = await rashad(portal)
    where = await checked(portal, browser, await people(portal, 2))
    wanted = where.rpartition("/")[2]
    await MoveList.update({MoveList.state: "working"}).where(MoveList.id == wanted)
    shown = await browser.get(where)
    assert 'http-equiv="refresh"' in shown.text and "every 2s" in shown.text and f"{where}/stop" in shown.text
    part = await browser.client.get(f"{where}?watch=1", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="job"')
    await MoveList.update({MoveList.state: "checked"}).where(MoveList.id == wanted)
    over = await browser.client.get(f"{where}?watch=1", headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == where


async def test_nobody_was_marked(portal: Portal) -> None:
    browser = await rashad(portal)
    answer = await browser.post(LISTS, {"move": "activate"})
    assert answer.status_code == 409 and "Nobody was chosen" in answer.text
    for wrong in ("1~x", "1", "~"):
        assert (await browser.post(LISTS, {"move": "activate", "chosen": wrong})).status_code == 400


async def test_who_may_not(portal: Portal, parties: Parties) -> None:
    browser = await rashad(portal)
    numbers = await people(portal, 2)
    where = await checked(portal, browser, numbers)
    leyla = await portal.signed_in("leyla", "en")
    stranger = portal.browser("en")
    paths = ("", "/sign", "/sign/head.json", "/sign/list.pdf", "/rows/csv", "/result")
    for path in paths:
        assert (await leyla.get(f"{where}{path}")).status_code in (403, 404, 409), path
        assert (await stranger.get(f"{where}{path}")).status_code in (303, 401), path
    for path in ("/answer", "/rows", "/go", "/back", "/drop", "/stop", "/again"):
        refused = await leyla.post(f"{where}{path}", {"token": token(), "place": "1"})
        assert refused.status_code in (403, 404, 409), path
    assert (await leyla.post(LISTS, {"move": "activate", "chosen": f"{numbers[0]}~3"})).status_code in (403, 404, 409)
    await browser.post(f"{where}/go")
    head = (await browser.client.get(f"{where}/sign/head.json")).content
    held = {"file": ("a.p7s", await cades(certificate(parties, "aynur"), head))}
    by_other = await browser.client.post(f"{where}/sign/file", data={"csrf": browser.csrf}, files=held)
    assert by_other.status_code == 422 and "not by you" in by_other.text
    held = {"file": ("a.p7s", await cades(certificate(parties, "rashad"), head.replace(b'"count": 2', b'"count": 1')))}
    altered = await browser.client.post(f"{where}/sign/file", data={"csrf": browser.csrf}, files=held)
    assert altered.status_code == 422
    assert (await browser.post(f"{where}/back")).status_code == 303
    assert (await browser.get(f"{where}/sign")).headers["location"] == where
    assert (await browser.post(f"{where}/drop")).headers["location"] == LISTS
    assert (await browser.post(f"{where}/go")).status_code == 409


async def test_in_three_languages(portal: Portal) -> None:
    browser = await rashad(portal)
    where = await checked(portal, browser, await people(portal, 2, trade="fun"))
    for language, said in (("az", "Siyahılar"), ("ru", "Списки"), ("en", "Lists")):
        here = await acting(await portal.signed_in("rashad", language))
        assert said in (await here.get(where)).text
