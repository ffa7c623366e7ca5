"""Several signers, when two come at once, a process dies, or somebody comes who has no business there."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from xidmet import journal
from xidmet.auth import may
from xidmet.cases import answer, find_case, open_case
from xidmet.cases.case import ASSISTED
from xidmet.cases.drafts import remove_draft
from xidmet.cases.signing import begin, pending_for, several, sign_on_paper, sign_with_file
from xidmet.demo_signing.holders import Holder
from xidmet.errors import NotFound, Refused, Stale, SurerNeeded
from xidmet.settings import Settings
from xidmet.store import signers
from xidmet.store.tables import Case, CoSigner, Document, Effect, Message, Signature, SigningRound

from tests.attachments import picture
from tests.core.certificate import token
from tests.core.offices import holds
from tests.core.test_assist import again, in_visit, on_paper, presented
from tests.signers_scene import Scene, pieces, several_on
from tests.signers_site import SLUG
from tests.signing import FINS
from tests.ui.signing_scene import beside

NEW = "6AB4CD8"  # somebody without an account


@pytest.fixture
async def scene(settings: Settings, tmp_path: Path) -> AsyncIterator[Scene]:
    async with several_on(settings, tmp_path) as there:
        yield there


async def test_a_change_at_the_same_moment_is_never_under_a_signature(scene: Scene) -> None:
    number = await scene.draft()
    pending = await scene.pending(number)
    file = await scene.signed("leyla", pending)
    await answer(scene.site, scene.people["leyla"], number, {"wish": "Bağ"}, pending.case.version)
    with pytest.raises(Stale):
        await sign_with_file(scene.site, scene.people["leyla"], pending, file, "az")
    assert await scene.state(number) == "draft" and await SigningRound.count() == await Signature.count() == 0


async def test_only_the_one_who_is_named(scene: Scene) -> None:
    number = await scene.draft()
    begun = await scene.first(number)
    (one,) = await signers.others(begun.id)
    for stranger in ("leyla", "aynur", "nigar"):
        with pytest.raises(NotFound):
            await several.invited_for(scene.site, scene.people[stranger], one.id)
        with pytest.raises(NotFound):
            await several.refuse(
                scene.site, scene.people[stranger], await scene.invited("rashad", number), "Mənə aid deyil"
            )
    with pytest.raises(NotFound):
        await several.invited_for(scene.site, scene.people["rashad"], uuid4())
    with pytest.raises(SurerNeeded):
        await several.invited_for(scene.site, replace(scene.people["rashad"], level="low"), one.id)
    pending = (await scene.invited("rashad", number)).pending
    with pytest.raises(Refused):  # signed, and not by him
        await sign_with_file(scene.site, scene.people["rashad"], pending, await scene.signed("aynur", pending), "az")
    seal = scene.parties.signing.holders.seal("1400000101")
    by_seal = await beside(seal, await scene.site.files.whole(pending.document))
    with pytest.raises(Refused):
        await sign_with_file(scene.site, scene.people["rashad"], pending, by_seal, "az")
    with pytest.raises(NotFound):
        await sign_on_paper(scene.site, scene.people["rashad"], pending, pieces(picture("PNG")), "a.png")
    assert await Signature.count() == 1 and await scene.state(number) == "draft, being signed"


async def test_twice_and_two_at_once(scene: Scene) -> None:
    number = await scene.draft(witnesses=[{"_row": "1", "fin": FINS["aynur"]}])
    await scene.first(number)
    both = {key: (await scene.invited(key, number)).pending for key in ("rashad", "aynur")}
    files = {key: await scene.signed(key, pending) for key, pending in both.items()}
    again = [key for key in both for _time in range(2)]
    done = await asyncio.gather(
        *(sign_with_file(scene.site, scene.people[key], both[key], files[key], "az") for key in again),
        return_exceptions=True,
    )
    assert [repr(one) for one in done if isinstance(one, BaseException)] == []
    assert await scene.state(number) == "sent"
    assert await Signature.count() == 3 and (await scene.kinds(number)).count("moved") == 1
    assert await Document.count() == 4, "the document, and a file of each"


async def test_taken_back_while_it_is_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """One waits for the other, whoever is first: neither holds what the other waits for."""
    number, close = await scene.draft(), signers.close
    begun = await scene.first(number)

    async def killed(*_args: Any) -> None:
        return None

    async def slowly(*args: Any) -> bool:
        await asyncio.sleep(0.5)
        return await close(*args)

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["xidmet.cases.signing.several.add"], "send_if_all", killed)
        await scene.signs("rashad", number)
    monkeypatch.setattr(signers, "close", slowly)
    ended = await asyncio.gather(
        several.send_signed(scene.site, {"round": str(begun.id)}, ""),
        several.take_back(scene.site, scene.people["leyla"], number),
        return_exceptions=True,
    )
    assert [repr(one) for one in ended if one is not None and not isinstance(one, Stale)] == []
    outcome, kinds = (await scene.round(number)).outcome, await scene.kinds(number)
    assert (outcome, await scene.state(number)) in (("sent", "sent"), ("taken back", "draft"))
    assert kinds.count("moved") == (outcome == "sent") and kinds.count("signatures-void") == (outcome != "sent")


async def test_no_side_decides_it(scene: Scene) -> None:
    """Neither who signs it, nor who filled it in with the applicant, whatever office they hold."""
    number = await scene.draft()
    case = await find_case(scene.site, number)
    assert case is not None
    helped = [{"account": str(scene.people["nigar"].account), "name": "N", "centre": "Registry"}]
    await Case.update({Case.asked: json.dumps({**case.record.asked, ASSISTED: helped})}).where(Case.number == number)
    await scene.first(number)
    await scene.signs("rashad", number)
    case = await find_case(scene.site, number)
    assert case is not None and case.state.name == "sent" and case.co_signers == {FINS["rashad"]}
    finish = case.service.transition("finish")
    assert finish is not None
    said = {
        key: may(replace(scene.people[key], offices=frozenset(("registry:clerk",))), finish, case)
        for key in ("leyla", "rashad", "nigar", "aynur")
    }
    assert said.pop("aynur") is None
    assert {key: one and one.why for key, one in said.items()} == {
        "leyla": "You are a side in this case yourself.",
        "rashad": "You are a side in this case yourself.",
        "nigar": "You filled in this application with the applicant.",
    }


async def test_begun_at_a_service_centre_without_an_account(scene: Scene) -> None:
    """The record of whoever has none proves no FIN; their certificate did, and so it is sent when all have signed."""
    await holds("nigar", "registry:assistant")
    site, clerk = scene.site, await again("nigar")
    acting = await on_paper(site, clerk, presented(NEW, "Sadıqova", "Nərgiz"), "registry")
    opened = await open_case(site, acting, SLUG, token())
    acting = await in_visit(clerk[1])
    asked = {"wish": "Ev", "married": "yes", "spouse": FINS["rashad"], "witnesses": []}
    found = await answer(site, acting, opened.number, asked, 1)
    made = await begin(site, acting, opened.number, "send", version=found.case.version, token=token(), language="az")
    pending = await pending_for(site, acting, opened.number, made.id)
    holders = scene.parties.signing.holders
    person = replace(holders.people["leyla"].person, key="newcomer", fin=NEW, surname="Sadıqova", given_name="Nərgiz")
    by_them = await beside(holders.certificate(Holder(person, ""), "sign"), await site.files.whole(pending.document))
    await sign_with_file(site, acting, pending, by_them, "az")
    texts = await Message.select(Message.text).where(Message.party == f"p:{NEW}").output(as_list=True)
    assert any("had you sign" in text for text in texts)
    await scene.signs("rashad", opened.number)
    case = await find_case(site, opened.number)
    assert case is not None and case.state.name == "sent" and case.assistants == {str(clerk[0].account)}
    rows = [one.facts for one in await journal.entries(case.record.id) if one.kind == "signed"]
    assert [one.get("assistant") for one in rows] == [str(clerk[0].account), None]


async def test_sent_by_the_worker_where_the_process_was_killed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await scene.draft()
    begun = await scene.first(number)

    async def killed(*_args: Any) -> None:
        return None

    monkeypatch.setattr(sys.modules["xidmet.cases.signing.several.add"], "send_if_all", killed)
    await scene.signs("rashad", number)
    assert await scene.state(number) == "draft, being signed"
    assert await Effect.exists().where(Effect.kind == several.KIND)
    for _time in range(2):
        await several.send_signed(scene.site, {"round": str(begun.id)}, "")
    assert await scene.state(number) == "sent"


async def test_the_applicant_has_gone(scene: Scene) -> None:
    """An account that is closed sends nothing: its drafts go, with all that was signed."""
    number, leyla = await scene.draft(), scene.people["leyla"]
    begun = await scene.first(number)
    (one,) = await signers.others(begun.id)
    await remove_draft(scene.site, leyla, number, begun.version, token())
    with pytest.raises(NotFound):
        await several.invited_for(scene.site, scene.people["rashad"], one.id)
    assert [await table.count() for table in (Signature, CoSigner, SigningRound, Document)] == [0, 0, 0, 0]
