"""What an operator does to a running site: ends sessions, sees what could not be done, has it tried again."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from xidmet import clock
from xidmet.auth import door, sessions
from xidmet.logs import log_all_as_json
from xidmet.settings import Settings
from xidmet.store import accounts, effects, open_store

log = structlog.get_logger()


def end_sessions(asked: argparse.Namespace, settings: Settings) -> int:
    """Of one person, or of everybody: as after a theft of the cookies, of a device, or of the database."""
    if bool(asked.email) == asked.everybody:
        print("xidmet: name one account by its e-mail address, or say --everybody.", file=sys.stderr)
        return 2
    log_all_as_json()
    ended = asyncio.run(_end_sessions(asked.email, settings))
    if ended is None:
        print("xidmet: no account has this e-mail address.", file=sys.stderr)
        return 1
    print(f"{ended} session(s) ended.")
    return 0


async def _end_sessions(email: str, settings: Settings) -> int | None:
    """How many were ended; None when there is no such account."""
    async with _store(settings):
        person = await accounts.by_email(email) if email else None
        if email and person is None:
            return None
        everybody = [person.id] if person else await sessions.signed_in_accounts()
        ended = 0
        for account in everybody:
            for one in await sessions.end_all(account):
                await door.note(one, "ended by operator")
                ended += 1
        log.warning("sessions ended by the operator", account=str(person.id) if person else "everybody", ended=ended)
        return ended


def show_effects(asked: argparse.Namespace, settings: Settings) -> int:
    """Those that were given up, with the reason; some of them to be tried again once its cause is mended."""
    log_all_as_json()
    return asyncio.run(_revive(asked.revive, settings) if asked.revive else _list_dead(settings))


async def _list_dead(settings: Settings) -> int:
    async with _store(settings):
        found, counted = await effects.dead(), await effects.counts()
    for one in found:
        about = f", case {one.case}" if one.case else ""
        print(f"{one.id}  {one.kind}{about}, of {clock.local(one.created_at):%Y-%m-%d %H:%M}\n    {one.error}")
    print(f"{counted.get('dead', 0)} effect(s) given up, {counted.get('pending', 0)} waiting.")
    return 1 if found else 0


async def _revive(wanted: list[str], settings: Settings) -> int:
    async with _store(settings):
        dead = {str(one.id): one for one in await effects.dead()}
        chosen = list(dead) if wanted == ["all"] else wanted
        missing = [one for one in chosen if one not in dead]
        for one in missing:
            print(f"xidmet: {one} is no effect that was given up.", file=sys.stderr)
        for one in [one for one in chosen if one in dead]:
            await effects.revive(dead[one].id)
            log.warning("effect revived by the operator", kind=dead[one].kind, effect=one)
    print(f"{len(chosen) - len(missing)} effect(s) will be tried again.")
    return 1 if missing else 0


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[None]:
    store = await open_store(settings)
    try:
        yield
    finally:
        await store.close()
