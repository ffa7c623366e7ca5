"""Every proof that does not hold is in the history of the account it was meant for, as a wrong password is."""

from __future__ import annotations

from dataclasses import replace

import pytest
import structlog.testing
from xidmet.auth import throttle
from xidmet.store.tables import SignIn

from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal
from tests.ui.people import PASSWORD, anonymous, registered
from tests.ui.security_key import SecurityKey
from tests.ui.test_authenticator import code_typed, password_typed, with_app
from tests.ui.test_e_signature import challenged, sent
from tests.ui.test_passkey import added, shown
from tests.ui.trial_means import Trial, begun, claimed, offer

PAGE = "/account/sessions"
NOT_HELD = "Refused: what was shown did not hold"


async def refused() -> list[str]:
    """By which means, the newest last."""
    rows = await SignIn.select().where(SignIn.kind == "refused").order_by(SignIn.happened_at)
    assert all(row["place"] for row in rows)
    return [row["means"] for row in rows]


async def test_a_wrong_code_after_a_right_password(portal: Portal) -> None:
    """Somebody knows the password: of all refusals the one that its owner must see."""
    app = await with_app(portal)
    thief, where = await password_typed(portal, place="198.18.3.1")
    assert (await code_typed(thief, where, "000000")).status_code == 422
    assert await refused() == ["authenticator"] and text(NOT_HELD) in words(await app.browser.get(PAGE))


async def test_a_passkey_that_is_a_copy(portal: Portal) -> None:
    key = SecurityKey()
    owner = await added(portal, key)
    assert (await shown(await anonymous(portal), key)).status_code == 303
    copy = replace(key, counter=0, user=key.user)
    assert (await shown(await anonymous(portal), copy)).status_code == 422
    assert await refused() == ["passkey"] and text(NOT_HELD) in words(await owner.get(PAGE))
    assert (await shown(await anonymous(portal), SecurityKey(user=key.user))).status_code == 422
    assert await refused() == ["passkey"], "a key that nobody has is nobody's"


async def stepping_up(browser: Browser, means: str, **typed: str) -> None:
    where = await begun(browser, means, purpose="step-up")
    await browser.get(where)
    assert (await browser.post(where, typed)).status_code in (403, 422)


async def test_whoever_is_signed_in_and_cannot_prove_it(portal: Portal) -> None:
    browser = await registered(portal, confirmed=True)
    await stepping_up(browser, "password", password="bu deyil")
    where, _content = await challenged(browser, purpose="step-up")
    assert (await sent(browser, where, b"no signature")).status_code == 422
    offer(portal, Trial())
    assert (await claimed(browser, await begun(browser, purpose="step-up"), "7XX7XX7")).status_code == 403
    await browser.get("/account/password")
    await browser.post("/account/password", {"old": "bu deyil", "password": PASSWORD})
    assert await refused() == ["password", "e-signature", "trial", "password"]


async def test_a_signature_of_nobody_knows_is_logged(portal: Portal) -> None:
    browser = await anonymous(portal)
    where, _content = await challenged(browser)
    with structlog.testing.capture_logs() as logs:
        assert (await sent(browser, where, b"no signature")).status_code == 422
    (line,) = [entry for entry in logs if entry["event"] == "proof refused"]
    assert line["means"] == "e-signature" and line["place"] and not await refused()


@pytest.mark.parametrize("tries", [throttle.REFUSALS.most + 3])
async def test_all_means_together_cannot_flood_the_history(portal: Portal, tries: int) -> None:
    browser = await registered(portal, confirmed=True)
    where, _content = await challenged(browser, purpose="step-up")
    for _try in range(tries):
        assert (await sent(browser, where, b"no signature")).status_code == 422
    await stepping_up(browser, "password", password="bu deyil")
    assert len(await refused()) == throttle.REFUSALS.most
