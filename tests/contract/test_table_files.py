"""Tables begin with the rows that a plugin brings along; what is wrong in its file is a fault of the plugin."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from work_permit.registers import Tariff
from xidmet import Date, Form, Money, Number, Text, YesNo
from xidmet.contract.table_file import rows_of
from xidmet.plugins import load

from tests.contract.sites import source, write_site


class Fee(Form):
    code = Text("Code")
    amount = Money("Amount")
    days = Number("Days", least=1)
    fast = YesNo("Fast").optional()
    since = Date("Since").optional()


HEAD = "code,amount,days,fast,since\n"


def test_rows_are_read_as_answers_are(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(HEAD + 'a,1400.50,10,yes,2026-01-31\n"b, c",0,1,,\n', encoding="utf-8")
    first, second = rows_of(Fee, tmp_path / "fees.csv")
    assert (first.code, first.amount, first.days, first.fast) == ("a", Decimal("1400.50"), 10, True)
    assert first.since == dt.date(2026, 1, 31)
    assert (second.code, second.fast, second.since) == ("b, c", None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,amount,days,fast\na,1,1,yes\n", "since"),
        (HEAD.replace("days", "dayz") + "a,1,1,,\n", "dayz"),
        (HEAD + "a,1,0,,\n", "line 2: days"),
        (HEAD + "a,1,1,,\n,x,1,,\n", "line 3: amount, code"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "fees.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        rows_of(Fee, tmp_path / "fees.csv")


def test_a_plugin_with_a_wrong_file_is_left_out(tmp_path: Path) -> None:
    more = """
from xidmet import Codelist, KeptHere

@hookimpl
def registers(options):
    return [KeptHere(Codelist("wishes", "Wishes"), "wishes.csv")]
"""
    catalogue = load(write_site(tmp_path, {"fairies": source("wish", more=more)}))
    assert not catalogue.services
    assert "wishes.csv" in str(catalogue.faults[0])


def test_the_duties_of_work_permits_are_there() -> None:
    folder = Path(__file__).resolve().parents[2] / "plugins/work_permit/data"
    rows = {(row.zone, row.months, row.working_days): row.amount for row in rows_of(Tariff, folder / "tariffs.csv")}
    assert rows["general", 12, 20] == 1000
    assert rows["liberated", 24, 5] == 1800
    assert len(rows) == 24
