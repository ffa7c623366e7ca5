"""My number for SMS: typed, proved by a code that goes there, changed and given up at any time.

It opens nothing: nobody signs in with it, and no forgotten password is made anew by it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers
from xidmet.language import translator
from xidmet.notifications import send_account_letter
from xidmet.notifications.sms import CODE_HOLDS
from xidmet.store import accounts, messages, sms_numbers, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import write_effect
from xidmet.store.messages import Told
from xidmet.store.sms_numbers import Numbers

__all__ = ["Code", "NewNumber", "Numbers", "ask", "confirm", "standing", "stop"]

TRIES = 5  # of one code; then a new one must be sent
DIGITS = 6
CODE = _("Xidmət: {code} is the code for your number. It holds for 10 minutes. Tell it to nobody.")
WRONG = _("This is not the code of the last SMS, or it holds no more. Look again, or have a new one sent.")


class NewNumber(Form):
    number = Text(_("Mobile phone"), format="phone", hint=_("We send a code there. SMS go there once you typed it."))


class Code(Form):
    code = Text(_("Code from the SMS"), hint=_("Six digits."))


async def standing(actor: Actor) -> Numbers | None:
    """None when nothing was ever asked for; a code that holds no more is none."""
    found = await sms_numbers.of_account(actor.account)
    if found and found.wanted and (found.code_until is None or found.code_until <= clock.now()):
        return Numbers(found.number, found.confirmed_at, "", None) if found.number else None
    return found


async def ask(actor: Actor, number: str) -> None:
    """A code goes to the number. number: E.164. Raises TooMany: an SMS costs money, and wakes whoever gets it."""
    await throttle.take(throttle.SMS_CODE, str(actor.account))
    await throttle.take(throttle.SMS_CODE, number)
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    person = await accounts.person(actor.account)
    if person is None:
        raise NotFound
    text = translator(person.language).text(CODE, code=code)
    try:
        async with transaction():
            await sms_numbers.want(actor.account, number, _digest(actor.account, code), clock.now() + CODE_HOLDS)
            await _send(number, text, person.language)
    except Exception as error:
        if not is_unique_violation(error):
            raise  # else the same was asked for in another window at this very moment: its code is on its way


async def _send(number: str, text: str, language: str) -> None:
    """Of no party: it is in nobody's inbox, and gone once it has left."""
    message = uuid4()
    nothing = {"party": "", "subject": "", "link": "", "reason": ""}
    said: dict[str, Any] = {"case": None, "channel": "sms", "issued": None, **nothing}
    times: dict[str, Any] = {"created_at": clock.now(), "sent_at": None, "read_at": None}
    await messages.add(Told(id=message, address=number, text=text, language=language, state="waiting", **said, **times))
    await write_effect("deliver", {"message": str(message), "last": True}, f"sms-code:{message}")


async def confirm(actor: Actor, code: str) -> None:
    """The number counts. Raises WrongAnswers beside "code", TooMany; each try counts, whoever tries."""
    await throttle.take(throttle.SMS_TRY, str(actor.account))
    typed = "".join(sign for sign in code if sign.isdigit())
    async with transaction():
        held = await sms_numbers.tried(actor.account, TRIES, clock.now())
        number = await sms_numbers.confirm(actor.account, _digest(actor.account, typed), clock.now()) if held else ""
        if number:
            await _tell(actor, number)
    if not number:
        raise WrongAnswers({"code": Mistake(WRONG)})


async def _tell(actor: Actor, number: str) -> None:
    """To the e-mail: whoever did not do it themselves learns of it."""
    person = await accounts.person(actor.account)
    if person is not None:
        await send_account_letter(
            person,
            _("SMS about your applications"),
            _("Hello {name}, from now on SMS about your applications go to a number that ends in {ending}."),
            "/account/sms",
            f"sms-on:{secrets.token_hex(16)}",
            name=person.given_name,
            ending=number[-2:],
        )


async def stop(actor: Actor) -> None:
    """No SMS any more, and the number is forgotten; safe to repeat."""
    await sms_numbers.forget(actor.account)


def _digest(account: UUID, code: str) -> str:
    return hmac.new(account.bytes, code.encode(), hashlib.sha256).hexdigest()
