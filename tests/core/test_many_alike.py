"""The same rows as one by one also of cases that copy rows of registers, count in totals and stand on status lists."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.bench import roster_site as bench
from xidmet.bench.roster import holder
from xidmet.bench.roster_list import MOVE, signed_list, work_off
from xidmet.cases import Site, move, open_site
from xidmet.cases.many import Result, move_many
from xidmet.settings import Settings
from xidmet.store import list_items

from tests.core.certificate import token
from tests.core.many import SignedList, breaks, rows_about, version

ASKED = {"time": "Act"}


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    folder = bench.write_roster_site(tmp_path / "bench")
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        await bench.seed_registers(8)
        await bench.seed(0, 8)
        yield opened


async def test_the_same_rows_come_out(site: Site) -> None:
    mover, first, second = await holder(), bench.number(0), bench.number(1)
    await move(site, mover, first, MOVE, version=3, token=token(), asked=ASKED)
    (done,) = await move_many(
        site, mover, bench.SLUG, MOVE, [(second, 3)], tokens=[token()], asked=ASKED, signed=SignedList({})
    )
    assert done == Result(second, True)
    one, other = await rows_about(first, bench.fin(0)), await rows_about(second, bench.fin(1))
    assert set(one) == set(other) and {"case_total", "issued", "journal_row"} <= set(one)
    for table in ("case_figure", "effect", "journal_value", "submission"):
        assert one.get(table) == other.get(table)
    kept = [
        {key: value for key, value in row.items() if key not in OWN} for row in (one["case_"][0], other["case_"][0])
    ]
    assert kept[0] == kept[1]
    assert [row["labels"] for row in one["case_total"]] == ['["“Nümunə Logistika” MMC", "A", "A"]']
    assert [row["labels"] for row in other["case_total"]] == ['["“Nümunə Logistika” MMC", "B", "A"]']
    assert not [said for said in await breaks() if first in said or second in said]


OWN = ("answers", "sort_name")


async def test_a_list_is_worked_off_in_pieces(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    mover = await holder()
    monkeypatch.setattr("xidmet.cases.lists.make.PIECE", 3)
    wanted = await signed_list(site, mover, 0, 8)
    pieces = list[int]()
    await work_off(site, wanted, 8, lambda: pieces.append(1))
    assert len(pieces) == 2 and await list_items.counts(wanted) == {"made": 8}
    assert {await version(site, bench.number(n)) for n in range(8)} == {4}
    assert await breaks() == []
