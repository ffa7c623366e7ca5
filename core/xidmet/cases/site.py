"""A running site: everything an ability needs, put together once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock
from xidmet.attestations.keys import qr_key
from xidmet.auth.demo import seed
from xidmet.auth.entrance import Entrance
from xidmet.auth.means import open_entrance
from xidmet.code_lists import load_packaged
from xidmet.documents import Files, Scanner
from xidmet.plugins import Catalogue, load
from xidmet.registers import Registers
from xidmet.registers.beginning import fill_empty
from xidmet.settings import Settings
from xidmet.signatures import Lasting, Seal
from xidmet.store import migrate, open_store


@dataclass
class Wake:
    """Rings whoever does the effects. Only a hint: the effects' table is the truth."""

    ring: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True)
class Site:
    """place_key: hashes network addresses for the throttles. scanner: None when files are not scanned.

    lasting: None without a time-stamp authority. wake: told after a commit that wrote effects. performance: what was
    counted today for everybody.
    """

    settings: Settings
    catalogue: Catalogue
    registers: Registers
    files: Files
    seal: Seal
    qr_key: ec.EllipticCurvePrivateKey
    place_key: bytes
    entrance: Entrance
    scanner: Scanner | None = None
    lasting: Lasting | None = None
    wake: Wake = field(default_factory=Wake)
    performance: dict[Any, Any] = field(default_factory=dict)


@asynccontextmanager
async def open_site(settings: Settings) -> AsyncIterator[Site]:
    """Open the store and load the plugins; close it all at the end."""
    store = await open_store(settings)
    catalogue = load(settings.site / "plugins.toml", settings.demo_signing)
    registers, files = Registers(catalogue, settings.data if settings.demo else None), Files(settings)
    await load_packaged(registers.names)
    await fill_empty(catalogue)
    keys = (Seal.from_settings(settings), qr_key(settings), files.derived(b"places of visitors"))
    entrance = open_entrance(settings, catalogue, files.all_derived(b"means of signing in"))
    try:
        scanner, lasting = Scanner.from_settings(settings), Lasting.from_settings(settings)
        yield Site(settings, catalogue, registers, files, *keys, entrance, scanner=scanner, lasting=lasting)
    finally:
        await registers.close()
        await store.close()


async def prepare_demo(settings: Settings) -> None:
    """Tables, invented people and the plugins' invented rows; a second time changes nothing."""
    await migrate(settings)
    async with open_site(settings) as site:
        await seed(site.catalogue, clock.today())
