"""Change rows of a table: at once, or proposed for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.agency_tables.asked import PAST
from xidmet.cases.agency_tables.find import Table, rows_in, still_keeper, subject_of, table_for
from xidmet.cases.agency_tables.periods import Difference, Plan, Row, plan
from xidmet.cases.agency_tables.told import tell_others
from xidmet.cases.new_ends import announce
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.plain import from_json, to_store
from xidmet.contract.texts import _
from xidmet.errors import Stale, UsedElsewhere, WrongAnswers
from xidmet.registers.beginning import texts_of
from xidmet.registers.kept import VERSION, Kept
from xidmet.settings import Settings
from xidmet.store import agency_changes, agency_tables, offices, transaction
from xidmet.store.agency_changes import Change
from xidmet.store.agency_tables import MOST

CHANGED, PROPOSED = "changed", "proposed"
IS_PAST = _("This changes what was in force on days that have passed. Tick the box below if that is meant.")
NOTHING = _("Nothing would be different.")
FULL = _("A table has at most {most} rows.")


@dataclass(frozen=True)
class Wanted:
    """put: (id of the row in whose place it comes, or None; the row). gone: ids. reason: why, such as the act it rests
    on. past: days that have passed are meant. seen: number of the table's last change when the page was made.
    """

    put: tuple[tuple[UUID | None, Form], ...] = ()
    gone: tuple[UUID, ...] = ()
    reason: str = ""
    past: bool = False
    seen: int = 0
    from_file: bool = False


async def change(site: Site, actor: Actor, code: str, name: str, wanted: Wanted, token: str) -> Change:
    """The change, in force or proposed. The same token again: the same change, and nothing new.

    Raises NotFound, NotAllowed, SurerNeeded; Stale when one of the rows was changed since the page was made;
    WrongAnswers beside the field of a first or last day.
    """
    table = table_for(site.catalogue, actor, code, name, to_change=True)
    async with transaction():
        await offices.lock(code)
        await still_keeper(actor, table)
        known = await agency_changes.by_token(token)
        if known:
            return _again(known, table, actor)
        planned = await _planned(table, wanted)
        proposed = wanted.from_file or needs_second(site.settings, table.kept)
        done = await _write(table, actor, wanted, planned, token, PROPOSED if proposed else CHANGED)
        await tell_others(table, actor, done)
    site.wake.ring()
    return done


def needs_second(settings: Settings, kept: Kept) -> bool:
    """Must somebody else look at each change of this table?"""
    return settings.second_eyes == "all" or (settings.second_eyes == "money" and kept.has_money)


def _again(known: Change, table: Table, actor: Actor) -> Change:
    if known.subject != subject_of(table.kept) or known.account != actor.account:
        raise UsedElsewhere(USED_ELSEWHERE)
    return known


async def _planned(table: Table, wanted: Wanted) -> Plan:
    rows = await rows_in(table)
    touched = {one for one, _form in wanted.put if one} | set(wanted.gone)
    if touched - {one.id for one in rows}:
        raise Stale
    since = await agency_changes.of_subject(subject_of(table.kept), after=wanted.seen)
    if any(UUID(row["id"]) in touched for one in since if one.kind == CHANGED for row in one.says["rows"] if row["id"]):
        raise Stale
    planned = plan(table.kept, rows, wanted.put, wanted.gone, clock.today())
    errors = dict(planned.errors)
    if not errors and not planned.differences:
        errors = {table.kept.fields[0].name: Mistake(NOTHING)}
    if not errors and len(rows) + len(planned.differences) > MOST:
        errors = {table.kept.fields[0].name: Mistake(FULL, {"most": MOST})}
    if not errors and planned.is_past(clock.today()) and not wanted.past:
        errors = {PAST: Mistake(IS_PAST)}
    if errors:
        raise WrongAnswers(errors)
    return planned


async def _write(table: Table, actor: Actor, wanted: Wanted, planned: Plan, token: str, kind: str) -> Change:
    subject = subject_of(table.kept)
    last = await agency_changes.last(subject)
    rows = [_numbered(table.kept, one, (last.number if last else 0) + 1) for one in planned.differences]
    says = {
        "reason": wanted.reason,
        "past": planned.is_past(clock.today()),
        "file": wanted.from_file,
        "rows": [_plain(one) for one in rows],
        "gaps": [[key, first.isoformat(), until.isoformat()] for key, first, until in planned.gaps],
    }
    by = journal.By(actor.account, actor.name, token)
    made = await journal.append_change(table.here.code, subject, kind, says, by)
    if kind == CHANGED:
        await put_in_force(table, rows, made.number)
    return made


def _numbered(kept: Kept, one: Difference, number: int) -> Difference:
    """A code says with which change of its list it came."""
    if not kept.is_code_list or one.now is None or one.was is not None:
        return one
    form = from_json(kept.of, to_store(one.now.form) | {VERSION: str(number)})
    return replace(one, now=replace(one.now, form=form))


def _plain(one: Difference) -> dict[str, Any]:
    was, now = (to_store(row.form) if row else None for row in (one.was, one.now))
    return {"id": str(one.id) if one.id else None, "key": one.key, "was": was, "now": now}


async def put_in_force(table: Table, rows: Sequence[Difference], number: int) -> None:
    """Inside the transaction. number: of the change, by which rows with the same key are told apart."""
    for place, one in enumerate(rows):
        if table.kept.moments and one.was is not None:
            await announce(table.name, one.key, f"{table.name}:{number}:{place}")
        if one.now is None and one.id:
            await agency_tables.take_out(one.id)
        elif one.now is not None and one.id:
            await agency_tables.put(one.id, to_store(one.now.form), texts_of(one.now.form))
        elif one.now is not None:
            await _add(table.name, one.now, f"{number}.{place}")


async def _add(register: str, row: Row, version: str) -> None:
    await agency_tables.add(register, row.key, to_store(row.form), texts_of(row.form), version)
