"""Rows from a file, without a script: chosen, matched, read by the worker, mended in the page, taken once."""

from __future__ import annotations

import asyncio
import csv
import io
import re

import pytest
from xidmet import clock
from xidmet.cases import rows_file
from xidmet.store import cases
from xidmet.store.tables import Document, RowsFile, RowsFileRow

from tests.rows_site import (
    HEADERS,
    NAMES,
    Sender,
    checked,
    csv_of,
    fin,
    read,
    sender,
    states,
    taken,
    version_of,
    worker,
    xlsx_of,
)
from tests.ui.browser import Portal


@pytest.fixture
async def me(gallery: Portal) -> Sender:
    return await sender(gallery)


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main")[0]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(page)))


async def test_from_the_file_to_the_draft(me: Sender) -> None:
    rows = [worker(1), worker(2, foreign="hə", passport="C12345678"), worker(3, fin="XX"), worker(4, salary="çox")]
    path = await me.sent(csv_of(rows, HEADERS))
    page = (await me.browser.get(path)).text
    assert 'name="column-0"' in page and re.search(r'value="fin" selected', page)
    answer = await me.match(
        path, column_2="salary", column_3="since", column_4="employer", column_5="foreign", column_6="passport"
    )
    assert answer.headers["location"] == path
    page = await read(me, path)
    assert "FİN 7 simvoldan ibarətdir, siz 2 yazmısınız." in page and "Məbləği 1 234,50 kimi yazın." in page
    assert await states(path) == {"right": 2, "wrong": 2}
    answer = await me.mend(path, {"row": "4", "r4-fin": fin(3), "r4-surname": "Məmmədov", "r4-salary": "5"})
    assert answer.status_code == 303
    assert await states(path) == {"right": 3, "wrong": 1}
    assert (await me.take(path)).status_code == 303
    assert [row["fin"] for row in await taken(me)] == [fin(1), fin(2), fin(3)]
    first, second, third = await taken(me)
    assert (first["since"], first["foreign"]) == ("2020-09-01", "no") and "passport" not in first
    assert (second["foreign"], second["passport"], third["salary"]) == ("yes", "C12345678", "5")
    assert len({row["_id"] for row in await taken(me)}) == 3 and not any("-" in row["_id"] for row in await taken(me))
    shown = await me.browser.get(f"/cases/{me.number}")
    assert "Fayldan götürülən sətir: 3" in text_of(shown.text)


async def test_a_workbook_and_headings_in_three_languages(me: Sender) -> None:
    path = await me.sent(xlsx_of([worker(1)], ["FİN *", "SURNAME (as in the passport)", *NAMES[2:]]), "işçilər.xlsx")
    page = (await me.browser.get(path)).text
    assert len(re.findall(r'value="\w+" selected', page)) == len(NAMES)
    await me.match(path)
    assert "1 " in text_of(await read(me, path)) and await states(path) == {"right": 1}


async def test_a_needed_field_without_a_column_and_one_chosen_twice(me: Sender) -> None:
    path = await me.sent(csv_of([worker(1)]))
    answer = await me.match(path, column_0="", column_1="salary")
    assert answer.status_code == 422
    assert "Bunun üçün sütun seçilməyib" in answer.text and "iki sütun üçün seçilib" in answer.text
    assert 'class="errs" role="alert"' in answer.text
    assert await states(path) == {}
    for wrong in ("nothing", "workers"):
        assert (await me.match(path, column_0=wrong)).status_code == 400


async def test_registers_by_key_and_by_name(me: Sender) -> None:
    rows = [
        worker(1, employer="9000000011"),
        worker(2, employer="nümunə şirkət 002 mmc"),
        worker(3, employer="belə şirkət yoxdur"),
    ]
    path = await checked(me, rows)
    assert await states(path) == {"right": 2, "wrong": 1}
    await me.take(path)
    assert [row["employer"] for row in await taken(me)] == ["9000000011", "9000000021"]


async def test_repeats_are_skipped_and_differences_chosen(me: Sender) -> None:
    rows = [worker(1), worker(1), worker(1, salary="7"), worker(2), worker(2, salary="8")]
    path = await checked(me, rows)
    assert await states(path) == {"right": 2, "repeat": 1, "differs": 2}
    page = (await me.browser.get(path)).text
    assert "faylın 2 nömrəli sətri" in page
    await me.mend(path, {"row": "4", "choice-4": "keep"})
    await me.browser.post(
        f"{path}/mend", {"version": version_of((await me.browser.get(path)).text), "row": "6", "choice-6": "replace"}
    )
    await me.take(path)
    assert [(row["fin"], row["salary"]) for row in await taken(me)] == [(fin(1), "1001,50"), (fin(2), "8")]


async def test_rows_that_are_in_the_draft_already(me: Sender) -> None:
    await me.take(await checked(me, [worker(1), worker(2)]))
    before = await taken(me)
    path = await checked(me, [worker(1), worker(2, salary="9"), worker(3)], "ikinci.csv")
    assert await states(path) == {"repeat": 1, "differs": 1, "right": 1}
    await me.mend(path, {"row": "3", "choice-3": "replace"})
    await me.take(path)
    after = await taken(me)
    assert [row["salary"] for row in after] == ["1001,50", "9", "1003,50"]
    assert [row["_id"] for row in after[:2]] == [row["_id"] for row in before]


async def test_two_files_at_once(me: Sender) -> None:
    """What the first brought is met by the second when it is taken, not only when it was read."""
    one, other = (
        await checked(me, [worker(1), worker(2)]),
        await checked(me, [worker(1), worker(2, salary="9")], "b.csv"),
    )
    await me.take(one)
    await me.take(other)
    assert [row["salary"] for row in await taken(me)] == ["1001,50", "1002,50"]
    assert await states(other) == {"repeat": 1, "differs": 1}


async def test_a_row_left_out_and_brought_back(me: Sender) -> None:
    path = await checked(me, [worker(1), worker(2, fin="XX"), worker(3), worker(3, salary="1")])
    await me.mend(path, {"row": "3", "out": "3"})
    assert await states(path) == {"right": 2, "out": 1, "differs": 1}
    page = (await me.browser.get(f"{path}?show=out")).text
    assert 'name="back" value="3"' in page
    await me.mend(path, {"row": "3", "back": "3", "show": "out"}, "?show=out")
    assert await states(path) == {"right": 2, "wrong": 1, "differs": 1}


async def test_a_second_press_takes_nothing(me: Sender) -> None:
    path = await checked(me, [worker(1)])
    version = re.search(r'/take".*?name="version" value="(\d+)"', (await me.browser.get(path)).text, re.DOTALL)
    assert version
    answers = await asyncio.gather(*(me.take(path, version[1]) for _press in range(3)))
    assert {answer.status_code for answer in answers} <= {303, 409} and 303 in {one.status_code for one in answers}
    assert len(await taken(me)) == 1
    assert (await me.take(path, version[1])).status_code == 303
    assert len(await taken(me)) == 1


async def test_stale_pages_are_told(me: Sender) -> None:
    path = await checked(me, [worker(1), worker(2, fin="XX")])
    assert (await me.take(path, "77")).status_code == 409
    assert await taken(me) == []
    old = version_of((await me.browser.get(path)).text)
    await me.mend(path, {"row": "3", "r3-fin": "YY"})
    late = await me.browser.post(f"{path}/mend", {"version": old, "row": "3", "r3-fin": fin(9)})
    assert late.status_code == 409
    again = await me.browser.post(f"{path}/mend", {"version": old, "row": "3", "r3-fin": "YY"})
    assert again.status_code == 303  # the same page sent twice


async def test_more_than_the_form_takes(me: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    record = await cases.by_number(me.number)
    assert record is not None
    full = [{"_id": f"r{place}", "fin": ""} for place in range(10_000)]
    assert await cases.change(record.id, record.version, clock.now(), typed={"workers": full})
    path = await checked(me, [worker(1)])
    assert "10000" in re.sub(r"\s|&nbsp;", "", (await me.browser.get(path)).text.replace("\N{NO-BREAK SPACE}", ""))
    answer = await me.take(path)
    assert answer.status_code == 409 and "ən çoxu" in answer.text
    assert len(await taken(me)) == 10_000 and await states(path) == {"right": 1}


async def test_the_result_comes_back_as_a_file(me: Sender) -> None:
    path = await checked(me, [worker(1), worker(2, surname="=cmd|x"), worker(3)])
    await me.take(path)
    answer = await me.browser.get(f"{path}/result/csv")
    assert answer.headers["content-disposition"].startswith("attachment") and "sandbox" in str(answer.headers)
    head, first, second, third = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert head[-2:] == ["Nəticə", "Səhv nədədir"] and first[-2] == third[-2] == "götürülüb"
    assert second[1] == "'=cmd|x" and second[-2] == "səhvdir" and second[-1]
    workbook = await me.browser.get(f"{path}/result/xlsx")
    assert workbook.status_code == 200 and workbook.content.startswith(b"PK")
    assert (await me.browser.get(f"{path}/result/exe")).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_template_is_taken_back(me: Sender, kind: str) -> None:
    answer = await me.browser.get(f"{me.base}/template/{kind}")
    assert answer.status_code == 200
    refused = await me.send(answer.content, f"cədvəl.{kind}")
    assert refused.status_code == 422 and "Faylda sətir yoxdur." in refused.text  # as it has no rows yet


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Faylda sətir yoxdur."),
        (b"%PDF-1.7\n", "nə CSV, nə də XLSX"),
        (b"PK\x03\x04" + b"x" * 3000, "Fayl zədələnib"),
        (b'a;b\n"1;2\n', "dırnaqlar uyğun gəlmir"),
        (b"\xd0\xcf\x11\xe0" + bytes(3000), "köhnə .xls"),
        (b"a;b\n" + b"1;2\n" * 5_000_001, "20 MB-dan böyükdür"),
    ],
)
async def test_what_is_no_table_is_refused_on_the_page(me: Sender, content: bytes, said: str) -> None:
    answer = await me.send(content)
    assert answer.status_code == 422 and said in answer.text and 'aria-invalid="true"' in answer.text
    assert await RowsFile.count() == 0 and await Document.count() == 0


async def test_no_file_was_chosen(me: Sender) -> None:
    answer = await me.browser.client.post(
        me.base, data={"csrf": me.browser.csrf}, files={"file": ("", b"", "application/octet-stream")}
    )
    assert answer.status_code == 422 and "Fayl seçin." in answer.text
    for place in range(5):
        await me.sent(csv_of([worker(place)]), f"{place}.csv")
    assert (await me.send(csv_of([worker(9)]))).status_code == 409


async def test_nobody_else_comes_near(gallery: Portal, me: Sender) -> None:
    path = await checked(me, [worker(1), worker(2, fin="XX")])
    before = await RowsFileRow.select().order_by(RowsFileRow.number), await RowsFile.select(), await taken(me)
    posts = ("", "/columns", "/again", "/mend", "/take", "/drop")
    for person in ("nigar", "kamran", "rashad"):
        other = await gallery.signed_in(person)
        for at in (me.base, path, f"{me.base}/template/csv", f"{path}/result/csv"):
            assert (await other.get(at)).status_code == 404
        for post in posts:
            at = f"{path}{post}" if post else me.base
            assert (await other.post(at, {"version": "1", "row": "3", "r3-fin": fin(7)})).status_code == 404
        assert (await Sender(other, me.number).send(csv_of([worker(3)]))).status_code == 404
    stranger = gallery.browser()
    assert (await stranger.get(path)).headers["location"].startswith("/sign-in")
    for csrf in ("", "x" * 40):
        for post in posts:
            at = f"{path}{post}" if post else me.base
            assert (await me.browser.post(at, {"csrf": csrf, "version": "1"})).status_code == 403
        assert (await me.send(csv_of([worker(3)]), csrf=csrf or " ")).status_code == 403
    assert before == (await RowsFileRow.select().order_by(RowsFileRow.number), await RowsFile.select(), await taken(me))
    mine = await sender(gallery, "kamran")
    assert (await mine.browser.get(f"{mine.base}/{path.rpartition('/')[2]}")).status_code == 404


async def test_only_questions_with_rows_of_plain_answers(me: Sender) -> None:
    for field in ("partners", "photos", "leader", "name", "nothing"):
        assert (await me.browser.get(f"/cases/{me.number}/rows/{field}")).status_code == 404


async def test_a_file_thrown_away_and_one_that_is_old(gallery: Portal, me: Sender) -> None:
    path = await checked(me, [worker(1)])
    await me.sent(csv_of([worker(2)]), "köhnə.csv")
    assert (await me.browser.post(f"{path}/drop")).status_code == 303
    assert (await me.browser.get(path)).status_code == 404
    assert (await RowsFile.count(), await RowsFileRow.count(), await Document.count()) == (1, 0, 1)
    await RowsFile.update({RowsFile.created_at: clock.now() - rows_file.WEEK * 1.01}, force=True)
    assert await rows_file.remove_old(gallery.site) == 1
    assert (await RowsFile.count(), await Document.count()) == (0, 0)
