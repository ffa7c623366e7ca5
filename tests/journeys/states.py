"""Every page of the portal as people meet it: with nothing to show, with something, and after a mistake."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.journeys import doors
from tests.journeys.belongings import Owned
from tests.journeys.state import State, sent, unfold
from tests.journeys.states_of_desk import OF_DESK
from tests.journeys.states_of_powers import OF_POWERS
from tests.journeys.states_of_queues import OF_QUEUES
from tests.journeys.steps import SLUG, fill


async def widen(page: Page, _owned: Owned) -> None:
    """Numbers are drawn by lot; here they have the widest letters that they can have."""
    await page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("main .num"))
            if (one.textContent.length === 16) one.textContent = "WWWW-WWWW-WWWW-W";
        }"""
    )


async def search(page: Page, _owned: Owned) -> None:
    """The list of organisations is open, and one of them is marked."""
    await page.locator("input[name=deliver][value=addressed]").check()
    await page.locator("#addressee").press_sequentially("mmc")
    await expect(page.locator("#addressee-l [role=option]").first).to_be_visible()
    await page.keyboard.press("ArrowDown")


async def name_several(page: Page, owned: Owned) -> None:
    """Words that fit several organisations, and none of them chosen from the list."""
    await fill(page, {"deliver": "addressed", "addressee-text": "mmc"})
    await page.press("#addressee", "Tab")
    await sent({})(page, owned)


async def be_late(page: Page, owned: Owned) -> None:
    """Somebody saved the draft meanwhile, so this page is older than the draft."""
    await page.evaluate("() => { document.querySelector('[name=version]').value = '0'; }")
    await sent({})(page, owned)


async def be_suspect(page: Page, owned: Owned) -> None:
    """So many numbers were tried that a sum is asked; its answer is wrong."""
    for _try in range(5):
        await page.goto("/v/0000000000000")
    await page.goto("/verify")
    await sent({"number": "0000-0000-0000-0", "result": "x"})(page, owned)


async def see_beforehand(page: Page, _owned: Owned) -> None:
    """What the applicant will read, on the page of the decision."""
    await fill(page, RULING)
    await page.click("button[value=preview]")
    await expect(page.locator(".preview .letter").first).to_be_visible()


async def check_without_network(page: Page, _owned: Owned) -> None:
    await page.fill("#text", "XID1:ABC")
    await page.click("#typed button")
    await expect(page.locator("#result .verdict")).to_be_visible()


KIND, CASE, FILL = "/sign-up/{kind:str}", "/cases/{number:str}", "/cases/{number:str}/fill/{name:str}"
STEP = "/sign-in/{name:str}/{wanted:str}"
OFFLINE = "/verify/offline/{code:str}"
SERVICE, CONFIRM, CODES = "/services/{slug:str}", "/sign-up/confirm/{token:str}", "/code-lists/{name:str}"
MOVE, REVIEW = "/cases/{number:str}/move/{name:str}", "/cases/{number:str}/review"
EARLY = "early"  # came before anything happened, and stays where the mailbox is empty
NEVER = "belə bir şey yoxdur"
RULING = {"ground": "court", "reason": "Məhkəmənin qərarı."}
WRONG = {"email": "heç@kim.example", "password": "bu parol deyil"}

STATES = (
    State("/", "", "/"),
    State("/", "unfolded", "/", then=unfold),
    State("/", "signed in", "/", "leyla", unfold),
    State("/services", "", "/services"),
    State("/services", "nothing found", f"/services?q={NEVER}", then=unfold),
    State(SERVICE, "for people who sign in", f"/services/{SLUG}"),
    State(SERVICE, "may apply", f"/services/{SLUG}", "leyla"),
    State(SERVICE, "for others", f"/services/{SLUG}", "rashad"),
    State(f"{SERVICE}/guide", "", f"/services/{SLUG}/guide"),
    State(f"{SERVICE}/performance", "too few", f"/services/{SLUG}/performance"),
    State("/code-lists", "", "/code-lists"),
    State(CODES, "", "/code-lists/occupations"),
    State(CODES, "a group", "/code-lists/occupations?in=7"),
    State(CODES, "found", "/code-lists/occupations?q=qaynaq%C3%A7%C4%B1"),
    State(CODES, "nothing found", f"/code-lists/occupations?q={NEVER}"),
    State("/agencies", "", "/agencies"),
    State("/accessibility", "", "/accessibility"),
    State("/privacy", "", "/privacy"),
    State("/sign-in", "", "/sign-in"),
    State("/sign-in", "wrong", "/sign-in", then=sent(WRONG)),
    State(STEP, "a file to sign", "/sign-in", then=doors.begin_signing),
    State(STEP, "no signature", "/sign-in", then=doors.send_no_signature),
    State(STEP, "a passkey", "/sign-in", then=doors.begin_with_a_passkey),
    State(STEP, "an app is added", "/account/means", "kamran", doors.begin_with_an_app),
    State(STEP, "recovery codes", "/account/means", "kamran", doors.see_recovery_codes),
    State("/step-up", "", "/step-up?level=high", "leyla"),
    State("/account/means/{wanted:uuid}", "", "/account/means", "kamran", doors.open_one),
    State("/account/sessions", "", "/account/sessions", "leyla"),
    State("/sign-up", "", "/sign-up"),
    State(KIND, "person", "/sign-up/person"),
    State(KIND, "person, nothing answered", "/sign-up/person", then=sent({})),
    State(KIND, "foreigner", "/sign-up/foreigner"),
    State(KIND, "foreigner, nothing answered", "/sign-up/foreigner", then=sent({})),
    State(KIND, "organisation", "/sign-up/organisation"),
    State(KIND, "organisation, nothing answered", "/sign-up/organisation", then=sent({})),
    State(KIND, "sent", "/sign-up/sent"),
    State(CONFIRM, "", "/sign-up/confirm/no-such-link"),
    State(CONFIRM, "dead link", "/sign-up/confirm/no-such-link", then=sent({}, "main form button")),
    State("/mailbox", "", "/mailbox"),
    State("/mailbox", "empty", "", EARLY),
    State("/mailbox/letter", "", "{letter}"),
    State("/verify", "", "/verify"),
    State("/verify", "in force", "/verify", "kamran", sent({"number": "{paper}"})),
    State("/verify", "wrong", "/verify", then=sent({"number": "x"})),
    State("/verify", "unknown", "/verify", then=sent({"number": "{gone_paper}"})),
    State("/verify", "sum asked", "/verify", "a suspect", be_suspect),
    State(OFFLINE, "", "/verify/offline"),
    State(OFFLINE, "not genuine", "/verify/offline", then=check_without_network),
    State("/check-signature", "", "/check-signature"),
    State("/check-signature", "nothing chosen", "/check-signature", then=sent({})),
    State("/check-signature", "a good one", "/check-signature", then=doors.check_signed_file),
    State("/check-signature", "no signed file", "/check-signature", then=doors.check_another_file),
    State("/check-capsule", "", "/check-capsule"),
    State("/check-capsule", "no capsule", "/check-capsule", then=doors.check_no_capsule),
    State("/v/{number:str}", "", "/v/{paper}", then=widen),
    State("/v/{number:str}", "gone", "/v/{gone_paper}"),
    State("/account", "", "/account", "leyla"),
    State("/account", "with organisations", "/account", "rashad", unfold),
    State("/account/identity", "", "/account/identity", "leyla"),
    State("/account/identity", "a foreigner", "/account/identity", "mehmet"),
    State("/account/means", "", "/account/means", "leyla"),
    State("/account/password", "", "/account/password", "leyla"),
    State("/account/password", "nothing typed", "/account/password", "leyla", sent({})),
    State("/account/sms", "", "/account/sms", "leyla"),
    State("/account/sms", "no number", "/account/sms", "leyla", sent({"number": "x"})),
    State("/account/sms", "a code was sent", "/account/sms", "nigar", sent({"number": "+994 60 000 99 99"})),
    State("/account/email", "", "/account/email", "leyla"),
    State("/account/email", "wrong", "/account/email", "leyla", sent({"email": "x"})),
    State("/account/email/sent", "", "/account/email/sent", "leyla"),
    State("/account/email/confirm/{token:str}", "", "/account/email/confirm/no-such-link"),
    State("/account/email/undo/{token:str}", "", "/account/email/undo/no-such-link"),
    State("/recover", "", "/recover"),
    State("/recover", "nothing typed", "/recover", then=sent({})),
    State("/recover/sent", "", "/recover/sent"),
    State("/recover/{token:str}", "", "/recover/no-such-link"),
    State("/recover/{token:str}", "too short", "/recover/no-such-link", then=sent({"password": "x"})),
    State("/account", "with a child", "/account", "aynur", unfold),
    State("/account/looks", "", "/account/looks", "leyla"),
    State("/account/looks", "none", "/account/looks", "nigar"),
    State("/account/consents", "none", "/account/consents", "leyla"),
    State("/account/data", "none", "/account/data", "nigar"),
    State("/account/data", "ready", "/account/data", "leyla", doors.have_a_copy),
    State("/account/close", "", "/account/close", "leyla"),
    State("/account/close", "nothing ticked", "/account/close", "leyla", sent({})),
    State("/account/close", "last head", "/account/close", "aynur"),
    State("/account/closed", "", "/account/closed"),
    State("/my-cases", "", "/my-cases", "leyla"),
    State("/my-cases", "a draft removed", "/my-cases?removed=1", "leyla"),
    State("/my-cases", "none", "/my-cases", "nigar"),
    State("/my-cases", "nothing found", f"/my-cases?q={NEVER}", "leyla"),
    State("/my-cases", "of an organisation", "/my-cases", "rashad"),
    State("/my-data", "", "/my-data", "leyla"),
    State("/my-data", "none", "/my-data", "nigar"),
    State("/my-data/checked", "", "/my-data/checked", "leyla"),
    State("/my-data/checked", "none", "/my-data/checked", "nigar"),
    State("/my-data/checks", "", "/my-data/checks", "kamran"),
    State("/my-data/checks", "none", "/my-data/checks", "nigar"),
    State("/inbox", "", "/inbox", "leyla"),
    State("/inbox", "none", "/inbox", "nigar"),
    State(CASE, "", "/cases/{case}", "leyla", widen),
    State(CASE, "just done", "/cases/{case}?done=confirm", "leyla"),
    State(CASE, "draft", "/cases/{filled}", "leyla"),
    State(CASE, "gone", "/cases/{gone}", "leyla"),
    State(CASE, "revoked", "/cases/{revoked}", "leyla"),
    State(CASE, "seen by an officer", "/cases/{case}", "nigar"),
    State(f"{CASE}/messages", "", "/cases/{case}/messages", "leyla"),
    State(f"{CASE}/messages", "nothing written", "/cases/{case}/messages", "nigar", sent({})),
    State(f"{CASE}/complaint", "", "/cases/{revoked}/complaint", "leyla"),
    State(f"{CASE}/capsule", "none", "/cases/{case}/capsule", "nigar"),
    State(f"{CASE}/capsule", "ready", "/cases/{case}/capsule", "leyla", doors.have_a_capsule),
    State(FILL, "employment", "/cases/{filled}/fill/employment", "leyla", unfold),
    State(FILL, "employment, nothing found", f"/cases/{{empty}}/fill/employment?find={NEVER}", "leyla"),
    State(FILL, "employment, nothing chosen", "/cases/{wrong}/fill/employment", "leyla", sent({})),
    State(FILL, "certificate", "/cases/{filled}/fill/certificate", "leyla"),
    State(FILL, "certificate, untouched", "/cases/{empty}/fill/certificate", "leyla"),
    State(FILL, "certificate, list open", "/cases/{empty}/fill/certificate", "leyla", search),
    State(FILL, "certificate, wrong", "/cases/{wrong}/fill/certificate", "leyla", sent({"deliver": "addressed"})),
    State(
        FILL,
        "certificate, several meant",
        "/cases/{wrong}/fill/certificate",
        "leyla",
        name_several,
    ),
    State(FILL, "contact", "/cases/{filled}/fill/contact", "leyla"),
    State(FILL, "contact, wrong", "/cases/{wrong}/fill/contact", "leyla", sent({"email": "x", "phone": "x"})),
    State(FILL, "changed in another window", "/cases/{filled}/fill/contact", "leyla", be_late),
    State(REVIEW, "", "/cases/{filled}/review", "leyla"),
    State(REVIEW, "refused", "/cases/{refused}/review", "leyla"),
    State(REVIEW, "what was wrong before", "/cases/{mended}/review", "leyla"),
    State(FILL, "certificate, against a rule", "/cases/{refused}/fill/certificate", "leyla", sent({})),
    State("/cases/{number:str}/remove", "", "/cases/{filled}/remove", "leyla"),
    State(MOVE, "", "/cases/{case}/move/deactivate", "leyla"),
    State(MOVE, "too late", "/cases/{gone}/move/deactivate", "leyla"),
    State(MOVE, "asks", "/cases/{case}/move/revoke", "nigar"),
    State(MOVE, "previewed", "/cases/{case}/move/revoke", "nigar", see_beforehand),
    State(MOVE, "asks, nothing answered", "/cases/{case}/move/revoke", "nigar", sent({})),
    State("/desk", "", "/desk", "nigar"),
    State("/desk", "nothing found", f"/desk?q={NEVER}", "nigar"),
    State("/desk", "a later page", "/desk?page=2", "nigar"),
    State("/desk/payments", "none", "/desk/payments", "nigar"),
    State("/desk", "for others", "/desk", "leyla"),
    State("/desk/opinions", "none", "/desk/opinions", "nigar"),
    State("/desk/complaints", "none", "/desk/complaints", "nigar"),
    State("", "not found", "/there-is-no-such-page"),
    State("", "of another party", "/roster/movement-permit", "rashad"),
    *OF_DESK,
    *OF_POWERS,
    *OF_QUEUES,
)
