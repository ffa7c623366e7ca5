"""What was published of a day shows any later change, also where a whole chain is written anew with its head."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json

import pytest
from cryptography import x509
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, move
from xidmet.cases.daily_root import close_yesterday, published
from xidmet.hash_tree import Tree
from xidmet.journal.append import chained
from xidmet.settings import Settings
from xidmet.signatures.demo_authority import demo_authority
from xidmet.store import journal as rows
from xidmet.store import roots
from xidmet.store.tables import Case, JournalLeaf, JournalRoot, JournalRow

from tests.core.certificate import certificate, draft, token
from tests.core.seals import listed
from tests.core.test_journal import command

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("leaves", "root"),
    [
        (0, hashlib.sha256(b"").hexdigest()),
        (1, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
        (2, ""),
        (3, ""),
        (7, ""),
    ],
)
def test_the_tree_is_the_one_of_rfc_9162(leaves: int, root: str) -> None:
    """Against its definition: the largest power of two below the number stands to the left."""
    tree, all_ = Tree(), [bytes([place]) for place in range(leaves)]
    for leaf in all_:
        tree.add(leaf)
    assert tree.root == (root or defined(all_).hex()) and tree.leaves == leaves
    assert not leaves or tree.root == defined(all_).hex()


def defined(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + defined(leaves[:left]) + defined(leaves[left:])).digest()


@pytest.fixture
async def number(site: Site, leyla: Actor) -> str:
    """Of a case that was sent on a day that is closed."""
    found = (await certificate(site, leyla)).case.number
    await draft(site, leyla)
    clock.advance(DAY)
    assert await close_yesterday(site)
    return found


async def test_a_day_is_closed_once_and_holds_whatever_follows(
    settings: Settings, site: Site, leyla: Actor, number: str
) -> None:
    assert not await close_yesterday(site)
    (root,) = await published(dt.date.max)
    said = json.loads(root["body"])
    assert (said["leaves"], said["before"]) == (1, ""), "a draft may still be removed: it is not bound"
    assert said["day"] == root["day"] == (clock.today() - DAY).isoformat()
    await move(site, leyla, number, "deactivate", version=3, token=token())
    clock.advance(DAY)
    assert sorted(await asyncio.gather(*(close_yesterday(site) for _worker in range(3)))) == [False, False, True]
    clock.advance(3 * DAY)
    assert await close_yesterday(site)
    days = [json.loads(one["body"]) for one in await published(dt.date.max)]
    assert [one["leaves"] for one in days] == [0, 1, 1], "only what is new"
    assert days[1]["before"] == root["hash"]
    assert [one["day"] for one in await published(dt.date.fromisoformat(days[0]["day"]))] == [
        days[1]["day"],
        days[2]["day"],
    ]
    status, told = await command(settings)
    assert (status, told.splitlines()[1:]) == (0, ["3 daily root(s) examined, 0 broken."])


async def test_it_is_sealed(site: Site, number: str) -> None:
    (root,) = await published(dt.date.max)
    anchor = x509.load_pem_x509_certificate(demo_authority(site.settings.data / "keys").root.read_bytes())
    said = listed(root["sealed"], anchor)
    assert said == {"issuer": site.settings.address, **json.loads(root["body"])}


async def test_a_chain_that_is_written_anew_with_its_head_is_found(settings: Settings, site: Site, number: str) -> None:
    """The chain by itself holds: nothing in the database says that it was another one."""
    case = await Case.select().where(Case.number == number).first()
    assert case is not None
    await rewritten(case["id"])
    assert [one async for one in journal.verify() if one] == []
    status, told = await command(settings)
    day = clock.today() - DAY
    assert status == 1 and f"case {number}, row 3: not the one that the root of {day} binds" in told


async def rewritten(chain: object) -> None:
    before = ""
    for row in await rows.rows_of(chain):  # type: ignore[arg-type]
        body = row.body.replace('"kind":"moved"', '"kind":"mowed"')
        kind, hash_ = row.kind.replace("moved", "mowed"), chained(before, body)
        values = {JournalRow.body: body, JournalRow.kind: kind, JournalRow.before: before, JournalRow.hash: hash_}
        await JournalRow.update(values).where(JournalRow.id == row.id)
        before = hash_
    await Case.update({Case.journal_head: before}).where(Case.id == chain)


async def test_an_altered_root_and_altered_leaves_are_named(settings: Settings, site: Site, number: str) -> None:
    for _day in range(2):
        clock.advance(DAY)
        assert await close_yesterday(site)
    first, second, third = [one.day async for one in roots.every()]
    await JournalLeaf.update({JournalLeaf.place: 2}).where(JournalLeaf.day == first)
    assert await _breaks() == [f"root of {first}: leaves altered"]
    await JournalLeaf.update({JournalLeaf.place: 3}).where(JournalLeaf.day == first)
    body = (await published(third))[0]["body"]
    await JournalRoot.update({JournalRoot.body: body.replace('"leaves":0', '"leaves":1')}).where(
        JournalRoot.day == second
    )
    assert await _breaks() == [f"root of {second}: altered"]
    await JournalRoot.delete().where(JournalRoot.day == second)
    assert await _breaks() == [f"root of {third}: does not follow the one before"]


async def _breaks() -> list[str]:
    return [str(one) async for one in journal.verify_roots() if one]
