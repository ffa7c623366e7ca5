"""Live numbers in words, as a page shows them and as a table holds them: both from the same lines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth.parties import voen_of
from xidmet.cases.numbers import Groups, Numbers
from xidmet.contract.shown import name_of, show
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.tables.writing import Sheet

from xidmet_ui.build.charts import Chart, Level, chart, levels

ON_A_PAGE = 50  # groups; the files hold as many as are kept
NOTHING = _("not said")
ISSUED = _("Issued by the hour, in the last 48 hours")
ABOUT = _("Issued in all: {all}. The most in an hour: {highest}. The numbers stand below.")
Line = tuple[str, int, Level]


@dataclass(frozen=True)
class Part:
    """Cases in force by one thing. count: of groups; more than lines where only the largest are kept."""

    name: str
    label: str
    lines: tuple[Line, ...]
    count: int

    @property
    def shown(self) -> tuple[Line, ...]:
        return self.lines[:ON_A_PAGE]

    @property
    def more(self) -> bool:
        return self.count > len(self.shown)


@dataclass(frozen=True)
class Shown:
    """last_hour: issued in the hour that is over; day: in the last 24. tiles: the part that is drawn as a grid."""

    counted_at: dt.datetime | None
    in_force: int
    parties: int
    this_hour: int
    last_hour: int
    day: int
    states: tuple[Line, ...]
    chart: Chart
    parts: tuple[Part, ...]
    tiles: Part | None


def shown(numbers: Numbers, words: Translator) -> Shown:
    hours = [count for __, count in numbers.hours]
    by = [_part(at, one, words) for at, one in enumerate(numbers.by) if not _are_the_parties(one, numbers)]
    parts = [_parties(numbers, words), *by]
    return Shown(
        counted_at=numbers.counted_at,
        in_force=numbers.in_force,
        parties=numbers.parties,
        this_hour=hours[-1],
        last_hour=hours[-2],
        day=sum(hours[-24:]),
        states=_lines([(words.text(state.label), count) for state, count in numbers.states]),
        chart=_chart(numbers, words),
        parts=tuple(parts),
        tiles=parts[-1] if len(parts) > 1 and parts[-1].lines else None,
    )


def _lines(rows: list[tuple[str, int]]) -> tuple[Line, ...]:
    return tuple((*row, bar) for row, bar in zip(rows, levels(rows), strict=True))


def _parties(numbers: Numbers, words: Translator) -> Part:
    rows = [(_organisation(key, name), count) for key, name, count in numbers.largest]
    return Part("party", words.text(_("Organisation")), _lines(rows), numbers.parties)


def _organisation(key: str, name: str) -> str:
    voen = voen_of(key)
    return f"{name} ({voen})" if name and voen else name or voen or "—"


def _are_the_parties(groups: Groups, numbers: Numbers) -> bool:
    """An answer that names the applicant itself, such as the employer: the same organisations, once more."""
    organisations = sorted((voen_of(key), count) for key, _name, count in numbers.largest if voen_of(key))
    named = sorted((key, count) for key, _label, count in groups.rows)
    return groups.count == numbers.parties and bool(named) and organisations == named


def _part(at: int, groups: Groups, words: Translator) -> Part:
    rows = [(_called(groups, key, label, words), count) for key, label, count in groups.rows]
    return Part(f"by-{at}", words.text(groups.field.label), _lines(rows), groups.count)


def _called(groups: Groups, key: str, label: str, words: Translator) -> str:
    """As its register calls it now, else as it was called when it was counted."""
    if not key:
        return words.text(NOTHING)
    row = groups.known.get(key)
    return name_of(row, words.language) if row is not None else label or show(groups.field, key, words)


def _chart(numbers: Numbers, words: Translator) -> Chart:
    values = [count for __, count in numbers.hours]
    labels = [f"{words.date(clock.local(hour).date())}, {clock.local(hour):%H:%M}" for hour, __ in numbers.hours]
    said = {"all": words.number(sum(values)), "highest": words.number(max(values, default=0))}
    return chart("hours", words.text(ISSUED), words.text(ABOUT, **said), labels, [(words.text(_("Issued")), values)])


def sheet(title: str, page: Shown, words: Translator) -> Sheet:
    """What the page shows, and of the groups as many as are kept."""
    said = words.text
    rows: list[list[str | int]] = [[said(_("State")), label, count] for label, count, __ in page.states]
    rows += [
        [said(_("In force: {by}"), by=part.label), label, count]
        for part in page.parts
        for label, count, __ in part.lines
    ]
    hours = zip(page.chart.labels, page.chart.values, strict=True)
    rows += [[page.chart.title, label, value[0] or 0] for label, value in hours]
    return Sheet(title, [said(_("Part")), said(_("What")), said(_("How many"))], rows)
