"""Everybody who signs and stamps in tests of signed files, and a way to check what they made."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from xidmet.signatures import Report, verify
from xidmet.signatures.demo_revocation import issuing_crl, root_crl

from tests.core import people, signed_files, stamping
from tests.core.ca_server import CaServer
from tests.core.signed_files import FILES, container, manifest
from tests.core.signing import CONTENT, cades

Made = tuple[bytes, bytes | None] | bytes
Make = Callable[["Kit"], Awaitable[Made] | Made]


class Kit:
    """A person, another one, a seal and a time-stamp authority; nothing is fetched."""

    def __init__(self, folder: Path) -> None:
        self.folder, ca = folder, CaServer(folder, "http://localhost:1")
        self.ca, self.leyla, self.other, self.seal = ca, people.person(ca), people.another_person(ca), people.seal(ca)
        self.tsa, self.trust = stamping.authority(ca), stamping.trust(folder)
        self.lists = (issuing_crl(folder), root_crl(folder))

    async def check(self, made: Made, **more: Any) -> Report:
        file, content = made if isinstance(made, tuple) else (made, None)
        return await asyncio.wait_for(verify(file, content, **{"trust": self.trust} | more), timeout=60)

    def pdf(self, **more: Any) -> Awaitable[bytes]:
        return signed_files.pdf(self.leyla, **more)


async def made(kit: Kit, make: Make) -> Made:
    found = make(kit)
    return await found if inspect.isawaitable(found) else found


def by_cades(kit: Kit, changed: bytes = b"", **more: bytes) -> bytes:
    name = "META-INF/signature1.p7s"
    listed = manifest(name, FILES)
    files = {"mimetype": b"application/vnd.etsi.asic-e+zip", **FILES, "META-INF/ASiCManifest1.xml": changed or listed}
    return container({**files, name: cades(kit.leyla, listed), **more})


def simple(kit: Kit, name: str, held: bytes) -> bytes:
    return container({"mimetype": b"application/vnd.etsi.asic-s+zip", "one.txt": CONTENT, f"META-INF/{name}": held})
