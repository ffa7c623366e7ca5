"""How often something may be tried, all in one place: counted in the store, so that all processes count together.

Each limit says what is counted, how many in which window, and of whom. A limit of a network address or of a browser
never holds up people elsewhere; only STRANGERS counts an account itself, and not the browsers its owner used before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.errors import TooMany
from xidmet.store import throttles


@dataclass(frozen=True)
class Limit:
    """so many in a window. of: of whom they are counted, for people to read."""

    what: str
    most: int
    window: dt.timedelta
    of: str


MINUTES, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
PLACE = "one network address"

SIGN_IN_PLACE = Limit("sign-in", 20, 15 * MINUTES, PLACE)
SIGN_IN_PAIR = Limit("sign-in-pair", 8, 15 * MINUTES, "one e-mail address from one network address")
SIGN_IN_DEVICE = Limit("sign-in-device", 10, 15 * MINUTES, "one account in a browser in which it was open before")
STRANGERS = Limit("sign-in-strangers", 100, DAY, "one account from browsers that it does not know")
REFUSALS = Limit("refusal", 20, HOUR, "one e-mail address: so many refusals are written into its history")
SIGN_UP = Limit("sign-up", 30, HOUR, PLACE)
LETTER = Limit("letter", 5, HOUR, "one e-mail address")
CEREMONY = Limit("ceremony", 60, 10 * MINUTES, PLACE)
UNSENT = Limit("unsent", 30, HOUR, PLACE)
CHECK = Limit("verify", 60, 10 * MINUTES, PLACE)
CHECKER = Limit("checker", 120, MINUTES, "one account or one token of a program: documents that are checked")
CHECK_SIGNATURE = Limit("check-signature", 30, 10 * MINUTES, PLACE)
CHECK_API = Limit("api", 60, MINUTES, PLACE)
UPLOAD = Limit("attach", 300, 10 * MINUTES, "one account")
BOOKING = Limit("booking", 30, HOUR, "one account: times of appointments that are chosen")
SIGNING = Limit("signing", 60, HOUR, "one account: documents made for signing")
SIGNED_FILE = Limit("signed-file", 60, HOUR, "one account: signed files that are checked")
CO_SIGNER = Limit("co-signer", 20, DAY, "one account: letters to others who are to sign")
LISTS = Limit("lists", 60, HOUR, "one account: lists of cases for one signature")
PAYING = Limit("paying", 30, HOUR, "one account: tries to pay, and receipts")
PAYMENT_LOOK = Limit("payment-look", 300, 10 * MINUTES, "one account: a payer who waits")
ASSIST = Limit("assist", 40, HOUR, "one officer of a service centre: people they ask to assist")
ASSISTED = Limit("assisted", 5, HOUR, "one FIN or passport at service centres, whether it is known or not")
STEP_UP = Limit("step-up", 10, 15 * MINUTES, "one account, by somebody who is signed in to it")
OLD_PASSWORD = Limit("old-password", 10, 15 * MINUTES, "one account, by somebody who is signed in to it")
RECOVERY_PLACE = Limit("recovery-place", 20, HOUR, PLACE)
RECOVERY = Limit("recovery", 5, HOUR, "one e-mail address")
SMS_CODE = Limit("sms-code", 5, HOUR, "one account, and one mobile number")
SMS_TRY = Limit("sms-try", 20, HOUR, "one account: codes from SMS that are typed")
NEW_EMAIL = Limit("new-email", 5, HOUR, "one account, and one e-mail address")
OFFER = Limit("mandate", 30, HOUR, "one head")
OFFICE_OFFER = Limit("office-offer", 30, HOUR, "one administrator of an agency")
NEW_TOKEN = Limit("new-token", 30, HOUR, "one head")
NEW_WEBHOOK = Limit("new-webhook", 20, HOUR, "one head: addresses and secrets that are made")
WEBHOOK_ASKED = Limit("webhook-asked", 60, HOUR, "one head: messages that are sent on request")
TOKEN = Limit("token", 600, MINUTES, "one token of a program")
UNKNOWN_TOKEN = Limit("unknown-token", 60, 10 * MINUTES, PLACE)
DATA_COPY = Limit("data-copy", 3, DAY, "one person: a copy of their data")
CAPSULE = Limit("capsule", 20, DAY, "one person: capsules of cases")
ASK_MANDATE = Limit("ask-mandate", 10, HOUR, "one person: heads are not to be flooded")
# Wrong codes of an account: ever longer to wait, never for a recovery code, which nobody can guess.
CODES = (
    Limit("code-300", 10, 5 * MINUTES, "one account"),
    Limit("code-3600", 30, HOUR, "one account"),
    Limit("code-86400", 100, DAY, "one account"),
)
LIMITS = (
    SIGN_IN_PLACE,
    SIGN_IN_PAIR,
    SIGN_IN_DEVICE,
    STRANGERS,
    REFUSALS,
    SIGN_UP,
    LETTER,
    CEREMONY,
    UNSENT,
    CHECK,
    CHECKER,
    CHECK_SIGNATURE,
    CHECK_API,
    UPLOAD,
    LISTS,
    PAYING,
    PAYMENT_LOOK,
    BOOKING,
    ASSIST,
    ASSISTED,
    STEP_UP,
    OLD_PASSWORD,
    RECOVERY_PLACE,
    RECOVERY,
    SMS_CODE,
    SMS_TRY,
    NEW_EMAIL,
    OFFER,
    OFFICE_OFFER,
    ASK_MANDATE,
    NEW_TOKEN,
    NEW_WEBHOOK,
    WEBHOOK_ASKED,
    TOKEN,
    UNKNOWN_TOKEN,
    DATA_COPY,
    CAPSULE,
    *CODES,
)


async def take(limit: Limit, who: str) -> None:
    """Count one try. Raises TooMany, with the seconds until the window ends, from the first on that is too many."""
    if not await taken(limit, who):
        raise TooMany(left(limit))


async def taken(limit: Limit, who: str) -> bool:
    """Count one try; False when it is one too many."""
    return await throttles.hit(limit.what, who, limit.window) <= limit.most


async def more(limit: Limit, who: str, times: int) -> None:
    """What was tried turns out to count for so many more; whoever comes too often by that is told the next time."""
    await throttles.hit(limit.what, who, limit.window, times)


async def tries(limit: Limit, who: str) -> int:
    """How many there were in this window; counts nothing."""
    return await throttles.hits(limit.what, who, limit.window)


async def forget(limit: Limit, who: str) -> None:
    """It went well after all: the tries of this window no longer count."""
    await throttles.forget(limit.what, who, limit.window)


def left(limit: Limit) -> int:
    """Seconds until the present window ends."""
    seconds = int(limit.window.total_seconds())
    return seconds - int(clock.now().timestamp()) % seconds
