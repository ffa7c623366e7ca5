"""What officers write about a case, and whose other cases are found, on either engine; also when two come at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import journal
from xidmet.cases import Site, find_case, open_site
from xidmet.cases.checklist import Found, checks_of, mark
from xidmet.cases.earlier import earlier_cases
from xidmet.cases.notes import add_note, change_note, notes_on
from xidmet.cases.register_data import compare
from xidmet.errors import Stale
from xidmet.settings import Settings
from xidmet.store import bound
from xidmet.store.migrations import xidmet_2026_11_30t12_20_00_000000 as migration
from xidmet.store.tables import CaseConcern, CaseNote, DocumentCheck, JournalRow

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.desk_site import CLERK, HEAD, PAPERS, desk_site, done, firm, ids_of, planted, sent


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": desk_site(tmp_path / "desk")})) as opened:
        await firm()
        yield opened


async def test_of_two_officers_at_once_one_is_told(site: Site) -> None:
    number = await sent(site, await signed_in("leyla"), *PAPERS)
    nigar, fuad = await holds("nigar", CLERK), await holds("fuad", HEAD)
    file = (await ids_of(number))["diplom.pdf"]
    for version in (0, 1):
        found = [Found("taken", "", bool(version), version), Found("refused", f"Pozulub {version}.", False, version)]
        both = [mark(site, one, number, file, said) for one, said in zip((nigar, fuad), found, strict=True)]
        ended = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in ended if one is not None] == [Stale], ended
    case = await find_case(site, number)
    assert case is not None
    assert (await checks_of(case))[file].version == 2
    assert await DocumentCheck.count() == 1
    assert await JournalRow.count().where(JournalRow.kind == "document-checked") == 2


async def test_a_note_pressed_twice_at_once_is_one(site: Site) -> None:
    number, nigar = await sent(site, await signed_in("leyla")), await holds("nigar", CLERK)
    wanted = uuid4()
    await asyncio.gather(*(add_note(site, nigar, number, wanted, "Zəng etdim.") for _press in range(3)))
    assert await CaseNote.count() == await JournalRow.count().where(JournalRow.kind == "noted") == 1
    case = await find_case(site, number)
    assert case is not None
    salt = (await notes_on(case))[0].salt
    changes = [change_note(site, nigar, number, wanted, salt, f"Zəng {place}") for place in range(3)]
    ended = await asyncio.gather(*changes, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["NoneType", "Stale", "Stale"]


async def test_cases_of_the_same_are_found_once_newest_first_and_bounded(site: Site) -> None:
    leyla, rashad, nigar = await signed_in("leyla"), await signed_in("rashad"), await holds("nigar", CLERK)
    numbers = [await sent(site, one) for one in (leyla, rashad, leyla)]
    await planted(site, leyla)
    case = await find_case(site, numbers[0])
    assert case is not None
    found = {one.shown: [other.number for other in one.cases] for one in await earlier_cases(site, nigar, case)}
    assert found == {
        "5VBK5VR": [numbers[2]],
        "1400000101": [numbers[2], numbers[1]],
        "C12345678": [numbers[2], numbers[1]],
    }
    for _more in range(10):
        numbers.append(await sent(site, rashad))
    shown = next(one for one in await earlier_cases(site, nigar, case) if one.shown == "C12345678")
    assert (len(shown.cases), shown.more, shown.cases[0].number) == (10, True, numbers[-1])


async def test_a_correction_says_anew_whom_it_is_about(site: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await holds("nigar", CLERK)
    first, second = await sent(site, leyla), await sent(site, await signed_in("rashad"), passport="D7654321")
    await done(site, nigar, first, "ask", what={"passport": "Köhnədir."})
    paper = {"number": "D7654321", "issued_by": "TR", "valid_until": {"day": "1", "month": "1", "year": "2031"}}
    await done(site, leyla, first, "mend", amended={"passport": paper})
    case = await find_case(site, second)
    assert case is not None
    same = {one.shown: [other.number for other in one.cases] for one in await earlier_cases(site, nigar, case)}
    assert same["D7654321"] == [first]


async def test_cases_of_before_are_found_by_their_party(site: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await holds("nigar", CLERK)
    first, second = await sent(site, leyla), await sent(site, leyla)
    await CaseConcern.delete(force=True)
    made = migration.SQLITE if bound.on_sqlite() else "gen_random_uuid()"
    await CaseConcern.raw(migration.PARTIES.replace("{id}", made) + migration.SENT)
    case = await find_case(site, first)
    assert case is not None
    same = [(one.shown, [other.number for other in one.cases]) for one in await earlier_cases(site, nigar, case)]
    assert same == [("5VBK5VR", [second])]


async def test_the_journal_holds_after_all_of_it(site: Site) -> None:
    number, nigar = await sent(site, await signed_in("leyla"), *PAPERS), await holds("nigar", CLERK)
    await mark(site, nigar, number, (await ids_of(number))["diplom.pdf"], Found("refused", "Pozulub.", False, 0))
    await add_note(site, nigar, number, uuid4(), "Zəng etdim.")
    await compare(site, nigar, number)
    assert [found async for found in journal.verify() if found] == []
