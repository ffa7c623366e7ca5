"""The viewer of the desk: pictures and texts of pages, of good documents and of hostile ones."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from xidmet.store.tables import Document

from tests.attachments import pdf
from tests.conftest import signed_in
from tests.desk_site import PAPERS, ids_of, sent
from tests.ui.browser import Browser, Portal
from tests.ui.test_desk_case import said


@pytest.fixture
async def portal(desk_portal: Portal) -> Portal:
    return desk_portal


@pytest.fixture
async def number(portal: Portal) -> str:
    return await sent(portal.site, await signed_in("leyla"), *PAPERS)


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar", "en")


@pytest.mark.parametrize("query", ["pane=x", "file=x", "page=0", "turn=45", "near=9", "turn=-90", "file={}&page=99999"])
async def test_what_no_link_leads_to_is_not_found(nigar: Browser, number: str, query: str) -> None:
    asked = query.format((await ids_of(number))["diplom.pdf"])
    assert (await nigar.get(f"/desk/cases/{number}?{asked}")).status_code == 404


async def test_a_document_is_leafed_through_turned_and_enlarged(nigar: Browser, number: str) -> None:
    file = (await ids_of(number))["diplom.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}&page=2&turn=90&near=2")).text
    assert 'alt="diplom.pdf, page 2 of 3, as a picture"' in page
    picture = unescape(re.findall(r'<img src="(/cases/[^"]+/preview/[^"]+)"', page)[0])
    drawn = await nigar.client.get(picture)
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")
    assert drawn.headers["content-security-policy"] == "default-src 'none'; sandbox"
    width, height = int.from_bytes(drawn.content[16:20]), int.from_bytes(drawn.content[20:24])
    assert (width, height) == (2100, 1575), "300 by 400 points, turned, one and a half times as large"
    for key in ("n", "p", "+", "-", "r", "t", "j"):
        assert f'data-key="{key}"' in page, key
    part = await nigar.client.get(
        f"/desk/cases/{number}?file={file}", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert part.text.lstrip().startswith('<section class="side" id="pane"') and "data-focus" in part.text
    assert (await nigar.client.get(picture.replace("near=2", "near=7"))).status_code == 404


async def test_the_text_of_a_page_stands_there_as_text(portal: Portal, nigar: Browser) -> None:
    number = await sent(portal.site, await signed_in("leyla"), ("letter", "m.pdf", written("Salam <b>dünya</b>")))
    file = (await ids_of(number))["m.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}&text=yes")).text
    assert "Salam &lt;b&gt;" in page and '<img src="/cases/' not in page
    blank = (await nigar.get(f"/desk/cases/{number}?file={file}")).text
    assert "Salam" not in blank


def written(text: str) -> bytes:
    """A PDF with a line of text."""
    stream = f"BT /F1 24 Tf 20 200 Td ({text.encode('latin-1', 'replace').decode('latin-1')}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for place, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj" % place + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )
    return bytes(out)


HOSTILE = {
    "endless.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R/Prev 0>>\n%%EOF\n",
    "huge.pdf": written("x").replace(b"[0 0 400 300]", b"[0 0 1e9 1e9]"),
    "thin.pdf": written("x").replace(b"[0 0 400 300]", b"[0 0 9e6 .001]"),
    "rubbish.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 50 + b"\n%%EOF\n",
    "many.pdf": written("x").replace(b"/Count 1", b"/Count 2000000000"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_harms_nobody(portal: Portal, nigar: Browser, name: str) -> None:
    number = await sent(portal.site, await signed_in("leyla"), ("letter", name, HOSTILE[name]))
    file = (await ids_of(number))[name]
    for more in ("", "&near=3&turn=270", "&text=yes", "&page=9999"):
        page = await nigar.get(f"/desk/cases/{number}?file={file}{more}")
        assert page.status_code == 200
        assert "can't be shown here" in said(page.text) or "as a picture" in page.text or "page-text" in page.text, more
    assert (await nigar.get(f"/desk/cases/{number}")).status_code == 200


async def test_ten_thousand_pages_are_one_page_at_a_time(portal: Portal, nigar: Browser) -> None:
    number = await sent(portal.site, await signed_in("leyla"), ("letter", "long.pdf", pdf(10_000)))
    file = (await ids_of(number))["long.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}&page=9999")).text
    assert "page 9999 of 10000" in page


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        ("waiting", "once the virus scanner"),
        ("infected", "A virus was found"),
        ("too large", "too large for the virus scanner"),
        ("not scanned", "Download it with care"),
    ],
)
async def test_what_was_not_found_clean_is_not_drawn(nigar: Browser, number: str, scan: str, words: str) -> None:
    await Document.update({Document.scan: scan}, force=True)
    file = (await ids_of(number))["diplom.pdf"]
    page = (await nigar.get(f"/desk/cases/{number}?file={file}")).text
    assert words in said(page) and '<img src="/cases/' not in page
    assert (f'href="/cases/{number}/files/{file}"' in page) == (scan == "not scanned")


async def test_a_document_of_another_case_is_not_in_this_one(portal: Portal, nigar: Browser, number: str) -> None:
    plan = (await ids_of(await sent(portal.site, await signed_in("leyla"), PAPERS[1])))["məktub.pdf"]
    for other in (uuid4(), plan):
        assert (await nigar.get(f"/desk/cases/{number}?file={other}")).status_code == 404
