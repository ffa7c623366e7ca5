"""The figures of an agency in words, as a page shows them and as a table holds them: both from the same lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from xidmet.cases.figures import Figures, Refusals, Span, stretches
from xidmet.contract.form import Form
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue
from xidmet.tables.writing import Sheet

from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.build.charts import Chart, Level, chart, levels

PERIODS = {
    "month": _("This month"),
    "last-month": _("Last month"),
    "quarter": _("This quarter"),
    "last-quarter": _("Last quarter"),
    "year": _("This year"),
    "last-year": _("Last year"),
    "own": _("From day to day"),
}
OUTCOMES = {
    "granted": _("Granted"),
    "refused": _("Refused"),
    "undecided": _("Done without an officer"),
    "withdrawn": _("Withdrawn by the applicant"),
    "lapsed": _("Lapsed"),
}
CHART = _("Received and decided")
ABOUT = _("Received in all: {received}, decided: {decided}. The most at once: {highest}. The numbers stand below.")


@dataclass(frozen=True)
class Line:
    """None: nothing can be said."""

    label: str
    now: int | None
    before: int | None


@dataclass(frozen=True)
class Shown:
    """span, before: the two periods, as people write them. grounds: (line, its bar). work: (name, done, open)."""

    span: str
    before: str
    open_now: int
    late_now: int
    lines: tuple[Line, ...]
    grounds: tuple[tuple[Line, Level], ...]
    chart: Chart
    work: tuple[tuple[str, int, int], ...] | None


def shown(catalogue: Catalogue, figures: Figures, words: Translator) -> Shown:
    grounds = [_ground(catalogue, figures, one, words) for one in figures.refusals]
    bars = levels([(one.label, one.now or 0) for one in grounds])
    work = figures.work
    return Shown(
        span=span_text(figures.period.span, words),
        before=span_text(figures.period.before, words),
        open_now=figures.open_now,
        late_now=figures.late_now,
        lines=_lines(figures, words),
        grounds=tuple(zip(grounds, bars, strict=True)),
        chart=_chart(figures, words),
        work=None if work is None else tuple((one.name, one.done, one.open) for one in work),
    )


def _lines(figures: Figures, words: Translator) -> tuple[Line, ...]:
    now, before = figures.spread
    said = [
        (_("Received"), *figures.received),
        (_("Decided"), now.cases, before.cases),
        *((OUTCOMES[one], *counts) for one, counts in figures.outcomes.items()),
        (_("Decided late"), now.late, before.late),
        (_("Working days, the middle case"), now.median, before.median),
        (_("Working days, nine cases of ten at most"), now.ninety, before.ninety),
    ]
    return tuple(Line(words.text(label), one, other) for label, one, other in said)


def _ground(catalogue: Catalogue, figures: Figures, one: Refusals, words: Translator) -> Line:
    """With its service, where several are shown."""
    own = translator(words.language, domain_of(catalogue, one.service))
    move = one.service.transition(one.move)
    if isinstance(one.ground, Form):
        said = name_of(one.ground, words.language)
    else:
        said = own.text(one.ground or (move.label if move else one.move))
    several = len(figures.services) > 1
    return Line(f"{own.text(one.service.title)}: {said}" if several else said, one.now, one.before)


def _chart(figures: Figures, words: Translator) -> Chart:
    spans = stretches(figures.period.span)
    received, decided = ([_within(days, span) for span in spans] for days in figures.by_day)
    about = words.text(
        ABOUT,
        received=words.number(sum(received)),
        decided=words.number(sum(decided)),
        highest=words.number(max([*received, *decided], default=0)),
    )
    labels = [stretch_text(span, figures.period.span, words) for span in spans]
    rows = ((words.text(_("Received")), received), (words.text(_("Decided")), decided))
    return chart("time", words.text(CHART), about, labels, rows)


def _within(days: Mapping[dt.date, int], span: Span) -> int:
    return sum(cases for day, cases in days.items() if span.first <= day <= span.last)


def span_text(span: Span, words: Translator) -> str:
    return f"{words.date(span.first)} – {words.date(span.last)}" if span.first != span.last else words.date(span.first)


def stretch_text(span: Span, whole: Span, words: Translator) -> str:
    """A month by its name, unless only a part of it is meant."""
    following = span.last + dt.timedelta(days=1)
    is_month = span.first.day == 1 and (following.day == 1 or span.last == whole.last) and span.first != span.last
    return words.month(span.first) if is_month and (span.last - span.first).days > 7 else span_text(span, words)


def sheet(title: str, page: Shown, words: Translator) -> Sheet:
    """Exactly what the page shows."""
    said = words.text
    short, now, grounds = said(_("In short")), said(_("Now")), said(_("Grounds of refusals"))
    lines = [(short, one) for one in page.lines] + [(grounds, one) for one, _bar in page.grounds]
    rows: list[list[str | int]] = [[part, one.label, _cell(one.now), _cell(one.before)] for part, one in lines]
    rows += [[now, said(_("Open now")), page.open_now, ""], [now, said(_("Late now")), page.late_now, ""]]
    for at, (__, row) in enumerate(page.chart.legend):
        values = zip(page.chart.labels, page.chart.values, strict=True)
        rows += [[row, label, _cell(value[at]), ""] for label, value in values]
    for name, done, held in page.work or ():
        rows += [[said(_("Brought to an outcome")), name, done, ""], [said(_("Open, taken by them")), name, held, ""]]
    return Sheet(title, [said(_("Part")), said(_("What")), page.span, page.before], rows)


def _cell(value: int | None) -> str | int:
    return "" if value is None else value


def titles(catalogue: Catalogue, services: tuple[type[Service], ...], words: Translator) -> list[tuple[str, str]]:
    """(slug, title) of services."""
    return [(one.slug, translator(words.language, domain_of(catalogue, one)).text(one.title)) for one in services]
