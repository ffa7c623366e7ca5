"""Enter the right rows: a case for each person, opened and moved by the worker, some hundred at a time.

Killed half-way it goes on: each row has tokens of its own, so that nobody is entered twice. Where the move is signed,
or asks something, the cases stay drafts that are held for their person, and one list over them is signed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from xidmet.auth import Actor, acting_now, tokens
from xidmet.cases.case import Case
from xidmet.cases.drafts import remove_draft
from xidmet.cases.many import MOST, move_many, piece
from xidmet.cases.many.opened import open_many
from xidmet.cases.move import move
from xidmet.cases.open import Beginning, open_case
from xidmet.cases.roster_file.entry import Entry, entry_of
from xidmet.cases.roster_file.find import found_file
from xidmet.cases.roster_file.finished import tell_done
from xidmet.cases.roster_file.judge import Judge, said
from xidmet.cases.roster_file.states import ENTERING, GAPS, LONGER, READ, READY, RowState
from xidmet.cases.rows_file.mend import Mended, cells_of
from xidmet.cases.rows_file.mistakes import kept
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.errors import Refused, RegisterDown, Retry, Stale, UsedElsewhere, WrongAnswers, XidmetError
from xidmet.store import roster_file as store
from xidmet.store import transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import Lane, write_effect
from xidmet.store.roster_file import File, Row

ENTER_KIND = "roster-file-enter"
PIECE = MOST  # rows at once, between which it is asked anew whether whoever began this still may
LONGEST = 120.0  # seconds at a time; then others have their turn before it goes on
POWER_GONE = _("Whoever began this may not enter people any more. Somebody else may go on.")


async def enter(site: Site, actor: Actor, slug: str, file: UUID, version: int) -> None:
    """Ask for it. version: of the file as the page showed it. The same press twice asks once. Raises Stale."""
    found = await found_file(site, actor, slug, file)
    if found.file.state == ENTERING or not found.count(READY):
        return
    if found.file.version != version or found.file.state != READ:
        raise Stale
    async with transaction():
        if not await store.change(file, version, state=ENTERING, problem=""):
            raise Stale
        await write_effect(
            ENTER_KIND, _asked(actor, file, version + 1), f"{ENTER_KIND}:{file}:{version + 1}", lane=Lane.LONG
        )
    site.wake.ring()


def _asked(actor: Actor, file: UUID, version: int) -> dict[str, Any]:
    return {"file": str(file), "version": version, **whoever(actor)}


def whoever(actor: Actor) -> dict[str, str]:
    """Who asks, so that the worker can ask anew whether they still may."""
    return {
        **({"program": str(actor.program.id)} if actor.program else {}),
        "account": str(actor.account),
        "party": actor.party,
        "level": actor.level,
        "means": actor.means,
    }


async def enter_when_read(site: Site, file: File, asked: Mapping[str, str]) -> None:
    """The rows were read, and are to be entered without another word. asked: by whom."""
    version = file.version + 1
    async with transaction():
        if await store.change(file.id, file.version, state=ENTERING, problem=""):
            payload = {"file": str(file.id), "version": version, **asked}
            await write_effect(ENTER_KIND, payload, f"{ENTER_KIND}:{file.id}:{version}", lane=Lane.LONG)
    site.wake.ring()


async def enter_rows(site: Site, payload: Mapping[str, Any]) -> None:
    """By the worker. Raises RegisterDown and Retry: it is tried again, and goes on where it stopped."""
    file = await store.by_id(UUID(payload["file"]))
    if file is None or (file.state, file.version) != (ENTERING, payload["version"]):
        return
    try:
        await _enter(site, payload, file)
    except RegisterDown as down:
        await store.tell(file.id, problem=down.register)
        raise
    await _finished(site, payload, file)


async def _finished(site: Site, payload: Mapping[str, Any], file: File) -> None:
    """Whoever began it is told once, by the worker that comes first."""
    async with transaction():
        if await store.change(file.id, file.version, state=READ):
            await tell_done(site, UUID(payload["account"]), file)
    site.wake.ring()


async def give_up(payload: Mapping[str, Any]) -> None:
    """It failed too often: whoever was entered is, and the page offers to go on."""
    await store.tell(UUID(payload["file"]), state=READ)


async def _enter(site: Site, payload: Mapping[str, Any], file: File) -> None:
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST
    while rows := await store.rows_after(file.id, READY, 0, piece(PIECE)):
        actor = await _whoever_asked(payload)
        entry = _allowed(site, actor, file)
        if actor is None or entry is None:
            await store.tell(file.id, problem=POWER_GONE)
            return
        opened = await _opened(site, actor, entry, file, rows)
        there = await _entered_together(site, actor, entry, file, [row for row in rows if row.number in opened], opened)
        alone = [row for row in rows if row.number not in there]
        done = [await entered(site, actor, entry, file, row, opened.get(row.number)) for row in alone]
        async with transaction():
            await store.say_made([row for row in rows if row.number in there], _state(entry), there)
            for row in done:
                await store.keep_row(row)
        await asyncio.sleep(0)
        if loop.time() > ends:
            raise Retry(0, "the people are many")


async def _entered_together(
    site: Site, actor: Actor, entry: Entry, file: File, rows: Sequence[Row], opened: Mapping[int, Case]
) -> dict[int, str]:
    """The numbers of the cases of those who are in the roster now, by the row's number. Raises RegisterDown."""
    cases = [opened[row.number] for row in rows]
    if not entry.alone or not rows:
        return {row.number: case.number for row, case in zip(rows, cases, strict=True)}
    items, tokens = [(case.number, case.version) for case in cases], [_token_of_move(file, row) for row in rows]
    results = await move_many(
        site, actor, entry.service.slug, entry.move.name, items, tokens=tokens, asked={}, signed=None
    )
    return {row.number: result.number for row, result in zip(rows, results, strict=True) if result.done}


def _state(entry: Entry) -> RowState:
    return RowState.ENTERED if entry.alone else RowState.DRAFT


async def _whoever_asked(payload: Mapping[str, Any]) -> Actor | None:
    """Anew for each piece: a mandate or a token may end meanwhile."""
    if payload.get("program"):
        return await tokens.program_now(UUID(payload["program"]))
    return await acting_now(UUID(payload["account"]), payload["party"], payload["level"], payload["means"])


def _allowed(site: Site, actor: Actor | None, file: File) -> Entry | None:
    try:
        entry = entry_of(site, actor, file.service) if actor else None
    except XidmetError:
        return None
    return entry if entry and entry.party == file.party else None


async def _opened(site: Site, actor: Actor, entry: Entry, file: File, rows: Sequence[Row]) -> dict[int, Case]:
    """All at once, by the row's number; none where one of them can't be."""
    wanted = [(_token(file, row), _beginning(file, row)) for row in rows]
    try:
        cases = await open_many(site, actor, entry.service.slug, wanted)
    except Exception as error:
        if not isinstance(error, Refused | UsedElsewhere) and not is_unique_violation(error):
            raise
        return {}
    return {row.number: case for row, case in zip(rows, cases, strict=True)}


def _token(file: File, row: Row) -> str:
    return f"file:{file.id.hex}:{file.version}:{row.number}"


def _token_of_move(file: File, row: Row) -> str:
    return f"{_token(file, row)}:m"


def _beginning(file: File, row: Row) -> Beginning:
    typed = {name: value for name, value in row.typed.items() if name not in (GAPS, LONGER)}
    return Beginning(typed=typed, unique_key=row.key or None, source=str(file.id))


async def entered(site: Site, actor: Actor, entry: Entry, file: File, row: Row, opened: Case | None = None) -> Row:
    """What became of the row. opened: its case, when it was opened already. Raises RegisterDown."""
    token, slug = _token(file, row), entry.service.slug
    try:
        case = opened or await open_case(site, actor, slug, token, beginning=_beginning(file, row))
    except Refused as error:
        return await _not_opened(site, entry, row, error)
    if not entry.alone:
        return replace(row, state=RowState.DRAFT, case=case.number)
    try:
        done = await move(
            site, actor, case.number, entry.move.name, version=case.version, token=_token_of_move(file, row)
        )
    except (Refused, WrongAnswers) as error:
        await _take_back(site, actor, case, token)
        return _refused(row, error)
    return replace(row, state=RowState.ENTERED, case=done.case.number)


async def _not_opened(site: Site, entry: Entry, row: Row, error: Refused) -> Row:
    """Somebody entered this person meanwhile; or nobody may be entered just now."""
    if row.key and row.key in await store.standing([row.key]):
        read = await Judge(site, entry).read(row.file, [row], [cells_of(row, Mended())])
        return read[0]
    return _refused(row, error)


def _refused(row: Row, error: Refused | WrongAnswers) -> Row:
    if isinstance(error, WrongAnswers):
        return replace(row, state=RowState.WRONG, errors=kept(error.errors))
    return replace(row, state=RowState.REFUSED, errors=kept(said(error.refusal)), twin=None)


async def _take_back(site: Site, actor: Actor, case: Case, token: str) -> None:
    """The draft of somebody who was refused: the row is what is mended."""
    await remove_draft(site, actor, case.number, case.version, f"{token}:r")
