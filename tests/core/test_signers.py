"""Several people sign one document: nothing is sent before all have, and then it is sent by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, answer, case_for, find_case, move, open_case, open_site
from xidmet.cases.drafts import remove_draft
from xidmet.cases.signed import SignatureNeeded
from xidmet.cases.signing import begin, pending_for, several, sign_on_paper, sign_with_file, sweep_signings
from xidmet.errors import NotAllowed, NotFound, Refused, Stale, SurerNeeded, WrongAnswers
from xidmet.settings import Settings
from xidmet.store import signers
from xidmet.store.tables import CoSigner, Document, Effect, Message, Signature, Signing, SigningRound

from tests.attachments import picture
from tests.conftest import signed_in
from tests.core.certificate import token
from tests.signers_site import SLUG, signers_site
from tests.signing import FINS, Parties, parties_on
from tests.ui.signing_scene import beside, certificate, checked_in_this_process, within


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


@pytest.fixture
async def scene(settings: Settings, tmp_path: Path) -> AsyncIterator[Scene]:
    settings = settings.model_copy(update={"site": signers_site(tmp_path / "registry")})
    async with open_site(settings) as site, parties_on(settings.data) as parties:
        assert [str(fault) for fault in site.catalogue.faults] == []
        people = {key: replace(await signed_in(key), level="high") for key in ("leyla", "rashad", "aynur", "nigar")}
        with checked_in_this_process():
            yield Scene(site, parties, people)


async def told(link: str) -> list[str]:
    return [row["party"] or row["address"] for row in await Message.select().where(Message.link == link)]


async def test_it_is_sent_when_the_last_one_has_signed(scene: Scene) -> None:
    number = await scene.draft(witnesses=[{"_row": "1", "fin": FINS["aynur"]}])
    pending = await scene.pending(number)
    pdf = await scene.site.files.whole(pending.document)
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert FINS["rashad"] in said and FINS["aynur"] in said, "the document names all who sign it"
    leyla = scene.people["leyla"]
    moved = await sign_with_file(scene.site, leyla, pending, await scene.signed("leyla", pending), "az")
    assert moved.case.is_draft and await scene.state(number) == "draft, being signed"
    begun = await scene.round(number)
    for key in ("rashad", "aynur"):
        invited = await scene.invited(key, number)
        assert f"p:{FINS[key]}" in await told(f"/co-sign/{invited.other.id}")
    with pytest.raises(NotFound):
        await case_for(scene.site, scene.people["rashad"], number)
    await scene.signs("aynur", number)
    assert await scene.state(number) == "draft, being signed"
    await scene.signs("rashad", number)
    assert await scene.state(number) == "sent"
    case = await find_case(scene.site, number)
    assert case is not None and case.done[-1].by == str(leyla.account)
    rows = await journal.entries(case.record.id)
    facts = [one.facts for one in rows if one.kind == "signed"]
    assert len(facts) == 3 and {one["document"] for one in facts} == {begun.sha256}
    kept = await Signature.select(Signature.fin, Signature.place).order_by(Signature.place)
    assert [one["fin"] for one in kept] == [FINS[key] for key in ("leyla", "aynur", "rashad")]
    assert [one["place"] for one in kept] == [one.place for one in rows if one.kind == "signed"]
    (sent,) = (one.facts for one in rows if one.kind == "moved")
    assert (sent["signed"], sent["document"]) == ("by all", begun.sha256)
    invited = await scene.invited("aynur", number)
    assert not invited.waits and await several.own_signature(scene.site, invited) is not None


async def test_nobody_else_where_no_question_names_one(scene: Scene) -> None:
    number = await scene.draft(married="no")
    pending = await scene.pending(number)
    await sign_with_file(scene.site, scene.people["leyla"], pending, await scene.signed("leyla", pending), "az")
    assert await scene.state(number) == "sent" and await SigningRound.count() == 0


async def test_the_answers_stand_still(scene: Scene) -> None:
    number, leyla = await scene.draft(), scene.people["leyla"]
    begun = await scene.first(number)
    with pytest.raises(NotAllowed, match="waits for signatures"):
        await answer(scene.site, leyla, number, {"wish": "Bağ"}, begun.version)
    with pytest.raises(Refused):
        await scene.pending(number)
    with pytest.raises(SignatureNeeded):
        await move(scene.site, leyla, number, "send", version=begun.version, token=token())
    await several.take_back(scene.site, leyla, number)
    await several.take_back(scene.site, leyla, number)
    assert await scene.state(number) == "draft" and await Signature.count() == await Signing.count() == 0
    assert await Document.count() == 0 and "signatures-void" in await scene.kinds(number)
    invited = await scene.invited("rashad", number)
    assert not invited.waits and invited.document is None
    with pytest.raises(Stale):
        _ = invited.pending
    case = await find_case(scene.site, number)
    assert case is not None
    await answer(scene.site, leyla, number, {"wish": "Bağ"}, case.version)
    await scene.first(number)
    await scene.signs("rashad", number)
    assert await scene.state(number) == "sent" and await Signature.count() == 2


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
        await sign_on_paper(scene.site, scene.people["rashad"], pending, _pieces(picture("PNG")), "a.png")
    assert await Signature.count() == 1 and await scene.state(number) == "draft, being signed"


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_nobody_signs_twice_or_for_another(scene: Scene) -> None:
    for asked in (
        {"spouse": FINS["leyla"]},
        {"witnesses": [{"_row": "1", "fin": FINS["rashad"]}]},
    ):
        number = await scene.draft(**asked)
        with pytest.raises(Refused, match="FIN"):
            await scene.pending(number)


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


async def test_on_paper_one_scan_holds_all(scene: Scene) -> None:
    number = await scene.draft()
    pending = await scene.pending(number)
    await sign_on_paper(scene.site, scene.people["leyla"], pending, _pieces(picture("PNG")), "a.png")
    assert await scene.state(number) == "sent" and await CoSigner.count() == 0


async def test_who_refuses_says_why(scene: Scene) -> None:
    number = await scene.draft(witnesses=[{"_row": "1", "fin": FINS["aynur"]}])
    await scene.first(number)
    await scene.signs("aynur", number)
    rashad = scene.people["rashad"]
    for word in ("  ", "x" * 1001):
        with pytest.raises(WrongAnswers):
            await several.refuse(scene.site, rashad, await scene.invited("rashad", number), word)
    invited = await scene.invited("rashad", number)
    await several.refuse(scene.site, rashad, invited, "Razı deyiləm.")
    with pytest.raises(Stale):
        await several.refuse(scene.site, rashad, invited, "Razı deyiləm.")
    assert await scene.state(number) == "draft" and await Signature.count() == 0
    texts = [row["text"] for row in await Message.select().where(Message.link == f"/cases/{number}/signers")]
    assert any("Razı deyiləm." in text for text in texts)
    begun = await scene.round(number)
    assert (begun.outcome, begun.why) == ("refused", "Razı deyiləm.")


async def test_a_rule_that_holds_no_more(scene: Scene) -> None:
    """Then it is not sent, and everybody is told why."""
    number = await scene.draft(until=(clock.today() + dt.timedelta(days=1)).isoformat())
    begun = await scene.first(number)
    (one,) = await signers.others(begun.id)
    clock.advance(dt.timedelta(days=3))
    await scene.signs("rashad", number)
    assert await scene.state(number) == "draft" and await Signature.count() == 0
    ended = await scene.round(number)
    assert (ended.outcome, ended.why) == ("not sent", "The day is over.")
    for link in (f"/cases/{number}/signers", f"/co-sign/{one.id}"):
        texts = [row["text"] for row in await Message.select().where(Message.link == link)]
        assert any("The day is over." in text for text in texts), link


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


async def test_reminded_then_over(scene: Scene) -> None:
    number = await scene.draft()
    begun = await scene.first(number)
    (one,) = await signers.others(begun.id)
    link, counts = f"/co-sign/{one.id}", []
    for days in (1, 1, 1, 2, 7):
        clock.advance(dt.timedelta(days=days))
        await sweep_signings(scene.site)
        await sweep_signings(scene.site)
        counts.append(await Message.count().where((Message.link == link) & (Message.channel == "inbox")))
    assert counts == [1, 2, 2, 3, 3]
    clock.advance(dt.timedelta(days=3))
    assert not (await scene.invited("rashad", number)).waits
    await sweep_signings(scene.site)
    assert (await scene.round(number)).outcome == "late"
    assert await scene.state(number) == "draft" and await Document.count() == 0


async def test_the_link_goes_where_the_applicant_says(scene: Scene) -> None:
    number, leyla = await scene.draft(), scene.people["leyla"]
    begun = await scene.first(number)
    (one,) = await signers.others(begun.id)
    link = f"/co-sign/{one.id}"
    await several.invite(scene.site, leyla, number, one.id, "r@example.az")
    with pytest.raises(WrongAnswers) as soon:
        await several.invite(scene.site, leyla, number, one.id, "R@example.az")
    assert "day ago" in soon.value.errors["address"].text
    await several.invite(scene.site, leyla, number, one.id, "rashad@example.az")
    assert {"r@example.az", "rashad@example.az"} <= set(await told(link))
    for stranger in ("rashad", "aynur"):
        with pytest.raises(NotFound):
            await several.invite(scene.site, scene.people[stranger], number, one.id, "x@example.az")
        with pytest.raises(NotFound):
            await several.take_back(scene.site, scene.people[stranger], number)
        with pytest.raises(NotFound):
            await several.standing(scene.site, scene.people[stranger], number)
    letters = [row["text"] + row["subject"] for row in await Message.select().where(Message.link == link)]
    assert not any(number in text or "Joint wish" in text for text in letters), "a letter may go astray"


async def test_the_applicant_has_gone(scene: Scene) -> None:
    """An account that is closed sends nothing: its drafts go, with all that was signed."""
    number, leyla = await scene.draft(), scene.people["leyla"]
    begun = await scene.first(number)
    (one,) = await signers.others(begun.id)
    await remove_draft(scene.site, leyla, number, begun.version, token())
    with pytest.raises(NotFound):
        await several.invited_for(scene.site, scene.people["rashad"], one.id)
    assert [await table.count() for table in (Signature, CoSigner, SigningRound, Document)] == [0, 0, 0, 0]


@pytest.mark.parametrize("form", ["PAdES"])
async def test_another_form_of_signature(scene: Scene, form: str) -> None:
    """Each signs the document itself, in a file of their own: no signature looks like a change under another one."""
    number = await scene.draft()
    pending = await scene.pending(number)
    pdf = await scene.site.files.whole(pending.document)
    await sign_with_file(
        scene.site, scene.people["leyla"], pending, within(certificate(scene.parties, "leyla"), pdf), "az"
    )
    pending = (await scene.invited("rashad", number)).pending
    assert await scene.site.files.whole(pending.document) == pdf
    await sign_with_file(
        scene.site, scene.people["rashad"], pending, within(certificate(scene.parties, "rashad"), pdf), "az"
    )
    assert {row["form"] for row in await Signature.select(Signature.form)} == {form}
    assert await scene.state(number) == "sent"
