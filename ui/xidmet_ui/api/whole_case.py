"""A case as a machine sees it: what a person sees on its pages, with what can be sent next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xidmet import clock
from xidmet.attestations import Attested, known, written
from xidmet.attestations.check import in_force
from xidmet.auth import Actor, may
from xidmet.cases import Answered, Case, Site, history, read_answers
from xidmet.cases.terms import calendar_of, usual_days
from xidmet.contract.fields import Derived
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import value_of
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import RegisterDown
from xidmet.journal import Entry
from xidmet.language import Translator
from xidmet.notifications.inbox import Told, told_in
from xidmet.working_days import last_day

from xidmet_ui.api.form_schema import Asks, form_schema
from xidmet_ui.api.mistakes import ANSWERS, pointed, wrongs
from xidmet_ui.api.models import CaseState, CaseWhole, Event, Move, Paper
from xidmet_ui.api.models import Told as ToldLine
from xidmet_ui.api.natural import columns_of, given_of, natural_of
from xidmet_ui.api.running import Term, due_of
from xidmet_ui.api.unconfirmed import unconfirmed_of
from xidmet_ui.build.beside import BESIDE
from xidmet_ui.build.case import TOLD, WAYS, appeal, is_theirs
from xidmet_ui.requests import Asked, need_actor, site_of, words_of

TITLES = {
    "opened": _("Opened"),
    "moved": "",
    "checked": _("Checked"),
    **BESIDE,
}


async def whole(request: Asked, case: Case, read: Answered | None = None) -> CaseWhole:
    """Of a case that the actor may see. read: what its answers were just read as, so that they are not read twice."""
    site, actor, words = site_of(request), need_actor(request), words_of(request, case.service.slug)
    so_far, errors = _read(read) if read else await _answers(site, case, actor)
    record = case.record
    return CaseWhole(
        number=case.number,
        service=case.service.slug,
        title=words.text(case.service.title),
        version=case.version,
        state=_state(case, words),
        is_draft=case.is_draft,
        mine=is_theirs(case, actor),
        opened_at=record.opened_at,
        sent_at=record.sent_at,
        changed_at=record.changed_at,
        deadline=record.due_at,
        term=await _term(case),
        due=await due_of(case),
        answers=natural_of(case.service.form, _typed(case, actor)) if case.is_draft else given_of(case.answers),
        chosen=_chosen(so_far),
        unconfirmed=unconfirmed_of(case),
        derived=_derived(so_far),
        errors=None if errors is None else wrongs(errors, words),
        moves=[_move_of(case, one, words) for one in _able(case, actor)],
        papers=[_paper(one) for one in await known.from_case(record.id)],
        history=events(case, await history(case), words),
        told=[_told(one, words) for one in await told_in(record.id, case.party) if one.state],
        appeal=appeal(case, words)[0],
    )


async def _term(case: Case) -> Term | None:
    record = case.record
    if record.deadline is None and record.term_left is None:
        return None
    days, stands_still = await calendar_of(case.service), record.term_left is not None and record.term_from is None
    running = record.term_ends if record.term_from else None
    left = days.between(clock.today(), last_day(running)) if running else record.term_left
    return Term(
        ends=last_day(running) if running else None,
        days_left=left,
        stands_still=stands_still,
        state_ends=last_day(record.state_ends) if record.state_ends else None,
        usual_days=await usual_days(case.service),
    )


def _typed(case: Case, actor: Actor) -> dict[str, Any]:
    """A draft's answers are for the party that fills it in, as on the pages."""
    return case.record.typed if case.party == actor.party else {}


async def _answers(site: Site, case: Case, actor: Actor) -> tuple[Form, dict[str, Mistake] | None]:
    """What was understood, and the mistakes by JSON pointer: none of a sent case, None while a register is down."""
    if not case.is_draft:
        return case.answers, {}
    form, typed = case.service.form, _typed(case, actor)
    if case.party != actor.party:
        return form(), {}
    try:
        found = await read_answers(site, form, typed, case.party)
    except RegisterDown:
        return form(), None
    return found.so_far, pointed(form, typed, found.errors, ANSWERS)


def _read(read: Answered) -> tuple[Form, dict[str, Mistake]]:
    case = read.case
    return read.answers, pointed(case.service.form, case.record.typed, read.errors, ANSWERS)


def _state(case: Case, words: Translator) -> CaseState:
    state, due = case.state_now, case.record.due_at
    since = due if due is not None and state is not case.state else case.record.state_since
    return CaseState(name=state.name, label=words.text(state.label), since=since, in_force=state.in_force)


def _chosen(so_far: Form) -> dict[str, Any]:
    fields, known_so_far = type(so_far).fields, vars(so_far)
    found = {name: known_so_far.get(name) for name, field in fields.items() if isinstance(field, Lookup)}
    one = {name: columns_of(row) for name, row in found.items() if isinstance(row, Form)}
    return one | {name: [columns_of(row) for row in rows] for name, rows in found.items() if isinstance(rows, tuple)}


def _derived(so_far: Form) -> dict[str, Any]:
    fields = type(so_far).fields
    found = {name: value_of(field, so_far) for name, field in fields.items() if isinstance(field, Derived)}
    return columns_of(Form(**found))


def _able(case: Case, actor: Actor) -> list[Transition]:
    return [t for t in case.service.leaving(case.state) if t.by and may(actor, t, case) is None]


def _move_of(case: Case, transition: Transition, words: Translator) -> Move:
    asks = Asks(case.service.slug, words, transition.name)
    return Move(
        name=transition.name,
        label=words.text(transition.label),
        href=f"/api/v1/cases/{case.number}/moves/{transition.name}",
        asks=form_schema(transition.asks, transition.label, asks) if transition.asks else None,
    )


def _paper(paper: Attested) -> Paper:
    return Paper(
        number=written(paper.number),
        attestation=paper.attestation,
        in_force=in_force(paper),
        issued_at=paper.issued_at,
        valid_until=paper.valid_until,
        pdf=f"/api/v1/attestations/{paper.number}/pdf",
    )


def events(case: Case, entries: Sequence[Entry], words: Translator) -> list[Event]:
    """What the person concerned may read of a case's journal."""
    return [_event(case, entry, words) for entry in entries if entry.kind in TITLES]


def _event(case: Case, entry: Entry, words: Translator) -> Event:
    transition = case.service.transition(str(entry.facts.get("transition"))) if entry.kind == "moved" else None
    return Event(
        kind=entry.kind,
        at=entry.happened_at,
        title=words.text(transition.target.label if transition else TITLES[entry.kind]),
        who=", ".join(part for part in (entry.personal.get("who", ""), entry.personal.get("for", "")) if part),
        program=entry.personal.get("program"),
        move=transition.name if transition else None,
        how=words.text(transition.label) if transition else None,
    )


def _told(told: Told, words: Translator) -> ToldLine:
    return ToldLine(
        way=words.text(WAYS[told.channel]),
        to=told.address,
        state=words.text(TOLD.get(told.state, "")),
        at=told.created_at,
    )
