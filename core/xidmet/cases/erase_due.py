"""`xidmet erase-due`: for the operator, to see what is erased before it is, and not to wait for a worker."""

from __future__ import annotations

import argparse
import asyncio
import sys

from xidmet.cases.retention import Due, due_of, kept, sweep_ended
from xidmet.cases.site import Site, open_site
from xidmet.logs import log_all_as_json
from xidmet.settings import Settings

TOLD = "Erase the cases whose time of keeping is over, as a worker does each hour; or only say how many they are."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--service", default="", metavar="SLUG", help="of this service alone")
    parser.add_argument("--dry-run", action="store_true", help="erase nothing")


def erase_due(asked: argparse.Namespace, settings: Settings) -> int:
    """2 when there is no such service, or it keeps its cases for ever."""
    log_all_as_json()
    said = asyncio.run(_run(asked, settings))
    if said is None:
        print(f"xidmet: no service {asked.service} says how long it keeps its cases.", file=sys.stderr)  # noqa: T201
        return 2
    print("\n".join(said) or "No service says how long it keeps its cases.")  # noqa: T201  # the command's answer
    return 0


async def _run(asked: argparse.Namespace, settings: Settings) -> list[str] | None:
    async with open_site(settings) as site:
        if asked.service and not await _keeps(site, asked.service):
            return None
        erased = None if asked.dry_run else await sweep_all(site, asked.service)
        return [_line(one, erased) for one in await due_of(site, asked.service)]


async def _keeps(site: Site, slug: str) -> bool:
    service = site.catalogue.services.get(slug)
    return service is not None and await kept(site, service) is not None


async def sweep_all(site: Site, only: str) -> dict[str, int]:
    """Round after round, until one finds nothing more."""
    erased = dict[str, int]()
    while done := await sweep_ended(site, only):
        erased = {slug: erased.get(slug, 0) + done.get(slug, 0) for slug in erased | done}
    return erased


def _line(one: Due, erased: dict[str, int] | None) -> str:
    following = f"the next are kept until {one.next}" if one.next else "no other case is over"
    done = f"{one.due} due" if erased is None else f"{erased.get(one.service, 0)} erased"
    return f"{one.service}: {done}; {following}."
