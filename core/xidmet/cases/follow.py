"""Moves that nobody presses a button for: time that has come, and registers that have changed.

Many cases are gone through here in one run, so one that cannot be moved must never hold up the others.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog

from xidmet import clock
from xidmet.auth.may import Mover
from xidmet.cases.case import Case, case_of
from xidmet.cases.duty import is_held
from xidmet.cases.find import find_case
from xidmet.cases.many import MOST, is_plain, move_many
from xidmet.cases.move import move
from xidmet.cases.site import Site
from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.payments import payment_in, payments
from xidmet.contract.plain import to_store
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.states import Transition
from xidmet.errors import Refused, RegisterDown, Stale
from xidmet.registers.beginning import texts_of
from xidmet.store import cases, registers, transaction
from xidmet.store import many as many_rows
from xidmet.store.cases import Record
from xidmet.store.effects import write_effect
from xidmet.store.many import Due

log = structlog.get_logger()

COMPARE_EVERY = dt.timedelta(hours=1)
AGAIN = dt.timedelta(minutes=5)  # when a case could not be compared, or not be moved


async def run_due(site: Site, page: int = MOST) -> int:
    """Make every timed transition that is due; how many. Those that cannot be made stay due and are passed over.

    page: cases at a time: those of one service that the same move awaits are moved together.
    """
    count, moment, last = 0, clock.now(), None
    services = list(site.catalogue.services)
    while services and (found := await many_rows.due(services, moment, page, last)):
        alike = dict[tuple[str, str], list[Due]]()
        for one in found:
            alike.setdefault((one.service, one.move), []).append(one)
        for (slug, name), waiting in alike.items():
            count += await _all_in_time(site, slug, name, waiting)
        last = found[-1]
    return count


async def _all_in_time(site: Site, slug: str, name: str, waiting: list[Due]) -> int:
    """Where one of them stands in the way of the others, each by itself."""
    service = site.catalogue.services[slug]
    transition = service.transition(name)
    if transition and is_plain(service, transition) and not any(payment_in(service, one) for one in transition.sources):
        items, tokens = [(one.number, one.version) for one in waiting], [""] * len(waiting)
        try:
            results = await move_many(site, None, slug, name, items, tokens=tokens, asked={}, signed=None)
            return sum(one.done for one in results)
        except Exception:
            log.exception("timed transitions are made one by one", service=slug, transition=name)
    return sum([await _made_in_time(site, one.number, name) for one in waiting])


async def _made_in_time(site: Site, number: str, name: str) -> bool:
    try:
        case = await find_case(site, number)
        due = case is not None and case.record.due_move == name
        return bool(case and due and not await is_held(case) and await _moved(site, None, case, name))
    except Exception:  # a rule that fails, a register that is down: this case waits
        log.exception("a timed transition failed", case=number, transition=name)
        return False


async def register_changed(site: Site, register: str, key: str) -> int:
    """A row of a register changed: the cases in force that copied it are compared with it; how many moved."""
    return sum([await _compared(site, record) for record in await cases.resting_on(register, key)])


async def sweep(site: Site, limit: int = 500) -> int:
    """Compare the cases that were not compared for an hour: an outside register tells nobody when it changes."""
    before = clock.now() - COMPARE_EVERY
    watched = {slug: states for slug, service in site.catalogue.services.items() if (states := _watched(service))}
    records = await cases.least_lately_compared(watched, before, limit)
    return sum([await _compared(site, record) for record in records])


def _watched(service: Any) -> list[str]:
    """States that a register can end; a payment is no row that is compared."""
    return sorted({s.name for t in service.transitions if _registers(t) for s in t.sources})


def _registers(transition: Transition) -> list[Register[Any]]:
    return [actor for actor in transition.actors if isinstance(actor, Register) and actor is not payments]


async def _compared(site: Site, record: Record) -> bool:
    """True when it moved. When it can be neither compared nor moved it goes to the end of the queue, for a while."""
    moment, moved = clock.now(), None
    try:
        case = case_of(site, record)
        moved = await compare(site, case) if case else None
    except RegisterDown as down:
        log.info("not compared", case=record.number, register=down.register)
    except Exception:
        log.exception("not compared", case=record.number)
    await cases.compared(record.id, moment if moved is not None else moment - COMPARE_EVERY + AGAIN)
    return bool(moved)


async def compare(site: Site, case: Case) -> bool | None:
    """Move a case whose register's row is gone, ended or different from what was copied. True when it moved, False
    when there was no need to, None when it should have but did not. Raises RegisterDown.
    """
    for transition in case.service.leaving(case.state):
        for register in _registers(transition):
            if await _differs(site, case, register):
                return await _moved(site, register, case, transition.name) or None
    return False


async def _differs(site: Site, case: Case, register: Register[Any]) -> bool:
    for name, field in case.service.form.fields.items():
        copied = vars(case.answers).get(name)
        if name in case.unconfirmed:  # it was not copied; see confirm.py
            continue
        if isinstance(field, Lookup) and field.register.name == register.name and isinstance(copied, Form):
            now = await site.registers.row(register.name, row_key(copied), case.party if field.own else "")
            if now is None or to_store(now) != to_store(copied):
                return True
    return False


async def _moved(site: Site, mover: Mover, case: Case, name: str) -> bool:
    try:
        await move(site, mover, case.number, name, version=case.version, token="")
    except (Stale, Refused) as error:
        log.info("not moved", case=case.number, transition=name, error=type(error).__name__)
        return False
    return True


async def keep_row(site: Site, register: Register[Any], about: str, row: Form) -> None:
    """Put a row into a register that is kept here; the cases that rest on it follow."""
    async with transaction():
        if await registers.keep(register.name, row_key(row), about, to_store(row), texts_of(row)):
            await _announce(register, row_key(row))
    site.wake.ring()


async def _announce(register: Register[Any], key: str) -> None:
    once = f"changed:{register.name}:{key}"[:120] + f":{clock.now().timestamp()}"
    await write_effect("register-changed", {"register": register.name, "key": key}, once)
