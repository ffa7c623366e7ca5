"""A row of an agency's table ends at another moment than it said: the new end holds for all that rests on it.

A case keeps the copy of a row that a move asked about, and time moves it when that row ends. When the agency lets the
row end earlier or later, the copies in cases that are in force follow, in stretches, by the worker; whoever checks a
document meanwhile is told by the row as it stands, see attestations.check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet import clock, journal
from xidmet.cases.case import Case, case_of
from xidmet.cases.due import next_due
from xidmet.cases.site import Site
from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.service import Service
from xidmet.registers.periods import as_now
from xidmet.store import cases, issued, through_cases, transaction
from xidmet.store.effects import Lane, write_effect

KIND = "new-end"
STRETCH = 200  # cases in one go


async def announce(register: str, key: str, once: str) -> None:
    """Inside the transaction in which the row is put in force."""
    said = {"register": register, "key": key, "service": 0, "last": "", "once": once}
    await write_effect(KIND, said, f"{KIND}:{once}:0:", lane=Lane.LONG)


async def follow(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker: the next stretch of the cases in force of the next service."""
    register = site.registers.register(payload["register"])
    services = [one for one in site.catalogue.services.values() if rests_on(one, register)]
    if payload["service"] >= len(services):
        return
    service, last = services[payload["service"]], UUID(payload["last"]) if payload["last"] else None
    states = [state.name for state in service.states if state.in_force]
    records = await through_cases.cases_after(service.slug, states, last, (), {}, STRETCH) if states else []
    rows = (await site.registers.periods(register.name, [payload["key"]])).get(payload["key"], [])
    for record in records:
        if case := case_of(site, record):
            await _followed(site, case, register, payload["key"], rows)
    at = payload["service"] if records else payload["service"] + 1
    said = {**payload, "service": at, "last": str(records[-1].id) if records else ""}
    async with transaction():
        await write_effect(KIND, said, f"{KIND}:{payload['once']}:{at}:{said['last']}", lane=Lane.LONG)
    site.wake.ring()


def rests_on(service: type[Service], register: Register[Any]) -> bool:
    """One of its moves asks for a row of this register."""
    asked = [field for move in service.transitions if move.asks for field in move.asks.fields.values()]
    return any(isinstance(field, Lookup) and field.register.name == register.name for field in asked)


async def _followed(site: Site, case: Case, register: Register[Any], key: str, rows: list[Form]) -> None:
    forms = dict(case.record.asked.get("forms", {}))
    changed = {
        name: data
        for form in case.asked
        if (data := _anew(form, register, key, rows))
        for name in [type(form).__name__]
    }
    if not changed or all(forms.get(name) == data for name, data in changed.items()):
        return
    record = cases.Record(**{**vars(case.record), "asked": {**case.record.asked, "forms": {**forms, **changed}}})
    after = case_of(site, record)
    assert after is not None
    due, move = next_due(after, record.state_ends)
    async with transaction():
        values = {"asked": record.asked, "due_at": due, "due_move": move}
        if not await cases.change(case.record.id, case.version, clock.now(), **values):
            return  # it was moved in this very moment: what it asks now, it read from the table
        for one in await issued.of_case(case.record.id):
            declared = next((a for a in case.service.attestations() if a.name == one.attestation), None)
            until = after.value_of(declared.valid_until) if declared and declared.valid_until is not None else None
            if one.in_force and until is not None:
                await issued.lasts(one.id, until if isinstance(until, dt.datetime) else clock.end_of(until))
        await journal.append(case.record.id, "new-end", {"register": register.name, "row": key})


def _anew(form: Form, register: Register[Any], key: str, rows: list[Form]) -> dict[str, Any] | None:
    """The answers with the row as it is now; None when they copied no such row, or it begins at another time."""
    for name, field in type(form).fields.items():
        copied = vars(form).get(name)
        ours = isinstance(field, Lookup) and field.register.name == register.name
        if ours and isinstance(copied, Form) and row_key(copied) == key:
            return to_store(type(form)(**{**vars(form), name: as_now(register, copied, rows)}))
    return None
