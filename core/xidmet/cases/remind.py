"""Reminders are asked for when their time has come, and given by the worker, if they are still true then."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.auth.parties import person_key
from xidmet.cases.answered import has_answered
from xidmet.cases.case import Case, case_of
from xidmet.cases.find import find_case
from xidmet.cases.notice import party_of, tell_notice, tell_party
from xidmet.cases.reminders import LAST, NOTICE, OVER, STATE, TERM, Reminder, due_reminders, next_reminder
from xidmet.cases.site import Site
from xidmet.cases.terms import calendar_of
from xidmet.contract.roles import Officer, Party, administrator_of
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.notifications import Addressee, send_directly
from xidmet.store import absences, accounts, effects, terms, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation
from xidmet.store.cases import Record
from xidmet.working_days import ONE, WorkingDays, last_day

log = structlog.get_logger()

KIND, AT_ONCE = "reminder", 100
LEFT = _("{count} working day is left", "{count} working days are left")
SOON = _("A term ends soon")
LATE = _("A case is late")
YOURS = _("Case {number} waits for you. Your term ends on {date}: {left}.")
YOURS_LAST = _("Case {number} waits for you. Today, {date}, is the last day of your term.")
YOURS_OVER = _("Case {number} still waits for you. Your term ended on {date}.")
LATE_DECISION = _(
    "There is no decision in case {number} yet, though its term ended on {date}. The agency was told that it is late."
)
WORK = _("Case {number}, “{service}”, waits for you. The term ends on {date}: {left}.")
WORK_LAST = _("Case {number}, “{service}”, waits for you. Today, {date}, is the last day of the term.")
WORK_OVER = _("Case {number}, “{service}”, is late: the term ended on {date}.")
AGENCY_OVER = _("Case {number}, “{service}”, is late: the term ended on {date}. It waits for: {roles}.")


async def ask_reminders(site: Site) -> int:
    """Ask for what is to be said now; how many. Again, or beside another worker: nothing twice."""
    count, moment, last = 0, clock.now(), None
    services = list(site.catalogue.services)
    while found := await terms.to_remind(services, moment, last, AT_ONCE):
        for record in found:
            count += await _asked(site, record, moment)
        last = found[-1]
    return count


async def _asked(site: Site, record: Record, moment: dt.datetime) -> int:
    try:
        case = case_of(site, record)
        return await _ask(case, moment) if case else 0
    except Exception as error:  # one that fails must not keep the others; another worker may have been faster
        if not is_unique_violation(error):
            log.exception("a reminder cannot be asked for", case=record.number)
        return 0


async def _ask(case: Case, moment: dt.datetime) -> int:
    record, days = case.record, await calendar_of(case.service)
    assert record.remind_at is not None
    found = due_reminders(case, days, record.remind_at, moment)
    following = next_reminder(case, days, moment + dt.timedelta(microseconds=1))
    async with transaction():
        if not await terms.reminded(record.id, case.version, record.remind_at, following):
            return 0
        return sum([await _write(case, one) for one in found])


async def _write(case: Case, reminder: Reminder) -> bool:
    record = case.record
    once = _once(case, reminder)
    if await effects.is_written(once):
        return False
    payload = {"case": case.number, "of": reminder.of, "what": reminder.what, "since": record.state_since.isoformat()}
    await effects.write_effect(KIND, payload, once, case=record.id, lane=effects.Lane.BULK)
    return True


def _once(case: Case, reminder: Reminder) -> str:
    """Short, for it is the beginning of a letter's Message-ID.

    The whole term is one, however often it stood still; a state's is another one whenever the case comes there. A last
    day that is another one after all is told again when it comes.
    """
    record = case.record
    since = record.sent_at if reminder.of == TERM else record.due_at if reminder.of == NOTICE else record.state_since
    ends = record.term_ends if reminder.of == TERM else record.state_ends
    day = f":{last_day(ends)}" if ends and reminder.what in (LAST, OVER) else ""
    said = f"{record.id}:{reminder.key}:{since.timestamp() if since else ''}{day}"
    return f"remind:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


async def give_reminder(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Nothing is said when the case went on meanwhile."""
    case = await find_case(site, payload["case"])
    if case is None or case.record.state_since.isoformat() != payload["since"]:
        return
    if payload["of"] == NOTICE:
        await _notice(site, case, payload["what"], once)
        return
    ends = case.record.state_ends if payload["of"] == STATE else case.record.term_ends
    if ends is None or case.record.deadline is None or not _still_true(payload["what"], ends):
        return  # it stands still, or was counted anew
    await _parties(site, case, payload, ends, once)
    await _officers(site, case, payload, ends, once)


def _still_true(what: str, ends: dt.datetime) -> bool:
    if what == LAST:
        return last_day(ends) == clock.today()
    return (clock.now() >= ends) == (what == OVER)


async def _notice(site: Site, case: Case, what: str, once: str) -> None:
    """A declared one, some days before a timed move."""
    name, _colon, place = what.rpartition(":")
    due = case.record.due_at
    if due is not None and clock.now() < due:
        told = {"case": case.number, "transition": name, "place": int(place), "number": ""}
        await tell_notice(site, told, once)


async def _parties(site: Site, case: Case, payload: Mapping[str, Any], ends: dt.datetime, once: str) -> None:
    """Those whose turn it is; and whoever waits for a decision that is late."""
    day, days, link = last_day(ends), await calendar_of(case.service), f"/cases/{case.number}"
    text = {LAST: YOURS_LAST, OVER: YOURS_OVER}.get(payload["what"], YOURS)
    values = {"number": case.number, "date": day, "left": partial(_left, days, day)}
    waiting = {party_of(role, case) for role in case.state.waiting if isinstance(role, Party)}
    for place, party in enumerate(sorted(waiting)):  # by its place: the key stands in the heads of letters
        await tell_party(site, case, text, f"{once}:{place}", link, values, party)
    if payload["what"] == OVER and not waiting:
        await tell_party(site, case, LATE_DECISION, once, link, values)


def _left(days: WorkingDays, until: dt.date, words: Translator) -> str:
    """Today counts, while it is worked."""
    return words.text(LEFT, count=max(0, days.between(clock.today() - ONE, until)))


async def _officers(site: Site, case: Case, payload: Mapping[str, Any], ends: dt.datetime, once: str) -> None:
    """The officer who has the case, else everybody whose turn it may be; of a late one also the administrators."""
    roles = [role for role in case.state.waiting if isinstance(role, Officer) and not has_answered(role, case)]
    if not roles:
        return
    day, days, moment = last_day(ends), await calendar_of(case.service), clock.now()
    holders = {one.id: one for role in roles for one in await accounts.holders(role.key, moment)}
    is_over = payload["what"] == OVER
    mine = await _whose(case, holders)
    text = {LAST: WORK_LAST, OVER: WORK_OVER}.get(payload["what"], WORK)
    values = {"number": case.number, "date": day}
    try:
        async with transaction():
            for person in (holders if is_over else mine).values():
                named = {**values, **_named(site, case, person, roles), "left": _left(days, day, _words(person))}
                await _send(person, LATE if is_over else SOON, text, f"/cases/{case.number}", once, **named)
            for person, link in await _administrators(roles, holders, moment) if is_over else ():
                await _send(person, LATE, AGENCY_OVER, link, once, **values, **_named(site, case, person, roles))
    except Exception as error:
        if not is_unique_violation(error):
            raise  # told before, by a worker that was killed before it could say so


async def _whose(case: Case, holders: Mapping[UUID, Person]) -> Mapping[UUID, Person]:
    """Whoever has the case, and whoever stands in for them today; nobody has it: everybody."""
    officer = case.record.officer
    if officer is None or officer not in holders:
        return holders
    stand_in = {one.substitute for one in await absences.of_accounts([officer], clock.today())}
    return {account: person for account, person in holders.items() if account == officer or account in stand_in}


async def _administrators(
    roles: list[Officer], without: Mapping[UUID, Person], moment: dt.datetime
) -> list[tuple[Person, str]]:
    """With the page of their agency: they can give the role to more people. Of the case they learn its number only."""
    found: dict[UUID, tuple[Person, str]] = {}
    for agency in dict.fromkeys(role.agency for role in roles):
        for one in await accounts.holders(administrator_of(agency).key, moment):
            found.setdefault(one.id, (one, f"/offices/{agency.code}"))
    return [told for account, told in found.items() if account not in without]


def _named(site: Site, case: Case, person: Person, roles: list[Officer]) -> dict[str, str]:
    words = translator(person.language, site.catalogue.plugin_of(case.service.slug).name)
    return {"service": words.text(case.service.title), "roles": ", ".join(words.text(role.label) for role in roles)}


def _words(person: Person) -> Translator:
    return translator(person.language)


async def _send(person: Person, subject: str, text: str, link: str, once: str, /, **values: object) -> None:
    to = Addressee(person_key(person.fin, person.id), person.email, person.language)
    await send_directly(to, subject, text, link, f"{once}:{person.id}", **values)
