"""An application is signed: what is shown is what is signed and what is kept; then the case moves, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import AsyncIterator, Iterator

import pytest
from pypdf import PdfReader
from xidmet import clock, journal
from xidmet.cases import find_case
from xidmet.settings import Settings
from xidmet.store.tables import Document, Signature, Signing

from tests import gallery as gallery_site
from tests.attachments import picture
from tests.core import signed_files
from tests.signing import Parties, parties_on
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import acting
from tests.ui.signing_scene import (
    ask_for,
    beside,
    bring,
    certificate,
    checked_in_this_process,
    document,
    draft,
    press,
    sent,
    state,
    to_sign,
    within,
)


@pytest.fixture
async def parties(gallery_settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(gallery_settings.data) as opened:
        yield opened


async def signature_in(browser: Browser, number: str) -> str:
    """The page of the only signature under a case."""
    (found,) = set(re.findall(rf'"(/cases/{number}/signatures/[^"/]+)"', (await browser.get(f"/cases/{number}")).text))
    return str(found)


async def test_the_document_says_all_to_people_and_to_machines(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla, "Ağac & <b>ev</b>")
    where = await to_sign(leyla, number)
    shown, pdf = await leyla.get(where), await document(leyla, where)
    assert hashlib.sha256(pdf).hexdigest() in shown.text and "/page/1" in shown.text
    assert (await leyla.client.get(f"{where}/page/1")).content.startswith(b"\x89PNG")
    assert (await leyla.client.get(f"{where}/page/2")).status_code == 404
    read = PdfReader(io.BytesIO(pdf))
    said = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for part in (number, "Ağac & <b>ev</b>", "5VBK5VR", "Rules of requests, 1"):
        assert part in said, part
    (held,) = read.attachments["answers.json"]
    machine = json.loads(held)
    assert machine["answers"] == {"wish": "Ağac & <b>ev</b>", "plan": None}
    assert (machine["case"], machine["transition"], machine["signer"]["fin"]) == (number, "send", "5VBK5VR")
    assert b"pdfaid:part>3<" in pdf


@pytest.mark.parametrize("form", ["PAdES", "CAdES", "ASiC-E with XAdES"])
async def test_the_whole_way(gallery: Portal, parties: Parties, form: str) -> None:
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla)
    where = await to_sign(leyla, number)
    pdf, by = await document(leyla, where), certificate(parties, "leyla")
    made = {
        "PAdES": lambda: within(by, pdf),
        "ASiC-E with XAdES": lambda: signed_files.asice(by, {"a.pdf": pdf}),
    }
    file = made[form]() if form in made else await beside(by, pdf)
    assert (await bring(leyla, where, file)).headers["location"] == f"/cases/{number}?done=send"
    case = await find_case(gallery.site, number)
    assert case is not None and case.state.name == "sent"
    row = await Signature.select().where(Signature.case == case.record.id).first()
    assert row is not None and (row["fin"], row["form"], row["kind"]) == ("5VBK5VR", form, "electronic")
    facts = next(one.facts for one in await journal.entries(case.record.id) if one.kind == "moved")
    digests = {"document": hashlib.sha256(pdf).hexdigest(), "signature": hashlib.sha256(file).hexdigest()}
    assert {name: facts[name] for name in digests} == digests
    (href,) = set(
        re.findall(rf'href="(/cases/{number}/signatures/[^"/]+)"', (await leyla.get(f"/cases/{number}")).text)
    )
    assert "FİN 5VBK5VR" in (await leyla.get(href)).text
    assert (await leyla.client.get(f"{href}/original")).content == pdf
    assert (await leyla.client.get(f"{href}/file")).content == file
    again = await leyla.post(f"{href}/check")
    assert again.status_code == 200 and "need ok" in again.text
    assert (await leyla.get(where)).headers["location"] == f"/cases/{number}?done=send"


@pytest.fixture
def here() -> Iterator[None]:
    with checked_in_this_process():
        yield


@pytest.mark.usefixtures("here")
async def test_what_is_stored_is_what_was_signed(gallery: Portal, parties: Parties) -> None:
    """Whoever changes the document's row, the verdict or its material is found out."""
    leyla = await gallery.signed_in("leyla")
    number = await sent(leyla, parties)
    row = await Signature.select().first()
    assert row is not None
    check = f"/cases/{number}/signatures/{row['id']}/check"
    for table, column, there in (
        (Document, Document.sha256, "0" * 64),
        (Signature, Signature.report, row["report"].replace("Leyla", "Sevda")),
        (Signature, Signature.material, "{}"),
    ):
        wanted = row["original"] if table is Document else row["id"]
        before = await table.select(column).where(table._meta.primary_key == wanted).output(as_list=True)
        await table.update({column: there}).where(table._meta.primary_key == wanted)
        assert "need bad" in (await leyla.post(check)).text, column
        await table.update({column: before[0]}).where(table._meta.primary_key == wanted)
    assert "need ok" in (await leyla.post(check)).text


@pytest.mark.usefixtures("here")
async def test_twice_and_two_at_once(settings: Settings) -> None:
    """One signature, and the first result for everybody."""
    async with (
        portal_on(settings.model_copy(update={"site": gallery_site.SITE})) as portal,
        parties_on(settings.data) as parties,
    ):
        leyla = await portal.signed_in("leyla")
        number = await draft(leyla)
        where = await to_sign(leyla, number)
        file = await beside(certificate(parties, "leyla"), await document(leyla, where))
        both = await asyncio.gather(bring(leyla, where, file), bring(leyla, where, file))
        later = await bring(leyla, where, file)
        assert {one.headers.get("location") for one in (*both, later)} == {f"/cases/{number}?done=send"}
        assert await Signature.count() == 1
        kept = await Document.select(Document.place).where(Document.case.number == number)
        assert len(kept) == 2, "the document and its signature"


@pytest.mark.usefixtures("here")
async def test_a_stale_page_cant_sign(gallery: Portal, parties: Parties) -> None:
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla)
    where = await to_sign(leyla, number)
    file = await beside(certificate(parties, "leyla"), await document(leyla, where))
    await ask_for(leyla, number, "Ev")
    for answer in (await leyla.get(where), await bring(leyla, where, file)):
        assert answer.status_code == 409 and await state(leyla, number) == "draft"
    assert "Ev" in (await leyla.get(f"/cases/{number}/review")).text
    anew = await to_sign(leyla, number)
    assert (await bring(leyla, anew, file)).status_code == 422, "signed was the older version"
    assert (await leyla.get(where)).status_code == 404, "only the newest one waits"


@pytest.mark.usefixtures("here")
async def test_what_a_move_asks_is_signed_and_not_lost(gallery: Portal, parties: Parties) -> None:
    leyla, clerk = await gallery.signed_in("leyla"), await gallery.signed_in("nigar")
    number = await sent(leyla, parties)
    where = await to_sign(leyla, number, "withdraw", reason="Fikrimi dəyişdim.")
    assert "Fikrimi dəyişdim." in PdfReader(io.BytesIO(await document(leyla, where))).pages[0].extract_text()
    paper = await bring(leyla, where, picture("PNG"), "scan", "a.png")
    assert paper.status_code == 404 and await state(leyla, number) == "sent", "here nobody signs on paper"
    granting = await to_sign(clerk, number, "grant", reason="Olar.")
    own = await beside(certificate(parties, "nigar"), await document(clerk, granting))
    assert (await bring(clerk, granting, own)).headers["location"] == f"/cases/{number}?done=grant"
    late = await leyla.get(where)
    assert late.status_code == 409 and "Fikrimi dəyişdim." in late.text


async def test_on_paper(gallery: Portal) -> None:
    leyla, clerk = await gallery.signed_in("leyla"), await gallery.signed_in("nigar")
    number = await draft(leyla)
    where = await to_sign(leyla, number)
    for wrong in (b"MZ not a scan", b""):
        refused = await bring(leyla, where, wrong, "scan", "a.png")
        assert refused.status_code == 422 and 'id="scan-e"' in refused.text
    done = await bring(leyla, where, picture("PNG"), "scan", "imza.png")
    assert done.headers["location"] == f"/cases/{number}?done=send"
    (href,) = set(
        re.findall(rf'href="(/cases/{number}/signatures/[^"/]+)"', (await clerk.get(f"/cases/{number}")).text)
    )
    shown = await clerk.get(href)
    assert "besides" in shown.text and f"{href}/file/page/1" in shown.text
    assert (await clerk.client.get(f"{href}/original/page/1")).content.startswith(b"\x89PNG")
    assert (await clerk.client.get(f"{href}/file")).content == picture("PNG")
    assert "need ok" in (await clerk.post(f"{href}/check")).text


@pytest.mark.usefixtures("here")
async def test_for_an_organisation_with_its_seal(gallery: Portal, parties: Parties) -> None:
    rashad = await acting(await gallery.signed_in("rashad"))
    number = await draft(rashad)
    where = await to_sign(rashad, number)
    pdf = await document(rashad, where)
    assert (await bring(rashad, where, await beside(certificate(parties, "leyla"), pdf))).status_code == 422
    seal = parties.signing.holders.seal("1400000101")
    assert (await bring(rashad, where, await beside(seal, pdf))).status_code == 303
    row = await Signature.select().first()
    assert row is not None and row["voen"] == "1400000101"


async def test_not_signed_in_time(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla)
    where = await to_sign(leyla, number)
    clock.advance(dt.timedelta(days=8))
    leyla = await gallery.signed_in("leyla")
    assert (await leyla.get(where)).status_code == 404
    assert await state(leyla, number) == "draft"


async def test_nothing_is_left_of_a_draft_that_was_being_signed(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla")
    number = await draft(leyla)
    await to_sign(leyla, number)
    assert (await press(leyla, f"/cases/{number}/remove")).status_code == 303
    await gallery.settle()
    assert await Signing.count() == 0 and await Document.count() == 0
