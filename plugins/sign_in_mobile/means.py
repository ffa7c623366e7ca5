"""The means: the number and FIN are typed, the phone signs, its certificate says whose phone it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet import Form, Refusal, _
from xidmet.means import Ask, Ceremony, Given, NoAnswer, Proven, Signer, SignInMeans, Step, Wait

from .form import Phone, PhoneAndFin
from .operator import Operator, Signed, verification_code

TITLE = _("Mobile signature")
ABOUT = _("The SIM card of your phone signs. You need its PIN and your FIN.")
LOOK = _("Look at your phone. If it shows the same code, type the PIN of your signature there.")
DOWN = Refusal(
    why=_("The mobile operator does not answer as it should."),
    mend=_("Try again in a few minutes, or choose another way to sign in."),
)
SOMEBODY_ELSE = Refusal(
    why=_("The certificate on this SIM card names somebody else."),
    mend=_("Use your own phone, and type the FIN of your own identity card."),
)
OVER = _("Start again, and keep the phone at hand.")
RESULTS: Mapping[str, Refusal] = {
    "TIMEOUT": Refusal(why=_("Nobody answered on the phone in time."), mend=OVER),
    "NOT_MID_CLIENT": Refusal(
        why=_("This number and this FIN have no mobile signature together."),
        mend=_("Check both. If they are right, ask your mobile operator."),
    ),
    "USER_CANCELLED": Refusal(
        why=_("It was refused on the phone."),
        mend=_("Start again if it was you who began. If not, somebody typed your number: you have done right."),
    ),
    "PHONE_ABSENT": Refusal(
        why=_("The phone is switched off or has no signal."), mend=_("Switch it on, then start again.")
    ),
    "DELIVERY_ERROR": Refusal(
        why=_("The message did not reach the phone."), mend=_("Restart the phone, then start again.")
    ),
    "SIM_ERROR": Refusal(
        why=_("The SIM card could not sign."),
        mend=_("Restart the phone and try again. If that does not help, ask your mobile operator."),
    ),
    "SIGNATURE_HASH_MISMATCH": Refusal(
        why=_("The phone did not sign what the portal sent."), mend=_("Start again. If it happens twice, tell us.")
    ),
}
NOT_WANTED = ("USER_CANCELLED", "TIMEOUT")  # the owner of the phone did not begin it, or saw that something was wrong


class MobileSignature(SignInMeans):
    name, level = "mobile", "high"
    title, about = TITLE, ABOUT

    def __init__(self, operator: Operator, texts: Mapping[str, str]) -> None:
        self._operator, self._texts = operator, texts

    async def begin(self, ceremony: Ceremony) -> Step:
        return Ask(Phone if ceremony.fin else PhoneAndFin)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        try:
            if "session" in ceremony.notes:
                return await self._stands(ceremony)
            if given.answers is not None:
                return await self._ring(ceremony, given.answers)
        except NoAnswer:
            return DOWN
        return await self.begin(ceremony)

    async def _ring(self, ceremony: Ceremony, answers: Form) -> Step:
        if isinstance(answers, PhoneAndFin) and not ceremony.fin:
            phone, fin = answers.phone, answers.fin
        elif isinstance(answers, Phone) and ceremony.fin:
            phone, fin = answers.phone, ceremony.fin
        else:
            return await self.begin(ceremony)
        text = self._texts.get(ceremony.language, "")
        session = await self._operator.begin(phone, fin, ceremony.challenge, ceremony.language, text)
        ceremony.notes.update(session=session, phone=phone, fin=fin)
        return _wait(ceremony)

    async def _stands(self, ceremony: Ceremony) -> Step:
        """What came of it is noted, and is the same however often it is asked for."""
        if "proved" in ceremony.notes:
            return Proven(**ceremony.notes["proved"])
        if "result" in ceremony.notes:
            return RESULTS.get(ceremony.notes["result"], DOWN)
        result = await self._operator.result(ceremony.notes["session"])
        if isinstance(result, Signed):
            return await self._judged(ceremony, result)
        if result:
            ceremony.notes["result"] = result
            if result in NOT_WANTED:
                ceremony.did_not_hold(fin=ceremony.notes["fin"])
            return RESULTS.get(result, DOWN)
        return _wait(ceremony)

    async def _judged(self, ceremony: Ceremony, signed: Signed) -> Step:
        signer = await ceremony.signatures.raw(signed.certificate, signed.signature, ceremony.challenge, "sha256")
        if isinstance(signer, Refusal):
            ceremony.did_not_hold(fin=ceremony.notes["fin"])
            return signer
        if not signer.fin or signer.fin != ceremony.notes["fin"]:
            ceremony.did_not_hold(fin=ceremony.notes["fin"])
            return SOMEBODY_ELSE
        ceremony.notes["proved"] = _proof(ceremony, signer)
        return Proven(**ceremony.notes["proved"])


def _wait(ceremony: Ceremony) -> Wait:
    return Wait(LOOK, code=verification_code(ceremony.challenge))


def _proof(ceremony: Ceremony, signer: Signer) -> dict[str, Any]:
    """As notes keep it."""
    names = {"fin": signer.fin, "surname": signer.surname, "given_name": signer.given_name, "name": signer.name}
    says = {name: value for name, value in names.items() if value}
    return {
        "key": signer.fin,
        "level": "high",
        "source": signer.issuer,
        "says": says,
        "label": ceremony.notes["phone"],
    }
