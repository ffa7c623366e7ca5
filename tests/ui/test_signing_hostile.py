"""What must not move a case: other people's signatures, other documents, altered ones; and ways around signing."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from xidmet import clock
from xidmet.contract.means import Answer, Call, Ceremony, Given, Wait
from xidmet.contract.signing import Paper, SignedHash, SigningMeans, SigningStep
from xidmet.settings import Settings
from xidmet.signatures.demo_people import Issued
from xidmet.store.tables import Signature

from tests.attachments import pdf as other_pdf
from tests.core import signed_files
from tests.core.certificate import token
from tests.core.signing import der
from tests.signing import Parties, parties_on
from tests.ui.browser import Browser, Portal
from tests.ui.signing_scene import (
    beside,
    bring,
    certificate,
    checked_in_this_process,
    document,
    draft,
    press,
    state,
    to_sign,
    within,
)


@pytest.fixture
async def parties(gallery_settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(gallery_settings.data) as opened:
        with checked_in_this_process():
            yield opened


def painted_over(pdf: bytes) -> bytes:
    """With another page in the place of ours, as an increment that goes on from our bytes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"0 0 400 400 re f"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


async def test_no_other_file_moves_it(gallery: Portal, parties: Parties) -> None:
    leyla = await gallery.signed_in("leyla")
    number, other = await draft(leyla), await draft(leyla)
    elsewhere = await to_sign(leyla, other)
    where = await to_sign(leyla, number)
    pdf, by = await document(leyla, where), certificate(parties, "leyla")
    signed = within(by, pdf)
    files = {
        "nothing": b"",
        "not signed": pdf,
        "noise": b"\x30\x82\xff\xff" + bytes(200),
        "by somebody else": await beside(certificate(parties, "rashad"), pdf),
        "a seal": await beside(parties.signing.holders.seal("1400000101"), pdf),
        "of another case": await beside(by, await document(leyla, elsewhere)),
        "another PDF": await signed_files.pdf(by, over=other_pdf()),
        "painted over, then signed": within(by, painted_over(pdf)),
        "signed, then painted over": painted_over(signed),
        "an altered byte": signed[:2000] + bytes([signed[2000] ^ 1]) + signed[2001:],
        "two signatures": await signed_files.pdf(certificate(parties, "rashad"), over=signed, field="Second"),
        "more in the container": signed_files.asice(by, {"a.pdf": pdf, "b.txt": b"and this"}),
        "XML": signed_files.enveloped(by),
    }
    for name, file in files.items():
        answer = await bring(leyla, where, file)
        assert answer.status_code == 422 and 'id="file-e"' in answer.text, name
        assert await state(leyla, number) == "draft", name
    parties.signing.holders.take_back(parties.signing.holders.people["leyla"])
    assert (await bring(leyla, where, await beside(by, pdf))).status_code == 422, "taken back"
    assert await Signature.count() == 0


async def test_it_is_nobody_elses(gallery: Portal, parties: Parties) -> None:
    leyla, sevda = await gallery.signed_in("leyla"), await gallery.signed_in("kamran")
    where = await to_sign(leyla, await draft(leyla))
    file = await beside(certificate(parties, "leyla"), await document(leyla, where))
    await sevda.get("/account")
    for path in ("", "/document.pdf", "/page/1"):
        assert (await sevda.client.get(where + path)).status_code == 404
    held = {"file": ("a", file)}
    assert (await sevda.client.post(f"{where}/file", data={"csrf": sevda.csrf}, files=held)).status_code == 404
    under_his = where.replace(where.split("/")[2], await draft(sevda))
    assert (await sevda.client.get(under_his)).status_code == 404


async def test_no_way_around(gallery: Portal) -> None:
    """The API says where it is signed; and what a page posted without its document moves nothing."""
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla)
    said = {"X-CSRF-Token": leyla.csrf, "Idempotency-Key": token()}
    told = await leyla.client.post(f"/api/v1/cases/{number}/moves/send", json={"version": 2}, headers=said)
    assert told.status_code == 409 and f"/cases/{number}/review" in told.json()["mend"], told.text
    broken = await draft(leyla)
    answers = {"version": 2, "answers": {"wish": "the moon"}}
    typed = await leyla.client.patch(f"/api/v1/cases/{broken}/answers", json=answers, headers=said)
    assert typed.status_code == 200, typed.text
    refused = await press(leyla, f"/cases/{broken}/review", move="send")
    assert refused.status_code == 409, "what can't be sent is not signed either"
    assert await state(leyla, number) == "draft"


@dataclass
class Phone(SigningMeans):
    """Signs a hash; what it is told by a call."""

    by: Issued
    seen: list[str] = field(default_factory=list)
    name = "e-signature"  # also of a means of signing in
    title, about, hash_only = "Phone", "For tests.", True

    async def begin(self, ceremony: Ceremony, paper: Paper) -> SigningStep:
        self.seen.append(ceremony.fin)
        return Wait("Look at your phone.", code="4711")

    async def go_on(self, ceremony: Ceremony, paper: Paper, given: Given) -> SigningStep:
        if not ceremony.notes.get("yes"):
            return Wait("Look at your phone.", code="4711")
        chain, when = [der(one) for one in (self.by.certificate, *self.by.chain)], ceremony.now.replace(microsecond=0)
        over = paper.to_be_signed(chain, "sha384", when)
        return SignedHash(self.by.key.sign(over, ec.ECDSA(hashes.SHA384())), chain, "sha384", when)

    def try_of(self, call: Call) -> str:
        return call.query

    async def called(self, ceremony: Ceremony, paper: Paper, call: Call) -> Answer:
        ceremony.notes["yes"] = call.body == paper.digest.encode()
        return Answer({"taken": True})


def offer(portal: Portal, means: SigningMeans) -> None:
    cast("dict[str, SigningMeans]", portal.site.catalogue.signing)[means.name] = means


async def begun(browser: Browser, where: str) -> str:
    await browser.get(where)
    answer = await browser.post(f"{where}/means/e-signature")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_means_signs_once_and_for_its_own_browser(gallery: Portal, parties: Parties) -> None:
    phone = Phone(certificate(parties, "leyla"))
    offer(gallery, phone)
    leyla, again = await gallery.signed_in("leyla"), await gallery.signed_in("leyla")
    number = await draft(leyla)
    where = await to_sign(leyla, number)
    step = await begun(leyla, where)
    assert phone.seen == ["5VBK5VR"] and "4711" in (await leyla.get(step)).text
    assert (await again.get(step)).status_code == 404, "another browser of hers"
    assert (await leyla.get(step.replace("/sign/", "/sign-in/"))).status_code == 404, "nobody is signed in by it"
    assert (await leyla.post(step)).status_code == 200 and await state(leyla, number) == "draft"
    digest = hidden_digest((await leyla.get(where)).text)
    calls = f"/sign/e-signature/calls/done?{step.rpartition('/')[2]}"
    assert (await gallery.browser().client.post(calls, content=digest)).json() == {"taken": True}
    assert await state(leyla, number) == "draft", "looking and calling move nothing"
    assert (await leyla.post(step)).headers["location"] == f"/cases/{number}?done=send"
    row = await Signature.select().first()
    assert row is not None and (row["form"], row["fin"]) == ("PAdES", "5VBK5VR")
    assert (await leyla.post(step)).status_code in (404, 409), "a try is used once"
    assert await Signature.count() == 1


async def test_a_try_ends_with_its_case_and_its_time(gallery: Portal, parties: Parties) -> None:
    phone = Phone(certificate(parties, "rashad"))
    offer(gallery, phone)
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla)
    where = await to_sign(leyla, number)
    step = await begun(leyla, where)
    calls = f"/sign/e-signature/calls/done?{step.rpartition('/')[2]}"
    digest = hidden_digest((await leyla.get(where)).text)
    assert (await gallery.browser().client.post(calls, content=digest)).status_code == 200
    refused = await leyla.post(step)
    assert refused.status_code == 422 and await state(leyla, number) == "draft", "signed by somebody else"
    clock.advance(dt.timedelta(minutes=11))
    assert (await leyla.get(step)).status_code == 404
    sign_in = await leyla.post("/sign-in/e-signature", {"purpose": "step-up", "next": "/"})
    theirs = sign_in.headers["location"]
    assert (await leyla.get(theirs.replace("/sign-in/", "/sign/"))).status_code == 404, "no try to sign"


def hidden_digest(page: str) -> str:
    return page.partition("<dt>SHA-256</dt><dd>")[2][:64]
