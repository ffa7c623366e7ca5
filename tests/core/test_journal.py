"""Whatever is altered, taken out or cut off a journal, the verification names the first row that no longer holds."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
from typing import Any
from uuid import UUID, uuid4

import pytest
from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases import Case, Site, move, open_case
from xidmet.journal import Break
from xidmet.journal.append import chained
from xidmet.settings import Settings
from xidmet.store import journal as rows
from xidmet.store import tables as kept
from xidmet.store import transaction

from tests.conftest import ROOT
from tests.core.certificate import SLUG, certificate, token

# A row's id only ties it to its personal values: it says nothing of what happened.
COLUMNS = [name for column in kept.JournalRow._meta.columns if (name := column._meta.name) != "id"]
VALUES = ["name", "salt", "value"]


@pytest.fixture
async def case(site: Site, leyla: Actor) -> Case:
    """Three rows: opened, moved, issued."""
    return (await certificate(site, leyla)).case


async def test_a_journal_that_nobody_touched_holds(settings: Settings, site: Site, leyla: Actor, case: Case) -> None:
    await open_case(site, leyla, SLUG, token())
    await move(site, leyla, case.number, "deactivate", version=3, token=token())
    chain = await rows.rows_of(case.record.id)
    assert [row.place for row in chain] == [1, 2, 3, 4, 5] and chain[0].before == ""
    assert await broken() == []
    assert await command(settings) == (0, "2 chain(s) examined, 0 broken.\n")


@pytest.mark.parametrize("column", COLUMNS)
async def test_an_altered_row_is_named(case: Case, column: str) -> None:
    second = await row_at(case, 2)
    await kept.JournalRow.update({column: another(second[column])}).where(kept.JournalRow.id == second["id"])
    what = "missing" if column in ("chain", "place") else "altered"
    assert (await broken())[:1] == [Break(case.number, 2, what)]  # type: ignore[arg-type]


@pytest.mark.parametrize("column", VALUES)
async def test_an_altered_personal_value_is_named(case: Case, column: str) -> None:
    second = await row_at(case, 2)
    value = await kept.JournalValue.select().where(kept.JournalValue.row == second["id"]).first()
    assert value is not None and value[column]
    await kept.JournalValue.update({column: another(value[column])}).where(kept.JournalValue.id == value["id"])
    assert await broken() == [Break(case.number, 2, "altered")]


async def test_a_personal_value_put_with_another_row_is_named(case: Case) -> None:
    first, third = await row_at(case, 1), await row_at(case, 3)
    await kept.JournalValue.update({"row": third["id"]}).where(kept.JournalValue.row == first["id"])
    assert await broken() == [Break(case.number, 3, "altered")]


@pytest.mark.parametrize(("gone", "what"), [(1, "missing"), (2, "missing"), (3, "cut off")])
async def test_a_row_taken_out_is_named(case: Case, gone: int, what: Any) -> None:
    await take_out(case, gone)
    assert await broken() == [Break(case.number, gone, what)]


async def test_a_journal_cut_off_whole_is_named(case: Case) -> None:
    await take_out(case, 1, 2, 3)
    assert await broken() == [Break(case.number, 1, "cut off")]


async def test_the_first_of_several_is_named(case: Case) -> None:
    await take_out(case, 3)
    await kept.JournalRow.update({"kind": "looked"}).where(of(case) & (kept.JournalRow.place == 2))
    assert await broken() == [Break(case.number, 2, "altered")]


async def test_a_row_written_anew_with_a_fitting_hash_is_named(case: Case) -> None:
    """The next row, or for the last one the case itself, still holds the hash of what was there."""
    for place in (1, 2, 3):
        row = await row_at(case, place)
        body = row["body"].replace('"facts":{', '"facts":{"approved":true,')
        forged: dict[Any, Any] = {"body": body, "hash": chained(row["before"], body)}
        await kept.JournalRow.update(forged).where(kept.JournalRow.id == row["id"])
        assert await broken() == [Break(case.number, place, "altered")]
        as_it_was: dict[Any, Any] = {name: row[name] for name in forged}
        await kept.JournalRow.update(as_it_was).where(kept.JournalRow.id == row["id"])


async def test_a_row_put_behind_the_last_is_named(case: Case) -> None:
    last = await row_at(case, 3)
    body = last["body"].replace('"place":3', '"place":4')
    forged = {"id": uuid4(), "place": 4, "body": body, "before": last["hash"], "hash": chained(last["hash"], body)}
    await kept.JournalRow.insert(kept.JournalRow(**{**last, **forged}))
    assert await broken() == [Break(case.number, 4, "added")]


NOT_OURS = ["not json", "[]", "null", '"facts"', '{"facts":[],"commitments":{}}', '{"facts":{}}', "[" * 100_000]


@pytest.mark.parametrize("body", NOT_OURS)
async def test_a_body_that_nobody_could_have_written_stops_nothing(site: Site, leyla: Actor, body: str) -> None:
    """The journals behind it are examined all the same."""
    numbers = sorted([(await open_case(site, leyla, SLUG, token())).number for _ in range(2)])
    forged: dict[Any, Any] = {"body": body, "hash": chained("", body)}
    await kept.JournalRow.update(forged).where(kept.JournalRow.place == 1)
    assert await broken() == [Break(number, 1, "altered") for number in numbers]


async def test_a_case_that_says_it_has_no_journal_is_named(case: Case) -> None:
    await take_out(case, 1, 2, 3)
    nothing: dict[Any, Any] = {"journal_head": "", "journal_rows": 0}
    await kept.Case.update(nothing).where(kept.Case.id == case.record.id)
    assert await broken() == [Break(case.number, 1, "cut off")]


@pytest.mark.parametrize("column", ["journal_head", "journal_rows"])
async def test_a_case_that_misstates_its_journal_is_named(case: Case, column: str) -> None:
    row = await kept.Case.select().where(kept.Case.id == case.record.id).first()
    assert row is not None
    await kept.Case.update({column: another(row[column])}).where(kept.Case.id == case.record.id)
    assert [found.case for found in await broken()] == [case.number]


async def test_a_journal_whose_case_is_gone_is_named(site: Site, leyla: Actor, case: Case) -> None:
    draft = await open_case(site, leyla, SLUG, token())
    await kept.Case.delete().where(kept.Case.id == draft.record.id)
    assert await broken() == [Break(str(draft.record.id), 1, "its case is gone")]


async def test_each_broken_journal_is_told_by_the_command(settings: Settings, site: Site, leyla: Actor) -> None:
    numbers = sorted([(await open_case(site, leyla, SLUG, token())).number for _ in range(3)])
    await kept.JournalRow.update({"kind": "looked"}).where(kept.JournalRow.chain != (await id_of(numbers[1])))
    told = "".join(f"case {number}, row 1: altered\n" for number in (numbers[0], numbers[2]))
    assert await command(settings) == (1, f"{told}3 chain(s) examined, 2 broken.\n")


async def test_what_is_written_during_a_verification_is_no_break(site: Site, leyla: Actor) -> None:
    cases = sorted([await open_case(site, leyla, SLUG, token()) for _ in range(2)], key=lambda one: one.number)
    verification = journal.verify()
    assert await anext(verification) is None
    async with transaction():
        await journal.append(cases[1].record.id, "checked", {"way": "qr"})
    assert [found async for found in verification if found] == []


async def test_a_journal_that_is_written_without_a_pause_is_no_break(site: Site, leyla: Actor) -> None:
    """A verification that read the rows, and then what the case says of them, would find them at odds now and then."""
    case = await open_case(site, leyla, SLUG, token())
    writer = asyncio.create_task(write_without_a_pause(case))
    found = [await broken() for _time in range(30)]
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert found == [[]] * 30 and len(await journal.entries(case.record.id)) > 1


async def test_erasing_personal_values_breaks_nothing(case: Case) -> None:
    before = await journal.entries(case.record.id)
    await rows.erase_every_value(case.record.id)
    after = await journal.entries(case.record.id)
    assert "who" in before[1].personal and not any(entry.personal for entry in after)
    assert [entry.facts for entry in after] == [entry.facts for entry in before]
    assert await broken() == []


async def write_without_a_pause(case: Case) -> None:
    while True:
        async with transaction():
            await journal.append(case.record.id, "checked", {"way": "qr"})


async def broken() -> list[Break]:
    return [found async for found in journal.verify() if found]


async def command(settings: Settings) -> tuple[int, str]:
    """Exit status and standard output of xidmet journal verify, in a process of its own."""
    environment = {
        "XIDMET_DEMO": "1",
        "XIDMET_SITE": str(ROOT),
        "XIDMET_DATA": str(settings.data),
        "XIDMET_DATABASE": settings.database,
    }
    run = ("-m", "xidmet.cli", "journal", "verify")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *run, env={**os.environ, **environment}, stdout=pipe)
    told, _nothing = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


def of(case: Case) -> Any:
    return kept.JournalRow.chain == case.record.id


async def row_at(case: Case, place: int) -> dict[str, Any]:
    wanted = of(case) & (kept.JournalRow.place == place)
    row: dict[str, Any] | None = await kept.JournalRow.select().where(wanted).first()
    assert row is not None
    return row


async def take_out(case: Case, *places: int) -> None:
    await kept.JournalRow.delete().where(of(case) & kept.JournalRow.place.is_in(list(places)))


async def id_of(number: str) -> UUID:
    found = await kept.Case.select(kept.Case.id).where(kept.Case.number == number).output(as_list=True)
    return UUID(str(found[0]))


def another(value: Any) -> Any:
    """As like it as can be, yet not the same."""
    if isinstance(value, str):
        return value[:-2] + chr(ord(value[-2]) ^ 1) + value[-1:]
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1)
    return uuid4() if isinstance(value, UUID) else value + 7
