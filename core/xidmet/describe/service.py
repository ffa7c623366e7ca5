"""One service in words: who it is for, what it asks, where a case can be, how it moves, and what may be disputed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from xidmet.check.reading import against_the_party, all_fields, asked_uploads, is_reopening
from xidmet.contract.fields import Field, Money, Number, Upload
from xidmet.contract.form import Form, Part
from xidmet.contract.legal_terms import LegalRow, LegalTerm
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Appeal, Service
from xidmet.contract.states import Deadline, Missed, State, Transition
from xidmet.contract.terms import StepTerm
from xidmet.describe.markdown import cell, table
from xidmet.plugins import Plugin


def described(service: type[Service], plugin: Plugin) -> Iterator[str]:
    yield f"## {service.title} (`{service.slug}`)"
    yield service.purpose
    yield table(("", ""), [*_facts(service, plugin)])
    yield "### States"
    yield _diagram(service)
    yield "### Moves"
    yield table(
        ("Move", "From", "To", "Who, or when", "Signed", "Asks", "Under"), [_move(service, t) for t in _all(service)]
    )
    yield from _terms(service)
    yield from _papers(service)
    yield from _grounds(service, plugin)


def _facts(service: type[Service], plugin: Plugin) -> Iterator[tuple[str, str]]:
    asked = list(questions(service.form))
    files = sum(isinstance(one, Upload) for one in asked)
    applicant = service.applicant
    who = f"{applicant.label}: {', '.join(applicant.kinds)}"
    yield "Agency", cell(service.agency.name if service.agency else "none")
    yield "Law", cell(service.law)
    yield "Who applies", cell(who + (f"; as {', '.join(applicant.mandates)}" if applicant.mandates else ""))
    yield "Questions", f"{len(asked)} on {len(service.form.steps)} pages, {files} of them documents"
    yield "States, moves", f"{len(service.states)}, {len(service.transitions)}"
    yield "Fee", cell(_from(service.form, service.fee)) if service.fee is not None else "free of charge"
    yield "Whole term", cell(_days(service.form, service.working_days)) or "at once"
    yield "Kept", cell(_kept(service.keep_years, plugin))
    yield from _files_kept(service, plugin)
    if service.appeal:
        yield "Disputed", cell(_disputed(service.appeal, plugin))


def _kept(said: int | LegalTerm, plugin: Plugin, unit: str = "years") -> str:
    if isinstance(said, int):
        return f"{said} {unit} after its end"
    return f"{_first(said, plugin)} after its end; as the table “{said.table.label}” says: `{said.code}`"


def _files_kept(service: type[Service], plugin: Plugin) -> Iterator[tuple[str, str]]:
    """Those that are erased before the case is."""
    early = [one for one in asked_uploads(service) if one.keep_days]
    for said in dict.fromkeys(one.keep_days for one in early):
        names = ", ".join(dict.fromkeys(one.label for one in early if one.keep_days == said))
        if said is not None:
            yield "Files kept for less", cell(f"{names}: {_kept(said, plugin, 'days')}")


def _disputed(appeal: Appeal, plugin: Plugin) -> str:
    if isinstance(appeal.days, int):
        return f"{appeal.to}; within {appeal.days} days; {appeal.law}"
    ways = [(appeal.to, appeal.days), *([("The court", appeal.court)] if appeal.court else [])]
    said = "; ".join(f"{to}, within {_first(term, plugin)}: `{term.code}`" for to, term in ways)
    return f"{said}; as the table “{appeal.days.table.label}” says"


def _first(term: LegalTerm, plugin: Plugin) -> str:
    """With which the table begins."""
    rows = (row for row in plugin.begins[term.table.name] if isinstance(row, LegalRow) and row.code == term.code)
    return next((f"{row.length} {row.unit} ({row.law})" for row in rows), "no time")


def questions(form: type[Form]) -> Iterator[Field[Any]]:
    """A group of questions is none itself, each of those in it is one."""
    return (one for one in all_fields(form) if one.asked and not isinstance(one, Part))


def _from(form: type[Form], field: Field[Any]) -> str:
    """A value that follows from the answers, and the table of numbers it rests on."""
    source = getattr(field, "source", "")
    lookups = [one.register for one in form.fields.values() if isinstance(one, Lookup) and one.register.kept_by]
    tables = [source] if source else [one.label for one in lookups if one.valid and _has_numbers(one)]
    return f"{field.label}, by the answers" + (f" and by: {', '.join(dict.fromkeys(tables))}" if tables else "")


def _has_numbers(register: Register[Any]) -> bool:
    return any(isinstance(one, Number | Money) for one in register.of.fields.values())


def _days(form: type[Form], said: Any) -> str:
    if said is None:
        return ""
    if isinstance(said, StepTerm):
        return f"as the table “{said.table.label}” says: `{said.code}`"
    return _from(form, said) if isinstance(said, Field) else f"{said} working days"


def _diagram(service: type[Service]) -> str:
    """For Mermaid, which Git hosts draw."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'  state "{state.label}" as {state.name}' for state in service.states]
    lines.append(f"  [*] --> {service.starts.name}")
    for move in _all(service):
        lines += [f"  {source.name} --> {move.target.name}: {move.label}" for source in move.sources]
    lines += [f"  {state.name} --> [*]" for state in service.states if not service.leaving(state)]
    return "\n".join([*lines, "```"])


def _all(service: type[Service]) -> list[Transition]:
    """In the order of the states they leave."""
    places = {state: place for place, state in enumerate(service.states)}
    return sorted(service.transitions, key=lambda one: places[one.sources[0]])


def _move(service: type[Service], move: Transition) -> tuple[str, ...]:
    laws = dict.fromkeys(rule.law for rule in move.needs)
    signed = {True: "yes", False: "", "or on paper": "or on paper", "list": "a list"}[move.signed]
    asks = ", ".join(one.label for one in move.asks.fields.values()) if move.asks else ""
    who = "upheld complaint" if is_reopening(service, move) else _who(move)
    sources = ", ".join(state.label for state in move.sources)
    return tuple(
        cell(one) for one in (f"**{move.label}**", sources, move.target.label, who, signed, asks, "; ".join(laws))
    )


def _who(move: Transition) -> str:
    if isinstance(move.at, Deadline):
        return "the term ends"
    if isinstance(move.at, Missed):
        return "a visit was missed"
    if move.at is not None:
        return f"on: {move.at.label}"
    if move.after:
        return f"after: {', '.join(one.label for one in move.after)}"
    apart = "; another than who did: " + ", ".join(one.label for one in move.apart_from) if move.apart_from else ""
    return ", ".join(_name(actor) for actor in move.actors) + apart


def _name(actor: Party | Officer | Register[Any]) -> str:
    return f"{actor.label} ({actor.agency.name})" if isinstance(actor, Officer) else actor.label


def _terms(service: type[Service]) -> Iterator[str]:
    rows = [_term(service, state) for state in service.states if state.working_days is not None]
    if rows:
        yield "### Terms of a step"
        yield table(("State", "Term", "Waits for", "Whole term stands still"), rows)


def _term(service: type[Service], state: State) -> tuple[str, ...]:
    waits = ", ".join(role.label for role in state.waiting)
    return cell(state.label), cell(_days(service.form, state.working_days)), cell(waits), "yes" if state.pauses else ""


def _papers(service: type[Service]) -> Iterator[str]:
    papers = service.attestations()
    if not papers:
        return
    yield "### What is issued"
    rows = []
    for one in papers:
        until = one.valid_until.label if one.valid_until is not None else "no last day"
        shown = ", ".join(field.label for field in one.of.fields.values())
        rows.append(tuple(cell(said) for said in (one.label, f"`{one.template}`", until, str(one.checked_by), shown)))
    yield table(("Document", "Template", "In force until", "Who may check it", "What it shows"), rows)


def _grounds(service: type[Service], plugin: Plugin) -> Iterator[str]:
    """The lists from which whoever decides against somebody takes the ground."""
    found = dict.fromkeys(_lists(t.asks for t in service.transitions if t.asks and against_the_party(service, t)))
    for register in found:
        rows = [
            (cell(str(getattr(row, register.key))), cell(getattr(row, "name", "")))
            for row in plugin.begins[register.name]
        ]
        yield f"### {register.label}"
        yield table(("Code", "Ground"), rows)


def _lists(forms: Iterable[type[Form]]) -> Iterator[Register[Any]]:
    return (one.register for form in forms for one in form.fields.values() if isinstance(one, Lookup))
