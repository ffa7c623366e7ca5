"""Lists of the roster's site: made, checked, signed and worked off as the portal does it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import Site, find_case, lists
from xidmet.cases.lists import TheList
from xidmet.demo_signing.tool import cades
from xidmet.jobs.worker import Worker
from xidmet.signatures.demo_people import Issued
from xidmet.store import list_items

from tests.core.certificate import token
from tests.roster_site import SLUG, later


async def worked(site: Site) -> None:
    """All that the worker has to do just now."""
    worker = Worker(site)
    while await worker.once():
        pass


async def chosen(numbers: Sequence[str], site: Site) -> list[tuple[str, int]]:
    found = [await find_case(site, number) for number in numbers]
    return [(case.number, case.version) for case in found if case]


async def the_list(site: Site, actor: Actor, wanted: UUID) -> TheList:
    return await lists.list_for(site, actor, SLUG, wanted)


async def checked(site: Site, actor: Actor, numbers: Sequence[str], move: str = "activate") -> TheList:
    wanted = await lists.begin(site, actor, SLUG, move, await chosen(numbers, site), token=token(), language="en")
    if move == "activate":
        await lists.answer(site, await the_list(site, actor, wanted), {"until": later(3)})
    await worked(site)
    return await the_list(site, actor, wanted)


async def ready(site: Site, actor: Actor, numbers: Sequence[str]) -> TheList:
    """Waits for its signature."""
    found = await checked(site, actor, numbers)
    await lists.make_ready(site, actor, found, "en")
    return await the_list(site, actor, found.listed.id)


async def signed(site: Site, actor: Actor, found: TheList, by: Issued) -> TheList:
    """Signed, and not worked off yet."""
    file = await cades(by, found.listed.head.encode())
    await lists.sign_with_file(site, actor, found, file, "en")
    return await the_list(site, actor, found.listed.id)


async def states(found: TheList) -> list[str]:
    return [item.state async for item in list_items.each(found.listed.id)]
