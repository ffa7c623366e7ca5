"""How a service does what it promises, in words and as open data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xidmet.cases.figures import Performance
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.tables.writing import Sheet

from xidmet_ui.build.charts import Chart, chart
from xidmet_ui.build.figures import OUTCOMES, span_text


@dataclass(frozen=True)
class Shown:
    """rows: (what, said); none for too few. chart: None for too few."""

    slug: str
    title: str
    span: str
    rows: tuple[tuple[str, str], ...]
    chart: Chart | None


def shown(found: Performance, words: Translator) -> Shown:
    return Shown(
        slug=found.service.slug,
        title=words.text(found.service.title),
        span=span_text(found.span, words),
        rows=_rows(found, words),
        chart=_chart(found, words) if found.spread else None,
    )


def _rows(found: Performance, words: Translator) -> tuple[tuple[str, str], ...]:
    at_once = () if found.at_once is None else ((words.text(OUTCOMES["undecided"]), words.number(found.at_once)),)
    if found.spread is None:
        return at_once
    few = words.text(_("too few to tell"))
    said = [
        (_("Decided"), words.number(found.spread.cases)),
        (_("Half of them within"), _days(found.spread.median, words)),
        (_("Nine of ten within"), _days(found.spread.ninety, words)),
        (_("Decided in time"), few if found.in_time is None else f"{found.in_time} %"),
        (_("Granted"), few if found.granted is None else f"{found.granted} %"),
    ]
    return (*((words.text(label), value) for label, value in said), *at_once)


def _days(days: int | None, words: Translator) -> str:
    if days is None:
        return words.text(_("too few to tell"))
    return words.text(_("{count} working day", "{count} working days"), count=days)


def _chart(found: Performance, words: Translator) -> Chart:
    values = list(found.months.values())
    about = words.text(_("Decided in each month. The numbers stand below."))
    labels = [words.month(month) for month in found.months]
    return chart("months", words.text(_("Decided by month")), about, labels, ((words.text(_("Decided")), values),))


def as_data(found: Performance) -> dict[str, Any]:
    """null: too few to tell."""
    spread = found.spread
    return {
        "service": found.service.slug,
        "from": found.span.first.isoformat(),
        "until": found.span.last.isoformat(),
        "decided": spread and spread.cases,
        "median_working_days": spread and spread.median,
        "ninetieth_percentile_working_days": spread and spread.ninety,
        "decided_in_time_percent": found.in_time,
        "granted_percent": found.granted,
        "done_without_an_officer": found.at_once,
        "decided_by_month": {f"{month:%Y-%m}": cases for month, cases in found.months.items()},
    }


def sheet(found: Performance) -> Sheet:
    """The same as a table, with the names of the data: it is for programs too."""
    data = as_data(found)
    months = data.pop("decided_by_month")
    cells = {**data, **{f"decided {month}": cases for month, cases in months.items()}}
    rows = [[name, "" if value is None else value] for name, value in cells.items()]
    return Sheet(found.service.slug, ["name", "value"], rows)
