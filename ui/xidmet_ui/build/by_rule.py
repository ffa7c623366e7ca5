"""What may be looked for in all cases of a service, and whom it hits, as pages and files show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from xidmet.auth.parties import voen_of
from xidmet.cases.by_rule import (
    CHANGED,
    DONE,
    FAILED,
    FOUND,
    LOOKING,
    OVER,
    REFUSED,
    STOPPED,
    WAITS,
    WORKING,
    Column,
    Hit,
    Offered,
    RuleOf,
    Search,
    Seen,
    Wanted,
    grouped,
    rules_of,
)
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Choice, Field
from xidmet.contract.form import Form
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of
from xidmet.contract.texts import _
from xidmet.language import Translator, sort_key

from xidmet_ui.build.charts import Level, levels

FEW = 12  # boxes that are shown without being unfolded
STATES = {
    LOOKING: _("Being looked for"),
    FOUND: _("Found; nothing was done yet"),
    WORKING: _("Being worked off"),
    STOPPED: _("Stopped"),
    OVER: _("Worked off"),
    FAILED: _("Broken off"),
}
RESULTS = {
    WAITS: _("Not done yet"),
    DONE: _("Done"),
    REFUSED: _("Not done"),
    CHANGED: _("Left as it is: changed since it was found"),
}
ORGANISATION = _("Organisation")
Names = Mapping[str, Mapping[str, str]]  # field -> key -> what people call it


@dataclass(frozen=True)
class Box:
    value: str
    label: str
    chosen: bool
    hint: str = ""


@dataclass(frozen=True)
class Boxes:
    """name: of each box. folded: there are many, and none is chosen."""

    name: str
    label: str
    boxes: tuple[Box, ...]

    @property
    def folded(self) -> bool:
        return len(self.boxes) > FEW

    @property
    def open(self) -> bool:
        return any(box.chosen for box in self.boxes)


@dataclass(frozen=True)
class Group:
    """Those that are hit, by one thing. count: of groups; more than rows where only the largest are shown."""

    label: str
    rows: tuple[tuple[str, int, Level], ...]
    count: int


@dataclass(frozen=True)
class HitShown:
    number: str
    organisation: str
    cells: tuple[str, ...]
    reason: str
    result: str
    why: str


Posted = Collection[tuple[str, str]]


def boxes_of(there: Offered, posted: Posted | None, words: Translator) -> tuple[Boxes, Boxes, tuple[Boxes, ...]]:
    """Rules, states, and one list for each answer. posted: what was chosen already; None for the first time."""
    said = posted if posted is not None else {("state", one.name) for one in there.states if one.in_force}
    rules = [Box(one.key, rule_text(one, words), ("rule", one.key) in said, law_of(one, words)) for one in there.rules]
    states = [Box(one.name, words.text(one.label), ("state", one.name) in said) for one in there.states]
    return (
        Boxes("rule", words.text(_("Rules that do not hold any more")), tuple(rules)),
        Boxes("state", words.text(_("State")), tuple(states)),
        tuple(_column(one, said, words) for one in there.columns),
    )


def _column(column: Column, said: Posted, words: Translator) -> Boxes:
    name = f"in-{column.field.name}"
    made = [Box(key, _named(column.field, one, words), (name, key) in said) for key, one in column.offered]
    if not isinstance(column.field, Choice):
        made.sort(key=lambda box: sort_key(box.label))
    return Boxes(name, words.text(column.field.label), tuple(made))


def _named(field: Field[object], one: str | Form, words: Translator) -> str:
    return name_of(one, words.language) if isinstance(one, Form) else words.text(one)


def rule_text(one: RuleOf, words: Translator) -> str:
    """What it asks for; a rule that nobody gave words is called by its name and law."""
    return words.text(one.rule.label) if one.rule.label else one.rule.check.__name__.replace("_", " ").capitalize()


def law_of(one: RuleOf, words: Translator) -> str:
    return words.text(one.rule.law)


def wanted_lines(service: type[Service], wanted: Wanted, names: Names, words: Translator) -> list[tuple[str, str]]:
    """What was looked for, as a summary says it."""
    rules = {one.key: rule_text(one, words) for one in rules_of(service)}
    rows = [(words.text(_("Rules that do not hold any more")), ", ".join(rules.get(key, key) for key in wanted.rules))]
    for name, keys in (wanted.values or {}).items():
        known = names.get(name, {})
        rows.append((words.text(service.form.fields[name].label), ", ".join(known.get(key, key) for key in keys)))
    rows.append((words.text(ORGANISATION), ", ".join(voen_of(party) for party in wanted.parties)))
    labels = {one.name: words.text(one.label) for one in service.states}
    rows.append((words.text(_("State")), ", ".join(labels.get(name, name) for name in wanted.states)))
    return [(label, text) for label, text in rows if text]


def groups_of(seen: Seen, names: Names, words: Translator) -> tuple[Group, ...]:
    fields = grouped(seen.service)
    labels = [words.text(ORGANISATION), *(words.text(field.label) for field in fields)]
    known: list[Mapping[str, str]] = [_organisations(seen.names), *(names.get(field.name, {}) for field in fields)]
    summary = seen.search.summary or {}
    made = []
    for at, name in enumerate(("party", "first", "second", "third")[: len(labels)]):
        found = summary.get(name, {"groups": 0, "rows": []})
        rows = [
            (known[at].get(str(key)) or voen_of(str(key)) or str(key) or "—", int(count))
            for key, count in found["rows"]
        ]
        bars = levels(rows)
        made.append(Group(labels[at], tuple((*row, bar) for row, bar in zip(rows, bars, strict=True)), found["groups"]))
    return tuple(made)


def _organisations(names: Mapping[str, str]) -> dict[str, str]:
    return {party: f"{name} ({voen_of(party)})" for party, name in names.items()}


def hit_shown(hit: Hit, names: Mapping[str, str], words: Translator) -> HitShown:
    organisation = names.get(hit.party, "") or voen_of(hit.party)
    result, why = words.text(RESULTS[hit.state]), f"{hit.why} {hit.mend}".strip()
    return HitShown(hit.number, organisation, hit.shown, hit.reason, result, why)


def headers(service: type[Service], words: Translator) -> list[str]:
    """Of the file with all that were found."""
    return [
        words.text(_("Number")),
        words.text(ORGANISATION),
        words.text(_("Tax number")),
        *(words.text(field.label) for field in service.columns),
        words.text(_("Why it is hit")),
        words.text(_("Result")),
        words.text(_("Why not")),
    ]


def lines(hits: Sequence[Hit], names: Mapping[str, str], words: Translator) -> list[list[str]]:
    shown = [(hit, hit_shown(hit, names, words)) for hit in hits]
    return [
        [one.number, names.get(hit.party, ""), voen_of(hit.party), *one.cells, one.reason, one.result, one.why]
        for hit, one in shown
    ]


def called(field: Field[object], rows: Mapping[str, Form], words: Translator) -> dict[str, str]:
    """What the keys of an answer are called."""
    if isinstance(field, Choice):
        return {str(key): words.text(label) for key, label in field.options.items()}
    return {row_key(row): name_of(row, words.language) for row in rows.values()}


def state_text(search: Search, words: Translator) -> str:
    return words.text(STATES[search.state])
