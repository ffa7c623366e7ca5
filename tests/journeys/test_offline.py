"""An inspector without a network: what was loaded before judges papers, and says what it could not know."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import base45
import cbor2
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.async_api import Browser, Page, async_playwright, expect
from playwright.async_api import Error as BrowserError
from xidmet import clock
from xidmet.attestations import qr, qr_key
from xidmet.attestations.qr import NotOurs, UnknownKey

from tests.journeys import axe
from tests.journeys.belongings import Owned, belongings
from tests.journeys.portal import FLAGS, Watch
from tests.journeys.qr_codes import ago, altered, issued, like, picture, publish, settings_of, video

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("offline")]

PAGE, RESULT = "/verify/offline/en", "#result .verdict"
UNKNOWN = "#result [data-unknown]"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def owned(portal: str) -> Owned:
    return await belongings(portal)


@pytest_asyncio.fixture(loop_scope="session")
async def device(browser: Browser, portal: str, owned: Owned) -> AsyncIterator[Page]:
    """A telephone on which the page was opened once, after all of that was published; it has no network now."""
    await publish(portal)
    watch = Watch()
    context = await browser.new_context(base_url=portal, viewport={"width": 390, "height": 844})
    watch.over(context)
    page = await context.new_page()
    await page.goto(PAGE)
    await expect(page.locator("#ready")).to_contain_text("Ready")
    await expect(page.locator("#renewed")).to_have_text("Updated.")
    await context.set_offline(True)
    answer = await page.reload()
    assert answer is not None and answer.from_service_worker
    yield page
    await context.close()
    assert watch.taken() == []


async def shown(page: Page, text: str) -> str:
    """The kind of answer to the picture of this code."""
    return await uploaded(page, picture(text))


async def uploaded(page: Page, content: bytes) -> str:
    await page.evaluate("document.getElementById('result').replaceChildren()")
    file: Any = {"name": "code.png", "mimeType": "image/png", "buffer": content}
    await page.set_input_files("#picture", file)
    await expect(page.locator(RESULT)).to_be_focused()
    return str(await page.get_attribute(RESULT, "class")).removeprefix("verdict ")


async def test_papers_are_judged_without_a_network(device: Page, portal: str, owned: Owned) -> None:
    good = issued(portal, owned.paper)
    assert await shown(device, good) == "ok"
    for part in ("Əliyeva", owned.paper, "Employment certificate", "localhost"):
        await expect(device.locator("#result")).to_contain_text(part)
    await expect(device.locator(UNKNOWN)).to_contain_text("Whether it was ended after")
    await expect(device.locator("#result [data-online]")).to_have_attribute(
        "href", f"/v/{owned.paper.replace('-', '')}"
    )
    assert await axe.faults(device, axe.VIEWS[1:]) == []
    assert await shown(device, issued(portal, owned.gone_paper)) == "no"
    await expect(device.locator(RESULT)).to_contain_text("was ended")
    assert await shown(device, like(portal, good, issued_at=ago(days=9), expires=ago(days=1))) == "no"
    await expect(device.locator(RESULT)).to_contain_text("Expired")
    assert await shown(device, altered(good)) == "no"
    await expect(device.locator(RESULT)).to_contain_text("Not genuine")
    assert await shown(device, like(portal, good, key=ec.generate_private_key(ec.SECP256R1()))) == "unsure"
    await expect(device.locator(RESULT)).to_contain_text("a key that this device does not know")
    await device.fill("#text", good)
    await device.locator("#text").press("Tab")
    await device.keyboard.press("Enter")
    await expect(device.locator(RESULT)).to_contain_text("Genuine and not ended")


async def test_what_could_not_be_known_is_said(device: Page, portal: str, owned: Owned) -> None:
    good = issued(portal, owned.paper)
    assert await shown(device, like(portal, good, status=None)) == "unsure"
    await expect(device.locator(UNKNOWN)).to_contain_text("it has no place on the list")
    assert await shown(device, like(portal, good, issued_at=clock.now() + dt.timedelta(minutes=1))) == "unsure"
    await expect(device.locator(UNKNOWN)).to_contain_text("it was issued after the list was made")
    assert await shown(device, like(portal, good, status=70_000)) == "unsure"
    assert await uploaded(device, b"no picture") == "unsure"
    await expect(device.locator(RESULT)).to_contain_text("This is no picture")
    await device.clock.set_fixed_time(ago(days=2))
    assert await shown(device, good) == "unsure"
    await expect(device.locator(UNKNOWN)).to_contain_text("the clock of this device is behind")
    await device.clock.set_fixed_time(clock.now() + dt.timedelta(days=8))
    assert await shown(device, good) == "unsure"
    await expect(device.locator(UNKNOWN)).to_contain_text("and is too old")
    assert await shown(device, issued(portal, owned.gone_paper)) == "no", "what was ended stays so"
    await device.reload()
    await expect(device.locator("#list-age")).to_contain_text("8 d ago")
    await expect(device.locator("#old")).to_be_visible()


async def test_the_worker_answers_for_nothing_else(device: Page, portal: str) -> None:
    for path in ("/sign-in", "/verify", "/"):
        other = await device.context.new_page()
        with pytest.raises(BrowserError, match="ERR_INTERNET_DISCONNECTED"):
            await other.goto(path)
    answer = await device.goto("/verify/offline/ru")
    assert answer is not None and answer.from_service_worker and "Проверка без сети" in await device.title()
    await expect(device.locator("#renewed")).to_contain_text("Сети нет")
    await device.context.set_offline(False)
    await expect(device.locator("#renewed")).to_have_text("Обновлено.")
    answer = await device.goto("/sign-in")
    assert answer is not None and not answer.from_service_worker


async def test_a_code_before_the_camera_is_read(chromium: str, portal: str, owned: Owned, tmp_path: Path) -> None:
    seen = video(issued(portal, owned.gone_paper), tmp_path / "camera.y4m")
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    flags = [*camera, f"--use-file-for-fake-video-capture={seen}"]
    await publish(portal)
    async with async_playwright() as engine:
        browser = await engine.chromium.launch(executable_path=chromium, args=[*FLAGS, *flags])
        context = await browser.new_context(base_url=portal, permissions=["camera"])
        page = await context.new_page()
        await page.goto(PAGE)
        await expect(page.locator("#renewed")).to_have_text("Updated.")
        await page.click("#camera")
        await expect(page.locator(RESULT)).to_contain_text("was ended")
        await expect(page.locator("#video")).to_be_hidden()
        await browser.close()


async def test_script_and_server_judge_alike(device: Page, portal: str, owned: Owned) -> None:
    own, good = qr_key(settings_of(portal)), qr.signed_in(issued(portal, owned.paper))
    key = own.public_key()
    texts = [*_good_ones(own), *_altered(good), *_alike(qr.key_id(key))]
    modules = json.loads((Path("build/static") / "manifest.json").read_text(encoding="utf-8"))
    said = await device.evaluate(
        VERIFY, [texts, f"/static/{modules['offline-code.js']}", f"/static/{modules['offline-keeping.js']}"]
    )
    wanted = [_judged(text, {qr.key_id(key): key}) for text in texts]
    assert [one for one in zip(texts, said, wanted, strict=True) if one[1] != one[2]] == []
    assert {one if isinstance(one, str) else "claims" for one in wanted} == {"NotOurs", "UnknownKey", "claims"}


async def test_further_rules_decide_on_what_is_not_over(device: Page) -> None:
    """As an inspector's page will ask: is it good at this place, at this time?"""
    modules = json.loads((Path("build/static") / "manifest.json").read_text(encoding="utf-8"))
    said = await device.evaluate(JUDGE, f"/static/{modules['offline-judging.js']}")
    assert said == [
        ["active", ["since"]],
        ["elsewhere", ["hours"]],
        ["elsewhere", ["unlisted", "hours"]],
        ["ended", ["hours"]],
        ["open", ["old-keys", "unlisted"]],
    ]


JUDGE = """async (judging) => {
  const { judge } = await import(judging), keys = { issuedAt: 0, expires: 9e6 };
  const paper = { issuedAt: 1e6, expires: 8e6, status: 3 };
  const elsewhere = () => ({ verdict: "elsewhere", unknown: ["hours"] });
  const known = { now: 3e6, keys, statement: { issuedAt: 2e6, expires: 9e6, size: 8, lists: ["a"] }, ended: false };
  const old = { ...known, keys: { issuedAt: 0, expires: 1e6 } }, unlisted = { ...paper, status: null };
  return [
    judge(paper, known, [() => null]), judge(paper, known, [elsewhere]), judge(unlisted, known, [elsewhere]),
    judge(paper, { ...known, ended: true }, [elsewhere]), judge(unlisted, old),
  ].map(({ verdict, unknown }) => [verdict, unknown]);
}"""

VERIFY = """async ([texts, code, keeping]) => {
  const { verify } = await import(code), { ids } = await (await import(keeping)).known();
  return Promise.all(texts.map((text) => verify(text, ids).catch((error) => error.constructor.name)));
}"""


def _judged(text: str, keys: dict[bytes, ec.EllipticCurvePublicKey]) -> object:
    """As the script gives it."""
    try:
        claims = qr.verify(text, keys)
    except (NotOurs, UnknownKey) as refusal:
        return type(refusal).__name__
    return {
        "issuer": claims.issuer,
        "number": claims.number,
        "attestation": claims.attestation,
        "issuedAt": int(claims.issued_at.timestamp() * 1000),
        "expires": int(claims.expires.timestamp() * 1000) if claims.expires else None,
        "carried": [list(pair) for pair in claims.carried.items()],
        "status": claims.status,
    }


def _good_ones(own: ec.EllipticCurvePrivateKey) -> list[str]:
    plain = qr.Claims("https://x.az", "7K3M9QXT2VBNE", "a.b", ago(days=1).replace(microsecond=0), None, {})
    many = {f"value_{place}": "Əğ ö😀" * place for place in range(12)}
    changes: list[dict[str, Any]] = [{}, {"carried": many}, {"expires": ago(days=400)}]
    changes += [{"status": index} for index in (0, 23, 24, 255, 65_536, 2**40)]
    return [qr.sign(qr.Claims(**{**vars(plain), **change}), own) for change in changes]


def _altered(good: str) -> list[str]:
    found = [
        good[:place] + ("0" if good[place] != "0" else "1") + good[place + 1 :] for place in range(0, len(good), 5)
    ]
    return [
        *found,
        *(good[:place] + good[place + 3 :] for place in range(5, len(good) - 3, 40)),
        good + "000",
        good.lower(),
    ]


def _alike(known: bytes) -> list[str]:
    """Of the right shape, and signed by nobody; and what is of no shape."""
    heads = [cbor2.dumps(one) for one in ({1: -7, 4: known}, {1: -7, 4: b"nobody's"}, {1: -7}, [1], 7)]
    shapes: list[Any] = [[head, {}, b"", b"\0" * 64] for head in heads]
    shapes += [[heads[0], {}, b"", b""], [heads[0], {}, b""], [[[[]]]], "ab"]
    shapes += [[heads[0], more, b"", b"\0" * 64] for more in ({1: -7}, [], None, 0, cbor2.undefined)]
    framed = [f"{qr.PREFIX}{base45.b45encode(cbor2.dumps(cbor2.CBORTag(18, one))).decode()}" for one in shapes]
    return [*framed, "", "XID1:", "XID1:0", "XID1::::", "XID1:" + "0" * 5000, "https://x.az/"]
