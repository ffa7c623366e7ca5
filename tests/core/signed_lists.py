"""Signed lists for tests: of permits, signed by a person, put together by a seal."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xidmet.signatures.demo_people import Issued
from xidmet.signatures.manifest import About, Head, Prover, Values, write_items, write_signed_list

from tests.core.signing import cades
from tests.core.signing_kit import Kit

ABOUT = About(
    text="Buraxılış vərəqələri aktivləşdirilir",
    language="az",
    service="movement-permit",
    transition="activate",
    organisation="1400000101",
    site="https://xidmet.example",
    key="number",
)


def permits(count: int) -> list[Values]:
    return [{"number": f"P-{n:06}", "name": f"Əliyeva Leyla {n}", "hours": n % 24, "ok": True} for n in range(count)]


@dataclass(frozen=True)
class Made:
    head: Head
    items: bytes
    signature: bytes

    def prover(self) -> Prover:
        return Prover(self.head, io.BytesIO(self.items), self.signature)

    def proof(self, n: int) -> bytes:
        return self.prover().proof(n)


def written(items: Sequence[Values], **about: str) -> tuple[Head, bytes]:
    out = io.BytesIO()
    head = write_items(replace(ABOUT, **about), items, out)
    return head, out.getvalue()


def made(by: Issued, items: Sequence[Values]) -> Made:
    head, lines = written(items)
    return Made(head, lines, cades(by, head.content))


def container(kit: Kit, one: Made) -> bytes:
    """The signed list in one file; it is not looked at whether its parts belong together."""
    out = io.BytesIO()
    write_signed_list(one.head, io.BytesIO(one.items), one.signature, lambda listed: cades(kit.seal, listed), out)
    return out.getvalue()
