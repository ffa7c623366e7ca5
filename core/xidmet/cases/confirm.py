"""Confirm later: registers that were silent are asked again about the rows that were accepted as they were typed.

The effect of one sending asks until all its answers are settled or the case is at rest. Whatever is found is written
with the version of the case, so that of two workers, or after a kill, the second finds it done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from xidmet import clock, journal
from xidmet.capsules import canonical
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.move import move
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed import UNCONFIRMED, Unconfirmed, plain
from xidmet.contract.answers import Ask, row_key
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form, Marks
from xidmet.contract.plain import from_json, to_store
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import REGISTER_DIFFERS, value_of
from xidmet.contract.states import Transition
from xidmet.errors import Refused, RegisterDown, Retry, Stale, WrongAnswers
from xidmet.store import cases, transaction
from xidmet.store.effects import write_effect

log = structlog.get_logger()

TELL = "unconfirmed"  # kind of the effect that tells people
SOONEST, LATEST = 60.0, 6 * 3600.0  # seconds between two questions: half of the time that it took so far
AGAIN = 5.0  # seconds, when the case changed in this very moment


@dataclass(frozen=True)
class Column:
    """One that the register says differently."""

    field: Field[Any]
    typed: Any
    said: Any


async def confirm(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """payload: number of the case, and when the answers were sent. Raises Retry while something is not settled."""
    case, since = await find_case(site, payload["case"]), dt.datetime.fromisoformat(payload["since"])
    if case is None or not _waiting(case, since):
        return
    now = {name: await _asked(site, case, name, one) for name, one in _waiting(case, since).items()}
    if changed := {name: one for name, one in now.items() if one != case.unconfirmed[name]}:
        await _written(site, case, changed)
    for name in now:
        await _raise(site, case.number, name)
    after = await find_case(site, case.number)
    if after is not None and _waiting(after, since):
        asked_for = (clock.now() - since).total_seconds()
        raise Retry(min(LATEST, max(SOONEST, asked_for / 2)), "a register has not confirmed an answer yet")


def _waiting(case: Case, since: dt.datetime) -> dict[str, Unconfirmed]:
    """What is still to be asked; of a case at rest nothing, for nobody decides by it any more."""
    if not case.service.leaving(case.state):
        return {}
    return {name: one for name, one in case.unconfirmed.items() if one.is_open and one.since == since}


async def _asked(site: Site, case: Case, name: str, entry: Unconfirmed) -> Unconfirmed:
    """How it stands after one more question. A register that is silent stops no other one."""
    field, typed = case.service.form.fields.get(name), vars(case.answers).get(name)
    if not isinstance(field, Lookup) or not isinstance(typed, Form):
        return entry
    try:
        row = await _row(site, case, field, typed)
    except RegisterDown:
        days = dt.timedelta(days=field.unconfirmed or 0)
        return replace(entry, late=entry.late or clock.now() - entry.since >= days)
    if row is not None and not columns(typed, row):
        return replace(entry, state="confirmed", at=clock.now(), found=None)
    found = to_store(row) if row is not None else None
    if entry.state == "differs" and entry.found == found:
        return entry
    return replace(entry, state="differs", at=clock.now(), found=found)


async def _row(site: Site, case: Case, field: Lookup[Any], typed: Form) -> Form | None:
    """The one under its key; of one's own rows, else the only one."""
    key = row_key(typed)
    rows = await site.registers.offered(Ask(field.register.name, field.own, None if field.own else key), case.party)
    same = next((row for row in rows if row_key(row) == key), None)
    return rows[0] if same is None and field.own and len(rows) == 1 else same


def columns(typed: Form, said: Form) -> tuple[Column, ...]:
    """What the register says differently. What may be left empty, and was, contradicts nothing."""
    asked = [one for one in type(typed).fields.values() if not isinstance(one, Derived)]
    pairs = [Column(one, value_of(one, typed), value_of(one, said)) for one in asked]
    return tuple(one for one in pairs if one.typed != one.said and (one.field.required or one.typed is not None))


def said_instead(case: Case, name: str) -> Form | None:
    """The register's row, where it differs and there is one."""
    entry, typed = case.unconfirmed.get(name), vars(case.answers).get(name)
    if entry is None or entry.found is None or not isinstance(typed, Form):
        return None
    row: Form = from_json(type(typed), entry.found)
    return row


async def _written(site: Site, case: Case, changed: Mapping[str, Unconfirmed]) -> None:
    """All of it or nothing. Raises Retry when somebody else was first."""
    kept = {**case.record.asked.get(UNCONFIRMED, {}), **{name: plain(one) for name, one in changed.items()}}
    asked = {**case.record.asked, UNCONFIRMED: kept}
    async with transaction():
        if not await cases.change(case.record.id, case.version, clock.now(), asked=asked):
            raise Retry(AGAIN, "the case changed meanwhile")
        for name, one in changed.items():
            await _told(case, name, one)
    site.wake.ring()


async def _told(case: Case, name: str, entry: Unconfirmed) -> None:
    """The journal says what the register answered; people are told of what they have to look at."""
    field = case.service.form.fields[name]
    register = field.register.name if isinstance(field, Lookup) else ""
    kind = {"confirmed": "answer-confirmed", "differs": "answer-differs"}.get(entry.state, "answer-unconfirmed")
    said = {"said": canonical(entry.found)} if entry.found is not None else {}
    facts: dict[str, str | int | bool | None] = {"question": name, "register": register, "version": case.version + 1}
    place = await journal.append(case.record.id, kind, facts, said)
    if entry.is_open:
        party = entry.state == "differs" and not _raising(case, name)
        payload = {"case": case.number, "question": name, "state": entry.state, "party": party}
        await write_effect(TELL, payload, f"{TELL}:{case.record.id}:{place}", case=case.record.id)


def _raising(case: Case, name: str) -> list[Transition]:
    """What is made by itself, in the present state, when this answer's register says something else."""
    field = case.service.form.fields.get(name)
    return [move for move in case.service.leaving(case.state) if any(one is field for one in move.on)]


async def _raise(site: Site, number: str, name: str) -> None:
    """Also later, when the case came into a state from which it can be made."""
    case = await find_case(site, number)
    entry = case.unconfirmed.get(name) if case else None
    if case is None or entry is None or entry.state != "differs":
        return
    for transition in _raising(case, name):
        field = case.service.form.fields[name]
        register = field.register if isinstance(field, Lookup) else None
        try:
            asked = _marked(transition, name)
            await move(site, register, number, transition.name, version=case.version, token="", asked=asked)
            return
        except (Stale, Refused, WrongAnswers) as error:
            log.info("not moved", case=number, transition=transition.name, error=type(error).__name__)


def _marked(transition: Transition, name: str) -> dict[str, Any]:
    """A mark beside the answer, where the move asks for marks."""
    fields = transition.asks.fields.values() if transition.asks else ()
    return {one.name: {name: REGISTER_DIFFERS} for one in fields if isinstance(one, Marks)}
