"""One try to sign with a means, as the portal leads it; what comes of it becomes a real signed file and is judged."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from xidmet import Form, clock
from xidmet.contract.means import Answer, Call, Ceremony, Given, Signatures
from xidmet.contract.signing import HashName, SignedHash, SigningMeans, SigningStep
from xidmet.settings import Settings
from xidmet.signatures import Trust, Verdict
from xidmet.signatures.signing import assembled, to_be_signed, verify_returned, with_place

from tests.core.seals import PLAIN_PDF
from tests.plugins.trying import LASTS

PDF = "application/pdf"


@dataclass(frozen=True)
class File:
    """A paper of no case."""

    content: bytes
    name: str
    media: str
    title: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def to_be_signed(self, chain: Sequence[bytes], hash_name: HashName, when: dt.datetime) -> bytes:
        return to_be_signed(self.content, self.media, chain, hash_name, when)


def letter() -> File:
    return File(b"I apply for a permit.", "application.txt", "text/plain", "Application for a permit")


def form() -> File:
    return File(with_place(PLAIN_PDF, clock.now()), "ərizə.pdf", PDF, "Ərizə")


@dataclass
class SigningTry:
    """judged: of the site. seen: everything that a means kept in its notes, as JSON, step by step."""

    means: SigningMeans
    ceremony: Ceremony
    paper: File
    seen: list[str]

    @classmethod
    def of(
        cls,
        means: SigningMeans,
        judged: Signatures,
        origin: str,
        *,
        fin: str = "",
        voen: str = "",
        paper: File | None = None,
    ) -> SigningTry:
        name, now = secrets.token_urlsafe(24), clock.now()
        ceremony = Ceremony(
            id=name,
            means=means.name,
            purpose="sign",
            nonce=secrets.token_bytes(32),
            origin=origin,
            back=f"{origin}/sign/{means.name}/back",
            calls=f"{origin}/sign/{means.name}/calls",
            language="az",
            now=now,
            until=now + LASTS,
            signatures=judged,
            fin=fin,
            voen=voen,
        )
        return cls(means, ceremony, paper or letter(), [])

    async def begin(self) -> SigningStep:
        return cast("SigningStep", await self._step(lambda one: self.means.begin(one, self.paper)))

    async def go_on(self, answers: Form | None = None, **query: str) -> SigningStep:
        given = Given(answers=answers, query=query)
        return cast("SigningStep", await self._step(lambda one: self.means.go_on(one, self.paper, given)))

    async def called(self, call: Call) -> Answer:
        return cast("Answer", await self._step(lambda one: self.means.called(one, self.paper, call)))

    async def _step(self, does: Callable[[Ceremony], Awaitable[Any]]) -> Any:
        notes = cast("dict[str, Any]", json.loads(json.dumps(self.ceremony.notes)))
        self.ceremony = replace(self.ceremony, now=clock.now(), notes=notes)
        step = await does(self.ceremony)
        self.seen.append(json.dumps(self.ceremony.notes))
        return step

    async def verdict(self, step: Any, settings: Settings) -> Verdict:
        """Of the file that the portal makes of the step."""
        assert isinstance(step, SignedHash), step
        file = assembled(self.paper.content, self.paper.media, step)
        report = await verify_returned(file, self.paper.content, trust=Trust.from_settings(settings))
        (signature,) = report.signatures
        return signature.verdict
