"""Signing a document: the operator says which certificate a number has, the phone signs the hash that goes with it."""

from __future__ import annotations

import base64
import datetime as dt

from xidmet import Form, Refusal, _
from xidmet.means import Ask, Ceremony, Given, NoAnswer, Wait
from xidmet.signing import HashName, Paper, SignedHash, SigningMeans, SigningStep, as_der

from .form import Phone
from .means import ABOUT, LOOK, RESULTS, TITLE
from .operator import Operator, Signed, verification_code

HASH: HashName = "sha256"
SHOWN, SHOWN_UNICODE = 40, 20  # signs that fit on a phone in one message
LATER = _("Try again in a few minutes, or choose another way of signing.")
DOWN = Refusal(why=_("The mobile operator does not answer as it should."), mend=LATER)
SOMEBODY_ELSE = Refusal(
    why=_("The certificate on this SIM card names somebody else."),
    mend=_("Use the phone whose SIM card has your own signature."),
)


class MobileSigning(SigningMeans):
    name, hash_only = "mobile", True
    title, about = TITLE, ABOUT

    def __init__(self, operator: Operator) -> None:
        self._operator = operator

    async def begin(self, ceremony: Ceremony, paper: Paper) -> SigningStep:
        return Ask(Phone)

    async def go_on(self, ceremony: Ceremony, paper: Paper, given: Given) -> SigningStep:
        """What came of it is noted, and is the same however often it is asked for."""
        notes = ceremony.notes
        if "refused" in notes:
            return Refusal(**notes["refused"])
        try:
            step = await self._step(ceremony, paper, given.answers)
        except (NoAnswer, ValueError):  # the latter for a certificate that nothing can be signed with
            step = DOWN
        if isinstance(step, Refusal) and step is not DOWN:  # an operator that answers again finds the try as it was
            notes["refused"] = {"why": step.why, "mend": step.mend}
        return step

    async def _step(self, ceremony: Ceremony, paper: Paper, answers: Form | None) -> SigningStep:
        if "session" in ceremony.notes:
            return await self._stands(ceremony, paper)
        if isinstance(answers, Phone):
            return await self._ring(ceremony, paper, answers.phone)
        return Ask(Phone)

    async def _ring(self, ceremony: Ceremony, paper: Paper, phone: str) -> SigningStep:
        """A phone is rung only for the signature that is due: the one of whoever signs, in force."""
        certificate = await self._operator.certificate(phone, ceremony.fin)
        if certificate is None:
            return RESULTS["NOT_MID_CLIENT"]
        signer = await ceremony.signatures.holder(certificate)
        if isinstance(signer, Refusal):
            return signer
        if not signer.fin or signer.fin != ceremony.fin:
            return SOMEBODY_ELSE
        when = ceremony.now.replace(microsecond=0)
        ceremony.notes.update(certificate=base64.b64encode(certificate).decode(), when=when.isoformat())
        signed = _to_be_signed(ceremony, paper)
        ceremony.notes["session"] = await self._operator.begin(
            phone, ceremony.fin, signed, ceremony.language, _shown(paper), "signature"
        )
        return _wait(signed)

    async def _stands(self, ceremony: Ceremony, paper: Paper) -> SigningStep:
        notes = ceremony.notes
        if "signed" not in notes:
            result = await self._operator.result(notes["session"], "signature")
            if not isinstance(result, Signed):
                return RESULTS.get(result, DOWN) if result else _wait(_to_be_signed(ceremony, paper))
            notes["signed"] = base64.b64encode(as_der(result.signature)).decode()
        return SignedHash(base64.b64decode(notes["signed"]), [_certificate(ceremony)], HASH, _when(ceremony))


def _to_be_signed(ceremony: Ceremony, paper: Paper) -> bytes:
    return paper.to_be_signed([_certificate(ceremony)], HASH, _when(ceremony))


def _certificate(ceremony: Ceremony) -> bytes:
    return base64.b64decode(ceremony.notes["certificate"])


def _when(ceremony: Ceremony) -> dt.datetime:
    return dt.datetime.fromisoformat(ceremony.notes["when"])


def _shown(paper: Paper) -> str:
    return paper.title[: SHOWN if paper.title.isascii() else SHOWN_UNICODE]


def _wait(signed: bytes) -> Wait:
    return Wait(LOOK, code=verification_code(signed))
