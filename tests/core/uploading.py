"""Drafts of the gallery's service, and files that are attached to them through the abilities."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from xidmet.auth import Actor
from xidmet.cases import Site, open_case
from xidmet.cases.attach import Change, attach
from xidmet.store import cases, documents
from xidmet.store.documents import Stored
from xidmet.store.tables import Document, Effect
from xidmet_ui.build.typed import raw_of

from tests.core.certificate import token
from tests.gallery import SLUG
from tests.ui.applicant import STEPS, worker


async def pieces(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for place in range(0, len(content), size):
        yield content[place : place + size]


async def draft(site: Site, actor: Actor) -> str:
    return (await open_case(site, actor, SLUG, token())).number


async def attached(
    site: Site, actor: Actor, number: str, content: bytes, path: str = "plan", name: str = "plan.pdf"
) -> Change:
    return await attach(site, actor, number, path, pieces(content), name)


def answered(site: Site) -> dict[str, Any]:
    """Raw answers to everything but what asks for files."""
    form = site.catalogue.services[SLUG].form
    answers = [*STEPS.values(), worker("r1", foreign="no")]
    pairs = [
        (name, value)
        for posted in answers
        for name, given in posted.items()
        for value in ([given] if isinstance(given, str) else given)
    ]
    raw = raw_of(form.fields.values(), pairs)
    return {name: value for name, value in raw.items() if name not in ("plan", "photos")}


async def known(stored: Stored) -> Stored:
    """As it is by now."""
    found = await documents.document(stored.id)
    assert found is not None
    return found


async def typed(number: str) -> dict[str, Any]:
    record = await cases.by_number(number)
    assert record is not None
    return record.typed


def objects(site: Site) -> set[str]:
    """Where each file lies, whatever the database says."""
    folder = site.settings.data / "files"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != "health"}


async def rows() -> set[str]:
    return set(await Document.select(Document.place).where(Document.kind != "").output(as_list=True))


async def effects_of(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await Effect.select(Effect.state, Effect.payload).where(Effect.kind == kind)
    return found
