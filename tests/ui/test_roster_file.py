"""People from a file, without a script: chosen, matched, read by the worker, mended in the page, entered once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from xidmet.settings import Settings
from xidmet.store.tables import Case, Document, RosterFile
from xidmet.tables.reading import read_table

from tests.roster_people import BASE, FORM, Holder, checked, counts, csv_of, holder, person, read, signed_people
from tests.roster_site import SLUG, fin, roster_site
from tests.rows_site import xlsx_of
from tests.ui.browser import Portal, hidden, portal_on
from tests.ui.people import acting
from tests.ui.test_rows_file import text_of


@pytest.fixture
async def people(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def me(people: Portal) -> Holder:
    return await holder(people)


async def test_from_the_file_to_the_list(me: Holder) -> None:
    rows = [person(1), person(2, fin="XX"), person(3), person(3, given_name="Vəli"), person(1)]
    path = await me.sent(csv_of(rows, ["Surname", "Given name *", "fin", "born", "trade"]))
    assert re.search(r'value="given_name" selected', (await me.browser.get(path)).text)
    assert (await me.match(path)).headers["location"] == path
    page = await read(me, path)
    assert await counts(path) == {"right": 2, "wrong": 1, "differs": 1, "repeat": 1}
    assert "FİN 7 simvoldan ibarətdir, siz 2 yazmısınız." in page and 'name="r3-fin"' in page
    differs = (await me.browser.get(f"{path}?show=differs")).text
    assert "Vəli" in differs and 'name="choice-5"' in differs
    answer = await me.mend(path, {"row": "3", "r3-fin": fin(2), "r3-surname": "Həsənov", "show": "wrong"})
    assert answer.headers["location"] == f"{path}?page=1&show=wrong"
    await me.mend(path, {"row": "5", "choice-5": "keep", "show": "differs"}, "?show=differs")
    assert await counts(path) == {"right": 3, "out": 1, "repeat": 1}
    assert (await me.enter(path)).headers["location"] == path
    page = await read(me, path)
    assert await counts(path) == {"entered": 3, "out": 1, "repeat": 1}
    shown = text_of((await me.browser.get(f"{path}?show=entered")).text)
    assert "Daxil edilib: 3" in shown and "Həsənov" in shown
    assert await Case.count().where((Case.service == SLUG) & (Case.state == "entered")) == 3
    assert (await me.enter(path)).status_code == 303
    await read(me, path)
    assert await Case.count().where(Case.service == SLUG) == 3


async def test_the_same_file_again_says_that_they_are_there(me: Holder) -> None:
    path = await checked(me, [person(n) for n in range(3)])
    await me.enter(path)
    await read(me, path)
    again = await checked(me, [person(0), person(1, given_name="Vəli"), person(2)])
    assert await counts(again) == {"there": 2, "other": 1}
    page = (await me.browser.get(again)).text
    assert "Given name: burada “Vəli”, orada “Əli”" in text_of(page) and "/enter" not in page


async def test_only_the_wrong_ones_come_back_with_their_reasons(me: Holder) -> None:
    path = await checked(me, [person(1), person(2, fin="XX"), person(3, fin="=1+1")])
    answer = await me.browser.get(f"{path}/wrong/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert head[-1] and len(rows) == 2
    assert "siz 2 yazmısınız" in rows[0][-1] and rows[0][2] == "XX"
    assert rows[1][2] == "'=1+1", "no cell is a formula"
    everything = await read_table((await me.browser.get(f"{path}/all/xlsx")).content)
    assert len(everything.rows) == 3 and everything.headers[:5] == FORM
    mended = await me.sent((await me.browser.get(f"{path}/wrong/xlsx")).content, "again.xlsx")
    assert 'value="fin" selected' in (await me.browser.get(mended)).text, "the columns are known again"


@pytest.mark.parametrize("language", ["az", "ru", "en"])
async def test_what_the_template_says_can_be_read_back(people: Portal, language: str) -> None:
    me = await holder(people, language)
    for kind in ("xlsx", "csv"):
        content = (await me.browser.get(f"{BASE}/template/{kind}")).content
        if kind == "xlsx":
            assert content.startswith(b"PK")
            path = await me.sent(xlsx_of([person(1)], _heads(await me.browser.get(f"{BASE}/template/csv"))))
        else:
            path = await me.sent(content.rstrip() + b"\r\n" + ";".join(person(1)).encode() + b"\r\n")
        assert (await me.match(path)).status_code == 303
        await read(me, path)
        assert await counts(path) == {"right": 1}
    page = (await me.browser.get(path)).text
    assert f'lang="{language}"' in page


def _heads(answer: httpx.Response) -> list[str]:
    return next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


async def test_a_file_that_is_none_is_refused_with_the_reason(me: Holder) -> None:
    for content in (b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken", b"a;b\n"):
        answer = await me.send(content)
        assert answer.status_code == 422 and 'id="file-e"' in answer.text, content
    answer = await me.browser.post(BASE, {})
    assert answer.status_code == 422 and "Fayl seçin." in answer.text
    assert await RosterFile.count() == 0 and not await Document.exists().where(Document.name == "işçilər.csv")


async def test_no_more_than_five_wait(me: Holder) -> None:
    for _file in range(5):
        path = await me.sent(csv_of([person(1)]))
    assert (await me.send(csv_of([person(1)]))).status_code == 409
    assert (await me.browser.post(f"{path}/drop")).headers["location"] == BASE
    assert (await me.browser.get(path)).status_code == 404
    await me.sent(csv_of([person(1)]))
    assert await RosterFile.count() == 5


async def test_it_is_for_those_who_may_enter_people(people: Portal, me: Holder) -> None:
    path = await checked(me, [person(1), person(2, fin="XX")])
    pages = ["", "/all/csv", "/wrong/xlsx"]
    posts = ["columns", "again", "drop", "mend", "enter"]
    leyla = await people.signed_in("leyla")
    for stranger, status in ((leyla, 409), (await people.signed_in("rashad"), 409)):
        assert {(await stranger.get(f"{path}{one}")).status_code for one in pages} == {status}
        assert (await stranger.get(BASE)).status_code == status
        assert {(await stranger.post(f"{path}/{one}", {"version": "2"})).status_code for one in posts} == {status}
        assert (await Holder(stranger).send(csv_of([person(5)]))).status_code == status
    aynur = await acting(await people.signed_in("aynur"))
    assert (await aynur.get(path)).status_code == 200, "the head acts for the same organisation"
    visitor = people.browser()
    assert (await visitor.get(path)).headers["location"].startswith("/sign-in")
    assert (await me.browser.post(f"{path}/enter", {"csrf": "another"})).status_code == 403
    assert (await me.browser.get("/roster/no-such-service/file")).status_code == 404
    assert (await me.browser.get(f"{BASE}/template/pdf")).status_code == 404
    assert await counts(path) == {"right": 1, "wrong": 1}


async def test_an_old_page_changes_nothing(me: Holder) -> None:
    path = await checked(me, [person(1), person(2, fin="XX")])
    await me.mend(path, {"row": "3", "out": "3"})
    for do, fields in (("enter", {}), ("mend", {"row": "2", "out": "2"})):
        answer = await me.browser.post(f"{path}/{do}", {"version": "1", **fields})
        assert answer.status_code == 409, do
    assert await counts(path) == {"right": 1, "out": 1}


async def test_a_signed_move_leads_to_one_signature(embedded: Settings, tmp_path: Path) -> None:
    async with portal_on(embedded.model_copy(update={"site": signed_people(tmp_path / "signed")})) as portal:
        me = await holder(portal)
        path = await checked(me, [person(1), person(2, trade="fun")])
        page = (await me.browser.get(path)).text
        assert "This trade is closed." in page and "Wait until it opens." in page and 'name="r3-trade"' in page
        await me.enter(path)
        page = await read(me, path)
        assert await counts(path) == {"draft": 1, "refused": 1}
        assert f'action="/roster/{SLUG}/lists"' in page
        assert (hidden(page, "move"), hidden(page, "all"), hidden(page, "state")) == ("enter", "1", "draft")
