"""Several people sign one document: nothing is sent before all have, and then it is sent by itself."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import answer, case_for, find_case, move
from xidmet.cases.signed import SignatureNeeded
from xidmet.cases.signing import several, sign_on_paper, sign_with_file, sweep_signings
from xidmet.errors import NotAllowed, NotFound, Refused, Stale, WrongAnswers
from xidmet.settings import Settings
from xidmet.store import signers
from xidmet.store.tables import CoSigner, Document, Message, Signature, Signing, SigningRound

from tests.attachments import picture
from tests.core.certificate import token
from tests.core.offices import holds
from tests.signers_scene import Scene, pieces, several_on, told
from tests.signing import FINS
from tests.ui.signing_scene import certificate, within


@pytest.fixture
async def scene(settings: Settings, tmp_path: Path) -> AsyncIterator[Scene]:
    async with several_on(settings, tmp_path) as there:
        yield there


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


async def test_nobody_signs_twice_or_for_another(scene: Scene) -> None:
    for asked in (
        {"spouse": FINS["leyla"]},
        {"witnesses": [{"_row": "1", "fin": FINS["rashad"]}]},
    ):
        number = await scene.draft(**asked)
        with pytest.raises(Refused, match="FIN"):
            await scene.pending(number)


async def test_on_paper_one_scan_holds_all(scene: Scene) -> None:
    number = await scene.draft()
    pending = await scene.pending(number)
    await sign_on_paper(scene.site, scene.people["leyla"], pending, pieces(picture("PNG")), "a.png")
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


async def test_a_correction_names_nobody_who_did_not_sign(settings: Settings, tmp_path: Path) -> None:
    async with several_on(settings, tmp_path, corrected=True) as scene:
        number, leyla = await scene.draft(), scene.people["leyla"]
        await scene.first(number)
        await scene.signs("rashad", number)
        clerk = await holds("nigar", "registry:clerk")
        await step(scene, clerk, number, "ask_fix", asked={"what": {"spouse": "?", "wish": "?"}})
        with pytest.raises(Refused, match="did not sign"):
            await step(scene, leyla, number, "fix", amended={"spouse": FINS["aynur"]})
        await step(scene, leyla, number, "fix", amended={"wish": "Bağ", "spouse": FINS["rashad"]})
        assert await scene.state(number) == "sent"


async def step(scene: Scene, actor: Actor, number: str, name: str, **more: Any) -> None:
    case = await find_case(scene.site, number)
    assert case is not None
    await move(scene.site, actor, number, name, version=case.version, token=token(), **more)
