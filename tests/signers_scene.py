"""An application that several people sign: Leyla applies, Rashad is her spouse, Aynur a witness."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases import Site, answer, find_case, open_case, open_site
from xidmet.cases.signing import begin, pending_for, several, sign_with_file
from xidmet.settings import Settings
from xidmet.store import signers
from xidmet.store.tables import Message

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.signers_site import SLUG, signers_site
from tests.signing import FINS, Parties, parties_on
from tests.ui.signing_scene import beside, certificate, checked_in_this_process


@dataclass
class Scene:
    site: Site
    parties: Parties
    people: dict[str, Actor]

    async def draft(self, **more: Any) -> str:
        """The number of Leyla's draft: her spouse is Rashad."""
        asked = {"wish": "Ev", "married": "yes", "spouse": FINS["rashad"], "witnesses": [], **more}
        case = await open_case(self.site, self.people["leyla"], SLUG, token())
        found = await answer(self.site, self.people["leyla"], case.number, asked, 1)
        assert not found.errors, found.errors
        return case.number

    async def pending(self, number: str) -> Any:
        leyla, case = self.people["leyla"], await find_case(self.site, number)
        assert case is not None
        made = await begin(self.site, leyla, number, "send", version=case.version, token=token(), language="az")
        return await pending_for(self.site, leyla, number, made.id)

    async def first(self, number: str) -> Any:
        """Leyla signs; the round."""
        pending = await self.pending(number)
        file = await self.signed("leyla", pending)
        await sign_with_file(self.site, self.people["leyla"], pending, file, "az")
        return await self.round(number)

    async def signed(self, key: str, pending: Any) -> bytes:
        return await beside(certificate(self.parties, key), await self.site.files.whole(pending.document))

    async def round(self, number: str) -> Any:
        case = await find_case(self.site, number)
        assert case is not None
        return await signers.of_case(case.record.id)

    async def invited(self, key: str, number: str) -> several.Invited:
        begun = await self.round(number)
        one = next(one for one in await signers.others(begun.id) if one.fin == FINS[key])
        return await several.invited_for(self.site, self.people[key], one.id)

    async def signs(self, key: str, number: str) -> None:
        pending = (await self.invited(key, number)).pending
        await sign_with_file(self.site, self.people[key], pending, await self.signed(key, pending), "az")

    async def state(self, number: str) -> str:
        case = await find_case(self.site, number)
        assert case is not None
        return f"{case.state.name}{', being signed' if case.record.being_signed else ''}"

    async def kinds(self, number: str) -> list[str]:
        case = await find_case(self.site, number)
        assert case is not None
        return [one.kind for one in await journal.entries(case.record.id)]


@asynccontextmanager
async def several_on(settings: Settings, tmp_path: Path, *, corrected: bool = False) -> AsyncIterator[Scene]:
    settings = settings.model_copy(update={"site": signers_site(tmp_path / "registry", corrected=corrected)})
    async with open_site(settings) as site, parties_on(settings.data) as parties:
        assert [str(fault) for fault in site.catalogue.faults] == []
        people = {key: replace(await signed_in(key), level="high") for key in ("leyla", "rashad", "aynur", "nigar")}
        with checked_in_this_process():
            yield Scene(site, parties, people)


async def told(link: str) -> list[str]:
    return [row["party"] or row["address"] for row in await Message.select().where(Message.link == link)]


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
